#include "style/ckmeans.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT_MAX 12

static double stretch_cost(const double *values, size_t count)
{
    double mean = 0, cost = 0;
    for (size_t i = 0; i < count; i++)
        mean += values[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        cost += (values[i] - mean) * (values[i] - mean);
    return cost;
}

/* The least cost there is, by trying every partition. */
static double least_cost(const double *values, size_t count, size_t classes)
{
    if (classes == 1)
        return stretch_cost(values, count);
    double least = INFINITY;
    for (size_t cut = classes - 1; cut < count; cut++)
        least = fmin(least, least_cost(values, cut, classes - 1) + stretch_cost(values + cut, count - cut));
    return least;
}

static void no_partition_is_better_than_the_one_found(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 300; round++) {
        double values[COUNT_MAX];
        size_t count = 2 + (size_t)(round % (COUNT_MAX - 1));
        values[0] = -20;
        for (size_t i = 1; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            values[i] = values[i - 1] + (seed >> 24) % 9; /* a ninth of them ties */
        }
        for (size_t asked = 1; asked <= 5; asked++) {
            size_t starts[5], classes = ckmeans(values, count, asked, starts);
            assert_true(classes <= asked && classes <= count);
            double cost = 0;
            for (size_t i = 0; i < classes; i++) {
                size_t end = i + 1 < classes ? starts[i + 1] : count;
                assert_true(end > starts[i]);
                assert_true(i == 0 || values[starts[i]] > values[starts[i] - 1]);
                cost += stretch_cost(values + starts[i], end - starts[i]);
            }
            double least = least_cost(values, count, asked < count ? asked : count);
            assert_true(cost <= least + 1e-9);
        }
    }
}

static void equal_values_are_never_parted(void **state)
{
    (void)state;
    const double values[] = {1, 1, 1, 1, 5, 5, 9};
    size_t starts[9];
    assert_int_equal(ckmeans(values, 7, 9, starts), 3);
    assert_int_equal(starts[0], 0);
    assert_int_equal(starts[1], 4);
    assert_int_equal(starts[2], 6);
    assert_int_equal(ckmeans(values, 4, 3, starts), 1);
}

static void far_from_zero_the_groups_are_still_found(void **state)
{
    (void)state;
    const double values[] = {1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 5.1, 1e9 + 5.2, 1e9 + 9.9};
    size_t starts[3];
    assert_int_equal(ckmeans(values, 6, 3, starts), 3);
    assert_int_equal(starts[1], 3);
    assert_int_equal(starts[2], 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_partition_is_better_than_the_one_found),
        cmocka_unit_test(equal_values_are_never_parted),
        cmocka_unit_test(far_from_zero_the_groups_are_still_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
