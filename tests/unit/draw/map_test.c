#include "draw/map.h"

#include "base/clock.h"
#include "draw/fixture.h"
#include "draw/svg.h"

#include <math.h>

static const struct mark *group_of(const struct display *display, const char *id)
{
    for (size_t i = 0; i < display->mark_count; i++) {
        if (display->marks[i].kind == MARK_GROUP_OPEN && strcmp(display->marks[i].id, id) == 0)
            return &display->marks[i];
    }
    return NULL;
}

static bool is_drawn(const struct map_report *report, const char *collection)
{
    for (const char **drawn = report->drawn; *drawn != NULL; drawn++) {
        if (strcmp(*drawn, collection) == 0)
            return true;
    }
    return false;
}

/* The country, and what was asked of it. */
struct asking {
    struct country *country;
    double communes, estates; /* the greatest tolerances, metres */
};

static bool asking_open(void *payload, const char *collection, struct box box, double tolerance,
                        struct feature_stream *stream, struct error *err)
{
    struct asking *asking = payload;
    double *place = strcmp(collection, "communes") == 0  ? &asking->communes
                    : strcmp(collection, "estates") == 0 ? &asking->estates
                                                         : NULL;
    if (place != NULL)
        *place = fmax(*place, tolerance);
    return country_open(asking->country, collection, box, tolerance, stream, err);
}

static void what_is_read_one_by_one_is_drawn_closer_than_borders(void **state)
{
    for (int is_far = 0; is_far < 2; is_far++) {
        struct error err = ERROR_INIT;
        struct asking asking = {.country = country_new(*state)};
        struct map_features features = {&asking, asking_open};
        struct map_report report;
        struct display *display = display_new(1000, 500);
        const struct map_request request = {.style = country_style_read(*state),
                                            .lang = "fr",
                                            .ground = {0, 0, 40000, 20000},
                                            .frame = {0, 0, 1000, 500},
                                            .scale = 1,
                                            .grid = 0.5,
                                            .close_grid = is_far ? 0.25 : 0};
        assert_true(map_draw(display, &request, &features, &report, &err));
        /* steps of the grid, 40 m to the unit: 1.5 of 0.5 and of a fifth of it, or of 0.25 */
        assert_float_equal(asking.communes, 15, 1e-9);
        assert_float_equal(asking.estates, is_far ? 7.5 : 3, 1e-9);
        display_free(display);
    }
}

static void every_layer_with_features_is_a_group_with_its_name(void **state)
{
    struct map_report report;
    struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, &report);
    const char *const layers[] = {"layer-communes", "layer-borders",  "layer-routes",
                                  "layer-estates",  "layer-stations", "layer-names"};
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
        assert_non_null(group_of(display, layers[i]));
    assert_string_equal(group_of(display, "layer-names")->title, "Noms");
    assert_null(group_of(display, "layer-void"));
    assert_true(is_drawn(&report, "communes") && is_drawn(&report, "stations") && !is_drawn(&report, "void"));
    assert_float_equal(report.metres_per_unit, 40, 1e-9);
    display_free(display);
}

static void communes_of_one_colour_are_one_shape(void **state)
{
    struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, NULL);
    const struct mark *group = group_of(display, "layer-communes");
    assert_int_equal(group[1].kind, MARK_PATH);
    assert_int_equal(group[1].path.point_count, 4);
    assert_int_equal(group[2].kind, MARK_GROUP_CLOSE);
    display_free(display);
}

static void an_estate_says_its_name_and_key(void **state)
{
    struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, NULL);
    const struct mark *group = group_of(display, "layer-estates");
    assert_string_equal(group[1].title, "Cité n° 1 </title>");
    assert_string_equal(group[1].id, "1");
    display_free(display);
}

static void an_estate_never_vanishes(void **state)
{
    struct country *country = country_new(*state);
    struct geometry *estate = &country->features[2].feature.geometry;
    struct point middle = estate->points[0];
    for (uint32_t i = 0; i < estate->point_count; i++) {
        estate->points[i].x = middle.x + (estate->points[i].x - middle.x) / 1000;
        estate->points[i].y = middle.y + (estate->points[i].y - middle.y) / 1000;
    }
    struct display *display = country_draw(country, country_style_read(*state), NULL, NULL);
    const struct mark *group = group_of(display, "layer-estates");
    assert_non_null(group);
    assert_true(group[1].path.points[2] - group[1].path.points[6] > 2);
    display_free(display);
}

static void names_follow_french_typography(void **state)
{
    struct map_report report;
    struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, &report);
    const struct mark *group = group_of(display, "layer-names");
    assert_int_equal(report.label_count, 2);
    assert_null(report.left_out[0]);
    assert_string_equal(group[1].text, "Lens");
    assert_string_equal(group[2].text, "Noyelles-sur-l\u2019Escaut & <fils>");
    assert_int_equal(group[2].rank, 1);
    display_free(display);
}

