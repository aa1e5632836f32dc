/* Features as they are served: GeoJSON in CRS84, written once, at load. */
#include "store/building.h"
#include "store/feature_text.h"

#include "base/json.h"
#include "geo/crs.h"
#include "geo/geojson.h"
#include "geo/wkb.h"

#include <string.h>

/* One collection at work. */
struct rendering {
    struct builder *builder;
    struct crs_transform *transform;
    struct arena *arena; /* one feature's */
    struct buffer json;
    const char *id, *table, *key;
    int64_t position;
    struct box box; /* CRS84, of all features */
};

static void property_write(struct json_writer *writer, const struct statement *row, int column, const char *type)
{
    if (statement_is_null(row, column))
        json_null(writer);
    else if (strcmp(type, "integer") == 0)
        json_integer(writer, statement_integer(row, column));
    else if (strcmp(type, "real") == 0)
        json_exact(writer, statement_real(row, column));
    else {
        const struct value text = value_text(statement_text(row, column));
        feature_text_value(writer, strcmp(type, "list") == 0 ? FIELD_LIST : FIELD_PLAIN, &text);
    }
}

/* Columns: fid, geometry, then the fields, then their types in one text each ("integer", "real", "text", "date", "list"). */
static bool feature_write(struct rendering *rendering, const struct statement *row, struct geometry *geometry,
                          struct error *err)
{
    size_t length;
    const void *blob = statement_blob(row, 1, &length);
    if (!wkb_read_spatialite(blob, length, rendering->arena, geometry, NULL, err) ||
        !crs_transform_geometry(rendering->transform, geometry, err))
        return false;
    struct json_writer writer;
    buffer_clear(&rendering->json);
    json_writer_init(&writer, &rendering->json);
    json_object_open(&writer);
    json_key_string(&writer, "type", "Feature");
    int columns = 2 + (statement_columns(row) - 2) / 2;
    for (int i = 2; i < columns; i++) {
        if (strcmp(statement_name(row, i), rendering->key) != 0)
            continue;
        json_key(&writer, "id");
        property_write(&writer, row, i, statement_text(row, i + columns - 2));
    }
    json_key(&writer, "geometry");
    struct buffer shape = BUFFER_INIT;
    geojson_write(geometry, GEOJSON_DECIMALS, &shape);
    json_raw(&writer, shape.bytes, shape.length);
    buffer_free(&shape);
    json_key(&writer, "properties");
    json_object_open(&writer);
    for (int i = 2; i < columns; i++) {
        json_key(&writer, statement_name(row, i));
        property_write(&writer, row, i, statement_text(row, i + columns - 2));
    }
    json_object_close(&writer);
    json_object_close(&writer);
    return true;
}

static bool rendition_insert(struct rendering *rendering, int64_t fid, struct box box, struct error *err)
{
    struct statement *insert =
        store_statement(rendering->builder->store, "INSERT INTO rendition VALUES (?, ?, ?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_integer(insert, 1, rendering->position << 32 | fid);
    statement_bind_blob(insert, 2, rendering->json.bytes, rendering->json.length);
    if (!box_is_empty(box)) {
        statement_bind_real(insert, 3, box.xmin);
        statement_bind_real(insert, 4, box.ymin);
        statement_bind_real(insert, 5, box.xmax);
        statement_bind_real(insert, 6, box.ymax);
    }
    bool done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return done;
}

/* fid, geometry, every field, then every field's type, so that one row says all. */
static struct statement *rows_of(struct rendering *rendering, struct error *err)
{
    struct store *store = rendering->builder->store;
    struct statement *fields =
        store_statement(store, "SELECT name, type FROM field WHERE collection_id = ? ORDER BY position", err);
    if (fields == NULL)
        return NULL;
    statement_bind_text(fields, 1, rendering->id);
    struct buffer sql = BUFFER_INIT, types = BUFFER_INIT;
    struct statement *rows = NULL;
    buffer_puts(&sql, "SELECT fid, geometry");
    int step;
    while ((step = statement_step(fields, err)) == 1) {
        buffer_printf(&sql, ", %s", statement_text(fields, 0));
        buffer_printf(&types, ", '%s'", statement_text(fields, 1));
    }
    statement_reset(fields);
    if (step == 0) {
        buffer_printf(&sql, "%s FROM %s ORDER BY fid", types.bytes, rendering->table);
        rows = store_statement(store, sql.bytes, err);
    }
    buffer_free(&sql);
    buffer_free(&types);
    return rows;
}

static bool extent_write(struct rendering *rendering, struct error *err)
{
    if (box_is_empty(rendering->box))
        return true;
    struct statement *update = store_statement(
        rendering->builder->store, "UPDATE collection SET xmin = ?, ymin = ?, xmax = ?, ymax = ? WHERE id = ?", err);
    if (update == NULL)
        return false;
    statement_bind_real(update, 1, rendering->box.xmin);
    statement_bind_real(update, 2, rendering->box.ymin);
    statement_bind_real(update, 3, rendering->box.xmax);
    statement_bind_real(update, 4, rendering->box.ymax);
    statement_bind_text(update, 5, rendering->id);
    bool done = statement_step(update, err) >= 0;
    statement_reset(update);
    return done;
}

static bool collection_render(struct rendering *rendering, struct error *err)
{
    struct statement *rows = rows_of(rendering, err);
    if (rows == NULL)
        return false;
    int step;
    rendering->box = BOX_EMPTY;
    while ((step = statement_step(rows, err)) == 1) {
        struct geometry geometry = GEOMETRY_EMPTY;
        arena_reset(rendering->arena);
        if (!feature_write(rendering, rows, &geometry, err))
            break;
        struct box box = geometry_box(&geometry);
        rendering->box = box_join(rendering->box, box);
        if (!rendition_insert(rendering, statement_integer(rows, 0), box, err))
            break;
    }
    statement_reset(rows);
    return step == 0 && extent_write(rendering, err);
}

bool builder_renditions(struct builder *builder, struct error *err)
{
    struct rendering rendering = {.builder = builder, .json = BUFFER_INIT, .arena = arena_new()};
    bool done = false;
    int step = -1;
    rendering.transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, err);
    struct statement *collections = store_statement(
        builder->store, "SELECT id, table_name, key_field, position FROM collection ORDER BY position", err);
    if (rendering.transform == NULL || collections == NULL)
        goto finished;
    while ((step = statement_step(collections, err)) == 1) {
        rendering.id = arena_string(builder->arena, statement_text(collections, 0));
        rendering.table = arena_string(builder->arena, statement_text(collections, 1));
        rendering.key = arena_string(builder->arena, statement_text(collections, 2));
        rendering.position = statement_integer(collections, 3);
        if (!collection_render(&rendering, err))
            break;
    }
    statement_reset(collections);
    done = step == 0;

finished:
    crs_transform_close(rendering.transform);
    buffer_free(&rendering.json);
    arena_free(rendering.arena);
    return done;
}
