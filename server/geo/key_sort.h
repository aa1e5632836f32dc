/* geo/key_sort.h: numbers sorted by whole keys, in time that grows with their count alone. */
#ifndef TERRIL_GEO_KEY_SORT_H
#define TERRIL_GEO_KEY_SORT_H

#include <stddef.h>
#include <stdint.h>

struct keyed {
    uint64_t key;
    uint32_t number;
};

/* From the least key to the greatest; those of one key stay in the order in which they came. `room` has space for `count`
 * more. Digit by digit from the last (radix sort: Knuth, 5.2.5), without digits that all keys have in common: O(n) a
 * digit of eleven bits. */
void keyed_sort(struct keyed *all, size_t count, struct keyed *room);

#endif
