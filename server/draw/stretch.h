/* draw/stretch.h: where a line is straight enough for a text to lie along it. */
#ifndef TERRIL_DRAW_STRETCH_H
#define TERRIL_DRAW_STRETCH_H

#include <stdbool.h>

#include "geo/geometry.h"

/* The longest piece of one of the geometry's lines or rings whose points are all within `bend` of the straight line between its two ends
 * (the cone of Zhao and Saalfeld, 1997). False when there is no line. */
bool stretch_find(const struct geometry *geometry, double bend, struct point *from, struct point *to);

#endif
