/* A collection read whole or by a box: as a stream of features, and as CSV. */
#include "store/snapshot.h"
#include "store/connection.h"

#include "geo/geojson.h"
#include "geo/wkb.h"

#include <stdio.h>
#include <string.h>

/* "fid, geometry, field, .." : the names were checked by snapshot_read. */
static void columns_write(const struct snapshot_collection *collection, const char *geometry, struct buffer *sql)
{
    buffer_printf(sql, "SELECT fid, %s", geometry);
    for (size_t i = 0; i < collection->field_count; i++)
        buffer_printf(sql, ", %s", collection->fields[i].name);
    buffer_printf(sql, " FROM %s", collection->table);
}

static bool geometry_of(struct store *store, const struct snapshot_collection *collection, const struct statement *row,
                        struct arena *arena, struct geometry *geometry, struct error *err)
{
    *geometry = GEOMETRY_EMPTY;
    arena_reset(arena);
    if (statement_is_null(row, 1))
        return true;
    struct error cause = ERROR_INIT;
    size_t length;
    const void *blob = statement_blob(row, 1, &length);
    /* an outline is plain WKB, which begins with its byte order, 1; SpatiaLite's blob with 0 */
    bool is_outline = length > 0 && *(const unsigned char *)blob == 1;
    if (is_outline ? wkb_read(blob, length, arena, geometry, &cause)
                   : wkb_read_spatialite(blob, length, arena, geometry, NULL, &cause))
        return true;
    return error_set(err, ERROR_STORAGE, "%s: feature %lld of %s: %s", store->name,
                     (long long)statement_integer(row, 0), collection->id, cause.message);
}

/* ---- the stream ---- */

struct walk {
    struct store *store;
    const struct snapshot_collection *collection;
    struct statement *rows;
    struct arena *arena;  /* of the walk itself */
    struct arena *shapes; /* of one feature's geometry */
    struct value *values;
    struct box box; /* EPSG:2154; empty for all */
    int level;      /* of outlines; 0 for the whole geometry */
};

static int walk_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    struct walk *walk = stream->payload;
    struct geometry geometry;
    for (;;) {
        int step = statement_step(walk->rows, err);
        if (step != 1)
            return step;
        if (!geometry_of(walk->store, walk->collection, walk->rows, walk->shapes, &geometry, err))
            return -1;
        /* the R*Tree's boxes are floats, rounded outwards */
        if (box_is_empty(walk->box) || box_meets(geometry_box(&geometry), walk->box))
            break;
    }
    for (size_t i = 0; i < stream->field_count; i++)
        walk->values[i] = statement_value(walk->rows, (int)i + 2, stream->fields[i].type);
    *feature = (struct feature){.id = statement_integer(walk->rows, 0),
                                .fields = stream->fields,
                                .values = walk->values,
                                .field_count = stream->field_count,
                                .geometry = geometry};
    return 1;
}

static void walk_close(struct feature_stream *stream)
{
    struct walk *walk = stream->payload;
    if (walk == NULL)
        return;
    stream->payload = NULL;
    statement_close(walk->rows);
    arena_free(walk->shapes);
    arena_free(walk->arena);
}

static struct statement *walk_rows(const struct walk *walk, struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    bool is_boxed = !box_is_empty(walk->box);
    columns_write(walk->collection,
                  walk->level > 0 ? "coalesce((SELECT geometry FROM outline WHERE id > (?5 | fid) << 4 AND id <= ((?5 "
                                    "| fid) << 4) + ?6 ORDER BY id DESC LIMIT 1), geometry)"
                                  : "geometry",
                  &sql);
    if (is_boxed)
        buffer_printf(&sql,
                      " WHERE fid IN (SELECT pkid FROM idx_%s_geometry "
                      "WHERE xmin <= ?3 AND xmax >= ?1 AND ymin <= ?4 AND ymax >= ?2)",
                      walk->collection->table);
    buffer_puts(&sql, " ORDER BY fid");
    struct statement *rows = statement_open(walk->store, sql.bytes, err);
    buffer_free(&sql);
    if (rows != NULL && is_boxed) {
        statement_bind_real(rows, 1, walk->box.xmin);
        statement_bind_real(rows, 2, walk->box.ymin);
        statement_bind_real(rows, 3, walk->box.xmax);
        statement_bind_real(rows, 4, walk->box.ymax);
    }
    if (rows != NULL && walk->level > 0) {
        statement_bind_integer(rows, 5, walk->collection->position << 32);
        statement_bind_integer(rows, 6, walk->level);
    }
    return rows;
}

bool snapshot_features(struct store *store, const struct snapshot_collection *collection, struct box box,
                       double tolerance, struct feature_stream *stream, struct error *err)
{
    struct arena *arena = arena_new();
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct walk){.store = store,
                          .collection = collection,
                          .arena = arena,
                          .box = box,
                          .level = outline_level(collection, tolerance)};
    walk->rows = walk_rows(walk, err);
    if (walk->rows == NULL) {
        arena_free(arena);
        return false;
    }
    walk->shapes = arena_new();
    walk->values = arena_array(arena, collection->field_count, sizeof *walk->values);
    struct field *fields = arena_array(arena, collection->field_count, sizeof *fields);
    for (size_t i = 0; i < collection->field_count; i++)
        fields[i] = (struct field){collection->fields[i].name, collection->fields[i].type};
    *stream = (struct feature_stream){.payload = walk,
                                      .fields = fields,
                                      .field_count = collection->field_count,
                                      .next = walk_next,
                                      .close = walk_close};
    return true;
}
