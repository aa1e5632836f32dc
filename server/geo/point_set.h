/* geo/point_set.h: places with a number each: equal points, or points nearer than a distance, are one place. */
#ifndef TERRIL_GEO_POINT_SET_H
#define TERRIL_GEO_POINT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "geo/geometry.h"

struct point_set;

/* `snap` in the coordinates' unit, finite, 0 or more; 0: only equal coordinates are one place (-0 equals 0). */
struct point_set *point_set_new(double snap);
void point_set_free(struct point_set *set); /* NULL is fine */

/* The number of the nearest place within `snap` (the earlier one of two as near), else of a new place there: 0, 1,
 * 2.. . Finite coordinates, less than 2^63 snaps from 0; fewer than 2^32 places. O(1) as hash tables are. */
uint32_t point_set_add(struct point_set *set, struct point point);
uint32_t point_set_count(const struct point_set *set);
/* By number; borrowed until the next point is added. */
const struct point *point_set_points(const struct point_set *set);

#endif
