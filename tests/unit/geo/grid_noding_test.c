#include "geo/grid_noding.h"

#include "geo/grid.h"
#include "geo/sound.h"

#include <stdlib.h>

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

static struct topology *build(const struct geometry *areas, size_t count, struct topology_report *report)
{
    struct error err = ERROR_INIT;
    struct topology *topology = topology_build_on_grid(areas, count, report, &err);
    if (topology == NULL)
        fail_msg("%s", err.message);
    return topology;
}

static struct geometry ring_of(const double *numbers, uint32_t count, struct arena *arena)
{
    struct geometry area = {GEOMETRY_POLYGON,
                            count + 1,
                            1,
                            1,
                            arena_array(arena, count + 1, sizeof(struct point)),
                            arena_array(arena, 1, sizeof(uint32_t)),
                            arena_array(arena, 1, sizeof(uint32_t))};
    for (uint32_t i = 0; i <= count; i++)
        area.points[i] = (struct point){numbers[i % count * 2], numbers[i % count * 2 + 1]};
    area.ring_end[0] = count + 1;
    area.part_end[0] = 1;
    return area;
}

static void assert_whole(const struct geometry *geometry)
{
    for (uint32_t i = 0; i < geometry->point_count; i++)
        assert_true(geometry->points[i].x == rint(geometry->points[i].x) &&
                    geometry->points[i].y == rint(geometry->points[i].y));
}

/* What is left is sound and whole, arcs meet in nodes only, and areas add up to their outline: with that no two overlap. */
static void assert_grid_partition(const struct topology *topology, struct arena *arena)
{
    size_t count = topology_area_count(topology);
    int32_t *groups = arena_array(arena, count, sizeof *groups);
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        struct geometry area = topology_area(topology, i, 0.0, arena);
        assert_whole(&area);
        if (area.point_count > 0)
            assert_sound(&area);
        sum += area_of(&area);
    }
    struct geometry whole = topology_group(topology, groups, 0, 0.0, arena);
    assert_true(sum == area_of(&whole));
    assert_arcs_do_not_cross(topology, 0.0, arena);
    for (size_t i = 0; i < topology_arc_count(topology); i++) {
        struct topology_arc arc = topology_arc(topology, i);
        assert_true(arc.left != arc.right);
    }
}

/* ---- partitions at random ---- */

#define CELLS 7
#define BENDS 4 /* points of a side but its first */

/* Somewhere near an even place, from 0 to CELLS; the outline is straight. */
static double jitter(unsigned *seed, int place, int of)
{
    double share = (double)rand_r(seed) / RAND_MAX - 0.5;
    return place == 0 || place == of ? (double)place / of * CELLS : (place + share * 0.9) / of * CELLS;
}

/* Cells of a jittered lattice; a cell is BENDS lattice steps wide, and of the lattice only its sides are used. */
static void partition_at_random(unsigned seed, double cell, struct geometry *areas, struct arena *arena)
{
    enum { SIDE = CELLS * BENDS };
    struct point(*lattice)[SIDE + 1] = arena_array(arena, SIDE + 1, sizeof *lattice);
    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++)
            lattice[y][x] = (struct point){jitter(&seed, x, SIDE) * cell, jitter(&seed, y, SIDE) * cell};
    for (int i = 0; i < CELLS * CELLS; i++) {
        double numbers[8 * BENDS];
        int x = i % CELLS * BENDS, y = i / CELLS * BENDS;
        for (int j = 0; j < 4 * BENDS; j++) {
            int side = j / BENDS, step = j % BENDS;
            int right = side == 0 ? step : side == 1 ? BENDS : side == 2 ? BENDS - step : 0;
            int up = side == 0 ? 0 : side == 1 ? step : side == 2 ? BENDS : BENDS - step;
            numbers[2 * j] = lattice[y + up][x + right].x;
            numbers[2 * j + 1] = lattice[y + up][x + right].y;
        }
        areas[i] = ring_of(numbers, 4 * BENDS, arena);
    }
}

