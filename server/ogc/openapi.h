/* ogc/openapi.h: the description of every address (OpenAPI 3.0.3), made from the table that routes and checks, for programs
 * and as a page for people. */
#ifndef TERRIL_OGC_OPENAPI_H
#define TERRIL_OGC_OPENAPI_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "http/router.h"

/* What is described: all routes, and the skin of the page. Borrowed; shared by threads. */
struct openapi {
    const struct route *routes; /* those without an id are left out */
    size_t count;
    const char *css; /* of web/page.css */
};

/* The document; `base` is what addresses begin with, "http://host:port". `arena` holds what is made on the way. */
void openapi_write(const struct openapi *api, const char *base, struct arena *arena, struct buffer *out);

/* The path as the description has it: the pattern with the names of its places, "/ogc/collections/{collectionId}". From
 * the arena. */
const char *openapi_path(const struct route *route, struct arena *arena);

/* A schema of the answers, by the name that forms give (http/router.h); `text` is JSON with ' for ". Ends with a name
 * NULL. */
struct openapi_schema {
    const char *name, *text;
};
extern const struct openapi_schema openapi_schemas[];

#endif
