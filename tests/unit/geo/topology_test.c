#include "geo/topology.h"

#include "geo/grid.h"
#include "geo/sound.h"

#include <math.h>
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

static bool has_point(const struct geometry *geometry, struct point point)
{
    for (uint32_t i = 0; i < geometry->point_count; i++)
        if (geometry->points[i].x == point.x && geometry->points[i].y == point.y)
            return true;
    return false;
}

static struct topology *build(const struct geometry *areas, size_t count, double snap, struct topology_report *report)
{
    struct error err = ERROR_INIT;
    struct topology *topology = topology_build(areas, count, snap, report, &err);
    if (topology == NULL)
        fail_msg("%s", err.message);
    return topology;
}

/* ---- soundness, by brute force ---- */

/* Every area is there and sound, arcs meet in nodes only, and areas add up to their outline. */
static void assert_partition(const struct topology *topology, double tolerance, struct arena *arena)
{
    size_t count = topology_area_count(topology);
    int32_t *groups = arena_array(arena, count, sizeof *groups);
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        struct geometry area = topology_area(topology, i, tolerance, arena);
        assert_sound(&area);
        sum += area_of(&area);
    }
    struct geometry whole = topology_group(topology, groups, 0, tolerance, arena);
    assert_sound(&whole);
    assert_true(fabs(sum - area_of(&whole)) <= 1e-9 * sum);
    assert_arcs_do_not_cross(topology, tolerance, arena);
}

/* ---- small ones, drawn ---- */

static void a_border_shared_by_two_communes_is_simplified_once(void **state)
{
    const char *const *grid = GRID("d      q      c", "               ", "       r       ", "        s      ",
                                   "       t       ", "      u        ", "               ", "a      p      b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "aputsrqda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "pbcqrstup", *state)};
    struct topology_report report;
    struct topology *topology = build(areas, 2, 0.0, &report);
    assert_int_equal(report.nodes, 2);
    assert_int_equal(report.arcs, 3);
    assert_int_equal(report.overlaps + report.crossings + report.junctions + report.snapped + report.lost, 0);
    for (double tolerance = 0.0; tolerance < 3.0; tolerance += 0.25)
        assert_partition(topology, tolerance, *state);
    /* t lies on the line from s to u: 0; r 1; then u 3 */
    struct geometry left = topology_area(topology, 0, 1.1, *state), right = topology_area(topology, 1, 1.1, *state);
    for (const char *letter = "rtsu"; *letter != '\0'; letter++) {
        bool stays = *letter == 's' || *letter == 'u';
        assert_true(has_point(&left, grid_point(grid, *letter)) == stays);
        assert_true(has_point(&right, grid_point(grid, *letter)) == stays);
    }
    assert_int_equal(left.point_count, right.point_count);
    assert_true(area_of(&left) + area_of(&right) == 98.0);
    topology_free(topology);
}

static void tolerance_0_gives_back_the_areas(void **state)
{
    const char *const *grid = GRID("d  f  c", "   g   ", "a  e  b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "aegfda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "ebcfge", *state)};
    struct topology *topology = build(areas, 2, 0.0, NULL);
    for (size_t i = 0; i < 2; i++) {
        struct geometry area = topology_area(topology, i, 0.0, *state);
        assert_int_equal(area.point_count, areas[i].point_count);
        for (uint32_t j = 0; j < area.point_count; j++)
            assert_true(has_point(&areas[i], area.points[j]));
    }
    topology_free(topology);
}

static void an_island_in_a_hole_keeps_its_smallest_shape(void **state)
{
    const char *const *grid = GRID("d        c", "   h g    ", "  i   f   ", "   j e    ", "a        b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abcda/efghije", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "efghije", *state)};
    struct topology_report report;
    struct topology *topology = build(areas, 2, 0.0, &report);
    assert_int_equal(report.nodes, 0);
    assert_int_equal(report.arcs, 2);
    const double tolerances[] = {0.0, 0.5, 1.0, 2.0, 1000.0};
    for (size_t i = 0; i < 5; i++) {
        assert_partition(topology, tolerances[i], *state);
        struct geometry around = topology_area(topology, 0, tolerances[i], *state);
        struct geometry island = topology_area(topology, 1, tolerances[i], *state);
        assert_int_equal(around.ring_count, 2);
        assert_int_equal(island.ring_count, 1);
        assert_int_equal(around.ring_end[1] - around.ring_end[0], island.point_count);
    }
    assert_int_equal(topology_area(topology, 1, 1000.0, *state).point_count, 4);
    topology_free(topology);
}

