#include "style/property.h"

#include "base/buffer.h"
#include "style/fixture.h"

/* A layer of one type with a property, in its own block. */
static struct style *read_property(const char *type, const char *block, const char *property, void **state,
                                   struct error *err)
{
    struct buffer text = BUFFER_INIT;
    buffer_printf(
        &text,
        "{\"version\": 8, \"sources\": {\"s\": {}}, \"metadata\": {\"terril:images\": {\"h\": {\"kind\": "
        "\"hatch\"}, \"q\": {\"kind\": \"square\"}}}, \"layers\": [{\"id\": \"a\", \"type\": \"%s\", \"source\": "
        "\"s\", \"%s\": {%s}}]}",
        type, block, property);
    struct style *style = style_read(text.bytes, text.length, "mine.json", *state, err);
    buffer_free(&text);
    return style;
}

static void what_is_wrong_or_not_drawn_is_named_with_what_is(void **state)
{
    static const struct {
        const char *type, *block, *property, *words;
    } mistakes[] = {
        {"line", "paint", "\"line-gradient\": 1",
         "layer a: \"line-gradient\" is not supported; a line layer takes line-color"},
        {"symbol", "layout", "\"text-rotate\": 5", "\"text-rotate\" is not supported"},
        {"line", "paint", "\"line-cap\": \"round\"", "layer a, line-cap: stands in \"layout\""},
        {"fill", "layout", "\"fill-color\": \"red\"", "layer a, fill-color: stands in \"paint\""},
        {"fill", "paint", "\"fill-opacity\": 1.5", "wants a number from 0 to 1"},
        {"line", "paint", "\"line-width\": -1", "wants a number of 0 or more"},
        {"line", "paint", "\"line-dasharray\": [1, \"a\"]", "wants an array of at most 8 numbers"},
        {"line", "paint", "\"line-dasharray\": [1, 1, 1, 1, 1, 1, 1, 1, 1]", "wants an array of at most 8 numbers"},
        {"symbol", "layout", "\"text-offset\": [1]", "wants an array of two numbers"},
        {"symbol", "layout", "\"text-variable-anchor\": [\"north\"]", "wants an array of \"center\", \"left\""},
        {"symbol", "layout", "\"text-allow-overlap\": 1", "wants true or false"},
        {"symbol", "layout", "\"text-field\": 5", "wants a text"},
        {"fill", "paint", "\"fill-pattern\": \"none\"", "\"none\" is not a pattern"},
        {"fill", "paint", "\"fill-pattern\": \"q\"", "\"q\" is not a pattern"},
        {"symbol", "layout", "\"icon-image\": \"h\"", "\"h\" is not a shape"},
        {"line", "layout", "\"line-cap\": [\"get\", \"cap\"]", "line-cap: cannot depend on the feature"},
        {"fill", "layout", "\"fill-sort-key\": [\"feature-state\", \"x\"]", "cannot depend on feature-state"},
        {"fill", "paint", "\"fill-opacity\": [\"/\", [\"zoom\"], 20]", "\"zoom\" stands only once"},
        {"fill", "paint", "\"fill-opacity\": [\"case\", [\"has\", \"a\"], [\"step\", [\"zoom\"], 0, 5, 1], 1]",
         "\"zoom\" stands only once"},
        {"line", "paint",
         "\"line-dasharray\": [\"interpolate\", [\"linear\"], [\"zoom\"], 5, [\"literal\", [1, 2]], 6, [\"literal\", "
         "[2, 2]]]",
         "cannot be interpolated"},
        {"line", "paint", "\"line-width\": {\"stops\": [[5, 1]]}", "functions with \"stops\" are not supported"},
        {"line", "paint", "\"line-width\": [\"get\", 5]",
         "line-width: a value of type number stands where string is wanted"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct error err = ERROR_INIT;
        struct style *style = read_property(mistakes[i].type, mistakes[i].block, mistakes[i].property, state, &err);
        if (style != NULL || strstr(err.message, mistakes[i].words) == NULL ||
            strstr(err.message, "mine.json: layer a") == NULL)
            fail_msg("%s: %s", mistakes[i].property, err.message);
        assert_int_equal(err.kind, ERROR_INPUT);
    }
}

static void what_may_stand_there_is_read(void **state)
{
    static const char *const properties[][3] = {
        {"fill", "paint",
         "\"fill-opacity\": [\"interpolate\", [\"linear\"], [\"zoom\"], 5, 0, 9, [\"get\", \"part\"]]"},
        {"fill", "paint", "\"fill-opacity\": [\"coalesce\", [\"feature-state\", \"o\"], 0.5]"},
        {"fill", "paint",
         "\"fill-color\": [\"let\", \"x\", [\"get\", \"c\"], [\"step\", [\"zoom\"], \"red\", 5, [\"var\", \"x\"]]]"},
        {"fill", "paint", "\"fill-pattern\": [\"match\", [\"get\", \"a\"], \"b\", \"h\", \"\"]"},
        {"fill", "paint", "\"fill-pattern\": [\"image\", \"h\"]"},
        {"line", "paint",
         "\"line-dasharray\": [\"step\", [\"zoom\"], [\"literal\", [1, 2]], 6, [\"literal\", [2, 2]]]"},
        {"symbol", "layout",
         "\"text-field\": [\"format\", [\"get\", \"nom\"], {}, \" \", [\"number-format\", [\"get\", \"n\"], "
         "{\"locale\": \"fr\"}]]"},
        {"symbol", "layout",
         "\"text-font\": [\"case\", [\"has\", \"a\"], [\"literal\", [\"Inter Medium\"]], [\"literal\", [\"Inter "
         "Regular\"]]]"},
        {"symbol", "layout", "\"text-variable-anchor\": [\"top\", \"left\"], \"symbol-placement\": \"line\""},
    };
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
        struct error err = ERROR_INIT;
        if (read_property(properties[i][0], properties[i][1], properties[i][2], state, &err) == NULL)
            fail_msg("%s: %s", properties[i][2], err.message);
    }
}

static void a_value_that_cannot_be_had_is_the_default(void **state)
{
    struct error err = ERROR_INIT;
    struct style *style = read_property("line", "paint",
                                        "\"line-width\": [\"number\", [\"get\", \"nom\"]], \"line-color\": [\"get\", "
                                        "\"nom\"], \"line-opacity\": [\"get\", \"logements\"]",
                                        state, &err);
    assert_non_null(style);
    const struct style_layer *layer = &style->layers[0];
    assert_true(property_number(layer, PROPERTY_LINE_WIDTH, &estate, 9) == 1);
    struct colour colour = property_colour(layer, PROPERTY_LINE_COLOR, &estate, 9);
    assert_true(colour.red == 0 && colour.alpha == 1);
    assert_true(property_number(layer, PROPERTY_LINE_OPACITY, &estate, 9) == 1); /* 120, cut to what is allowed */
    assert_true(property_word(layer, PROPERTY_LINE_CAP, &estate, 9) == 0);
}

static void a_blur_is_noticed(void **state)
{
    struct error err = ERROR_INIT;
    struct style *style = read_property("line", "paint", "\"line-blur\": 2", state, &err);
    assert_non_null(style);
    assert_string_equal(style->notices, "mine.json: layer a: line-blur is not drawn, edges are sharp\n");
    assert_string_equal(read_property("line", "paint", "\"line-width\": 2", state, &err)->notices, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_wrong_or_not_drawn_is_named_with_what_is),
        TEST(what_may_stand_there_is_read),
        TEST(a_value_that_cannot_be_had_is_the_default),
        TEST(a_blur_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
