/* geo/measure.h: lengths and areas on the GRS 80 ellipsoid. Source: Karney (2013), through PROJ's geodesic.h. */
#ifndef TERRIL_GEO_MEASURE_H
#define TERRIL_GEO_MEASURE_H

#include "geo/geometry.h"

/* Geometry in CRS84 degrees. Square metres, holes taken away; 0 for points and lines. */
double measure_area(const struct geometry *geometry);
/* Metres; of lines their length, of polygons their outline, 0 for points. */
double measure_length(const struct geometry *geometry);
/* Metres along the geodesic between two points in CRS84 degrees. */
double measure_distance(struct point from, struct point to);

#endif