static void a_hole_nobody_fills_stays_a_hole(void **state)
{
    const char *const *grid = GRID("d     c", "  h g  ", "  e f  ", "a     b");
    struct geometry area = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/efghe", *state);
    struct topology *topology = build(&area, 1, 0.0, NULL);
    struct geometry kept = topology_area(topology, 0, 100.0, *state);
    assert_int_equal(kept.ring_count, 2);
    assert_partition(topology, 100.0, *state);
    topology_free(topology);
}

/* The bend of one border reaches around the end of another: straightened alone, it would cross it. */
static void a_border_is_never_drawn_across_another(void **state)
{
    const char *const *grid =
        GRID("d     q     c", "             ", "      hg     ", "      ef     ", "          r  ", "a     p     b");
    /* the border p r q between left and right would sweep over the small square if r went */
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "aprqda/efghe", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "pbcqrp", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "efghe", *state)};
    struct topology *topology = build(areas, 3, 0.0, NULL);
    for (double tolerance = 0.0; tolerance < 20.0; tolerance += 0.5)
        assert_partition(topology, tolerance, *state);
    topology_free(topology);
}

static void a_corner_on_a_neighbours_side_becomes_a_node(void **state)
{
    const char *const *grid = GRID("d       c", "        e", "a   f   b", "         ", "g   h   i");
    struct geometry areas[] = {
        grid_geometry(grid, GEOMETRY_POLYGON, "abeda", *state), grid_geometry(grid, GEOMETRY_POLYGON, "decd", *state),
        grid_geometry(grid, GEOMETRY_POLYGON, "aghfa", *state), grid_geometry(grid, GEOMETRY_POLYGON, "fhibf", *state)};
    struct topology_report report;
    struct topology *topology = build(areas, 4, 0.0, &report);
    assert_int_equal(report.junctions, 1);
    assert_int_equal(report.overlaps, 0);
    struct geometry upper = topology_area(topology, 0, 0.0, *state);
    assert_true(has_point(&upper, grid_point(grid, 'f')));
    assert_partition(topology, 0.0, *state);
    assert_partition(topology, 100.0, *state);
    topology_free(topology);
}

static void points_nearer_than_snap_become_one(void **state)
{
    struct point left[] = {{0.0, 0.0}, {10.0, 0.0}, {10.02, 5.0}, {10.0, 10.0}, {0.0, 10.0}, {0.0, 0.0}};
    struct point right[] = {{10.03, 0.01}, {20.0, 0.0}, {20.0, 10.0}, {9.98, 9.99}, {10.01, 2.5}, {10.03, 0.01}};
    struct geometry areas[] = {{GEOMETRY_POLYGON, 6, 1, 1, left, &(uint32_t){6}, &(uint32_t){1}},
                               {GEOMETRY_POLYGON, 6, 1, 1, right, &(uint32_t){6}, &(uint32_t){1}}};
    struct topology_report report;
    struct topology *topology = build(areas, 2, 0.1, &report);
    assert_int_equal(report.snapped, 3); /* the repeated first point counts too */
    assert_true(report.junctions >= 2);
    assert_int_equal(report.arcs, 3);
    assert_int_equal(report.overlaps + report.unsettled + report.lost, 0);
    for (double tolerance = 0.0; tolerance < 5.0; tolerance += 0.5)
        assert_partition(topology, tolerance, *state);
    topology_free(topology);
}

