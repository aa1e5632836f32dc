#include "load/scaling.h"

#include "base/memory.h"
#include "geo/wkb.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static bool feature_read(const struct scaled_collection *collection, const struct statement *row,
                         struct scaled_feature *feature, struct arena *arena, struct error *err)
{
    size_t length, field_count = collection->about->field_count;
    const void *blob = statement_blob(row, 1, &length);
    struct value *values = arena_array(arena, field_count, sizeof *values);
    for (size_t i = 0; i < field_count; i++) {
        values[i] = statement_value(row, (int)i + 2, collection->fields[i].type);
        if (values[i].type == VALUE_TEXT)
            values[i].text = arena_string(arena, values[i].text);
    }
    *feature = (struct scaled_feature){.fid = statement_integer(row, 0), .values = values};
    return wkb_read_spatialite(blob, length, arena, &feature->whole, NULL, err);
}

static bool features_read(struct scales *scales, struct scaled_collection *collection, struct store *store,
                          struct error *err)
{
    const struct catalogue_collection *about = collection->about;
    struct buffer sql = BUFFER_INIT;
    buffer_puts(&sql, "SELECT fid, geometry");
    for (size_t i = 0; i < about->field_count; i++)
        buffer_printf(&sql, ", %s", about->fields[i].name);
    buffer_printf(&sql, " FROM %s WHERE geometry IS NOT NULL ORDER BY fid", about->table);
    struct statement *rows = statement_open(store, sql.bytes, err);
    buffer_free(&sql);
    int step = -1;
    while (rows != NULL && (step = statement_step(rows, err)) == 1) {
        if (!feature_read(collection, rows, &collection->features[collection->count], scales->arena, err))
            break;
        collection->count++;
    }
    statement_close(rows);
    return step == 0;
}

static struct field *fields_of(const struct catalogue_collection *about, struct arena *arena)
{
    struct field *fields = arena_array(arena, about->field_count, sizeof *fields);
    for (size_t i = 0; i < about->field_count; i++)
        fields[i] = (struct field){about->fields[i].name, about->fields[i].type};
    return fields;
}

/* Those that stand, in the order of their positions. */
static bool collections_read(struct scales *scales, const struct catalogue *catalogue, struct store *store,
                             struct error *err)
{
    scales->collections = arena_array(scales->arena, catalogue->collection_count, sizeof *scales->collections);
    struct statement *rows =
        statement_open(store, "SELECT id, position, features FROM collection ORDER BY position", err);
    int step = -1;
    while (rows != NULL && (step = statement_step(rows, err)) == 1) {
        struct scaled_collection *collection = &scales->collections[scales->collection_count];
        collection->about = catalogue_collection_of(catalogue, statement_text(rows, 0));
        collection->position = statement_integer(rows, 1);
        collection->fields = fields_of(collection->about, scales->arena);
        collection->features =
            arena_array(scales->arena, (size_t)statement_integer(rows, 2), sizeof *collection->features);
        if (!features_read(scales, collection, store, err))
            break;
        scales->collection_count++;
    }
    statement_close(rows);
    return step == 0;
}

/* ---- the thread ---- */

static void *scales_run(void *argument)
{
    struct scales *scales = argument;
    bool has_outlines = scales_outline(scales, &scales->error);
    malloc_trim(
        0); /* topologies of a country leave as much free memory as the tiles then take, in other threads' heaps */
    if (has_outlines && !atomic_load(&scales->is_cancelled))
        scales_tile(scales, &scales->error);
    return NULL;
}

struct scales *scales_start(struct builder *builder, const struct catalogue *catalogue, const char *target,
                            struct error *err)
{
    struct scales *scales = memory_alloc(sizeof *scales);
    memset(scales, 0, sizeof *scales);
    scales->arena = arena_new();
    scales->arena_beside = arena_new();
    pthread_mutex_init(&scales->lock, NULL);
    scales->file = tile_file_open(target, err);
    if (scales->file == NULL || !collections_read(scales, catalogue, builder_store(builder), err)) {
        scales_free(scales);
        return NULL;
    }
    if (pthread_create(&scales->thread, NULL, scales_run, scales) == 0)
        scales->is_running = true;
    else
        scales_run(scales);
    return scales;
}

static void scales_wait(struct scales *scales)
{
    if (scales->is_running)
        pthread_join(scales->thread, NULL);
    scales->is_running = false;
}

void scales_free(struct scales *scales)
{
    if (scales == NULL)
        return;
    atomic_store(&scales->is_cancelled, true);
    scales_wait(scales);
    tile_file_close(scales->file);
    buffer_free(&scales->tiles);
    pthread_mutex_destroy(&scales->lock);
    arena_free(scales->arena_beside);
    arena_free(scales->arena);
    free(scales);
}

/* ---- writing ---- */

/* Each outline under the first level that has it. */
static bool feature_write(struct builder *builder, const struct scaled_collection *collection,
                          const struct scaled_feature *feature, struct error *err)
{
    const struct geometry *before = &feature->whole;
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++) {
        const struct geometry *outline = scaled_outline(feature, level);
        if (outline->points != before->points &&
            !builder_outline(builder, collection->position, feature->fid, level, outline, err))
            return false;
        before = outline;
    }
    return !feature->has_label || builder_label_point(builder, collection->position, feature->fid, feature->label, err);
}

static bool tiles_write(const struct scales *scales, struct builder *builder, struct error *err)
{
    const struct scaled_tile *tiles = (const struct scaled_tile *)(const void *)scales->tiles.bytes;
    size_t count = scales->tiles.length / sizeof *tiles;
    struct buffer gzip = BUFFER_INIT;
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done =
            tiles[i].length == 0 || (tile_file_read(scales->file, tiles[i].offset, tiles[i].length, &gzip, err) &&
                                     builder_tile(builder, tiles[i].set, tiles[i].tile, gzip.bytes, gzip.length, err));
    buffer_free(&gzip);
    return done;
}

static bool extents_write(const struct scales *scales, struct builder *builder, struct error *err)
{
    struct box plane = BOX_EMPTY, mercator = BOX_EMPTY;
    for (size_t i = 0; i < scales->collection_count; i++)
        for (size_t k = 0; k < scales->collections[i].count; k++) {
            const struct scaled_feature *feature = &scales->collections[i].features[k];
            plane = box_join(plane, geometry_box(&feature->whole));
            mercator = box_join(mercator, feature->projected_boxes[0]);
        }
    if (box_is_empty(plane))
        return true;
    for (size_t i = 0; i < tile_matrix_set_count; i++) {
        bool is_plane = tile_matrix_sets[i].crs == CRS_LAMBERT93;
        if (!builder_tile_extent(builder, &tile_matrix_sets[i], is_plane ? plane : mercator, err))
            return false;
    }
    return true;
}

bool scales_finish(struct scales *scales, struct builder *builder, struct error *err)
{
    scales_wait(scales);
    if (scales->error.kind != ERROR_NONE)
        return error_set(err, scales->error.kind, "%s", scales->error.message);
    if (!extents_write(scales, builder, err))
        return false;
    for (size_t i = 0; i < scales->collection_count; i++) {
        const struct scaled_collection *collection = &scales->collections[i];
        if (!builder_zoom_min(builder, collection->position, collection->zoom_min, err))
            return false;
        for (size_t k = 0; k < collection->count; k++)
            if (!feature_write(builder, collection, &collection->features[k], err))
                return false;
    }
    return tiles_write(scales, builder, err);
}
