#include "geo/clip.h"

#include "geo/grid.h"

#include "base/buffer.h"

#include <math.h>

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

static double ring_area_twice(const struct geometry *geometry, uint32_t ring)
{
    double area = 0.0;
    for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
        area += geometry->points[i - 1].x * geometry->points[i].y - geometry->points[i].x * geometry->points[i - 1].y;
    return area;
}

/* Shells counter-clockwise, holes clockwise, as the grids below have them. */
static double area_of(const struct geometry *geometry)
{
    double area = 0.0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        area += ring_area_twice(geometry, ring) / 2.0;
    return area;
}

/* The kept points as text: "4,0 4,1 / ..", a slash between rings and a semicolon between parts. */
static void assert_kept(const struct geometry *kept, const char *expected)
{
    struct buffer text = BUFFER_INIT;
    uint32_t ring = 0, part = 0;
    for (uint32_t i = 0; i < kept->point_count; i++) {
        if (i > 0 && i == kept->ring_end[ring]) {
            ring++;
            bool is_new_part = ring == kept->part_end[part];
            part += is_new_part;
            buffer_puts(&text, is_new_part ? "; " : "/ ");
        }
        buffer_printf(&text, "%g,%g ", kept->points[i].x, kept->points[i].y);
    }
    if (text.length > 0)
        text.bytes[text.length - 1] = '\0';
    assert_string_equal(text.bytes == NULL ? "" : text.bytes, expected);
    buffer_free(&text);
}

static void assert_nothing(const struct geometry *kept)
{
    assert_int_equal(kept->type, GEOMETRY_NONE);
    assert_int_equal(kept->point_count, 0);
    assert_int_equal(kept->ring_count, 0);
    assert_int_equal(kept->part_count, 0);
}

static void what_lies_inside_stays_as_it_is(void **state)
{
    const char *const *grid = GRID("........B", /**/
                                   ".d....c..", /**/
                                   "...hg....", /**/
                                   "...ef....", /**/
                                   ".a....b..", /**/
                                   "A........");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/ehgfe", *state);
    struct geometry kept = clip_to_box(&polygon, grid_box(grid, 'A', 'B'), *state);
    assert_same_geometry(&polygon, &kept);
    assert_ptr_not_equal(kept.points, polygon.points);
    struct geometry tight = clip_to_box(&polygon, grid_box(grid, 'a', 'c'), *state);
    assert_same_geometry(&polygon, &tight);
}

static void what_lies_outside_is_gone(void **state)
{
    const char *const *grid = GRID("...c......", /**/
                                   "......B...", /**/
                                   ".....A...d", /**/
                                   "a..b......");
    struct box box = grid_box(grid, 'A', 'B');
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abca", *state);
    struct geometry around = grid_geometry(grid, GEOMETRY_LINE, "abdc", *state);
    struct geometry kept = clip_to_box(&polygon, box, *state);
    assert_nothing(&kept);
    kept = clip_to_box(&GEOMETRY_EMPTY, box, *state);
    assert_nothing(&kept);
    kept = clip_to_box(&polygon, BOX_EMPTY, *state);
    assert_nothing(&kept);
    kept = clip_to_box(&around, (struct box){5.0, 2.5, 5.5, 2.75}, *state);
    assert_nothing(&kept); /* the extents overlap, the line passes by */
}

static void points_in_the_box_and_on_its_border_are_kept(void **state)
{
    const char *const *grid = GRID("c....", /**/
                                   "...eB", /**/
                                   ".a...", /**/
                                   "A..bd");
    struct geometry points = grid_geometry(grid, GEOMETRY_MULTIPOINT, "a b c e", *state);
    struct geometry kept = clip_to_box(&points, grid_box(grid, 'A', 'B'), *state);
    assert_int_equal(kept.type, GEOMETRY_MULTIPOINT);
    assert_kept(&kept, "1,1 ; 3,0 ; 3,2");
}