static void overlaps_are_told_and_do_no_harm(void **state)
{
    const char *const *grid = GRID("    h   g", "d     c  ", "    e   f", "a   i b  ");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abcda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "efghe", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "aieda", *state)};
    struct topology_report report;
    struct topology *topology = build(areas, 3, 0.0, &report);
    assert_int_equal(report.crossings, 2);
    assert_int_equal(report.junctions, 1);
    assert_int_equal(report.overlaps, 1); /* 0 and 2 lie left of d-a-i */
    for (size_t i = 0; i < 3; i++) {
        struct geometry area = topology_area(topology, i, 0.0, *state);
        assert_sound(&area);
        assert_true(area_of(&area) == fabs(area_of(&areas[i])));
    }
    topology_free(topology);
}

static void an_area_thinner_than_snap_is_reported_lost(void **state)
{
    struct point thin[] = {{0.0, 0.0}, {10.0, 0.0}, {10.0, 0.01}, {0.0, 0.01}, {0.0, 0.0}};
    struct geometry areas[] = {{GEOMETRY_POLYGON, 5, 1, 1, thin, &(uint32_t){5}, &(uint32_t){1}}, GEOMETRY_EMPTY};
    struct topology_report report;
    struct topology *topology = build(areas, 2, 0.1, &report);
    assert_int_equal(report.lost, 1);
    assert_int_equal(topology_area(topology, 0, 0.0, *state).type, GEOMETRY_NONE);
    assert_int_equal(topology_area(topology, 1, 0.0, *state).type, GEOMETRY_NONE);
    topology_free(topology);
}

static void groups_dissolve_to_the_borders_between_them(void **state)
{
    const char *const *grid = GRID("g   h   i", "         ", "d   e   f", "         ", "a   b   c");
    struct geometry areas[] = {
        grid_geometry(grid, GEOMETRY_POLYGON, "abeda", *state), grid_geometry(grid, GEOMETRY_POLYGON, "bcfeb", *state),
        grid_geometry(grid, GEOMETRY_POLYGON, "dehgd", *state), grid_geometry(grid, GEOMETRY_POLYGON, "efihe", *state)};
    struct topology *topology = build(areas, 4, 0.0, NULL);
    /* neighbours become one ring */
    struct geometry lower = topology_group(topology, (int32_t[]){7, 7, 3, 3}, 7, 0.0, *state);
    assert_sound(&lower);
    assert_int_equal(lower.ring_count, 1);
    assert_true(area_of(&lower) == 16.0);
    /* areas that meet in a corner only stay two parts */
    struct geometry corners = topology_group(topology, (int32_t[]){1, 2, 2, 1}, 1, 0.0, *state);
    assert_sound(&corners);
    assert_int_equal(corners.type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(corners.part_count, 2);
    /* only the border between the groups, once */
    struct geometry border = topology_borders(topology, (int32_t[]){7, 7, 3, 3}, true, 0.0, *state);
    assert_int_equal(border.part_count, 2);
    assert_int_equal(border.point_count, 4);
    assert_int_equal(topology_group(topology, (int32_t[]){7, 7, 3, 3}, 5, 0.0, *state).type, GEOMETRY_NONE);
    topology_free(topology);
}

/* Eight cells around a missing ninth, and one cell of the ring missing at a corner of the hole. */
static void a_hole_that_touches_the_outline_stays_valid(void **state)
{
    struct geometry areas[9];
    size_t count = 0;
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++) {
            if ((row == 1 && column == 1) || (row == 2 && column == 2))
                continue;
            struct point *points = arena_array(*state, 5, sizeof *points);
            for (int i = 0; i < 5; i++)
                points[i] = (struct point){column + (i % 4 == 1 || i % 4 == 2), row + (i % 4 >= 2)};
            uint32_t *end = arena_array(*state, 2, sizeof *end);
            end[0] = 5;
            end[1] = 1;
            areas[count++] = (struct geometry){GEOMETRY_POLYGON, 5, 1, 1, points, end, end + 1};
        }
    struct topology *topology = build(areas, count, 0.0, NULL);
    struct geometry whole = topology_group(topology, (int32_t[9]){0}, 0, 0.0, *state);
    assert_sound(&whole);
    assert_int_equal(whole.part_count, 1);
    assert_int_equal(whole.ring_count, 2);
    assert_true(area_of(&whole) == 7.0);
    topology_free(topology);
}

