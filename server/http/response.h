/* http/response.h: an answer being filled by a handler. */
#ifndef TERRIL_HTTP_RESPONSE_H
#define TERRIL_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "http/loans.h"

#define RESPONSE_HEADERS_MAX 16u

struct response_header {
    const char *name;
    const char *value;
};

struct response {
    int status;             /* 200 unless set */
    const char *media_type; /* with charset where it is text; borrowed from the program or the request's arena */
    struct buffer body;     /* the handler appends here */
    struct loans loans;     /* bytes between those of `body`; none when a file is there */
    uint64_t hash;          /* that `body` had while some of it was lent, where `is_hashed` */
    bool is_hashed;
    int file;                  /* -1, or the file that holds what stands before `body`: http/spool.h */
    size_t file_length;        /* bytes */
    uint64_t file_hash;        /* of them */
    const char *filename;      /* given as Content-Disposition: attachment when not NULL */
    const char *cache_control; /* NULL: "public, max-age=60" for 200 answers, "no-store" for errors */
    bool is_private;           /* not kept in the answer cache, no ETag (healthz, time-dependent answers) */
    bool is_api;               /* other sites may use it: CORS headers, Cross-Origin-Resource-Policy: cross-origin */
    bool is_cheap;    /* made in less time than keeping it takes: kept from the second time on that somebody asks */
    bool is_relative; /* nothing in it comes from request->base: kept once, whatever name people call the server */
    struct response_header headers[RESPONSE_HEADERS_MAX]; /* Link, Content-Crs, .. */
    size_t header_count;
};

/* Name and value are borrowed: from the program or the request's arena. A value with a control character is not sent. */
void response_header(struct response *response, const char *name, const char *value);
/* The body goes on with bytes that are not copied; what `response_lender` is told owns them. Short ones, and those beyond
 * LOANS_MAX, are copied. `name`: see struct loan. */
void response_lend(struct response *response, const char *bytes, size_t length, uint64_t name);
/* Who owns what is lent: once an answer, at the end of which `release` is called, perhaps in another thread. */
void response_lender(struct response *response, void *owner, void (*release)(void *owner));
/* Bytes of the body, with those that are lent, without the file. */
size_t response_length(const struct response *response);
/* Copies what is lent, so that `body` is whole; response_hash stays what it was. */
void response_join(struct response *response);
/* What stands for the body in an ETag, beside the generation's name: bytes that are not the same have another, those that are
 * lent by their names. */
uint64_t response_hash(const struct response *response);
/* Another body in place of the one there is; takes the bytes out of `body`. */
void response_replace(struct response *response, struct buffer *body);
/* Turns an error into an answer, once, in one place: kind to status (input 400, not found 404, limit 400, busy 503 with
 * Retry-After, storage and internal 500 with a neutral line), body as a problem document (RFC 9457,
 * application/problem+json) with `type`, `title`, `status`, `detail`. Clears what the handler had written. */
void response_problem(struct response *response, const struct error *err);
/* The same for a status that is not born of an error: 404, 405, 406, 413, 414. */
void response_status(struct response *response, int status, const char *detail);
/* The same where a standard gives the problem a type, a URI; that of all others is about:blank. */
void response_status_typed(struct response *response, int status, const char *type, const char *detail);
/* Empty, with status 200. */
void response_init(struct response *response);
void response_free(struct response *response); /* the body and the file; the struct is the caller's */
const char *response_reason(int status);       /* "Not Found" */

#endif
