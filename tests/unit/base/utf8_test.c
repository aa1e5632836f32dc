#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static size_t size_of(const char *text)
{
    return utf8_size(text, strlen(text));
}

static void characters_of_one_to_four_bytes_are_measured(void **state)
{
    (void)state;
    assert_int_equal(size_of("a"), 1);
    assert_int_equal(utf8_size("", 1), 1); /* NUL */
    assert_int_equal(size_of("é"), 2);
    assert_int_equal(size_of("€uro"), 3);
    assert_int_equal(size_of("\U0001F6B2"), 4);
    assert_int_equal(size_of("\xF4\x8F\xBF\xBF"), 4); /* U+10FFFF */
    assert_int_equal(utf8_size("", 0), 0);
}

static void malformed_bytes_are_no_character(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",             /* a continuation alone */
        "\xC0\x80",         /* NUL, overlong */
        "\xC1\xBF",         /* overlong */
        "\xE0\x9F\xBF",     /* overlong */
        "\xF0\x8F\xBF\xBF", /* overlong */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF4\x90\x80\x80", /* beyond U+10FFFF */
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xC3",
        "\xC3(",
        "\xE2\x82",
        "\xE2\x82(",
        "\xF0\x9F\x9A",
        "\xF0\x9F\x9A(",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(size_of(wrong[i]), 0);
}

static void every_character_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        if (character == 0xD800)
            character = 0xE000;
        char bytes[4];
        uint32_t read = UINT32_MAX;
        size_t written = utf8_write(bytes, character);
        if (utf8_read(bytes, written, &read) != written || read != character)
            fail_msg("U+%04X", (unsigned)character);
    }
}

static void what_is_no_character_leaves_the_output_untouched(void **state)
{
    (void)state;
    uint32_t character = 42;
    assert_int_equal(utf8_read("\xC3(", 2, &character), 0);
    assert_int_equal(character, 42);
}

static void a_line_keeps_letters_and_loses_controls(void **state)
{
    (void)state;
    char text[] = "Hénin\tBeau\r\nmont\x1B[31m\x7F \xC2\x9B \xFF\xC3";
    utf8_one_line(text);
    assert_string_equal(text, "Hénin Beau  mont [31m     ??");
}

static void a_cut_text_ends_with_a_whole_character(void **state)
{
    (void)state;
    const char *text = "a\U0001F6B2é";
    assert_int_equal(utf8_whole(text, 7), 7);
    assert_int_equal(utf8_whole(text, 6), 5);
    assert_int_equal(utf8_whole(text, 5), 5);
    assert_int_equal(utf8_whole(text, 4), 1);
    assert_int_equal(utf8_whole(text, 3), 1);
    assert_int_equal(utf8_whole(text, 2), 1);
    assert_int_equal(utf8_whole(text, 1), 1);
    assert_int_equal(utf8_whole(text, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_one_to_four_bytes_are_measured),
        cmocka_unit_test(malformed_bytes_are_no_character),
        cmocka_unit_test(every_character_survives_writing_and_reading),
        cmocka_unit_test(what_is_no_character_leaves_the_output_untouched),
        cmocka_unit_test(a_line_keeps_letters_and_loses_controls),
        cmocka_unit_test(a_cut_text_ends_with_a_whole_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
