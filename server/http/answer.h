/* http/answer.h: a finished answer: its header fields compiled, its bytes coded, shared by everybody who sends it. */
#ifndef TERRIL_HTTP_ANSWER_H
#define TERRIL_HTTP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/body.h"
#include "http/compress.h"
#include "http/request.h"
#include "http/response.h"

struct MHD_Response;

/* What one more small answer costs in the cache beside its body: header fields and libmicrohttpd's lists. */
#define ANSWER_OVERHEAD 2048u

struct answer {
    struct MHD_Response *mhd; /* also what 304 sends: it does not send the body */
    int status;
    struct body *body;
    const char *bytes; /* of the body, coded; NULL of a file on the disk, and where some are lent */
    size_t length;
    char *etag;                  /* with its quotes; NULL for errors and private answers */
    bool is_kept;                /* may stand in the cache */
    bool is_relative;            /* see struct response */
    unsigned vary;               /* enum request_vary that it was chosen by */
    enum compress_effort effort; /* that its bytes were coded with */
    _Atomic unsigned references;
};

struct answer_choice {
    const char *tag;    /* of the generation; NULL: nothing to make an ETag of, nothing kept */
    enum coding coding; /* used when it pays */
    enum compress_effort effort;
    unsigned vary;   /* enum request_vary that the handler used */
    bool must_close; /* "Connection: close": the rest of what came on this connection is not believed */
};

/* Takes the body out of `response`, or its file, behind which no body may be left (http/spool.h). One reference, the caller's. */
struct answer *answer_new(struct response *response, const struct answer_choice *choice);
/* The bytes from `first` to `last` as a 206 with the same fields; holds `whole` as long as it lives. Not kept. */
struct answer *answer_part(struct answer *whole, size_t first, size_t last);
/* The same answer once more, over the same bytes: libmicrohttpd counts and locks each answer's readers, and a thread
 * that has its own shares neither with others. */
struct answer *answer_twin(struct answer *answer);
/* The same answer with its bytes in a file of the kernel's, which takes them from there to the socket without copying
 * them. NULL when that does not pay or cannot be done. */
struct answer *answer_settle(struct answer *answer);
struct answer *answer_hold(struct answer *answer); /* one more reference; returns `answer` */
void answer_release(struct answer *answer);        /* NULL is fine */

#endif