static void arcs_name_the_areas_on_their_sides(void **state)
{
    const char *const *grid = GRID("d  f  c", "       ", "a  e  b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "aefda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "ebcfe", *state)};
    struct topology *topology = build(areas, 2, 0.0, NULL);
    size_t inner = 0;
    assert_int_equal(topology_arc_count(topology), 3);
    for (size_t i = 0; i < 3; i++) {
        struct topology_arc arc = topology_arc(topology, i);
        struct geometry line = topology_arc_line(topology, i, 0.0, *state);
        if (arc.left == TOPOLOGY_OUTSIDE || arc.right == TOPOLOGY_OUTSIDE)
            continue;
        inner++;
        bool is_up = line.points[0].y < line.points[1].y;
        assert_int_equal(arc.left, is_up ? 0 : 1);
        assert_int_equal(arc.right, is_up ? 1 : 0);
    }
    assert_int_equal(inner, 1);
    topology_free(topology);
}

static void the_ring_of_an_island_is_a_closed_line_at_any_tolerance(void **state)
{
    const char *const *grid = GRID(" edc ", "f   b", " gha ");
    struct geometry island = grid_geometry(grid, GEOMETRY_POLYGON, "abcdefgha", *state);
    struct topology *topology = build(&island, 1, 0.0, NULL);
    for (double tolerance = 0.0; tolerance < 5.0; tolerance += 0.25) {
        struct geometry line = topology_arc_line(topology, 0, tolerance, *state);
        assert_true(line.point_count >= 4);
        assert_true(same(line.points[0], line.points[line.point_count - 1]));
    }
    topology_free(topology);
}

