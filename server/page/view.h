/* page/view.h: the state that an address of the page says, and what was read for it. */
#ifndef TERRIL_PAGE_VIEW_H
#define TERRIL_PAGE_VIEW_H

#include "analysis/coverage.h"
#include "base/arena.h"
#include "base/error.h"
#include "http/request.h"
#include "page/site.h"
#include "store/snapshot.h"

struct view {
    const struct site *site;
    const struct style *theme;
    const char *lang;
    const char *epci;      /* SIREN; NULL: the whole basin */
    const char *epci_name; /* NULL with it */
    const struct snapshot *snapshot;
    struct store *store;
    struct coverage coverage; /* per EPCI, perimeter of the 250 communes: the table */
    struct coverage whole;    /* per EPCI, all their communes: the figures of one EPCI */
    bool is_filed;            /* the page becomes a file (http/request.h) */
    struct arena *arena;      /* the request's */
};

/* Checks theme, epci and lang, reads the figures. `store` is borrowed for the view's life. */
bool view_read(const struct request *request, struct store *store, struct view *view, struct error *err);

bool view_is_english(const struct view *view);
/* The sentence `key` in the view's language. */
const char *view_text(const struct view *view, const char *key);
/* "/?theme=velo&epci=..&lang=en", only what differs from the defaults; any argument NULL means none. Escaped for HTML. */
const char *view_address(const struct view *view, const char *theme, const char *epci, const char *lang);
/* The figure as people read it: "12 345,6", "non renseigné"; English in English. */
void view_number(const struct view *view, double value, int decimals, struct buffer *out);
/* The figures of the view's territory: all communes of the EPCI, else the 250 of the basin. Set in `coverage`. */
const struct coverage_row *view_row(const struct view *view, const struct coverage **coverage);

#endif
