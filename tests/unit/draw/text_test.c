#include "draw/text.h"

#include "draw/fixture.h"

static void widths_grow_with_size_and_weight(void **state)
{
    (void)state;
    double width = text_width("Bruay-la-Buissière", 10, WEIGHT_REGULAR);
    assert_float_equal(text_width("Bruay-la-Buissière", 20, WEIGHT_REGULAR), 2 * width, 0.02 * width);
    assert_true(text_width("Bruay-la-Buissière", 10, WEIGHT_SEMIBOLD) > width);
    assert_true(text_width("", 10, WEIGHT_REGULAR) == 0);
}

static void lines_break_at_spaces_that_may_break(void **state)
{
    const char **lines;
    size_t count = text_wrap("Sources\u00a0: IGN\u202f; Insee et la SNCF", 10, WEIGHT_REGULAR, 90, *state, &lines);
    assert_true(count > 1);
    for (size_t i = 0; i < count; i++) {
        assert_true(text_width(lines[i], 10, WEIGHT_REGULAR) <= 90);
        assert_true(lines[i][0] != ';' && lines[i][0] != ':');
    }
    assert_int_equal(text_wrap("", 10, WEIGHT_REGULAR, 90, *state, &lines), 0);
    assert_int_equal(text_wrap("Anticonstitutionnellement", 10, WEIGHT_REGULAR, 5, *state, &lines), 1);
}

static void a_text_too_wide_is_cut_whole_at_a_character(void **state)
{
    const char *cut = text_cut("Éléonore et les élèves", 10, WEIGHT_REGULAR, 60, *state);
    assert_true(text_width(cut, 10, WEIGHT_REGULAR) <= 60);
    assert_non_null(strstr(cut, "\u2026"));
    assert_string_equal(text_cut("Lens", 10, WEIGHT_REGULAR, 60, *state), "Lens");
}

static void apostrophes_are_curled(void **state)
{
    assert_string_equal(text_typographic("CA d'Hénin-Carvin", *state), "CA d\u2019Hénin-Carvin");
    assert_null(text_typographic(NULL, *state));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(widths_grow_with_size_and_weight),
        TEST(lines_break_at_spaces_that_may_break),
        TEST(a_text_too_wide_is_cut_whole_at_a_character),
        TEST(apostrophes_are_curled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
