#include "geo/measure.h"

#include "geo/grid.h"

#include <math.h>

#define GRS80_QUARTER_MERIDIAN 10001965.7292   /* metres; Moritz (2000), Geodetic Reference System 1980 */
#define GRS80_SURFACE          5.1006562172e14 /* square metres; 4 pi times the square of the authalic radius */

static struct geometry ring_of(enum geometry_type type, struct point *points, uint32_t count, uint32_t *ends)
{
    ends[0] = count;
    ends[1] = 1;
    return (struct geometry){type, count, 1, 1, points, &ends[0], &ends[1]};
}

static double area_of(const struct geometry *geometry)
{
    struct error err = ERROR_INIT;
    double area = -1.0;
    assert_true(measure_area(geometry, &area, &err));
    return area;
}

static double length_of(const struct geometry *geometry)
{
    struct error err = ERROR_INIT;
    double length = -1.0;
    assert_true(measure_length(geometry, &length, &err));
    return length;
}

static double distance_of(struct point from, struct point to)
{
    struct error err = ERROR_INIT;
    double metres = -1.0;
    assert_true(measure_distance(from, to, &metres, &err));
    return metres;
}

static void from_the_equator_to_the_pole_is_a_quarter_of_the_meridian(void **state)
{
    (void)state;
    double metres = distance_of((struct point){3.0, 0.0}, (struct point){3.0, 90.0});
    assert_true(fabs(metres - GRS80_QUARTER_MERIDIAN) < 1e-3);
}

static void longitude_comes_before_latitude(void **state)
{
    (void)state;
    /* A degree of the equator is 2 pi a / 360. */
    double metres = distance_of((struct point){2.0, 0.0}, (struct point){3.0, 0.0});
    assert_true(fabs(metres - 111319.490793) < 1e-5);
}

/* `gdaltransform` has no such mode, so the figure is Karney's own: the octant's area is an eighth of the surface. */
static void an_octant_is_an_eighth_of_the_ellipsoid(void **state)
{
    (void)state;
    struct point points[] = {{0.0, 0.0}, {90.0, 0.0}, {0.0, 90.0}, {0.0, 0.0}};
    uint32_t ends[2];
    struct geometry octant = ring_of(GEOMETRY_POLYGON, points, 4, ends);
    assert_true(fabs(area_of(&octant) / (GRS80_SURFACE / 8.0) - 1.0) < 1e-9);
}

static void the_order_of_a_ring_does_not_change_its_area(void **state)
{
    (void)state;
    struct point there[] = {{2.8, 50.4}, {2.9, 50.4}, {2.9, 50.5}, {2.8, 50.5}, {2.8, 50.4}};
    struct point back[] = {{2.8, 50.4}, {2.8, 50.5}, {2.9, 50.5}, {2.9, 50.4}, {2.8, 50.4}};
    uint32_t ends[2][2];
    struct geometry counter = ring_of(GEOMETRY_POLYGON, there, 5, ends[0]);
    struct geometry clockwise = ring_of(GEOMETRY_POLYGON, back, 5, ends[1]);
    double area = area_of(&counter);
    assert_true(area > 7.0e7 && area < 8.0e7); /* about 7.1 km by 11.1 km */
    assert_true(fabs(area_of(&clockwise) - area) < 1e-3);
}

static void holes_are_taken_away_and_parts_added(void **state)
{
    (void)state;
    const char *const *grid = GRID("d.........c....", /**/
                                   "...............", /**/
                                   "...h...g.......", /**/
                                   "...............", /**/
                                   "...e...f...l..k", /**/
                                   "...............", /**/
                                   "a.........bi..j");
    struct arena *arena = arena_new();
    struct geometry whole = grid_geometry(grid, GEOMETRY_POLYGON, "abcda", arena);
    struct geometry hole = grid_geometry(grid, GEOMETRY_POLYGON, "efghe", arena);
    struct geometry other = grid_geometry(grid, GEOMETRY_POLYGON, "ijkli", arena);
    struct geometry both = grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abcda/efghe ijkli", arena);
    double expected = area_of(&whole) - area_of(&hole) + area_of(&other);
    assert_true(area_of(&hole) > 1e10);
    assert_true(fabs(area_of(&both) / expected - 1.0) < 1e-12);
    double outline = length_of(&whole) + length_of(&hole) + length_of(&other);
    assert_true(fabs(length_of(&both) / outline - 1.0) < 1e-12);
    arena_free(arena);
}

static void a_line_is_as_long_as_its_steps_and_has_no_area(void **state)
{
    (void)state;
    struct point points[] = {{2.8, 50.4}, {2.9, 50.45}, {3.0, 50.4}};
    uint32_t ends[2];
    struct geometry line = ring_of(GEOMETRY_LINE, points, 3, ends);
    double steps = distance_of(points[0], points[1]) + distance_of(points[1], points[2]);
    assert_true(length_of(&line) == steps);
    assert_true(steps > 18000.0 && steps < 19000.0);
    assert_true(area_of(&line) == 0.0);
}

static void points_and_nothing_measure_nothing(void **state)
{
    (void)state;
    struct point points[] = {{2.8, 50.4}};
    uint32_t ends[2];
    struct geometry point = ring_of(GEOMETRY_POINT, points, 1, ends);
    assert_true(length_of(&point) == 0.0 && area_of(&point) == 0.0);
    assert_true(length_of(&GEOMETRY_EMPTY) == 0.0 && area_of(&GEOMETRY_EMPTY) == 0.0);
    struct geometry none = {GEOMETRY_MULTIPOLYGON, 0, 0, 0, NULL, NULL, NULL};
    assert_true(length_of(&none) == 0.0 && area_of(&none) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_the_equator_to_the_pole_is_a_quarter_of_the_meridian),
        cmocka_unit_test(longitude_comes_before_latitude),
        cmocka_unit_test(an_octant_is_an_eighth_of_the_ellipsoid),
        cmocka_unit_test(the_order_of_a_ring_does_not_change_its_area),
        cmocka_unit_test(holes_are_taken_away_and_parts_added),
        cmocka_unit_test(a_line_is_as_long_as_its_steps_and_has_no_area),
        cmocka_unit_test(points_and_nothing_measure_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
