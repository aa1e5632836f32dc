/* geo/geojson.h: GeoJSON geometry (RFC 7946), written. */
#ifndef TERRIL_GEO_GEOJSON_H
#define TERRIL_GEO_GEOJSON_H

#include "base/buffer.h"
#include "geo/geometry.h"

/* Digits behind the point for longitude and latitude: 7 is about 1 cm. */
#define GEOJSON_DECIMALS 7

/* The geometry object, appended; null for GEOMETRY_NONE or an empty one. Coordinates are written in the order
 * x, y (CRS84: longitude, latitude), shells counter-clockwise and holes clockwise (RFC 7946 3.1.6) whatever the
 * order of the input. `decimals` is 0 to 15. */
void geojson_write(const struct geometry *geometry, int decimals, struct buffer *out);

#endif
