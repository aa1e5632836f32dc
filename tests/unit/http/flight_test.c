#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/flight.h"

#include <string.h>

static struct flight flight_of(const char *key, uint64_t hash)
{
    return (struct flight){.key = {key, strlen(key), hash}};
}

static void the_first_leads_and_the_same_follow(void **state)
{
    (void)state;
    struct flight_table *table = flight_table_new();
    struct flight leader = flight_of("a", 1), one = flight_of("a", 1), two = flight_of("a", 1);
    assert_false(flight_join(table, &leader));
    assert_true(flight_join(table, &one));
    assert_true(flight_join(table, &two));
    struct flight *first = flight_land(table, &leader);
    assert_true((first == &one && one.next == &two && !two.next) || (first == &two && two.next == &one && !one.next));
    flight_table_free(table);
}

static void other_keys_lead_their_own_even_with_the_same_hash(void **state)
{
    (void)state;
    struct flight_table *table = flight_table_new();
    struct flight a = flight_of("a", 1), b = flight_of("b", 1), c = flight_of("a", 1);
    assert_false(flight_join(table, &a));
    assert_false(flight_join(table, &b));
    assert_true(flight_join(table, &c));
    assert_null(flight_land(table, &b));
    assert_ptr_equal(flight_land(table, &a), &c);
    flight_table_free(table);
    flight_table_free(NULL);
}

static void who_comes_behind_the_landing_leads_again(void **state)
{
    (void)state;
    struct flight_table *table = flight_table_new();
    struct flight first = flight_of("a", 1), second = flight_of("a", 1);
    assert_false(flight_join(table, &first));
    assert_null(flight_land(table, &first));
    assert_false(flight_join(table, &second));
    assert_null(flight_land(table, &second));
    flight_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_leads_and_the_same_follow),
        cmocka_unit_test(other_keys_lead_their_own_even_with_the_same_hash),
        cmocka_unit_test(who_comes_behind_the_landing_leads_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
