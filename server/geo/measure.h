/* geo/measure.h: lengths and areas on the GRS 80 ellipsoid. Source: Karney (2013), through PROJ's geodesic.h. */
#ifndef TERRIL_GEO_MEASURE_H
#define TERRIL_GEO_MEASURE_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/geometry.h"

/* They fail only where PROJ is missing, and a caller's number is then untouched. */

/* Geometry in CRS84 degrees. Square metres, holes taken away; 0 for points and lines. */
bool measure_area(const struct geometry *geometry, double *area, struct error *err);
/* Metres; of lines their length, of polygons their outline, 0 for points. */
bool measure_length(const struct geometry *geometry, double *length, struct error *err);
/* Metres along the geodesic between two points in CRS84 degrees. */
bool measure_distance(struct point from, struct point to, double *metres, struct error *err);

#endif
