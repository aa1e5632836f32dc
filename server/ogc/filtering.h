/* ogc/filtering.h: the parameters filter, filter-lang and filter-crs (OGC API - Features part 3, OGC 19-079r2, 6 and 7). */
#ifndef TERRIL_OGC_FILTERING_H
#define TERRIL_OGC_FILTERING_H

#include <stdbool.h>

#include "base/error.h"
#include "filter/filter.h"
#include "http/request.h"
#include "store/selection.h"
#include "store/snapshot.h"

/* `filter` in `filter-lang` (cql2-text unless given, or cql2-json), its geometry in `filter-crs` (CRS84 unless given; the systems of
 * geo/crs.h). NULL, and true, when no filter is given. Lives as long as the request.
 * Routes that call it list the three parameters and are slow for requests that resource_has_filter says yes to. */
bool resource_filter(const struct request *request, const struct snapshot_collection *collection,
                     const struct filter **filter, struct error *err);
/* What it chooses; NULL, and true, when no filter is given. */
bool resource_selection(const struct request *request, const struct snapshot_collection *collection,
                        struct store *store, const struct selection **selection, struct error *err);
/* For the is_slow of routes. */
bool resource_has_filter(const struct request *request);

#endif
