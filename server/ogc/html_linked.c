/* What search engines read: schema.org in JSON-LD, a block of data that no browser runs. */
#include "ogc/html_page.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

static const char *absolute(const struct html_page *page, const char *path)
{
    return arena_printf(page->arena, "%s%s", page->request->base, path);
}

static void begin(struct json_writer *json, const char *type)
{
    json_object_open(json);
    json_key_string(json, "@context", "https://schema.org/");
    json_key_string(json, "@type", type);
}

static void typed(struct json_writer *json, const char *key, const char *type)
{
    json_key(json, key);
    json_object_open(json);
    json_key_string(json, "@type", type);
}

/* GeoShape.box: "south west north east". */
static void box_write(const struct html_page *page, struct json_writer *json, struct box box)
{
    const double sides[] = {box.ymin, box.xmin, box.ymax, box.xmax};
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; i < 4; i++) {
        buffer_puts(&text, i > 0 ? " " : "");
        number_write(&text, sides[i], 5);
    }
    typed(json, "geo", "GeoShape");
    json_key_string(json, "box", arena_copy(page->arena, text.bytes, text.length));
    json_object_close(json);
    buffer_free(&text);
}

static void distribution_write(const struct html_page *page, struct json_writer *json, const char *id)
{
    static const char *const forms[][2] = {{"geojson", "application/geo+json"},
                                           {"csv", "text/csv"},
                                           {"gpkg", "application/geopackage+sqlite3"},
                                           {"ods", "application/vnd.oasis.opendocument.spreadsheet"}};
    json_key(json, "distribution");
    json_array_open(json);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        json_object_open(json);
        json_key_string(json, "@type", "DataDownload");
        json_key_string(json, "encodingFormat", forms[i][1]);
        json_key_string(json, "contentUrl", absolute(page, arena_printf(page->arena, "/data/%s.%s", id, forms[i][0])));
        json_object_close(json);
    }
    json_array_close(json);
}

static void dataset_write(const struct html_page *page, struct json_writer *json)
{
    const struct snapshot_collection *collection = page->collection;
    const struct snapshot_source *source = collection->source;
    const char *licence = snapshot_licence_address(source->licence);
    begin(json, "Dataset");
    json_key_string(json, "name", html_title_of(page, collection));
    json_key_string(json, "description", html_description_of(page, collection));
    json_key_string(json, "url", absolute(page, arena_printf(page->arena, "/ogc/collections/%s", collection->id)));
    json_key_string(json, "license", licence != NULL ? licence : source->licence);
    json_key_string(json, "creditText", source->credit);
    if (source->date != NULL)
        json_key_string(json, "dateModified", source->date);
    json_key(json, "isAccessibleForFree");
    json_bool(json, true);
    typed(json, "creator", "Organization");
    json_key_string(json, "name", source->publisher);
    json_object_close(json);
    if (!box_is_empty(collection->extent)) {
        typed(json, "spatialCoverage", "Place");
        box_write(page, json, collection->extent);
        json_object_close(json);
    }
    json_key(json, "variableMeasured");
    json_array_open(json);
    for (size_t i = 0; i < collection->field_count; i++) {
        json_object_open(json);
        json_key_string(json, "@type", "PropertyValue");
        json_key_string(json, "name", html_field_title(page, &collection->fields[i]));
        if (collection->fields[i].unit != NULL)
            json_key_string(json, "unitText", collection->fields[i].unit);
        json_object_close(json);
    }
    json_array_close(json);
    distribution_write(page, json, collection->id);
    json_object_close(json);
}

static void catalogue_write(const struct html_page *page, struct json_writer *json)
{
    begin(json, "DataCatalog");
    json_key_string(json, "name", html_word(page, "site"));
    json_key_string(json, "description", html_word(page, "landing_about"));
    json_key_string(json, "url", absolute(page, "/ogc"));
    json_key(json, "dataset");
    json_array_open(json);
    for (size_t i = 0; i < page->snapshot->collection_count; i++) {
        const struct snapshot_collection *collection = &page->snapshot->collections[i];
        const char *licence = snapshot_licence_address(collection->source->licence);
        json_object_open(json);
        json_key_string(json, "@type", "Dataset");
        json_key_string(json, "name", html_title_of(page, collection));
        json_key_string(json, "description", html_description_of(page, collection));
        json_key_string(json, "license", licence != NULL ? licence : collection->source->licence);
        json_key_string(json, "url", absolute(page, arena_printf(page->arena, "/ogc/collections/%s", collection->id)));
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

static void place_write(const struct html_page *page, struct json_writer *json)
{
    const char *crs = request_parameter(page->request, "crs");
    double box[4];
    begin(json, "Place");
    json_key_string(json, "name", page->title);
    json_key_string(json, "description", page->description);
    json_key_string(json, "identifier", html_plain(page, json_get(page->root, "id")));
    json_key_string(
        json, "url",
        absolute(page, arena_copy(page->arena, page->request->target, strcspn(page->request->target, "?"))));
    bool is_degrees = crs == NULL || strstr(crs, "CRS84") != NULL;
    if (is_degrees && html_shape_box(json_get(page->root, "geometry"), box)) {
        if (box[0] == box[2] && box[1] == box[3]) {
            typed(json, "geo", "GeoCoordinates");
            json_key(json, "longitude");
            json_number(json, box[0], 6);
            json_key(json, "latitude");
            json_number(json, box[1], 6);
            json_object_close(json);
        } else {
            box_write(page, json, (struct box){box[0], box[1], box[2], box[3]});
        }
    }
    json_object_close(json);
}

/* "</script>" in a text would end the block: < is written as JSON may write it. */
static void block_write(const struct html_page *page, const struct buffer *text)
{
    buffer_puts(page->out, "<script type=\"application/ld+json\">");
    for (size_t i = 0; i < text->length; i++) {
        if (text->bytes[i] == '<')
            buffer_puts(page->out, "\\u003c");
        else
            buffer_putc(page->out, text->bytes[i]);
    }
    buffer_puts(page->out, "</script>\n");
}

void html_write_linked_data(const struct html_page *page)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    if (page->kind == HTML_LANDING || page->kind == HTML_COLLECTIONS)
        catalogue_write(page, &json);
    else if (page->kind == HTML_COLLECTION && page->collection != NULL)
        dataset_write(page, &json);
    else if (page->kind == HTML_ITEM && page->collection != NULL)
        place_write(page, &json);
    if (text.length > 0)
        block_write(page, &text);
    buffer_free(&text);
}
