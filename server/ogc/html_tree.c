/* JSON of any shape as lists and tables; schemas and the API's description, whose shape is known. */
#include "ogc/html_page.h"

#include "base/text.h"

#include <string.h>

#define DEPTH_MAX 6
#define ROWS_MAX  200

/* ---- any JSON ---- */

static void tree_value(const struct html_page *page, const struct json_value *value, int depth);

/* An object that is a link, or a thing with a title and a link to itself. */
static const char *address_of(const struct json_value *object)
{
    const struct json_value *links = json_get(object, "links");
    for (size_t i = 0; i < json_length(links); i++) {
        const char *rel = json_text(json_get(json_at(links, i), "rel"), "");
        if (strcmp(rel, "self") == 0 || strcmp(rel, "stylesheet") == 0)
            return json_text(json_get(json_at(links, i), "href"), NULL);
    }
    return json_text(json_get(object, "href"), NULL);
}

static const char *name_of(const struct json_value *object, const char *otherwise)
{
    static const char *const names[] = {"title", "name", "id", "rel"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *name = json_text(json_get(object, names[i]), NULL);
        if (name != NULL)
            return name;
    }
    return otherwise;
}

static void linked_write(const struct html_page *page, const struct json_value *object)
{
    const char *href = address_of(object), *about = json_text(json_get(object, "description"), NULL);
    const char *set = json_text(json_get(object, "tileMatrixSetId"), NULL);
    if (strchr(href, '{') != NULL) { /* a template leads nowhere as it is */
        buffer_puts(page->out, "<code>");
        buffer_xml(page->out, href);
        buffer_puts(page->out, "</code>");
        return;
    }
    html_anchor(page, href);
    html_prose(page, name_of(object, href));
    buffer_puts(page->out, "</a>");
    if (set != NULL) {
        buffer_puts(page->out, " <small>");
        buffer_xml(page->out, set);
        buffer_puts(page->out, "</small>");
    }
    if (about != NULL) {
        buffer_puts(page->out, "<p>");
        html_prose(page, about);
        buffer_puts(page->out, "</p>");
    }
}

static bool array_is_plain(const struct json_value *array)
{
    for (size_t i = 0; i < json_length(array); i++) {
        enum json_type type = json_type(json_at(array, i));
        if (type == JSON_ARRAY || type == JSON_OBJECT)
            return false;
    }
    return true;
}

/* Objects with the same plain members, such as limits and matrices: a table. */
static bool array_is_table(const struct json_value *array)
{
    const struct json_value *first = json_at(array, 0);
    if (json_type(first) != JSON_OBJECT || json_length(array) < 2)
        return false;
    for (size_t i = 0; i < json_length(array); i++) {
        struct json_iterator members = json_members(json_at(array, i));
        const char *key;
        const struct json_value *value;
        if (json_type(json_at(array, i)) != JSON_OBJECT || address_of(json_at(array, i)) != NULL)
            return false;
        while (json_next(&members, &key, &value))
            if (json_type(value) == JSON_OBJECT || (json_type(value) == JSON_ARRAY && !array_is_plain(value)))
                return false;
    }
    return true;
}

