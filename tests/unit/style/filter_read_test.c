#include "style/fixture.h"

static struct expression *read_filter(const char *json, struct arena *arena, struct error *err)
{
    struct json_document *document = json_read(json, strlen(json), "fixture", err);
    if (document == NULL)
        fail_msg("%s", err->message);
    struct expression *filter = filter_read(json_root(document), "layer estates, filter", arena, err);
    json_free(document);
    return filter;
}

/* Each is true of the estate; the estate's date is not known, which is as if it had none. */
static void filters_of_the_old_form_mean_what_they_meant(void **state)
{
    static const char *const truths[] = {
        "[\"==\", \"unesco\", \"inscrit\"]",
        "[\"!=\", \"unesco\", \"hors\"]",
        "[\"!=\", \"date\", 2020]",
        "[\"!has\", \"date\"]",
        "[\"has\", \"nom\"]",
        "[\">=\", \"logements\", 120]",
        "[\"!in\", \"unesco\", \"hors\", \"a\"]",
        "[\"in\", \"logements\", 1, 120]",
        "[\"none\", [\"<\", \"logements\", \"200\"], [\"==\", \"nom\", 1]]",
        "[\"any\", [\"==\", \"nom\", 1], [\"==\", \"$id\", 1]]",
        "[\"all\"]",
        "[\"==\", \"$type\", \"Unknown\"]",
        "[\"!=\", \"date\", null]",
    };
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) {
        struct error err = ERROR_INIT;
        struct expression *filter = read_filter(truths[i], *state, &err);
        if (filter == NULL || !expression_bool(filter, &estate, 9, false))
            fail_msg("%s: %s", truths[i], filter == NULL ? err.message : "not true");
    }
}

static void what_is_no_filter_is_refused(void **state)
{
    static const struct {
        const char *json, *words;
    } mistakes[] = {
        {"[\"all\", [\"==\", \"nom\", 1], [\"==\", [\"get\", \"b\"], 2]]", "does not mix with expressions"},
        {"[\"none\", [\"match\", [\"get\", \"a\"], 1, true, false]]", "\"match\" is an operator of expressions"},
        {"5", "a filter is an array"},
        {"{}", "a filter is an array"},
        {"[\"get\", 5]", "a value of type number stands where string is wanted"},
        {"[\"+\", 1, 2]", "a value of type number stands where boolean is wanted"},
        {"[\"==\", [\"feature-state\", \"x\"], 1]", "cannot look at feature-state"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct error err = ERROR_INIT;
        struct expression *filter = read_filter(mistakes[i].json, *state, &err);
        if (filter != NULL || strstr(err.message, mistakes[i].words) == NULL ||
            strstr(err.message, "layer estates, filter: ") == NULL)
            fail_msg("%s: %s", mistakes[i].json, err.message);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(filters_of_the_old_form_mean_what_they_meant),
        TEST(what_is_no_filter_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
