#include "geo/geometry.h"

#include "geo/grid.h"

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

static void a_type_has_a_dimension_a_multi_type_and_a_name(void **state)
{
    (void)state;
    assert_int_equal(geometry_dimension(GEOMETRY_NONE), -1);
    assert_int_equal(geometry_dimension(GEOMETRY_MULTIPOINT), 0);
    assert_int_equal(geometry_dimension(GEOMETRY_LINE), 1);
    assert_int_equal(geometry_dimension(GEOMETRY_MULTIPOLYGON), 2);
    assert_int_equal(geometry_multi(GEOMETRY_POINT), GEOMETRY_MULTIPOINT);
    assert_int_equal(geometry_multi(GEOMETRY_POLYGON), GEOMETRY_MULTIPOLYGON);
    assert_int_equal(geometry_multi(GEOMETRY_MULTILINE), GEOMETRY_MULTILINE);
    assert_int_equal(geometry_multi(GEOMETRY_NONE), GEOMETRY_NONE);
    assert_string_equal(geometry_type_name(GEOMETRY_LINE), "LineString");
    assert_string_equal(geometry_type_name(GEOMETRY_MULTIPOLYGON), "MultiPolygon");
    assert_string_equal(geometry_type_name(GEOMETRY_NONE), "");
}

static void the_box_of_a_geometry_touches_its_outermost_points(void **state)
{
    const char *const *grid = GRID("...c..", /**/
                                   "......", /**/
                                   "b.....", /**/
                                   ".a...d");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abcd", *state);
    struct box box = geometry_box(&line);
    assert_true(box.xmin == 0.0 && box.ymin == 0.0 && box.xmax == 5.0 && box.ymax == 3.0);
    assert_true(box_is_empty(geometry_box(&GEOMETRY_EMPTY)));
}

static void a_copy_is_equal_and_stands_alone(void **state)
{
    const char *const *grid = GRID("d.....c.k", /**/
                                   "..h.g....", /**/
                                   "..e.f....", /**/
                                   "a.....bij");
    struct geometry shape = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abcda/efghe ijki", *state);
    struct geometry copy = geometry_copy(&shape, *state);
    assert_same_geometry(&shape, &copy);
    copy.points[0].x = 77.0;
    copy.ring_end[0] = 1;
    copy.part_end[0] = 1;
    assert_true(shape.points[0].x == 0.0);
    assert_int_equal(shape.ring_end[0], 5);
    assert_int_equal(shape.part_end[0], 2);
}

static void a_copy_of_an_empty_geometry_keeps_its_type(void **state)
{
    struct geometry empty = {GEOMETRY_MULTILINE, 0, 0, 0, NULL, NULL, NULL};
    struct geometry copy = geometry_copy(&empty, *state);
    assert_int_equal(copy.type, GEOMETRY_MULTILINE);
    assert_int_equal(copy.point_count, 0);
}

static void a_point_is_one_ring_of_one_part(void **state)
{
    struct geometry point = geometry_point(2.5, -1.0, *state);
    assert_int_equal(point.type, GEOMETRY_POINT);
    assert_int_equal(point.point_count, 1);
    assert_int_equal(point.ring_end[0], 1);
    assert_int_equal(point.part_end[0], 1);
    assert_true(point.points[0].x == 2.5 && point.points[0].y == -1.0);
}

static void one_bad_coordinate_makes_a_geometry_not_finite(void **state)
{
    struct geometry line = grid_geometry(GRID("a.b.c"), GEOMETRY_LINE, "abc", *state);
    assert_true(geometry_is_finite(&line));
    line.points[2].y = NAN;
    assert_false(geometry_is_finite(&line));
    line.points[2].y = 0.0;
    line.points[0].x = -INFINITY;
    assert_false(geometry_is_finite(&line));
    assert_true(geometry_is_finite(&GEOMETRY_EMPTY));
}

/* ---- geometry_meets_box ---- */

