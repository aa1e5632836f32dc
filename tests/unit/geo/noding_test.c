#include "geo/noding.h"

#include "geo/grid.h"

/* Borders as pairs of letters: "ab cd" has one from a to b and one from c to d, the i-th of area i. */
static struct noding_report node(const char *const *grid, const char *pairs, double snap, struct point_set **set,
                                 struct buffer *borders)
{
    *set = point_set_new(snap);
    *borders = (struct buffer)BUFFER_INIT;
    for (size_t i = 0; i <= strlen(pairs) / 3; i++) {
        uint32_t from = point_set_add(*set, grid_point(grid, pairs[3 * i]));
        noding_add(borders, from, point_set_add(*set, grid_point(grid, pairs[3 * i + 1])), (uint32_t)i);
    }
    return noding_run(borders, *set, snap);
}

static size_t count_and_free(struct point_set *set, struct buffer *borders)
{
    size_t count = borders->length / sizeof(struct border);
    point_set_free(set);
    buffer_free(borders);
    return count;
}

static void borders_that_cross_are_cut_where_they_do(void **state)
{
    (void)state;
    const char *const *grid = GRID("a   c", "     ", "d   b");
    struct point_set *set;
    struct buffer borders;
    struct noding_report report = node(grid, "ab dc", 0.0, &set, &borders);
    assert_int_equal(report.crossings, 1);
    assert_int_equal(report.unsettled, 0);
    assert_true(point_set_points(set)[4].x == 2.0 && point_set_points(set)[4].y == 1.0);
    assert_int_equal(count_and_free(set, &borders), 4);
}

static void a_border_is_cut_at_a_point_on_it(void **state)
{
    (void)state;
    const char *const *grid = GRID("    c    ", "         ", "a   d   b");
    struct point_set *set;
    struct buffer borders;
    struct noding_report report = node(grid, "ab cd", 0.0, &set, &borders);
    assert_int_equal(report.junctions, 1);
    assert_int_equal(count_and_free(set, &borders), 3);
}

static void a_border_is_drawn_to_a_point_within_half_of_snap(void **state)
{
    (void)state;
    const char *const *grid = GRID("    c    ", "         ", "         ", "    d    ", "a       b");
    struct point_set *set;
    struct buffer borders;
    struct noding_report report = node(grid, "ab cd", 1.9, &set, &borders);
    assert_int_equal(report.junctions, 0);
    assert_int_equal(count_and_free(set, &borders), 2);
    report = node(grid, "ab cd", 2.0, &set, &borders);
    assert_int_equal(report.junctions, 1);
    assert_int_equal(report.unsettled, 0);
    assert_int_equal(count_and_free(set, &borders), 3);
}

static void borders_along_each_other_share_their_pieces(void **state)
{
    (void)state;
    const char *const *grid = GRID("a  c  b  d");
    struct point_set *set;
    struct buffer borders;
    node(grid, "ab dc", 0.0, &set, &borders);
    const struct border *all = (const struct border *)(const void *)borders.bytes;
    /* a-c of area 0, c-b of both, one each way, b-d of area 1 */
    assert_int_equal(borders.length / sizeof *all, 4);
    uint32_t shared = 0;
    for (size_t i = 1; i < 4; i++)
        shared += all[i].low == all[i - 1].low && all[i].high == all[i - 1].high && all[i].net == -all[i - 1].net;
    assert_int_equal(shared, 1);
    count_and_free(set, &borders);
}

static void what_an_area_has_on_both_sides_is_gone(void **state)
{
    (void)state;
    struct point_set *set = point_set_new(0.0);
    struct buffer borders = BUFFER_INIT;
    noding_add(&borders, 0, 1, 0);
    noding_add(&borders, 1, 0, 0);
    noding_add(&borders, 1, 1, 0);
    struct noding_report report = noding_run(&borders, set, 0.0);
    assert_int_equal(report.unsettled, 0);
    assert_int_equal(count_and_free(set, &borders), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders_that_cross_are_cut_where_they_do),
        cmocka_unit_test(a_border_is_cut_at_a_point_on_it),
        cmocka_unit_test(a_border_is_drawn_to_a_point_within_half_of_snap),
        cmocka_unit_test(borders_along_each_other_share_their_pieces),
        cmocka_unit_test(what_an_area_has_on_both_sides_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
