/* draw/offset.h: a line beside a line: line-offset, and the two lines of line-gap-width. */
#ifndef TERRIL_DRAW_OFFSET_H
#define TERRIL_DRAW_OFFSET_H

#include "draw/display.h"
#include "geo/geometry.h"

/* The geometry's lines moved `distance` to the right of their direction, in the display's units (y downward); the rings of polygons
 * inward, holes too. A corner that would reach farther than twice the distance is cut; bends narrower than the distance are passed
 * over. Appended to the path; memory for the work from the arena. */
void offset_add(const struct geometry *geometry, double distance, struct arena *arena, struct path_builder *builder);

#endif
