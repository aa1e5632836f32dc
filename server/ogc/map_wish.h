/* ogc/map_wish.h: what a map request asks for, checked. Only for map.c. */
#ifndef TERRIL_OGC_MAP_WISH_H
#define TERRIL_OGC_MAP_WISH_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "http/negotiate.h"
#include "http/request.h"
#include "style/colour.h"

#define MAP_SIDE_MAX    4096       /* pixels */
#define MAP_PIXELS_MAX  16000000.0 /* of both sides together */
#define MAP_SIDE_NORMAL 1024       /* of the longer side when the request names none */

struct map_wish {
    enum crs crs;                       /* of the answer, as asked for */
    enum crs drawn_in;                  /* the same with x to the east: CRS84 for EPSG:4326 */
    struct box ground;                  /* in that one */
    struct crs_transform *forth, *back; /* from EPSG:2154 to `drawn_in`, and back; NULL in EPSG:2154 */
    int width, height;                  /* pixels */
    const struct form *form;
    bool is_transparent, has_colour;
    struct colour colour; /* of the ground under everything, instead of the style's background */
};

/* The parameters f, crs, bbox, bbox-crs, width, height, scale-denominator, bgcolor and transparent. `whole`: the ground when
 * there is no bbox, EPSG:2154. The transformations are the caller's to close, on failure too. */
bool map_wish_read(const struct request *request, struct box whole, struct map_wish *wish, struct error *err);
void map_wish_close(struct map_wish *wish);

#endif
