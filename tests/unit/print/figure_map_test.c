#include "print/figure_map.h"

#include "draw/svg.h"
#include "print/fixture.h"

#include <math.h>

static struct figure_map *try_map(const struct printing *printing, const struct figure_map_choice *choice,
                                  const char *lang, bool *is_refused, struct error *err)
{
    return figure_map_make(styles_find(printing->styles, "territoire"), choice, lang, printing->store,
                           printing->snapshot, printing->arena, is_refused, err);
}

static struct figure_map *make(const struct printing *printing, struct figure_map_choice choice)
{
    struct error err = ERROR_INIT;
    struct figure_map *map = try_map(printing, &choice, "fr", NULL, &err);
    if (map == NULL)
        fail_msg("%s", err.message);
    return map;
}

static const struct style_legend_entry *entry_of(const struct figure_map *map, const char *part)
{
    for (size_t i = 0; i < map->style->legend_count; i++) {
        if (strstr(map->style->legend[i].text_fr, part) != NULL)
            return &map->style->legend[i];
    }
    return NULL;
}

static const char *field(const struct feature *feature, const char *name)
{
    const struct value *value = feature_value(feature, name);
    return value != NULL && value->type == VALUE_TEXT ? value->text : "";
}

/* Features of the map's own source: how many say that of themselves; the last one of them copied. */
static size_t features_of(const struct printing *printing, const struct figure_map *map, const char *figure,
                          char text[128], double *radius)
{
    struct error err = ERROR_INIT;
    struct map_features features = figure_map_features(map, printing->store, printing->snapshot, printing->arena);
    struct feature_stream stream;
    assert_true(features.open(features.payload, FIGURE_MAP_SOURCE, BOX_EMPTY, 0, &stream, &err));
    struct feature feature;
    size_t count = 0;
    int more;
    while ((more = stream.next(&stream, &feature, &err)) == 1) {
        if (strcmp(field(&feature, "figure"), figure) != 0)
            continue;
        count++;
        snprintf(text, 128, "%s|%s|%s", field(&feature, "territory"), field(&feature, "text"),
                 field(&feature, "colour"));
        *radius = feature_value(&feature, "radius")->real;
    }
    assert_int_equal(more, 0);
    stream.close(&stream);
    return count;
}

static void a_ratio_fills_areas_and_what_is_not_known_is_a_class_of_its_own(void **state)
{
    struct figure_map *map =
        make(*state, (struct figure_map_choice){.indicator = "surface_cyclable_500_pct", .perimeter = "epci"});
    assert_int_equal(map->form, MAP_CHOROPLETH);
    assert_int_equal(map->count, 3);
    assert_int_equal(map->known, 2);
    size_t counted = map->count - map->known;
    for (size_t i = 0; i < map->classes.count; i++)
        counted += map->classes.sizes[i];
    assert_int_equal(counted, map->count);
    assert_non_null(entry_of(map, "non renseigné (1)"));
    assert_non_null(entry_of(map, "borne supérieure comprise"));
    char text[128];
    double radius;
    assert_int_equal(features_of(*state, map, "class", text, &radius), 2);
    assert_int_equal(features_of(*state, map, "unknown", text, &radius), 1);
    assert_string_equal(text, "62413|Harnes-sur-l’Eau\u00a0: non renseigné|");
}

static void the_colour_of_a_feature_is_that_of_its_entry_in_the_legend(void **state)
{
    struct figure_map *map =
        make(*state, (struct figure_map_choice){
                         .indicator = "surface_cyclable_500_pct", .perimeter = "epci", .breaks = "0;15;20;40"});
    struct colour colours[3];
    char text[128], hex[8];
    double radius;
    palette_colours(map->palette, 3, colours);
    colour_write_hex(colours[2], hex);
    features_of(*state, map, "class", text, &radius);
    assert_string_equal(strrchr(text, '|') + 1, hex); /* Arras, 30, the last class */
    const struct style_legend_entry *entry = entry_of(map, "20 – 40");
    assert_non_null(entry);
    assert_string_equal(field(entry->sample, "colour"), hex);
    assert_string_equal(entry->layer, "classes");
    assert_non_null(strstr(entry->text_fr, "(1)"));
    assert_non_null(entry_of(map, "15 – 20 (0)"));
}

static void a_stock_is_circles_whose_area_is_the_value(void **state)
{
    struct figure_map *map = make(*state, (struct figure_map_choice){.indicator = "cites"});
    assert_int_equal(map->form, MAP_SYMBOLS);
    char text[128];
    double radius;
    assert_int_equal(features_of(*state, map, "circle", text, &radius), 1); /* a value of 0 has none */
    assert_non_null(strstr(text, "62498|Lens\u00a0: 2|#"));
    assert_float_equal(radius, map->max_radius, 1e-9);
    assert_int_equal(features_of(*state, map, "ground", text, &radius), 2);
    assert_non_null(entry_of(map, "sans cercle\u00a0: 0 (1)"));
    double smaller = feature_value(entry_of(map, "1")->sample, "radius")->real;
    assert_float_equal(smaller * smaller, map->max_radius * map->max_radius / 2, 1e-9);
}

static void an_epci_is_filled_by_its_communes_within_the_perimeter(void **state)
{
    struct figure_map *map =
        make(*state, (struct figure_map_choice){.indicator = "surface_cyclable_500_pct", .by = "epci"});
    char text[128];
    double radius;
    assert_int_equal(map->count, 2);
    assert_int_equal(features_of(*state, map, "class", text, &radius), 2); /* Lens and Harnes */
    assert_true(strncmp(text, "1|CA d’ici\u00a0: 12,3", strlen("1|CA d’ici\u00a0: 12,3")) == 0);
    assert_int_equal(features_of(*state, map, "unknown", text, &radius), 0); /* Arras lies outside */
}