static void a_point_meets_the_box_that_has_it_even_on_its_border(void **state)
{
    const char *const *grid = GRID(".....", /**/
                                   "..pB.", /**/
                                   ".A...", /**/
                                   "....q");
    struct box box = grid_box(grid, 'A', 'B');
    struct geometry on_border = grid_geometry(grid, GEOMETRY_POINT, "p", *state);
    struct geometry outside = grid_geometry(grid, GEOMETRY_POINT, "q", *state);
    struct geometry both = grid_geometry(grid, GEOMETRY_MULTIPOINT, "q p", *state);
    assert_true(geometry_meets_box(&on_border, box));
    assert_false(geometry_meets_box(&outside, box));
    assert_true(geometry_meets_box(&both, box));
}

static void a_line_meets_the_box_it_crosses_without_a_point_in_it(void **state)
{
    const char *const *grid = GRID("...f..b", /**/
                                   "....B..", /**/
                                   "......e", /**/
                                   "..A....", /**/
                                   "a..c..d");
    struct box box = grid_box(grid, 'A', 'B');
    struct geometry through = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    struct geometry beside = grid_geometry(grid, GEOMETRY_LINE, "cde", *state);
    struct geometry second_part = grid_geometry(grid, GEOMETRY_MULTILINE, "cd cf", *state);
    assert_true(geometry_meets_box(&through, box));
    assert_false(geometry_meets_box(&beside, box));
    assert_true(geometry_meets_box(&second_part, box));
}

static void a_slanted_line_past_the_corner_misses_though_its_box_overlaps(void **state)
{
    const char *const *grid = GRID("a.....", /**/
                                   "......", /**/
                                   "..B...", /**/
                                   "......", /**/
                                   "A....b");
    struct geometry touching = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    /* From (0,4) to (5,0): at x = 2 it is at 2.4, above the corner (2,2). */
    assert_false(geometry_meets_box(&touching, grid_box(grid, 'A', 'B')));
}

static void a_line_that_grazes_a_corner_meets_and_one_a_last_bit_away_does_not(void **state)
{
    (void)state;
    struct point points[] = {{0.0, 2.0}, {2.0, 0.0}};
    uint32_t two = 2, one = 1;
    struct geometry line = {GEOMETRY_LINE, 2, 1, 1, points, &two, &one};
    assert_true(geometry_meets_box(&line, (struct box){0.0, 0.0, 1.0, 1.0}));
    assert_false(geometry_meets_box(&line, (struct box){0.0, 0.0, 1.0, nextafter(1.0, 0.0)}));
    assert_true(geometry_meets_box(&line, (struct box){0.0, 0.0, 1.0, nextafter(1.0, 2.0)}));
}

static void a_box_inside_a_polygon_meets_it_and_one_inside_its_hole_does_not(void **state)
{
    const char *const *grid = GRID("d...........c", /**/
                                   ".............", /**/
                                   ".B..h.....g..", /**/
                                   "......D......", /**/
                                   "A....C.......", /**/
                                   "....e.....f..", /**/
                                   ".............", /**/
                                   "a...........b");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/efghe", *state);
    struct box inside = box_grow(grid_box(grid, 'A', 'B'), -0.25);
    struct box in_hole = grid_box(grid, 'C', 'D');
    assert_true(geometry_meets_box(&polygon, inside));
    assert_false(geometry_meets_box(&polygon, in_hole));
    assert_true(geometry_meets_box(&polygon, box_grow(in_hole, 1.0))); /* the hole's border counts */
}

static void a_polygon_inside_the_box_meets_it(void **state)
{
    const char *const *grid = GRID("....B", /**/
                                   ".c...", /**/
                                   ".ab..", /**/
                                   "A....");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abca", *state);
    assert_true(geometry_meets_box(&polygon, grid_box(grid, 'A', 'B')));
    assert_false(geometry_meets_box(&polygon, BOX_EMPTY));
    assert_false(geometry_meets_box(&GEOMETRY_EMPTY, grid_box(grid, 'A', 'B')));
}

/* ---- geometry_contains_point ---- */

