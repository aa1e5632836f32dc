#include "store/feature_text.h"
#include "store/connection.h"

#include "base/csv.h"
#include "geo/geojson.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define METRES_DECIMALS  3
#define RECORD_SEPARATOR '\x1e' /* RFC 8142, 2.1 */

int feature_text_decimals(enum crs crs)
{
    bool is_degrees = crs == 0 || crs == CRS_CRS84 || crs == CRS_EPSG4326;
    return is_degrees ? GEOJSON_DECIMALS : METRES_DECIMALS;
}

static bool is_crs84(const struct feature_text *text)
{
    return text->crs == 0 || text->crs == CRS_CRS84;
}

bool feature_text_is_prepared(const struct feature_text *text)
{
    return text == NULL || ((text->form == FEATURE_GEOJSON || text->form == FEATURE_SEQUENCE) && is_crs84(text) &&
                            text->fields == NULL && !text->skips_geometry);
}

const char *feature_text_between(enum feature_form form)
{
    return form == FEATURE_GEOJSON || form == FEATURE_JSONFG ? "," : "";
}

/* ---- JSON ---- */

static void list_write(struct json_writer *json, const char *words)
{
    struct buffer word = BUFFER_INIT;
    json_array_open(json);
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        buffer_clear(&word);
        buffer_append(&word, words, length);
        if (length > 0)
            json_string(json, word.bytes);
        words += length + (words[length] == ' ');
    }
    json_array_close(json);
    buffer_free(&word);
}

void feature_text_value(struct json_writer *json, enum field_kind kind, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL:
        json_null(json);
        break;
    case VALUE_INTEGER:
        json_integer(json, value->integer);
        break;
    case VALUE_REAL:
        json_exact(json, value->real);
        break;
    case VALUE_TEXT:
        if (kind == FIELD_LIST)
            list_write(json, value->text);
        else
            json_string(json, value->text);
        break;
    }
}

/* JSON-FG, 7.2: a date where the feature has one, else null. */
static void time_write(struct json_writer *json, const struct snapshot_collection *collection,
                       const struct feature *feature)
{
    const struct value *date = collection->date == NULL ? NULL : feature_value(feature, collection->date->name);
    json_key(json, "time");
    if (date == NULL || date->type != VALUE_TEXT) {
        json_null(json);
        return;
    }
    json_object_open(json);
    json_key_string(json, "date", date->text);
    json_object_close(json);
}

static void geometry_write(struct json_writer *json, const char *key, const struct geometry *geometry, enum crs crs)
{
    json_key(json, key);
    if (geometry == NULL) {
        json_null(json);
        return;
    }
    /* a key stands open: the writer of coordinates, which puts no comma, comes behind it */
    geojson_write(geometry, feature_text_decimals(crs), json->out);
    json->after_key = false;
}

static void json_write(const struct feature_text *text, const struct snapshot_collection *collection,
                       const struct feature *feature, struct buffer *out)
{
    const struct geometry *shape = text->skips_geometry ? NULL : &feature->geometry;
    bool is_place = text->form == FEATURE_JSONFG && !is_crs84(text);
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "Feature");
    json_key(&json, "id");
    feature_text_value(&json, FIELD_PLAIN, feature_value(feature, collection->key));
    if (text->form == FEATURE_JSONFG) {
        time_write(&json, collection, feature);
        geometry_write(&json, "place", is_place ? shape : NULL, text->crs);
    }
    geometry_write(&json, "geometry", is_place ? NULL : shape, text->crs);
    json_key(&json, "properties");
    json_object_open(&json);
    for (size_t i = 0; i < collection->field_count; i++) {
        if (text->fields != NULL && !text->fields[i])
            continue;
        json_key(&json, collection->fields[i].name);
        feature_text_value(&json, collection->fields[i].kind, &feature->values[i]);
    }
    json_object_close(&json);
    json_object_close(&json);
}

/* ---- CSV ---- */

