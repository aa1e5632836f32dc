/* ogc/form.h: in which form a resource is sent, and the links to its other forms. */
#ifndef TERRIL_OGC_FORM_H
#define TERRIL_OGC_FORM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/json.h"
#include "http/negotiate.h"
#include "http/request.h"
#include "http/response.h"
#include "ogc/html.h"
#include "ogc/resource.h"

/* Lists of forms end with a NULL word; the first is what a client gets that wishes nothing, or nothing that there is. */
extern const struct form form_plain[];  /* json, html */
extern const struct form form_schema[]; /* json (application/schema+json), html */
extern const struct form form_api[];    /* json (OpenAPI 3.0), html */

/* `f` decides where it is given: a word that is not in the list is ERROR_INPUT (400) with the words that are. Else Accept with
 * its q-values (RFC 9110, 12.5.1), and Vary says so: browsers, which name text/html first, get a page. A client that accepts
 * none of the forms gets the first: RFC 9110 leaves that to the server, and a 406 helps nobody. */
bool form_choose(const struct request *request, const struct form *forms, const struct form **chosen,
                 struct error *err);
bool form_is_html(const struct form *form);
/* Is a page asked for, by f or by the name of its type in Accept? A page of many features is read and written again: work for the
 * worker queue (struct route, is_slow). */
bool form_is_page(const struct request *request);
/* In an array "links": one link rel=alternate for each other media type than the chosen one's, the address of the request with
 * another `f`. None where the answer becomes a file: a host of files does not negotiate. */
void form_links(struct json_writer *json, const struct request *request, const struct form *forms,
                const struct form *chosen);
/* The same, for a list that is written later. */
void form_links_add(struct resource_links *links, const struct request *request, const struct form *forms,
                    const struct form *chosen);
/* The end of a handler that has written its JSON: sets the media type and the Link fields of the other forms, and puts the page
 * made of the JSON in its place where that is what was asked for. */
bool form_finish(const struct request *request, struct response *response, enum html_kind kind,
                 const struct form *forms, const struct form *chosen, struct error *err);

#endif
