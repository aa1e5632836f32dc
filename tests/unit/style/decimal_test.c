#include "style/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

static double read_text(const char *text)
{
    return decimal_read(text, strlen(text));
}

static void a_digit_that_is_missing_beside_the_point_is_a_zero(void **state)
{
    (void)state;
    assert_true(read_text(".5") == 0.5 && read_text("-.5e1") == -5 && read_text("5.") == 5 &&
                read_text("+3.e2") == 300);
    assert_true(read_text("12") == 12 && read_text("1e3") == 1000);
}

static void what_is_no_number_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"", ".", "-", "+.", "1.2.3", "e5", ".e5", "a", "--1", "1e", "0x1f", " 1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(isnan(read_text(texts[i])));
    char lengthy[600];
    memset(lengthy, '1', sizeof lengthy);
    lengthy[0] = '.';
    assert_true(isnan(decimal_read(lengthy, sizeof lengthy)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digit_that_is_missing_beside_the_point_is_a_zero),
        cmocka_unit_test(what_is_no_number_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
