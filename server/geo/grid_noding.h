/* geo/grid_noding.h: borders of areas brought to whole numbers together, so that they meet in points that both have.
 *
 * Source: snap rounding (Hobby 1999; Guibas and Marimont 1998) and its iteration (Halperin and Packer 2002). A grid point is
 * hot when a border begins, bends or ends nearer to it than to any other, or two borders cross there; a border that passes
 * the square around a hot point (half a step to every side, its left and lower side included) goes through the point. Done
 * for all borders at once, none crosses another or jumps over a hot point: what was apart stays apart or becomes one. Done
 * again until no border passes the square of a point that is not its own. What is whole already, crosses nothing and keeps
 * its distance stays as it is. The arithmetic is exact. O(n x m) for n pieces, m of which cross a line from south to north,
 * and one place of memory a crossing. */
#ifndef TERRIL_GEO_GRID_NODING_H
#define TERRIL_GEO_GRID_NODING_H

#include <stdbool.h>

#include "base/arena.h"
#include "geo/noding.h"

/* Coordinates are between -GRID_MAX and GRID_MAX; they are read to 1 / GRID_PARTS. */
#define GRID_MAX   524288
#define GRID_PARTS 256

/* Bounded work, a second at most: sound areas cross nowhere, and layers that overlap some hundred times a tile. */
#define GRID_CROSSINGS_MAX 100000

struct grid;

/* Room for `count` pieces; memory from the arena. */
struct grid *grid_new(size_t count, struct arena *arena);
/* The piece from `from` to `to` with the area on its left; nothing when they are the same point. */
void grid_add(struct grid *grid, struct point from, struct point to, uint32_t area);

/* Fills `borders`, an empty buffer, with what noding_run leaves behind: sorted, each piece once for an area, low < high. The numbers are
 * those of `*points` (the arena's), `*point_count` of them, whole, from west to east and from south to north.
 * Junctions are counted from the second round on. With more than GRID_CROSSINGS_MAX crossings nothing is filled; the
 * report says so. */
struct noding_report grid_run(struct grid *grid, struct buffer *borders, struct point **points, uint32_t *point_count);

#endif
