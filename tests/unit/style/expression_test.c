#include "style/expression.h"

#include "style/fixture.h"

/* Each line is true of the estate, at zoom 9. */
static void the_operators_mean_what_the_specification_says(void **state)
{
    static const char *const truths[] = {
        "[\"==\", [\"get\", \"unesco\"], \"inscrit\"]",
        "[\"!=\", [\"get\", \"unesco\"], \"hors\"]",
        "[\"==\", [\"get\", \"date\"], null]",
        "[\"!\", [\"has\", \"date\"]]",
        "[\"has\", \"nom\"]",
        "[\"!\", [\"has\", \"absent\"]]",
        "[\"<\", [\"get\", \"part\"], 1]",
        "[\"<=\", [\"get\", \"logements\"], 120]",
        "[\">\", [\"get\", \"logements\"], 119.5]",
        "[\">=\", [\"get\", \"nom\"], \"Cité A\"]",
        "[\"all\", true, [\"any\", false, true]]",
        "[\"all\"]",
        "[\"!\", [\"any\"]]",
        "[\"in\", [\"get\", \"unesco\"], [\"literal\", [\"hors\", \"inscrit\"]]]",
        "[\"in\", \"Rieux\", [\"get\", \"nom\"]]",
        "[\"==\", [\"match\", [\"get\", \"unesco\"], [\"hors\", \"inscrit\"], 1, 2], 1]",
        "[\"==\", [\"match\", [\"get\", \"date\"], \"a\", 1, 2], 2]",
        "[\"==\", [\"case\", false, 1, [\"has\", \"nom\"], 2, 3], 2]",
        "[\"==\", [\"step\", [\"zoom\"], 0, 8, 1, 9, 2, 10, 3], 2]",
        "[\"==\", [\"step\", -5, 0, 8, 1], 0]",
        "[\"==\", [\"interpolate\", [\"linear\"], [\"zoom\"], 8, 0, 10, 4], 2]",
        "[\"==\", [\"interpolate\", [\"linear\"], 20, 8, 0, 10, 4], 4]",
        "[\"==\", [\"interpolate\", [\"exponential\", 2], [\"zoom\"], 8, 1, 10, 4], 2]",
        "[\"==\", [\"coalesce\", [\"get\", \"date\"], [\"get\", \"logements\"]], 120]",
        "[\"==\", [\"concat\", [\"get\", \"nom\"], \" \", [\"get\", \"logements\"], null], \"Cité Rieux 120\"]",
        "[\"==\", [\"to-string\", [\"get\", \"part\"]], \"0.25\"]",
        "[\"==\", [\"to-number\", [\"get\", \"nom\"], \"12\"], 12]",
        "[\"==\", [\"+\", 1, 2, 3], 6]",
        "[\"==\", [\"-\", 3], -3]",
        "[\"==\", [\"*\", 2, [\"-\", 5, 2]], 6]",
        "[\"==\", [\"/\", 1, 4], 0.25]",
        "[\">\", [\"/\", 1, 0], 1e300]",
        "[\"==\", [\"min\", 3, 1, 2], 1]",
        "[\"==\", [\"max\", 3, [\"get\", \"logements\"]], 120]",
    };
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) {
        if (!expression_bool(fixture_expression(truths[i], *state), &estate, 9, false))
            fail_msg("not true: %s", truths[i]);
    }
}

static void a_value_of_another_type_gives_the_other(void **state)
{
    struct expression *text = fixture_expression("[\"get\", \"nom\"]", *state);
    assert_true(expression_number(text, &estate, 0, 7) == 7);
    assert_true(expression_bool(text, &estate, 0, true));
    assert_true(expression_colour(text, &estate, 0, (struct colour){0.5, 0, 0, 1}).red == 0.5);
    struct expression *none = fixture_expression("[\"get\", \"date\"]", *state);
    assert_null(expression_text(none, &estate, 0, *state));
    assert_null(expression_text(none, NULL, 0, *state));
}

static void colours_are_chosen_and_blended(void **state)
{
    static const struct colour otherwise = {0, 0, 0, 0};
    struct expression *chosen =
        fixture_expression("[\"match\", [\"get\", \"unesco\"], \"inscrit\", \"#ff0000\", \"#0000ff\"]", *state);
    assert_true(expression_colour(chosen, &estate, 0, otherwise).red == 1);
    struct expression *blended =
        fixture_expression("[\"interpolate\", [\"linear\"], [\"get\", \"part\"], 0, [\"to-color\", \"#000000\"], 1, "
                           "[\"to-color\", \"#ffffff\"]]",
                           *state);
    assert_float_equal(expression_colour(blended, &estate, 0, otherwise).green, 0.25, 1e-9);
}

static void arrays_are_given_item_by_item(void **state)
{
    double numbers[2];
    assert_int_equal(expression_numbers(fixture_expression("[\"literal\", [3, 2.4, 1]]", *state), NULL, 0, numbers, 2),
                     2);
    assert_true(numbers[0] == 3 && numbers[1] == 2.4);
    const char *texts[2];
    struct expression *fonts = fixture_expression("[\"literal\", [\"Inter Medium\"]]", *state);
    assert_int_equal(expression_texts(fonts, NULL, 0, texts, 2, *state), 1);
    assert_string_equal(texts[0], "Inter Medium");
}

static void only_what_depends_on_nothing_is_constant(void **state)
{
    assert_true(expression_is_constant(fixture_expression("[\"+\", 1, 2]", *state)));
    assert_false(expression_is_constant(fixture_expression("[\"+\", 1, [\"zoom\"]]", *state)));
    assert_false(expression_is_constant(fixture_expression("[\"get\", \"nom\"]", *state)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_operators_mean_what_the_specification_says),
        TEST(a_value_of_another_type_gives_the_other),
        TEST(colours_are_chosen_and_blended),
        TEST(arrays_are_given_item_by_item),
        TEST(only_what_depends_on_nothing_is_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
