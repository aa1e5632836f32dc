#include "style/style.h"

#include "base/buffer.h"
#include "style/fixture.h"

/* A style with one layer, written between the braces. */
static struct style *read_layer(const char *layer, struct arena *arena, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    buffer_printf(&text, "{\"version\": 8, \"sources\": {\"estates\": {}}, \"layers\": [{%s}]}", layer);
    struct style *style = style_read(text.bytes, text.length, "styles/mine.json", arena, err);
    buffer_free(&text);
    return style;
}

static void defaults_are_those_of_the_specification(void **state)
{
    struct error err = ERROR_INIT;
    struct style *style = read_layer("\"id\": \"a\", \"type\": \"line\", \"source\": \"estates\"", *state, &err);
    assert_non_null(style);
    assert_string_equal(style->id, "mine");
    const struct style_layer *layer = &style->layers[0];
    assert_true(expression_number(layer->properties[PROPERTY_LINE_WIDTH], NULL, 0, -1) == 1);
    assert_string_equal(expression_text(layer->properties[PROPERTY_LINE_CAP], NULL, 0, *state), "butt");
    assert_null(layer->properties[PROPERTY_FILL_COLOR]);
    assert_string_equal(layer->title_fr, "a");
    assert_int_equal(layer->rank, 3);
}

static void a_mistake_names_layer_and_property(void **state)
{
#define ESTATES "\"id\": \"estates\", \"source\": \"estates\", "
    static const struct {
        const char *layer, *words;
    } mistakes[] = {
        {"\"type\": \"fill\"", "a layer has no id"},
        {ESTATES "\"type\": \"heatmap\"", "type \"heatmap\" is not background, fill"},
        {"\"id\": \"estates\", \"type\": \"fill\", \"source\": \"void\"", "source \"void\" is not among the sources"},
        {ESTATES "\"type\": \"fill\", \"paint\": {\"fill-colour\": \"#000\"}", "did you mean \"fill-color\"?"},
        {ESTATES "\"type\": \"fill\", \"paint\": {\"line-color\": \"#000\"}",
         "\"line-color\" is not a property of a fill"},
        {ESTATES "\"type\": \"fill\", \"paint\": {\"fill-color\": \"brick\"}",
         "layer estates, fill-color: wants a colour"},
        {ESTATES "\"type\": \"fill\", \"paint\": {\"fill-color\": [\"nope\"]}", "layer estates, fill-color: unknown"},
        {ESTATES "\"type\": \"line\", \"paint\": {\"line-width\": \"2\"}", "line-width: wants a number"},
        {ESTATES "\"type\": \"line\", \"layout\": {\"line-cap\": \"flat\"}",
         "line-cap: wants \"butt\", \"round\" or \"square\""},
        {ESTATES "\"type\": \"fill\", \"filter\": [\"has\", 1, 2, 3]",
         "layer estates, filter: \"has\" does not take 3"},
        {ESTATES "\"type\": \"fill\", \"metadata\": {\"terril:feature-title\": {\"fr\": \"Gare\"}}",
         "terril:feature-title: wants both fr and en"},
        {ESTATES "\"type\": \"fill\", \"metadata\": {\"terril:feature-title\": [\"x\"]}",
         "terril:feature-title: unknown"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct error err = ERROR_INIT;
        assert_null(read_layer(mistakes[i].layer, *state, &err));
        if (strstr(err.message, mistakes[i].words) == NULL || strncmp(err.message, "styles/mine.json: ", 18) != 0)
            fail_msg("%s: %s", mistakes[i].layer, err.message);
    }
}

static void what_only_the_browser_uses_is_passed_over(void **state)
{
    struct error err = ERROR_INIT;
    assert_non_null(read_layer(ESTATES "\"type\": \"symbol\", \"layout\": {\"text-max-width\": 30, \"text-font\": "
                                       "[\"Inter Medium\"], \"icon-allow-overlap\": true}",
                               *state, &err));
}

static void what_is_no_style_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "{\"version\": 7, \"layers\": []}",
        "{\"version\": 8}",
        "{\"version\": 8, \"layers\": []}",
        "{\"version\": 8, \"layers\": [{\"id\": \"a\", \"type\": \"background\"}, {\"id\": \"a\", \"type\": "
        "\"background\"}]}",
        "{\"version\": 8, \"metadata\": {\"terril:legend\": [{\"layer\": \"b\"}]}, \"layers\": [{\"id\": \"a\", "
        "\"type\": "
        "\"background\"}]}",
        "{\"version\": 8, \"metadata\": {\"terril:images\": {\"b\": {\"kind\": \"star\"}}}, \"layers\": [{\"id\": "
        "\"a\", "
        "\"type\": \"background\"}]}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error err = ERROR_INIT;
        if (style_read(texts[i], strlen(texts[i]), "mine.json", *state, &err) != NULL)
            fail_msg("read: %s", texts[i]);
        assert_int_equal(err.kind, ERROR_INPUT);
    }
}

static void a_layer_that_is_not_visible_is_not_there(void **state)
{
    static const char text[] = "{\"version\": 8, \"layers\": [{\"id\": \"a\", \"type\": \"background\", \"layout\": "
                               "{\"visibility\": \"none\"}}, {\"id\": \"b\", \"type\": \"background\"}]}";
    struct error err = ERROR_INIT;
    struct style *style = style_read(text, strlen(text), "mine.json", *state, &err);
    assert_non_null(style);
    assert_int_equal(style->layer_count, 1);
    assert_string_equal(style->layers[0].id, "b");
}

static void a_theme_of_any_indicator_says_what_it_starts_from(void **state)
{
    static const char text[] =
        "{\"version\": 8, \"sources\": {\"figures\": {}}, \"metadata\": {\"terril:classes\": {\"indicator\": "
        "\"cites\", "
        "\"radius\": {\"epci\": 30}, \"palettes\": {\"estates\": \"brick\"}}, \"terril:legend\": [{\"layer\": [], "
        "\"text\": \"n\", \"for-epci\": true}]}, \"layers\": [{\"id\": \"a\", \"type\": \"fill\", \"source\": "
        "\"figures\"}]}";
    struct error err = ERROR_INIT;
    struct style *style = style_read(text, strlen(text), "mine.json", *state, &err);
    assert_non_null(style);
    assert_string_equal(style->classes->indicator, "cites");
    assert_string_equal(style->classes->by, "commune");
    assert_true(style->classes->epci_radius == 30 && style->classes->commune_radius == 20);
    assert_int_equal(style->classes->palette_count, 1);
    assert_string_equal(style->classes->palettes[0].id, "brick");
    assert_null(style->legend[0].layers[0]); /* a line of words */
    assert_true(style->legend[0].is_for_epci);

    char wrong[sizeof text];
    memcpy(wrong, text, sizeof text);
    memcpy(strstr(wrong, "30}"), "-1}", 3);
    assert_null(style_read(wrong, strlen(wrong), "mine.json", *state, &err));
    assert_non_null(strstr(err.message, "radius"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(defaults_are_those_of_the_specification),   TEST(a_mistake_names_layer_and_property),
        TEST(what_only_the_browser_uses_is_passed_over), TEST(what_is_no_style_is_refused),
        TEST(a_layer_that_is_not_visible_is_not_there),  TEST(a_theme_of_any_indicator_says_what_it_starts_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
