#include "http/local.h"

#include "http/spool.h"
#include "http/target.h"

#include <string.h>

const struct route *local_find(const struct local *local, const char *target, struct arena *arena,
                               struct request *request, struct error *err)
{
    *request = (struct request){.method = METHOD_GET,
                                .base = local->base,
                                .accept = "",
                                .accept_encoding = "",
                                .accept_language = "",
                                .if_none_match = "",
                                .is_filed = true,
                                .arena = arena,
                                .generation = local->generation};
    if (strlen(target) > REQUEST_ADDRESS_MAX) {
        error_set(err, ERROR_LIMIT, "an address has at most %u bytes", REQUEST_ADDRESS_MAX);
        return NULL;
    }
    if (!target_read(request, arena_string(arena, target), err))
        return NULL;
    const struct route *route = router_find(local->routes, local->route_count, request);
    if (!route) {
        error_set(err, ERROR_NOT_FOUND, "%s: there is nothing at this address", target);
        return NULL;
    }
    if (!route_takes(route, METHOD_GET)) {
        error_set(err, ERROR_NOT_FOUND, "%s: there is nothing to get at this address", target);
        return NULL;
    }
    return route_check(route, request, err) ? route : NULL;
}

bool local_get(const struct route *route, const struct request *request, struct response *response, struct error *err)
{
    if (!route->handler(request, response, err) || !spool_recall(response, err))
        return false;
    response_join(response);
    return response->status == 200 ||
           error_set(err, ERROR_NOT_FOUND, "%s: answered %d", request->target, response->status);
}
