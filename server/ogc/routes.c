#include "ogc/ogc.h"

#include "ogc/api.h"
#include "ogc/collections.h"
#include "ogc/form.h"
#include "ogc/items.h"
#include "ogc/landing.h"
#include "ogc/map.h"
#include "ogc/sprite.h"
#include "ogc/styles.h"
#include "ogc/tile_sets.h"
#include "ogc/tiles.h"

static const char *const form[] = {"f", "lang", NULL};
static const char *const items[] = {"f", "lang", "limit", "bbox", "after", "simplify", NULL};
static const char *const tiles[] = {"collections", NULL};

static const char *const map[] = {"f",     "crs",     "bbox",        "bbox-crs", "width", "height", "scale-denominator",
                                  "style", "bgcolor", "transparent", NULL};
static const char *const style_map[] = {
    "f", "crs", "bbox", "bbox-crs", "width", "height", "scale-denominator", "bgcolor", "transparent", NULL};

const struct route ogc_routes[] = {
    {"/ogc", landing_get, ROUTE_FAST, form, NULL},
    {"/ogc/api", api_get, ROUTE_FAST, form, NULL},
    {"/ogc/conformance", conformance_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections", collections_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections/{id}", collection_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections/{id}/items", items_get, ROUTE_FAST, items, NULL, form_is_page},
    {"/ogc/collections/{id}/items/{fid}", item_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections/{id}/map", collection_map_get, ROUTE_SLOW, map, NULL},
    {"/ogc/collections/{id}/tiles", collection_tile_sets_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections/{id}/tiles/{tms}", collection_tile_set_get, ROUTE_FAST, form, NULL},
    {"/ogc/collections/{id}/tiles/{tms}/{zoom}/{row}/{column}", collection_tile_get, ROUTE_FAST, NULL, NULL,
     collection_tile_is_made},
    {"/ogc/map", map_get, ROUTE_SLOW, map, NULL},
    {"/ogc/styles", styles_get, ROUTE_FAST, form, NULL},
    {"/ogc/styles/{id}", style_get, ROUTE_FAST, form, NULL},
    {"/ogc/styles/{id}/sprite.json", sprite_get, ROUTE_FAST, NULL, NULL},
    {"/ogc/styles/{id}/sprite@2x.json", sprite_get, ROUTE_FAST, NULL, NULL},
    {"/ogc/styles/{id}/sprite.png", sprite_get, ROUTE_SLOW, NULL, NULL},
    {"/ogc/styles/{id}/sprite@2x.png", sprite_get, ROUTE_SLOW, NULL, NULL},
    {"/ogc/styles/{id}/map", style_map_get, ROUTE_SLOW, style_map, NULL},
    {"/ogc/tiles", tile_sets_get, ROUTE_FAST, form, NULL},
    {"/ogc/tiles/{tms}", tile_set_get, ROUTE_FAST, form, NULL},
    {"/ogc/tiles/{tms}/{zoom}/{row}/{column}", tile_get, ROUTE_FAST, tiles, NULL, tile_is_made},
    {"/ogc/tileMatrixSets", matrix_sets_get, ROUTE_FAST, form, NULL},
    {"/ogc/tileMatrixSets/{tms}", matrix_set_get, ROUTE_FAST, form, NULL},
};

const size_t ogc_route_count = sizeof ogc_routes / sizeof ogc_routes[0];
