#include "tile/maker.h"

#include "geo/grid.h"
#include "geo/sound.h"
#include "geo/topology.h"
#include "tile/decode.h"

#include <math.h>

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct field fields[] = {{"n", VALUE_INTEGER}};
static const struct value values[] = {{VALUE_INTEGER, 1, 1.0, NULL}};

/* Lambert-93, zoom 9: a grid step is one metre. */
static const struct tile here = {9, 160, 83};
#define LEFT (160 * 4096.0)
#define TOP  (7340032 - 83 * 4096.0)

static struct tile_maker *maker_of(struct tile tile, struct arena *arena)
{
    return tile_maker_new(&tile_matrix_sets[1], tile, arena);
}

/* Moves from tile units (y down) to the ground. */
static struct geometry on_ground(struct geometry geometry, struct arena *arena)
{
    struct geometry moved = geometry_copy(&geometry, arena);
    for (uint32_t i = 0; i < moved.point_count; i++)
        moved.points[i] = (struct point){LEFT + moved.points[i].x, TOP - moved.points[i].y};
    return moved;
}

static struct geometry rectangle(double xmin, double ymin, double xmax, double ymax, struct arena *arena)
{
    struct geometry area = {GEOMETRY_POLYGON,
                            5,
                            1,
                            1,
                            arena_array(arena, 5, sizeof(struct point)),
                            arena_array(arena, 1, sizeof(uint32_t)),
                            arena_array(arena, 1, sizeof(uint32_t))};
    const struct point corners[] = {{xmin, ymin}, {xmax, ymin}, {xmax, ymax}, {xmin, ymax}, {xmin, ymin}};
    memcpy(area.points, corners, sizeof corners);
    area.ring_end[0] = 5;
    area.part_end[0] = 1;
    return area;
}

static struct geometry line_of(const double *numbers, uint32_t count, enum geometry_type type, struct arena *arena)
{
    bool is_points = type == GEOMETRY_MULTIPOINT;
    uint32_t rings = is_points ? count : 1;
    struct geometry line = {type,
                            count,
                            rings,
                            rings,
                            arena_array(arena, count, sizeof(struct point)),
                            arena_array(arena, rings, sizeof(uint32_t)),
                            arena_array(arena, rings, sizeof(uint32_t))};
    for (uint32_t i = 0; i < count; i++)
        line.points[i] = (struct point){numbers[2 * i], numbers[2 * i + 1]};
    for (uint32_t i = 0; i < rings; i++) {
        line.ring_end[i] = is_points ? i + 1 : count;
        line.part_end[i] = i + 1;
    }
    return line;
}

static void add(struct tile_maker *maker, uint64_t id, struct geometry units, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct geometry ground = on_ground(units, arena);
    if (!tile_maker_add(maker, id, values, &ground, &err))
        fail_msg("%s", err.message);
}

static struct decoded_tile made(struct tile_maker *maker, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct buffer bytes = BUFFER_INIT;
    if (!tile_maker_write(maker, &bytes, &err))
        fail_msg("%s", err.message);
    struct decoded_tile tile = decode_tile(bytes.bytes, bytes.length, arena);
    buffer_free(&bytes);
    return tile;
}

/* One feature alone in a free layer; NULL when it does not come out. */
static const struct geometry *made_alone(struct tile tile, struct geometry units, struct arena *arena)
{
    struct tile_maker *maker = maker_of(tile, arena);
    tile_maker_layer(maker, "a", TILE_FREE, fields, 1);
    add(maker, 1, units, arena);
    struct decoded_tile *read = arena_alloc(arena, sizeof *read);
    *read = made(maker, arena);
    return read->layer_count > 0 ? &read->layers[0].features[0].geometry : NULL;
}

/* ---- free features ---- */

static void an_area_within_the_tile_keeps_its_corners(void **state)
{
    const struct geometry *area = made_alone(here, rectangle(10, 20, 300, 400, *state), *state);
    assert_int_equal(area->point_count, 5);
    assert_true(area_of(area) == 290.0 * 380.0); /* positive: clockwise as seen, y down */
    assert_sound(area);
}

