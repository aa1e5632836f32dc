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

static struct point label_of(const struct geometry *geometry, double precision)
{
    struct point at = {NAN, NAN};
    assert_true(geometry_label_point(geometry, precision, &at));
    return at;
}

static void assert_near(struct point point, double x, double y, double tolerance)
{
    assert_true(fabs(point.x - x) <= tolerance);
    assert_true(fabs(point.y - y) <= tolerance);
}

static void the_label_of_a_square_stands_in_its_middle(void **state)
{
    const char *const *grid = GRID("d...c", /**/
                                   ".....", /**/
                                   ".....", /**/
                                   ".....", /**/
                                   "a...b");
    struct geometry square = grid_geometry(grid, GEOMETRY_POLYGON, "abcda", *state);
    assert_near(label_of(&square, 0.01), 2.0, 2.0, 0.01);
}

static void the_label_of_a_pan_stands_in_the_pan_not_in_the_handle(void **state)
{
    const char *const *grid = GRID("f......e............", /**/
                                   "....................", /**/
                                   "....................", /**/
                                   ".......d...........c", /**/
                                   ".......g...........h", /**/
                                   "....................", /**/
                                   "....................", /**/
                                   "a......b............");
    struct geometry pan = grid_geometry(grid, GEOMETRY_POLYGON, "abghcdefa", *state);
    struct point at = label_of(&pan, 0.01);
    /* A disc of radius 3.5 touches both sides; the open handle lets it lean a little to the right. */
    assert_near(at, 3.5, 3.5, 0.3);
}

static void the_label_of_a_horseshoe_is_inside_though_its_centroid_is_not(void **state)
{
    const char *const *grid = GRID("h..g.......f..e", /**/
                                   "...............", /**/
                                   "...............", /**/
                                   "...............", /**/
                                   "...............", /**/
                                   "...............", /**/
                                   "...c.......d...", /**/
                                   "a.............b");
    struct geometry shoe = grid_geometry(grid, GEOMETRY_POLYGON, "abefdcgha", *state);
    assert_false(geometry_contains_point(&shoe, 7.0, 3.5));
    struct point at = label_of(&shoe, 0.01);
    assert_true(geometry_contains_point(&shoe, at.x, at.y));
    assert_true(at.x <= 2.5 || at.x >= 12.5);
}

static void a_label_keeps_off_the_hole(void **state)
{
    const char *const *grid = GRID("d..............c", /**/
                                   "................", /**/
                                   "..h......g......", /**/
                                   "................", /**/
                                   "................", /**/
                                   "..e......f......", /**/
                                   "................", /**/
                                   "a..............b");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/efghe", *state);
    struct point at = label_of(&polygon, 0.01);
    assert_near(at, 12.0, 3.5, 0.6); /* three units from the hole, the right border and nearly so from the others */
    assert_true(at.x - 9.0 > 2.9 && 15.0 - at.x > 2.9);
}

static void the_part_with_the_largest_shell_gets_the_label(void **state)
{
    const char *const *grid = GRID(".......h...g", /**/
                                   "............", /**/
                                   "..c.........", /**/
                                   "............", /**/
                                   "a..b...e...f");
    struct geometry parts = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abca efghe", *state);
    assert_near(label_of(&parts, 0.01), 9.0, 2.0, 0.01);
}

static void a_polygon_without_inside_is_labelled_on_its_border(void **state)
{
    const char *const *grid = GRID("a....b....c");
    struct geometry flat = grid_geometry(grid, GEOMETRY_POLYGON, "abca", *state);
    struct point at = label_of(&flat, 0.01);
    assert_near(at, 0.0, 0.0, 0.0);
}

static void a_thin_sliver_is_labelled_inside_whatever_the_precision(void **state)
{
    (void)state;
    /* A V a metre thick: the centroid and the first cells lie between its legs. */
    struct point points[] = {{0.0, 1000.0}, {500.0, 0.0}, {1000.0, 1000.0}, {500.0, 2.0}, {0.0, 1000.0}};
    uint32_t five = 5, one = 1;
    struct geometry sliver = {GEOMETRY_POLYGON, 5, 1, 1, points, &five, &one};
    struct point at = label_of(&sliver, 100.0);
    assert_true(geometry_contains_point(&sliver, at.x, at.y));
    for (int i = 0; i < 4; i++) /* a corner is the last resort, and here there is room */
        assert_true(at.x != points[i].x || at.y != points[i].y);
}

static void a_polygon_a_million_times_as_long_as_wide_ends_soon(void **state)
{
    (void)state;
    struct point points[] = {{0.0, 0.0}, {1e6, 0.0}, {1e6, 1e-3}, {0.0, 1e-3}, {0.0, 0.0}};
    uint32_t five = 5, one = 1;
    struct geometry strip = {GEOMETRY_POLYGON, 5, 1, 1, points, &five, &one};
    struct point at = label_of(&strip, 1e-9);
    assert_true(geometry_contains_point(&strip, at.x, at.y));
}

static void the_label_of_lines_is_the_middle_of_the_longest(void **state)
{
    const char *const *grid = GRID("......c", /**/
                                   ".......", /**/
                                   "a.....b", /**/
                                   "d..e...");
    struct geometry lines = grid_geometry(grid, GEOMETRY_MULTILINE, "de abc", *state);
    assert_near(label_of(&lines, 1.0), 4.0, 1.0, 1e-12);
    struct geometry still = grid_geometry(grid, GEOMETRY_LINE, "aa", *state);
    assert_near(label_of(&still, 1.0), 0.0, 1.0, 0.0);
}

static void the_label_of_points_is_the_first(void **state)
{
    struct geometry points = grid_geometry(GRID("a.b"), GEOMETRY_MULTIPOINT, "b a", *state);
    assert_near(label_of(&points, 1.0), 2.0, 0.0, 0.0);
}

static void nothing_has_no_label(void **state)
{
    (void)state;
    struct point at = {4.0, 2.0};
    struct geometry empty = {GEOMETRY_POLYGON, 0, 0, 0, NULL, NULL, NULL};
    assert_false(geometry_label_point(&GEOMETRY_EMPTY, 1.0, &at));
    assert_false(geometry_label_point(&empty, 1.0, &at));
    assert_true(at.x == 4.0 && at.y == 2.0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_label_of_a_square_stands_in_its_middle),
        test(the_label_of_a_pan_stands_in_the_pan_not_in_the_handle),
        test(the_label_of_a_horseshoe_is_inside_though_its_centroid_is_not),
        test(a_label_keeps_off_the_hole),
        test(the_part_with_the_largest_shell_gets_the_label),
        test(a_polygon_without_inside_is_labelled_on_its_border),
        test(a_thin_sliver_is_labelled_inside_whatever_the_precision),
        test(a_polygon_a_million_times_as_long_as_wide_ends_soon),
        test(the_label_of_lines_is_the_middle_of_the_longest),
        test(the_label_of_points_is_the_first),
        test(nothing_has_no_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
