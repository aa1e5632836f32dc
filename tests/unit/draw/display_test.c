#include "draw/display.h"

#include "draw/fixture.h"

static void marks_keep_their_order_however_many(void **state)
{
    (void)state;
    struct display *display = display_new(10, 10);
    for (int i = 0; i < 1000; i++)
        display_add(display, MARK_TEXT)->rank = i;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(display->marks[i].rank, i);
    display_free(display);
    display_free(NULL);
}

static void a_path_is_taken_whole_and_the_builder_begins_again(void **state)
{
    struct path_builder *builder = path_builder_new(*state);
    for (int i = 0; i < 100; i++) {
        if (i == 0)
            path_move(builder, i, i);
        else
            path_line(builder, i, i);
    }
    path_close(builder);
    struct path path = path_take(builder);
    assert_int_equal(path.verb_count, 101);
    assert_int_equal(path.point_count, 100);
    assert_true(path.points[198] == 99 && path.verbs[100] == PATH_CLOSE);
    assert_int_equal(path_take(builder).verb_count, 0);
}

static void a_pattern_grows_with_its_scale(void **state)
{
    (void)state;
    struct pattern_shape one = pattern_shape_of(PATTERN_HATCH, 0), two = pattern_shape_of(PATTERN_HATCH, 2);
    assert_float_equal(two.spacing, 2 * one.spacing, 1e-9);
    assert_true(one.stroke < one.spacing);
    assert_true(pattern_shape_of(PATTERN_DOTS, 1).is_dots);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(marks_keep_their_order_however_many),
        TEST(a_path_is_taken_whole_and_the_builder_begins_again),
        TEST(a_pattern_grows_with_its_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
