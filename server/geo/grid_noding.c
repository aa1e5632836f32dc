#include "geo/grid_noding.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The first brings everything to the grid, the second mostly finds that nothing is left to do. */
#define ROUNDS_MAX 32
#define HALF       (GRID_PARTS / 2)

/* In parts of a grid step. A hot point's is the grid point's own, the middle of its square. */
struct place {
    int32_t x, y;
};

/* `from` lies west of `to`, or south of it. */
struct piece {
    struct place from, to;
};

struct stretch {
    struct piece piece;
    uint32_t area;
    int32_t net; /* as in struct border */
};

/* A piece passes the square of a hot point. */
struct hit {
    uint32_t piece, hot;
};

/* A piece that the sweep line has met, with what is asked most often beside it. */
struct active {
    int32_t ymin, ymax, xmax;
    uint32_t piece;
};

struct grid {
    struct arena *arena;
    struct stretch *stretches;
    size_t stretch_count, stretch_room;
    struct piece *pieces; /* different ones, by `from` */
    uint32_t *piece_end;  /* border i of piece j: piece_end[j - 1] <= i < piece_end[j] */
    uint32_t piece_count;
    struct place *hot; /* different ones, by x, then y */
    bool *is_cold;     /* by hot point: no border has it any longer */
    uint32_t hot_count;
    bool is_open; /* all ends are on the grid and nothing crosses: squares do without their lower left corner, which
                     else would draw a step from (0, 1) to (1, 0) to the point (1, 1) */
    struct active *active;         /* room for every piece */
    struct buffer crossings, hits; /* struct place, struct hit */
    struct noding_report report;
};

static int place_compare(struct place a, struct place b)
{
    if (a.x != b.x)
        return a.x < b.x ? -1 : 1;
    return (a.y > b.y) - (a.y < b.y);
}

static int places_compare(const void *left, const void *right)
{
    return place_compare(*(const struct place *)left, *(const struct place *)right);
}

static int stretch_compare(const void *left, const void *right)
{
    const struct stretch *a = left, *b = right;
    int order = place_compare(a->piece.from, b->piece.from);
    return order != 0 ? order : place_compare(a->piece.to, b->piece.to);
}

static struct place place_of(struct point point)
{
    assert(fabs(point.x) <= GRID_MAX && fabs(point.y) <= GRID_MAX);
    return (struct place){(int32_t)floor(point.x * GRID_PARTS + 0.5), (int32_t)floor(point.y * GRID_PARTS + 0.5)};
}

/* The grid point in whose square the place lies. */
static struct place place_round(struct place place)
{
    const int32_t whole = ~(GRID_PARTS - 1); /* two's complement: towards minus infinity */
    return (struct place){(place.x + HALF) & whole, (place.y + HALF) & whole};
}

static bool place_is_whole(struct place place)
{
    return ((place.x | place.y) & (GRID_PARTS - 1)) == 0;
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
    int order = place_compare(a, b);
    assert(grid->stretch_count < grid->stretch_room);
    if (order != 0)
        grid->stretches[grid->stretch_count++] =
            order < 0 ? (struct stretch){{a, b}, area, 1} : (struct stretch){{b, a}, area, -1};
}

/* ---- crossings ---- */

/* Positive when `c` lies left of the way from `a` to `b`. */
static int64_t turn(struct place a, struct place b, struct place c)
{
    return (int64_t)(b.x - a.x) * (c.y - a.y) - (int64_t)(b.y - a.y) * (c.x - a.x);
}

static int64_t floor_divide(__int128 number, __int128 by)
{
    __int128 quotient = number / by;
    return (int64_t)(quotient - (number % by < 0));
}

/* The grid point in whose square one + (its way) * share / whole lies; whole > 0. */
static struct place place_between(const struct piece *one, int64_t share, int64_t whole)
{
    __int128 x = (__int128)(one->to.x - one->from.x) * share + (__int128)(one->from.x + HALF) * whole;
    __int128 y = (__int128)(one->to.y - one->from.y) * share + (__int128)(one->from.y + HALF) * whole;
    __int128 step = (__int128)whole * GRID_PARTS;
    return (struct place){(int32_t)floor_divide(x, step) * GRID_PARTS, (int32_t)floor_divide(y, step) * GRID_PARTS};
}

/* Those that touch need nothing: the point where they do is an end, and so hot. */
static void pieces_cross(struct grid *grid, const struct piece *one, const struct piece *other)
{
    int64_t before = turn(other->from, other->to, one->from), after = turn(other->from, other->to, one->to);
    if (before == 0 || after == 0 || (before > 0) == (after > 0))
        return;
    int64_t right = turn(one->from, one->to, other->from), left = turn(one->from, one->to, other->to);
    if (right == 0 || left == 0 || (right > 0) == (left > 0))
        return;
    int64_t share = before > 0 ? before : -before, whole = before > 0 ? before - after : after - before;
    struct place at = place_between(one, share, whole);
    buffer_append(&grid->crossings, &at, sizeof at);
    grid->report.crossings++;
}

static struct active active_of(const struct piece *piece, uint32_t number)
{
    bool rises = piece->from.y < piece->to.y;
    return (struct active){rises ? piece->from.y : piece->to.y, rises ? piece->to.y : piece->from.y, piece->to.x,
                           number};
}

