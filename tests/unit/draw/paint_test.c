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

/* A style of one layer, written between the braces, and what it paints for a feature whose field "n" is 3. */
static struct paint paint_written(const char *layer, struct arena *arena, double *sort_key)
{
    static const struct field field = {"n", VALUE_REAL};
    static const struct value value = {VALUE_REAL, 0, 3, NULL};
    static const struct feature feature = {1, &field, &value, 1, {GEOMETRY_NONE, 0, 0, 0, NULL, NULL, NULL}};
    struct error err = ERROR_INIT;
    char *text = arena_printf(arena,
                              "{\"version\": 8, \"metadata\": {\"terril:images\": {\"h\": {\"kind\": \"hatch\", "
                              "\"fill\": \"#ff0000\"}, \"q\": {\"kind\": \"square\", \"fill\": \"#ff0000\"}}}, "
                              "\"sources\": {\"s\": {}}, \"layers\": [{\"id\": \"a\", %s}]}",
                              layer);
    struct style *style = style_read(text, strlen(text), "mine.json", arena, &err);
    if (style == NULL)
        fail_msg("%s", err.message);
    struct paint_scale scale = {style, 9, 2};
    *sort_key = paint_sort_key(&style->layers[0], &feature, scale);
    return paint_of_layer(&style->layers[0], &feature, scale);
}

static void opacities_fade_what_they_name(void **state)
{
    double key;
    struct paint paint = paint_written(
        "\"type\": \"background\", \"paint\": {\"background-opacity\": 0.5, \"background-color\": \"red\"}", *state,
        &key);
    assert_true(paint.fill.alpha == 0.5 && paint.fill.red == 1);
    paint = paint_written("\"type\": \"background\", \"paint\": {\"background-opacity\": 0.5, "
                          "\"background-pattern\": \"h\"}",
                          *state, &key);
    assert_true(paint.pattern == PATTERN_HATCH && paint.pattern_colour.alpha == 0.5 && paint.fill.alpha == 0);
    paint = paint_written("\"type\": \"circle\", \"source\": \"s\", \"paint\": {\"circle-opacity\": 0.5, "
                          "\"circle-stroke-width\": 1, \"circle-stroke-opacity\": 0.25}",
                          *state, &key);
    assert_true(paint.fill.alpha == 0.5 && paint.stroke.alpha == 0.25 && paint.width == 2);
    paint = paint_written("\"type\": \"symbol\", \"source\": \"s\", \"layout\": {\"icon-image\": [\"case\", [\"==\", "
                          "[\"get\", \"n\"], 3], \"q\", \"\"]}, \"paint\": {\"icon-opacity\": 0.5}",
                          *state, &key);
    assert_true(paint.fill.alpha == 0.5 && paint.fill.red == 1);
}

static void a_mitre_has_the_limit_of_the_specification(void **state)
{
    double key;
    struct paint paint = paint_written("\"type\": \"line\", \"source\": \"s\"", *state, &key);
    assert_true(paint.join == JOIN_MITER && paint.miter_limit == 2);
    paint = paint_written("\"type\": \"line\", \"source\": \"s\", \"layout\": {\"line-join\": \"bevel\", \"line-cap\": "
                          "\"square\", \"line-miter-limit\": 5}",
                          *state, &key);
    assert_true(paint.join == JOIN_BEVEL && paint.cap == CAP_SQUARE && paint.miter_limit == 0);
}

static void the_sort_key_is_the_feature_s(void **state)
{
    double key;
    paint_written("\"type\": \"fill\", \"source\": \"s\", \"layout\": {\"fill-sort-key\": [\"-\", [\"get\", \"n\"]]}",
                  *state, &key);
    assert_true(key == -3);
    paint_written("\"type\": \"circle\", \"source\": \"s\", \"layout\": {\"circle-sort-key\": [\"get\", \"absent\"]}",
                  *state, &key);
    assert_true(key == 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(widths_and_dashes_grow_with_the_scale),      TEST(a_pattern_replaces_the_fill),
        TEST(an_icon_is_the_image_that_the_style_names),  TEST(opacities_fade_what_they_name),
        TEST(a_mitre_has_the_limit_of_the_specification), TEST(the_sort_key_is_the_feature_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
