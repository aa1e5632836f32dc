/* http/router.h: the table of addresses. */
#ifndef TERRIL_HTTP_ROUTER_H
#define TERRIL_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"
#include "http/response.h"

/* Fills the response or returns false with an error, which the server turns into a problem document. */
typedef bool route_handler(const struct request *request, struct response *response, struct error *err);

enum route_pace {
    ROUTE_FAST, /* answered on the network thread: prepared bytes, small queries */
    ROUTE_SLOW  /* SQL over whole layers, drawing: goes to the worker queue */
};

struct route {
    const char *
        pattern; /* "/ogc/collections/{id}/items": {name} takes one segment; "/carte/{theme}.{format}" splits at the last dot */
    route_handler *handler;
    enum route_pace pace;
    const char *const *parameters; /* NULL-ended list of the query parameters that are allowed; NULL for none */
    void *context;
    /* Asked for each request of a fast route that may be slow at times, on the network thread; NULL: never slow. */
    bool (*is_slow)(const struct request *request);
    /* Is `name` a parameter here beside those listed? For names that data give; their values are the handler's to
     * check. NULL: none is. On the network thread; request->generation may be NULL. */
    bool (*allows)(const struct request *request, const char *name);
};

/* The route whose pattern matches, captures decoded into the request; literal segments win over {names}. NULL: 404.
 * A path with a trailing slash that would match without it (or the other way round) matches too. */
const struct route *router_find(const struct route *routes, size_t count, struct request *request);

#endif
