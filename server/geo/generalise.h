/* geo/generalise.h: lines and polygons with fewer points, for those that share no borders (topology.h is for those
 * that do). */
#ifndef TERRIL_GEO_GENERALISE_H
#define TERRIL_GEO_GENERALISE_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/geometry.h"

/* `tolerance` is in the coordinates' unit, 0 or more: points go as long as the line stays within that distance of what it was
 * (line_rank.h). 0 keeps all. Points of the input only, in its order; memory from the arena. Rank once and read often with
 * topology.h. */

/* A line or multi-line. Ends stay, so do points where lines meet or part; what lines have in common stays in common.
 * A line that does not cross itself or another does not after, and a closed one keeps a triangle. Points that come
 * twice in a row become one; a line of one place keeps two points. */
struct geometry generalise_line(const struct geometry *line, double tolerance, struct arena *arena);

/* A polygon or multi-polygon, valid before and after: every part and every hole keeps a triangle at least, shells
 * run counter-clockwise. An invalid one is cut where it crosses itself, as topology_build does. False: as
 * topology_build. */
bool generalise_polygon(const struct geometry *polygon, double tolerance, struct arena *arena,
                        struct geometry *generalised, struct error *err);

#endif
