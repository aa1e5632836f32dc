#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void well_formed_utf8_is_known(void **state)
{
    (void)state;
    static const char *const fine[] = {"", "Lens", "Hénin", "\u202F", "\U0010FFFF"};
    static const char *const wrong[] = {"\xE9", "a\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "caf\xC3"};
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        assert_true(text_is_utf8(fine[i], strlen(fine[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(text_is_utf8(wrong[i], strlen(wrong[i])));
    assert_false(text_is_utf8("a\0b", 3));
}

static void windows_1252_becomes_utf8(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    buffer_puts(&out, ">");
    text_from_cp1252(&out, "H\xE9nin \x80 \x9C\x92\xFF", 11);
    assert_string_equal(out.bytes, ">Hénin € œ’ÿ");
    buffer_clear(&out);
    text_from_cp1252(&out, "\x81\x8D\x8F\x90\x9D\0", 6);
    assert_string_equal(out.bytes, "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    buffer_clear(&out);
    for (int byte = 1; byte < 256; byte++)
        text_from_cp1252(&out, &(char){(char)byte}, 1);
    assert_true(text_is_utf8(out.bytes, out.length));
    buffer_free(&out);
}

static void check_fold(const char *text, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    text_fold(&out, text);
    assert_string_equal(out.bytes, expected);
    buffer_free(&out);
}

static void folded_names_can_be_typed_on_any_keyboard(void **state)
{
    (void)state;
    check_fold("Cœur d'Ostrevent", "coeur d ostrevent");
    check_fold("Cœur d’Ostrevent", "coeur d ostrevent");
    check_fold("HÉNIN-BEAUMONT", "henin beaumont");
    check_fold("He\u0301nin\u2011Beaumont", "henin beaumont"); /* decomposed, no-break hyphen */
    check_fold("Bruay\u00A0-  la - Buissière ", "bruay la buissiere");
    check_fold("  Lens", "lens");
    check_fold("", "");
    check_fold(" -'", "");
    check_fold("Æther Straße ŒUVRE Łódź Ījs Şž", "aether strasse oeuvre lodz ijs sz");
    check_fold("3×4", "3×4");
    check_fold("Ελ 9/9bis", "Ελ 9/9bis"); /* beyond Latin: as it is */
    check_fold("caf\xE9", "caf\uFFFD");
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    struct buffer once = BUFFER_INIT, twice = BUFFER_INIT, letters = BUFFER_INIT;
    for (unsigned letter = 0xC0; letter < 0x180; letter++)
        buffer_append(&letters, (char[]){(char)(0xC0 | letter >> 6), (char)(0x80 | (letter & 0x3F))}, 2);
    text_fold(&once, letters.bytes);
    text_fold(&twice, once.bytes);
    assert_string_equal(once.bytes, twice.bytes);
    for (size_t i = 0; i < once.length; i++)
        assert_true((once.bytes[i] >= 'a' && once.bytes[i] <= 'z') || once.bytes[i] == (char)0xC3 ||
                    once.bytes[i] == (char)0x97 || once.bytes[i] == (char)0xB7); /* × and ÷ */
    buffer_free(&once);
    buffer_free(&twice);
    buffer_free(&letters);
}

static void check_decode(const char *text, bool plus, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    buffer_puts(&out, ">");
    bool done = text_percent_decode(&out, text, strlen(text), plus);
    if (done != (expected != NULL) || strcmp(out.bytes + 1, done ? expected : "") != 0)
        fail_msg("\"%s\" gave \"%s\"", text, out.bytes);
    buffer_free(&out);
}

static void percent_escapes_are_decoded(void **state)
{
    (void)state;
    check_decode("", false, "");
    check_decode("Lens", false, "Lens");
    check_decode("H%C3%a9nin%20Beaumont", false, "Hénin Beaumont");
    check_decode("a+b%2Bc", true, "a b+c");
    check_decode("a+b%2Bc", false, "a+b+c");
    check_decode("100%25", false, "100%");
    check_decode("%252e", false, "%2e"); /* once, not twice */
    check_decode("é", false, "é");
}

static void what_hides_in_escapes_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"%",   "%4",     "a%zz",      "%00",  "a%0Ab", "%1B[0m", "%7F", "%C2%9B",
                                        "%E9", "%C0%AF", "%ED%A0%80", "a\tb", "\xFF",  "% 41",   "%+1", "%-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_decode(wrong[i], false, NULL);
        check_decode(wrong[i], true, NULL);
    }
    struct buffer out = BUFFER_INIT;
    assert_false(text_percent_decode(&out, "%41", 2, false)); /* not one byte beyond the length */
    assert_false(text_percent_decode(&out, "a\0b", 3, false));
    buffer_free(&out);
}

static void encoded_text_decodes_to_itself(void **state)
{
    (void)state;
    struct buffer encoded = BUFFER_INIT, decoded = BUFFER_INIT;
    text_percent_encode(&encoded, "Cité n°9 / A+B?~._-");
    assert_string_equal(encoded.bytes, "Cit%C3%A9%20n%C2%B09%20%2F%20A%2BB%3F~._-");
    assert_true(text_percent_decode(&decoded, encoded.bytes, encoded.length, true));
    assert_string_equal(decoded.bytes, "Cité n°9 / A+B?~._-");
    buffer_clear(&encoded);
    text_percent_encode(&encoded, "");
    assert_string_equal(encoded.bytes, "");
    buffer_free(&encoded);
    buffer_free(&decoded);
}

static void distance_counts_slips_of_the_finger(void **state)
{
    (void)state;
    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("load", "load"), 0);
    assert_int_equal(text_distance("load", ""), 4);
    assert_int_equal(text_distance("load", "loads"), 1);
    assert_int_equal(text_distance("load", "lad"), 1);
    assert_int_equal(text_distance("load", "lood"), 1);
    assert_int_equal(text_distance("load", "laod"), 1);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("ca", "abc"), 3); /* no piece is edited twice */
}

static void distance_looks_at_32_bytes_only(void **state)
{
    (void)state;
    char left[1001], right[1001];
    memset(left, 'a', 1000);
    memset(right, 'a', 1000);
    memset(right + 32, 'b', 968);
    left[1000] = right[1000] = '\0';
    assert_int_equal(text_distance(left, right), 0);
    right[31] = 'b';
    assert_int_equal(text_distance(left, right), 1);
}

static void a_slip_finds_its_word_and_nonsense_none(void **state)
{
    (void)state;
    static const char *const words[] = {"fetch", "load", "check", "serve", "coverage", "land", NULL};
    assert_string_equal(text_nearest("serv", words), "serve");
    assert_string_equal(text_nearest("covergae", words), "coverage");
    assert_string_equal(text_nearest("load", words), "load");
    assert_string_equal(text_nearest("loda", words), "load");
    assert_string_equal(text_nearest("lnd", words), "land"); /* not load, which is two away */
    assert_null(text_nearest("frobnicate", words));
    assert_null(text_nearest("lodes", words));
    assert_null(text_nearest("", words));
    assert_null(text_nearest("load", (const char *const[]){NULL}));
    assert_string_equal(text_nearest("lad", (const char *const[]){"land", "load", NULL}), "land"); /* the first */
}

static void beginnings_and_ends_are_known(void **state)
{
    (void)state;
    assert_true(text_starts_with("cites.geojson", "cites"));
    assert_true(text_starts_with("cites", ""));
    assert_false(text_starts_with("cit", "cites"));
    assert_true(text_ends_with("cites.geojson", ".geojson"));
    assert_true(text_ends_with("cites", "cites"));
    assert_false(text_ends_with("json", "geojson"));
    assert_false(text_ends_with("cites.json", ".geojson"));
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_characters("Hénin", strlen("Hénin")), 5);
    assert_int_equal(text_characters("", 0), 0);
    assert_int_equal(text_characters("a\xe9z", 3), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(well_formed_utf8_is_known),
        cmocka_unit_test(windows_1252_becomes_utf8),
        cmocka_unit_test(folded_names_can_be_typed_on_any_keyboard),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(percent_escapes_are_decoded),
        cmocka_unit_test(what_hides_in_escapes_is_refused),
        cmocka_unit_test(encoded_text_decodes_to_itself),
        cmocka_unit_test(distance_counts_slips_of_the_finger),
        cmocka_unit_test(distance_looks_at_32_bytes_only),
        cmocka_unit_test(a_slip_finds_its_word_and_nonsense_none),
        cmocka_unit_test(beginnings_and_ends_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
