/* The landing page, conformance, collections and one collection as pages. */
#include "ogc/html_page.h"

#include "base/text.h"
#include "style/style.h"

#include <string.h>

/* The forms of a whole layer, as page/data.c has them. */
static const struct {
    const char *ending, *name;
    bool has_geometry, is_filed; /* a copy as plain files has it */
} takes[] = {{"geojson", "GeoJSON", true, true},
             {"gpkg", "GeoPackage", true, false},
             {"fgb", "FlatGeobuf", true, false},
             {"ods", "ODS", false, false},
             {"xlsx", "XLSX", false, false},
             {"csv", "CSV", false, true},
             {"csv?lang=fr", "csv_french", false, false},
             {"geojsons", "GeoJSON-seq", true, false},
             {"jsonfg", "JSON-FG", true, false}};

static void section_open(const struct html_page *page, const char *key)
{
    buffer_puts(page->out, "<h2>");
    html_say(page, key);
    buffer_puts(page->out, "</h2>\n");
}

static void paragraph(const struct html_page *page, const char *text)
{
    buffer_puts(page->out, "<p>");
    html_prose(page, text);
    buffer_puts(page->out, "</p>\n");
}

/* ---- lists of collections ---- */

static void count_write(const struct html_page *page, int64_t features)
{
    buffer_puts(page->out, "<small>");
    html_number(page, (double)features, true);
    buffer_puts(page->out, "\u00a0");
    html_say(page, features == 1 ? "object" : "objects");
    buffer_puts(page->out, "</small>");
}

