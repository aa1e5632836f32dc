/* http/local.h: answers without a socket, for who writes them to files. */
#ifndef TERRIL_HTTP_LOCAL_H
#define TERRIL_HTTP_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "http/router.h"

/* What the answers are made from; borrowed, and shared by threads as the handlers allow. */
struct local {
    const struct route *routes;
    size_t route_count;
    void *generation; /* pinned by the caller */
    const char *base; /* what absolute links begin with, "http://host" */
};

/* Fills a GET request without header fields, with is_filed set, from a target ("/carte/velo.pdf?paper=A3"); its strings come
 * from the arena, which must live as long. NULL and an error (ERROR_NOT_FOUND, or what target_read and route_check
 * refuse) where the server would not ask a handler. */
const struct route *local_find(const struct local *local, const char *target, struct arena *arena,
                               struct request *request, struct error *err);
/* The handler's answer, uncoded. `response` is the caller's: response_init before, response_free after. False, with the error,
 * for anything but 200. */
bool local_get(const struct route *route, const struct request *request, struct response *response, struct error *err);

#endif
