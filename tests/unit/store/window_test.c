#include "store/window.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct crs_transform *to_plane, *to_degrees;

static int open_both(void **state)
{
    (void)state;
    to_plane = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, NULL);
    to_degrees = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, NULL);
    return to_plane != NULL && to_degrees != NULL ? 0 : -1;
}

static int close_both(void **state)
{
    (void)state;
    crs_transform_close(to_plane);
    crs_transform_close(to_degrees);
    return 0;
}

static double random_between(double low, double high)
{
    return low + (high - low) * ((double)rand() / RAND_MAX);
}

/* What the three rectangles promise, asked at random points of them. */
static void the_image_lies_between_inner_and_outer(void **state)
{
    (void)state;
    srand(5);
    for (int i = 0; i < 2000; i++) {
        double x = random_between(-4, 8), y = random_between(42, 51), size = pow(10, random_between(-4, 0.5));
        struct box box = {x, y, x + size, y + size * random_between(0.1, 1)};
        struct window window = window_of(box, to_plane);
        assert_true(box_contains(window.outer, window.inner));
        struct point in_box = {random_between(box.xmin, box.xmax), random_between(box.ymin, box.ymax)};
        assert_true(crs_transform_points(to_plane, &in_box, 1, NULL));
        assert_true(box_meets(window.outer, box_of_point(in_box.x, in_box.y)));
        if (box_is_empty(window.inner))
            continue;
        struct point in_inner = {random_between(window.inner.xmin, window.inner.xmax),
                                 random_between(window.inner.ymin, window.inner.ymax)};
        assert_true(crs_transform_points(to_degrees, &in_inner, 1, NULL));
        assert_true(box_meets(box, box_of_point(in_inner.x, in_inner.y)));
    }
}

/* A line straight in degrees stands off from the one that is straight in the plane by less than is counted with. */
static void no_line_bends_more_than_is_said(void **state)
{
    (void)state;
    srand(6);
    for (int i = 0; i < 20000; i++) {
        double x = random_between(-5, 9), y = random_between(41.5, 51), angle = random_between(0, 6.2832);
        double length = random_between(0.01, 1);
        struct point ends[3] = {{x, y}, {x + length * cos(angle), y + length * sin(angle)}, {0, 0}};
        ends[2] = (struct point){(ends[0].x + ends[1].x) / 2, (ends[0].y + ends[1].y) / 2};
        assert_true(crs_transform_points(to_plane, ends, 3, NULL));
        double dx = ends[1].x - ends[0].x, dy = ends[1].y - ends[0].y, metres = hypot(dx, dy);
        double off = fabs(dx * (ends[2].y - ends[0].y) - dy * (ends[2].x - ends[0].x)) / metres;
        assert_true(off <= window_bend(metres));
        struct box box = box_join(box_of_point(x, y), box_of_point(x + length * cos(angle), y + length * sin(angle)));
        assert_true(off <= window_bend_within(box));
    }
}

static void a_box_without_image_is_a_window_on_everything(void **state)
{
    (void)state;
    struct window window = window_of((struct box){-180, -90, 180, 90}, to_plane);
    assert_int_equal(window_meets_box(&window, (struct box){680000, 7030000, 681000, 7031000}), WINDOW_MAYBE);
}

static void nothing_meets_no_window(void **state)
{
    (void)state;
    struct window window = window_of((struct box){2.7, 50.3, 2.9, 50.5}, to_plane);
    struct geometry nothing = GEOMETRY_EMPTY;
    struct error err = ERROR_INIT;
    bool meets = true;
    assert_true(window_meets(&window, &nothing, to_degrees, &meets, &err));
    assert_false(meets);
    assert_int_equal(window_meets_box(&window, (struct box){685000, 7030000, 686000, 7031000}), WINDOW_YES);
    assert_int_equal(window_meets_box(&window, (struct box){0, 0, 1000, 1000}), WINDOW_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_image_lies_between_inner_and_outer),
        cmocka_unit_test(no_line_bends_more_than_is_said),
        cmocka_unit_test(a_box_without_image_is_a_window_on_everything),
        cmocka_unit_test(nothing_meets_no_window),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