static void collections_list(const struct html_page *page, bool has_descriptions)
{
    buffer_printf(page->out, "<ul class=\"%s\">\n", has_descriptions ? "cards" : "layers");
    for (size_t i = 0; i < page->snapshot->collection_count; i++) {
        const struct snapshot_collection *collection = &page->snapshot->collections[i];
        buffer_puts(page->out, "<li><span>");
        html_anchor(page, arena_printf(page->arena, "/ogc/collections/%s", collection->id));
        html_prose(page, html_title_of(page, collection));
        buffer_puts(page->out, "</a></span> ");
        count_write(page, collection->features);
        if (has_descriptions) {
            buffer_puts(page->out, "\n");
            paragraph(page, html_description_of(page, collection));
        }
        buffer_puts(page->out, "</li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}

/* ---- landing ---- */

/* Does a link before the i-th lead to the same path? */
static bool is_repeated(const struct json_value *links, size_t i, const char *href)
{
    size_t length = strcspn(href, "?");
    for (size_t k = 0; k < i; k++) {
        const char *other = json_text(json_get(json_at(links, k), "href"), "");
        if (strcspn(other, "?") == length && strncmp(other, href, length) == 0)
            return true;
    }
    return false;
}

/* Where the JSON's links lead, but to itself and to its other forms. */
static void doors_write(const struct html_page *page)
{
    const struct json_value *links = json_get(page->root, "links");
    buffer_puts(page->out, "<ul class=\"doors\">\n");
    for (size_t i = 0; i < json_length(links); i++) {
        const struct json_value *link = json_at(links, i);
        const char *rel = json_text(json_get(link, "rel"), ""), *href = json_text(json_get(link, "href"), NULL);
        if (href == NULL || strcmp(rel, "self") == 0 || strcmp(rel, "alternate") == 0 ||
            strcmp(rel, "enclosure") == 0 || strchr(href, '{') != NULL || is_repeated(links, i, href))
            continue;
        const char *path = html_address(page, href), *segment = strrchr(href, '/');
        const char *word =
            html_word_or(page, arena_printf(page->arena, "at_%.*s", (int)strcspn(segment + 1, "?"), segment + 1), NULL);
        if (strcmp(path, "/") == 0)
            word = html_word(page, "maps_page");
        buffer_puts(page->out, "<li>");
        html_anchor(page, href);
        html_prose(page, word != NULL ? word : json_text(json_get(link, "title"), path));
        buffer_puts(page->out, "</a></li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}

void html_write_landing(const struct html_page *page)
{
    paragraph(page, html_word(page, "landing_about"));
    section_open(page, "at_collections");
    collections_list(page, false);
    section_open(page, "programs");
    paragraph(page, html_word(page, "programs_about"));
    buffer_puts(page->out, "<p class=\"address\"><code>");
    buffer_xml(page->out, page->request->base);
    buffer_puts(page->out, "/ogc</code></p>\n");
    doors_write(page);
}

void html_write_conformance(const struct html_page *page)
{
    const struct json_value *classes = json_get(page->root, "conformsTo");
    paragraph(page, html_word(page, "about_conformance"));
    buffer_puts(page->out, "<ul class=\"addresses\">\n");
    for (size_t i = 0; i < json_length(classes); i++) {
        buffer_puts(page->out, "<li><code>");
        buffer_xml(page->out, json_text(json_at(classes, i), ""));
        buffer_puts(page->out, "</code></li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}

void html_write_collections(const struct html_page *page)
{
    paragraph(page, html_word(page, "about_collections"));
    collections_list(page, true);
}

/* ---- one collection ---- */

static void actions_write(const struct html_page *page)
{
    const struct snapshot_collection *collection = page->collection;
    bool is_filed = page->request->is_filed;
    buffer_puts(page->out, "<div class=\"actions\">\n<p>");
    if (!is_filed) { /* pages of features have no end as files */
        html_say(page, "browse");
        buffer_puts(page->out, "<span class=\"unseen\">\u00a0:</span></p>\n<ul>\n<li>");
        html_anchor(page, arena_printf(page->arena, "/ogc/collections/%s/items", collection->id));
        html_say(page, "at_items");
        buffer_puts(page->out, "</a></li>\n</ul>\n<p>");
    }
    html_say(page, "download");
    buffer_puts(page->out, "<span class=\"unseen\">\u00a0:</span></p>\n<ul>\n");
    for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
        if ((takes[i].has_geometry && collection->geometry == GEOMETRY_NONE) || (is_filed && !takes[i].is_filed))
            continue;
        buffer_printf(page->out, "<li><a href=\"/data/%s.%s\" download>", collection->id, takes[i].ending);
        html_prose(page, html_word_or(page, takes[i].name, takes[i].name));
        buffer_puts(page->out, "</a></li>\n");
    }
    buffer_puts(page->out, "</ul>\n</div>\n");
}

static void pair_open(const struct html_page *page, const char *key)
{
    buffer_puts(page->out, "<div><dt>");
    html_say(page, key);
    buffer_puts(page->out, "</dt><dd>");
}

static void pair_close(const struct html_page *page)
{
    buffer_puts(page->out, "</dd></div>\n");
}

static void pair(const struct html_page *page, const char *key, const char *text)
{
    if (text == NULL)
        return;
    pair_open(page, key);
    html_prose(page, text);
    pair_close(page);
}

static void degrees(const struct html_page *page, double value)
{
    /* 1e-3 of a degree is 100 m: enough to say where a layer lies. */
    html_number(page, (double)(long)(value * 1000 + (value < 0 ? -0.5 : 0.5)) / 1000, true);
    buffer_puts(page->out, "\u00a0°");
}

static void facts_write(const struct html_page *page)
{
    const struct snapshot_collection *collection = page->collection;
    const struct snapshot_source *source = collection->source;
    buffer_puts(page->out, "<dl class=\"facts\">\n");
    pair_open(page, "number");
    html_number(page, (double)collection->features, true);
    pair_close(page);
    pair(page, "geometry", html_word(page, geometry_type_name(collection->geometry)));
    pair_open(page, "credit");
    html_prose(page, source->credit);
    if (source->address != NULL) {
        buffer_puts(page->out, " (");
        html_anchor(page, source->address);
        html_say(page, "origin");
        buffer_puts(page->out, "</a>)");
    }
    pair_close(page);
    pair(page, "licence", source->licence);
    if (source->date != NULL) {
        pair_open(page, "date");
        html_date(page, source->date);
        pair_close(page);
    }
    pair(page, "edition", html_word(page, collection->is_approximate ? "schematic" : "official"));
    if (!box_is_empty(collection->extent)) {
        pair_open(page, "extent");
        degrees(page, collection->extent.xmin);
        buffer_puts(page->out, ", ");
        degrees(page, collection->extent.ymin);
        buffer_puts(page->out, " – ");
        degrees(page, collection->extent.xmax);
        buffer_puts(page->out, ", ");
        degrees(page, collection->extent.ymax);
        pair_close(page);
    }
    buffer_puts(page->out, "</dl>\n");
}

static void fields_write(const struct html_page *page)
{
    static const char *const types[] = {[VALUE_INTEGER] = "integer", [VALUE_REAL] = "real", [VALUE_TEXT] = "text"};
    const struct snapshot_collection *collection = page->collection;
    section_open(page, "fields");
    buffer_printf(page->out,
                  "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n<table>\n<thead><tr><th "
                  "scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th "
                  "scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
                  html_word(page, "fields"), html_word(page, "field"), html_word(page, "meaning"),
                  html_word(page, "unit"), html_word(page, "type"));
    for (size_t i = 0; i < collection->field_count; i++) {
        const struct snapshot_field *field = &collection->fields[i];
        buffer_puts(page->out, "<tr><th scope=\"row\"><code>");
        buffer_xml(page->out, field->name);
        buffer_puts(page->out, "</code></th><td>");
        html_prose(page, html_field_title(page, field));
        buffer_puts(page->out, "</td><td>");
        html_prose(page, field->unit != NULL ? field->unit : "");
        buffer_puts(page->out, "</td><td>");
        html_say(page, types[field->type]);
        buffer_puts(page->out, "</td></tr>\n");
    }
    buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
}

/* The layer where it lies, drawn by the server. */
static void picture_write(const struct html_page *page)
{
    if (page->collection->geometry == GEOMETRY_NONE || box_is_empty(page->collection->extent))
        return;
    html_map(page, arena_printf(page->arena, "/ogc/collections/%s/map?bgcolor=fdfcf8", page->collection->id), "map_of",
             false);
}

void html_write_theme(const struct html_page *page)
{
    struct style *const *style = page->request->context;
    while (style != NULL && *style != NULL && strcmp((*style)->collection, page->collection->id) != 0)
        style++;
    bool has_theme = style != NULL && *style != NULL;
    const char *name = has_theme ? (page->is_english ? (*style)->name_en : (*style)->name_fr) : NULL;
    buffer_puts(page->out, "<p>");
    html_anchor(page, arena_printf(page->arena, "/%s%s%s%s", has_theme || page->is_english ? "?" : "",
                                   has_theme ? arena_printf(page->arena, "theme=%s", (*style)->id) : "",
                                   has_theme && page->is_english ? "&" : "", page->is_english ? "lang=en" : ""));
    html_say(page, "maps_page");
    if (name != NULL) {
        buffer_puts(page->out, page->is_english ? ": " : "\u00a0: ");
        html_prose(page, name);
    }
    buffer_puts(page->out, "</a></p>\n");
}

void html_write_collection(const struct html_page *page)
{
    if (page->collection == NULL)
        return;
    paragraph(page, html_description_of(page, page->collection));
    actions_write(page);
    if (!page->request->is_filed)
        picture_write(page);
    html_write_theme(page);
    facts_write(page);
    fields_write(page);
    if (page->request->is_filed) /* what programs ask is not there */
        return;
    section_open(page, "programs");
    doors_write(page);
}
