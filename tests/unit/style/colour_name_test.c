#include "style/colour_name.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

static void names_are_known_whatever_their_case(void **state)
{
    (void)state;
    static const struct {
        const char *name, *hex;
    } known[] = {{"aliceblue", "#f0f8ff"},     {"yellowgreen", "#9acd32"},   {"CornflowerBlue", "#6495ed"},
                 {"REBECCAPURPLE", "#663399"}, {"DarkSlateGrey", "#2f4f4f"}, {"black", "#000000"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct colour colour;
        char hex[8];
        assert_true(colour_of_name(known[i].name, &colour));
        colour_write_hex(colour, hex);
        assert_string_equal(hex, known[i].hex);
        assert_float_equal(colour.alpha, 1, 0);
    }
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    struct colour colour;
    assert_false(colour_of_name("", &colour));
    assert_false(colour_of_name("reddish", &colour));
    assert_false(colour_of_name("transparent", &colour));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_known_whatever_their_case),
        cmocka_unit_test(what_is_no_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
