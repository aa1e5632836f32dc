#include "style/palette.h"

#include "style/sight.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Calls `check` with the colours of every palette in every count and sight. */
static void each_sight(void (*check)(const struct palette *palette, size_t count, const struct colour *seen,
                                     enum sight sight))
{
    size_t palette_count;
    const struct palette *all = palettes(&palette_count);
    for (size_t i = 0; i < palette_count; i++) {
        for (size_t count = CLASSES_MIN; count <= CLASSES_MAX; count++) {
            for (int sight = 0; sight < SIGHT_COUNT; sight++) {
                struct colour colours[CLASSES_MAX];
                palette_colours(&all[i], count, colours);
                for (size_t k = 0; k < count; k++)
                    colours[k] = colour_seen(colours[k], (enum sight)sight);
                check(&all[i], count, colours, (enum sight)sight);
            }
        }
    }
}

static void lightness_check(const struct palette *palette, size_t count, const struct colour *seen, enum sight sight)
{
    if (palette->kind != PALETTE_SEQUENTIAL)
        return;
    for (size_t i = 1; i < count; i++) {
        if (colour_to_oklch(seen[i]).lightness > colour_to_oklch(seen[i - 1]).lightness - 0.04)
            fail_msg("%s, %zu colours, sight %d: %zu is not darker", palette->id, count, (int)sight, i);
    }
}

static void lightness_falls_with_each_class_of_a_sequential_palette(void **state)
{
    (void)state;
    each_sight(lightness_check);
}

static void distance_check(const struct palette *palette, size_t count, const struct colour *seen, enum sight sight)
{
    double least = count <= 6 ? PALETTE_DISTANCE_SIX : PALETTE_DISTANCE_MIN;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count; k++) {
            double distance = colour_distance(seen[i], seen[k]);
            if (distance < least)
                fail_msg("%s, %zu colours, sight %d: %zu and %zu are %.3f apart", palette->id, count, (int)sight, i, k,
                         distance);
        }
    }
}

static void any_two_colours_differ_in_every_sight_and_in_grey(void **state)
{
    (void)state;
    each_sight(distance_check);
}

static void unknown_check(const struct palette *palette, size_t count, const struct colour *seen, enum sight sight)
{
    struct colour ground = colour_seen(palette_unknown_ground(), sight);
    for (size_t i = 0; i < count; i++) {
        double distance = colour_distance(seen[i], ground);
        if (distance < PALETTE_UNKNOWN_DISTANCE_MIN)
            fail_msg("%s, %zu colours, sight %d: %zu is %.3f from what is not known", palette->id, count, (int)sight, i,
                     distance);
    }
}

static void what_is_not_known_looks_like_no_class(void **state)
{
    (void)state;
    each_sight(unknown_check);
    assert_true(colour_distance(palette_unknown_ground(), palette_unknown_stroke()) > 0.1);
}

static void ink_check(const struct palette *palette, size_t count, const struct colour *seen, enum sight sight)
{
    for (size_t i = 0; sight == SIGHT_FULL && i < count; i++) {
        if (colour_contrast(seen[i], palette_ink(seen[i])) < 4.5)
            fail_msg("%s, %zu colours: no ink for %zu", palette->id, count, i);
    }
}

static void every_colour_has_an_ink_that_can_be_read_on_it(void **state)
{
    (void)state;
    each_sight(ink_check);
    for (int i = 0; i < 4096; i++) {
        struct colour fill = {(i >> 8) / 15.0, (i >> 4 & 15) / 15.0, (i & 15) / 15.0, 1};
        assert_true(colour_contrast(fill, palette_ink(fill)) >= 4.5);
    }
}

static void a_diverging_palette_is_pale_in_the_middle_and_has_two_hues(void **state)
{
    (void)state;
    struct colour colours[CLASSES_MAX];
    palette_colours(palette_find("water-brick"), 7, colours);
    assert_true(colour_to_oklch(colours[3]).chroma < 0.02);
    for (size_t i = 0; i < 3; i++) {
        assert_true(colour_to_oklch(colours[i]).lightness < colour_to_oklch(colours[i + 1]).lightness);
        assert_true(colour_to_oklch(colours[6 - i]).lightness < colour_to_oklch(colours[5 - i]).lightness);
    }
    assert_float_equal(colour_to_oklch(colours[1]).hue, 220, 3);
    assert_float_equal(colour_to_oklch(colours[5]).hue, 40, 3);
}

static void a_kind_keeps_its_colour_when_kinds_are_added(void **state)
{
    (void)state;
    struct colour few[CLASSES_MAX], many[CLASSES_MAX];
    palette_colours(palette_find("kinds"), 3, few);
    palette_colours(palette_find("kinds"), 9, many);
    assert_memory_equal(few, many, 3 * sizeof few[0]);
}

static void palettes_are_found_by_name_and_one_class_has_a_colour(void **state)
{
    (void)state;
    size_t count;
    const struct palette *all = palettes(&count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(palette_find(all[i].id)->id, all[i].id);
        struct colour colour;
        palette_colours(&all[i], 1, &colour);
        assert_true(colour_distance(colour, palette_unknown_ground()) > 0.05);
    }
    assert_null(palette_find("rainbow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lightness_falls_with_each_class_of_a_sequential_palette),
        cmocka_unit_test(any_two_colours_differ_in_every_sight_and_in_grey),
        cmocka_unit_test(what_is_not_known_looks_like_no_class),
        cmocka_unit_test(every_colour_has_an_ink_that_can_be_read_on_it),
        cmocka_unit_test(a_diverging_palette_is_pale_in_the_middle_and_has_two_hues),
        cmocka_unit_test(a_kind_keeps_its_colour_when_kinds_are_added),
        cmocka_unit_test(palettes_are_found_by_name_and_one_class_has_a_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
