#include "geo/point_set.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* A cell is as wide as `snap`, so that whatever is within it lies in the cell or one of its eight neighbours; without
 * `snap` a cell is a point. */
struct point_set {
    double snap;
    struct buffer points; /* struct point */
    struct buffer chains; /* uint32_t: the next place in the same slot */
    uint32_t *slots;      /* the last place in it, NONE when empty */
    size_t slot_count;    /* a power of two */
};

struct cell {
    uint64_t column, row;
};

static uint64_t bits_of(double number)
{
    uint64_t bits;
    number += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static struct cell cell_of(const struct point_set *set, struct point point)
{
    if (set->snap == 0.0)
        return (struct cell){bits_of(point.x), bits_of(point.y)};
    return (struct cell){(uint64_t)(int64_t)floor(point.x / set->snap), (uint64_t)(int64_t)floor(point.y / set->snap)};
}

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014) over both. */
static size_t slot_of(const struct point_set *set, struct cell cell)
{
    uint64_t hash = cell.column * 0x9e3779b97f4a7c15u + cell.row;
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return (size_t)(hash ^ hash >> 31) & (set->slot_count - 1);
}

static void slots_fill(struct point_set *set, size_t slot_count)
{
    free(set->slots);
    set->slots = memory_alloc(memory_product(slot_count, sizeof *set->slots));
    set->slot_count = slot_count;
    for (size_t i = 0; i < slot_count; i++)
        set->slots[i] = NONE;
    uint32_t *chains = (uint32_t *)(void *)set->chains.bytes;
    for (uint32_t i = 0; i < point_set_count(set); i++) {
        size_t slot = slot_of(set, cell_of(set, point_set_points(set)[i]));
        chains[i] = set->slots[slot];
        set->slots[slot] = i;
    }
}

struct point_set *point_set_new(double snap)
{
    assert(isfinite(snap) && snap >= 0.0);
    struct point_set *set = memory_alloc(sizeof *set);
    *set = (struct point_set){.snap = snap};
    slots_fill(set, 64);
    return set;
}

void point_set_free(struct point_set *set)
{
    if (set == NULL)
        return;
    buffer_free(&set->points);
    buffer_free(&set->chains);
    free(set->slots);
    free(set);
}

uint32_t point_set_count(const struct point_set *set)
{
    return (uint32_t)(set->points.length / sizeof(struct point));
}

const struct point *point_set_points(const struct point_set *set)
{
    return (const struct point *)(const void *)set->points.bytes;
}

/* Looks in one cell's slot for a place nearer than `best`, which is the place found so far at `distance`. */
static uint32_t slot_nearest(const struct point_set *set, struct cell cell, struct point point, uint32_t best,
                             double *distance)
{
    const struct point *points = point_set_points(set);
    const uint32_t *chains = (const uint32_t *)(const void *)set->chains.bytes;
    for (uint32_t i = set->slots[slot_of(set, cell)]; i != NONE; i = chains[i]) {
        double away = hypot(points[i].x - point.x, points[i].y - point.y);
        if (away < *distance || (away == *distance && i < best)) {
            best = i;
            *distance = away;
        }
    }
    return best;
}

static uint32_t point_find(const struct point_set *set, struct point point)
{
    struct cell cell = cell_of(set, point);
    double distance = set->snap;
    if (set->snap == 0.0)
        return slot_nearest(set, cell, point, NONE, &distance);
    uint32_t best = NONE;
    for (uint64_t row = 0; row < 3; row++)
        for (uint64_t column = 0; column < 3; column++)
            best =
                slot_nearest(set, (struct cell){cell.column + column - 1, cell.row + row - 1}, point, best, &distance);
    return best;
}

uint32_t point_set_add(struct point_set *set, struct point point)
{
    uint32_t number = point_find(set, point);
    if (number != NONE)
        return number;
    number = point_set_count(set);
    assert(number < NONE);
    if (number >= set->slot_count)
        slots_fill(set, set->slot_count * 2);
    size_t slot = slot_of(set, cell_of(set, point));
    buffer_append(&set->points, &point, sizeof point);
    buffer_append(&set->chains, &set->slots[slot], sizeof(uint32_t));
    set->slots[slot] = number;
    return number;
}
