#include "http/reply.h"

#include <stdio.h>

#define METHODS_ALLOWED "GET, HEAD, OPTIONS"

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
    if (status == 405)
        response_header(&response, "Allow", METHODS_ALLOWED);
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

struct answer *reply_options(void)
{
    struct response response;
    response_init(&response);
    response.status = 204;
    response.is_api = true;
    response_header(&response, "Allow", METHODS_ALLOWED);
    response_header(&response, "Access-Control-Allow-Methods", METHODS_ALLOWED);
    response_header(&response, "Access-Control-Allow-Headers",
                    "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range");
    response_header(&response, "Access-Control-Max-Age", "86400");
    return reply_from(&response, false);
}
