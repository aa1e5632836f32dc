/* http/head.h: the header fields of a request, and what libmicrohttpd 0.9.75 lets through and we do not. */
#ifndef TERRIL_HTTP_HEAD_H
#define TERRIL_HTTP_HEAD_H

#include <stdbool.h>

#include "base/arena.h"

struct MHD_Connection;

struct head {
    /* "" when not sent; a list field sent twice is joined with a comma (RFC 9110, 5.3) */
    const char *accept, *accept_encoding, *accept_language, *if_none_match, *range, *if_range;
    const char *host;           /* NULL when not sent */
    const char *content_type;   /* "" when not sent */
    const char *content_length; /* NULL when not sent; libmicrohttpd has refused what is no number */
    bool is_coded;              /* Transfer-Encoding was sent, in whatever form */
};

/* 0, or the status to refuse with and one line that says why. Refused are: Transfer-Encoding beside a
 * Content-Length, either of them or Host repeated, control bytes and NUL in a value, folded lines, lines that do not end
 * with CRLF. `method` and `version` as
 * handed to the access handler, `target_end` where URI_LOG_CALLBACK saw the target's NUL. */
int head_read(struct head *head, struct MHD_Connection *connection, const char *method, const char *version,
              const char *target_end, struct arena *arena, const char **why);

#endif
