#include "ogc/html_page.h"

#include "base/file.h"
#include "base/text.h"
#include "http/negotiate.h"

#include <string.h>

#define WORDS_MAX       (1u << 20)
#define SEGMENTS_MAX    8
#define DESCRIPTION_MAX 300 /* bytes: what search engines show, and some more */

static struct json_document *words_read(const char *lang, struct error *err)
{
    const char *home = file_home(err);
    struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
    struct json_document *document = NULL;
    if (home != NULL) {
        buffer_printf(&path, "%s/web/text/api.%s.json", home, lang);
        if (file_read(path.bytes, WORDS_MAX, &text, err))
            document = json_read(text.bytes != NULL ? text.bytes : "", text.length, path.bytes, err);
    }
    buffer_free(&path);
    buffer_free(&text);
    return document;
}

/* ---- titles ---- */

static const char *feature_label(const struct html_page *page)
{
    const struct json_value *properties = json_get(page->root, "properties");
    const char *label = page->collection != NULL ? html_plain(page, json_get(properties, page->collection->label)) : "";
    return label[0] != '\0' ? label : html_plain(page, json_get(page->root, "id"));
}

/* The last segment of the path: what words know it by, else what the data say. */
static const char *page_title(const struct html_page *page)
{
    const char *segment = html_segment(page);
    const char *word = html_word_or(page, arena_printf(page->arena, "at_%s", segment), NULL);
    const char *of = page->collection != NULL ? html_title_of(page, page->collection) : NULL;
    switch (page->kind) {
    case HTML_LANDING:
        return html_word(page, "landing");
    case HTML_COLLECTION:
        return of != NULL ? of : "";
    case HTML_ITEM:
        return feature_label(page);
    case HTML_ITEMS:
        return of != NULL ? of : "";
    default:
        break;
    }
    if (word == NULL && json_get(page->root, "tileMatrixSetId") != NULL)
        word = arena_printf(page->arena, "%s\u00a0: %s", html_word(page, "at_tiles"), segment);
    if (word == NULL)
        word = json_text(json_get(page->root, "title"), NULL);
    if (word == NULL)
        word = json_text(json_get(page->root, "name"), segment);
    return of != NULL ? arena_printf(page->arena, "%s\u00a0: %s", of, word) : word;
}

/* The first of an item's values, for those who see the page in a list. */
static const char *item_description(const struct html_page *page)
{
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, html_title_of(page, page->collection));
    for (size_t i = 0; i < page->collection->field_count && text.length < DESCRIPTION_MAX / 2; i++) {
        const struct snapshot_field *field = &page->collection->fields[i];
        const char *value = html_plain(page, json_get(json_get(page->root, "properties"), field->name));
        if (value[0] != '\0' && strlen(value) < 60)
            buffer_printf(&text, "%s%s\u00a0: %s%s%s", i > 0 ? "\u202f; " : "\u00a0; ", html_field_title(page, field),
                          value, field->unit != NULL ? "\u00a0" : "", field->unit != NULL ? field->unit : "");
    }
    const char *copy = arena_copy(page->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

static const char *page_description(const struct html_page *page)
{
    const char *key = arena_printf(page->arena, "about_%s", html_segment(page));
    if (page->kind == HTML_ITEM && page->collection != NULL)
        return item_description(page);
    if (page->kind == HTML_LANDING)
        return html_word(page, "landing_about");
    if (page->collection != NULL)
        return html_description_of(page, page->collection);
    const char *about = html_word_or(page, key, NULL);
    return about != NULL ? about : json_text(json_get(page->root, "description"), page->title);
}

/* ---- head ---- */

/* The address of this page, without f unless it becomes a file, with or without lang=en; absolute. */
static const char *page_address(const struct html_page *page, bool is_english)
{
    const struct request *request = page->request;
    struct buffer address = BUFFER_INIT;
    size_t path = strcspn(request->target, "?");
    const char *part = request->target[path] == '?' ? request->target + path + 1 : "", *separator = "?";
    buffer_append(&address, request->target, path);
    while (*part != '\0') {
        size_t length = strcspn(part, "&");
        bool is_own = strncmp(part, "f=", 2) == 0 || strncmp(part, "lang=", 5) == 0;
        if (length > 0 && !is_own) {
            buffer_puts(&address, separator);
            buffer_append(&address, part, length);
            separator = "&";
        }
        part += length + (part[length] == '&');
    }
    if (request->is_filed) { /* nobody looks at what a browser would rather have */
        buffer_printf(&address, "%sf=html", separator);
        separator = "&";
    }
    if (is_english)
        buffer_printf(&address, "%slang=en", separator);
    const char *copy = arena_printf(page->arena, "%s%s", request->base, address.bytes);
    buffer_free(&address);
    return copy;
}

static void head_link(const struct html_page *page, const char *attributes, const char *href)
{
    buffer_printf(page->out, "<link %s href=\"", attributes);
    buffer_xml(page->out, href);
    buffer_puts(page->out, "\">\n");
}

/* The same in other forms, as the JSON has it, and its neighbours. */
static void head_links(const struct html_page *page)
{
    const struct json_value *links = json_get(page->root, "links");
    if (!page->request->is_filed) /* where a file will stand nobody knows yet */
        head_link(page, "rel=\"canonical\"", page_address(page, page->is_english));
    head_link(page, "rel=\"alternate\" hreflang=\"fr\"", page_address(page, false));
    head_link(page, "rel=\"alternate\" hreflang=\"en\"", page_address(page, true));
    for (const struct html_alternate *other = page->others; other->href != NULL; other++)
        head_link(page, arena_printf(page->arena, "rel=\"alternate\" type=\"%s\"", other->media_type), other->href);
    for (size_t i = 0; i < json_length(links); i++) {
        const char *rel = json_text(json_get(json_at(links, i), "rel"), "");
        const char *href = json_text(json_get(json_at(links, i), "href"), NULL);
        if (href != NULL && (strcmp(rel, "next") == 0 || strcmp(rel, "prev") == 0))
            head_link(page, arena_printf(page->arena, "rel=\"%s\"", rel), html_address(page, href));
    }
}

static void head_write(const struct html_page *page)
{
    struct buffer *out = page->out;
    buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  page->is_english ? "en" : "fr");
    buffer_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_prose(page, page->title);
    if (page->kind == HTML_ITEM && page->collection != NULL) {
        buffer_puts(out, ", ");
        html_prose(page, html_title_of(page, page->collection));
    }
    buffer_puts(out, " – ");
    html_say(page, "site");
    buffer_puts(out, "</title>\n<meta name=\"description\" content=\"");
    html_prose(page, page->description);
    buffer_puts(out, "\">\n<link rel=\"stylesheet\" href=\"/api.css\">\n");
    head_links(page);
    if (!page->request->is_filed)
        html_write_linked_data(page);
    buffer_puts(out, "</head>\n");
}

