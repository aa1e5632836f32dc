#include "geo/grid_inside.h"

#include "base/memory.h"
#include "geo/key_sort.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The first brings everything to the grid, the second mostly finds that nothing is left to do. */
#define ROUNDS_MAX 32

/* Places as keys that sort by x, then y. */
struct frame {
    struct place least;
    unsigned bits; /* of the difference in y */
};

static bool place_equals(struct place a, struct place b)
{
    return a.x == b.x && a.y == b.y;
}

static struct place place_of(struct point point)
{
    assert(fabs(point.x) <= GRID_MAX && fabs(point.y) <= GRID_MAX);
    return (struct place){(int32_t)floor(point.x * GRID_PARTS + 0.5), (int32_t)floor(point.y * GRID_PARTS + 0.5)};
}

static bool place_is_whole(struct place place)
{
    return ((place.x | place.y) & (GRID_PARTS - 1)) == 0;
}

static struct frame frame_of(struct place least, int32_t ymax)
{
    struct frame frame = {least, 0};
    while ((uint32_t)(ymax - least.y) >> frame.bits != 0)
        frame.bits++;
    return frame;
}

static uint64_t key_of(const struct frame *frame, struct place place)
{
    return (uint64_t)(uint32_t)(place.x - frame->least.x) << frame->bits | (uint32_t)(place.y - frame->least.y);
}

struct grid *grid_new(size_t count, struct arena *arena)
{
    struct grid *grid = arena_alloc(arena, sizeof *grid);
    grid->arena = arena;
    grid->stretch_room = count;
    grid->stretches = arena_array(arena, count, sizeof *grid->stretches);
    return grid;
}

void grid_add(struct grid *grid, struct point from, struct point to, uint32_t area)
{
    struct place a = place_of(from), b = place_of(to);
    assert(grid->stretch_count < grid->stretch_room);
    if (place_equals(a, b))
        return;
    bool is_forward = a.x != b.x ? a.x < b.x : a.y < b.y;
    grid->stretches[grid->stretch_count++] =
        is_forward ? (struct stretch){{a, b}, area, 1} : (struct stretch){{b, a}, area, -1};
}

/* ---- hot points ---- */

/* Where borders begin, bend, end and cross, each to the nearest grid point. In grid steps; not yet sorted. */
static size_t hot_collect(const struct grid *grid, struct place *hot)
{
    size_t crossing_count = grid->crossings.length / sizeof(struct place), count = 0;
    const struct place *crossings = (const struct place *)(const void *)grid->crossings.bytes;
    for (uint32_t i = 0; i < grid->piece_count; i++) { /* of a way around, each end is the next one's begin */
        if (i == 0 || !place_equals(grid->pieces[i].from, grid->pieces[i - 1].from))
            hot[count++] = place_round(grid->pieces[i].from);
        hot[count++] = place_round(grid->pieces[i].to);
    }
    for (size_t i = 0; i < crossing_count; i++)
        hot[count++] = crossings[i];
    for (size_t i = 0; i < count; i++) /* exact: they are whole */
        hot[i] = (struct place){hot[i].x / GRID_PARTS, hot[i].y / GRID_PARTS};
    return count;
}

static void grid_heat(struct grid *grid)
{
    size_t room = memory_sum((size_t)grid->piece_count * 2, grid->crossings.length / sizeof(struct place));
    grid->hot = arena_array(grid->arena, room, sizeof *grid->hot);
    size_t count = hot_collect(grid, grid->hot);
    struct place least = {INT32_MAX, INT32_MAX};
    int32_t ymax = INT32_MIN;
    for (size_t i = 0; i < count; i++) {
        least.x = grid->hot[i].x < least.x ? grid->hot[i].x : least.x;
        least.y = grid->hot[i].y < least.y ? grid->hot[i].y : least.y;
        ymax = grid->hot[i].y > ymax ? grid->hot[i].y : ymax;
    }
    struct keyed *keys = arena_array(grid->arena, count * 2, sizeof *keys);
    struct frame frame = frame_of(least, count > 0 ? ymax : least.y);
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct keyed){key_of(&frame, grid->hot[i]), 0};
    keyed_sort(keys, count, keys + count);
    grid->hot_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || keys[i].key != keys[i - 1].key)
            grid->hot[grid->hot_count++] =
                (struct place){((int32_t)(keys[i].key >> frame.bits) + least.x) * GRID_PARTS,
                               ((int32_t)(keys[i].key & ((UINT64_C(1) << frame.bits) - 1)) + least.y) * GRID_PARTS};
    grid->is_cold = arena_array(grid->arena, grid->hot_count, sizeof *grid->is_cold);
}

