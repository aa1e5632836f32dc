/* geo/crs.h: coordinate systems, through PROJ. */
#ifndef TERRIL_GEO_CRS_H
#define TERRIL_GEO_CRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "geo/geometry.h"

enum crs {
    CRS_LAMBERT93 = 2154, /* RGF93 v1 / Lambert-93, metres, x east, y north: the snapshot's */
    CRS_CRS84 = 84,       /* OGC:CRS84, degrees, longitude then latitude: GeoJSON's */
    CRS_EPSG4326 = 4326,  /* WGS 84, degrees, latitude then longitude */
    CRS_WEBMERCATOR = 3857,
    CRS_CC50 = 3950 /* RGF93 v1 / CC50, metres */
};

/* A transformation between two systems. Belongs to the thread that opened it. WGS 84 and RGF93 are
 * taken as equal (the null transformation, EPSG:1671), as every national publisher does. */
struct crs_transform;

struct crs_transform *crs_transform_open(enum crs from, enum crs to, struct error *err);
void crs_transform_close(struct crs_transform *transform);

/* In place, untouched on failure. False, naming the first bad coordinate, when one has no image (PROJ gives infinity). */
bool crs_transform_points(struct crs_transform *transform, struct point *points, size_t count, struct error *err);
bool crs_transform_geometry(struct crs_transform *transform, struct geometry *geometry, struct error *err);
/* The box around the image of the box, sides cut in 21 steps as proj_trans_bounds does: where a side bulges between two
 * steps it is short by up to 1/400 of the bulge. An empty box has an empty image. */
bool crs_transform_box(struct crs_transform *transform, struct box box, struct box *image, struct error *err);

/* "http://www.opengis.net/def/crs/OGC/1.3/CRS84" and so on: the URI that OGC APIs use. */
const char *crs_uri(enum crs crs);
/* From such a URI, "EPSG:2154", "[EPSG:2154]", "OGC:CRS84", "[OGC:CRS84]" or "CRS84"; false for any other text. */
bool crs_read(const char *text, enum crs *crs);

#endif