static void an_area_that_covers_the_tile_becomes_tile_and_buffer(void **state)
{
    const struct geometry *area = made_alone(here, rectangle(-9000, -9000, 9000, 9000, *state), *state);
    struct box box = geometry_box(area);
    assert_int_equal(area->point_count, 5);
    assert_true(box.xmin == -64 && box.ymin == -64 && box.xmax == 4160 && box.ymax == 4160);
    assert_null(made_alone(here, rectangle(5000, 0, 9000, 100, *state), *state));
}

/* A comb that leaves the tile between its teeth: no outline runs along the buffer's side where it is away. */
static void an_area_that_comes_back_is_two_without_a_bridge(void **state)
{
    const char *const *grid =
        GRID("a         b", "           ", "   d     c ", "           ", "   e     f ", "           ", "h         g");
    struct geometry comb = grid_geometry(grid, GEOMETRY_POLYGON, "hgfedcbah", *state);
    for (uint32_t i = 0; i < comb.point_count; i++)
        comb.points[i] = (struct point){3000 + comb.points[i].x * 300, 100 + comb.points[i].y * 100};
    /* the back of the comb lies west of the tile's east side, the teeth reach beyond; turned round, the back is away */
    for (uint32_t i = 0; i < comb.point_count; i++)
        comb.points[i].x = 3000 + 6000 - comb.points[i].x;
    const struct geometry *area = made_alone(here, comb, *state);
    assert_sound(area);
    assert_int_equal(area->type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(area->part_count, 2);
}

static void a_free_area_smaller_than_the_grid_becomes_its_smallest_shape(void **state)
{
    const struct geometry *area = made_alone(here, rectangle(10.1, 20.1, 10.3, 20.3, *state), *state);
    assert_true(area_of(area) == 1.0);
    assert_true(geometry_contains_point(area, 10.2, 20.2));
    area = made_alone(here, rectangle(100, 20.1, 200, 20.3, *state), *state);
    assert_true(area_of(area) == 1.0);
}

static void a_point_is_in_one_tile_only(void **state)
{
    const struct tile around[] = {here, {9, 161, 83}, {9, 160, 84}, {9, 161, 84}};
    const double places[][2] = {{0, 0},           {4096, 0},    {0, 4096},   {4096, 4096},
                                {4095.9, 4095.9}, {4096, 2000}, {17.5, 4096}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t found = 0;
        for (int j = 0; j < 4; j++) {
            const struct geometry *point =
                made_alone(around[j], line_of(places[i], 1, GEOMETRY_MULTIPOINT, *state), *state);
            found += point != NULL;
            if (point != NULL)
                assert_true(point->points[0].x >= 0 && point->points[0].x < 4096 && point->points[0].y >= 0 &&
                            point->points[0].y < 4096);
        }
        assert_int_equal(found, 1);
    }
}

static void a_line_drops_what_repeats_and_goes_when_it_is_a_point(void **state)
{
    double numbers[] = {0, 0, 0.2, 0.3, 0.4, 0.4, 10, 0, 10.4, 0.4, 10, 20};
    const struct geometry *line = made_alone(here, line_of(numbers, 6, GEOMETRY_LINE, *state), *state);
    assert_int_equal(line->point_count, 3);
    double small[] = {5.6, 5.6, 5.9, 6.2, 6.4, 6.4};
    assert_null(made_alone(here, line_of(small, 3, GEOMETRY_LINE, *state), *state));
    double passing[] = {-500, 100, 4500, 100};
    line = made_alone(here, line_of(passing, 2, GEOMETRY_LINE, *state), *state);
    assert_true(geometry_box(line).xmin == -64 && geometry_box(line).xmax == 4160);
}

/* ---- shared areas ---- */

#define CELLS 6
#define BENDS 5

static double at_random(unsigned *seed)
{
    return (double)rand_r(seed) / RAND_MAX - 0.5;
}

/* Communes: cells of a jittered lattice `cell` wide, from `origin` on. EPCI: the even and the odd among them by blocks of
 * two, dissolved. */
struct territory {
    struct geometry communes[CELLS * CELLS], epci[2];
    int32_t groups[CELLS * CELLS];
};

static struct territory *territory_at_random(unsigned seed, double origin, double cell, struct arena *arena)
{
    enum { SIDE = CELLS * BENDS };
    struct territory *territory = arena_alloc(arena, sizeof *territory);
    struct point(*lattice)[SIDE + 1] = arena_array(arena, SIDE + 1, sizeof *lattice);
    double step = cell / BENDS;
    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++) {
            lattice[y][x].x = origin + (x + 0.9 * at_random(&seed)) * step;
            lattice[y][x].y = origin + (y + 0.9 * at_random(&seed)) * step;
        }
    for (int i = 0; i < CELLS * CELLS; i++) {
        double numbers[8 * BENDS + 2];
        for (int j = 0; j <= 4 * BENDS; j++) {
            int side = j / BENDS % 4, along = j % BENDS;
            int right = side == 0 ? along : side == 1 ? BENDS : side == 2 ? BENDS - along : 0;
            int up = side == 0 ? 0 : side == 1 ? along : side == 2 ? BENDS : BENDS - along;
            struct point at = lattice[i / CELLS * BENDS + up][i % CELLS * BENDS + right];
            numbers[2 * j] = at.x;
            numbers[2 * j + 1] = at.y;
        }
        territory->communes[i] = line_of(numbers, 4 * BENDS + 1, GEOMETRY_POLYGON, arena);
        territory->groups[i] = (i / CELLS / 2 + i % CELLS / 2) % 2;
    }
    struct topology *topology = topology_build(territory->communes, CELLS * CELLS, 0.0, NULL, NULL);
    for (int i = 0; i < 2; i++)
        territory->epci[i] = topology_group(topology, territory->groups, i, 0.0, arena);
    topology_free(topology);
    return territory;
}

