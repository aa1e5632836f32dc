#include "geo/partition.h"

#include "geo/grid.h"

#include "base/clock.h"
#include "base/number.h"
#include "geo/topology.h"

#include <math.h>

#define THIN ((struct sliver){20.0, 1.0})

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static double ring_size(const struct geometry *geometry, uint32_t ring)
{
    double twice = 0.0;
    uint32_t begin = geometry_ring_begin(geometry, ring);
    for (uint32_t i = begin + 1; i < geometry->ring_end[ring]; i++) {
        struct point a = geometry->points[i - 1], b = geometry->points[i], origin = geometry->points[begin];
        twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
    }
    return fabs(twice) / 2.0;
}

/* Shells less holes, whichever way they run. */
static double size_of(const struct geometry *geometry)
{
    double size = 0.0;
    for (uint32_t part = 0; part < geometry->part_count; part++)
        for (uint32_t ring = geometry_part_begin(geometry, part); ring < geometry->part_end[part]; ring++)
            size +=
                ring == geometry_part_begin(geometry, part) ? ring_size(geometry, ring) : -ring_size(geometry, ring);
    return size;
}

static void sum_write(struct buffer *text, const char *name, struct partition_sum sum)
{
    if (sum.count == 0)
        return;
    buffer_printf(text, ", %zu %s ", sum.count, name);
    number_write(text, sum.size, 2);
}

/* The areas' sizes, then what was found: "24 8, 1 closed 4". Cleaned areas at `cleaned`. */
static void assert_cleaned(const struct geometry *areas, size_t count, struct geometry *cleaned, const char *expected,
                           struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct partition_report report;
    struct buffer text = BUFFER_INIT;
    if (!partition_clean(areas, count, THIN, arena, cleaned, &report, &err))
        fail_msg("%s", err.message);
    assert_true(report.is_settled);
    for (size_t i = 0; i < count; i++) {
        buffer_puts(&text, i > 0 ? " " : "");
        number_write(&text, size_of(&cleaned[i]), 2);
    }
    sum_write(&text, "closed", report.sums[PARTITION_GAP_CLOSED]);
    sum_write(&text, "settled", report.sums[PARTITION_OVERLAP_SETTLED]);
    sum_write(&text, "gap left", report.sums[PARTITION_GAP_LEFT]);
    sum_write(&text, "overlap left", report.sums[PARTITION_OVERLAP_LEFT]);
    assert_string_equal(text.bytes, expected);
    buffer_free(&text);
}

/* Cleaning what is clean changes nothing, to the bit. */
static void assert_stays(const struct geometry *areas, size_t count, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct partition_report report;
    struct geometry *again = arena_array(arena, count, sizeof *again);
    assert_true(partition_clean(areas, count, THIN, arena, again, &report, &err));
    assert_int_equal(report.reshaped, 0);
    assert_int_equal(report.sums[PARTITION_GAP_CLOSED].count + report.sums[PARTITION_OVERLAP_SETTLED].count, 0);
    for (size_t i = 0; i < count; i++)
        assert_true(again[i].points == areas[i].points && again[i].point_count == areas[i].point_count);
}

static void a_clean_partition_is_handed_back_as_it_came(void **state)
{
    /* c lies on the side of the second area, which has no point there */
    const char *const *grid = GRID("f     e     d", "             ", "g     c     .", "             ", "a     b     h");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abcga", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "gcefg", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "bhdeb", *state)};
    struct geometry cleaned[3];
    assert_cleaned(areas, 3, cleaned, "12 12 24", *state);
    assert_stays(areas, 3, *state);
    for (size_t i = 0; i < 3; i++)
        assert_true(cleaned[i].points == areas[i].points);
}

static struct geometry polygon(const char *const *grid, const char *letters, struct arena *arena)
{
    return grid_geometry(grid, GEOMETRY_POLYGON, letters, arena);
}

static void a_gap_between_three_goes_to_the_longest_neighbour(void **state)
{
    const char *const *grid =
        GRID("h     i     j", "             ", "     e       ", "c           g", "             ", "a           b");
    struct geometry areas[] = {polygon(grid, "abgca", *state), polygon(grid, "ceihc", *state),
                               polygon(grid, "egjie", *state)};
    struct geometry cleaned[3];
    assert_cleaned(areas, 3, cleaned, "30 13.5 16.5, 1 closed 6", *state);
    assert_stays(cleaned, 3, *state);
    assert_true(cleaned[1].points == areas[1].points && cleaned[2].points == areas[2].points);
}

