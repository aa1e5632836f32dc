#include "geo/lambert_mercator.h"

#include "geo/crs.h"
#include "geo/grid.h"

#include <math.h>

/* PROJ's pipeline through degrees, which crs_transform_points would not take for these points. */
static struct point through_degrees(struct crs_transform *to_degrees, struct crs_transform *to_mercator,
                                    struct point point)
{
    struct error err = ERROR_INIT;
    assert_true(crs_transform_points(to_degrees, &point, 1, &err));
    assert_true(crs_transform_points(to_mercator, &point, 1, &err));
    return point;
}

static void every_place_is_within_a_micrometre_of_what_proj_finds(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct crs_transform *to_degrees = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
    struct crs_transform *to_mercator = crs_transform_open(CRS_CRS84, CRS_WEBMERCATOR, &err);
    double most = 0.0;
    for (double x = -1e6; x <= 2.5e6; x += 12345.0)
        for (double y = 5e6; y <= 8.5e6; y += 12345.0) {
            struct point ours = {x, y};
            struct point theirs = through_degrees(to_degrees, to_mercator, ours);
            assert_true(lambert_mercator_points(&ours, 1));
            most = fmax(most, hypot(ours.x - theirs.x, ours.y - theirs.y));
        }
    crs_transform_close(to_mercator);
    crs_transform_close(to_degrees);
    print_message("farthest from PROJ: %.2e m\n", most);
    assert_true(most < 1e-6);
}

static void a_point_far_off_is_left_to_proj_and_so_are_those_beside_it(void **state)
{
    (void)state;
    const struct point far[] = {{-1.1e6, 6e6}, {2.6e6, 6e6}, {7e5, 4.9e6}, {7e5, 8.6e6}, {NAN, 6e6}, {7e5, INFINITY}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        struct point points[] = {{700000.0, 6600000.0}, far[i]};
        assert_false(lambert_mercator_points(points, 2));
        assert_true(points[0].x == 700000.0 && points[0].y == 6600000.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_is_within_a_micrometre_of_what_proj_finds),
        cmocka_unit_test(a_point_far_off_is_left_to_proj_and_so_are_those_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
