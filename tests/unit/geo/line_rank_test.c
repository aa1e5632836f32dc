#include "geo/line_rank.h"

#include "geo/grid.h"

#include <math.h>
#include <stdlib.h>

static const double inf = (double)INFINITY;

/* The ranks of the points of a line, by letter; the first and the last are fixed when they are told to be. */
static void assert_ranks(const char *const *grid, const char *letters, bool has_fixed_ends, const double *expected)
{
    struct point points[16] = {{0.0, 0.0}};
    struct edge edges[16] = {{0, 0}};
    double rank[16];
    bool fixed[16] = {false};
    bool is_ring = letters[0] == letters[strlen(letters) - 1];
    uint32_t count = (uint32_t)strlen(letters) - is_ring, edge_count = count - 1 + is_ring;
    for (uint32_t i = 0; i < count; i++)
        points[i] = grid_point(grid, letters[i]);
    for (uint32_t i = 0; i < edge_count; i++)
        edges[i] = (struct edge){i, (i + 1) % count};
    fixed[0] = fixed[count - 1] = has_fixed_ends;
    line_ranks(points, count, edges, edge_count, fixed, rank);
    for (uint32_t i = 0; i < count; i++)
        assert_true(rank[i] == expected[i] || fabs(rank[i] - expected[i]) < 1e-12);
}

static void a_point_has_the_distance_that_its_line_moves_when_it_goes(void **state)
{
    (void)state;
    const char *const *grid = GRID("    c      ", "           ", "           ", "  b     e  ", "a     d   f");
    /* b of a, c; e of d, f; d of c, f; c of a, f */
    assert_ranks(grid, "abcdef", true, (double[]){inf, sqrt(0.5), 4.0, 16 / sqrt(52), 1.0, inf});
}

/* b goes first, of a, c; then c of a, d, where b would be farther off than c. */
static void what_went_before_counts(void **state)
{
    (void)state;
    const char *const *grid = GRID("      c  ", "   b    d", "         ", "         ", "a        ");
    assert_ranks(grid, "abcd", true, (double[]){inf, 6 / sqrt(52), 15 / sqrt(73), inf});
}

/* From the end of a piece, not from the line beyond it. */
static void a_spike_is_as_long_as_it_is(void **state)
{
    (void)state;
    const char *const *grid = GRID("   c     ", "a b      ");
    assert_ranks(grid, "acb", true, (double[]){inf, sqrt(2), inf});
}

/* The one that goes later never has less, so that a threshold is a state that was passed through. */
static void ranks_grow_in_the_order_of_going(void **state)
{
    (void)state;
    const char *const *grid = GRID(" b d  ", "  c   ", "a    e");
    /* c of b, d: 1; then d of b, e, which is less: 4 / 20^(1/2); then b of a, e: 2 */
    assert_ranks(grid, "abcde", true, (double[]){inf, 2.0, 1.0, 1.0, inf});
}

static void a_ring_keeps_a_triangle(void **state)
{
    (void)state;
    const char *const *grid = GRID("d  c ", "     ", "     ", "a   b");
    /* a 2.4, b 2.8, c 1.8, d 2.1: then nothing may go */
    assert_ranks(grid, "abcda", false, (double[]){inf, inf, 1.8, inf});
}

/* ---- long lines ---- */

#define LONG 100000

struct line {
    struct point *points;
    double *rank;
};

/* A line of LONG points with fixed ends, ranked. */
static void line_rank(struct line *line)
{
    struct edge *edges = calloc(LONG, sizeof *edges);
    bool *fixed = calloc(LONG, sizeof *fixed);
    assert_true(edges != NULL && fixed != NULL);
    for (uint32_t i = 0; i + 1 < LONG; i++)
        edges[i] = (struct edge){i, i + 1};
    fixed[0] = fixed[LONG - 1] = true;
    line_ranks(line->points, LONG, edges, LONG - 1, fixed, line->rank);
    free(edges);
    free(fixed);
}

static double distance(struct point at, struct point from, struct point to)
{
    double dx = to.x - from.x, dy = to.y - from.y;
    double along = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy);
    along = fmin(fmax(along, 0), 1);
    return hypot(at.x - from.x - along * dx, at.y - from.y - along * dy);
}

/* How many stay, and no point is farther from the straight piece that stands for it than the threshold. */
static uint32_t assert_within(const struct line *line, double threshold)
{
    uint32_t count = 1;
    for (uint32_t from = 0, to = 1; from + 1 < LONG; from = to, to = from + 1, count++) {
        while (!(line->rank[to] > threshold))
            to++;
        for (uint32_t i = from + 1; i < to; i++)
            assert_true(distance(line->points[i], line->points[from], line->points[to]) <= threshold + 1e-6);
    }
    return count;
}

static void no_line_is_farther_off_than_the_threshold(void **state)
{
    (void)state;
    struct line line = {calloc(LONG, sizeof(struct point)), calloc(LONG, sizeof(double))};
    assert_true(line.points != NULL && line.rank != NULL);
    uint64_t chance = 1;
    for (uint32_t i = 1; i < LONG; i++) { /* to the right, at random up and down */
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        line.points[i] = (struct point){i, line.points[i - 1].y + (double)(chance >> 40) / (1 << 23) - 1};
    }
    line_rank(&line);
    uint32_t before = LONG;
    for (double threshold = 0.125; threshold < 100; threshold *= 2) {
        uint32_t count = assert_within(&line, threshold);
        assert_true(count < before);
        before = count;
    }
    assert_true(before < 100);
    free(line.points);
    free(line.rank);
}

/* One point after the other from one end to the other would take a hundred thousand times as long. */
static void a_straight_line_of_many_points_is_nearly_two(void **state)
{
    (void)state;
    struct line line = {calloc(LONG, sizeof(struct point)), calloc(LONG, sizeof(double))};
    assert_true(line.points != NULL && line.rank != NULL);
    for (uint32_t i = 0; i < LONG; i++)
        line.points[i] = (struct point){i, i};
    line_rank(&line);
    assert_true(assert_within(&line, 0) < 100);
    free(line.points);
    free(line.rank);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_has_the_distance_that_its_line_moves_when_it_goes),
        cmocka_unit_test(what_went_before_counts),
        cmocka_unit_test(a_spike_is_as_long_as_it_is),
        cmocka_unit_test(ranks_grow_in_the_order_of_going),
        cmocka_unit_test(a_ring_keeps_a_triangle),
        cmocka_unit_test(no_line_is_farther_off_than_the_threshold),
        cmocka_unit_test(a_straight_line_of_many_points_is_nearly_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