static void a_partition_stays_one_however_coarse_the_grid(void **state)
{
    const double cells[] = {0.3, 0.8, 1.5, 3.0, 7.0, 20.0};
    for (unsigned seed = 1; seed <= 60; seed++) {
        double cell = cells[seed % 6];
        struct geometry areas[CELLS * CELLS];
        partition_at_random(seed, cell, areas, *state);
        struct topology_report report;
        struct topology *topology = build(areas, CELLS * CELLS, &report);
        assert_int_equal(report.overlaps + report.unsettled, 0);
        assert_grid_partition(topology, *state);
        double sum = 0.0, side = floor(CELLS * cell + 0.5);
        for (size_t i = 0; i < CELLS * CELLS; i++) {
            struct geometry area = topology_area(topology, i, 0.0, *state);
            sum += area_of(&area);
        }
        assert_true(sum == side * side);
        topology_free(topology);
    }
}

/* What came out goes in again. */
static void a_partition_on_the_grid_stays_as_it_is(void **state)
{
    for (unsigned seed = 1; seed <= 12; seed++) {
        struct geometry areas[CELLS * CELLS];
        partition_at_random(seed, seed % 2 == 0 ? 1.5 : 6.0, areas, *state);
        struct topology *topology = build(areas, CELLS * CELLS, NULL);
        for (size_t i = 0; i < CELLS * CELLS; i++)
            areas[i] = topology_area(topology, i, 0.0, *state);
        topology_free(topology);
        struct topology_report report;
        topology = build(areas, CELLS * CELLS, &report);
        assert_int_equal(report.snapped + report.junctions + report.crossings + report.overlaps + report.lost, 0);
        for (size_t i = 0; i < CELLS * CELLS; i++) {
            struct geometry again = topology_area(topology, i, 0.0, *state);
            assert_same_geometry(&again, &areas[i]);
        }
        topology_free(topology);
    }
}

static void the_order_of_areas_does_not_matter(void **state)
{
    struct geometry areas[CELLS * CELLS], turned[CELLS * CELLS];
    partition_at_random(7, 2.5, areas, *state);
    for (size_t i = 0; i < CELLS * CELLS; i++)
        turned[i] = areas[CELLS * CELLS - 1 - i];
    struct topology *one = build(areas, CELLS * CELLS, NULL), *other = build(turned, CELLS * CELLS, NULL);
    for (size_t i = 0; i < CELLS * CELLS; i++) {
        struct geometry left = topology_area(one, i, 0.0, *state);
        struct geometry right = topology_area(other, CELLS * CELLS - 1 - i, 0.0, *state);
        assert_same_geometry(&left, &right);
    }
    topology_free(one);
    topology_free(other);
}

/* Nothing is promised of what overlaps before; only that every answer is sound. */
static void rings_that_cross_themselves_and_others_come_out_sound(void **state)
{
    unsigned seed = 5;
    for (int turn = 0; turn < 200; turn++) {
        struct geometry areas[4];
        double numbers[14];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 14; j++)
                numbers[j] = (double)rand_r(&seed) / RAND_MAX * (turn % 2 == 0 ? 9.0 : 300.0);
            areas[i] = ring_of(numbers, 7, *state);
        }
        struct topology_report report;
        struct topology *topology = build(areas, 4, &report);
        assert_int_equal(report.unsettled, 0);
        for (size_t i = 0; i < 4; i++) {
            struct geometry area = topology_area(topology, i, 0.0, *state);
            assert_whole(&area);
            for (uint32_t j = 0; j < area.ring_count; j++)
                assert_true(area.ring_end[j] - geometry_ring_begin(&area, j) >= 4);
        }
        assert_arcs_do_not_cross(topology, 0.0, *state);
        topology_free(topology);
    }
}

/* ---- small ones ---- */

static void points_one_step_apart_stay_two(void **state)
{
    const char *const *grid = GRID("cd", "ab");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abca", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "bdcb", *state)};
    struct topology *topology = build(areas, 2, NULL);
    for (size_t i = 0; i < 2; i++) {
        struct geometry area = topology_area(topology, i, 0.0, *state);
        assert_true(area_of(&area) == 0.5);
    }
    assert_grid_partition(topology, *state);
    topology_free(topology);
}

