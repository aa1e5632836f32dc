#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t random_state = 0x9E3779B97F4A7C15u;

/* xorshift64: the same numbers in every run. */
static uint64_t random_bits(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static double random_double(void)
{
    double value;
    do {
        uint64_t bits = random_bits();
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static const char *written(void (*write)(struct buffer *, double, int), double value, int decimals)
{
    static struct buffer buffer = BUFFER_INIT;
    buffer_clear(&buffer);
    write(&buffer, value, decimals);
    return buffer.bytes;
}

static void exact(struct buffer *buffer, double value, int decimals)
{
    (void)decimals;
    number_write_exact(buffer, value);
}

static void check_read(const char *text, double expected)
{
    double value = 42;
    if (!number_read(text, strlen(text), &value) || value != expected)
        fail_msg("%s was read as %.17g", text, value);
}

/* ---- reading ---- */

static void numbers_are_read_to_the_nearest_double(void **state)
{
    (void)state;
    check_read("0", 0);
    check_read("-12.5", -12.5);
    check_read("+007", 7);
    check_read("2.5e3", 2500);
    check_read("2E-3", 0.002);
    check_read("0.1", 0.1);
    check_read("50.4301234567891", 50.4301234567891);
    check_read("9007199254740993", 9007199254740992.0); /* a tie, to even */
    check_read("1.7976931348623157e308", DBL_MAX);
    check_read("5e-324", 0x1p-1074);
    check_read("1e-400", 0);
    check_read("0.500000000000000166533453693773481063544750213623046875", 0.5000000000000002);
}

static void a_minus_zero_keeps_its_sign_when_read(void **state)
{
    (void)state;
    double value = 42;
    assert_true(number_read("-0.0", 4, &value));
    assert_true(value == 0 && signbit(value));
}

static void very_long_numbers_are_read_too(void **state)
{
    (void)state;
    char text[5001];
    memset(text, '0', sizeof text);
    text[0] = '1';
    text[1] = '.';
    text[4999] = '1';
    text[5000] = '\0';
    check_read(text, 1);
    memset(text, '9', 5000);
    double value = 42;
    assert_false(number_read(text, 5000, &value));
    assert_true(value == 42);
}

static void what_is_no_plain_number_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",     " 1",   "1 ",  "+",        "-",     ".",      ".5",
                                        "1.",   "1.e5", "1e",  "1e+",      "--1",   "+-1",    "1,5",
                                        "0x10", "inf",  "nan", "NaN",      "1e400", "-1e400", "1.2.3",
                                        "1e5.", "1_0",  "１",  "infinity", "1e5e5", "1f",     "e5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double value = 42;
        if (number_read(wrong[i], strlen(wrong[i]), &value) || value != 42)
            fail_msg("\"%s\" was read as %.17g", wrong[i], value);
    }
    double value = 42;
    assert_false(number_read("1\0002", 3, &value));
    assert_false(number_read(NULL, 0, &value));
}

static void only_the_length_that_is_given_is_read(void **state)
{
    (void)state;
    double value = 42;
    assert_true(number_read("12345", 2, &value));
    assert_true(value == 12);
    assert_true(number_read("1.5e3", 3, &value));
    assert_true(value == 1.5);
}

static void short_numbers_are_read_as_strtod_reads_them(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[40];
        int decimals = (int)(random_bits() % 16);
        uint64_t digits = random_bits() % 1000000000000000u;
        snprintf(text, sizeof text, "%s%llu.%0*u", i % 2 ? "-" : "", (unsigned long long)digits >> (i % 40),
                 decimals + 1, (unsigned)(random_bits() % 10));
        check_read(text, strtod(text, NULL));
    }
}

static void integers_are_read_inside_their_limits(void **state)
{
    (void)state;
    int64_t value = 42;
    assert_true(number_read_integer("-0", 2, INT64_MIN, INT64_MAX, &value));
    assert_int_equal(value, 0);
    assert_true(number_read_integer("9223372036854775807", 19, INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MAX);
    assert_true(number_read_integer("-9223372036854775808", 20, INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MIN);
    assert_true(number_read_integer("+0012", 5, 12, 12, &value));
    assert_int_equal(value, 12);
}

static void integers_outside_or_malformed_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "-",
                                        "+",
                                        "1.0",
                                        "1e3",
                                        " 1",
                                        "1 ",
                                        "0x1",
                                        "9223372036854775808",
                                        "101",
                                        "-1",
                                        "a",
                                        "1a",
                                        "--1",
                                        "99999999999999999999999",
                                        "-9223372036854775809"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t value = 42;
        if (number_read_integer(wrong[i], strlen(wrong[i]), 0, 100, &value) || value != 42)
            fail_msg("\"%s\" was read", wrong[i]);
    }
}

/* ---- writing ---- */

static void check_written(double value, int decimals, const char *expected)
{
    assert_string_equal(written(number_write, value, decimals), expected);
}