/* From west to east: each piece against those met before that have not ended. */
static void grid_cross(struct grid *grid)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < grid->piece_count && grid->report.crossings <= GRID_CROSSINGS_MAX; i++) {
        const struct piece *piece = &grid->pieces[i];
        struct active new = active_of(piece, i);
        for (uint32_t j = 0; j < count;) {
            const struct active *old = &grid->active[j];
            if (old->xmax < piece->from.x) {
                grid->active[j] = grid->active[--count];
                continue;
            }
            if ((old->ymin <= new.ymax) & (old->ymax >= new.ymin)) /* one guess of the processor instead of two */
                pieces_cross(grid, &grid->pieces[old->piece], piece);
            j++;
        }
        grid->active[count++] = new;
    }
}

/* ---- hot points ---- */

static void grid_heat(struct grid *grid)
{
    size_t crossing_count = grid->crossings.length / sizeof(struct place), count = 0;
    const struct place *crossings = (const struct place *)(const void *)grid->crossings.bytes;
    struct place *hot =
        arena_array(grid->arena, memory_sum((size_t)grid->piece_count * 2, crossing_count), sizeof *hot);
    for (uint32_t i = 0; i < grid->piece_count; i++) { /* of a way around, each end is the next one's begin */
        if (i == 0 || place_compare(grid->pieces[i].from, grid->pieces[i - 1].from) != 0)
            hot[count++] = place_round(grid->pieces[i].from);
        hot[count++] = place_round(grid->pieces[i].to);
    }
    for (size_t i = 0; i < crossing_count; i++)
        hot[count++] = crossings[i];
    qsort(hot, count, sizeof *hot, places_compare);
    grid->hot = hot;
    grid->hot_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || place_compare(hot[i], hot[i - 1]) != 0)
            hot[grid->hot_count++] = hot[i];
    grid->is_cold = arena_array(grid->arena, grid->hot_count, sizeof *grid->is_cold);
}

/* Does the piece pass the square? Their boxes meet; so what is left to see is whether the square lies on both sides of
 * the piece's line. Two corners tell, the outermost ones as seen from the line; the upper and the right side do not
 * belong to the square, so that a corner there has to lie beyond the line. */
static bool piece_passes(const struct piece *piece, struct place hot, bool is_open)
{
    struct place a = piece->from, b = piece->to;
    int32_t west = hot.x - HALF, east = hot.x + HALF, south = hot.y - HALF, north = hot.y + HALF;
    if (a.x == b.x || a.y == b.y)
        return true; /* its box is itself */
    if (b.y > a.y)
        return turn(a, b, (struct place){west, north}) > 0 && turn(a, b, (struct place){east, south}) < 0;
    int64_t corner = turn(a, b, (struct place){west, south});
    return turn(a, b, (struct place){east, north}) > 0 && (corner < 0 || (corner == 0 && !is_open));
}

/* From west to east again: each hot point against the pieces whose box meets its square. Hits come out in the order of
 * hot points. */
static void grid_hit(struct grid *grid)
{
    uint32_t count = 0, next = 0;
    buffer_clear(&grid->hits);
    for (uint32_t i = 0; i < grid->hot_count; i++) {
        struct place hot = grid->hot[i];
        if (grid->is_cold[i])
            continue;
        for (; next < grid->piece_count && grid->pieces[next].from.x < hot.x + HALF; next++)
            grid->active[count++] = active_of(&grid->pieces[next], next);
        for (uint32_t j = 0; j < count;) {
            const struct active *old = &grid->active[j];
            if (old->xmax < hot.x - HALF) {
                grid->active[j] = grid->active[--count];
                continue;
            }
            struct hit hit = {old->piece, i};
            if (old->ymin < hot.y + HALF && old->ymax >= hot.y - HALF &&
                piece_passes(&grid->pieces[hit.piece], hot, grid->is_open))
                buffer_append(&grid->hits, &hit, sizeof hit);
            j++;
        }
    }
}

/* ---- cutting ---- */

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
        if (grid->pieces[i].to.y >= grid->pieces[i].from.y)
            continue;
        for (uint32_t begin = i == 0 ? 0 : ends[i - 1], end; begin < ends[i]; begin = end) { /* one column downwards */
            for (end = begin + 1; end < ends[i] && grid->hot[hot[end]].x == grid->hot[hot[begin]].x; end++)
                ;
            for (uint32_t low = begin, high = end - 1; low < high; low++, high--) {
                uint32_t swap = hot[low];
                hot[low] = hot[high];
                hot[high] = swap;
            }
        }
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
    grid->active = arena_array(grid->arena, count, sizeof *grid->active);
    grid->piece_count = 0;
}

/* The first round's pieces; their borders, without ends, are answered. */
static struct border *pieces_given(struct grid *grid)
{
    size_t count = grid->stretch_count;
    const struct stretch *all = grid->stretches;
    struct border *borders = arena_array(grid->arena, count, sizeof *borders);
    pieces_room(grid, count);
    if (count > 0)
        qsort(grid->stretches, count, sizeof *grid->stretches, stretch_compare);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || stretch_compare(&all[i], &all[i - 1]) != 0)
            grid->pieces[grid->piece_count++] = all[i].piece;
        grid->piece_end[grid->piece_count - 1] = (uint32_t)i + 1;
        borders[i] = (struct border){0, 0, all[i].area, all[i].net};
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
    }
    *points = points_of(grid);
    *point_count = grid->hot_count;
    buffer_free(&grid->crossings);
    buffer_free(&grid->hits);
    return grid->report;
}
