#include "base/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef bool mapping(const char *text, size_t length, struct buffer *out);

static void gives(mapping *map, const char *text, const char *wanted)
{
    struct buffer out = BUFFER_INIT;
    assert_true(map(text, strlen(text), &out));
    assert_int_equal(out.length, strlen(wanted));
    assert_memory_equal(out.bytes, wanted, out.length);
    buffer_free(&out);
}

static void case_is_folded_fully(void **state)
{
    (void)state;
    gives(unicode_fold_case, "Cité N° 12", "cité n° 12");
    gives(unicode_fold_case, "ÉLEU", "éleu");
    gives(unicode_fold_case, "E\xCC\x81LEU", "éleu"); /* decomposed */
    gives(unicode_fold_case, "Straße", "strasse");
    gives(unicode_fold_case, "STRASSE", "strasse");
    gives(unicode_fold_case, "Οδος", "οδοσ");
    gives(unicode_fold_case, "ŒUVRE", "œuvre");
    gives(unicode_fold_case, "plain", "plain");
}

static void marks_are_left_out(void **state)
{
    (void)state;
    gives(unicode_strip_marks, "débárquér", "debarquer");
    gives(unicode_strip_marks, "Hénin-Beaumont, Noyelles-sous-Bellonne", "Henin-Beaumont, Noyelles-sous-Bellonne");
    gives(unicode_strip_marks, "Ça Œ ÿ ñ", "Ca Œ y n");
    gives(unicode_strip_marks, "E\xCC\x81", "E");
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    assert_false(unicode_fold_case("a\xff", 2, &out));
    assert_false(unicode_strip_marks("\xC3", 1, &out));
    assert_int_equal(out.length, 0);
    buffer_free(&out);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    assert_true(unicode_fold_case("", 0, &out));
    assert_true(unicode_strip_marks("", 0, &out));
    assert_string_equal(out.bytes, "");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_is_folded_fully),
        cmocka_unit_test(marks_are_left_out),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(nothing_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