static void numbers_lose_needless_zeros_and_the_sign_of_nothing(void **state)
{
    (void)state;
    check_written(12.5, 3, "12.5");
    check_written(3, 7, "3");
    check_written(-0.125, 3, "-0.125");
    check_written(100, 0, "100");
    check_written(1200, 2, "1200");
    check_written(0.05, 1, "0.1");
    check_written(-0.04, 1, "0");
    check_written(-0.0, 5, "0");
    check_written(-1e-300, 15, "0");
    check_written(0.999999999, 3, "1");
    check_written(9.9999, 3, "10");
    check_written(0.000001, 7, "0.000001");
}

static void rounding_is_half_to_even_of_the_exact_binary_value(void **state)
{
    (void)state;
    check_written(0.125, 2, "0.12");
    check_written(0.375, 2, "0.38");
    check_written(2.5, 0, "2");
    check_written(-3.5, 0, "-4");
    check_written(2.675, 2, "2.67"); /* a little less than 2.675 in binary */
    check_written(1.005, 2, "1");
    check_written(0.45, 1, "0.5"); /* a little more than 0.45; times ten it is a tie */
    check_written(0.35, 1, "0.3");
}

static void large_numbers_are_written_digit_by_digit(void **state)
{
    (void)state;
    check_written(9007199254740993.0, 0, "9007199254740992");
    check_written(2251799813685248.5, 3, "2251799813685248.5");
    check_written(1e22, 15, "10000000000000000000000");
    check_written(-1e15, 15, "-1000000000000000");
    struct buffer buffer = BUFFER_INIT;
    number_write(&buffer, -DBL_MAX, 15);
    assert_int_equal(buffer.length, 310);
    buffer_free(&buffer);
}

static void what_is_not_finite_is_null(void **state)
{
    (void)state;
    check_written(NAN, 3, "null");
    check_written(INFINITY, 3, "null");
    check_written(-INFINITY, 0, "null");
    assert_string_equal(written(exact, NAN, 0), "null");
    assert_string_equal(written(exact, -INFINITY, 0), "null");
}

/* The same by snprintf, which rounds exactly in the C locale. */
static void check_against_printf(double value, int decimals)
{
    char expected[400];
    int length = snprintf(expected, sizeof expected, "%.*f", decimals, value);
    while (decimals > 0 && expected[length - 1] == '0')
        length--;
    if (expected[length - 1] == '.')
        length--;
    expected[length] = '\0';
    const char *wanted = strcmp(expected, "-0") == 0 ? "0" : expected;
    const char *got = written(number_write, value, decimals);
    if (strcmp(got, wanted) != 0)
        fail_msg("%a with %d decimals: %s, not %s", value, decimals, got, wanted);
}

static void numbers_are_written_as_printf_writes_them(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        int decimals = i % 16;
        check_against_printf(((double)(random_bits() >> 11) - 0x1p52) / (double)(1 + random_bits() % 100000000),
                             decimals);
        check_against_printf((double)(random_bits() % 200000) / 64 - 1000, decimals); /* many ties */
        check_against_printf((double)(random_bits() % 2000000) / 1e5, decimals);      /* many near ties */
        check_against_printf(random_double(), decimals);
    }
    for (int exponent = 48; exponent < 56; exponent++)
        for (double step = -4; step <= 4; step += 0.25)
            check_against_printf(ldexp(1, exponent) + step, 0);
}

static void check_exact(double value, const char *expected)
{
    assert_string_equal(written(exact, value, 0), expected);
}

static void exact_numbers_have_the_fewest_digits(void **state)
{
    (void)state;
    check_exact(0.1, "0.1");
    check_exact(0.1 + 0.2, "0.30000000000000004");
    check_exact(1.0 / 3, "0.3333333333333333");
    check_exact(-0.0, "0");
    check_exact(100, "100");
    check_exact(-1234567890123456.0, "-1234567890123456");
    check_exact(9007199254740993.0, "9007199254740992");
    check_exact(1e20, "100000000000000000000");
    check_exact(1e21, "1e21");
    check_exact(1.5e300, "1.5e300");
    check_exact(0.000001, "0.000001");
    check_exact(0.0000001, "1e-7");
    check_exact(-1.25e-9, "-1.25e-9");
    check_exact(0.000123, "0.000123");
    check_exact(5e-324, "5e-324");
    check_exact(DBL_MIN, "2.2250738585072014e-308");
    check_exact(DBL_MAX, "1.7976931348623157e308");
    check_exact(50.43, "50.43");
    check_exact(704123.25, "704123.25");
    check_exact(0x1p-44, "5.684341886080802e-14"); /* a power of two, where the nearest 16 digits do not read back */
    check_exact(0.00000123456789012345, "0.00000123456789012345");
    check_exact(999999999999999.9, "999999999999999.9");
    check_exact(99999999999999.9, "99999999999999.9");
    check_exact(123456789012345e200, "1.23456789012345e214");
    check_exact(9.5367431640625e-07, "9.5367431640625e-7");
}