static void inside_outside_and_on_the_border_are_told_apart(void **state)
{
    const char *const *grid = GRID("d..n...c..", /**/
                                   "....i.....", /**/
                                   "..h.g.....", /**/
                                   "w...v...o.", /**/
                                   "..e.f.....", /**/
                                   ".....j....", /**/
                                   "a..s...b..");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/efghe", *state);
    const char *inside_or_border = "ijabcdnswvefgh";
    for (const char *letter = inside_or_border; *letter != '\0'; letter++) {
        struct point point = grid_point(grid, *letter);
        assert_true(geometry_contains_point(&polygon, point.x, point.y));
    }
    struct point outside = grid_point(grid, 'o');
    assert_false(geometry_contains_point(&polygon, outside.x, outside.y));
    assert_false(geometry_contains_point(&polygon, 3.0, 3.0)); /* in the hole */
    assert_false(geometry_contains_point(&polygon, -1.0, 0.0));
    assert_false(geometry_contains_point(&polygon, -1.0, 6.0));
}

static void a_ray_through_corners_counts_them_rightly(void **state)
{
    const char *const *grid = GRID("...b...d...", /**/
                                   "p.....c...q", /**/
                                   "a.........e");
    struct geometry zigzag = grid_geometry(grid, GEOMETRY_POLYGON, "aedcba", *state);
    struct point left = grid_point(grid, 'p'), right = grid_point(grid, 'q');
    assert_false(geometry_contains_point(&zigzag, left.x, left.y));
    assert_false(geometry_contains_point(&zigzag, right.x, right.y));
    assert_true(geometry_contains_point(&zigzag, 3.0, 1.0)); /* its ray runs through c */
}

static void a_point_on_a_slanted_side_is_on_it_and_a_last_bit_away_is_not(void **state)
{
    (void)state;
    struct point points[] = {{0.0, 0.0}, {24.0, 0.0}, {24.0, 24.0}, {0.0, 0.0}};
    uint32_t four = 4, one = 1;
    struct geometry polygon = {GEOMETRY_POLYGON, 4, 1, 1, points, &four, &one};
    assert_true(geometry_contains_point(&polygon, 0.5, 0.5));
    assert_false(geometry_contains_point(&polygon, 0.5, nextafter(0.5, 1.0)));
    assert_true(geometry_contains_point(&polygon, 0.5, nextafter(0.5, 0.0)));
}

static void any_part_may_contain_the_point_and_lines_contain_none(void **state)
{
    const char *const *grid = GRID("c....f", /**/
                                   "......", /**/
                                   "a.bd.e");
    struct geometry parts = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abca defd", *state);
    assert_true(geometry_contains_point(&parts, 0.5, 0.5));
    assert_true(geometry_contains_point(&parts, 4.5, 0.5));
    assert_false(geometry_contains_point(&parts, 2.5, 1.5));
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    assert_false(geometry_contains_point(&line, 1.0, 0.0));
}

static void nan_is_nowhere(void **state)
{
    struct geometry polygon = grid_geometry(GRID("c..", "...", "a.b"), GEOMETRY_POLYGON, "abca", *state);
    assert_false(geometry_contains_point(&polygon, NAN, 0.5));
    assert_false(geometry_contains_point(&polygon, 0.5, NAN));
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_type_has_a_dimension_a_multi_type_and_a_name),
        test(the_box_of_a_geometry_touches_its_outermost_points),
        test(a_copy_is_equal_and_stands_alone),
        test(a_copy_of_an_empty_geometry_keeps_its_type),
        test(a_point_is_one_ring_of_one_part),
        test(one_bad_coordinate_makes_a_geometry_not_finite),
        test(a_point_meets_the_box_that_has_it_even_on_its_border),
        test(a_line_meets_the_box_it_crosses_without_a_point_in_it),
        test(a_slanted_line_past_the_corner_misses_though_its_box_overlaps),
        test(a_line_that_grazes_a_corner_meets_and_one_a_last_bit_away_does_not),
        test(a_box_inside_a_polygon_meets_it_and_one_inside_its_hole_does_not),
        test(a_polygon_inside_the_box_meets_it),
        test(inside_outside_and_on_the_border_are_told_apart),
        test(a_ray_through_corners_counts_them_rightly),
        test(a_point_on_a_slanted_side_is_on_it_and_a_last_bit_away_is_not),
        test(any_part_may_contain_the_point_and_lines_contain_none),
        test(nan_is_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
