#include "geo/key_sort.h"

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS     (1u << DIGIT_BITS)
/* Fewer are sorted by insertion: clearing the counts of one digit takes longer. */
#define FEW 48

static void few_sort(struct keyed *all, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct keyed one = all[i];
        size_t at = i;
        for (; at > 0 && all[at - 1].key > one.key; at--)
            all[at] = all[at - 1];
        all[at] = one;
    }
}

static void digit_sort(const struct keyed *from, size_t count, unsigned shift, struct keyed *to)
{
    uint32_t begin[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        begin[from[i].key >> shift & (DIGITS - 1)]++;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        uint32_t here = begin[digit];
        begin[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[begin[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

void keyed_sort(struct keyed *all, size_t count, struct keyed *room)
{
    if (count < FEW) {
        few_sort(all, count);
        return;
    }
    uint64_t differs = 0;
    for (size_t i = 1; i < count; i++)
        differs |= all[i].key ^ all[0].key;
    struct keyed *from = all, *to = room;
    for (unsigned shift = 0; shift < 64 && differs >> shift != 0; shift += DIGIT_BITS) {
        if ((differs >> shift & (DIGITS - 1)) == 0)
            continue;
        digit_sort(from, count, shift, to);
        struct keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != all)
        memcpy(all, from, count * sizeof *all);
}
