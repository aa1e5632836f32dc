#include "geo/box.h"

#include "geo/grid.h"

#include <math.h>

static void assert_box(struct box box, double xmin, double ymin, double xmax, double ymax)
{
    assert_true(box.xmin == xmin && box.ymin == ymin && box.xmax == xmax && box.ymax == ymax);
}

static void the_empty_box_is_empty_and_has_no_size(void **state)
{
    (void)state;
    assert_true(box_is_empty(BOX_EMPTY));
    assert_true(box_width(BOX_EMPTY) == 0.0);
    assert_true(box_height(BOX_EMPTY) == 0.0);
    assert_false(box_is_empty(box_of_point(3.0, 4.0)));
}

static void a_box_upside_down_is_empty(void **state)
{
    (void)state;
    assert_true(box_is_empty((struct box){0.0, 5.0, 1.0, 4.0}));
}

static void an_empty_box_is_neutral_when_boxes_are_joined(void **state)
{
    (void)state;
    struct box box = {1.0, 2.0, 3.0, 5.0};
    assert_box(box_join(box, BOX_EMPTY), 1.0, 2.0, 3.0, 5.0);
    assert_box(box_join(BOX_EMPTY, box), 1.0, 2.0, 3.0, 5.0);
    assert_true(box_is_empty(box_join(BOX_EMPTY, BOX_EMPTY)));
    assert_box(box_join(box, (struct box){-1.0, 3.0, 2.0, 9.0}), -1.0, 2.0, 3.0, 9.0);
    assert_true(box_width(box) == 2.0);
    assert_true(box_height(box) == 3.0);
}

static void points_added_to_nothing_make_their_box(void **state)
{
    (void)state;
    struct box box = box_add(box_add(box_add(BOX_EMPTY, 4.0, 1.0), -2.0, 3.0), 0.0, 2.0);
    assert_box(box, -2.0, 1.0, 4.0, 3.0);
}

static void a_nan_added_to_a_box_does_not_spoil_it(void **state)
{
    (void)state;
    assert_box(box_add(box_of_point(1.0, 2.0), NAN, NAN), 1.0, 2.0, 1.0, 2.0);
}

static void boxes_that_share_a_border_or_a_corner_meet(void **state)
{
    (void)state;
    const char *const *grid = GRID("......g", /**/
                                   "..d.f..", /**/
                                   ".......", /**/
                                   "a.bce..");
    struct box left = grid_box(grid, 'a', 'd');
    assert_true(box_meets(left, grid_box(grid, 'b', 'f')));
    assert_true(box_meets(left, grid_box(grid, 'd', 'g')));
    assert_false(box_meets(left, grid_box(grid, 'c', 'f')));
    assert_false(box_meets(left, BOX_EMPTY));
    assert_false(box_meets(BOX_EMPTY, BOX_EMPTY));
}

static void a_box_contains_itself_and_the_empty_box_but_no_larger_one(void **state)
{
    (void)state;
    struct box box = {0.0, 0.0, 4.0, 4.0};
    assert_true(box_contains(box, box));
    assert_true(box_contains(box, BOX_EMPTY));
    assert_true(box_contains(box, (struct box){1.0, 1.0, 4.0, 2.0}));
    assert_false(box_contains(box, (struct box){1.0, 1.0, 4.5, 2.0}));
    assert_false(box_contains(BOX_EMPTY, box));
}

static void a_box_grows_on_every_side_and_shrinks_to_nothing(void **state)
{
    (void)state;
    assert_box(box_grow((struct box){0.0, 1.0, 2.0, 3.0}, 0.5), -0.5, 0.5, 2.5, 3.5);
    assert_true(box_is_empty(box_grow((struct box){0.0, 1.0, 2.0, 3.0}, -1.5)));
    assert_true(box_is_empty(box_grow(BOX_EMPTY, 100.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_empty_box_is_empty_and_has_no_size),
        cmocka_unit_test(a_box_upside_down_is_empty),
        cmocka_unit_test(an_empty_box_is_neutral_when_boxes_are_joined),
        cmocka_unit_test(points_added_to_nothing_make_their_box),
        cmocka_unit_test(a_nan_added_to_a_box_does_not_spoil_it),
        cmocka_unit_test(boxes_that_share_a_border_or_a_corner_meet),
        cmocka_unit_test(a_box_contains_itself_and_the_empty_box_but_no_larger_one),
        cmocka_unit_test(a_box_grows_on_every_side_and_shrinks_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
