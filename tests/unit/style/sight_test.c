#include "style/sight.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct colour hex(const char *text)
{
    struct colour colour;
    assert_true(colour_read(text, &colour));
    return colour;
}

/* By CSS Color 4, clause 18, whose way leads through XYZ and so through other matrices than ours. */
static void colours_have_their_published_places_in_oklch(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        double lightness, chroma, hue;
    } cases[] = {
        {"#ff0000", 0.62796, 0.25768, 29.234},  {"#00ff00", 0.86644, 0.29483, 142.495},
        {"#0000ff", 0.45201, 0.31321, 264.052}, {"#ffff00", 0.96798, 0.21101, 109.769},
        {"#7d2329", 0.40049, 0.12360, 21.119},  {"#00778a", 0.52336, 0.09194, 213.859},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct oklch oklch = colour_to_oklch(hex(cases[i].hex));
        assert_float_equal(oklch.lightness, cases[i].lightness, 1e-4);
        assert_float_equal(oklch.chroma, cases[i].chroma, 1e-4);
        assert_float_equal(oklch.hue, cases[i].hue, 0.1);
    }
    assert_float_equal(colour_to_oklch(hex("#ffffff")).lightness, 1, 1e-6);
    assert_float_equal(colour_distance(hex("#ffffff"), hex("#000000")), 1, 1e-6);
}

static void a_colour_comes_back_as_it_went(void **state)
{
    (void)state;
    for (int i = 0; i < 4096; i++) {
        struct colour colour = {(i >> 8) / 15.0, (i >> 4 & 15) / 15.0, (i & 15) / 15.0, 1}, back;
        back = colour_from_oklch(colour_to_oklch(colour));
        assert_true(fabs(back.red - colour.red) < 0.003 && fabs(back.green - colour.green) < 0.003 &&
                    fabs(back.blue - colour.blue) < 0.003);
    }
}

static void a_colour_no_screen_shows_loses_chroma_and_keeps_its_lightness(void **state)
{
    (void)state;
    struct oklch seen = colour_to_oklch(colour_from_oklch((struct oklch){0.7, 0.4, 200}));
    assert_float_equal(seen.lightness, 0.7, 0.005);
    assert_float_equal(seen.hue, 200, 2);
    assert_true(seen.chroma > 0.08 && seen.chroma < 0.2);
}

static void contrast_is_that_of_the_guidelines(void **state)
{
    (void)state;
    assert_float_equal(colour_contrast(hex("#000000"), hex("#ffffff")), 21, 1e-9);
    assert_float_equal(colour_contrast(hex("#777777"), hex("#ffffff")), 4.48, 0.005);
    assert_float_equal(colour_contrast(hex("#ffffff"), hex("#777777")), 4.48, 0.005);
}

static void the_colour_blind_confuse_what_they_are_known_to_confuse(void **state)
{
    (void)state;
    struct colour red = hex("#c03030"), olive = hex("#806000"), blue = hex("#3060c0"), white = hex("#ffffff");
    assert_true(colour_distance(colour_seen(red, SIGHT_NO_GREEN), colour_seen(olive, SIGHT_NO_GREEN)) <
                colour_distance(red, olive) / 2);
    assert_true(colour_distance(colour_seen(red, SIGHT_NO_GREEN), colour_seen(blue, SIGHT_NO_GREEN)) > 0.2);
    for (int sight = 0; sight < SIGHT_COUNT; sight++)
        assert_true(colour_distance(colour_seen(white, (enum sight)sight), white) < 0.001);
    struct colour grey = colour_seen(red, SIGHT_GREY);
    assert_true(grey.red == grey.green && grey.green == grey.blue);
    assert_float_equal(colour_contrast(grey, red), 1, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_have_their_published_places_in_oklch),
        cmocka_unit_test(a_colour_comes_back_as_it_went),
        cmocka_unit_test(a_colour_no_screen_shows_loses_chroma_and_keeps_its_lightness),
        cmocka_unit_test(contrast_is_that_of_the_guidelines),
        cmocka_unit_test(the_colour_blind_confuse_what_they_are_known_to_confuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