/* ---- body ---- */

static void bar_write(const struct html_page *page)
{
    static const char *const places[][2] = {{"/ogc", "landing_short"},
                                            {"/ogc/collections", "at_collections"},
                                            {"/ogc/styles", "at_styles"},
                                            {"/ogc/tiles", "at_tiles"},
                                            {"/ogc/api", "at_api"}};
    struct buffer *out = page->out;
    buffer_printf(
        out,
        "<body class=\"api\">\n<a class=\"skip\" href=\"#content\">%s</a>\n<header>\n<a class=\"site\" href=\"/%s\">",
        html_word(page, "skip"), page->is_english ? "?lang=en" : "");
    html_say(page, "site");
    buffer_printf(out, "</a>\n<nav aria-label=\"%s\"><ul>\n", html_word(page, "landing_short"));
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool is_here = strcmp(page->request->path, places[i][0]) == 0;
        if (page->request->is_filed && strcmp(places[i][0], "/ogc/collections") != 0) /* the rest wants a server */
            continue;
        buffer_puts(out, "<li><a href=\"");
        buffer_xml(out, html_address(page, places[i][0]));
        buffer_printf(out, "\"%s>", is_here ? " aria-current=\"page\"" : "");
        html_say(page, places[i][1]);
        buffer_puts(out, "</a></li>\n");
    }
    const char *other = page->is_english ? "fr" : "en";
    buffer_puts(out, "</ul></nav>\n<a class=\"language\" href=\"");
    buffer_xml(out, page_address(page, !page->is_english) + strlen(page->request->base));
    buffer_printf(out, "\" lang=\"%s\" hreflang=\"%s\">%s</a>\n</header>\n", other, other, html_word(page, "language"));
}

static void crumb_open(const struct html_page *page, const char *path, bool is_last)
{
    if (is_last) {
        buffer_puts(page->out, "<li aria-current=\"page\">");
        return;
    }
    buffer_puts(page->out, "<li>");
    html_anchor(page, path);
}

/* What stands for a segment: a word of ours, the collection's title, or the segment itself. */
static const char *crumb_title(const struct html_page *page, const char *segment, size_t index, bool is_last)
{
    const char *word = html_word_or(page, arena_printf(page->arena, "at_%s", segment), NULL);
    if (page->collection != NULL && index == 2)
        return html_title_of(page, page->collection);
    if (index == 0)
        return html_word(page, "landing_short");
    if (is_last && page->kind == HTML_ITEM)
        return page->title;
    bool is_set = json_get(page->root, "tileMatrixSetId") != NULL;
    return word != NULL ? word : is_last && !is_set ? page->title : segment;
}

