#include "page/home.h"

#include "draw/text.h"
#include "page/figures.h"
#include "page/map_figure.h"
#include "page/table.h"
#include "page/view.h"
#include "print/sheet.h"

#include <inttypes.h>
#include <string.h>

static void head_write(const struct view *view, const char *title, struct buffer *out)
{
    buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", view->lang);
    buffer_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    buffer_xml(out, title);
    buffer_puts(out, "</title>\n<style>\n");
    buffer_puts(out, view->site->css);
    buffer_puts(out, "</style>\n</head>\n");
}

static void bar_write(const struct view *view, struct buffer *out)
{
    buffer_printf(out, "<body>\n<a class=\"skip\" href=\"#table\">%s</a>\n<header>\n<a class=\"site\" href=\"%s\">",
                  view_text(view, "skip"), view_address(view, NULL, NULL, view->lang));
    buffer_xml(out, view_text(view, "site"));
    buffer_printf(out, "</a>\n<nav aria-label=\"%s\"><ul>\n", view_text(view, "themes"));
    for (struct style *const *style = view->site->styles; *style != NULL; style++) {
        bool is_current = strcmp((*style)->id, view->theme->id) == 0;
        buffer_printf(out, "<li><a href=\"%s\"%s>", view_address(view, (*style)->id, view->epci, view->lang),
                      is_current ? " aria-current=\"page\"" : "");
        buffer_xml(out, view_is_english(view) ? (*style)->name_en : (*style)->name_fr);
        buffer_puts(out, "</a></li>\n");
    }
    const char *other = view_is_english(view) ? "fr" : "en";
    buffer_printf(out, "</ul></nav>\n<a class=\"language\" href=\"%s\" lang=\"%s\" hreflang=\"%s\">%s</a>\n</header>\n",
                  view_address(view, view->theme->id, view->epci, other), other, other, view_text(view, "language"));
}

static void title_write(const struct view *view, const char *title, const char *subtitle, struct buffer *out)
{
    buffer_puts(out, "<main>\n<h1>");
    buffer_xml(out, title);
    buffer_puts(out, "</h1>\n<p class=\"subtitle\">");
    buffer_xml(out, subtitle);
    if (view->figures == NULL) {
        buffer_puts(out, ". ");
        buffer_xml(out, view_text(view, view->epci != NULL ? "perimeter_epci" : "perimeter"));
    }
    buffer_puts(out, "</p>\n");
    if (view->snapshot->is_schematic) {
        buffer_puts(out, "<p class=\"notice\">");
        buffer_xml(out, view_text(view, "edition_schematic"));
        buffer_puts(out, "</p>\n");
    }
}

/* What one can do: maps of this view for the printer, the theme's layer to take away. */
static void actions_write(const struct view *view, struct buffer *out)
{
    static const struct {
        const char *form, *paper, *name;
    } posters[] = {{"pdf", "A3", "PDF A3"},
                   {"pdf", "A4", "PDF A4"},
                   {"svg", "A3", "SVG"},
                   {"png", "1200x630px", "PNG 1200 × 630"}};
    buffer_printf(out, "<div class=\"actions\">\n<p>%s<span class=\"unseen\">\u00a0:</span></p>\n<ul>\n",
                  view_text(view, "poster"));
    for (size_t i = 0; i < sizeof posters / sizeof posters[0]; i++) {
        buffer_printf(out, "<li><a href=\"/carte/%s.%s?paper=%s%s%s%s%s\">%s</a></li>\n", view->theme->id,
                      posters[i].form, posters[i].paper, view->epci != NULL ? "&amp;epci=" : "",
                      view->epci != NULL ? view->epci : "", view_is_english(view) ? "&amp;lang=en" : "", view->query,
                      posters[i].name);
    }
    buffer_puts(out, "</ul>\n");
    const char *layer = view->theme->collection;
    if (snapshot_collection_of(view->snapshot, layer) != NULL) {
        buffer_printf(out,
                      "<p>%s<span class=\"unseen\">\u00a0:</span></p>\n<ul>\n"
                      "<li><a href=\"/data/%s.geojson\" download>GeoJSON</a></li>\n"
                      "<li><a href=\"/data/%s.csv\" download>CSV</a></li>\n</ul>\n",
                      view_text(view, "download"), layer, layer);
    }
    buffer_puts(out, "</div>\n");
}

