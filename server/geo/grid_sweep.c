/* Which pieces cross, and which pass a hot point: a line swept from west to east through each strip. */
#include "geo/grid_inside.h"

/* With fewer pieces than this one strip is enough. */
#define FEW        32
#define STRIPS_MAX 1024

/* ---- strips ---- */

static uint32_t strip_of(const struct strips *strips, int32_t y)
{
    return (uint32_t)((y - strips->south) >> strips->shift);
}

static struct active active_of(const struct piece *piece, uint32_t number)
{
    bool rises = piece->from.y < piece->to.y;
    return (struct active){rises ? piece->from.y : piece->to.y, rises ? piece->to.y : piece->from.y, piece->to.x,
                           number};
}

/* Not lower than the mean piece, so that there are three places for each piece at most. */
static void strips_measure(struct grid *grid)
{
    struct strips *strips = &grid->strips;
    int32_t south = INT32_MAX, north = INT32_MIN;
    int64_t heights = 0;
    for (uint32_t i = 0; i < grid->piece_count; i++) {
        struct active extent = active_of(&grid->pieces[i], i);
        south = extent.ymin < south ? extent.ymin : south;
        north = extent.ymax > north ? extent.ymax : north;
        heights += extent.ymax - extent.ymin;
    }
    *strips = (struct strips){.shift = 8, .count = 1};
    if (grid->piece_count == 0)
        return;
    strips->south = place_round((struct place){0, south}).y - HALF;
    while (strips->shift < 62 &&
           (INT64_C(1) << strips->shift < heights / grid->piece_count || strip_of(strips, north) >= STRIPS_MAX ||
            strip_of(strips, north) > grid->piece_count / FEW))
        strips->shift++;
    strips->count = strip_of(strips, north) + 1;
}

void grid_strips(struct grid *grid)
{
    struct strips *strips = &grid->strips;
    strips_measure(grid);
    uint32_t *end = arena_array(grid->arena, (size_t)strips->count + 1, sizeof *end);
    for (uint32_t i = 0; i < grid->piece_count; i++) {
        struct active extent = active_of(&grid->pieces[i], i);
        uint32_t last = strip_of(strips, extent.ymax);
        for (uint32_t strip = strip_of(strips, extent.ymin); strip <= last; strip++)
            end[strip + 1]++;
    }
    for (uint32_t i = 1; i <= strips->count; i++)
        end[i] += end[i - 1];
    strips->at = arena_array(grid->arena, end[strips->count], sizeof *strips->at);
    for (uint32_t i = 0; i < grid->piece_count; i++) { /* moves end[j] from j's begin to its end */
        struct active extent = active_of(&grid->pieces[i], i);
        uint32_t last = strip_of(strips, extent.ymax);
        for (uint32_t strip = strip_of(strips, extent.ymin); strip <= last; strip++)
            strips->at[end[strip]++] = i;
    }
    strips->end = end;
    strips->active = arena_array(grid->arena, grid->piece_count, sizeof *strips->active);
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

/* Each piece against those met before that have not ended. Two that share several strips are compared in the first of them. */
static void strip_cross(struct grid *grid, uint32_t strip)
{
    const struct strips *strips = &grid->strips;
    struct active *active = strips->active;
    uint32_t count = 0;
    for (uint32_t i = strip == 0 ? 0 : strips->end[strip - 1]; i < strips->end[strip]; i++) {
        const struct piece *piece = &grid->pieces[strips->at[i]];
        struct active new = active_of(piece, strips->at[i]);
        for (uint32_t j = 0; j < count;) {
            struct active old = active[j];
            if (old.xmax < piece->from.x) {
                active[j] = active[--count];
                continue;
            }
            if (((old.ymin <= new.ymax) & (old.ymax >= new.ymin)) && /* one guess of the processor instead of two */
                strip_of(strips, old.ymin > new.ymin ? old.ymin : new.ymin) == strip)
                pieces_cross(grid, &grid->pieces[old.piece], piece);
            j++;
        }
        active[count++] = new;
        if (grid->report.crossings > GRID_CROSSINGS_MAX)
            return;
    }
}

void grid_cross(struct grid *grid)
{
    for (uint32_t strip = 0; strip < grid->strips.count && grid->report.crossings <= GRID_CROSSINGS_MAX; strip++)
        strip_cross(grid, strip);
}

/* ---- hits ---- */

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

/* Hot points that are not cold, by strip, from west to east; those of strip i end at end[i]. */
static uint32_t *hot_by_strip(const struct grid *grid, uint32_t *end)
{
    uint32_t *at = arena_array(grid->arena, grid->hot_count, sizeof *at);
    for (uint32_t i = 0; i < grid->hot_count; i++)
        if (!grid->is_cold[i])
            end[strip_of(&grid->strips, grid->hot[i].y) + 1]++;
    for (uint32_t i = 1; i <= grid->strips.count; i++)
        end[i] += end[i - 1];
    for (uint32_t i = 0; i < grid->hot_count; i++) /* moves end[j] from j's begin to its end */
        if (!grid->is_cold[i])
            at[end[strip_of(&grid->strips, grid->hot[i].y)]++] = i;
    return at;
}

/* Each hot point against the pieces whose box meets its square. */
static void strip_hit(struct grid *grid, uint32_t strip, const uint32_t *hots, uint32_t hot_count)
{
    const struct strips *strips = &grid->strips;
    struct active *active = strips->active;
    uint32_t count = 0, next = strip == 0 ? 0 : strips->end[strip - 1];
    for (uint32_t i = 0; i < hot_count; i++) {
        struct place hot = grid->hot[hots[i]];
        for (; next < strips->end[strip] && grid->pieces[strips->at[next]].from.x < hot.x + HALF; next++)
            active[count++] = active_of(&grid->pieces[strips->at[next]], strips->at[next]);
        for (uint32_t j = 0; j < count;) {
            struct active old = active[j];
            if (old.xmax < hot.x - HALF) {
                active[j] = active[--count];
                continue;
            }
            struct hit hit = {old.piece, hots[i]};
            if (((old.ymin < hot.y + HALF) & (old.ymax >= hot.y - HALF)) &&
                piece_passes(&grid->pieces[old.piece], hot, grid->is_open))
                buffer_append(&grid->hits, &hit, sizeof hit);
            j++;
        }
    }
}

void grid_hit(struct grid *grid)
{
    uint32_t *end = arena_array(grid->arena, (size_t)grid->strips.count + 1, sizeof *end);
    const uint32_t *hots = hot_by_strip(grid, end);
    buffer_clear(&grid->hits);
    for (uint32_t strip = 0; strip < grid->strips.count; strip++) {
        uint32_t begin = strip == 0 ? 0 : end[strip - 1];
        strip_hit(grid, strip, hots + begin, end[strip] - begin);
    }
}
