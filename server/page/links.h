/* page/links.h: the links of a document, found and replaced. */
#ifndef TERRIL_PAGE_LINKS_H
#define TERRIL_PAGE_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Is asked for each link, with its entities or escapes decoded. Gives what is to stand in its place, until it is asked again;
 * NULL leaves it as it is; LINK_GONE takes it out. */
typedef const char *link_visitor(void *payload, const char *link);
extern const char LINK_GONE[]; /* known by its address */

/* HTML as this server writes it: href (xlink:href too), src, srcset, poster, action, and the content of a <meta> that
 * looks like an address. What stands in comments, <style> and <script> is left alone. A link that is gone leaves its attribute
 * empty. Everything else is copied byte for byte. `out` may be NULL: then links are found only. */
void links_html(const char *html, size_t length, link_visitor *visit, void *payload, struct buffer *out);

/* Where JSON has its links. */
enum links_kind {
    LINKS_HREF, /* members named "href" */
    LINKS_MAP /* a MapLibre style (style specification, root and sources) or TileJSON 3.0.0: "sprite", "glyphs" and the
                   addresses of "tiles" at the root, and "url" of each of "sources" */
};

/* JSON. An object of an array whose "href" is gone leaves the array. The rest keeps its values and order. False when it is no
 * JSON; `name` stands in the error. */
bool links_json(const char *json, size_t length, const char *name, enum links_kind kind, link_visitor *visit,
                void *payload, struct buffer *out, struct error *err);

#endif