/* A closer map is one tap away. */
static void epci_links_write(const struct view *view, struct buffer *out)
{
    if (view->epci == NULL) {
        buffer_printf(out, "<nav class=\"closer\" aria-label=\"%s\"><ul>\n", view_text(view, "choose"));
        for (size_t i = 0; i < view->coverage.row_count; i++) {
            const struct coverage_row *row = &view->coverage.rows[i];
            if (strcmp(row->level, "epci") == 0) {
                buffer_printf(out, "<li><a href=\"%s\">",
                              view_address(view, view->theme->id, row->territory, view->lang));
                buffer_xml(out, text_typographic(row->name, view->arena));
                buffer_puts(out, "</a></li>\n");
            }
        }
        buffer_puts(out, "</ul></nav>\n");
        return;
    }
    buffer_printf(out, "<p class=\"back\"><a href=\"%s\">%s</a></p>\n",
                  view_address(view, view->theme->id, NULL, view->lang), view_text(view, "whole_basin"));
}

static void section_open(const struct view *view, const char *id, const char *key, struct buffer *out)
{
    buffer_printf(out, "<section id=\"%s\">\n<h2 id=\"%s-title\">", id, id);
    buffer_xml(out, view_text(view, key));
    buffer_puts(out, "</h2>\n");
}

static void coverage_write(const struct view *view, struct buffer *out)
{
    section_open(view, "table", "by_epci", out);
    buffer_puts(out, "<p>");
    buffer_xml(out, view_text(view, "by_epci_note"));
    buffer_puts(out, "</p>\n");
    table_write(view, out);
    buffer_puts(out, "<p class=\"note\">");
    buffer_xml(out, view_text(view, "table_download"));
    buffer_printf(out,
                  "\u00a0: <a href=\"/data/coverage.csv\" download>CSV</a>, <a href=\"/data/coverage.json\">JSON</a>, "
                  "<a href=\"/data/coverage.geojson\" download>GeoJSON</a>\u202f; <a "
                  "href=\"/data/coverage.csv?perimeter=epci\" download>%s</a>.</p>\n",
                  view_text(view, "whole_epci"));
    if (snapshot_collection_of(view->snapshot, "cycle-facilities") == NULL) {
        buffer_puts(out, "<p class=\"note\">");
        buffer_xml(out, view_text(view, "cycle_partial"));
        buffer_puts(out, "</p>\n");
    }
    buffer_puts(out, "</section>\n");
}

static void layers_write(const struct view *view, struct buffer *out)
{
    section_open(view, "layers", "layers", out);
    buffer_puts(out, "<ul class=\"layers\">\n");
    for (size_t i = 0; i < view->snapshot->collection_count; i++) {
        const struct snapshot_collection *collection = &view->snapshot->collections[i];
        buffer_puts(out, "<li><span>");
        buffer_xml(out, view_is_english(view) ? collection->title_en : collection->title_fr);
        buffer_puts(out, "</span> <small>");
        view_number(view, (double)collection->features, 0, out);
        buffer_printf(out,
                      " %s</small> <a href=\"/data/%s.geojson\" download>GeoJSON</a> <a href=\"/data/%s.csv\" "
                      "download>CSV</a></li>\n",
                      view_text(view, "objects"), collection->id, collection->id);
    }
    buffer_puts(out, "</ul>\n</section>\n");
}