static struct decoded_tile territory_tile(const struct territory *territory, bool is_reversed, struct arena *arena)
{
    struct tile_maker *maker = maker_of(here, arena);
    tile_maker_layer(maker, "communes", TILE_SHARED, fields, 1);
    for (int i = 0; i < CELLS * CELLS; i++) {
        int area = is_reversed ? CELLS * CELLS - 1 - i : i;
        add(maker, (uint64_t)area, territory->communes[area], arena);
    }
    tile_maker_layer(maker, "epci", TILE_SHARED, fields, 1);
    for (int i = 0; i < 2; i++)
        add(maker, (uint64_t)i, territory->epci[i], arena);
    return made(maker, arena);
}

static double layer_area(const struct decoded_layer *layer)
{
    double sum = 0.0;
    for (size_t i = 0; i < layer->feature_count; i++)
        sum += area_of(&layer->features[i].geometry);
    return sum;
}

/* The areas of the layer noded again: nothing new comes, none overlap, and what they cover together is their sum. */
static void assert_layer_is_partition(const struct decoded_layer *layer, struct arena *arena)
{
    struct geometry *areas = arena_array(arena, layer->feature_count, sizeof *areas);
    int32_t *groups = arena_array(arena, layer->feature_count, sizeof *groups);
    for (size_t i = 0; i < layer->feature_count; i++) {
        areas[i] = layer->features[i].geometry;
        assert_sound(&areas[i]);
    }
    struct topology_report report;
    struct topology *topology = topology_build(areas, layer->feature_count, 0.0, &report, NULL);
    assert_int_equal(report.junctions + report.crossings + report.overlaps + report.lost, 0);
    struct geometry whole = topology_group(topology, groups, 0, 0.0, arena);
    assert_true(area_of(&whole) == layer_area(layer));
    topology_free(topology);
}

/* Two units to every side of the point lie in the area, as a cross and its corners see it. */
static bool holds_well(const struct geometry *area, double x, double y)
{
    for (int i = 0; i < 25; i++)
        if (!geometry_contains_point(area, x + i % 5 - 2, y + i / 5 - 2))
            return false;
    return true;
}

