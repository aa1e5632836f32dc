/* ogc/resource.h: what the resources share: links, the collection asked for, parameters. */
#ifndef TERRIL_OGC_RESOURCE_H
#define TERRIL_OGC_RESOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "http/request.h"
#include "http/response.h"
#include "store/snapshot.h"

#define ITEMS_LIMIT_DEFAULT 100
#define ITEMS_LIMIT_MAX     10000
#define ITEMS_OFFSET_MAX    1000000000

/* One link object (OGC 17-069r4, 7.2; RFC 8288 relations). `path` begins with "/". */
void resource_link(struct json_writer *json, const struct request *request, const char *path, const char *rel,
                   const char *media_type, const char *title);
/* The snapshot of the request's generation. */
const struct snapshot *resource_snapshot(const struct request *request);
/* The collection of the path's first capture; NULL and ERROR_NOT_FOUND that lists those there are. */
const struct snapshot_collection *resource_collection(const struct request *request, struct error *err);
/* JSON answer of the API: sets media type and CORS, starts the writer on the response's body. */
void resource_begin(struct response *response, struct json_writer *json, const char *media_type);
/* `limit`: 1 to ITEMS_LIMIT_MAX (more is taken as the maximum: 17-069r4, 7.15.2); false for what is no whole number. */
bool resource_limit(const struct request *request, int64_t *limit, struct error *err);
/* `simplify`: metres, 0 to SIMPLIFY_MAX, that outlines may be off; 0 when not given: the whole geometry. */
#define SIMPLIFY_MAX 100000
bool resource_simplify(const struct request *request, double *tolerance, struct error *err);
/* Numbers between commas; how many were read, -1 when one is none or there are more than `most`. */
int resource_numbers(const char *text, double *numbers, int most);
/* A parameter that names a coordinate system (18-058r1, 6): CRS84 when not given. */
bool resource_crs(const struct request *request, const char *parameter, enum crs *crs, struct error *err);

/* `bbox` in the system of `bbox-crs`: four numbers, or six whose third and sixth are heights, which do not matter here. */
struct resource_boxes {
    struct box box;    /* x, y: longitude first for EPSG:4326 too. Empty when not given */
    struct box beyond; /* the part behind the antimeridian, where west lies east of east (17-069r4, 7.15.3) */
    bool has_beyond;
    enum crs crs;
};
bool resource_boxes(const struct request *request, struct resource_boxes *boxes, struct error *err);

/* "credit (date)", as it stands under a map. */
const char *resource_credit(const struct snapshot_collection *collection, struct arena *arena);

/* Links of an answer, in its body and in its Link field alike. */
struct resource_relation {
    const char *href; /* absolute */
    const char *rel, *media_type, *title;
};
#define RESOURCE_LINKS_MAX 24
struct resource_links {
    struct resource_relation links[RESOURCE_LINKS_MAX];
    size_t count;
};
/* `path` begins with "/", or is absolute. */
void resource_links_add(struct resource_links *links, const struct request *request, const char *path, const char *rel,
                        const char *media_type, const char *title);
void resource_links_write(const struct resource_links *links, struct json_writer *json); /* member "links" */
/* An address below request->base as it is read from the request's own (RFC 3986, 5.2), which is shorter: "?f=csv" for another form of
 * the same, else without scheme and host. What lies elsewhere stays as it is. Borrowed from `href`. */
const char *resource_href(const struct request *request, const char *href);
/* The same as one field Link (RFC 8288), relative to the request's address, without titles and parameters of media types, which the
 * field's grammar does not know; of a long question only what fits and `next`. Where the body has all links (`are_in_body`),
 * itself, its collection, its licence and its other forms but the page are left to it: who asks for headers alone looks for the way
 * on, and long fields cost every reader (17-069r4 recommends the whole list where it is short). */
void resource_links_send(const struct resource_links *links, const struct request *request, bool are_in_body,
                         struct response *response);

#endif