static void what_is_no_area_is_an_error(void **state)
{
    const char *const *grid = GRID("a  b");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    struct error err = ERROR_INIT;
    assert_null(topology_build(&line, 1, 0.0, NULL, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_null(topology_build(NULL, 0, -1.0, NULL, &err));
    assert_null(topology_build(NULL, 0, (double)NAN, NULL, &err));
    struct geometry far = grid_geometry(GRID("d c", "a b"), GEOMETRY_POLYGON, "abcda", *state);
    assert_null(topology_build(&far, 1, 1e-300, NULL, &err));
    far.points[1].x = (double)INFINITY;
    assert_null(topology_build(&far, 1, 0.0, NULL, &err));
    assert_string_equal(err.message, "area 0 has a coordinate that is not finite");
}

static void no_areas_are_a_topology_without_arcs(void **state)
{
    struct topology *topology = build(NULL, 0, 0.0, NULL);
    assert_int_equal(topology_area_count(topology), 0);
    assert_int_equal(topology_arc_count(topology), 0);
    assert_int_equal(topology_borders(topology, NULL, false, 1.0, *state).type, GEOMETRY_NONE);
    topology_free(topology);
    topology_free(NULL);
}

/* ---- random partitions ---- */

/* A generator of its own, so that a failure comes back: xorshift (Marsaglia 2003). */
static uint64_t random_state;

static double random_share(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

#define SIDE  4 /* cells a side */
#define STEPS 6 /* points a cell's side */

/* A lattice of SIDE x STEPS steps, shaken by less than half a step so that no border crosses another. */
static struct point lattice[SIDE * STEPS + 1][SIDE * STEPS + 1];

static void lattice_shake(void)
{
    for (int row = 0; row <= SIDE * STEPS; row++)
        for (int column = 0; column <= SIDE * STEPS; column++)
            lattice[row][column] = (struct point){650000.0 + 100.0 * (column + 0.49 * random_share()),
                                                  7000000.0 + 100.0 * (row + 0.49 * random_share())};
}

/* Small cells given to areas at random, so that areas have islands, holes, corners in common and parts; area 0 is all
 * around. Each cell is a part; a topology makes them areas. */
static struct topology *random_cells(int32_t *groups, struct arena *arena)
{
    enum { cells = SIDE * STEPS };
    struct geometry *areas = arena_array(arena, (size_t)cells * cells, sizeof *areas);
    lattice_shake();
    for (int i = 0; i < cells * cells; i++) {
        int row = i / cells, column = i % cells;
        struct point *points = arena_array(arena, 5, sizeof *points);
        uint32_t *ends = arena_array(arena, 2, sizeof *ends);
        points[0] = points[4] = lattice[row][column];
        points[1] = lattice[row][column + 1];
        points[2] = lattice[row + 1][column + 1];
        points[3] = lattice[row + 1][column];
        ends[0] = 5;
        ends[1] = 1;
        areas[i] = (struct geometry){GEOMETRY_POLYGON, 5, 1, 1, points, ends, ends + 1};
        bool is_edge = row == 0 || column == 0 || row == cells - 1 || column == cells - 1;
        groups[i] = is_edge ? 0 : (int32_t)(random_share() * random_share() * 8.0);
    }
    return build(areas, (size_t)cells * cells, 0.0, NULL);
}

static const double tolerances[] = {0.0, 10.0, 40.0, 70.0, 100.0, 200.0, 500.0, 2000.0, 1e6};

static void random_areas_with_islands_stay_a_partition(void **state)
{
    int32_t *groups = arena_array(*state, SIDE * STEPS * SIDE * STEPS, sizeof *groups);
    for (random_state = 1; random_state < 4; random_state++) {
        uint64_t seed = random_state;
        struct arena *arena = arena_new();
        struct topology *cells = random_cells(groups, arena);
        struct geometry areas[8];
        size_t count = 0;
        for (int32_t group = 0; group < 8; group++) {
            areas[count] = topology_group(cells, groups, group, 0.0, arena);
            count += areas[count].part_count > 0;
        }
        struct topology_report report;
        struct topology *topology = build(areas, count, 0.0, &report);
        assert_int_equal(report.overlaps + report.junctions + report.crossings + report.lost, 0);
        for (size_t i = 0; i < sizeof tolerances / sizeof *tolerances; i++) {
            struct arena *scratch = arena_new();
            assert_partition(topology, tolerances[i], scratch);
            arena_free(scratch);
        }
        topology_free(topology);
        topology_free(cells);
        arena_free(arena);
        random_state = seed;
    }
}

/* Cells whose borders are the lattice's lines; `shift` moves the points of each by up to so much on its own. */
static struct geometry lattice_cell(int row, int column, double shift, struct arena *arena)
{
    struct point *points = arena_array(arena, 4 * STEPS + 1, sizeof *points);
    uint32_t *ends = arena_array(arena, 2, sizeof *ends);
    for (int i = 0; i < 4 * STEPS; i++) {
        int side = i / STEPS, step = i % STEPS;
        int across = side == 0 ? step : side == 1 ? STEPS : side == 2 ? STEPS - step : 0;
        int up = side == 0 ? 0 : side == 1 ? step : side == 2 ? STEPS : STEPS - step;
        points[i] = lattice[row * STEPS + up][column * STEPS + across];
        points[i].x += shift * random_share();
        points[i].y += shift * random_share();
    }
    points[4 * STEPS] = points[0];
    ends[0] = 4 * STEPS + 1;
    ends[1] = 1;
    return (struct geometry){GEOMETRY_POLYGON, 4 * STEPS + 1, 1, 1, points, ends, ends + 1};
}

static void random_cells_stay_a_partition_exact_or_snapped(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 5; seed++) {
        struct arena *arena = arena_new();
        struct geometry areas[SIDE * SIDE];
        double shift = seed % 2 == 0 ? 0.1 : 0.0;
        random_state = seed;
        lattice_shake();
        for (int i = 0; i < SIDE * SIDE; i++)
            areas[i] = lattice_cell(i / SIDE, i % SIDE, shift, arena);
        struct topology_report report;
        struct topology *topology = build(areas, SIDE * SIDE, shift * 2.0, &report);
        assert_int_equal(report.overlaps + report.unsettled + report.lost, 0);
        assert_int_equal(report.arcs, 2 * SIDE * (SIDE + 1) - 4); /* a corner of the whole is no node */
        for (size_t i = 0; i < sizeof tolerances / sizeof *tolerances; i++)
            assert_partition(topology, tolerances[i], arena);
        topology_free(topology);
        arena_free(arena);
    }
}

static void the_order_of_the_areas_does_not_matter(void **state)
{
    struct geometry areas[SIDE * SIDE], turned[SIDE * SIDE];
    random_state = 9;
    lattice_shake();
    for (int i = 0; i < SIDE * SIDE; i++)
        areas[i] = turned[SIDE * SIDE - 1 - i] = lattice_cell(i / SIDE, i % SIDE, 0.0, *state);
    struct topology *one = build(areas, SIDE * SIDE, 0.0, NULL), *other = build(turned, SIDE * SIDE, 0.0, NULL);
    for (int i = 0; i < SIDE * SIDE; i++) {
        struct geometry left = topology_area(one, (size_t)i, 70.0, *state);
        struct geometry right = topology_area(other, (size_t)(SIDE * SIDE - 1 - i), 70.0, *state);
        assert_same_geometry(&left, &right);
    }
    topology_free(one);
    topology_free(other);
}

/* Rectangles cut in two again and again: corners everywhere on a neighbour's side. */
static size_t rectangle_split(struct box box, int depth, struct geometry *areas, size_t count, struct arena *arena)
{
    if (depth == 0) {
        struct point *points = arena_array(arena, 5, sizeof *points);
        uint32_t *ends = arena_array(arena, 2, sizeof *ends);
        points[0] = points[4] = (struct point){box.xmin, box.ymin};
        points[1] = (struct point){box.xmax, box.ymin};
        points[2] = (struct point){box.xmax, box.ymax};
        points[3] = (struct point){box.xmin, box.ymax};
        ends[0] = 5;
        ends[1] = 1;
        areas[count] = (struct geometry){GEOMETRY_POLYGON, 5, 1, 1, points, ends, ends + 1};
        return count + 1;
    }
    struct box low = box, high = box;
    double share = 0.3 + 0.4 * random_share();
    if (depth % 2 == 0)
        low.xmax = high.xmin = box.xmin + share * box_width(box);
    else
        low.ymax = high.ymin = box.ymin + share * box_height(box);
    count = rectangle_split(low, depth - 1, areas, count, arena);
    return rectangle_split(high, depth - 1, areas, count, arena);
}

static void random_splits_meet_in_junctions_and_stay_a_partition(void **state)
{
    for (uint64_t seed = 1; seed < 4; seed++) {
        struct geometry areas[128];
        random_state = seed;
        size_t count = rectangle_split((struct box){0.0, 0.0, 1000.0, 800.0}, 7, areas, 0, *state);
        struct topology_report report;
        struct topology *topology = build(areas, count, 0.0, &report);
        assert_true(report.junctions > 50);
        assert_int_equal(report.overlaps + report.crossings + report.unsettled + report.lost, 0);
        double sum = 0.0;
        for (size_t i = 0; i < sizeof tolerances / sizeof *tolerances; i++)
            assert_partition(topology, tolerances[i], *state);
        for (size_t i = 0; i < count; i++) {
            struct geometry area = topology_area(topology, i, 0.0, *state);
            sum += area_of(&area);
        }
        assert_true(fabs(sum - 800000.0) < 1e-3);
        topology_free(topology);
    }
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_border_shared_by_two_communes_is_simplified_once),
        test(tolerance_0_gives_back_the_areas),
        test(an_island_in_a_hole_keeps_its_smallest_shape),
        test(a_hole_nobody_fills_stays_a_hole),
        test(a_border_is_never_drawn_across_another),
        test(a_corner_on_a_neighbours_side_becomes_a_node),
        test(points_nearer_than_snap_become_one),
        test(overlaps_are_told_and_do_no_harm),
        test(an_area_thinner_than_snap_is_reported_lost),
        test(groups_dissolve_to_the_borders_between_them),
        test(a_hole_that_touches_the_outline_stays_valid),
        test(arcs_name_the_areas_on_their_sides),
        test(the_ring_of_an_island_is_a_closed_line_at_any_tolerance),
        test(what_is_no_area_is_an_error),
        test(no_areas_are_a_topology_without_arcs),
        test(random_areas_with_islands_stay_a_partition),
        test(random_cells_stay_a_partition_exact_or_snapped),
        test(the_order_of_the_areas_does_not_matter),
        test(random_splits_meet_in_junctions_and_stay_a_partition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