/* ---- cutting ---- */

static int numbers_compare(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Mostly two, and mostly in order. */
static void numbers_sort(uint32_t *numbers, uint32_t count)
{
    if (count > 16) {
        qsort(numbers, count, sizeof *numbers, numbers_compare);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t one = numbers[i], at = i;
        for (; at > 0 && numbers[at - 1] > one; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = one;
    }
}

/* Hot points from west to east, and in a column from south to north, become those that a way downwards meets. */
static void columns_turn(const struct grid *grid, uint32_t *hot, uint32_t count)
{
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && grid->hot[hot[end]].x == grid->hot[hot[begin]].x; end++)
            continue;
        for (uint32_t low = begin, high = end - 1; low < high; low++, high--) {
            uint32_t swap = hot[low];
            hot[low] = hot[high];
            hot[high] = swap;
        }
    }
}

/* Hot points by piece, as its way from `from` to `to` meets them; those of piece j end at ends[j]. */
static uint32_t *hits_by_piece(struct grid *grid, uint32_t *ends)
{
    const struct hit *hits = (const struct hit *)(const void *)grid->hits.bytes;
    size_t count = grid->hits.length / sizeof *hits;
    uint32_t *hot = arena_array(grid->arena, count, sizeof *hot);
    for (size_t i = 0; i < count; i++)
        ends[hits[i].piece + 1]++;
    for (uint32_t i = 1; i <= grid->piece_count; i++)
        ends[i] += ends[i - 1];
    for (size_t i = 0; i < count; i++) /* moves ends[j] from j's begin to its end */
        hot[ends[hits[i].piece]++] = hits[i].hot;
    for (uint32_t i = 0; i < grid->piece_count; i++) {
        uint32_t begin = i == 0 ? 0 : ends[i - 1];
        numbers_sort(hot + begin, ends[i] - begin);
        if (grid->pieces[i].to.y < grid->pieces[i].from.y)
            columns_turn(grid, hot + begin, ends[i] - begin);
    }
    return hot;
}

/* `whole` are the borders that the pieces stand for. */
static void grid_cut(struct grid *grid, const struct border *whole, struct buffer *borders)
{
    uint32_t *ends = arena_array(grid->arena, (size_t)grid->piece_count + 1, sizeof *ends);
    const uint32_t *hot = hits_by_piece(grid, ends);
    for (uint32_t i = 0; i < grid->piece_count; i++)
        for (uint32_t j = i == 0 ? 0 : grid->piece_end[i - 1]; j < grid->piece_end[i]; j++)
            for (uint32_t k = (i == 0 ? 0 : ends[i - 1]) + 1; k < ends[i]; k++) {
                bool is_forward = hot[k - 1] < hot[k];
                struct border border = {is_forward ? hot[k - 1] : hot[k], is_forward ? hot[k] : hot[k - 1],
                                        whole[j].area, is_forward ? whole[j].net : -whole[j].net};
                buffer_append(borders, &border, sizeof border);
            }
    noding_merge(borders);
}

static void pieces_room(struct grid *grid, size_t count)
{
    grid->pieces = arena_array(grid->arena, count, sizeof *grid->pieces);
    grid->piece_end = arena_array(grid->arena, count, sizeof *grid->piece_end);
    grid->piece_count = 0;
}

