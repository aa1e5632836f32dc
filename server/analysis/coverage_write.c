/* The coverage table for programs: CSV, JSON, GeoJSON. Numbers are the shortest that read back the same. */
#include "analysis/coverage.h"

#include "base/csv.h"
#include "base/json.h"

#include <math.h>
#include <string.h>

void coverage_write_csv(const struct coverage *coverage, struct buffer *out)
{
    const struct snapshot *snapshot = coverage->snapshot;
    struct csv_writer csv;
    csv_writer_init(&csv, out);
    csv_text(&csv, "territoire");
    csv_text(&csv, "nom");
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        csv_text(&csv, snapshot->indicators[i].id);
    csv_end_row(&csv);
    for (size_t row = 0; row < coverage->row_count; row++) {
        csv_text(&csv, coverage->rows[row].territory);
        csv_text(&csv, coverage->rows[row].name);
        for (size_t i = 0; i < snapshot->indicator_count; i++)
            csv_exact(&csv, coverage->rows[row].values[i]);
        csv_end_row(&csv);
    }
}

static void row_members(const struct coverage *coverage, const struct coverage_row *row, struct json_writer *json)
{
    json_key_string(json, "territoire", row->territory);
    json_key_string(json, "nom", row->name);
    for (size_t i = 0; i < coverage->snapshot->indicator_count; i++) {
        json_key(json, coverage->snapshot->indicators[i].id);
        json_exact(json, row->values[i]);
    }
}

static void indicator_write(const struct snapshot *snapshot, const struct snapshot_indicator *indicator,
                            bool in_english, struct json_writer *json)
{
    json_key(json, indicator->id);
    json_object_open(json);
    json_key_string(json, "titre", in_english ? indicator->title_en : indicator->title_fr);
    json_key_string(json, "unite", indicator->unit);
    json_key_string(json, "nature", indicator->kind);
    json_key_string(json, "definition", in_english ? indicator->definition_en : indicator->definition_fr);
    json_key_string(json, "date", indicator->date);
    json_key_string(json, "source", indicator->source);
    json_key(json, "approche");
    json_bool(json, snapshot->is_schematic && indicator->is_geometric);
    json_object_close(json);
}

void coverage_write_json(const struct coverage *coverage, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_array_open(&json);
    for (size_t row = 0; row < coverage->row_count; row++) {
        json_object_open(&json);
        row_members(coverage, &coverage->rows[row], &json);
        json_object_close(&json);
    }
    json_array_close(&json);
}

void coverage_write_indicators(const struct snapshot *snapshot, const char *lang, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "edition", snapshot->is_schematic ? "schematic" : "official");
    json_key_string(&json, "generation", snapshot->generation);
    json_key(&json, "indicateurs");
    json_object_open(&json);
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        indicator_write(snapshot, &snapshot->indicators[i], strcmp(lang, "en") == 0, &json);
    json_object_close(&json);
    json_object_close(&json);
}

/* ---- GeoJSON ---- */

/* The prepared feature of a territory. Its whole outline, whatever the perimeter. */
static const char commune_sql[] =
    "SELECT json_extract(CAST(r.json AS TEXT), '$.geometry') FROM communes AS t"
    " JOIN collection AS c ON c.id = 'communes' JOIN rendition AS r ON r.id = (c.position << 32 | t.fid)"
    " WHERE t.insee = ?1";
static const char epci_sql[] =
    "SELECT json_extract(CAST(r.json AS TEXT), '$.geometry') FROM epci AS t"
    " JOIN collection AS c ON c.id = 'epci' JOIN rendition AS r ON r.id = (c.position << 32 | t.fid)"
    " WHERE t.siren = ?1";

static bool geometry_write(const struct coverage_row *row, struct store *store, struct json_writer *json,
                           struct error *err)
{
    bool is_commune = strcmp(row->level, "commune") == 0;
    if (!is_commune && strcmp(row->level, "epci") != 0) {
        json_null(json);
        return true;
    }
    struct statement *outline = store_statement(store, is_commune ? commune_sql : epci_sql, err);
    if (outline == NULL)
        return false;
    statement_bind_text(outline, 1, row->territory);
    int step = statement_step(outline, err);
    const char *text = step == 1 ? statement_text(outline, 0) : NULL;
    if (text != NULL)
        json_raw(json, text, strlen(text));
    else
        json_null(json);
    statement_reset(outline);
    return step >= 0;
}

bool coverage_write_geojson(const struct coverage *coverage, struct store *store, struct buffer *out, struct error *err)
{
    struct buffer made = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &made);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    json_key_string(&json, "perimetre", perimeter_name(coverage->query.perimeter));
    json_key_string(&json, "edition", coverage->snapshot->is_schematic ? "schematic" : "official");
    json_key(&json, "features");
    json_array_open(&json);
    bool done = true;
    for (size_t i = 0; done && i < coverage->row_count; i++) {
        const struct coverage_row *row = &coverage->rows[i];
        json_object_open(&json);
        json_key_string(&json, "type", "Feature");
        json_key_string(&json, "id", row->territory);
        json_key(&json, "properties");
        json_object_open(&json);
        row_members(coverage, row, &json);
        json_object_close(&json);
        json_key(&json, "geometry");
        done = geometry_write(row, store, &json, err);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    if (done)
        buffer_append(out, made.bytes, made.length);
    buffer_free(&made);
    return done;
}