static void a_line_is_cut_where_it_crosses_the_border(void **state)
{
    const char *const *grid = GRID(".....B...", /**/
                                   "a.......b", /**/
                                   "..A......");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    struct geometry kept = clip_to_box(&line, grid_box(grid, 'A', 'B'), *state);
    assert_int_equal(kept.type, GEOMETRY_LINE);
    assert_kept(&kept, "2,1 5,1");
}

static void a_line_that_leaves_and_comes_back_becomes_two(void **state)
{
    const char *const *grid = GRID("..b...c..", /**/
                                   ".........", /**/
                                   "........B", /**/
                                   ".........", /**/
                                   "A.a...d..");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abcd", *state);
    struct geometry kept = clip_to_box(&line, grid_box(grid, 'A', 'B'), *state);
    assert_int_equal(kept.type, GEOMETRY_MULTILINE);
    assert_kept(&kept, "2,0 2,2 ; 6,2 6,0");
}

static void a_line_that_only_touches_the_box_leaves_nothing(void **state)
{
    const char *const *grid = GRID("..b....e", /**/
                                   "a...c...", /**/
                                   "..B....d", /**/
                                   "A.......");
    struct box corner = grid_box(grid, 'A', 'B');
    struct geometry diagonal =
        grid_geometry(GRID("a....", ".....", ".....", ".....", "....b"), GEOMETRY_LINE, "ab", *state);
    struct geometry kept = clip_to_box(&diagonal, (struct box){0.0, 0.0, 2.0, 2.0}, *state);
    assert_nothing(&kept);
    struct geometry away = grid_geometry(grid, GEOMETRY_LINE, "Bbe", *state); /* begins on the corner, goes out */
    kept = clip_to_box(&away, corner, *state);
    assert_nothing(&kept);
}

static void a_line_along_the_border_is_kept(void **state)
{
    const char *const *grid = GRID("a..B..b", /**/
                                   ".......", /**/
                                   ".A.....");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "ab", *state);
    struct geometry kept = clip_to_box(&line, grid_box(grid, 'A', 'B'), *state);
    assert_kept(&kept, "1,2 3,2");
}

static void a_line_that_touches_the_border_from_inside_stays_whole(void **state)
{
    const char *const *grid = GRID("..b..Bd", /**/
                                   ".......", /**/
                                   "Aa.c..e");
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abce", *state);
    struct geometry kept = clip_to_box(&line, grid_box(grid, 'A', 'B'), *state);
    assert_kept(&kept, "1,0 2,2 3,0 5,0");
    struct geometry out = grid_geometry(grid, GEOMETRY_LINE, "abBd", *state); /* runs out along the border */
    kept = clip_to_box(&out, grid_box(grid, 'A', 'B'), *state);
    assert_kept(&kept, "1,0 2,2 5,2");
}

static void a_polygon_is_cut_to_the_box(void **state)
{
    const char *const *grid = GRID("d.......c", /**/
                                   ".........", /**/
                                   "........B", /**/
                                   ".........", /**/
                                   "a...A...b");
    struct geometry square = grid_geometry(grid, GEOMETRY_POLYGON, "abcda", *state);
    struct geometry kept = clip_to_box(&square, grid_box(grid, 'A', 'B'), *state);
    assert_int_equal(kept.type, GEOMETRY_POLYGON);
    assert_int_equal(kept.point_count, 5);
    assert_true(area_of(&kept) == 8.0);
}

static void a_polygon_around_the_box_becomes_the_box(void **state)
{
    const char *const *grid = GRID("....c....", /**/
                                   ".........", /**/
                                   "....B....", /**/
                                   "...A.....", /**/
                                   "a.......b");
    struct geometry triangle = grid_geometry(grid, GEOMETRY_POLYGON, "abca", *state);
    struct geometry kept = clip_to_box(&triangle, grid_box(grid, 'A', 'B'), *state);
    assert_true(area_of(&kept) == 1.0);
    struct box extent = geometry_box(&kept);
    assert_true(extent.xmin == 3.0 && extent.ymin == 1.0 && extent.xmax == 4.0 && extent.ymax == 2.0);
}

