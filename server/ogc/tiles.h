/* ogc/tiles.h: the bytes of vector tiles (OGC API - Tiles 1.0, OGC 20-057; Mapbox Vector Tile 2.1). */
#ifndef TERRIL_OGC_TILES_H
#define TERRIL_OGC_TILES_H

#include "http/router.h"

route_handler tile_get;            /* /ogc/tiles/{tms}/{z}/{row}/{col}: all collections, or those of collections= */
route_handler collection_tile_get; /* /ogc/collections/{id}/tiles/{tms}/{z}/{row}/{col} */
/* Must it be made, since nobody prepared it? */
bool tile_is_made(const struct request *request);
bool collection_tile_is_made(const struct request *request);

#endif