static void table_open(const struct html_page *page, const char *label)
{
    buffer_puts(page->out, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_prose(page, label);
    buffer_puts(page->out, "\">\n<table>\n");
}

static void rows_write(const struct html_page *page, const struct json_value *array)
{
    struct json_iterator members = json_members(json_at(array, 0));
    const char *key;
    const struct json_value *value;
    table_open(page, page->title);
    buffer_puts(page->out, "<thead><tr>");
    while (json_next(&members, &key, &value)) {
        buffer_puts(page->out, "<th scope=\"col\">");
        html_prose(page, html_word_or(page, key, key));
        buffer_puts(page->out, "</th>");
    }
    buffer_puts(page->out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < json_length(array) && i < ROWS_MAX; i++) {
        members = json_members(json_at(array, 0));
        buffer_puts(page->out, "<tr>");
        while (json_next(&members, &key, &value)) {
            const struct json_value *cell = json_get(json_at(array, i), key);
            buffer_puts(page->out, json_type(cell) == JSON_NUMBER ? "<td class=\"number\">" : "<td>");
            html_value(page, cell, NULL);
            buffer_puts(page->out, "</td>");
        }
        buffer_puts(page->out, "</tr>\n");
    }
    buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
}

static void tree_array(const struct html_page *page, const struct json_value *array, int depth)
{
    if (array_is_plain(array)) {
        html_value(page, array, NULL);
        return;
    }
    if (array_is_table(array)) {
        rows_write(page, array);
        return;
    }
    buffer_puts(page->out, "<ul class=\"tree\">\n");
    for (size_t i = 0; i < json_length(array) && i < ROWS_MAX; i++) {
        buffer_puts(page->out, "<li>");
        const struct json_value *each = json_at(array, i);
        const char *name = json_type(each) == JSON_OBJECT ? name_of(each, NULL) : NULL;
        if (json_type(each) == JSON_OBJECT && address_of(each) != NULL)
            linked_write(page, each);
        else if (name != NULL)
            html_prose(page, name);
        else
            tree_value(page, each, depth + 1);
        buffer_puts(page->out, "</li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}

static void tree_object(const struct html_page *page, const struct json_value *object, int depth)
{
    struct json_iterator members = json_members(object);
    const char *key;
    const struct json_value *value;
    buffer_puts(page->out, "<dl class=\"facts\">\n");
    while (json_next(&members, &key, &value)) {
        bool is_said = depth == 0 && (strcmp(key, "links") == 0 || strcmp(key, "title") == 0);
        if (is_said)
            continue;
        buffer_puts(page->out, "<div><dt>");
        html_prose(page, html_word_or(page, key, key));
        buffer_puts(page->out, "</dt><dd>");
        tree_value(page, value, depth + 1);
        buffer_puts(page->out, "</dd></div>\n");
    }
    buffer_puts(page->out, "</dl>\n");
}

static void tree_value(const struct html_page *page, const struct json_value *value, int depth)
{
    enum json_type type = json_type(value);
    if (depth > DEPTH_MAX)
        buffer_puts(page->out, "…");
    else if (type == JSON_OBJECT)
        tree_object(page, value, depth);
    else if (type == JSON_ARRAY && json_length(value) > 0)
        tree_array(page, value, depth);
    else if (type != JSON_ARRAY)
        html_value(page, value, NULL);
}

/* Where the resource leads, but to itself and to its other forms. */
static void links_write(const struct html_page *page)
{
    const struct json_value *links = json_get(page->root, "links");
    size_t count = 0;
    for (size_t i = 0; i < json_length(links); i++) {
        const struct json_value *link = json_at(links, i);
        const char *rel = json_text(json_get(link, "rel"), "");
        /* nor what only a POST is an answer to */
        if (strcmp(rel, "self") == 0 || strcmp(rel, "alternate") == 0 || text_ends_with(rel, "/execute") ||
            json_text(json_get(link, "href"), NULL) == NULL)
            continue;
        if (count++ == 0) {
            buffer_puts(page->out, "<h2>");
            html_say(page, "links");
            buffer_puts(page->out, "</h2>\n<ul class=\"tree\">\n");
        }
        buffer_puts(page->out, "<li>");
        linked_write(page, link);
        buffer_puts(page->out, "</li>\n");
    }
    if (count > 0)
        buffer_puts(page->out, "</ul>\n");
}

void html_write_tree(const struct html_page *page)
{
    struct json_iterator members = json_members(page->root);
    const char *key, *only_key = NULL;
    const struct json_value *value, *only = NULL;
    size_t count = 0;
    while (json_next(&members, &key, &value)) {
        bool is_said = strcmp(key, "links") == 0 || strcmp(key, "title") == 0;
        only = is_said ? only : value;
        only_key = is_said ? only_key : key;
        count += !is_said;
    }
    if (strcmp(page->description, page->title) != 0 && page->collection == NULL &&
        json_get(page->root, "description") == NULL) {
        buffer_puts(page->out, "<p>");
        html_prose(page, page->description);
        buffer_puts(page->out, "</p>\n");
    }
    if (count == 1 && json_type(only) == JSON_ARRAY)
        tree_array(page, only, 1);
    else
        tree_object(page, page->root, 0);
    links_write(page);
}

/* ---- a JSON Schema ---- */

static const char *schema_type(const struct html_page *page, const struct json_value *schema)
{
    const struct json_value *type = json_get(schema, "type");
    const char *word = json_type(type) == JSON_ARRAY ? json_text(json_at(type, 0), "") : json_text(type, "");
    const char *format = json_text(json_get(schema, "format"), NULL);
    return arena_printf(page->arena, "%s%s%s%s", word, format != NULL && word[0] != '\0' ? " (" : "",
                        format != NULL ? format : "", format != NULL && word[0] != '\0' ? ")" : "");
}

void html_write_schema(const struct html_page *page)
{
    struct json_iterator members = json_members(json_get(page->root, "properties"));
    const char *name;
    const struct json_value *schema;
    buffer_puts(page->out, "<p>");
    html_say(page, arena_printf(page->arena, "about_%s", html_segment(page)));
    buffer_puts(page->out, "</p>\n");
    table_open(page, page->title);
    buffer_printf(
        page->out,
        "<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead>\n"
        "<tbody>\n",
        html_word(page, "field"), html_word(page, "meaning"), html_word(page, "type"));
    while (json_next(&members, &name, &schema)) {
        const struct snapshot_field *field = html_field(page, name);
        const char *unit = field != NULL ? field->unit : NULL;
        buffer_puts(page->out, "<tr><th scope=\"row\"><code>");
        buffer_xml(page->out, name);
        buffer_puts(page->out, "</code></th><td>");
        html_prose(page, field != NULL ? html_field_title(page, field) : json_text(json_get(schema, "title"), ""));
        if (unit != NULL) {
            buffer_puts(page->out, " (");
            html_prose(page, unit);
            buffer_puts(page->out, ")");
        }
        buffer_puts(page->out, "</td><td>");
        buffer_xml(page->out, schema_type(page, schema));
        buffer_puts(page->out, "</td></tr>\n");
    }
    buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
}

/* ---- the API's description (OpenAPI 3.0) ---- */

static void parameter_write(const struct html_page *page, const struct json_value *parameter)
{
    const struct json_value *schema = json_get(parameter, "schema"), *words = json_get(schema, "enum");
    const char *reference = json_text(json_get(parameter, "$ref"), NULL);
    if (reference != NULL && text_starts_with(reference, "#/components/parameters/"))
        parameter = json_get(json_get(json_get(page->root, "components"), "parameters"), strrchr(reference, '/') + 1);
    schema = json_get(parameter, "schema");
    words = json_get(schema, "enum");
    buffer_puts(page->out, "<tr><th scope=\"row\"><code>");
    buffer_xml(page->out, json_text(json_get(parameter, "name"), ""));
    buffer_puts(page->out, "</code></th><td>");
    html_prose(page, json_text(json_get(parameter, "description"), ""));
    buffer_puts(page->out, "</td><td>");
    if (words != NULL)
        html_value(page, words, NULL);
    else
        buffer_xml(page->out, schema_type(page, schema));
    buffer_puts(page->out, "</td></tr>\n");
}

static void operation_write(const struct html_page *page, const char *path, const char *method,
                            const struct json_value *operation)
{
    const struct json_value *parameters = json_get(operation, "parameters");
    buffer_puts(page->out, "<details>\n<summary><code>");
    for (; *method != '\0'; method++)
        buffer_putc(page->out, *method >= 'a' && *method <= 'z' ? (char)(*method - 'a' + 'A') : *method);
    buffer_putc(page->out, ' ');
    buffer_xml(page->out, path);
    buffer_puts(page->out, "</code> ");
    html_prose(page, json_text(json_get(operation, "summary"), ""));
    buffer_puts(page->out, "</summary>\n");
    html_prose(page, json_text(json_get(operation, "description"), NULL));
    if (json_length(parameters) > 0) {
        table_open(page, path);
        buffer_printf(page->out,
                      "<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th "
                      "scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
                      html_word(page, "parameter"), html_word(page, "meaning"), html_word(page, "type"));
        for (size_t i = 0; i < json_length(parameters); i++)
            parameter_write(page, json_at(parameters, i));
        buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
    }
    buffer_puts(page->out, "</details>\n");
}

void html_write_api(const struct html_page *page)
{
    static const char *const methods[] = {"get", "post", "put", "delete", "patch"};
    struct json_iterator paths = json_members(json_get(page->root, "paths"));
    const char *path;
    const struct json_value *operations;
    buffer_puts(page->out, "<p>");
    html_say(page, "about_api");
    buffer_puts(page->out, "</p>\n<div class=\"operations\">\n");
    while (json_next(&paths, &path, &operations))
        for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
            if (json_get(operations, methods[i]) != NULL)
                operation_write(page, path, methods[i], json_get(operations, methods[i]));
    buffer_puts(page->out, "</div>\n");
}

/* ---- a style ---- */

void html_write_style(const struct html_page *page)
{
    const struct json_value *layers = json_get(page->root, "layers");
    const char *id = html_segment(page);
    buffer_puts(page->out, "<p>");
    html_anchor(page, arena_printf(page->arena, "/?theme=%s%s", id, page->is_english ? "&lang=en" : ""));
    html_say(page, "theme_page");
    buffer_puts(page->out, "</a></p>\n");
    html_map(page, arena_printf(page->arena, "/ogc/styles/%s/map?bgcolor=fdfcf8", id), "map_of", false);
    buffer_puts(page->out, "<h2>");
    html_say(page, "layers");
    buffer_puts(page->out, "</h2>\n<ul class=\"tree\">\n");
    for (size_t i = 0; i < json_length(layers); i++) {
        const struct json_value *layer = json_at(layers, i);
        buffer_puts(page->out, "<li><code>");
        buffer_xml(page->out, json_text(json_get(layer, "id"), ""));
        buffer_puts(page->out, "</code> <small>");
        buffer_xml(page->out, json_text(json_get(layer, "type"), ""));
        buffer_puts(page->out, "</small></li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}
