/* http/reply.h: answers that no handler makes. */
#ifndef TERRIL_HTTP_REPLY_H
#define TERRIL_HTTP_REPLY_H

#include <stdbool.h>

#include "base/error.h"
#include "http/answer.h"

/* A problem document; 405 with Allow, 503 with Retry-After. `must_close`: see struct answer_choice. */
struct answer *reply_status(int status, const char *detail, bool must_close);
struct answer *reply_problem(const struct error *err);
struct answer *reply_outside(size_t length); /* 416: the answer has `length` bytes */
/* 204 with Allow, and what a CORS preflight wants to hear: the methods are safe, so everybody may, for a day. */
struct answer *reply_options(void);

#endif