static void a_horseshoe_keeps_an_outline_along_the_box(void **state)
{
    const char *const *grid = GRID("h.g...f.e", /**/
                                   ".........", /**/
                                   "A.......B", /**/
                                   "..c...d..", /**/
                                   "a.......b");
    struct geometry shoe = grid_geometry(grid, GEOMETRY_POLYGON, "abefdcgha", *state);
    struct geometry kept = clip_to_box(&shoe, (struct box){0.0, 2.0, 8.0, 4.0}, *state);
    assert_int_equal(kept.ring_count, 1); /* two legs, joined by an edge without width */
    assert_true(area_of(&kept) == 8.0);
    for (uint32_t i = 0; i < kept.point_count; i++)
        assert_true(kept.points[i].y >= 2.0);
}

static void a_hole_is_cut_too_and_one_outside_is_dropped(void **state)
{
    const char *const *grid = GRID("d............c", /**/
                                   "...h....g.....", /**/
                                   "..........lk..", /**/
                                   "..........ij..", /**/
                                   "...e....f.....", /**/
                                   "a............b");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/ehgfe/ilkji", *state);
    struct geometry kept = clip_to_box(&polygon, (struct box){0.0, 0.0, 6.0, 5.0}, *state);
    assert_int_equal(kept.ring_count, 2);
    assert_int_equal(kept.part_count, 1);
    assert_true(area_of(&kept) == 6.0 * 5.0 - 3.0 * 3.0);
}

static void a_box_in_a_hole_is_filled_by_shell_and_hole_that_cancel(void **state)
{
    const char *const *grid = GRID("d............c", /**/
                                   "...h....g.....", /**/
                                   "..............", /**/
                                   "..............", /**/
                                   "...e....f.....", /**/
                                   "a............b");
    struct geometry polygon = grid_geometry(grid, GEOMETRY_POLYGON, "abcda/ehgfe", *state);
    struct geometry kept = clip_to_box(&polygon, (struct box){4.0, 2.0, 5.0, 3.0}, *state);
    assert_true(area_of(&kept) == 0.0);
}

static void a_polygon_that_only_touches_the_box_leaves_nothing(void **state)
{
    const char *const *grid = GRID("....g....", /**/
                                   "dB.c.....", /**/
                                   ".........", /**/
                                   "Aa.b.....");
    struct geometry beside = grid_geometry(grid, GEOMETRY_POLYGON, "abcBa", *state);
    struct geometry kept = clip_to_box(&beside, grid_box(grid, 'A', 'B'), *state);
    assert_nothing(&kept);
    struct geometry corner = grid_geometry(grid, GEOMETRY_POLYGON, "BcgB", *state);
    kept = clip_to_box(&corner, grid_box(grid, 'A', 'B'), *state);
    assert_nothing(&kept);
}

static void parts_outside_are_dropped_and_the_rest_keeps_its_holes(void **state)
{
    const char *const *grid = GRID("..........p..o", /**/
                                   "d.....c.......", /**/
                                   ".hg...........", /**/
                                   ".ef...........", /**/
                                   "a.....b...m..n");
    struct geometry parts = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "mnopm abcda/ehgfe", *state);
    struct geometry kept = clip_to_box(&parts, (struct box){0.0, 0.0, 5.0, 5.0}, *state);
    assert_int_equal(kept.type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(kept.part_count, 1);
    assert_int_equal(kept.ring_count, 2);
    assert_true(area_of(&kept) == 15.0 - 1.0);
}

