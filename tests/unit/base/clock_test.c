#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

static void measured_time_never_runs_backwards(void **state)
{
    (void)state;
    double last = clock_seconds();
    for (int i = 0; i < 1000; i++) {
        double now = clock_seconds();
        assert_true(now >= last);
        last = now;
    }
}

static void the_date_can_be_fixed_for_reproducible_output(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1795339800", 1);
    assert_int_equal(clock_date(), 1795339800);
    setenv("SOURCE_DATE_EPOCH", "0", 1);
    assert_int_equal(clock_date(), 0);
    unsetenv("SOURCE_DATE_EPOCH");
}

static void a_fixed_date_that_is_no_number_is_passed_over(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "tomorrow", "12x", " 12", "99999999999999999999", "1e3"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        setenv("SOURCE_DATE_EPOCH", wrong[i], 1);
        int64_t before = (int64_t)time(NULL);
        int64_t date = clock_date();
        assert_true(date >= before && date <= (int64_t)time(NULL));
    }
    unsetenv("SOURCE_DATE_EPOCH");
}

static void dates_are_written_in_both_forms(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *rfc3339, *http;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {784111777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"}, /* RFC 9110's example */
        {951782400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"},
        {-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
        {INT64_MAX, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"},
        {INT64_MIN, "0000-01-01T00:00:00Z", "Sat, 01 Jan 0000 00:00:00 GMT"},
    };
    setenv("TZ", "Pacific/Auckland", 1);
    tzset();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char rfc3339[21], http[30];
        clock_rfc3339(cases[i].seconds, rfc3339);
        clock_http(cases[i].seconds, http);
        assert_string_equal(rfc3339, cases[i].rfc3339);
        assert_string_equal(http, cases[i].http);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_time_never_runs_backwards),
        cmocka_unit_test(the_date_can_be_fixed_for_reproducible_output),
        cmocka_unit_test(a_fixed_date_that_is_no_number_is_passed_over),
        cmocka_unit_test(dates_are_written_in_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
