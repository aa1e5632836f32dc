#include "command/routes.h"

#include "ogc/ogc.h"

#include <string.h>

struct route *routes_join(struct arena *arena, struct site *site, size_t *count)
{
    *count = ogc_route_count + page_route_count;
    struct route *routes = arena_array(arena, *count, sizeof *routes);
    memcpy(routes, ogc_routes, ogc_route_count * sizeof *routes);
    memcpy(routes + ogc_route_count, page_routes, page_route_count * sizeof *routes);
    for (size_t i = 0; i < *count; i++) {
        routes[i].context = i < ogc_route_count ? (void *)site->styles : site;
    }
    return routes;
}
