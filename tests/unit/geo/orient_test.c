#include "geo/orient.h"

#include "geo/grid.h"

#include <math.h>

static void a_point_is_left_right_or_on_the_line(void **state)
{
    (void)state;
    const char *const *grid = GRID("l...b", /**/
                                   "..o..", /**/
                                   "a...r");
    struct point a = grid_point(grid, 'a'), b = grid_point(grid, 'b');
    assert_int_equal(orient_sign(a, b, grid_point(grid, 'l')), 1);
    assert_int_equal(orient_sign(a, b, grid_point(grid, 'r')), -1);
    assert_int_equal(orient_sign(a, b, grid_point(grid, 'o')), 0);
    assert_int_equal(orient_sign(b, a, grid_point(grid, 'l')), -1);
}

/* The picture of Kettner et al. (2008): near the diagonal a naive determinant is wrong for many points; here each
 * answer must be that of whole numbers, since every coordinate is a multiple of 2^-53. */
static void the_side_is_right_for_points_a_last_bit_away_from_the_line(void **state)
{
    (void)state;
    const double bit = ldexp(1.0, -53);
    struct point a = {12.0, 12.0}, b = {24.0, 24.0};
    for (int i = 0; i < 64; i++) {
        for (int j = 0; j < 64; j++) {
            struct point c = {0.5 + i * bit, 0.5 + j * bit};
            assert_int_equal(orient_sign(a, b, c), (j > i) - (j < i));
            assert_int_equal(orient_sign(c, a, b), (j > i) - (j < i));
            assert_int_equal(orient_sign(b, a, c), (j < i) - (j > i));
        }
    }
}

static void a_line_without_length_has_no_sides(void **state)
{
    (void)state;
    struct point a = {0.1, 0.7};
    assert_int_equal(orient_sign(a, a, (struct point){3.0, 1.0}), 0);
    assert_int_equal(orient_sign(a, (struct point){3.0, 1.0}, a), 0);
}

static void numbers_too_large_to_multiply_do_no_harm(void **state)
{
    (void)state;
    int side = orient_sign((struct point){1e308, 1e308}, (struct point){-1e308, 1e308}, (struct point){0.0, -1e308});
    assert_in_range(side + 1, 0, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_is_left_right_or_on_the_line),
        cmocka_unit_test(the_side_is_right_for_points_a_last_bit_away_from_the_line),
        cmocka_unit_test(a_line_without_length_has_no_sides),
        cmocka_unit_test(numbers_too_large_to_multiply_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
