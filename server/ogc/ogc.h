/* ogc/ogc.h: the OGC APIs of the server: OGC API - Features part 1 (OGC 17-069r4) and OGC API - Tiles part 1 (OGC 20-057). */
#ifndef TERRIL_OGC_OGC_H
#define TERRIL_OGC_OGC_H

#include <stddef.h>

#include "http/router.h"

/* The table of contents of /ogc. Handlers find a `struct generation *` in request->generation and
 * the NULL-ended list of themes, a `struct style *const *`, in request->context. */
extern const struct route ogc_routes[];
extern const size_t ogc_route_count;

#endif
