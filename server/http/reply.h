/* http/reply.h: answers that no handler makes. */
#ifndef TERRIL_HTTP_REPLY_H
#define TERRIL_HTTP_REPLY_H

#include <stdbool.h>

#include "base/error.h"
#include "http/answer.h"
#include "http/router.h"

/* A problem document; 503 with Retry-After. `must_close`: see struct answer_choice. */
struct answer *reply_status(int status, const char *detail, bool must_close);
struct answer *reply_problem(const struct error *err);
/* 405, naming what the route takes; NULL: an address without one. */
struct answer *reply_method(const struct route *route, bool must_close);
struct answer *reply_outside(size_t length); /* 416: the answer has `length` bytes */
/* 204 with Allow, and what a CORS preflight wants to hear: the methods change nothing, so everybody may, for a day. `route`
 * as above. */
struct answer *reply_options(const struct route *route);

#endif
