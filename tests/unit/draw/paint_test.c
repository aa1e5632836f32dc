#include "draw/paint.h"

#include "draw/fixture.h"

#include <math.h>

static struct paint paint_named(const struct style *style, const char *layer, double scale)
{
    return paint_of_layer(style_layer_of(style, layer), NULL, (struct paint_scale){style, 9, scale});
}

static void widths_and_dashes_grow_with_the_scale(void **state)
{
    struct style *style = country_style_read(*state);
    struct paint one = paint_named(style, "routes", 1), two = paint_named(style, "routes", 2);
    assert_float_equal(one.width, 2.4, 1e-9);
    assert_float_equal(two.width, 4.8, 1e-9);
    assert_int_equal(one.dash_count, 2);
    assert_float_equal(one.dash[0], 4.8, 1e-9); /* two widths of the line */
    assert_false(paint_equals(&one, &two));
    assert_true(paint_equals(&one, &one));
}

static void a_pattern_replaces_the_fill(void **state)
{
    struct paint paint = paint_named(country_style_read(*state), "estates", 1);
    assert_int_equal(paint.pattern, PATTERN_HATCH);
    assert_true(paint.fill.alpha == 0 && paint_is_visible(&paint));
}

static void an_icon_is_the_image_that_the_style_names(void **state)
{
    struct style *style = country_style_read(*state);
    struct paint_scale scale = {style, 9, 1};
    const struct style_layer *stations = style_layer_of(style, "stations");
    struct paint paint = paint_of_layer(stations, NULL, scale);
    assert_true(paint.fill.red == 1 && paint.stroke.blue > paint.stroke.red);
    assert_float_equal(paint_radius(stations, NULL, scale), 3, 1e-9);
    struct path_builder *builder = path_builder_new(*state);
    paint_outline(stations, NULL, scale, (struct point){10, 10}, builder);
    struct path path = path_take(builder);
    assert_int_equal(path.point_count, 4);
    for (uint32_t i = 0; i < 8; i++)
        assert_float_equal(fabs((double)path.points[i] - 10), 3, 1e-5);
    assert_true(paint_radius(style_layer_of(style, "names"), NULL, scale) == 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(widths_and_dashes_grow_with_the_scale),
        TEST(a_pattern_replaces_the_fill),
        TEST(an_icon_is_the_image_that_the_style_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
