#include "geo/geojson.h"

#include "geo/grid.h"

#include <math.h>
#include <stdlib.h>

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

static void assert_json(const struct geometry *geometry, int decimals, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    buffer_puts(&out, "> ");
    geojson_write(geometry, decimals, &out);
    assert_string_equal(out.bytes + 2, expected);
    assert_int_equal(strlen(out.bytes), out.length);
    buffer_free(&out);
}

static void assert_position(double x, double y, int decimals, const char *expected, struct arena *arena)
{
    struct geometry point = geometry_point(x, y, arena);
    char *json = arena_printf(arena, "{\"type\":\"Point\",\"coordinates\":%s}", expected);
    assert_json(&point, decimals, json);
}

static const char *const square[] = {"d.........c.k", /**/
                                     "..h...g......", /**/
                                     "............j", /**/
                                     "..e...f......", /**/
                                     "a.........b.i", NULL};

static void nothing_and_emptiness_are_null(void **state)
{
    (void)state;
    assert_json(&GEOMETRY_EMPTY, 7, "null");
    struct geometry empty = {GEOMETRY_MULTIPOLYGON, 0, 0, 0, NULL, NULL, NULL};
    assert_json(&empty, 7, "null");
}

static void each_type_has_its_own_depth_of_brackets(void **state)
{
    struct geometry line = grid_geometry(square, GEOMETRY_LINE, "abc", *state);
    assert_json(&line, 7, "{\"type\":\"LineString\",\"coordinates\":[[0,0],[10,0],[10,4]]}");
    struct geometry points = grid_geometry(square, GEOMETRY_MULTIPOINT, "e g", *state);
    assert_json(&points, 7, "{\"type\":\"MultiPoint\",\"coordinates\":[[2,1],[6,3]]}");
    struct geometry lines = grid_geometry(square, GEOMETRY_MULTILINE, "ab ij", *state);
    assert_json(&lines, 7, "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[10,0]],[[12,0],[12,2]]]}");
    struct geometry single = grid_geometry(square, GEOMETRY_MULTIPOLYGON, "abca", *state);
    assert_json(&single, 7, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,4],[0,0]]]]}");
}

static void shells_run_counter_clockwise_and_holes_clockwise_whatever_the_input(void **state)
{
    const char *expected = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,4],[0,4],[0,0]],"
                           "[[2,1],[2,3],[6,3],[6,1],[2,1]]]}";
    const char *orders[] = {"abcda/efghe", "abcda/ehgfe", "adcba/efghe", "adcba/ehgfe"};
    for (int i = 0; i < 4; i++) {
        struct geometry polygon = grid_geometry(square, GEOMETRY_POLYGON, orders[i], *state);
        assert_json(&polygon, 7, expected);
    }
}

static void every_part_has_its_own_shell(void **state)
{
    struct geometry parts = grid_geometry(square, GEOMETRY_MULTIPOLYGON, "adcba/efghe ikji", *state);
    assert_json(&parts, 7,
                "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,4],[0,4],[0,0]],"
                "[[2,1],[2,3],[6,3],[6,1],[2,1]]],[[[12,0],[12,4],[12,2],[12,0]]]]}");
}

static void a_small_ring_far_from_the_origin_keeps_its_order(void **state)
{
    (void)state;
    /* A millimetre wide, at Lambert-93's distance from its origin. */
    double x = 687903.0, y = 7036954.0, w = 0.0009765625;
    struct point points[] = {{x, y}, {x, y + w}, {x + w, y + w}, {x, y}};
    uint32_t four = 4, one = 1;
    struct geometry clockwise = {GEOMETRY_POLYGON, 4, 1, 1, points, &four, &one};
    assert_json(&clockwise, 3,
                "{\"type\":\"Polygon\",\"coordinates\":[[[687903,7036954],[687903.001,7036954.001],"
                "[687903,7036954.001],[687903,7036954]]]}");
}

static void numbers_are_short_and_rounded(void **state)
{
    assert_position(2.8312954216966, 50.4483620438695, 7, "[2.8312954,50.448362]", *state);
    assert_position(-0.5, 0.0625, 7, "[-0.5,0.0625]", *state);
    assert_position(-0.00000001, 100.0, 7, "[0,100]", *state);
    assert_position(0.00000006, -0.0000001, 7, "[0.0000001,-0.0000001]", *state);
    assert_position(9.99999999, 10.0, 7, "[10,10]", *state);
    assert_position(1200.7, -1200.2, 0, "[1201,-1200]", *state);
    assert_position(2.8312954216966, 0.1, 1, "[2.8,0.1]", *state);
}

static void numbers_too_large_for_the_quick_way_are_written_all_the_same(void **state)
{
    assert_position(1e15, -2.5, 7, "[1000000000000000,-2.5]", *state);
    assert_position(0.1, 900000.5, 15, "[0.1,900000.5]", *state);
    assert_position(INFINITY, NAN, 7, "[null,null]", *state);
}

/* Against number_write, which rounds exactly: the quick way may differ by one in the last place, never more. */
static void random_numbers_read_back_within_half_a_last_digit(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct arena *arena = arena_new();
    uint64_t seed = 20260101;
    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double x = ((double)(seed >> 11) / 9007199254740992.0 - 0.5) * 360.0;
        int decimals = (int)(seed % 10);
        buffer_clear(&out);
        arena_reset(arena);
        struct geometry point = geometry_point(x, 0.0, arena);
        geojson_write(&point, decimals, &out);
        double read = strtod(strchr(out.bytes, '[') + 1, NULL);
        assert_true(fabs(read - x) <= 0.5000001 * pow(10.0, -decimals));
    }
    arena_free(arena);
    buffer_free(&out);
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(nothing_and_emptiness_are_null),
        test(each_type_has_its_own_depth_of_brackets),
        test(shells_run_counter_clockwise_and_holes_clockwise_whatever_the_input),
        test(every_part_has_its_own_shell),
        test(a_small_ring_far_from_the_origin_keeps_its_order),
        test(numbers_are_short_and_rounded),
        test(numbers_too_large_for_the_quick_way_are_written_all_the_same),
        test(random_numbers_read_back_within_half_a_last_digit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
