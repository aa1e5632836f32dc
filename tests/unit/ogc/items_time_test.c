#include "ogc/items_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, const char *first, const char *last)
{
    char days[2][DAY_BYTES] = {"?", "?"};
    struct error err = ERROR_INIT;
    if (!items_time_read(text, days[0], days[1], &err))
        fail_msg("%s", err.message);
    assert_string_equal(days[0], first);
    assert_string_equal(days[1], last);
}

static void an_instant_is_a_day_in_utc(void **state)
{
    (void)state;
    check("2022-01-23", "2022-01-23", "2022-01-23");
    check("2022-01-23T00:00:00Z", "2022-01-23", "2022-01-23");
    check("2022-01-23t23:59:60z", "2022-01-23", "2022-01-23");
    check("2022-01-01T00:30:00+01:00", "2021-12-31", "2021-12-31");
    check("2024-02-28T23:30:00.25-00:30", "2024-02-29", "2024-02-29");
    check("0000-01-01T00:00:00+01:00", "0000-12-31", "0000-12-31"); /* no year before 0 can be written */
    check("1969-12-31T23:59:59Z", "1969-12-31", "1969-12-31");
}

static void an_interval_may_be_open(void **state)
{
    (void)state;
    check("2022-01-23/2022-01-24", "2022-01-23", "2022-01-24");
    check("../2022-01-24", "", "2022-01-24");
    check("/2022-01-24", "", "2022-01-24");
    check("2022-01-23/..", "2022-01-23", "");
    check("2022-01-23T12:00:00Z/", "2022-01-23", "");
    check("../..", "", "");
}

/* Every day from 1600 to 2400, counted by hand. */
static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char text[64], before[DAY_BYTES] = "1599-12-31";
    for (int year = 1600; year < 2400; year++)
        for (int month = 1; month <= 12; month++) {
            bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            int length = lengths[month - 1] + (month == 2 && is_leap);
            for (int day = 1; day <= length + 1; day++) {
                char first[DAY_BYTES], last[DAY_BYTES];
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                assert_int_equal(items_time_is_day(text), day <= length);
                if (day > length)
                    continue;
                strcat(text, "T00:00:00+00:01"); /* a minute before: the day before */
                assert_true(items_time_read(text, first, last, NULL));
                assert_string_equal(first, before);
                memcpy(before, text, DAY_BYTES - 1);
            }
        }
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "..",
                                      "2022",
                                      "2022-1-1",
                                      "2022-00-01",
                                      "2022-13-01",
                                      "2022-02-29",
                                      "2022-01-23T",
                                      "2022-01-23T10:00Z",
                                      "2022-01-23T10:00:00",
                                      "2022-01-23T24:00:00Z",
                                      "2022-01-23T10:60:00Z",
                                      "2022-01-23T10:00:61Z",
                                      "2022-01-23T10:00:00.Z",
                                      "2022-01-23T10:00:00+24:00",
                                      "2022-01-23T10:00:00+0100",
                                      "2022-01-23 10:00:00Z",
                                      "2022-01-24/2022-01-23",
                                      "2022-01-23T10:00:01Z/2022-01-23T10:00:00Z",
                                      "a/b",
                                      "2022-01-23/2022-01-24/2022-01-25",
                                      "2022-01-23T10:00:00.0000000000000000000000000000000000000000Z"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char first[DAY_BYTES] = "same", last[DAY_BYTES] = "same";
        struct error err = ERROR_INIT;
        assert_false(items_time_read(bad[i], first, last, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(first, "same");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instant_is_a_day_in_utc),
        cmocka_unit_test(an_interval_may_be_open),
        cmocka_unit_test(days_are_those_of_the_calendar),
        cmocka_unit_test(what_is_no_time_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