static void csv_begin(const struct feature_text *text, struct csv_writer *writer, struct buffer *out)
{
    if (text->form == FEATURE_CSV_FRENCH)
        csv_writer_french(writer, out);
    else
        csv_writer_init(writer, out);
}

static bool has_place(const struct feature_text *text, const struct snapshot_collection *collection)
{
    return collection->geometry == GEOMETRY_POINT && !text->skips_geometry;
}

void feature_text_head(const struct feature_text *text, const struct snapshot_collection *collection,
                       struct buffer *out)
{
    if (text->form != FEATURE_CSV && text->form != FEATURE_CSV_FRENCH)
        return;
    if (text->form == FEATURE_CSV_FRENCH)
        buffer_puts(out, CSV_BYTE_ORDER_MARK);
    struct csv_writer writer;
    csv_begin(text, &writer, out);
    for (size_t i = 0; i < collection->field_count; i++)
        if (text->fields == NULL || text->fields[i])
            csv_text(&writer, collection->fields[i].name);
    if (has_place(text, collection)) {
        bool is_degrees = is_crs84(text), is_latitude_first = text->crs == CRS_EPSG4326;
        csv_text(&writer, is_degrees ? "lon" : is_latitude_first ? "lat" : "x");
        csv_text(&writer, is_degrees ? "lat" : is_latitude_first ? "lon" : "y");
    }
    csv_end_row(&writer);
}

static void csv_value(struct csv_writer *writer, const struct value *value)
{
    char digits[24]; /* not every integer is a double */
    snprintf(digits, sizeof digits, "%" PRId64, value->integer);
    if (value->type == VALUE_REAL)
        csv_exact(writer, value->real);
    else
        csv_text(writer, value->type == VALUE_INTEGER ? digits : value->text);
}

static void csv_write(const struct feature_text *text, const struct snapshot_collection *collection,
                      const struct feature *feature, struct buffer *out)
{
    struct csv_writer writer;
    csv_begin(text, &writer, out);
    for (size_t i = 0; i < collection->field_count; i++)
        if (text->fields == NULL || text->fields[i])
            csv_value(&writer, &feature->values[i]);
    if (has_place(text, collection)) {
        bool is_somewhere = feature->geometry.point_count > 0;
        int decimals = feature_text_decimals(text->crs);
        if (is_somewhere) {
            csv_number(&writer, feature->geometry.points[0].x, decimals);
            csv_number(&writer, feature->geometry.points[0].y, decimals);
        } else {
            csv_text(&writer, NULL);
            csv_text(&writer, NULL);
        }
    }
    csv_end_row(&writer);
}

/* ---- */

static bool place_in(struct store *store, enum crs crs, struct geometry *geometry, struct error *err)
{
    struct crs_transform *from_plane, *to_plane;
    if (!store_system(store, crs, &from_plane, &to_plane, err))
        return false;
    if (from_plane != NULL && !crs_transform_geometry(from_plane, geometry, err))
        return false;
    for (uint32_t i = 0; crs == CRS_EPSG4326 && i < geometry->point_count; i++)
        geometry->points[i] = (struct point){geometry->points[i].y, geometry->points[i].x};
    return true;
}

bool feature_text_write(const struct feature_text *text, struct store *store,
                        const struct snapshot_collection *collection, struct feature *feature, struct buffer *out,
                        struct error *err)
{
    bool is_csv = text->form == FEATURE_CSV || text->form == FEATURE_CSV_FRENCH;
    bool has_shape = is_csv ? has_place(text, collection) : !text->skips_geometry;
    if (has_shape && !place_in(store, text->crs, &feature->geometry, err))
        return false;
    if (text->form == FEATURE_SEQUENCE)
        buffer_putc(out, RECORD_SEPARATOR);
    if (is_csv)
        csv_write(text, collection, feature, out);
    else
        json_write(text, collection, feature, out);
    if (text->form == FEATURE_SEQUENCE)
        buffer_putc(out, '\n');
    return true;
}
