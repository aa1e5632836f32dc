/* draw/occupancy.h: which parts of the map are taken, as a coarse grid, for labels to keep off. */
#ifndef TERRIL_DRAW_OCCUPANCY_H
#define TERRIL_DRAW_OCCUPANCY_H

#include <stdbool.h>

#include "base/arena.h"
#include "geo/box.h"
#include "geo/geometry.h"

struct occupancy;

/* What a cell holds. Light: a dot that says itself that it may be covered. Taken: better kept free. A symbol: covered only by a name
 * that must be there and finds no room nearby. Forbidden: never covered. */
enum occupancy_level { OCCUPANCY_FREE, OCCUPANCY_LIGHT, OCCUPANCY_TAKEN, OCCUPANCY_SYMBOL, OCCUPANCY_FORBIDDEN };

/* `cell` is the side of a cell, in the display's units. */
struct occupancy *occupancy_new(struct box frame, double cell, struct arena *arena);
/* Cells that the areas cover or the lines cross: better kept free. Coordinates in the display's units. */
void occupancy_add(struct occupancy *occupancy, const struct geometry *geometry);
/* Every cell of the box holds at least that. */
void occupancy_mark(struct occupancy *occupancy, struct box box, enum occupancy_level level);
/* Nothing may stand there. */
void occupancy_forbid(struct occupancy *occupancy, struct box box);
/* What stands within a box. */
struct occupancy_cover {
    double area[OCCUPANCY_FORBIDDEN + 1]; /* square units, by what its cells hold */
    enum occupancy_level worst;           /* the most that a cell there holds */
};
struct occupancy_cover occupancy_cover(const struct occupancy *occupancy, struct box box);

#endif