/* What lies well inside an area before lies in it after, and in no other. */
static void assert_ground_is_kept(const struct territory *territory, const struct decoded_layer *layer, int from,
                                  int to)
{
    for (int i = 0; i < CELLS * CELLS; i++) {
        const struct geometry *before = &territory->communes[i];
        struct box box = geometry_box(before);
        for (double y = fmax(floor(box.ymin), from) + 0.5; y < fmin(box.ymax, to); y += 1 + box_height(box) / 20)
            for (double x = fmax(floor(box.xmin), from) + 0.5; x < fmin(box.xmax, to); x += 1 + box_width(box) / 20) {
                if (!holds_well(before, x, y))
                    continue;
                size_t holders = 0;
                for (size_t j = 0; j < layer->feature_count; j++)
                    if (geometry_contains_point(&layer->features[j].geometry, x, y)) {
                        assert_int_equal(layer->features[j].id, (uint64_t)i);
                        holders++;
                    }
                assert_int_equal(holders, 1);
            }
    }
}

static void communes_and_epci_stay_a_partition_at_every_scale(void **state)
{
    const double cells[] = {0.5, 1.5, 4.0, 12.0, 60.0, 500.0, 3000.0};
    const double origins[] = {1000.0, -70.0, 4080.0};
    for (unsigned seed = 0; seed < 63; seed++) {
        double cell = cells[seed % 7], origin = origins[seed / 7 % 3];
        struct territory *territory = territory_at_random(seed, origin, cell, *state);
        struct decoded_tile tile = territory_tile(territory, false, *state);
        if (tile.layer_count == 0)
            continue;
        assert_int_equal(tile.layer_count, 2);
        assert_string_equal(tile.layers[0].name, "communes");
        assert_layer_is_partition(&tile.layers[0], *state);
        assert_layer_is_partition(&tile.layers[1], *state);
        assert_true(layer_area(&tile.layers[0]) == layer_area(&tile.layers[1]));
        for (size_t i = 0; i < tile.layers[1].feature_count; i++) { /* an EPCI is its communes, to the last step */
            double sum = 0.0;
            for (size_t j = 0; j < tile.layers[0].feature_count; j++)
                if (territory->groups[tile.layers[0].features[j].id] == (int32_t)tile.layers[1].features[i].id)
                    sum += area_of(&tile.layers[0].features[j].geometry);
            assert_true(sum == area_of(&tile.layers[1].features[i].geometry));
        }
        assert_ground_is_kept(territory, &tile.layers[0], -60, 4156);
    }
}

static void the_whole_tile_stays_covered(void **state)
{
    struct territory *territory = territory_at_random(3, -2000.0, 1400.0, *state);
    struct decoded_tile tile = territory_tile(territory, false, *state);
    assert_true(layer_area(&tile.layers[0]) == 4224.0 * 4224.0);
    assert_true(layer_area(&tile.layers[1]) == 4224.0 * 4224.0);
}

static void the_order_of_features_changes_no_shape(void **state)
{
    struct territory *territory = territory_at_random(4, 100.0, 9.0, *state);
    struct decoded_tile one = territory_tile(territory, false, *state), other = territory_tile(territory, true, *state);
    size_t count = one.layers[0].feature_count;
    assert_int_equal(other.layers[0].feature_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct decoded_feature *left = &one.layers[0].features[i],
                                     *right = &other.layers[0].features[count - 1 - i];
        assert_int_equal(left->id, right->id);
        assert_same_geometry(&left->geometry, &right->geometry);
    }
}

static void an_over_zoomed_tile_is_one_commune_to_its_sides(void **state)
{
    struct territory *territory = territory_at_random(5, 1000.0, 400.0, *state);
    struct geometry commune = on_ground(territory->communes[14], *state);
    struct point inside;
    assert_true(geometry_label_point(&commune, 1.0, &inside));
    struct tile_limits limits = tile_limits(&tile_matrix_sets[1], TILE_ZOOM_MAX, box_of_point(inside.x, inside.y));
    struct tile_maker *maker = maker_of((struct tile){TILE_ZOOM_MAX, limits.xmin, limits.ymin}, *state);
    tile_maker_layer(maker, "communes", TILE_SHARED, fields, 1);
    for (int i = 0; i < CELLS * CELLS; i++)
        add(maker, (uint64_t)i, territory->communes[i], *state);
    struct decoded_tile tile = made(maker, *state);
    assert_int_equal(tile.layers[0].feature_count, 1);
    assert_int_equal(tile.layers[0].features[0].id, 14);
    assert_int_equal(tile.layers[0].features[0].geometry.point_count, 5);
    assert_true(layer_area(&tile.layers[0]) == 4224.0 * 4224.0);
}

