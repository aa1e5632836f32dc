#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void an_error_holds_its_kind_and_its_line(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_false(error_set(&err, ERROR_NOT_FOUND, "%s: no layer %d", "cites.gpkg", 3));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_string_equal(err.message, "cites.gpkg: no layer 3");
}

static void nobody_needs_to_care_for_an_error(void **state)
{
    (void)state;
    assert_false(error_set(NULL, ERROR_INPUT, "%s", "unheard"));
}

static void a_strangers_text_cannot_break_the_line(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_INPUT, "%s", "a\nb\x1B[0m\xFF");
    assert_string_equal(err.message, "a b [0m?");
}

static void a_long_line_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char text[1001];
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(text + i, "é", 2);
    text[1000] = '\0';
    error_set(&err, ERROR_INPUT, "%s", text);
    assert_int_equal(strlen(err.message), 510);
    assert_memory_equal(err.message, text, 510);
    error_set(&err, ERROR_INPUT, "x%s", text);
    assert_int_equal(strlen(err.message), 511);
}

static void an_error_may_quote_itself(void **state)
{
    (void)state;
    struct error err = {ERROR_INPUT, "first"};
    error_set(&err, ERROR_BUSY, "second, after %s", err.message);
    assert_string_equal(err.message, "second, after first");
    assert_int_equal(err.kind, ERROR_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_holds_its_kind_and_its_line),
        cmocka_unit_test(nobody_needs_to_care_for_an_error),
        cmocka_unit_test(a_strangers_text_cannot_break_the_line),
        cmocka_unit_test(a_long_line_is_cut_at_a_whole_character),
        cmocka_unit_test(an_error_may_quote_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
