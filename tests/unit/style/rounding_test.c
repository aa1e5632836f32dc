#include "style/rounding.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_value_is_rounded_to_the_digits_that_count(void **state)
{
    (void)state;
    assert_true(round_to_digits(1234, 2) == 1200);
    assert_true(round_to_digits(-1250, 2) == -1300);
    assert_true(round_to_digits(0.0273, 1) == 0.03);
    assert_true(round_to_digits(0.1 + 0.2, 3) == 0.3);
    assert_true(round_to_digits(9.97, 2) == 10);
    assert_true(round_to_digits(0, 4) == 0);
    assert_true(isfinite(round_to_digits(1.7976931348623157e308, 1)));
}

static void bounds_become_round_where_hardly_anybody_moves(void **state)
{
    (void)state;
    double values[1000], bounds[] = {0, 203.7, 498.2, 999};
    size_t moved = 99;
    for (int i = 0; i < 1000; i++)
        values[i] = i;
    assert_true(breaks_round(values, 1000, CLASS_RIGHT_CLOSED, 3, bounds, &moved));
    assert_true(bounds[0] == 0 && bounds[1] == 200 && bounds[2] == 500 && bounds[3] == 999);
    assert_int_equal(moved, 5); /* 201, 202, 203; 499, 500 */
}

static void at_most_two_in_a_hundred_change_class(void **state)
{
    (void)state;
    double values[100], bounds[] = {0, 43.6, 99};
    size_t moved = 99;
    for (int i = 0; i < 100; i++)
        values[i] = i;
    /* 40 would move three, 44 moves one */
    assert_true(breaks_round(values, 100, CLASS_RIGHT_CLOSED, 2, bounds, &moved));
    assert_true(bounds[1] == 44);
    assert_int_equal(moved, 1);
}

static void one_bound_that_needs_digits_does_not_burden_the_others(void **state)
{
    (void)state;
    double values[100], bounds[] = {0, 20.3, 68.2, 99};
    size_t moved = 99;
    for (int i = 0; i < 100; i++)
        values[i] = i;
    assert_true(breaks_round(values, 100, CLASS_RIGHT_CLOSED, 3, bounds, &moved));
    assert_true(bounds[1] == 20 && bounds[2] == 70);
    assert_int_equal(moved, 2); /* 69 and 70 */
    double others[] = {0, 20.3, 64.2, 99};
    assert_true(breaks_round(values, 100, CLASS_RIGHT_CLOSED, 3, others, &moved));
    assert_true(others[1] == 20 && others[2] == 64);
    assert_int_equal(moved, 0);
}

static void no_class_is_emptied(void **state)
{
    (void)state;
    double values[200], bounds[] = {1, 101.1, 101.4, 140};
    size_t moved = 99;
    for (int i = 0; i < 100; i++)
        values[i] = 1 + i * 0.9;
    values[100] = 101.3;
    for (int i = 101; i < 200; i++)
        values[i] = 130;
    values[199] = 140;
    assert_true(breaks_round(values, 200, CLASS_RIGHT_CLOSED, 3, bounds, &moved));
    assert_int_equal(moved, 0);
    assert_true(breaks_below(values, 200, CLASS_RIGHT_CLOSED, bounds[1]) == 100);
    assert_true(breaks_below(values, 200, CLASS_RIGHT_CLOSED, bounds[2]) == 101);
}

static void bounds_that_only_all_digits_keep_stay_as_they_are(void **state)
{
    (void)state;
    const double low = 1, next = nextafter(1, 2), last = nextafter(next, 2);
    const double values[] = {low, next, last};
    double bounds[] = {low, low, next, last}, before[4];
    memcpy(before, bounds, sizeof bounds);
    size_t moved = 99;
    assert_false(breaks_round(values, 3, CLASS_RIGHT_CLOSED, 3, bounds, &moved));
    assert_memory_equal(before, bounds, sizeof bounds);
    assert_int_equal(moved, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_rounded_to_the_digits_that_count),
        cmocka_unit_test(bounds_become_round_where_hardly_anybody_moves),
        cmocka_unit_test(at_most_two_in_a_hundred_change_class),
        cmocka_unit_test(one_bound_that_needs_digits_does_not_burden_the_others),
        cmocka_unit_test(no_class_is_emptied),
        cmocka_unit_test(bounds_that_only_all_digits_keep_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
