/* Features as a table, and one feature. */
#include "ogc/html_page.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

static const struct json_value *property(const struct json_value *feature, const char *name)
{
    return json_get(json_get(feature, "properties"), name);
}

/* The address of one feature of the page's collection. */
static const char *item_address(const struct html_page *page, const struct json_value *feature)
{
    struct buffer key = BUFFER_INIT;
    text_percent_encode(&key, html_plain(page, json_get(feature, "id")));
    const char *address = arena_printf(page->arena, "/ogc/collections/%s/items/%s", page->collection->id,
                                       key.bytes != NULL ? key.bytes : "");
    buffer_free(&key);
    return address;
}

/* ---- the table ---- */

/* A column is left out when the features do not have it (the parameter `properties` chooses). */
static bool is_column(const struct html_page *page, const struct snapshot_field *field)
{
    const struct json_value *first = json_at(json_get(page->root, "features"), 0);
    return strcmp(field->name, page->collection->label) != 0 && (first == NULL || property(first, field->name) != NULL);
}

static bool is_number(const struct snapshot_field *field)
{
    return field->type != VALUE_TEXT;
}

static void head_cell(const struct html_page *page, const struct snapshot_field *field)
{
    buffer_printf(page->out, "<th scope=\"col\"%s>", is_number(field) ? " class=\"number\"" : "");
    html_prose(page, html_field_title(page, field));
    buffer_puts(page->out, "</th>");
}

static void row_write(const struct html_page *page, const struct json_value *feature)
{
    const struct snapshot_collection *collection = page->collection;
    const char *label = html_plain(page, property(feature, collection->label));
    buffer_puts(page->out, "<tr><th scope=\"row\">");
    html_anchor(page, item_address(page, feature));
    html_prose(page, label[0] != '\0' ? label : html_plain(page, json_get(feature, "id")));
    buffer_puts(page->out, "</a></th>");
    for (size_t i = 0; i < collection->field_count; i++) {
        const struct snapshot_field *field = &collection->fields[i];
        if (!is_column(page, field))
            continue;
        buffer_puts(page->out, is_number(field) ? "<td class=\"number\">" : "<td>");
        html_value(page, property(feature, field->name), field);
        buffer_puts(page->out, "</td>");
    }
    buffer_puts(page->out, "</tr>\n");
}

