#include "geo/generalise.h"

#include "geo/grid.h"
#include "geo/orient.h"

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

static void assert_letters(const struct geometry *kept, const char *const *grid, enum geometry_type type,
                           const char *letters, struct arena *arena)
{
    struct geometry expected = grid_geometry(grid, type, letters, arena);
    assert_same_geometry(kept, &expected);
}

static void the_smallest_triangle_goes_first(void **state)
{
    const char *const *grid = GRID("    c      ", "           ", "           ", "  b     e  ", "a     d   f");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abcdef", *state);
    struct geometry kept = generalise_line(&line, 0.0, *state);
    assert_letters(&kept, grid, GEOMETRY_LINE, "abcdef", *state);
    /* b 2, e 2, d 8, c 20 */
    kept = generalise_line(&line, 1.5, *state);
    assert_letters(&kept, grid, GEOMETRY_LINE, "acdf", *state);
    kept = generalise_line(&line, 1000.0, *state);
    assert_letters(&kept, grid, GEOMETRY_LINE, "af", *state);
}

static void a_line_does_not_jump_over_another(void **state)
{
    const char *const *grid = GRID("   c   ", "       ", "   p   ", "   q   ", "a     b", "   r   ");
    struct geometry line = grid_geometry(grid, GEOMETRY_MULTILINE, "acb pq", *state);
    struct geometry kept = generalise_line(&line, 100.0, *state);
    assert_letters(&kept, grid, GEOMETRY_MULTILINE, "acb pq", *state);
}

static void a_closed_line_keeps_a_triangle(void **state)
{
    const char *const *grid = GRID("d  c", "    ", "a  b");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abcda", *state);
    struct geometry kept = generalise_line(&line, 100.0, *state);
    assert_int_equal(kept.point_count, 4);
    assert_true(kept.points[0].x == kept.points[3].x && kept.points[0].y == kept.points[3].y);
}

static void a_crossroads_stays_and_a_common_stretch_stays_common(void **state)
{
    const char *const *grid = GRID("a         f", "    c   e  ", "  b   d    ", "g         h");
    struct geometry line = grid_geometry(grid, GEOMETRY_MULTILINE, "abcdef gbcdeh", *state);
    struct geometry kept = generalise_line(&line, 100.0, *state);
    assert_letters(&kept, grid, GEOMETRY_MULTILINE, "abef gbeh", *state);
}

static void repeated_points_and_lines_of_one_place_do_no_harm(void **state)
{
    const char *const *grid = GRID("a b c");
    struct geometry line = grid_geometry(grid, GEOMETRY_MULTILINE, "aabbcc bb aba", *state);
    struct geometry kept = generalise_line(&line, 1.0, *state);
    assert_letters(&kept, grid, GEOMETRY_MULTILINE, "abc bb aba", *state);
    struct geometry none = {.type = GEOMETRY_LINE};
    assert_int_equal(generalise_line(&none, 1.0, *state).point_count, 0);
}

/* No two segments of a line that wanders without crossing itself may cross afterwards. */
static void a_spiral_never_crosses_itself(void **state)
{
    struct geometry line = {GEOMETRY_LINE,    400,           1, 1, arena_array(*state, 400, sizeof(struct point)),
                            &(uint32_t){400}, &(uint32_t){1}};
    for (int i = 0; i < 400; i++) {
        double angle = i * 0.2, radius = 1.0 + i * 0.05 + 0.1 * sin(i * 1.7);
        line.points[i] = (struct point){radius * cos(angle), radius * sin(angle)};
    }
    for (double tolerance = 0.1; tolerance < 100.0; tolerance *= 1.5) {
        struct geometry kept = generalise_line(&line, tolerance, *state);
        for (uint32_t i = 1; i < kept.point_count; i++)
            for (uint32_t j = i + 2; j < kept.point_count; j++) {
                struct point a = kept.points[i - 1], b = kept.points[i], c = kept.points[j - 1], d = kept.points[j];
                assert_false(orient_sign(a, b, c) * orient_sign(a, b, d) <= 0 &&
                             orient_sign(c, d, a) * orient_sign(c, d, b) <= 0);
            }
    }
}

static void a_polygon_keeps_every_part_and_hole(void **state)
{
    const char *const *grid =
        GRID("d       c   l k", "   h g         ", "  m   f    p   ", "   n e       j ", "a       b  i   ");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abcda/mhgfenm ijklpi", *state), kept;
    struct error err = ERROR_INIT;
    for (double tolerance = 0.0; tolerance < 10.0; tolerance += 0.5) {
        assert_true(generalise_polygon(&polygon, tolerance, *state, &kept, &err));
        assert_int_equal(kept.type, GEOMETRY_MULTIPOLYGON);
        assert_int_equal(kept.part_count, 2);
        assert_int_equal(kept.ring_count, 3);
    }
    /* the shell keeps four corners: any one of them gone, the hole would lie outside */
    assert_int_equal(kept.point_count, 5 + 4 + 4);
}

static void a_line_is_no_polygon(void **state)
{
    const char *const *grid = GRID("a b");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "ab", *state), kept = GEOMETRY_EMPTY;
    struct error err = ERROR_INIT;
    assert_false(generalise_polygon(&line, 1.0, *state, &kept, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(kept.type, GEOMETRY_NONE);
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_smallest_triangle_goes_first),
        test(a_line_does_not_jump_over_another),
        test(a_closed_line_keeps_a_triangle),
        test(a_crossroads_stays_and_a_common_stretch_stays_common),
        test(repeated_points_and_lines_of_one_place_do_no_harm),
        test(a_spiral_never_crosses_itself),
        test(a_polygon_keeps_every_part_and_hole),
        test(a_line_is_no_polygon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
