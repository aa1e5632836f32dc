#include "geo/point_set.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

static uint32_t add(struct point_set *set, double x, double y)
{
    return point_set_add(set, (struct point){x, y});
}

static void equal_points_are_one_place(void **state)
{
    (void)state;
    struct point_set *set = point_set_new(0.0);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 1000; i++)
            assert_int_equal(add(set, i % 40, i / 40), i);
    assert_int_equal(point_set_count(set), 1000);
    assert_int_equal(add(set, -0.0, 0.0), 0);
    assert_int_equal(add(set, 1e-300, 0.0), 1000);
    assert_true(point_set_points(set)[41].x == 1.0 && point_set_points(set)[41].y == 1.0);
    point_set_free(set);
    point_set_free(NULL);
}

static void a_point_goes_to_the_nearest_place_within_snap(void **state)
{
    (void)state;
    struct point_set *set = point_set_new(1.0);
    assert_int_equal(add(set, 0.0, 0.0), 0);
    assert_int_equal(add(set, -1.5, 0.0), 1); /* across the border of a cell, and of 0 */
    assert_int_equal(add(set, -0.7, 0.0), 0);
    assert_int_equal(add(set, -0.8, 0.0), 1);
    assert_int_equal(add(set, -0.75, 0.0), 0); /* as near to both */
    assert_int_equal(add(set, 0.0, 1.0), 0);
    assert_int_equal(add(set, 0.8, 0.8), 2);
    assert_int_equal(point_set_count(set), 3);
    point_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_points_are_one_place),
        cmocka_unit_test(a_point_goes_to_the_nearest_place_within_snap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