static void table_write(const struct html_page *page)
{
    const struct snapshot_collection *collection = page->collection;
    const struct json_value *features = json_get(page->root, "features");
    const struct snapshot_field *label = html_field(page, collection->label);
    buffer_puts(page->out, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_prose(page, page->title);
    buffer_puts(page->out, "\">\n<table>\n<thead><tr><th scope=\"col\">");
    html_prose(page, label != NULL ? html_field_title(page, label) : collection->label);
    buffer_puts(page->out, "</th>");
    for (size_t i = 0; i < collection->field_count; i++)
        if (is_column(page, &collection->fields[i]))
            head_cell(page, &collection->fields[i]);
    buffer_puts(page->out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < json_length(features); i++)
        row_write(page, json_at(features, i));
    buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
}

/* ---- around it ---- */

/* The whole collection from its beginning. */
static const char *first_page(const struct html_page *page)
{
    return strchr(page->request->target, '?') != NULL
               ? arena_printf(page->arena, "/ogc/collections/%s/items", page->collection->id)
               : NULL;
}

static void turn(const struct html_page *page, const char *href, const char *rel, const char *key)
{
    if (href == NULL)
        return;
    buffer_puts(page->out, "<li><a href=\"");
    buffer_xml(page->out, html_address(page, href));
    buffer_printf(page->out, "\"%s%s%s>", rel != NULL ? " rel=\"" : "", rel != NULL ? rel : "",
                  rel != NULL ? "\"" : "");
    html_say(page, key);
    buffer_puts(page->out, "</a></li>\n");
}

static void turns_write(const struct html_page *page)
{
    const char *next = html_link(page, "next"), *before = html_link(page, "prev"), *first = first_page(page);
    if (next == NULL && before == NULL && first == NULL)
        return;
    buffer_printf(page->out, "<nav class=\"turns\" aria-label=\"%s\"><ul>\n", html_word(page, "pages"));
    turn(page, first, NULL, "first_page");
    turn(page, before, "prev", "previous_page");
    turn(page, next, "next", "next_page");
    buffer_puts(page->out, "</ul></nav>\n");
}

static void counts_write(const struct html_page *page)
{
    size_t returned = json_length(json_get(page->root, "features"));
    double matched = json_double(json_get(page->root, "numberMatched"), -1);
    buffer_puts(page->out, "<p class=\"subtitle\">");
    html_number(page, (double)returned, true);
    buffer_puts(page->out, "\u00a0");
    html_say(page, returned == 1 ? "object_here" : "objects_here");
    if (matched >= 0) {
        buffer_puts(page->out, page->is_english ? ", " : ", sur ");
        buffer_puts(page->out, page->is_english ? "of " : "");
        html_number(page, matched, true);
    }
    buffer_puts(page->out, ".</p>\n");
}

void html_write_items(const struct html_page *page)
{
    if (page->collection == NULL)
        return;
    counts_write(page);
    if (json_length(json_get(page->root, "features")) > 0) {
        turns_write(page);
        table_write(page);
    } else {
        buffer_puts(page->out, "<p>");
        html_say(page, "no_object");
        buffer_puts(page->out, "</p>\n");
    }
    turns_write(page);
    buffer_printf(
        page->out,
        "<p class=\"note\"><a href=\"/data/%s.csv%s\" download>CSV</a>, <a href=\"/data/%s.ods\" download>ODS</a>, "
        "<a href=\"/data/%s.geojson\" download>GeoJSON</a>\u00a0: ",
        page->collection->id, page->is_english ? "" : "?lang=fr", page->collection->id, page->collection->id);
    html_say(page, "whole_layer");
    buffer_puts(page->out, "</p>\n");
}

/* ---- one feature ---- */

static const char *request_crs(const struct html_page *page)
{
    const char *crs = request_parameter(page->request, "crs");
    return crs != NULL ? crs : "CRS84";
}

static void coordinates_write(const struct html_page *page, const struct json_value *geometry)
{
    const struct json_value *position = json_get(geometry, "coordinates");
    if (strcmp(json_text(json_get(geometry, "type"), ""), "Point") != 0 || strstr(request_crs(page), "CRS84") == NULL)
        return;
    buffer_puts(page->out, "<p class=\"address\">");
    for (size_t i = 0; i < 2; i++) {
        html_say(page, i == 0 ? "longitude" : "latitude");
        /* 1e-5 of a degree is a metre */
        (page->is_english ? number_write_english : number_write_french)(page->out, json_double(json_at(position, i), 0),
                                                                        5);
        buffer_puts(page->out, i == 0 ? "\u00a0°, " : "\u00a0°");
    }
    buffer_puts(page->out, "</p>\n");
}

static void properties_write(const struct html_page *page)
{
    struct json_iterator members = json_members(json_get(page->root, "properties"));
    const char *name;
    const struct json_value *value;
    buffer_puts(page->out, "<dl class=\"facts\">\n");
    while (json_next(&members, &name, &value)) {
        const struct snapshot_field *field = html_field(page, name);
        buffer_puts(page->out, "<div><dt>");
        html_prose(page, field != NULL ? html_field_title(page, field) : name);
        buffer_puts(page->out, "</dt><dd>");
        html_value(page, value, field);
        buffer_puts(page->out, "</dd></div>\n");
    }
    buffer_puts(page->out, "</dl>\n");
}

/* Where it lies among what is around it: the server's own map of a piece of ground. */
static void surroundings_write(const struct html_page *page, const struct json_value *geometry)
{
    double box[4];
    if (!html_shape_box(geometry, box) || strstr(request_crs(page), "CRS84") == NULL)
        return;
    /* 4 km of ground at least, and as much again on each side of what is larger; degrees of latitude and of longitude at 50.4° */
    double x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
    double tall = 0.018 > (box[3] - box[1]) ? 0.018 : box[3] - box[1];
    double wide = (box[2] - box[0]) / 2.5 > tall ? (box[2] - box[0]) / 2.5 : tall;
    long w = (long)((x - wide * 2.5) * 10000), s = (long)((y - wide) * 10000);
    long e = (long)((x + wide * 2.5) * 10000), n = (long)((y + wide) * 10000);
    const char *map =
        arena_printf(page->arena, "/ogc/map?bbox=%ld.%04ld,%ld.%04ld,%ld.%04ld,%ld.%04ld&bgcolor=fdfcf8", w / 10000,
                     w % 10000, s / 10000, s % 10000, e / 10000, e % 10000, n / 10000, n % 10000);
    html_map(page, map, "map_around", box[0] == box[2] && box[1] == box[3]);
}

void html_write_item(const struct html_page *page)
{
    const struct json_value *geometry = json_get(page->root, "geometry");
    if (page->collection == NULL)
        return;
    buffer_puts(page->out, "<p class=\"subtitle\">");
    html_prose(page, html_title_of(page, page->collection));
    buffer_puts(page->out, "</p>\n");
    buffer_puts(page->out, "<div class=\"sheet\">\n");
    properties_write(page);
    buffer_puts(page->out, "<div>\n");
    if (strstr(request_crs(page), "4326") == NULL) /* latitude first: it would lie on its side */
        html_write_shape(page, geometry);
    coordinates_write(page, geometry);
    surroundings_write(page, geometry);
    buffer_puts(page->out, "</div>\n</div>\n");
    html_write_theme(page);
}
