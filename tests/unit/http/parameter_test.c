#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/parameter.h"

#include <math.h>
#include <string.h>

static const char *const colours[] = {"red", "green", NULL};
static const struct parameter
    text = {.name = "t", .bytes = 5},
    optional = {.name = "t", .may_be_empty = true},
    whole = {.name = "n", .kind = PARAMETER_INTEGER, .least = 1, .most = 10, .example = "3"},
    clamped = {.name = "n", .kind = PARAMETER_INTEGER, .least = 1, .most = 10, .is_clamped = true},
    number = {.name = "x", .kind = PARAMETER_NUMBER, .least = -1.5, .most = 1.5},
    above = {.name = "x", .kind = PARAMETER_NUMBER, .least = 0, .most = INFINITY, .is_above = true},
    any = {.name = "x", .kind = PARAMETER_NUMBER},
    pair = {.name = "p", .kind = PARAMETER_NUMBERS, .few = 2, .many = 2, .least = 0, .most = 9},
    few = {.name = "p", .kind = PARAMETER_NUMBERS, .many = 3},
    word = {.name = "w", .kind = PARAMETER_WORD, .words = colours},
    words = {.name = "w", .kind = PARAMETER_WORDS, .words = colours, .many = 2},
    ids = {.name = "w", .kind = PARAMETER_WORDS, .bytes = 12}, truth = {.name = "b", .kind = PARAMETER_BOOLEAN},
    told = {.name = "n", .kind = PARAMETER_INTEGER, .wanted = "seven is wanted", .least = 7, .most = 7};

static void assert_takes(const struct parameter *parameter, const char *const *values)
{
    for (; *values; values++) {
        struct error err = ERROR_INIT;
        if (!parameter_check(parameter, *values, &err))
            fail_msg("%s=%s: %s", parameter->name, *values, err.message);
    }
}

static void assert_refuses(const struct parameter *parameter, const char *const *values)
{
    for (; *values; values++) {
        struct error err = ERROR_INIT;
        if (parameter_check(parameter, *values, &err))
            fail_msg("%s=%s is taken", parameter->name, *values);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_ptr_equal(strstr(err.message, parameter->name), err.message);
    }
}

#define TAKES(parameter, ...)   assert_takes(&(parameter), (const char *const[]){__VA_ARGS__, NULL})
#define REFUSES(parameter, ...) assert_refuses(&(parameter), (const char *const[]){__VA_ARGS__, NULL})

static void each_kind_takes_what_it_is_and_nothing_else(void **state)
{
    (void)state;
    TAKES(text, "a", "12345", "' OR");
    REFUSES(text, "", "123456");
    TAKES(optional, "", "a");
    TAKES(whole, "1", "10", "+7", "007");
    REFUSES(whole, "", "0", "11", "-1", "1.5", "1e1", " 1", "1 ", "0x1", "ten", "99999999999999999999", "NaN");
    TAKES(clamped, "1", "10", "11", "9223372036854775807");
    REFUSES(clamped, "0", "9223372036854775808");
    TAKES(number, "-1.5", "1.5", "0", "1e-3");
    REFUSES(number, "1.51", "-2", "inf", "nan", "1,2", "", "1e400");
    TAKES(above, "1e-9", "1e300");
    REFUSES(above, "0", "-1");
    TAKES(any, "0", "-1e300");
    TAKES(pair, "0,9", "1.5,2");
    REFUSES(pair, "1", "1,2,3", "1,10", "1,", ",1", "1;2", "", "1, 2");
    TAKES(few, "1", "1,2,3");
    REFUSES(few, "1,2,3,4", "");
    TAKES(word, "red", "green");
    REFUSES(word, "", "re", "redd", "Red", "red,green");
    TAKES(words, "red", "red,green", "red,red");
    REFUSES(words, "", "blue", "red,", "red,green,red");
    TAKES(ids, "a,b", "abcdefghijkl");
    REFUSES(ids, "", "a,,b", "a,", "abcdefghijklm");
    TAKES(truth, "true", "false");
    REFUSES(truth, "", "1", "TRUE", "yes");
}

static void assert_sentence(const struct parameter *parameter, const char *value, const char *sentence)
{
    struct error err = ERROR_INIT;
    assert_false(parameter_check(parameter, value, &err));
    assert_string_equal(err.message, sentence);
}

static void the_sentence_says_what_came_and_what_is_wanted(void **state)
{
    (void)state;
    assert_sentence(&whole, "0", "n=0: a whole number from 1 to 10 is wanted, such as 3");
    assert_sentence(&number, "2", "x=2: a number from -1.5 to 1.5 is wanted");
    assert_sentence(&above, "0", "x=0: a number greater than 0 is wanted");
    assert_sentence(&any, "a", "x=a: a number is wanted");
    assert_sentence(&pair, "1", "p=1: 2 numbers from 0 to 9 are wanted, with commas between them");
    assert_sentence(&word, "gren", "w=gren: did you mean green? allowed: red, green");
    assert_sentence(&words, "blue", "w=blue: 1 to 2 words are wanted, with commas between them; allowed: red, green");
    assert_sentence(&truth, "1", "b=1: true or false is wanted");
    assert_sentence(&text, "", "t=: a value is wanted");
    assert_sentence(&text, "123456", "t has 6 bytes; 5 are allowed");
    assert_sentence(&told, "8", "n=8: seven is wanted");
}

static void a_long_value_is_cut_where_it_is_named(void **state)
{
    (void)state;
    char digits[4001];
    struct error err = ERROR_INIT;
    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    assert_false(parameter_check(&whole, digits, &err));
    assert_non_null(strstr(err.message, "999: a whole number from 1 to 10"));
    assert_true(strlen(err.message) < 200);
}

static void assert_schema(const struct parameter *parameter, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &out);
    parameter_schema(parameter, &json);
    assert_string_equal(out.bytes, expected);
    buffer_free(&out);
}

static void the_schema_says_the_same(void **state)
{
    (void)state;
    static const struct parameter preset = {
        .name = "p", .kind = PARAMETER_NUMBERS, .few = 2, .many = 2, .otherwise = "1,2"};
    assert_schema(&text, "{\"type\":\"string\",\"minLength\":1,\"maxLength\":5}");
    assert_schema(&whole, "{\"type\":\"integer\",\"minimum\":1,\"maximum\":10}");
    assert_schema(&above, "{\"type\":\"number\",\"minimum\":0,\"exclusiveMinimum\":true}");
    assert_schema(&word, "{\"type\":\"string\",\"enum\":[\"red\",\"green\"]}");
    assert_schema(&words, "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"red\",\"green\"]},"
                          "\"minItems\":1,\"maxItems\":2}");
    assert_schema(&truth, "{\"type\":\"boolean\"}");
    assert_schema(&preset, "{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":2,\"maxItems\":2,"
                           "\"default\":[1,2]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_takes_what_it_is_and_nothing_else),
        cmocka_unit_test(the_sentence_says_what_came_and_what_is_wanted),
        cmocka_unit_test(a_long_value_is_cut_where_it_is_named),
        cmocka_unit_test(the_schema_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
