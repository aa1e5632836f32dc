/* ogc/queryables.h: a collection's fields as JSON Schema: what a filter may name (OGC 19-079r2, 6), by what one sorts, and
 * what answers hold (OGC 23-058r1, draft of OGC API - Features part 5). */
#ifndef TERRIL_OGC_QUERYABLES_H
#define TERRIL_OGC_QUERYABLES_H

#include "base/json.h"
#include "http/router.h"

route_handler queryables_get, sortables_get, schema_get;

#endif
