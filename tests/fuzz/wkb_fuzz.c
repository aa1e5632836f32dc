/* tests/fuzz/wkb_fuzz.c: strangers' bytes as WKB and as a SpatiaLite blob. What is read is written, read again and must be
 * the same; and the functions that will meet it must bear it. */
#include "geo/clip.h"
#include "geo/geojson.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void check_shape(const struct geometry *geometry)
{
    check(geometry_is_finite(geometry));
    check((geometry->point_count == 0) == (geometry->part_count == 0));
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        check(geometry_ring_begin(geometry, ring) < geometry->ring_end[ring]);
    for (uint32_t part = 0; part < geometry->part_count; part++)
        check(geometry_part_begin(geometry, part) < geometry->part_end[part]);
    if (geometry->part_count == 0)
        return;
    check(geometry->ring_end[geometry->ring_count - 1] == geometry->point_count);
    check(geometry->part_end[geometry->part_count - 1] == geometry->ring_count);
}

static void check_round_trip(const struct geometry *geometry, struct arena *arena)
{
    struct buffer bytes = BUFFER_INIT, again = BUFFER_INIT;
    struct geometry read;
    wkb_write(geometry, &bytes);
    check(wkb_read(bytes.bytes, bytes.length, arena, &read, NULL));
    wkb_write(&read, &again);
    check(bytes.length == again.length && memcmp(bytes.bytes, again.bytes, bytes.length) == 0);
    buffer_free(&again);
    buffer_free(&bytes);
}

static void check_use(const struct geometry *geometry, struct arena *arena)
{
    struct box box = {0.0, 0.0, 1.0, 1.0};
    struct geometry kept = clip_to_box(geometry, box, arena);
    check_shape(&kept);
    check(box_contains(box, geometry_box(&kept)));
    geometry_meets_box(geometry, box);
    struct point at;
    check(geometry_label_point(geometry, 1.0, &at) == (geometry->point_count > 0));
    struct buffer json = BUFFER_INIT;
    geojson_write(geometry, GEOJSON_DECIMALS, &json);
    buffer_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct geometry geometry;
    int32_t srid;
    for (int form = 0; form < 2; form++) {
        bool is_read = form == 0 ? wkb_read(data, size, arena, &geometry, NULL)
                                 : wkb_read_spatialite(data, size, arena, &geometry, &srid, NULL);
        if (!is_read)
            continue;
        check_shape(&geometry);
        check_round_trip(&geometry, arena);
        check_use(&geometry, arena);
    }
    arena_free(arena);
    return 0;
}
