/* ogc/map.h: OGC API - Maps (OGC 20-058), a picture of ground without furniture. */
#ifndef TERRIL_OGC_MAP_H
#define TERRIL_OGC_MAP_H

#include "http/router.h"

/* Drawings go to the worker queue. The context is the NULL-ended list of themes (`struct style *const *`). */
route_handler map_get, style_map_get, collection_map_get;

#endif
