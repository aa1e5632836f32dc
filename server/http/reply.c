#include "http/reply.h"

#include <stdio.h>

static const char *methods_allowed(const struct route *route)
{
    bool takes_get = route_takes(route, METHOD_GET);
    if (!route_takes(route, METHOD_POST))
        return "GET, HEAD, OPTIONS";
    return takes_get ? "GET, HEAD, POST, OPTIONS" : "POST, OPTIONS";
}

static struct answer *reply_from(struct response *response, bool must_close)
{
    struct answer_choice choice = {.must_close = must_close};
    struct answer *answer = answer_new(response, &choice);
    response_free(response);
    return answer;
}

struct answer *reply_status(int status, const char *detail, bool must_close)
{
    struct response response;
    response_init(&response);
    response_status(&response, status, detail);
    return reply_from(&response, must_close);
}

struct answer *reply_method(const struct route *route, bool must_close)
{
    struct response response;
    response_init(&response);
    bool takes_get = route_takes(route, METHOD_GET), takes_post = route_takes(route, METHOD_POST);
    response_status(&response, 405,
                    !takes_post ? "only GET, HEAD and OPTIONS"
                    : takes_get ? "only GET, HEAD, POST and OPTIONS"
                                : "only POST and OPTIONS");
    response_header(&response, "Allow", methods_allowed(route));
    return reply_from(&response, must_close);
}

struct answer *reply_problem(const struct error *err)
{
    struct response response;
    response_init(&response);
    response_problem(&response, err);
    return reply_from(&response, false);
}

struct answer *reply_outside(size_t length)
{
    struct response response;
    char range[40];
    response_init(&response);
    response_status(&response, 416, "Range begins behind the last byte");
    snprintf(range, sizeof range, "bytes */%zu", length);
    response_header(&response, "Content-Range", range);
    return reply_from(&response, false);
}

struct answer *reply_options(const struct route *route)
{
    struct response response;
    response_init(&response);
    response.status = 204;
    response.is_api = true;
    response_header(&response, "Allow", methods_allowed(route));
    response_header(&response, "Access-Control-Allow-Methods", methods_allowed(route));
    response_header(&response, "Access-Control-Allow-Headers",
                    "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Prefer, Range");
    response_header(&response, "Access-Control-Max-Age", "86400");
    return reply_from(&response, false);
}
