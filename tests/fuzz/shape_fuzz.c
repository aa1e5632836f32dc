/* tests/fuzz/shape_fuzz.c: a stranger's text as a filter's geometry, well-known text and GeoJSON. What is read keeps its limits, is
 * written, read again, and must be the same. */
#include "filter/shape.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_shape(const struct shape *shape, int level)
{
    check(level <= FILTER_NESTING_MAX);
    if (shape->kind == SHAPE_COLLECTION) {
        check(shape->member_count > 0);
        for (size_t i = 0; i < shape->member_count; i++)
            check_shape(&shape->members[i], level + 1);
    } else if (shape->kind == SHAPE_GEOMETRY) {
        const struct geometry *geometry = &shape->geometry;
        check(geometry_is_finite(geometry) && geometry->part_count > 0);
        check(geometry->part_end[geometry->part_count - 1] == geometry->ring_count);
        check(geometry->ring_end[geometry->ring_count - 1] == geometry->point_count);
        struct buffer blob = BUFFER_INIT;
        struct arena *arena = arena_new();
        struct geometry again;
        int32_t srid;
        wkb_write_spatialite(geometry, CRS_LAMBERT93, &blob);
        check(wkb_read_spatialite(blob.bytes, blob.length, arena, &again, &srid, NULL));
        check(srid == CRS_LAMBERT93 && again.point_count == geometry->point_count);
        arena_free(arena);
        buffer_free(&blob);
    }
}

static void check_written(const struct shape *shape, struct arena *arena)
{
    struct buffer text = BUFFER_INIT, again = BUFFER_INIT, json = BUFFER_INIT;
    struct json_writer writer;
    size_t used, vertices = 0;
    shape_write_text(shape, &text);
    const struct shape *second = shape_read_text(text.bytes, text.length, &used, &vertices, arena, NULL);
    check(second != NULL && used == text.length);
    shape_write_text(second, &again);
    check(strcmp(text.bytes, again.bytes) == 0);
    json_writer_init(&writer, &json);
    shape_write_json(shape, &writer);
    struct json_document *document = json_read(json.bytes, json.length, "shape", NULL);
    vertices = 0;
    const struct shape *third = shape_read_json(json_root(document), &vertices, arena, NULL);
    check(third != NULL);
    buffer_clear(&again);
    shape_write_text(third, &again);
    check(strcmp(text.bytes, again.bytes) == 0);
    json_free(document);
    buffer_free(&json);
    buffer_free(&again);
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    size_t used = 0, vertices = 0;
    const struct shape *shape = shape_read_text((const char *)data, size, &used, &vertices, arena, NULL);
    check(used <= size);
    struct json_document *document = shape == NULL ? json_read((const char *)data, size, "shape", NULL) : NULL;
    if (document != NULL)
        shape = shape_read_json(json_root(document), &vertices, arena, NULL);
    if (shape != NULL) {
        check(vertices <= FILTER_VERTICES_MAX);
        check_shape(shape, 1);
        shape_check(shape, CRS_CRS84, NULL);
        shape_check(shape, CRS_EPSG4326, NULL);
        check_written(shape, arena);
    }
    json_free(document);
    arena_free(arena);
    return 0;
}
