#include "draw/map_layer.h"

#include "draw/fixture.h"

#include <math.h>

/* The country with one layer of names, whose layout is written between the braces. */
static struct display *draw_names(void **state, const char *source, const char *layout, struct map_report *report)
{
    struct buffer text = BUFFER_INIT;
    struct error err = ERROR_INIT;
    buffer_printf(&text,
                  "{\"version\": 8, \"sources\": {\"communes\": {}, \"routes\": {}, \"stations\": {}, \"way\": {}}, "
                  "\"layers\": [{\"id\": \"names\", "
                  "\"type\": \"symbol\", \"source\": \"%s\", \"layout\": {\"text-field\": [\"get\", \"nom\"], %s}}]}",
                  source, layout);
    struct style *style = style_read(text.bytes, text.length, "names.json", *state, &err);
    buffer_free(&text);
    if (style == NULL)
        fail_msg("%s", err.message);
    struct country *country = country_new(*state);
    static const char *const grid[] = {"                                    b", "                                     ",
                                       "                                     ", "a                                    ",
                                       NULL};
    country_add(country, "way", "EuroVelo 5", "1", 1, grid_geometry(grid, GEOMETRY_LINE, "ab", *state));
    country_add(country, "way", "EuroVelo 5", "1", 1, grid_geometry(grid, GEOMETRY_LINE, "ba", *state));
    return country_draw(country, style, NULL, report);
}

static const struct mark *text_of(const struct display *display, const char *text)
{
    for (size_t i = 0; i < display->mark_count; i++) {
        if (display->marks[i].kind == MARK_TEXT && strcmp(display->marks[i].text, text) == 0)
            return &display->marks[i];
    }
    return NULL;
}

static void a_long_name_is_set_in_lines(void **state)
{
    struct display *display =
        draw_names(state, "communes", "\"text-max-width\": 8, \"text-size\": 20, \"text-line-height\": 1.5", NULL);
    const struct mark *first = text_of(display, "Noyelles-sur-l’Escaut"), *second = text_of(display, "& <fils>");
    assert_non_null(first);
    assert_non_null(second);
    assert_float_equal(second->y - first->y, 30, 1e-3);
    assert_float_equal(second->x, first->x, 1e-9);
    display_free(display);
}

static void a_name_is_set_in_capitals_and_spaced(void **state)
{
    struct display *display = draw_names(
        state, "communes", "\"text-transform\": \"uppercase\", \"text-letter-spacing\": 0.1, \"text-size\": 20", NULL);
    const struct mark *lens = text_of(display, "LENS");
    assert_non_null(lens);
    assert_float_equal(lens->spacing, 2, 1e-9);
    display_free(display);
}

/* The station is at 6 km, 7 km above the lower border of 20 km: x 150, y 325 of 1000 x 500. */
static void an_anchor_says_which_side_of_the_place(void **state)
{
    static const struct {
        const char *layout;
        double side, below;
    } sides[] = {{"\"text-anchor\": \"left\"", 1, 0},
                 {"\"text-anchor\": \"right\"", -1, 0},
                 {"\"text-anchor\": \"top\"", 0, 1},
                 {"\"text-variable-anchor\": [\"bottom\", \"left\"], \"text-radial-offset\": 1", 0, -1}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct display *display = draw_names(state, "stations", sides[i].layout, NULL);
        const struct mark *name = text_of(display, "Gare");
        assert_non_null(name);
        double x = name->x - 150, y = name->y - 0.29 * name->size - 325; /* the middle of the text's height */
        assert_true(sides[i].side == 0 ? fabs(x) < 1e-6 : x * sides[i].side > 10);
        assert_true(sides[i].below == 0 ? fabs(y) < 1e-6 : y * sides[i].below > 5);
        display_free(display);
    }
}

static void a_name_lies_along_its_line_the_right_way_up(void **state)
{
    struct map_report report;
    struct display *display =
        draw_names(state, "way", "\"symbol-placement\": \"line\", \"symbol-spacing\": 1000", &report);
    const struct mark *name = text_of(display, "EuroVelo 5");
    assert_non_null(name);
    assert_float_equal(name->angle, -atan2(3, 36), 1e-3);
    /* The other line, in the other direction, lies on it: its name is not missing, it is there. */
    assert_int_equal(report.label_count, 1);
    assert_null(report.left_out[0]);
    display_free(display);
}

static void a_name_that_may_overlap_is_never_left_out(void **state)
{
    struct map_report report;
    struct display *display =
        draw_names(state, "way", "\"text-allow-overlap\": true, \"text-size\": 30, \"text-max-width\": 40", &report);
    assert_int_equal(report.label_count, 2);
    display_free(display);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_long_name_is_set_in_lines),
        TEST(a_name_is_set_in_capitals_and_spaced),
        TEST(an_anchor_says_which_side_of_the_place),
        TEST(a_name_lies_along_its_line_the_right_way_up),
        TEST(a_name_that_may_overlap_is_never_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