static void the_map_of_an_epci_fades_the_rest_and_names_its_communes(void **state)
{
    struct map_report report;
    struct display *display = country_draw(country_new(*state), country_style_read(*state), "1", &report);
    assert_int_equal(report.label_count, 1);
    assert_non_null(group_of(display, "layer-veil"));
    display_free(display);
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    struct svg_options options = {true, 1, "px"};
    for (int i = 0; i < 2; i++) {
        struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, NULL);
        svg_write(display, &options, i == 0 ? &first : &second);
        display_free(display);
    }
    assert_string_equal(first.bytes, second.bytes);
    buffer_free(&first);
    buffer_free(&second);
}

static void an_empty_frame_is_refused(void **state)
{
    struct error err = ERROR_INIT;
    struct display *display = display_new(10, 10);
    struct map_features features = {country_new(*state), country_open};
    struct map_request request = {
        .style = country_style_read(*state), .lang = "fr", .ground = COUNTRY_BOX, .frame = {5, 5, 5, 5}, .scale = 1};
    assert_false(map_draw(display, &request, &features, NULL, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    display_free(display);
}

/* Two lines beside the route, a gap between them, and communes drawn from the greatest rank to the least. */
static void gaps_and_sort_keys_are_seen_in_the_marks(void **state)
{
    static const char text[] =
        "{\"version\": 8, \"sources\": {\"routes\": {}, \"communes\": {}}, \"layers\": [{\"id\": \"ground\", "
        "\"type\": \"fill\", \"source\": \"communes\", \"layout\": {\"fill-sort-key\": [\"-\", [\"get\", \"rang\"]]}, "
        "\"paint\": {\"fill-color\": [\"match\", [\"get\", \"rang\"], 1, \"#ff0000\", \"#0000ff\"]}}, {\"id\": "
        "\"gap\", "
        "\"type\": \"line\", \"source\": \"routes\", \"paint\": {\"line-gap-width\": 6, \"line-width\": 2}}]}";
    struct error err = ERROR_INIT;
    struct style *style = style_read(text, strlen(text), "mine.json", *state, &err);
    assert_non_null(style);
    struct display *display = country_draw(country_new(*state), style, NULL, NULL);
    const struct mark *ground = group_of(display, "layer-ground"), *gap = group_of(display, "layer-gap");
    assert_true(ground[1].paint.fill.blue == 1 && ground[2].paint.fill.red == 1);
    assert_int_equal(gap[1].path.point_count, 4);
    /* The route is at 2 km of the lower border: y 450; each line is 4 beside it. */
    float first = gap[1].path.points[1], second = gap[1].path.points[5];
    assert_float_equal(first + second, 900, 1e-3);
    assert_float_equal(first > second ? first - second : second - first, 8, 1e-3);
    display_free(display);
}

static void a_drawing_past_its_deadline_is_given_up(void **state)
{
    struct error err = ERROR_INIT;
    struct display *display = display_new(1000, 500);
    struct map_features features = {country_new(*state), country_open};
    struct map_request request = {.style = country_style_read(*state),
                                  .lang = "fr",
                                  .ground = COUNTRY_BOX,
                                  .frame = {0, 0, 1000, 500},
                                  .scale = 1,
                                  .deadline = clock_seconds() - 1};
    assert_false(map_draw(display, &request, &features, NULL, &err));
    assert_int_equal(err.kind, ERROR_BUSY);
    request.deadline = clock_seconds() + 600;
    assert_true(map_draw(display, &request, &features, NULL, &err));
    display_free(display);
}

static void a_stretched_map_fills_its_frame_and_has_no_background_when_told_so(void **state)
{
    struct error err = ERROR_INIT;
    struct display *display = display_new(1000, 1000);
    struct map_features features = {country_new(*state), country_open};
    struct map_request request = {.style = country_style_read(*state),
                                  .lang = "fr",
                                  .ground = COUNTRY_BOX,
                                  .is_stretched = true,
                                  .has_no_background = true,
                                  .frame = {0, 0, 1000, 1000},
                                  .scale = 1};
    struct map_report report;
    assert_true(map_draw(display, &request, &features, &report, &err));
    assert_memory_equal(&report.ground, &request.ground, sizeof report.ground);
    double lowest = 0;
    for (size_t i = 0; i < display->mark_count; i++) {
        const struct mark *mark = &display->marks[i];
        for (uint32_t j = 0; mark->kind == MARK_PATH && j < mark->path.point_count; j++)
            lowest = fmax(lowest, mark->path.points[2 * j + 1]);
    }
    assert_true(lowest > 900); /* of 1000; unstretched it ends at 750 */
    display_free(display);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(gaps_and_sort_keys_are_seen_in_the_marks),
        TEST(what_is_read_one_by_one_is_drawn_closer_than_borders),
        TEST(every_layer_with_features_is_a_group_with_its_name),
        TEST(communes_of_one_colour_are_one_shape),
        TEST(an_estate_says_its_name_and_key),
        TEST(an_estate_never_vanishes),
        TEST(names_follow_french_typography),
        TEST(the_map_of_an_epci_fades_the_rest_and_names_its_communes),
        TEST(the_same_request_gives_the_same_bytes),
        TEST(an_empty_frame_is_refused),
        TEST(a_drawing_past_its_deadline_is_given_up),
        TEST(a_stretched_map_fills_its_frame_and_has_no_background_when_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
