#include "style/colour.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_reads(const char *text, double red, double green, double blue, double alpha)
{
    struct colour colour;
    assert_true(colour_read(text, &colour));
    assert_float_equal(colour.red, red, 1e-9);
    assert_float_equal(colour.green, green, 1e-9);
    assert_float_equal(colour.blue, blue, 1e-9);
    assert_float_equal(colour.alpha, alpha, 1e-9);
}

static void colours_are_read_in_every_form(void **state)
{
    (void)state;
    assert_reads("#a63a1f", 166 / 255.0, 58 / 255.0, 31 / 255.0, 1);
    assert_reads("#FA0", 1, 170 / 255.0, 0, 1);
    assert_reads("#00778a80", 0, 119 / 255.0, 138 / 255.0, 128 / 255.0);
    assert_reads("rgb(166, 58,31)", 166 / 255.0, 58 / 255.0, 31 / 255.0, 1);
    assert_reads("rgba(0,0,0,0.25)", 0, 0, 0, 0.25);
    assert_reads("transparent", 0, 0, 0, 0);
    assert_reads("white", 1, 1, 1, 1);
}

static void what_is_no_colour_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",        "#",           "#12",       "#12345",      "#ggg",
                                        "redd",    "rgb(1,2",     "rgb(1,2,3", "rgb(1,2,3)x", "rgb(1,2,%)",
                                        "rgb(,,)", "rgba(1,2 3)", "brick",     "hsl(1,2,3)"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct colour colour = {2, 2, 2, 2};
        if (colour_read(texts[i], &colour))
            fail_msg("%s was read", texts[i]);
        assert_true(colour.red == 2);
    }
}

static void a_colour_is_written_as_it_was_read(void **state)
{
    (void)state;
    struct colour colour;
    char text[8];
    assert_true(colour_read("#7c2813", &colour));
    colour_write_hex(colour, text);
    assert_string_equal(text, "#7c2813");
    colour_write_hex((struct colour){-1, 2, 0.5, 1}, text);
    assert_string_equal(text, "#00ff80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_read_in_every_form),
        cmocka_unit_test(what_is_no_colour_is_refused),
        cmocka_unit_test(a_colour_is_written_as_it_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
