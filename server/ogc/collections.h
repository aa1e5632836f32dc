/* ogc/collections.h: the list of collections and each one (OGC 17-069r4, 7.13 and 7.14). */
#ifndef TERRIL_OGC_COLLECTIONS_H
#define TERRIL_OGC_COLLECTIONS_H

#include "http/router.h"

route_handler collections_get, collection_get;

#endif
