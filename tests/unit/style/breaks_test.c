#include "style/breaks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fourteen values whose bounds are reckoned by hand. */
static const double values[] = {1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 12, 20, 57};
#define COUNT (sizeof values / sizeof values[0])

static void assert_bounds(enum class_method method, size_t asked, const double *wanted, size_t count)
{
    double bounds[CLASSES_MAX + 1];
    size_t classes = breaks_find(method, CLASS_RIGHT_CLOSED, values, COUNT, asked, bounds);
    assert_int_equal(classes + 1, count);
    for (size_t i = 0; i < count; i++) {
        if (fabs(bounds[i] - wanted[i]) > 1e-12)
            fail_msg("method %d: bound %zu is %.17g, not %.17g", (int)method, i, bounds[i], wanted[i]);
    }
}

#define WANT(method, asked, ...)                                                                                       \
    assert_bounds(method, asked, (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static void each_method_cuts_where_its_definition_says(void **state)
{
    (void)state;
    WANT(CLASS_EQUAL, 4, 1, 15, 29, 43, 57);
    WANT(CLASS_QUANTILES, 2, 1, 5.5, 57);
    WANT(CLASS_QUANTILES, 4, 1, 3.25, 5.5, 8.75, 57);
    WANT(CLASS_Q6, 2, 1, 1.65, 3.25, 5.5, 8.75, 32.95, 57);
    WANT(CLASS_CKMEANS, 3, 1, 9, 20, 57);
    WANT(CLASS_GEOMETRIC, 2, 1, 7.549834435270750, 57);
    WANT(CLASS_HEAD_TAIL, 9, 1, 10, 89 / 3.0, 57);
    WANT(CLASS_HEAD_TAIL, 2, 1, 10, 57);
    WANT(CLASS_NESTED_MEANS, 2, 1, 10, 57);
    WANT(CLASS_NESTED_MEANS, 5, 1, 51 / 11.0, 10, 89 / 3.0, 57);
}

static void an_odd_number_of_classes_has_the_mean_amid_its_middle_one(void **state)
{
    (void)state;
    double squares = 0, bounds[CLASSES_MAX + 1];
    for (size_t i = 0; i < COUNT; i++)
        squares += (values[i] - 10) * (values[i] - 10);
    double deviation = sqrt(squares / (COUNT - 1));
    WANT(CLASS_DEVIATION, 2, 1, 10, 57);
    WANT(CLASS_DEVIATION, 3, 1, 10 - deviation / 2, 10 + deviation / 2, 57);
    assert_true(breaks_find(CLASS_DEVIATION, CLASS_RIGHT_CLOSED, values, COUNT, 9, bounds) <= 9);
}

static void a_bound_lies_on_the_side_that_is_closed(void **state)
{
    (void)state;
    assert_int_equal(breaks_below(values, COUNT, CLASS_RIGHT_CLOSED, 4), 6);
    assert_int_equal(breaks_below(values, COUNT, CLASS_LEFT_CLOSED, 4), 4);
    assert_int_equal(breaks_below(values, COUNT, CLASS_RIGHT_CLOSED, 0), 0);
    assert_int_equal(breaks_below(values, COUNT, CLASS_LEFT_CLOSED, 57), COUNT - 1);
    assert_int_equal(breaks_below(values, COUNT, CLASS_RIGHT_CLOSED, 57), COUNT);
}

static void the_greatest_numbers_there_are_do_not_overflow(void **state)
{
    (void)state;
    const double far[] = {-1.7e308, -1.6e308, 0, 1.6e308, 1.7e308};
    for (int method = 0; method < CLASS_MANUAL; method++) {
        if (method == CLASS_GEOMETRIC)
            continue;
        double bounds[CLASSES_MAX + 1];
        size_t classes = breaks_find((enum class_method)method, CLASS_LEFT_CLOSED, far, 5, 4, bounds);
        for (size_t i = 0; i <= classes; i++)
            assert_true(isfinite(bounds[i]) && (i == 0 || bounds[i] >= bounds[i - 1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_method_cuts_where_its_definition_says),
        cmocka_unit_test(an_odd_number_of_classes_has_the_mean_amid_its_middle_one),
        cmocka_unit_test(a_bound_lies_on_the_side_that_is_closed),
        cmocka_unit_test(the_greatest_numbers_there_are_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
