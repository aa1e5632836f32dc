/* The land around stations for programs: CSV, JSON, GeoJSON. Numbers are the shortest that read back the same. */
#include "analysis/land.h"

#include "base/csv.h"
#include "base/json.h"

#include <math.h>
#include <string.h>

/* Exact, or NAN where unknown. */
static double number_of(struct value value)
{
    return value.type == VALUE_NULL ? NAN : value.real;
}

static void list_write(const struct land_row *row, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < row->site_count; i++)
        buffer_printf(out, "%s%s", i == 0 ? "" : " ", row->sites[i].id);
}

void land_write_csv(const struct land *land, struct buffer *out)
{
    struct csv_writer csv;
    csv_writer_init(&csv, out);
    csv_text(&csv, "code_uic");
    csv_text(&csv, "nom");
    csv_text(&csv, "distance_m");
    for (size_t i = 0; land->row_count > 0 && i < land->rows[0].field_count; i++)
        csv_text(&csv, land->rows[0].fields[i].name);
    if (land->has_sites)
        csv_text(&csv, "friches_liste");
    csv_end_row(&csv);
    struct buffer list = BUFFER_INIT;
    for (size_t at = 0; at < land->row_count; at++) {
        const struct land_row *row = &land->rows[at];
        csv_text(&csv, row->code_uic);
        csv_text(&csv, row->nom);
        csv_exact(&csv, row->distance_m);
        for (size_t i = 0; i < row->field_count; i++)
            csv_exact(&csv, number_of(row->values[i]));
        list_write(row, &list);
        if (land->has_sites)
            csv_text(&csv, list.bytes);
        csv_end_row(&csv);
    }
    buffer_free(&list);
}

static void row_members(const struct land_row *row, struct json_writer *json)
{
    json_key_string(json, "code_uic", row->code_uic);
    json_key_string(json, "nom", row->nom);
    json_key_integer(json, "distance_m", row->distance_m);
    for (size_t i = 0; i < row->field_count; i++) {
        json_key(json, row->fields[i].name);
        json_exact(json, number_of(row->values[i]));
    }
}

static void site_write(const struct land_site *site, struct json_writer *json)
{
    json_object_open(json);
    json_key_string(json, "id", site->id);
    json_key_string(json, "nom", site->name);
    json_key_string(json, "statut", site->status);
    json_key(json, "verifie");
    json_bool(json, site->is_verified);
    json_key(json, "surface_m2");
    json_exact(json, site->surface_m2);
    json_object_close(json);
}

static void sites_write(const struct land_row *row, struct json_writer *json)
{
    json_key(json, "friches_liste");
    json_array_open(json);
    for (size_t i = 0; i < row->site_count; i++)
        site_write(&row->sites[i], json);
    json_array_close(json);
}

void land_write_json(const struct land *land, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_array_open(&json);
    for (size_t at = 0; at < land->row_count; at++) {
        const struct land_row *row = &land->rows[at];
        json_object_open(&json);
        row_members(row, &json);
        if (land->has_sites)
            sites_write(row, &json);
        json_object_close(&json);
    }
    json_array_close(&json);
}

void land_write_geojson(const struct land *land, struct buffer *out)
{
    struct buffer list = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    json_key(&json, "features");
    json_array_open(&json);
    for (size_t at = 0; at < land->row_count; at++) {
        const struct land_row *row = &land->rows[at];
        json_object_open(&json);
        json_key_string(&json, "type", "Feature");
        json_key(&json, "properties");
        json_object_open(&json);
        row_members(row, &json);
        list_write(row, &list);
        if (land->has_sites)
            json_key_string(&json, "friches_liste", list.bytes != NULL ? list.bytes : "");
        json_object_close(&json);
        json_key(&json, "geometry");
        json_raw(&json, row->geojson, strlen(row->geojson));
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_free(&list);
}
