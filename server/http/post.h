/* http/post.h: what a POST must be like before a byte of its body is read. */
#ifndef TERRIL_HTTP_POST_H
#define TERRIL_HTTP_POST_H

#include <stddef.h>

#include "http/head.h"

#define POST_BODY_MAX   ((size_t)64 << 10) /* bytes of one body */
#define POST_BODIES_MAX ((size_t)16 << 20) /* of all that are being read or answered at once */

/* 0 and the body's `length`; or the status to refuse with and a line that says why: 411 without Content-Length (chunked bodies
 * are not taken), 400 when it is no number, 413 above POST_BODY_MAX, 415 for another Content-Type than application/json in
 * UTF-8. */
int post_check(const struct head *head, size_t *length, const char **why);

#endif
