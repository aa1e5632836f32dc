/* ogc/items.h: features of a collection, and one feature (OGC 17-069r4, 7.15 and 7.16). */
#ifndef TERRIL_OGC_ITEMS_H
#define TERRIL_OGC_ITEMS_H

#include "http/router.h"

route_handler items_get, item_get;

#endif