static void a_map_that_would_mislead_is_refused_with_its_sentence(void **state)
{
    struct error err = ERROR_INIT;
    bool is_refused;
    struct figure_map_choice stock = {.indicator = "cites", .representation = "choropleth"},
                             rate = {.indicator = "surface_cyclable_500_pct", .representation = "symbols"};
    assert_null(try_map(*state, &stock, "fr", &is_refused, &err));
    assert_true(is_refused);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.message, "est un stock"));
    assert_null(try_map(*state, &rate, "en", &is_refused, &err));
    assert_true(is_refused);
    assert_non_null(strstr(err.message, "is a rate"));
}

static void a_wrong_word_says_what_is_allowed(void **state)
{
    static const struct {
        struct figure_map_choice choice;
        const char *part;
    } wrong[] = {{{.indicator = "citse"}, "did you mean cites?"},
                 {{.indicator = "cites", .by = "canton"}, "commune, epci"},
                 {{.indicator = "cites", .perimeter = "france"}, "bassin, epci"},
                 {{.indicator = "cites", .palette = "brik"}, "did you mean brick?"},
                 {{.indicator = "cites", .classes = "40"}, "2 to 9"},
                 {{.indicator = "cites", .method = "jenks"}, "ckmeans"},
                 {{.indicator = "cites", .method = "manual"}, "breaks"},
                 {{.indicator = "cites", .method = "equal", .breaks = "0;1;2"}, "manual"},
                 {{.indicator = "cites", .representation = "circles"}, "choropleth, symbols"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = ERROR_INIT;
        bool is_refused = true;
        assert_null(try_map(*state, &wrong[i].choice, "fr", &is_refused, &err));
        assert_false(is_refused);
        assert_int_equal(err.kind, ERROR_INPUT);
        if (strstr(err.message, wrong[i].part) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", err.message, wrong[i].part);
    }
}

static void without_any_value_the_map_says_so(void **state)
{
    struct figure_map *map = make(*state, (struct figure_map_choice){.indicator = "cyclable_km"});
    assert_int_equal(map->known, 0);
    assert_int_equal(map->notices.count, 1);
    assert_non_null(strstr(figure_map_notice(map, 0), "aucun territoire"));
    assert_non_null(strstr(map->style->subtitle_fr, "Aucune valeur renseignée"));
    assert_non_null(entry_of(map, "non renseigné (2)"));
    char text[128];
    double radius;
    assert_int_equal(features_of(*state, map, "unknown", text, &radius), 2);
}

static void a_single_value_is_better_said_than_drawn(void **state)
{
    struct figure_map *map = make(*state, (struct figure_map_choice){.indicator = "surface_cyclable_500_pct"});
    assert_int_equal(map->known, 1);
    assert_int_equal(map->notices.count, 1);
    assert_non_null(strstr(figure_map_notice(map, 0), "Un seul territoire est renseigné, Lens (10"));
}

static void credits_name_what_the_indicator_is_computed_from_once(void **state)
{
    struct figure_map *map = make(*state, (struct figure_map_choice){.indicator = "cites"});
    struct snapshot_indicator two = *map->indicator;
    two.source = "IGN (contours)\u202f; SNCF (gares)";
    map->indicator = &two;
    struct arena *arena = ((struct printing *)*state)->arena;
    assert_string_equal(figure_map_credits(map, "Sources\u00a0: IGN (contours, 2026-01)", false, arena),
                        "Sources\u00a0: IGN (contours, 2026-01)\u202f; SNCF (gares)");
    assert_string_equal(figure_map_credits(map, "Sources\u00a0: IGN", true, arena), "Sources\u00a0: IGN\u202f; SNCF");
}

static void a_sheet_without_a_choice_shows_what_the_theme_starts_from(void **state)
{
    const struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct style theme = *styles_find(printing->styles, "territoire");
    struct style_classes classes = *theme.classes;
    classes.indicator = "surface_cyclable_500_pct";
    theme.classes = &classes;
    struct sheet_request request = {.style = &theme, .lang = "fr", .paper = {420, 297, false}};
    struct display *display = sheet_compose(&request, printing->store, printing->snapshot, &err);
    if (display == NULL)
        fail_msg("%s", err.message);
    struct buffer svg = BUFFER_INIT;
    struct svg_options options = {false, 2, "mm"};
    svg_write(display, &options, &svg);
    assert_non_null(strstr(svg.bytes, "layer-classes"));
    assert_non_null(strstr(svg.bytes, "layer-unknown"));
    buffer_free(&svg);
    display_free(display);
}

static void a_theme_of_one_subject_takes_no_indicator(void **state)
{
    const struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct figure_map_choice choice = {.indicator = "cites"};
    assert_null(figure_map_make(styles_find(printing->styles, "cites"), &choice, "fr", printing->store,
                                printing->snapshot, printing->arena, NULL, &err));
    assert_non_null(strstr(err.message, "one subject"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_ratio_fills_areas_and_what_is_not_known_is_a_class_of_its_own, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(the_colour_of_a_feature_is_that_of_its_entry_in_the_legend, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_stock_is_circles_whose_area_is_the_value, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(an_epci_is_filled_by_its_communes_within_the_perimeter, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_map_that_would_mislead_is_refused_with_its_sentence, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_wrong_word_says_what_is_allowed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(without_any_value_the_map_says_so, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_single_value_is_better_said_than_drawn, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(credits_name_what_the_indicator_is_computed_from_once, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_sheet_without_a_choice_shows_what_the_theme_starts_from, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_theme_of_one_subject_takes_no_indicator, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("figure_map", tests, NULL, NULL);
}
