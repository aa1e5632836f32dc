#include "filter/fixture.h"

#include "filter/time.h"

static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-11-22", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"};
    static const char *const bad[] = {
        "",         "2026",     "2026-13-01",  "2026-00-01",  "2026-01-00", "2026-04-31", "2025-02-29", "1900-02-29",
        "2026-1-1", "20260101", "2026-01-01Z", " 2026-01-01", "-026-01-01", "..",         "2026-01-0é"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_string_equal(time_day(good[i], arena), good[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_null(time_day(bad[i], arena));
}

static void moments_are_in_utc_and_lose_their_zeros(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z"},     {"2026-11-22T09:30:00.000Z", "2026-11-22T09:30:00Z"},
        {"2026-11-22T09:30:00.5Z", "2026-11-22T09:30:00.5Z"}, {"2026-11-22T09:30:00.120Z", "2026-11-22T09:30:00.12Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"},
    };
    static const char *const bad[] = {"2026-11-22",           "2026-11-22T09:30:00",  "2026-11-22T24:00:00Z",
                                      "2026-11-22T09:60:00Z", "2026-11-22T09:30:60Z", "2026-11-22T09:30:00+00:00",
                                      "2026-11-22 09:30:00Z", "2026-11-22T09:30Z",    "2026-11-22T09:30:00.Z",
                                      "2026-02-30T09:30:00Z", "2026-11-22T09:30:00z", "2026-11-22T09:30:00ZZ"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_string_equal(time_moment(good[i][0], arena), good[i][1]);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_null(time_moment(bad[i], arena));
}

static void order_is_that_of_time(void **state)
{
    (void)state;
    assert_int_equal(time_order("2026-01-01", "2026-01-02"), -1);
    assert_int_equal(time_order("2026-01-01", "2026-01-01"), 0);
    assert_int_equal(time_order("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"), -1);
    assert_int_equal(time_order("2026-01-01T00:00:01Z", "2026-01-01T00:00:00.5Z"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(days_are_those_of_the_calendar),
        test(moments_are_in_utc_and_lose_their_zeros),
        test(order_is_that_of_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
