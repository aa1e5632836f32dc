#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/post.h"

#include <stdio.h>

static int check(const char *length, const char *type, size_t *bytes)
{
    const struct head head = {.content_length = length, .content_type = type};
    const char *why = NULL;
    int status = post_check(&head, bytes, &why);
    if ((status == 0) != (why == NULL))
        fail_msg("%d without a reason, or a reason without a status", status);
    return status;
}

static void a_body_of_64_kb_is_let_in_and_one_byte_more_is_413(void **state)
{
    (void)state;
    size_t bytes = 0;
    assert_int_equal(check("65536", "application/json", &bytes), 0);
    assert_int_equal(bytes, 65536);
    assert_int_equal(check("65537", "application/json", &bytes), 413);
    assert_int_equal(check("18446744073709551617", "application/json", &bytes), 413);
    assert_int_equal(bytes, 65536);
    assert_int_equal(check("0", "application/json", &bytes), 0);
    assert_int_equal(bytes, 0);
}

static void a_length_is_digits_alone(void **state)
{
    (void)state;
    static const char *const lengths[] = {"", "+2", "-2", "2x", "0x2", "2 2", "2,2", "two", "2.0"};
    size_t bytes;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        assert_int_equal(check(lengths[i], "application/json", &bytes), 400);
    assert_int_equal(check("2 \t", "application/json", &bytes), 0);
    assert_int_equal(bytes, 2);
}

static void without_a_length_there_is_411(void **state)
{
    (void)state;
    size_t bytes;
    assert_int_equal(check(NULL, "application/json", &bytes), 411);
}

static void only_json_in_utf8_is_let_in(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        int status;
    } cases[] = {{"application/json", 0},
                 {"APPLICATION/JSON", 0},
                 {"application/json;charset=utf-8", 0},
                 {"application/json \t; charset=\"UTF-8\" ", 0},
                 {"", 415},
                 {"application/jsonp", 415},
                 {"application/json, application/json", 415},
                 {"application/json; charset=utf-16", 415},
                 {"application/json; charset=utf-8; x=y", 415},
                 {"application/json; charset=utf-8x", 415},
                 {"application/json x", 415},
                 {"application/x-www-form-urlencoded", 415},
                 {"multipart/form-data; boundary=application/json", 415},
                 {"text/json", 415}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bytes;
        int status = check("2", cases[i].type, &bytes);
        if (status != cases[i].status)
            fail_msg("%s: %d", cases[i].type, status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_of_64_kb_is_let_in_and_one_byte_more_is_413),
        cmocka_unit_test(a_length_is_digits_alone),
        cmocka_unit_test(without_a_length_there_is_411),
        cmocka_unit_test(only_json_in_utf8_is_let_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
