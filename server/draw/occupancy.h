/* draw/occupancy.h: which parts of the map are taken, as a coarse grid, for labels to keep off. */
#ifndef TERRIL_DRAW_OCCUPANCY_H
#define TERRIL_DRAW_OCCUPANCY_H

#include <stdbool.h>

#include "base/arena.h"
#include "geo/box.h"
#include "geo/geometry.h"

struct occupancy;

/* `cell` is the side of a cell, in the display's units. */
struct occupancy *occupancy_new(struct box frame, double cell, struct arena *arena);
/* Cells that the areas cover or the lines cross: better kept free. Coordinates in the display's units. */
void occupancy_add(struct occupancy *occupancy, const struct geometry *geometry);
/* A symbol: never covered. */
void occupancy_forbid(struct occupancy *occupancy, struct box box);
/* The area taken within the box, in square units; `is_forbidden` when part of it is forbidden. */
double occupancy_area(const struct occupancy *occupancy, struct box box, bool *is_forbidden);

#endif
