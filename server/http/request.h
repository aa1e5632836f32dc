/* http/request.h: what was asked, checked and decoded. Borrowed by handlers; lives until the answer is sent. */
#ifndef TERRIL_HTTP_REQUEST_H
#define TERRIL_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

#define REQUEST_ADDRESS_MAX    4096u /* bytes of path and query */
#define REQUEST_PARAMETERS_MAX 64u
#define REQUEST_SEGMENTS_MAX   16u
#define REQUEST_CAPTURES_MAX   8u

enum request_method { METHOD_GET, METHOD_HEAD, METHOD_OPTIONS, METHOD_POST, METHOD_OTHER };

/* Header fields that an answer was chosen by; the server names them in Vary. */
enum request_vary { VARY_ACCEPT = 1, VARY_ACCEPT_LANGUAGE = 2, VARY_ACCEPT_ENCODING = 4 };

struct request_parameter {
    const char *name;  /* decoded UTF-8 */
    const char *value; /* decoded UTF-8; "" when there is no = */
};

struct request {
    enum request_method method; /* a handler is called for GET and HEAD and fills the body for both */
    const char *path;           /* decoded, begins with "/" */
    const char *target;         /* path and query as they came, for links and caches; bytes that RFC 3986 does not allow
                            * are escaped, so that it can stand in a Link header */
    const char *base; /* "http://host:port" without a slash, from the server's settings, else the checked Host header */
    const char *captures[REQUEST_CAPTURES_MAX +
                         1]; /* what the route's {names} matched, decoded, in order; NULL behind the last */
    struct request_parameter parameters[REQUEST_PARAMETERS_MAX];
    size_t parameter_count;
    /* "" when not sent. Handlers read the first three through negotiate_*, which notes the use in `vary`. */
    const char *accept, *accept_encoding, *accept_language, *if_none_match;
    unsigned *vary;      /* enum request_vary, or-ed; NULL when nobody asks (tests) */
    struct arena *arena; /* dies when the answer is sent */
    bool
        is_filed; /* the answer becomes a file that a host without this server hands out: it must not link to what only the
                    * server can answer */
    void *generation; /* what the server's hooks pinned for this request; NULL when they have none */
    void *context;    /* the route's */
};

/* NULL when not given. */
const char *request_parameter(const struct request *request, const char *name);
/* False, naming the first parameter that is not in the NULL-ended list and what is allowed (with "did you
 * mean"), or one given twice. */
bool request_allow(const struct request *request, const char *const *allowed, struct error *err);
/* The same, names that `also` lets through allowed too. */
bool request_allow_also(const struct request *request, const char *const *allowed,
                        bool (*also)(const struct request *request, const char *name), struct error *err);

#endif
