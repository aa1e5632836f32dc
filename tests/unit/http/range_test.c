#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/range.h"

static void one_range_is_cut_to_the_body(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        size_t first, last;
    } cases[] = {{"bytes=0-0", 0, 0},     {"bytes=0-", 0, 99},      {"bytes=99-", 99, 99},
                 {"bytes=10-19", 10, 19}, {"bytes=90-500", 90, 99}, {"bytes=-1", 99, 99},
                 {"bytes=-500", 0, 99},   {"Bytes=5-6 ", 5, 6},     {"bytes=1-99999999999999999999999", 1, 99}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t first = 1000, last = 1000;
        if (range_read(cases[i].field, 100, &first, &last) != RANGE_PART)
            fail_msg("%s", cases[i].field);
        assert_int_equal(first, cases[i].first);
        assert_int_equal(last, cases[i].last);
    }
}

static void what_is_not_one_range_of_bytes_gets_the_whole(void **state)
{
    (void)state;
    static const char *const fields[] = {"",          "bytes=",     "bytes=-",    "bytes=0-1,2-3", "lines=0-1",
                                         "bytes=5-4", "bytes=a-b",  "bytes=0-1x", "bytes= 0-1",    "bytes=0",
                                         "bytes=--1", "bytes=+1-2", "0-1",        "bytes=0-,-1"};
    size_t first, last;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (range_read(fields[i], 100, &first, &last) != RANGE_WHOLE)
            fail_msg("%s", fields[i]);
}

static void a_range_behind_the_end_is_outside(void **state)
{
    (void)state;
    size_t first, last;
    assert_int_equal(range_read("bytes=100-", 100, &first, &last), RANGE_OUTSIDE);
    assert_int_equal(range_read("bytes=100-200", 100, &first, &last), RANGE_OUTSIDE);
    assert_int_equal(range_read("bytes=-0", 100, &first, &last), RANGE_OUTSIDE);
    assert_int_equal(range_read("bytes=0-", 0, &first, &last), RANGE_OUTSIDE);
    assert_int_equal(range_read("bytes=99999999999999999999999-", 100, &first, &last), RANGE_OUTSIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_range_is_cut_to_the_body),
        cmocka_unit_test(what_is_not_one_range_of_bytes_gets_the_whole),
        cmocka_unit_test(a_range_behind_the_end_is_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
