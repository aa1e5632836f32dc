#include "style/circle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_area_grows_with_the_value(void **state)
{
    (void)state;
    assert_float_equal(circle_radius(400, 400, 30), 30, 1e-12);
    assert_float_equal(circle_radius(100, 400, 30), 15, 1e-12);
    assert_float_equal(circle_radius(25, 400, 30), 7.5, 1e-12);
    assert_true(circle_radius(0, 400, 30) == 0);
    assert_true(circle_radius(-3, 400, 30) == 0);
    assert_true(circle_radius(NAN, 400, 30) == 0);
}

static void assert_legend(double max, int decimals, size_t count, double first, double second, double third)
{
    double values[CIRCLE_LEGEND_MAX] = {-1, -1, -1};
    assert_int_equal(circle_legend(max, decimals, values), count);
    assert_true(values[0] == first && values[1] == second && values[2] == third);
}

static void the_legend_has_three_round_values_the_greatest_first(void **state)
{
    (void)state;
    assert_legend(34567, 0, 3, 20000, 5000, 1000);
    assert_legend(1000, 0, 3, 1000, 200, 50);
    assert_legend(57, 1, 3, 50, 10, 2);
    assert_legend(0.37, 2, 3, 0.2, 0.05, 0.01);
}

static void whole_numbers_have_a_legend_of_whole_numbers(void **state)
{
    (void)state;
    assert_legend(9, 0, 2, 5, 1, -1);
    assert_legend(2, 0, 2, 2, 1, -1);
    assert_legend(1, 0, 1, 1, -1, -1);
    assert_legend(0.4, 0, 0, -1, -1, -1);
}

static void legends_fall_whatever_the_greatest_value(void **state)
{
    (void)state;
    for (double max = 1e-6; max < 1e12; max *= 1.37) {
        double values[CIRCLE_LEGEND_MAX];
        size_t count = circle_legend(max, 9, values);
        assert_int_equal(count, 3);
        assert_true(values[0] <= max && values[0] > max / 2.6);
        assert_true(values[1] < values[0] && values[2] < values[1] && values[2] > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_area_grows_with_the_value),
        cmocka_unit_test(the_legend_has_three_round_values_the_greatest_first),
        cmocka_unit_test(whole_numbers_have_a_legend_of_whole_numbers),
        cmocka_unit_test(legends_fall_whatever_the_greatest_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