/* The stretches' numbers by `from`, then `to`, then as they came. */
static const struct keyed *stretches_sorted(const struct grid *grid)
{
    size_t count = grid->stretch_count;
    const struct stretch *all = grid->stretches;
    struct keyed *keys = arena_array(grid->arena, count * 2, sizeof *keys);
    struct place least = {INT32_MAX, INT32_MAX};
    int32_t ymax = INT32_MIN;
    for (size_t i = 0; i < count; i++) {
        struct place from = all[i].piece.from, to = all[i].piece.to;
        int32_t low = from.y < to.y ? from.y : to.y, high = from.y < to.y ? to.y : from.y;
        least = (struct place){from.x < least.x ? from.x : least.x, low < least.y ? low : least.y};
        ymax = high > ymax ? high : ymax;
    }
    struct frame frame = frame_of(least, count > 0 ? ymax : least.y);
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct keyed){key_of(&frame, all[i].piece.from), (uint32_t)i};
    keyed_sort(keys, count, keys + count);
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint64_t from = keys[begin].key;
        for (end = begin; end < count && keys[end].key == from; end++)
            keys[end].key = key_of(&frame, all[keys[end].number].piece.to);
        keyed_sort(keys + begin, end - begin, keys + count);
    }
    return keys;
}

/* The first round's pieces; their borders, without ends, are answered. */
static struct border *pieces_given(struct grid *grid)
{
    size_t count = grid->stretch_count;
    const struct keyed *sorted = stretches_sorted(grid);
    struct border *borders = arena_array(grid->arena, count, sizeof *borders);
    pieces_room(grid, count);
    for (size_t i = 0; i < count; i++) {
        const struct stretch *stretch = &grid->stretches[sorted[i].number];
        const struct piece *last = grid->piece_count > 0 ? &grid->pieces[grid->piece_count - 1] : NULL;
        if (last == NULL || !place_equals(last->from, stretch->piece.from) ||
            !place_equals(last->to, stretch->piece.to))
            grid->pieces[grid->piece_count++] = stretch->piece;
        grid->piece_end[grid->piece_count - 1] = (uint32_t)i + 1;
        borders[i] = (struct border){0, 0, stretch->area, stretch->net};
    }
    return borders;
}

/* A later round's pieces, between hot points. */
static void pieces_again(struct grid *grid, const struct border *borders, size_t count)
{
    pieces_room(grid, count);
    for (uint32_t i = 0; i < grid->hot_count; i++)
        grid->is_cold[i] = true;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || borders[i].low != borders[i - 1].low || borders[i].high != borders[i - 1].high)
            grid->pieces[grid->piece_count++] = (struct piece){grid->hot[borders[i].low], grid->hot[borders[i].high]};
        grid->piece_end[grid->piece_count - 1] = (uint32_t)i + 1;
        grid->is_cold[borders[i].low] = grid->is_cold[borders[i].high] = false;
    }
}

static struct point *points_of(const struct grid *grid)
{
    struct point *points = arena_array(grid->arena, grid->hot_count, sizeof *points);
    for (uint32_t i = 0; i < grid->hot_count; i++) /* exact: parts of whole steps */
        points[i] = (struct point){(double)(grid->hot[i].x / GRID_PARTS), (double)(grid->hot[i].y / GRID_PARTS)};
    return points;
}

struct noding_report grid_run(struct grid *grid, struct buffer *borders, struct point **points, uint32_t *point_count)
{
    const struct border *whole = pieces_given(grid);
    grid_strips(grid);
    grid_cross(grid);
    if (grid->report.crossings > GRID_CROSSINGS_MAX) {
        buffer_free(&grid->crossings);
        return grid->report;
    }
    grid_heat(grid);
    grid->is_open = grid->crossings.length == 0;
    for (uint32_t i = 0; i < grid->piece_count && grid->is_open; i++)
        grid->is_open = place_is_whole(grid->pieces[i].from) && place_is_whole(grid->pieces[i].to);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        grid_hit(grid);
        size_t cut_count = grid->hits.length / sizeof(struct hit);
        cut_count -= 2 * grid->piece_count < cut_count ? 2 * grid->piece_count : cut_count;
        if (round > 0) {
            grid->report.junctions += cut_count;
            grid->report.unsettled = cut_count;
            if (cut_count == 0)
                break;
        }
        struct buffer cut = BUFFER_INIT;
        grid_cut(grid, whole, &cut);
        buffer_free(borders);
        *borders = cut;
        whole = (const struct border *)(const void *)borders->bytes;
        grid->is_open = true;
        pieces_again(grid, whole, borders->length / sizeof *whole);
        grid_strips(grid);
    }
    *points = points_of(grid);
    *point_count = grid->hot_count;
    buffer_free(&grid->crossings);
    buffer_free(&grid->hits);
    return grid->report;
}
