/* tests/fuzz/tile_fuzz.c: features made of bytes, as a tile. Whatever comes, the tile is one that mvt_next walks to its end,
 * the same twice. Then the shared areas again as a partition: cells between bent borders, which on the grid must still
 * add up to the whole. */
#include "geo/topology.h"
#include "tile/maker.h"
#include "tile/mvt.h"

#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

struct input {
    const uint8_t *at, *end;
};

static unsigned byte_of(struct input *input)
{
    return input->at < input->end ? *input->at++ : 0;
}

/* From -1/8 to 9/8 of the tile, in sixteenths of a grid step. */
static double number_of(struct input *input)
{
    unsigned bytes = byte_of(input) << 8;
    return (double)((bytes | byte_of(input)) * 5) / 64.0 - 512.0;
}

#define POINTS_MAX 40

static struct geometry geometry_of(struct input *input, struct box tile, double unit, struct arena *arena)
{
    unsigned form = byte_of(input);
    uint32_t rings = 1 + (form >> 2) % 3;
    struct geometry geometry = {.type = (enum geometry_type)(1 + form % 3),
                                .points = arena_array(arena, 4 * POINTS_MAX, sizeof(struct point)),
                                .ring_end = arena_array(arena, 4 * POINTS_MAX, sizeof(uint32_t)),
                                .part_end = arena_array(arena, 4 * POINTS_MAX, sizeof(uint32_t))};
    double narrow = form & 0x80 ? 1.0 / 512.0 : 1.0;
    for (uint32_t ring = 0; ring < rings; ring++) {
        uint32_t begin = geometry.point_count, count = 3 + byte_of(input) % (POINTS_MAX - 4);
        for (uint32_t i = 0; i < count; i++) {
            double x = number_of(input), y = number_of(input);
            geometry.points[geometry.point_count++] =
                (struct point){tile.xmin + x * narrow * unit, tile.ymax - y * narrow * unit};
            if (geometry.type == GEOMETRY_POINT)
                geometry.part_end[geometry.part_count++] = geometry.ring_end[geometry.ring_count++] =
                    geometry.point_count;
        }
        if (geometry.type == GEOMETRY_POINT)
            continue;
        if (geometry.type == GEOMETRY_POLYGON)
            geometry.points[geometry.point_count++] = geometry.points[begin];
        geometry.ring_end[geometry.ring_count++] = geometry.point_count;
        if (ring == 0 || geometry.type == GEOMETRY_LINE || form & 0x40)
            geometry.part_count++;
        geometry.part_end[geometry.part_count - 1] = geometry.ring_count;
    }
    if (geometry.part_count > 1)
        geometry.type = geometry_multi(geometry.type);
    return geometry;
}

static void check_walk(const struct buffer *tile)
{
    struct mvt_slice slice;
    size_t at = 0, layers = 0;
    for (; mvt_next(tile->bytes, tile->length, &at, &slice); layers++)
        check(slice.name_length == 4 && (memcmp(slice.name, "free", 4) == 0 || memcmp(slice.name, "with", 4) == 0));
    check(at == tile->length && layers <= 2);
}

static void tile_make(struct input input, struct buffer *out)
{
    static const struct field fields[] = {{"n", VALUE_INTEGER}};
    static const struct value values[] = {{VALUE_INTEGER, -4, -4.0, NULL}};
    struct arena *arena = arena_new();
    const struct tile_matrix_set *set = &tile_matrix_sets[byte_of(&input) % 2];
    struct tile tile = {9, 300, 170};
    struct box extent = tile_extent(set, tile, 0.0);
    double unit = tile_unit(set, tile.zoom);
    struct tile_maker *maker = tile_maker_new(set, tile, arena);
    tile_maker_layer(maker, "free", TILE_FREE, fields, 1);
    bool is_shared = false;
    for (int i = 0; i < 24 && input.at < input.end; i++) {
        struct geometry geometry = geometry_of(&input, extent, unit, arena);
        if (!is_shared && i >= 12) {
            tile_maker_layer(maker, "with", TILE_SHARED, fields, 1);
            is_shared = true;
        }
        if (!is_shared || geometry_dimension(geometry.type) == 2)
            check(tile_maker_add(maker, (uint64_t)i, values, &geometry, NULL));
    }
    struct error err = ERROR_INIT;
    check(tile_maker_write(maker, out, &err) || (err.kind == ERROR_LIMIT && out->length == 0)); /* a tangle */
    arena_free(arena);
}

/* ---- a partition ---- */

#define CELLS 5

static double area_of(const struct geometry *geometry)
{
    double twice = 0.0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
            twice +=
                geometry->points[i - 1].x * geometry->points[i].y - geometry->points[i].x * geometry->points[i - 1].y;
    return twice / 2.0;
}

/* Corners in the middle half of their cell's square, and so no two sides cross. */
static void check_partition(struct input input)
{
    struct point corners[CELLS + 1][CELLS + 1], points[CELLS * CELLS][5];
    struct geometry areas[CELLS * CELLS];
    static uint32_t ring_end = 5, part_end = 1;
    double cell = 0.25 + byte_of(&input) / 32.0, sum = 0.0;
    for (int y = 0; y <= CELLS; y++)
        for (int x = 0; x <= CELLS; x++) {
            double right = (byte_of(&input) - 128.0) / 512.0, up = (byte_of(&input) - 128.0) / 512.0;
            corners[y][x] =
                (struct point){(x + (x % CELLS == 0 ? 0.0 : right)) * cell, (y + (y % CELLS == 0 ? 0.0 : up)) * cell};
        }
    for (int i = 0; i < CELLS * CELLS; i++) {
        for (int j = 0; j < 5; j++)
            points[i][j] = corners[i / CELLS + (j == 2 || j == 3)][i % CELLS + (j == 1 || j == 2)];
        areas[i] = (struct geometry){GEOMETRY_POLYGON, 5, 1, 1, points[i], &ring_end, &part_end};
    }
    struct topology_report report;
    struct topology *topology = topology_build_on_grid(areas, CELLS * CELLS, &report, NULL);
    check(topology != NULL && report.overlaps == 0 && report.unsettled == 0);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < CELLS * CELLS; i++) {
        struct geometry area = topology_area(topology, i, 0.0, arena);
        check(area.point_count == 0 || area_of(&area) > 0.0);
        sum += area_of(&area);
    }
    double side = (double)(int64_t)(CELLS * cell + 0.5);
    check(sum == side * side);
    arena_free(arena);
    topology_free(topology);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer tile = BUFFER_INIT, again = BUFFER_INIT;
    struct input input = {data, data + size};
    tile_make(input, &tile);
    tile_make(input, &again);
    check(tile.length == again.length && (tile.length == 0 || memcmp(tile.bytes, again.bytes, tile.length) == 0));
    check_walk(&tile);
    check_partition(input);
    struct mvt_slice slice;
    for (size_t at = 0; mvt_next(data, size, &at, &slice);) /* strangers' bytes as a tile */
        check(at <= size && slice.length <= size && slice.name_length <= slice.length);
    buffer_free(&tile);
    buffer_free(&again);
    return 0;
}
