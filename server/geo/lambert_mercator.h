/* geo/lambert_mercator.h: EPSG:2154 to EPSG:3857 in closed form, a tenth of the time that PROJ's pipeline takes.
 *
 * Source: IOGP Guidance Note 7-2, 3.1.1.1 (Lambert Conic Conformal, 2SP) and 3.2.1.2 (Popular Visualisation Pseudo-Mercator).
 * The cone's radius is a power of the isometric latitude, and Mercator's northing is that latitude too, but for what the
 * ellipsoid adds to it; so no latitude in between is needed. */
#ifndef TERRIL_GEO_LAMBERT_MERCATOR_H
#define TERRIL_GEO_LAMBERT_MERCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "geo/geometry.h"

/* In place, metres to metres; less than a micrometre from what PROJ finds (tests/unit/geo/lambert_mercator_test.c). False,
 * and nothing is changed, when a point lies outside of x -1,000,000 to 2,500,000 and y 5,000,000 to 8,500,000, which is more
 * than Lambert-93 is for: ask PROJ (geo/crs.h). */
bool lambert_mercator_points(struct point *points, size_t count);

#endif
