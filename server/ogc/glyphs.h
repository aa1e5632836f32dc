/* ogc/glyphs.h: the letters that a style's texts are written with, as MapLibre GL loads them (style specification, glyphs). */
#ifndef TERRIL_OGC_GLYPHS_H
#define TERRIL_OGC_GLYPHS_H

#include "http/router.h"

/* What a text of a style that names no font is written with; MapLibre's own default is not to be had here. */
#define GLYPHS_FONT "Inter Regular"

/* The font (of a stack between commas, the first that there is) and the range of 256 codes ("0-255") that the path names, as a
 * protocol buffer. */
route_handler glyphs_get;

#endif