static int significant_digits(const char *text)
{
    int count = 0, zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (*text == '0' && count == 0))
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        count++;
    }
    return count - zeros;
}

static void exact_numbers_read_back_with_no_digit_too_many(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        double value = i % 2 ? random_double() : (double)(random_bits() % 100000000000u) / 1e7;
        const char *text = written(exact, value, 0);
        double back = 42;
        assert_true(number_read(text, strlen(text), &back));
        if (back != value)
            fail_msg("%a: %s", value, text);
        char shorter[40];
        snprintf(shorter, sizeof shorter, "%.*e", significant_digits(text) - 2, value);
        if (significant_digits(text) > 1 && strtod(shorter, NULL) == value)
            fail_msg("%s has more digits than %s", text, shorter);
    }
}

static void french_numbers_have_a_comma_and_narrow_spaces(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {
        {0, 0, "0"},
        {999, 0, "999"},
        {1234, 0, "1\u202F234"},
        {1184821, 0, "1\u202F184\u202F821"},
        {-1234567.891, 2, "-1\u202F234\u202F567,89"},
        {-123456, 0, "-123\u202F456"},
        {12.5, 3, "12,500"},
        {-0.04, 1, "0,0"},
        {0.125, 2, "0,12"},
        {1e22, 1, "10\u202F000\u202F000\u202F000\u202F000\u202F000\u202F000\u202F000,0"},
        {NAN, 1, "non renseigné"},
        {-INFINITY, 1, "non renseigné"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(written(number_write_french, cases[i].value, cases[i].decimals), cases[i].text);
}

static void english_numbers_have_a_point_and_commas(void **state)
{
    (void)state;
    assert_string_equal(written(number_write_english, 1184821.25, 1), "1,184,821.2");
    assert_string_equal(written(number_write_english, -123456, 0), "-123,456");
    assert_string_equal(written(number_write_english, NAN, 0), "not known");
}

/* ---- locales ---- */

/* A locale of the machine that writes 1,5; else one compiled for this test; NULL where neither can be had. */
static const char *comma_locale_set(char *folder)
{
    static const char *const names[] = {"fr_FR.UTF-8", "fr_FR.utf8", "de_DE.UTF-8", "fr_FR"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]) != NULL)
            return names[i];
    char command[200];
    snprintf(command, sizeof command, "localedef -i fr_FR -f UTF-8 '%s/fr_FR.UTF-8' >/dev/null 2>&1", folder);
    if (system(command) != 0)
        return NULL;
    setenv("LOCPATH", folder, 1);
    return setlocale(LC_ALL, "fr_FR.UTF-8");
}

static void a_number_is_written_and_read_the_same_in_every_locale(void **state)
{
    (void)state;
    char folder[] = "/tmp/number_test.XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *name = comma_locale_set(folder);
    char command[100];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
    if (name == NULL)
        skip();
    assert_string_equal(localeconv()->decimal_point, ",");
    check_written(12.5, 3, "12.5");
    check_written(2251799813685248.5, 3, "2251799813685248.5"); /* the long way */
    check_exact(1.0 / 3, "0.3333333333333333");
    check_exact(1.5e300, "1.5e300");
    check_read("12.5", 12.5);
    check_read("12.5e1", 125); /* the long way */
    double value = 42;
    assert_false(number_read("12,5", 4, &value));
    assert_string_equal(written(number_write_french, 1234.5, 1), "1\u202F234,5");
    assert_string_equal(localeconv()->decimal_point, ","); /* and left as it was */
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_to_the_nearest_double),
        cmocka_unit_test(a_minus_zero_keeps_its_sign_when_read),
        cmocka_unit_test(very_long_numbers_are_read_too),
        cmocka_unit_test(what_is_no_plain_number_is_refused),
        cmocka_unit_test(only_the_length_that_is_given_is_read),
        cmocka_unit_test(short_numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(integers_are_read_inside_their_limits),
        cmocka_unit_test(integers_outside_or_malformed_are_refused),
        cmocka_unit_test(numbers_lose_needless_zeros_and_the_sign_of_nothing),
        cmocka_unit_test(rounding_is_half_to_even_of_the_exact_binary_value),
        cmocka_unit_test(large_numbers_are_written_digit_by_digit),
        cmocka_unit_test(what_is_not_finite_is_null),
        cmocka_unit_test(numbers_are_written_as_printf_writes_them),
        cmocka_unit_test(exact_numbers_have_the_fewest_digits),
        cmocka_unit_test(exact_numbers_read_back_with_no_digit_too_many),
        cmocka_unit_test(french_numbers_have_a_comma_and_narrow_spaces),
        cmocka_unit_test(english_numbers_have_a_point_and_commas),
        cmocka_unit_test(a_number_is_written_and_read_the_same_in_every_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
