#include "exchange/repair.h"

#include "exchange/driver.h"
#include "exchange/fixture.h"
#include "geo/grid.h"
#include "geo/wkb.h"

static struct arena *arena;

static int repair_begin(void **state)
{
    (void)state;
    driver_start();
    arena = arena_new();
    return 0;
}

static int repair_end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* What is kept, as type and number of points; the verdict's reason in `reason`. */
static enum repair_verdict repaired(const struct geometry *geometry, struct geometry *kept,
                                    char reason[REPAIR_REASON_MAX])
{
    struct buffer wkb = BUFFER_INIT;
    reason[0] = '\0';
    enum repair_verdict verdict = repair_geometry(geometry, &wkb, reason);
    *kept = GEOMETRY_EMPTY;
    if (verdict != REPAIR_REFUSED)
        assert_true(wkb_read(wkb.bytes, wkb.length, arena, kept, NULL));
    buffer_free(&wkb);
    return verdict;
}

static void a_valid_polygon_is_kept_to_the_bit(void **state)
{
    (void)state;
    struct geometry square = grid_geometry(GRID("d  c", "    ", "a  b"), GEOMETRY_POLYGON, "abcda", arena), kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&square, &kept, reason), REPAIR_NONE);
    assert_int_equal(kept.point_count, 5);
    assert_memory_equal(kept.points, square.points, 5 * sizeof *kept.points);
}

static void a_bow_tie_becomes_its_two_lobes(void **state)
{
    (void)state;
    struct geometry bow = grid_geometry(GRID("d  b", "    ", "a  c"), GEOMETRY_POLYGON, "abcda", arena), kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&bow, &kept, reason), REPAIR_DONE);
    assert_int_equal(kept.type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(kept.part_count, 2);
    assert_says(reason, "a ring that crosses itself, whose signed area says nothing");
}

static void a_spike_is_cut_and_the_area_stays(void **state)
{
    (void)state;
    struct geometry spike = grid_geometry(GRID("   e    ", "        ", "d  f   c", "        ", "a      b"),
                                          GEOMETRY_POLYGON, "abcfefda", arena);
    struct geometry kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&spike, &kept, reason), REPAIR_DONE);
    assert_int_equal(kept.type, GEOMETRY_POLYGON); /* as given: one part is enough */
    assert_says(reason, "(+0.0000 %)");
}

static void a_polygon_that_would_lose_area_is_refused(void **state)
{
    (void)state;
    /* the same square twice around: its signed area counts it twice */
    struct geometry twice = grid_geometry(GRID("d  c", "    ", "a  b"), GEOMETRY_POLYGON, "abcdabcda", arena), kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&twice, &kept, reason), REPAIR_REFUSED);
    assert_says(reason, "by more than 1 %");
}

static void a_polygon_without_area_is_refused(void **state)
{
    (void)state;
    struct geometry flat = grid_geometry(GRID("a  b  c"), GEOMETRY_POLYGON, "abcba", arena), kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&flat, &kept, reason), REPAIR_REFUSED);
    assert_says(reason, "nothing remains of it");
}

static void a_line_loses_its_parts_without_length(void **state)
{
    (void)state;
    struct geometry line = grid_geometry(GRID("a  b"), GEOMETRY_LINE, "ab", arena), kept;
    struct geometry point = grid_geometry(GRID("a  b"), GEOMETRY_LINE, "aa", arena);
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&line, &kept, reason), REPAIR_NONE);
    assert_int_equal(repaired(&point, &kept, reason), REPAIR_REFUSED);
    struct point points[] = {{0, 0}, {3, 0}, {5, 5}, {5, 5}};
    uint32_t ends[] = {2, 4}, parts[] = {1, 2};
    struct geometry both = {GEOMETRY_MULTILINE, 4, 2, 2, points, ends, parts};
    assert_int_equal(repaired(&both, &kept, reason), REPAIR_DONE);
    assert_int_equal(kept.part_count, 1);
    assert_says(reason, "parts without length were left out");
}

static void a_point_is_always_valid(void **state)
{
    (void)state;
    struct geometry point = geometry_point(1.0, 2.0, arena), kept;
    char reason[REPAIR_REASON_MAX];
    assert_int_equal(repaired(&point, &kept, reason), REPAIR_NONE);
    assert_int_equal(kept.type, GEOMETRY_POINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_valid_polygon_is_kept_to_the_bit),
        cmocka_unit_test(a_bow_tie_becomes_its_two_lobes),
        cmocka_unit_test(a_spike_is_cut_and_the_area_stays),
        cmocka_unit_test(a_polygon_that_would_lose_area_is_refused),
        cmocka_unit_test(a_polygon_without_area_is_refused),
        cmocka_unit_test(a_line_loses_its_parts_without_length),
        cmocka_unit_test(a_point_is_always_valid),
    };
    return cmocka_run_group_tests(tests, repair_begin, repair_end);
}
