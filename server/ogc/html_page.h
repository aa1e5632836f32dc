/* ogc/html_page.h: a page being written. Only for html*.c. */
#ifndef TERRIL_OGC_HTML_PAGE_H
#define TERRIL_OGC_HTML_PAGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "ogc/html.h"
#include "store/snapshot.h"

struct html_page {
    const struct request *request;
    const struct snapshot *snapshot;
    const struct snapshot_collection *collection; /* that the address is of; NULL */
    const struct json_value *root;
    const struct json_value *words;
    const struct html_alternate *others;
    enum html_kind kind;
    bool is_english;
    const char *title, *description; /* of the page, as written in the data: not escaped */
    struct buffer *out;
    struct arena *arena; /* the request's */
};

/* ---- html_value.c: what stands on pages ---- */

/* The sentence of the page's language, escaped for HTML nowhere: html_prose does. `otherwise` where there is none. */
const char *html_word_or(const struct html_page *page, const char *key, const char *otherwise);
const char *html_word(const struct html_page *page, const char *key);
/* Appends a text, escaped; on a French page with its spaces and apostrophes as typographers set them. NULL writes nothing. */
void html_prose(const struct html_page *page, const char *text);
void html_say(const struct html_page *page, const char *key); /* html_prose of the sentence */
/* The same text as html_prose writes, not escaped. */
const char *html_typographic(const struct html_page *page, const char *text);
/* A figure as people read it; `is_measure` groups its thousands, which a year or a rank does not want. */
void html_number(const struct html_page *page, double value, bool is_measure);
void html_date(const struct html_page *page, const char *date); /* "2026-03-10" as « 10 mars 2026 », in <time> */
/* A value of a feature: what is not there is « non renseigné ». `field` may be NULL. */
void html_value(const struct html_page *page, const struct json_value *value, const struct snapshot_field *field);
/* A value as plain text, for titles and addresses; "" for null. */
const char *html_plain(const struct html_page *page, const struct json_value *value);

const char *html_title_of(const struct html_page *page, const struct snapshot_collection *collection);
const char *html_description_of(const struct html_page *page, const struct snapshot_collection *collection);
const char *html_field_title(const struct html_page *page, const struct snapshot_field *field);
const struct snapshot_field *html_field(const struct html_page *page, const char *name); /* of the page's collection */

/* An address of ours without the server's name and, of a resource of the API, with the page's lang and f; any other as it is.
 * Not escaped. */
const char *html_address(const struct html_page *page, const char *href);
/* The first link of the root with that relation; NULL when there is none. */
const char *html_link(const struct html_page *page, const char *rel);
/* The last segment of the path, "" of the root. */
const char *html_segment(const struct html_page *page);
/* `<a href="..">`, escaped. */
void html_anchor(const struct html_page *page, const char *href);

/* ---- the parts of pages ---- */

void html_write_landing(const struct html_page *page);     /* html_collections.c */
void html_write_conformance(const struct html_page *page); /* html_collections.c */
void html_write_collections(const struct html_page *page); /* html_collections.c */
void html_write_collection(const struct html_page *page);  /* html_collections.c */
void html_write_items(const struct html_page *page);       /* html_features.c */
void html_write_item(const struct html_page *page);        /* html_features.c */
void html_write_schema(const struct html_page *page);      /* html_tree.c */
void html_write_style(const struct html_page *page);       /* html_tree.c */
void html_write_processes(const struct html_page *page);   /* html_process.c */
void html_write_process(const struct html_page *page);     /* html_process.c */
void html_write_api(const struct html_page *page);         /* html_tree.c */
void html_write_tree(const struct html_page *page);        /* html_tree.c */
void html_write_linked_data(const struct html_page *page); /* html_linked.c: JSON-LD (schema.org) */

/* A link to the theme of the maps that draws the page's collection, else to the maps. */
void html_write_theme(const struct html_page *page); /* html_collections.c */
/* The outline of a GeoJSON geometry as inline SVG, in html_shape.c. False, and nothing written, for points and for none. */
bool html_write_shape(const struct html_page *page, const struct json_value *geometry);
/* A map drawn by the server: `map` is its address with a query, without a size; smaller, with larger letters, on a phone. `alt` is
 * the key of the sentence in front of the page's title. `is_place` marks its middle. */
void html_map(const struct html_page *page, const char *map, const char *alt, bool is_place);
/* West, south, east and north of a GeoJSON geometry, in the order that its coordinates have; false for none. */
bool html_shape_box(const struct json_value *geometry, double box[4]);

#endif
