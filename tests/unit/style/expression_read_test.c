#include "style/expression.h"

#include "base/buffer.h"
#include "style/fixture.h"

static void a_mistake_is_named_with_its_place(void **state)
{
    static const struct {
        const char *json, *words;
    } mistakes[] = {
        {"[\"gett\", \"nom\"]", "unknown operator \"gett\"; did you mean \"get\"?"},
        {"[\"pluto\", 1]", "unknown operator \"pluto\""},
        {"[\"get\"]", "\"get\" does not take 0 arguments"},
        {"[\"match\", 1, 2, 3]", "\"match\" does not take 3 arguments"},
        {"[\"case\", true, 1]", "\"case\" does not take 2 arguments"},
        {"[\"interpolate\", [\"cubic-bezier\", 0, 0, 1, 2], 1, 0, 0]", "interpolate takes"},
        {"[\"step\", 1, 0, 2, 1, 2, 3]", "the stops of \"step\" are numbers that rise"},
        {"[\"interpolate\", [\"linear\"], 1, \"a\", 0]", "the stops of \"interpolate\""},
        {"[\"in\", 1, [1, 2]]", "an array stands as [\"literal\", [..]]"},
        {"{\"stops\": []}", "functions with \"stops\" are not supported"},
        {"[\"within\", {}]", "the operator \"within\" is not supported here"},
        {"[\"+\", 1, \"a\"]", "a value of type string stands where number is wanted"},
        {"[\"sqrt\", [\"to-number\", \"Lens\"]]", "a value does not read as a number"},
        {"[\"match\", [\"get\", \"nom\"], [\"a\", \"a\"], 1, 2]", "a label of \"match\" stands twice"},
        {"[\"match\", [\"get\", \"nom\"], 1.5, 1, 2]", "whole numbers"},
        {"[\"interpolate\", [\"linear\"], 1, 0, \"a\", 1, \"b\"]", "type string cannot be interpolated"},
        {"[\"var\", \"x\"]", "no \"let\" around it binds"},
        {"[\"format\", \"a\", {\"font-scale\": 2}]", "\"font-scale\" of one section is not supported"},
        {"[\"number-format\", 1, {\"currency\": \"EUR\"}]", "not \"currency\""},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct error err = ERROR_INIT;
        assert_null(fixture_read(mistakes[i].json, *state, &err));
        if (strstr(err.message, mistakes[i].words) == NULL || strstr(err.message, "layer estates, fill-color") == NULL)
            fail_msg("%s: %s", mistakes[i].json, err.message);
    }
}

static void depth_and_size_have_an_end(void **state)
{
    struct buffer deep = BUFFER_INIT, wide = BUFFER_INIT;
    struct error err = ERROR_INIT;
    for (int i = 0; i < 40; i++)
        buffer_puts(&deep, "[\"!\",");
    buffer_puts(&deep, "true");
    for (int i = 0; i < 40; i++)
        buffer_puts(&deep, "]");
    assert_null(fixture_read(deep.bytes, *state, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_puts(&wide, "[\"all\"");
    for (int i = 0; i < 20; i++) {
        buffer_puts(&wide, ",[\"all\"");
        for (int j = 0; j < 900; j++)
            buffer_puts(&wide, ",true");
        buffer_puts(&wide, "]");
    }
    buffer_puts(&wide, "]");
    assert_null(fixture_read(wide.bytes, *state, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_free(&deep);
    buffer_free(&wide);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_mistake_is_named_with_its_place),
        TEST(depth_and_size_have_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