static void a_spike_and_a_sliver_go(void **state)
{
    struct geometry areas[] = {
        ring_of((double[]){0, 0, 10, 0, 10, 5, 20, 5.1, 10, 5.2, 10, 10, 0, 10}, 7, *state),
        ring_of((double[]){0, 20.1, 30, 20.1, 30, 20.4, 0, 20.4}, 4, *state),
    };
    struct topology_report report;
    struct topology *topology = build(areas, 2, &report);
    struct geometry spiked = topology_area(topology, 0, 0.0, *state);
    assert_true(area_of(&spiked) == 100.0);
    assert_sound(&spiked);
    assert_int_equal(report.lost, 1);
    assert_int_equal(topology_area(topology, 1, 0.0, *state).point_count, 0);
    topology_free(topology);
}

static void a_hole_and_its_island_and_corners_that_touch_stay(void **state)
{
    const char *const *grid =
        GRID("d        c     ", "   h g      m l", "  i   f        ", "   j e    b  n k", "a        o     ");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "aobcda/efghije", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "efghije", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "bnmb", *state)};
    struct topology *topology = build(areas, 3, NULL);
    assert_grid_partition(topology, *state);
    assert_int_equal(topology_area(topology, 0, 0.0, *state).ring_count, 2);
    struct geometry island = topology_area(topology, 1, 0.0, *state), corner = topology_area(topology, 2, 0.0, *state);
    assert_int_equal(island.ring_count, 1);
    assert_int_equal(corner.point_count, 4);
    topology_free(topology);
}

static void a_border_goes_through_a_corner_whose_square_it_passes(void **state)
{
    struct geometry areas[] = {ring_of((double[]){0, 1, 9, 2, 9, 9, 0, 9}, 4, *state),
                               ring_of((double[]){3, -4, 7, -4, 5, 1}, 3, *state)};
    struct topology *topology = build(areas, 2, NULL);
    struct geometry upper = topology_area(topology, 0, 0.0, *state);
    bool has_corner = false;
    for (uint32_t i = 0; i < upper.point_count; i++)
        has_corner |= upper.points[i].x == 5.0 && upper.points[i].y == 1.0;
    assert_false(has_corner); /* at 4.5 the border is at 1.5: it touches the square's corner */
    topology_free(topology);
    areas[0].points[1].y = 1.9;
    topology = build(areas, 2, NULL);
    upper = topology_area(topology, 0, 0.0, *state);
    for (uint32_t i = 0; i < upper.point_count; i++)
        has_corner |= upper.points[i].x == 5.0 && upper.points[i].y == 1.0;
    assert_true(has_corner);
    assert_grid_partition(topology, *state);
    topology_free(topology);
}

static void what_is_no_area_on_the_grid_is_refused(void **state)
{
    struct error err = ERROR_INIT;
    struct geometry far = ring_of((double[]){0, 0, GRID_MAX + 1.0, 0, 5, 5}, 3, *state);
    assert_null(topology_build_on_grid(&far, 1, NULL, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    struct geometry point = geometry_point(1.0, 1.0, *state);
    assert_null(topology_build_on_grid(&point, 1, NULL, NULL));
    struct topology *none = build(NULL, 0, NULL);
    assert_int_equal(topology_area_count(none), 0);
    topology_free(none);
}

static void a_tangle_is_refused(void **state)
{
    enum { POINTS = 4000 };
    double *numbers = arena_array(*state, POINTS, 2 * sizeof *numbers);
    unsigned seed = 9;
    for (int i = 0; i < 2 * POINTS; i++)
        numbers[i] = rand_r(&seed) % 4096;
    struct geometry tangle = ring_of(numbers, POINTS, *state);
    struct error err = ERROR_INIT;
    assert_null(topology_build_on_grid(&tangle, 1, NULL, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_partition_stays_one_however_coarse_the_grid, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_partition_on_the_grid_stays_as_it_is, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_order_of_areas_does_not_matter, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(rings_that_cross_themselves_and_others_come_out_sound, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(points_one_step_apart_stay_two, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_spike_and_a_sliver_go, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_hole_and_its_island_and_corners_that_touch_stay, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_border_goes_through_a_corner_whose_square_it_passes, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_tangle_is_refused, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_area_on_the_grid_is_refused, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