static void a_shared_area_without_ground_left_is_left_out(void **state)
{
    struct tile_maker *maker = maker_of(here, *state);
    tile_maker_layer(maker, "communes", TILE_SHARED, fields, 1);
    add(maker, 1, rectangle(0, 0, 100.2, 100, *state), *state);
    add(maker, 2, rectangle(100.2, 0, 100.4, 100, *state), *state);
    add(maker, 3, rectangle(100.4, 0, 200, 100, *state), *state);
    struct decoded_tile tile = made(maker, *state);
    assert_int_equal(tile.layers[0].feature_count, 2);
    assert_true(layer_area(&tile.layers[0]) == 200.0 * 100.0);
}

/* ---- the tile as a whole ---- */

static void layers_come_in_their_order_and_empty_ones_do_not(void **state)
{
    struct tile_maker *maker = maker_of(here, *state);
    tile_maker_layer(maker, "none", TILE_FREE, fields, 1);
    tile_maker_layer(maker, "away", TILE_SHARED, fields, 1);
    add(maker, 1, rectangle(9000, 9000, 9100, 9100, *state), *state);
    tile_maker_layer(maker, "areas", TILE_SHARED, fields, 1);
    add(maker, 5, rectangle(0, 0, 10, 10, *state), *state);
    tile_maker_layer(maker, "points", TILE_FREE, fields, 1);
    add(maker, 6, line_of((double[]){7, 7, 8, 8}, 2, GEOMETRY_MULTIPOINT, *state), *state);
    struct decoded_tile tile = made(maker, *state);
    assert_int_equal(tile.layer_count, 2);
    assert_string_equal(tile.layers[0].name, "areas");
    assert_string_equal(tile.layers[1].name, "points");
    assert_int_equal(tile.layers[1].features[0].id, 6);
    assert_string_equal(tile.layers[1].features[0].tags, "n=1;");
    assert_int_equal(made(maker_of(here, *state), *state).layer_count, 0);
}

static void more_points_than_a_tile_may_have_are_refused(void **state)
{
    struct error err = ERROR_INIT;
    uint32_t count = TILE_POINTS_MAX / 2 + 1;
    double *numbers = arena_array(*state, (size_t)count * 2, sizeof *numbers);
    for (uint32_t i = 0; i < count; i++) {
        numbers[2 * i] = i % 4000;
        numbers[2 * i + 1] = i % 3989;
    }
    struct geometry line = on_ground(line_of(numbers, count, GEOMETRY_LINE, *state), *state);
    struct tile_maker *maker = maker_of(here, *state);
    tile_maker_layer(maker, "lines", TILE_FREE, fields, 1);
    assert_true(tile_maker_add(maker, 1, values, &line, &err));
    assert_false(tile_maker_add(maker, 2, values, &line, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.message, "lines"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_area_within_the_tile_keeps_its_corners),
        TEST(an_area_that_covers_the_tile_becomes_tile_and_buffer),
        TEST(an_area_that_comes_back_is_two_without_a_bridge),
        TEST(a_free_area_smaller_than_the_grid_becomes_its_smallest_shape),
        TEST(a_point_is_in_one_tile_only),
        TEST(a_line_drops_what_repeats_and_goes_when_it_is_a_point),
        TEST(communes_and_epci_stay_a_partition_at_every_scale),
        TEST(the_whole_tile_stays_covered),
        TEST(the_order_of_features_changes_no_shape),
        TEST(an_over_zoomed_tile_is_one_commune_to_its_sides),
        TEST(a_shared_area_without_ground_left_is_left_out),
        TEST(layers_come_in_their_order_and_empty_ones_do_not),
        TEST(more_points_than_a_tile_may_have_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