static void a_thin_overlap_goes_to_the_longer_border(void **state)
{
    const char *const *grid =
        GRID("d     c     f", "             ", "             ", "             ", "             ", "a    gb     e");
    struct geometry areas[] = {polygon(grid, "abcda", *state), polygon(grid, "gefcg", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "30 30, 1 settled 2.5", *state);
    assert_stays(cleaned, 2, *state);
}

/* Two lines for one border, which cross twice: gap in the middle, overlaps at both ends. */
static const char *const *zigzag(void)
{
    static const char *const rows[] = {
        "d    hc     f", "             ", "             ", "             ", "       k     ",
        "             ", "             ", "             ", "a    gb     e", NULL};
    return rows;
}

static void gaps_and_overlaps_along_one_border_are_settled(void **state)
{
    struct geometry areas[] = {polygon(zigzag(), "abcda", *state), polygon(zigzag(), "gefhkg", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "48 48, 1 closed 2, 2 settled 2", *state);
    assert_stays(cleaned, 2, *state);
}

static void what_was_found_is_told_for_each_pair(void **state)
{
    struct geometry areas[] = {polygon(zigzag(), "gefhkg", *state), polygon(zigzag(), "abcda", *state)};
    struct geometry cleaned[2];
    struct partition_report report;
    struct error err = ERROR_INIT;
    assert_true(partition_clean(areas, 2, THIN, *state, cleaned, &report, &err));
    assert_int_equal(report.finding_count, 2);
    const struct partition_finding *gap = &report.findings[0], *overlap = &report.findings[1];
    assert_true(gap->kind == PARTITION_GAP_CLOSED && gap->area == 0 && gap->other == 1 && gap->count == 1);
    assert_true(overlap->kind == PARTITION_OVERLAP_SETTLED && overlap->area == 1 && overlap->other == 0);
    assert_int_equal(overlap->count, 2);
    assert_true(fabs(overlap->size - 2.0) < 1e-12);
    assert_int_equal(report.reshaped, 1); /* the straight border stays where it is but for the gap */
}

static void the_order_of_areas_does_not_matter(void **state)
{
    /* drawn to be a tie: a strip in the middle with borders of equal length */
    const char *const *tie =
        GRID("d    hc     f", "             ", "             ", "             ", "             ", "a    gb     e");
    struct geometry pairs[][2] = {{polygon(zigzag(), "abcda", *state), polygon(zigzag(), "gefhkg", *state)},
                                  {polygon(tie, "abcda", *state), polygon(tie, "gefhg", *state)}};
    for (size_t i = 0; i < 2; i++) {
        struct geometry turned[] = {pairs[i][1], pairs[i][0]}, one[2], other[2];
        struct partition_report report;
        struct error err = ERROR_INIT;
        assert_true(partition_clean(pairs[i], 2, THIN, *state, one, &report, &err));
        assert_true(partition_clean(turned, 2, THIN, *state, other, &report, &err));
        assert_same_geometry(&one[0], &other[1]);
        assert_same_geometry(&one[1], &other[0]);
    }
}

static void an_enclave_that_was_moved_is_fitted_in(void **state)
{
    const char *const *grid = GRID("d           c", "             ", "   hk    gl  ", "             ", "             ",
                                   "             ", "             ", "   em    fn  ", "             ", "a           b");
    struct geometry areas[] = {polygon(grid, "abcda/ehgfe", *state), polygon(grid, "mnlkm", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "83 25, 1 closed 5, 1 settled 5", *state);
    assert_int_equal(cleaned[0].ring_count, 2);
    assert_stays(cleaned, 2, *state);
}

static void an_exclave_keeps_to_its_area(void **state)
{
    const char *const *grid = GRID("d   c       j", "             ", "       h gm  ", "             ", "       e fn  ",
                                   "             ", "a   b       i");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abcda efghe", *state),
                               polygon(grid, "bijcb/ehmne", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "28 44, 1 closed 2", *state);
    assert_int_equal(cleaned[0].part_count, 2);
    assert_stays(cleaned, 2, *state);
}

static void a_wide_overlap_belongs_to_both(void **state)
{
    const char *const *grid = GRID("d   h  c    f", "             ", "             ", "             ", "             ",
                                   "             ", "a   g  b    e");
    struct geometry areas[] = {polygon(grid, "abcda", *state), polygon(grid, "gefhg", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "42 48, 1 overlap left 18", *state);
    assert_true(cleaned[0].points == areas[0].points && cleaned[1].points == areas[1].points);
}

static void a_lake_stays_a_hole(void **state)
{
    const char *const *grid = GRID("d     c     f", "             ", "    h i g    ", "             ", "             ",
                                   "    k j l    ", "             ", "a     b     e");
    struct geometry areas[] = {polygon(grid, "abjkhicda", *state), polygon(grid, "befcigljb", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "36 36, 1 gap left 12", *state);
    assert_true(cleaned[0].points == areas[0].points && cleaned[1].points == areas[1].points);
}

static void an_area_that_is_all_overlap_is_not_lost(void **state)
{
    const char *const *grid = GRID("d     c", "h     g", "e     f", "a     b");
    struct geometry areas[] = {polygon(grid, "abcda", *state), polygon(grid, "efghe", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "18 6, 1 overlap left 6", *state);
}

static void areas_that_touch_in_a_point_are_left_alone(void **state)
{
    const char *const *grid = GRID("    g   f", "         ", "         ", "         ", "d   c   e", "         ",
                                   "         ", "         ", "a   b    ");
    struct geometry areas[] = {polygon(grid, "abcda", *state), polygon(grid, "cefgc", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "16 16", *state);
    assert_stays(areas, 2, *state);
}

static void a_ring_that_crosses_itself_keeps_both_lobes(void **state)
{
    const char *const *grid = GRID("a       c   f", "             ", "             ", "             ", "d       b   e");
    struct geometry areas[] = {polygon(grid, "abcda", *state), polygon(grid, "befcb", *state)};
    struct geometry cleaned[2];
    assert_cleaned(areas, 2, cleaned, "16 16", *state);
    assert_int_equal(cleaned[0].part_count, 2);
    assert_true(cleaned[1].points == areas[1].points);
    assert_stays(cleaned, 2, *state);
}

static void points_and_nothing_are_refused_and_kept(void **state)
{
    struct error err = ERROR_INIT;
    struct partition_report report;
    struct geometry none[] = {GEOMETRY_EMPTY, GEOMETRY_EMPTY}, cleaned[2];
    assert_cleaned(none, 2, cleaned, "0 0", *state);
    struct geometry point = geometry_point(1.0, 2.0, *state);
    assert_false(partition_clean(&point, 1, THIN, *state, cleaned, &report, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

/* Above (or below) a saw of `count` teeth, one metre each. */
static struct geometry saw(uint32_t count, unsigned phase, double far, struct arena *arena)
{
    struct geometry area = {.type = GEOMETRY_POLYGON,
                            .point_count = count + 3,
                            .ring_count = 1,
                            .part_count = 1,
                            .points = arena_array(arena, (size_t)count + 3, sizeof(struct point)),
                            .ring_end = arena_array(arena, 1, sizeof(uint32_t)),
                            .part_end = arena_array(arena, 1, sizeof(uint32_t))};
    for (uint32_t i = 0; i < count; i++)
        area.points[i] = (struct point){i, i == 0 || i + 1 == count ? 0.0 : ((i + phase) % 2) * 0.5};
    area.points[count] = (struct point){count - 1, far};
    area.points[count + 1] = (struct point){0.0, far};
    area.points[count + 2] = area.points[0];
    area.ring_end[0] = count + 3;
    area.part_end[0] = 1;
    return area;
}

static void a_hundred_thousand_points_are_cleaned_in_seconds(void **state)
{
    enum { TEETH = 50000 };
    struct geometry areas[] = {saw(TEETH, 0, 10.0, *state), saw(TEETH, 1, -10.0, *state)};
    struct geometry cleaned[2];
    struct partition_report report;
    struct error err = ERROR_INIT;
    double start = clock_seconds();
    assert_true(partition_clean(areas, 2, THIN, *state, cleaned, &report, &err));
    assert_true(clock_seconds() - start < 60.0); /* 7 s with sanitizers */
    assert_int_equal(report.sums[PARTITION_GAP_CLOSED].count + report.sums[PARTITION_OVERLAP_SETTLED].count, TEETH - 2);
    assert_true(fabs(size_of(&cleaned[0]) + size_of(&cleaned[1]) - 20.0 * (TEETH - 1)) < 1e-3);
    assert_stays(cleaned, 2, *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_partition_is_handed_back_as_it_came),
        cmocka_unit_test(a_gap_between_three_goes_to_the_longest_neighbour),
        cmocka_unit_test(a_thin_overlap_goes_to_the_longer_border),
        cmocka_unit_test(gaps_and_overlaps_along_one_border_are_settled),
        cmocka_unit_test(what_was_found_is_told_for_each_pair),
        cmocka_unit_test(the_order_of_areas_does_not_matter),
        cmocka_unit_test(an_enclave_that_was_moved_is_fitted_in),
        cmocka_unit_test(an_exclave_keeps_to_its_area),
        cmocka_unit_test(a_wide_overlap_belongs_to_both),
        cmocka_unit_test(a_lake_stays_a_hole),
        cmocka_unit_test(an_area_that_is_all_overlap_is_not_lost),
        cmocka_unit_test(areas_that_touch_in_a_point_are_left_alone),
        cmocka_unit_test(a_ring_that_crosses_itself_keeps_both_lobes),
        cmocka_unit_test(points_and_nothing_are_refused_and_kept),
        cmocka_unit_test(a_hundred_thousand_points_are_cleaned_in_seconds),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
