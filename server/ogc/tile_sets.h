/* ogc/tile_sets.h: which tiles there are (OGC API - Tiles 1.0, OGC 20-057; tile matrix sets and tile set metadata, OGC
 * 17-083r4; TileJSON 3.0.0 for web map libraries). */
#ifndef TERRIL_OGC_TILE_SETS_H
#define TERRIL_OGC_TILE_SETS_H

#include "http/router.h"

route_handler matrix_sets_get;          /* /ogc/tileMatrixSets */
route_handler matrix_set_get;           /* /ogc/tileMatrixSets/{tms} */
route_handler tile_sets_get;            /* /ogc/tiles */
route_handler tile_set_get;             /* /ogc/tiles/{tms}; f=json or tilejson */
route_handler collection_tile_sets_get; /* /ogc/collections/{id}/tiles */
route_handler collection_tile_set_get;  /* /ogc/collections/{id}/tiles/{tms} */

#endif