/* What programs read: the API, or what stands for it where there is no server. */
static void programs_write(const struct view *view, struct buffer *out)
{
    if (view->is_filed) {
        buffer_printf(out,
                      "<p><a href=\"/ogc/collections?f=html%s\">%s</a>, <a href=\"/tiles.pmtiles\" download>%s</a>. "
                      "%s</p>\n",
                      view_is_english(view) ? "&amp;lang=en" : "", view_text(view, "catalogue"),
                      view_text(view, "tiles_file"), view_text(view, "files_note"));
    } else {
        buffer_printf(out, "<p><a href=\"/ogc\">%s</a>. %s</p>\n", view_text(view, "api"), view_text(view, "api_note"));
    }
}

static void foot_write(const struct view *view, const char *credits, struct buffer *out)
{
    section_open(view, "definitions", "definitions", out);
    definitions_write(view, out);
    buffer_puts(out, "</section>\n");
    layers_write(view, out);
    buffer_puts(out, "</main>\n<footer>\n<p>");
    buffer_xml(out, credits);
    buffer_printf(out, ". %s.</p>\n", view_text(view, "projection"));
    programs_write(view, out);
    buffer_puts(out, "</footer>\n</body>\n</html>\n");
}

/* "CA d’Hénin-Carvin : aucune cité minière": behind a colon a title that begins with a word goes on small; names and numbers stay. */
static const char *territory_title(const struct view *view, const char *title)
{
    char *rest = arena_string(view->arena, title);
    if (rest[0] >= 'A' && rest[0] <= 'Z' && rest[1] >= 'a' && rest[1] <= 'z') {
        rest[0] = (char)(rest[0] - 'A' + 'a');
    }
    return arena_printf(view->arena, "%s\u00a0: %s", view->epci_name, rest);
}

static bool page_write(const struct view *view, struct buffer *out, struct error *err)
{
    const char *territory = view->epci != NULL ? view->epci : "total";
    const struct style *theme = view->theme;
    const char *title = sheet_title(theme, territory, view->lang, view->store, view->snapshot, view->arena, err);
    const char *subtitle = sheet_text(view_is_english(view) ? theme->subtitle_en : theme->subtitle_fr, territory,
                                      view->lang, view->store, view->snapshot, view->arena, err);
    if (title == NULL || subtitle == NULL) {
        return false;
    }
    if (view->epci_name != NULL && strstr(title, view->epci_name) == NULL) {
        title = territory_title(view, title);
    }
    const char *credits = "";
    head_write(view, title, out);
    bar_write(view, out);
    title_write(view, title, subtitle, out);
    if (view->figures != NULL) {
        if (!view->is_filed) { /* a host of files answers no form */
            figures_form_write(view, out);
        }
        figures_notices_write(view, out);
    }
    if (!map_figure_write(view, out, &credits, err)) {
        return false;
    }
    if (view->figures != NULL) {
        figures_values_write(view, out);
    }
    epci_links_write(view, out);
    actions_write(view, out);
    if (!key_figures_write(view, out, err)) {
        return false;
    }
    coverage_write(view, out);
    foot_write(view, credits, out);
    return true;
}

/* A map that would mislead: the rule's sentence, and the form to choose another. */
static void refusal_write(const struct view *view, struct buffer *out)
{
    const char *title = view_text(view, "refused");
    head_write(view, title, out);
    bar_write(view, out);
    buffer_puts(out, "<main id=\"table\">\n<h1>");
    buffer_xml(out, title);
    buffer_puts(out, "</h1>\n");
    figures_notices_write(view, out);
    figures_form_write(view, out);
    buffer_puts(out, "</main>\n</body>\n</html>\n");
}

bool home_get(const struct request *request, struct response *response, struct error *err)
{
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct view view;
    bool is_done = view_read(request, store, &view, err);
    if (is_done && view.refusal != NULL) {
        response->status = 400;
        refusal_write(&view, &response->body);
    } else if (is_done) {
        is_done = page_write(&view, &response->body, err);
    }
    generation_return(request->generation, store);
    response->media_type = "text/html; charset=utf-8";
    response->is_relative = true;
    return is_done;
}
