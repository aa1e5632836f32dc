#include "style/check.h"

#include "style/fixture.h"

static const char *const *fields_of(void *payload, const char *collection)
{
    static const char *const names[] = {"nom", "unesco", "logements", NULL};
    (void)payload;
    return strcmp(collection, "estates") == 0 ? names : NULL;
}

static const char *check(const char *layer, struct error *err, struct arena *arena)
{
    char *text = arena_printf(arena,
                              "{\"version\": 8, \"sources\": {\"estates\": {}, \"others\": {}}, \"layers\": [{\"id\": "
                              "\"a\", \"type\": \"fill\", %s}]}",
                              layer);
    struct style *style = style_read(text, strlen(text), "mine.json", arena, err);
    struct style_fields fields = {NULL, fields_of};
    if (style == NULL)
        fail_msg("%s", err->message);
    return style_check(style, &fields, err) ? NULL : err->message;
}

static void a_field_that_the_collection_has_not_is_named(void **state)
{
    static const struct {
        const char *layer, *words;
    } mistakes[] = {
        {"\"paint\": {\"fill-color\": [\"match\", [\"get\", \"unesc\"], \"a\", \"red\", \"blue\"]}",
         "mine: layer a, fill-color: the collection \"estates\" has no field \"unesc\"; did you mean \"unesco\"?"},
        {"\"filter\": [\"==\", \"etat\", 1]", "layer a, filter: the collection \"estates\" has no field \"etat\""},
        {"\"filter\": [\"all\", [\"has\", \"nom\"], [\"has\", \"x\"]]", "no field \"x\""},
        {"\"metadata\": {\"terril:feature-title\": [\"concat\", [\"get\", \"nom\"], [\"get\", \"commune\"]]}",
         "terril:feature-title: the collection \"estates\" has no field \"commune\""},
        {"\"paint\": {\"fill-color\": [\"let\", \"v\", [\"get\", \"y\"], [\"to-color\", [\"var\", \"v\"]]]}",
         "no field \"y\""},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct error err = ERROR_INIT;
        char *layer = arena_printf(*state, "\"source\": \"estates\", %s", mistakes[i].layer);
        const char *said = check(layer, &err, *state);
        if (said == NULL || strstr(said, mistakes[i].words) == NULL)
            fail_msg("%s: %s", mistakes[i].layer, said != NULL ? said : "nothing");
        assert_int_equal(err.kind, ERROR_INPUT);
    }
}

static void what_is_known_or_cannot_be_known_passes(void **state)
{
    static const char *const layers[] = {
        "\"source\": \"estates\", \"filter\": [\"has\", \"nom\"]",
        "\"source\": \"estates\", \"filter\": [\"has\", [\"concat\", \"a\", [\"get\", \"nom\"]]]",
        "\"source\": \"estates\", \"filter\": [\"==\", [\"get\", \"x\", [\"literal\", {\"x\": 1}]], 1]",
        "\"source\": \"others\", \"filter\": [\"has\", \"anything\"]",
    };
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        struct error err = ERROR_INIT;
        const char *said = check(layers[i], &err, *state);
        if (said != NULL)
            fail_msg("%s: %s", layers[i], said);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_field_that_the_collection_has_not_is_named),
        TEST(what_is_known_or_cannot_be_known_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
