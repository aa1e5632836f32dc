#include "style/text_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_letters(const char *text, bool is_upper, const char *wanted)
{
    struct buffer out = BUFFER_INIT;
    text_case_write(text, is_upper, &out);
    assert_string_equal(out.bytes, wanted);
    buffer_free(&out);
}

static void french_names_go_up_and_down(void **state)
{
    (void)state;
    assert_letters("Noyelles-sous-Lens, Œuvre d’été à L’Haÿ", true, "NOYELLES-SOUS-LENS, ŒUVRE D’ÉTÉ À L’HAŸ");
    assert_letters("ÉCLUSE DE LA FOSSE N° 9, ŸPRES, ÇA", false, "écluse de la fosse n° 9, ÿpres, ça");
    assert_letters("Łódź, straße, Žatec, Ķegums", true, "ŁÓDŹ, STRASSE, ŽATEC, ĶEGUMS");
    assert_letters("", true, "");
}

static void what_has_no_case_stays(void **state)
{
    (void)state;
    assert_letters("1 234 × 5 ÷ 2, 東京", true, "1 234 × 5 ÷ 2, 東京");
    assert_letters("bad \xff\xc3", true, "BAD \xff\xc3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_names_go_up_and_down),
        cmocka_unit_test(what_has_no_case_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
