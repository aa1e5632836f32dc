/* page/site.h: what the public pages need beside a snapshot: themes, sentences, style sheet. Read once, shared by threads. */
#ifndef TERRIL_PAGE_SITE_H
#define TERRIL_PAGE_SITE_H

#include <stddef.h>

#include "base/error.h"
#include "http/router.h"
#include "style/style.h"

struct site {
    struct style *const *styles; /* NULL-ended, by name */
    const char *css;             /* of web/page.css */
    const char *css_more;        /* of web/api.css */
    struct json_document *text_fr, *text_en;
    struct arena *arena;
};

/* From styles/ and web/ of the home folder. */
struct site *site_open(const char *home, struct error *err);
void site_close(struct site *site);
/* The sentence of web/text/<lang>.json; the key itself where there is none (a test compares the two files' keys). */
const char *site_text(const struct site *site, const char *lang, const char *key);
/* French unless the address says lang=en: the address alone decides, so that a link shows everybody the same. NULL
 * and an error for any other language. */
const char *site_language(const struct request *request, struct error *err);
/* The theme of that name; NULL and ERROR_NOT_FOUND that lists those there are. */
const struct style *site_theme(const struct site *site, const char *id, struct error *err);

/* The table of contents of the public addresses; every route's context is the `struct site *` given to the server. */
extern const struct route page_routes[];
extern const size_t page_route_count;

#endif
