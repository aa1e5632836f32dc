#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/processors.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static void as_many_are_counted_as_the_thread_may_run_on(void **state)
{
    (void)state;
    cpu_set_t all, first;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    assert_int_equal(processors_allowed(), CPU_COUNT(&all));
    CPU_ZERO(&first);
    for (int i = 0; CPU_COUNT(&first) == 0; i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &first);
    assert_int_equal(sched_setaffinity(0, sizeof first, &first), 0);
    assert_int_equal(processors_allowed(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
}

struct keeping {
    unsigned index;
    bool done;
    cpu_set_t after;
    int at;
};

static void *keep(void *payload)
{
    struct keeping *keeping = payload;
    keeping->done = processors_keep_to(keeping->index);
    sched_getaffinity(0, sizeof keeping->after, &keeping->after);
    keeping->at = sched_getcpu();
    return NULL;
}

static struct keeping kept_to(unsigned index)
{
    struct keeping keeping = {.index = index};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep, &keeping), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return keeping;
}

static void each_number_is_a_processor_of_its_own_that_the_thread_stays_on(void **state)
{
    (void)state;
    cpu_set_t all, seen;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&seen);
    for (unsigned i = 0; i < processors_allowed(); i++) {
        const struct keeping keeping = kept_to(i);
        assert_true(keeping.done);
        assert_int_equal(CPU_COUNT(&keeping.after), 1);
        assert_true(CPU_ISSET(keeping.at, &keeping.after));
        CPU_OR(&seen, &seen, &keeping.after);
    }
    assert_true(CPU_EQUAL(&seen, &all));
    assert_int_equal(processors_allowed(), CPU_COUNT(&all)); /* other threads run where they ran */
}

static void a_number_beyond_them_changes_nothing(void **state)
{
    (void)state;
    const unsigned all = processors_allowed();
    const struct keeping keeping = kept_to(all);
    assert_false(keeping.done);
    assert_int_equal(CPU_COUNT(&keeping.after), all);
}

static void a_processor_has_the_place_that_keeps_to_it(void **state)
{
    (void)state;
    for (unsigned i = 0; i < processors_allowed(); i++)
        assert_int_equal(processors_place_of(kept_to(i).at), i);
    assert_int_equal(processors_place_of(-1), -1);
    assert_int_equal(processors_place_of(CPU_SETSIZE), -1);
    assert_int_equal(processors_place_of(CPU_SETSIZE - 1), -1); /* few machines have that many */
}

static void what_is_no_connection_comes_in_nowhere(void **state)
{
    (void)state;
    assert_int_equal(processors_incoming(-1), -1);
    int file = open("/dev/null", O_RDONLY);
    assert_int_equal(processors_incoming(file), -1);
    close(file);
}

static void the_near_one_is_chosen_until_it_has_a_lead(void **state)
{
    (void)state;
    unsigned counts[3] = {5, 0, 4};
    assert_int_equal(processors_choose(counts, 3, 0), 0);
    assert_int_equal(processors_choose(counts, 3, 2), 2);
    counts[0] = PROCESSORS_LEAD - 1;
    assert_int_equal(processors_choose(counts, 3, 0), 0);
    counts[0] = PROCESSORS_LEAD;
    assert_int_equal(processors_choose(counts, 3, 0), 1);
    counts[1] = 1; /* the lead is to the fewest */
    assert_int_equal(processors_choose(counts, 3, 0), 0);
}

static void without_a_near_one_the_fewest_are_chosen(void **state)
{
    (void)state;
    const unsigned counts[4] = {3, 2, 7, 2};
    assert_int_equal(processors_choose(counts, 4, -1), 1);
    assert_int_equal(processors_choose(counts, 4, 4), 1); /* a processor that no thread keeps to */
    assert_int_equal(processors_choose(counts, 1, -1), 0);
}

/* As many connections as it takes, all heard on one processor, and then all on another: nobody is ever far ahead. */
static void connections_are_never_far_from_evenly_dealt(void **state)
{
    (void)state;
    unsigned counts[2] = {0, 0};
    for (int i = 0; i < 100; i++)
        counts[processors_choose(counts, 2, 0)]++;
    assert_int_equal(counts[0] - counts[1], PROCESSORS_LEAD);
    for (int i = 0; i < 100; i++)
        counts[processors_choose(counts, 2, 1)]++;
    assert_int_equal(counts[1] - counts[0], PROCESSORS_LEAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_are_counted_as_the_thread_may_run_on),
        cmocka_unit_test(each_number_is_a_processor_of_its_own_that_the_thread_stays_on),
        cmocka_unit_test(a_number_beyond_them_changes_nothing),
        cmocka_unit_test(a_processor_has_the_place_that_keeps_to_it),
        cmocka_unit_test(what_is_no_connection_comes_in_nowhere),
        cmocka_unit_test(the_near_one_is_chosen_until_it_has_a_lead),
        cmocka_unit_test(without_a_near_one_the_fewest_are_chosen),
        cmocka_unit_test(connections_are_never_far_from_evenly_dealt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
