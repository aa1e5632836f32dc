/* http/prepare.h: answers made before anybody asks, as small as they get. Runs in a process of its own, which gives its
 * memory back by ending: drawing and brotli's best work on megabytes. */
#ifndef TERRIL_HTTP_PREPARE_H
#define TERRIL_HTTP_PREPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "http/router.h"

/* All of it borrowed. */
struct prepare {
    const struct route *routes;
    size_t route_count;
    void *generation; /* pinned by the caller */
    const char *tag;  /* of it */
    const char *base; /* what absolute links begin with: the last word of server_settings.preparer */
};

/* Writes to `out` a record (http/record.h) of each target and coding, in that order. What is not answered with 200, is
 * private, or is larger than a record may be, is left out. False when nobody reads any more. */
bool prepare_write(const struct prepare *prepare, const char *const *targets, size_t count, int out);

#endif
