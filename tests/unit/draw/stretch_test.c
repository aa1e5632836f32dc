#include "draw/stretch.h"

#include "draw/fixture.h"

#include <math.h>

static double longest(const char *const *grid, enum geometry_type type, const char *letters, double bend, void **state)
{
    struct geometry geometry = grid_geometry(grid, type, letters, *state);
    struct point from = {0, 0}, to = {0, 0};
    return stretch_find(&geometry, bend, &from, &to) ? hypot(to.x - from.x, to.y - from.y) : -1;
}

static void the_longest_straight_piece_is_found(void **state)
{
    static const char *const grid[] = {"a  b           c", "                ", "                ", "               d",
                                       NULL};
    assert_float_equal(longest(grid, GEOMETRY_LINE, "abcd", 0.1, state), 15, 1e-9);
    assert_float_equal(longest(grid, GEOMETRY_LINE, "dcba", 0.1, state), 15, 1e-9);
}

static void small_bends_do_not_end_it_and_large_ones_do(void **state)
{
    static const char *const grid[] = {"    b         d     ", "a        c         e", NULL};
    assert_float_equal(longest(grid, GEOMETRY_LINE, "abcde", 1.1, state), 19, 1e-9);
    assert_true(longest(grid, GEOMETRY_LINE, "abcde", 0.3, state) < 12);
}

static void a_line_that_comes_back_is_not_straight(void **state)
{
    static const char *const grid[] = {"a         b", NULL};
    assert_float_equal(longest(grid, GEOMETRY_LINE, "abab", 0.5, state), 10, 1e-9);
}

static void what_has_no_line_has_no_piece(void **state)
{
    static const char *const grid[] = {"a", NULL};
    assert_true(longest(grid, GEOMETRY_POINT, "a", 1, state) < 0);
    assert_true(longest(grid, GEOMETRY_LINE, "aa", 1, state) < 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_longest_straight_piece_is_found),
        TEST(small_bends_do_not_end_it_and_large_ones_do),
        TEST(a_line_that_comes_back_is_not_straight),
        TEST(what_has_no_line_has_no_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
