/* ogc/html.h: the resources of the API as web pages, for people and for search engines.
 *
 * There is one source of truth: the JSON that a handler wrote. A page is made of it, of the snapshot's titles and of the
 * sentences in web/text/api.<lang>.json; it needs no script. */
#ifndef TERRIL_OGC_HTML_H
#define TERRIL_OGC_HTML_H

#include <stdbool.h>

#include "base/error.h"
#include "http/request.h"
#include "http/response.h"

/* Which shape the JSON has. */
enum html_kind {
    HTML_LANDING,
    HTML_CONFORMANCE,
    HTML_COLLECTIONS,
    HTML_COLLECTION,
    HTML_ITEMS,
    HTML_ITEM,
    HTML_SCHEMA, /* queryables, sortables and schema: a JSON Schema with properties */
    HTML_API,    /* OpenAPI 3.0 */
    HTML_STYLE,  /* a MapLibre style */
    HTML_PROCESSES,
    HTML_PROCESS,
    HTML_OTHER /* anything else: its members as lists and tables */
};

/* The same resource in another form. */
struct html_alternate {
    const char *href, *media_type;
};

/* Puts the page in place of the JSON in `response`, with links to the `others`, ended by a NULL address. The parameters `lang` (fr, en) and `f` are the page's own: its links keep
 * them. ERROR_INPUT for another language, ERROR_INTERNAL when the body is no JSON. */
bool html_answer(const struct request *request, struct response *response, enum html_kind kind,
                 const struct html_alternate *others, struct error *err);

#endif
