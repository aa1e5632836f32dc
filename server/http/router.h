/* http/router.h: the table of addresses. */
#ifndef TERRIL_HTTP_ROUTER_H
#define TERRIL_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/parameter.h"
#include "http/request.h"
#include "http/response.h"

/* Fills the response or returns false with an error, which the server turns into a problem document. */
typedef bool route_handler(const struct request *request, struct response *response, struct error *err);

enum route_pace {
    ROUTE_FAST, /* answered on the network thread: prepared bytes, small queries */
    ROUTE_SLOW  /* SQL over whole layers, drawing: goes to the worker queue */
};

/* A form of a 200 answer. */
struct route_form {
    const char *word;       /* of `f=`; NULL where the path alone decides */
    const char *media_type; /* NULL ends the list */
    const char *schema;     /* of the description's components (ogc/openapi.h) */
};

/* Statuses that an answer may have beside 200, 400 and, where the path names something, 404. */
enum route_status { ROUTE_EMPTY = 1 /* 204 */, ROUTE_UNFOUND = 2 /* 404 by what a parameter names */ };

enum route_methods {
    ROUTE_GET = 1, /* and so HEAD */
    ROUTE_POST = 2 /* with a JSON body (http/post.h); the answer is not kept */
};

/* One line of the table of contents: where a request goes, what it may say, and what is written of it in /ogc/api. */
struct route {
    const char *
        pattern; /* "/ogc/collections/{id}/items": {name} takes one segment; "/carte/{theme}.{format}" splits at the last dot */
    route_handler *handler;
    enum route_pace pace;
    const struct parameter *const *parameters; /* NULL-ended; NULL for none. Beside them `f`, when a form has a word */
    void *context;
    /* Asked for each request of a fast route that may be slow at times, on the network thread; NULL: never slow. */
    bool (*is_slow)(const struct request *request);
    /* Is `name` a parameter here beside those listed? For names that data give; their values are the handler's to
     * check. NULL: none is. On the network thread; request->generation may be NULL. */
    bool (*allows)(const struct request *request, const char *name);
    const struct route_form *forms; /* ends with a media_type NULL; the first is the default. NULL: not described */
    const struct parameter *const
        *places;                    /* of each {name} of the pattern, in order; NULL-ended; NULL: there are none */
    const char *id, *summary, *tag; /* operationId; French; the group it stands in */
    unsigned statuses;              /* enum route_status, or-ed */
    unsigned methods;               /* enum route_methods, or-ed, that the handler takes; 0 is ROUTE_GET */
    const char *body;               /* schema of a POST's body; NULL when none is taken */
};

/* Does the route take the method? OPTIONS is answered for every route, and HEAD with GET. NULL takes GET. */
bool route_takes(const struct route *route, enum request_method method);

/* The route whose pattern matches, captures decoded into the request; literal segments win over {names}. NULL: 404.
 * A path with a trailing slash that would match without it (or the other way round) matches too. */
const struct route *router_find(const struct route *routes, size_t count, struct request *request);
/* Does the route take all that the request says? False (ERROR_INPUT), naming the first parameter that it does not take and
 * what is allowed (with "did you mean"), one given twice, or one whose value parameter_check refuses. */
bool route_check(const struct route *route, const struct request *request, struct error *err);
/* `f` as the route's forms have it, its words from the arena; false when no form has a word. */
bool route_form_parameter(const struct route *route, struct arena *arena, struct parameter *parameter);

#endif
