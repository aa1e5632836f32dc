#include "command/routes.h"

#include "ogc/api.h"
#include "ogc/ogc.h"
#include "ogc/openapi.h"

#include <string.h>

struct route *routes_join(struct arena *arena, struct site *site, size_t *count)
{
    *count = ogc_route_count + page_route_count;
    struct route *routes = arena_array(arena, *count, sizeof *routes);
    memcpy(routes, ogc_routes, ogc_route_count * sizeof *routes);
    memcpy(routes + ogc_route_count, page_routes, page_route_count * sizeof *routes);
    struct openapi *api = arena_alloc(arena, sizeof *api);
    *api = (struct openapi){routes, *count, site->css};
    for (size_t i = 0; i < *count; i++) {
        routes[i].context = i < ogc_route_count ? (void *)site->styles : site;
        if (routes[i].handler == api_get) {
            routes[i].context = api;
        }
    }
    return routes;
}
