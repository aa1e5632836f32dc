#include "draw/map.h"

#include "draw/fixture.h"

static void a_swatch_is_drawn_as_its_layer(void **state)
{
    struct style *style = country_style_read(*state);
    struct display *display = display_new(30, 20);
    for (size_t i = 0; i < style->legend_count; i++)
        map_swatch(display, style, &style->legend[i], 2, 2, 26, 16, 1);
    assert_int_equal(display->mark_count, 3);
    assert_int_equal(display->marks[0].paint.pattern, PATTERN_HATCH);
    assert_float_equal(display->marks[1].paint.width, 2.4, 1e-9);
    assert_int_equal(display->marks[1].path.point_count, 2);
    assert_int_equal(display->marks[2].path.point_count, 4);
    for (size_t i = 0; i < 3; i++) {
        const struct path *path = &display->marks[i].path;
        for (uint32_t j = 0; j < 2 * path->point_count; j++)
            assert_true(path->points[j] >= 2 && path->points[j] <= (j % 2 == 0 ? 28 : 18));
    }
    display_free(display);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_swatch_is_drawn_as_its_layer, country_setup, country_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