static void crumbs_write(const struct html_page *page)
{
    struct buffer *out = page->out, escaped = BUFFER_INIT;
    char *rest = arena_string(page->arena, page->request->path), *save = NULL;
    const char *segments[SEGMENTS_MAX], *path = "";
    size_t count = 0;
    for (char *part = strtok_r(rest, "/", &save); part != NULL && count < SEGMENTS_MAX;
         part = strtok_r(NULL, "/", &save))
        segments[count++] = part;
    buffer_printf(out, "<nav class=\"crumbs\" aria-label=\"%s\"><ol>\n<li><a href=\"/%s\">%s</a></li>\n",
                  html_word(page, "crumbs"), page->is_english ? "?lang=en" : "", html_word(page, "home"));
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&escaped);
        text_percent_encode(&escaped, segments[i]);
        path = arena_printf(page->arena, "%s/%s", path, escaped.bytes);
        bool is_last = i + 1 == count;
        if (i == 0 && !is_last && page->request->is_filed) /* as a file it is JSON alone */
            continue;
        crumb_open(page, path, is_last);
        html_prose(page, crumb_title(page, segments[i], i, is_last));
        buffer_puts(out, is_last ? "</li>\n" : "</a></li>\n");
    }
    buffer_free(&escaped);
    buffer_puts(out, "</ol></nav>\n");
}

static void foot_write(const struct html_page *page)
{
    struct buffer *out = page->out;
    buffer_puts(out, "</main>\n<footer>\n");
    if (page->collection != NULL) {
        const struct snapshot_source *source = page->collection->source;
        buffer_puts(out, "<p>");
        html_prose(page, html_word(page, "source"));
        html_prose(page, source->credit);
        if (source->date != NULL) {
            buffer_puts(out, ", ");
            html_date(page, source->date);
        }
        buffer_puts(out, ". ");
        html_prose(page, source->licence);
        buffer_puts(out, ".</p>\n");
    }
    if (page->others->href == NULL) {
        buffer_puts(out, "</footer>\n</body>\n</html>\n");
        return;
    }
    buffer_puts(out, "<p>");
    html_say(page, "for_programs");
    for (const struct html_alternate *other = page->others; other->href != NULL; other++) {
        buffer_puts(out, other > page->others ? ", <a href=\"" : "<a href=\"");
        buffer_xml(out, other->href);
        buffer_puts(out, "\">");
        buffer_xml(out, other->media_type);
        buffer_puts(out, "</a>");
    }
    buffer_puts(out, ".</p>\n</footer>\n</body>\n</html>\n");
}

static void content_write(const struct html_page *page)
{
    static void (*const writers[])(const struct html_page *page) = {
        [HTML_LANDING] = html_write_landing,
        [HTML_CONFORMANCE] = html_write_conformance,
        [HTML_COLLECTIONS] = html_write_collections,
        [HTML_COLLECTION] = html_write_collection,
        [HTML_ITEMS] = html_write_items,
        [HTML_ITEM] = html_write_item,
        [HTML_SCHEMA] = html_write_schema,
        [HTML_API] = html_write_api,
        [HTML_STYLE] = html_write_style,
        [HTML_PROCESSES] = html_write_processes,
        [HTML_PROCESS] = html_write_process,
        [HTML_OTHER] = html_write_tree,
    };
    buffer_puts(page->out, "<main id=\"content\">\n<h1>");
    html_prose(page, page->title);
    buffer_puts(page->out, "</h1>\n");
    if (page->snapshot->is_schematic) {
        buffer_puts(page->out, "<p class=\"notice\">");
        html_say(page, "edition_schematic");
        buffer_puts(page->out, "</p>\n");
    }
    writers[page->kind](page);
}

static void page_write(struct html_page *page)
{
    page->title = page_title(page);
    page->description = page_description(page);
    head_write(page);
    bar_write(page);
    crumbs_write(page);
    content_write(page);
    foot_write(page);
}

bool html_answer(const struct request *request, struct response *response, enum html_kind kind,
                 const struct html_alternate *others, struct error *err)
{
    response_join(response);
    const char *lang = request_parameter(request, "lang") != NULL ? negotiate_language(request, err) : "fr";
    struct json_document *words = lang != NULL ? words_read(lang, err) : NULL;
    struct json_document *document = words != NULL ? json_read(response->body.bytes != NULL ? response->body.bytes : "",
                                                               response->body.length, request->path, err)
                                                   : NULL;
    if (document != NULL) {
        struct buffer html = BUFFER_INIT;
        const struct snapshot *snapshot = generation_snapshot(request->generation);
        bool has_collection = text_starts_with(request->path, "/ogc/collections/") && request->captures[0] != NULL;
        struct html_page page = {
            .request = request,
            .snapshot = snapshot,
            .collection = has_collection ? snapshot_collection_of(snapshot, request->captures[0]) : NULL,
            .root = json_root(document),
            .words = json_root(words),
            .others = others,
            .kind = kind,
            .is_english = strcmp(lang, "en") == 0,
            .out = &html,
            .arena = request->arena,
        };
        page_write(&page);
        response_replace(response, &html);
        response->media_type = "text/html; charset=utf-8";
    }
    json_free(document);
    json_free(words);
    return document != NULL;
}
