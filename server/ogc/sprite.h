/* ogc/sprite.h: the pictures that a style names, on one sheet as MapLibre GL loads them (style specification, sprite). */
#ifndef TERRIL_OGC_SPRITE_H
#define TERRIL_OGC_SPRITE_H

#include "http/router.h"

/* The list of places (.json) or the sheet (.png), for plain and for dense screens (@2x); which one the path says. The context
 * is the NULL-ended list of themes. */
route_handler sprite_get;

#endif
