#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "draw/glyphs.h"
#include "draw/text.h"

#include <math.h>

static const struct glyph *glyph_of(const struct glyph *glyphs, size_t count, unsigned code)
{
    for (size_t i = 0; i < count; i++)
        if (glyphs[i].code == code)
            return &glyphs[i];
    return NULL;
}

static unsigned byte_at(const struct glyph *glyph, unsigned x, unsigned y)
{
    return glyph->distances[(size_t)y * (glyph->width + 2 * GLYPH_MARGIN) + x];
}

static void a_letter_has_its_box_its_advance_and_a_picture_with_a_margin(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct glyph *glyphs;
    size_t count;
    assert_true(glyphs_make(WEIGHT_REGULAR, 0, 256, arena, &glyphs, &count, NULL));
    const struct glyph *letter = glyph_of(glyphs, count, 'H');
    assert_non_null(letter);
    /* capitals of Inter are 0.727 em high and stand on the baseline */
    assert_int_equal(letter->top, 18);
    assert_int_equal(letter->height, 18);
    assert_int_equal(letter->advance, lround(text_width("H", GLYPH_EM, WEIGHT_REGULAR)));
    assert_true(letter->left > 0 && (unsigned)letter->left + letter->width < letter->advance);
    const unsigned width = letter->width + 2 * GLYPH_MARGIN, height = letter->height + 2 * GLYPH_MARGIN;
    /* far from the outline in the corners, on both sides of it across a stem, the same in both stems */
    assert_true(byte_at(letter, 0, 0) < 100 && byte_at(letter, width - 1, height - 1) < 100);
    unsigned highest = 0;
    for (unsigned x = 0; x < width; x++)
        highest = byte_at(letter, x, height / 4) > highest ? byte_at(letter, x, height / 4) : highest;
    assert_true(highest > 210);
    assert_true(byte_at(letter, width / 2, height / 4) < 100); /* between the stems */
    assert_true(byte_at(letter, width / 2, height / 2) > 191); /* the bar */
    arena_free(arena);
}

static void a_space_advances_without_a_picture_and_what_is_no_letter_is_left_out(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct glyph *glyphs;
    size_t count;
    assert_true(glyphs_make(WEIGHT_SEMIBOLD, 0, 256, arena, &glyphs, &count, NULL));
    const struct glyph *space = glyph_of(glyphs, count, ' ');
    assert_non_null(space);
    assert_true(space->advance > 3 && space->width == 0 && space->height == 0 && space->distances == NULL);
    assert_null(glyph_of(glyphs, count, 1));
    assert_non_null(glyph_of(glyphs, count, 0xe9)); /* é */
    for (size_t i = 1; i < count; i++)
        assert_true(glyphs[i - 1].code < glyphs[i].code);
    arena_free(arena);
}

static void heavier_letters_have_thicker_stems(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    unsigned inside[2] = {0};
    const enum text_weight weights[] = {WEIGHT_REGULAR, WEIGHT_SEMIBOLD};
    for (size_t i = 0; i < 2; i++) {
        struct glyph *letter;
        size_t count;
        assert_true(glyphs_make(weights[i], 'l', 1, arena, &letter, &count, NULL));
        assert_int_equal(count, 1);
        for (unsigned k = 0; k < (letter->width + 2 * GLYPH_MARGIN) * (letter->height + 2 * GLYPH_MARGIN); k++)
            inside[i] += letter->distances[k];
    }
    assert_true(inside[1] > inside[0]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_has_its_box_its_advance_and_a_picture_with_a_margin),
        cmocka_unit_test(a_space_advances_without_a_picture_and_what_is_no_letter_is_left_out),
        cmocka_unit_test(heavier_letters_have_thicker_stems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
