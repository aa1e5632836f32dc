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

enum route_methods {
    ROUTE_GET = 1, /* and so HEAD */
    ROUTE_POST = 2 /* with a JSON body (http/post.h); the answer is not kept */
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
    unsigned methods; /* enum route_methods, or-ed, that the handler takes; 0 is ROUTE_GET */
};

/* Does the route take the method? OPTIONS is answered for every route, and HEAD with GET. NULL takes GET. */
bool route_takes(const struct route *route, enum request_method method);

/* The route whose pattern matches, captures decoded into the request; literal segments win over {names}. NULL: 404.
 * A path with a trailing slash that would match without it (or the other way round) matches too. */
const struct route *router_find(const struct route *routes, size_t count, struct request *request);

#endif
