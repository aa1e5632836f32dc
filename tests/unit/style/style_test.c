#include "style/style.h"

#include "base/file.h"
#include "style/fixture.h"

static struct style **themes_open(struct arena *arena)
{
    struct error err = ERROR_INIT;
    const char *home = file_home(&err);
    struct style **styles = home != NULL ? styles_open(file_join(arena, home, "styles"), arena, &err) : NULL;
    if (styles == NULL)
        fail_msg("%s", err.message);
    return styles;
}

static void the_themes_are_there_by_name(void **state)
{
    struct style **styles = themes_open(*state);
    assert_non_null(styles_find(styles, "cites"));
    assert_non_null(styles_find(styles, "velo"));
    assert_null(styles_find(styles, "cite"));
    for (size_t i = 1; styles[i] != NULL; i++)
        assert_true(strcmp(styles[i - 1]->id, styles[i]->id) < 0);
}

static void every_theme_has_words_in_both_languages(void **state)
{
    struct style **styles = themes_open(*state);
    for (; *styles != NULL; styles++) {
        const char *const words[] = {(*styles)->name_fr,  (*styles)->name_en,     (*styles)->title_fr,
                                     (*styles)->title_en, (*styles)->subtitle_fr, (*styles)->subtitle_en};
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            assert_true(words[i] != NULL && words[i][0] != '\0');
        for (size_t i = 0; i < (*styles)->layer_count; i++)
            assert_string_not_equal((*styles)->layers[i].title_fr, (*styles)->layers[i].title_en);
        for (size_t i = 0; i < (*styles)->legend_count; i++)
            assert_string_not_equal((*styles)->legend[i].text_fr, (*styles)->legend[i].text_en);
    }
}

static void estates_differ_by_their_unesco_state(void **state)
{
    static const struct colour none = {0, 0, 0, 0};
    const struct style *style = styles_find(themes_open(*state), "cites");
    const struct style_layer *layer = style_layer_of(style, "estates");
    char text[8];
    static const struct {
        const char *state, *colour;
    } expected[] = {
        {"inscrit", "#a63a1f"}, {"inscrit_partiel", "#e9b7a5"}, {"zone_tampon", "#e08a6b"}, {"hors", "#f3c9b9"}};
    for (size_t i = 0; i < 4; i++) {
        struct field field = {"unesco", VALUE_TEXT};
        struct value value = value_text(expected[i].state);
        struct feature feature = {1, &field, &value, 1, GEOMETRY_EMPTY};
        colour_write_hex(expression_colour(layer->properties[PROPERTY_FILL_COLOR], &feature, 9, none), text);
        assert_string_equal(text, expected[i].colour);
    }
    assert_string_equal(style_image_of(style, "hatch-brick")->kind, "hatch");
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    struct error err = ERROR_INIT;
    assert_null(styles_open("/nowhere/styles", *state, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_themes_are_there_by_name),
        TEST(every_theme_has_words_in_both_languages),
        TEST(estates_differ_by_their_unesco_state),
        TEST(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