static void neighbours_are_cut_at_the_same_point_of_their_border(void **state)
{
    struct point left[] = {{0.1, 0.2}, {7.3, 11.7}, {-5.0, 9.0}, {0.1, 0.2}};
    struct point right[] = {{7.3, 11.7}, {0.1, 0.2}, {9.0, 0.0}, {7.3, 11.7}};
    uint32_t four = 4, one = 1;
    struct geometry polygons[] = {{GEOMETRY_POLYGON, 4, 1, 1, left, &four, &one},
                                  {GEOMETRY_POLYGON, 4, 1, 1, right, &four, &one}};
    for (int i = 1; i < 100; i++) {
        double y = 0.2 + 0.11 * i; /* the cut's height */
        double x[2] = {NAN, NAN};
        for (int side = 0; side < 2; side++) {
            struct geometry kept = clip_to_box(&polygons[side], (struct box){-50.0, -50.0, 50.0, y}, *state);
            for (uint32_t k = 0; k < kept.point_count; k++)
                if (kept.points[k].y == y && kept.points[k].x > 0.1 &&
                    fabs(kept.points[k].x - 0.1 - (y - 0.2) * 7.2 / 11.5) < 1e-6)
                    x[side] = kept.points[k].x;
        }
        assert_true(x[0] == x[1]);
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void whatever_is_clipped_lies_in_the_box(void **state)
{
    uint64_t seed = 7;
    struct box box = {-3.3, -1.1, 2.7, 4.9};
    for (int round = 0; round < 3000; round++) {
        struct point points[9];
        for (int i = 0; i < 8; i++)
            points[i] = (struct point){(double)(next_random(&seed) % 2000) / 100.0 - 10.0,
                                       (double)(next_random(&seed) % 2000) / 100.0 - 10.0};
        points[8] = points[0];
        uint32_t nine = 9, one = 1;
        struct geometry shape = {round % 2 == 0 ? GEOMETRY_POLYGON : GEOMETRY_LINE, 9, 1, 1, points, &nine, &one};
        struct geometry kept = clip_to_box(&shape, box, *state);
        assert_true(box_contains(box, geometry_box(&kept)));
        if (kept.point_count > 0)
            assert_true(geometry_meets_box(&shape, box_grow(box, 1e-9)));
        for (uint32_t ring = 0; ring < kept.ring_count && round % 2 == 0; ring++) {
            struct point first = kept.points[geometry_ring_begin(&kept, ring)];
            struct point last = kept.points[kept.ring_end[ring] - 1];
            assert_true(first.x == last.x && first.y == last.y);
        }
    }
}

static void coordinates_near_the_end_of_the_numbers_do_no_harm(void **state)
{
    struct point points[] = {{-1e308, -1e308}, {1e308, -1e308}, {1e308, 1e308}, {-1e308, -1e308}};
    uint32_t four = 4, one = 1;
    struct box box = {0.0, 0.0, 1.0, 1.0};
    struct geometry polygon = {GEOMETRY_POLYGON, 4, 1, 1, points, &four, &one};
    struct geometry line = {GEOMETRY_LINE, 4, 1, 1, points, &four, &one};
    struct geometry kept = clip_to_box(&polygon, box, *state);
    assert_true(box_contains(box, geometry_box(&kept)));
    kept = clip_to_box(&line, box, *state);
    assert_true(box_contains(box, geometry_box(&kept)));
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(what_lies_inside_stays_as_it_is),
        test(what_lies_outside_is_gone),
        test(points_in_the_box_and_on_its_border_are_kept),
        test(a_line_is_cut_where_it_crosses_the_border),
        test(a_line_that_leaves_and_comes_back_becomes_two),
        test(a_line_that_only_touches_the_box_leaves_nothing),
        test(a_line_along_the_border_is_kept),
        test(a_line_that_touches_the_border_from_inside_stays_whole),
        test(a_polygon_is_cut_to_the_box),
        test(a_polygon_around_the_box_becomes_the_box),
        test(a_horseshoe_keeps_an_outline_along_the_box),
        test(a_hole_is_cut_too_and_one_outside_is_dropped),
        test(a_box_in_a_hole_is_filled_by_shell_and_hole_that_cancel),
        test(a_polygon_that_only_touches_the_box_leaves_nothing),
        test(parts_outside_are_dropped_and_the_rest_keeps_its_holes),
        test(neighbours_are_cut_at_the_same_point_of_their_border),
        test(whatever_is_clipped_lies_in_the_box),
        test(coordinates_near_the_end_of_the_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
