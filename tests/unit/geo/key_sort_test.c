#include "geo/key_sort.h"

#include "geo/grid.h"

#include <stdlib.h>

#define MANY 5000

static uint64_t random_next(uint64_t *state) /* xorshift64* (Vigna 2016) */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static int keyed_compare(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Against qsort, which is told of the order in which they came. */
static void assert_sorts(size_t count, uint64_t mask, unsigned shift)
{
    static struct keyed all[MANY], room[MANY], wanted[MANY];
    uint64_t state = 1 + count;
    for (size_t i = 0; i < count; i++)
        all[i] = wanted[i] = (struct keyed){(random_next(&state) & mask) << shift, (uint32_t)i};
    keyed_sort(all, count, room);
    if (count > 0)
        qsort(wanted, count, sizeof *wanted, keyed_compare);
    for (size_t i = 0; i < count; i++)
        assert_true(all[i].key == wanted[i].key && all[i].number == wanted[i].number);
}

static void keys_of_any_size_are_sorted_and_equal_ones_stay_as_they_came(void **state)
{
    (void)state;
    const size_t counts[] = {0, 1, 2, 47, 48, 49, 1000, MANY};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_sorts(counts[i], UINT64_MAX, 0);
        assert_sorts(counts[i], 7, 0);         /* nearly all equal */
        assert_sorts(counts[i], 0, 0);         /* all equal */
        assert_sorts(counts[i], 0xffff, 48);   /* the uppermost digits alone */
        assert_sorts(counts[i], 0xfffff, 15);  /* digits in the middle */
        assert_sorts(counts[i], 0x800001, 20); /* two digits far from each other */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_any_size_are_sorted_and_equal_ones_stay_as_they_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
