#include "geo/crs.h"

#include "geo/grid.h"

#include <math.h>

static const enum crs all[] = {CRS_LAMBERT93, CRS_CRS84, CRS_EPSG4326, CRS_WEBMERCATOR, CRS_CC50};
#define ALL_COUNT (sizeof all / sizeof all[0])

static struct point transformed(enum crs from, enum crs to, double x, double y)
{
    struct error err = ERROR_INIT;
    struct crs_transform *transform = crs_transform_open(from, to, &err);
    assert_non_null(transform);
    struct point point = {x, y};
    assert_true(crs_transform_points(transform, &point, 1, &err));
    crs_transform_close(transform);
    return point;
}

static void assert_near(struct point point, double x, double y, double tolerance)
{
    assert_true(fabs(point.x - x) <= tolerance);
    assert_true(fabs(point.y - y) <= tolerance);
}

static void the_origin_of_lambert_93_has_its_false_coordinates(void **state)
{
    (void)state;
    assert_near(transformed(CRS_CRS84, CRS_LAMBERT93, 3.0, 46.5), 700000.0, 6600000.0, 1e-8);
    assert_near(transformed(CRS_LAMBERT93, CRS_CRS84, 700000.0, 6600000.0), 3.0, 46.5, 1e-13);
    assert_near(transformed(CRS_CRS84, CRS_CC50, 3.0, 50.0), 1700000.0, 9200000.0, 1e-8);
}

/* Expected values: gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:n (GDAL 3.6, PROJ 9.1, its own choice of operation). */
static void known_points_land_where_gdal_puts_them(void **state)
{
    (void)state;
    assert_near(transformed(CRS_CRS84, CRS_LAMBERT93, 2.83, 50.43), 687903.452660833, 7036954.69995215, 1e-6);
    assert_near(transformed(CRS_CRS84, CRS_LAMBERT93, -1.0, 49.0), 407437.989391901, 6885198.43940393, 1e-6);
    assert_near(transformed(CRS_CRS84, CRS_WEBMERCATOR, 2.83, 50.43), 315034.158944964, 6521079.99550125, 1e-6);
    assert_near(transformed(CRS_CRS84, CRS_CC50, 2.83, 50.43), 1687921.48188331, 9247840.36096754, 1e-6);
    assert_near(transformed(CRS_LAMBERT93, CRS_CRS84, 688000.0, 7039000.0), 2.8312954216966, 50.4483620438695, 1e-12);
}

static void epsg_4326_has_latitude_first_and_crs84_longitude(void **state)
{
    (void)state;
    struct point swapped = transformed(CRS_CRS84, CRS_EPSG4326, 2.83, 50.43);
    assert_true(swapped.x == 50.43 && swapped.y == 2.83); /* degrees are not touched */
    assert_near(transformed(CRS_EPSG4326, CRS_LAMBERT93, 46.5, 3.0), 700000.0, 6600000.0, 1e-8);
    assert_near(transformed(CRS_LAMBERT93, CRS_EPSG4326, 700000.0, 6600000.0), 46.5, 3.0, 1e-13);
}

static void there_and_back_is_the_same_place_between_any_two_systems(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_COUNT; i++) {
        for (size_t j = 0; j < ALL_COUNT; j++) {
            struct point start = transformed(CRS_CRS84, all[i], 2.83, 50.43);
            struct point there = transformed(all[i], all[j], start.x, start.y);
            struct point back = transformed(all[j], all[i], there.x, there.y);
            assert_near(back, start.x, start.y, fabs(start.x) > 1000.0 ? 1e-6 : 1e-11);
        }
    }
}

static void a_system_to_itself_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_COUNT; i++) {
        struct point same = transformed(all[i], all[i], 12.5, 50.25);
        assert_true(same.x == 12.5 && same.y == 50.25);
    }
}

static void the_first_bad_coordinate_is_named_and_nothing_is_changed(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, &err);
    struct point points[] = {{3.0, 46.5}, {3.0, 95.0}, {NAN, 46.5}};
    assert_false(crs_transform_points(transform, points, 3, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "coordinate 2 (3 95 in OGC:CRS84) has no image in EPSG:2154");
    assert_true(points[0].x == 3.0 && points[0].y == 46.5);
    assert_true(points[1].y == 95.0);
    assert_true(crs_transform_points(transform, points, 1, &err)); /* an error does not stay */
    crs_transform_close(transform);
}

static void nan_and_infinity_have_no_image_anywhere(void **state)
{
    (void)state;
    const struct point bad[] = {{NAN, 50.0}, {3.0, NAN}, {INFINITY, 50.0}, {3.0, -INFINITY}};
    for (size_t i = 0; i < ALL_COUNT; i++) {
        for (size_t j = 0; j < ALL_COUNT; j++) {
            struct crs_transform *transform = crs_transform_open(all[i], all[j], NULL);
            for (size_t k = 0; k < 4; k++) {
                struct point point = bad[k];
                assert_false(crs_transform_points(transform, &point, 1, NULL));
            }
            crs_transform_close(transform);
        }
    }
}

static void a_large_geometry_is_transformed_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    uint32_t count = 400000; /* more than the room that is kept */
    struct geometry line = {GEOMETRY_LINE, count,         1, 1, arena_array(arena, count, sizeof(struct point)),
                            &count,        &(uint32_t){1}};
    for (uint32_t i = 0; i < count; i++)
        line.points[i] = (struct point){3.0, 46.0 + i * 1e-5};
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, NULL);
    assert_true(crs_transform_geometry(transform, &line, NULL));
    assert_near(line.points[50000], 700000.0, 6600000.0, 1e-5);
    for (uint32_t i = 1; i < count; i++)
        assert_true(line.points[i].y > line.points[i - 1].y);
    assert_true(crs_transform_geometry(transform, &GEOMETRY_EMPTY, NULL));
    crs_transform_close(transform);
    arena_free(arena);
}

static void the_image_of_a_box_bulges_with_the_parallels(void **state)
{
    (void)state;
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, NULL);
    struct box image;
    assert_true(crs_transform_box(transform, (struct box){1.0, 50.0, 5.0, 51.0}, &image, NULL));
    struct point corner = transformed(CRS_CRS84, CRS_LAMBERT93, 1.0, 50.0);
    struct point bottom = transformed(CRS_CRS84, CRS_LAMBERT93, 3.0, 50.0);
    /* North of its standard parallels a parallel sags: the lowest point is the middle of the south side. */
    double sag = corner.y - bottom.y;
    assert_true(sag > 1000.0);
    assert_true(image.ymin >= bottom.y - 1e-6 && image.ymin < bottom.y + sag / 400.0);
    assert_true(image.xmin <= corner.x);
    crs_transform_close(transform);
}

static void the_image_of_a_box_may_be_nothing_or_missing(void **state)
{
    (void)state;
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_WEBMERCATOR, NULL);
    struct box image = {7.0, 7.0, 8.0, 8.0};
    assert_false(crs_transform_box(transform, (struct box){0.0, 0.0, 1.0, 95.0}, &image, NULL));
    assert_true(image.xmin == 7.0);
    assert_true(crs_transform_box(transform, BOX_EMPTY, &image, NULL));
    assert_true(box_is_empty(image));
    crs_transform_close(transform);
}

static void every_system_is_read_from_the_uri_that_names_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_COUNT; i++) {
        enum crs crs;
        assert_true(crs_read(crs_uri(all[i]), &crs));
        assert_int_equal(crs, all[i]);
    }
    assert_string_equal(crs_uri(CRS_CRS84), "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    assert_string_equal(crs_uri(CRS_LAMBERT93), "http://www.opengis.net/def/crs/EPSG/0/2154");
}

static void short_names_are_read_and_other_texts_are_not(void **state)
{
    (void)state;
    enum crs crs = CRS_CC50;
    const char *bad[] = {"",           "2154",       "EPSG:27572",   "epsg:2154", "[EPSG:2154",
                         "EPSG:2154]", "EPSG:21540", "[EPSG:2154]]", "[EPSG:215", "[",
                         "CRS84h",     "[]",         "EPSG:2154 ",   "[CRS84]",   "[EPSG:4326 ]"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(crs_read(bad[i], &crs));
    assert_int_equal(crs, CRS_CC50);
    assert_true(crs_read("EPSG:2154", &crs) && crs == CRS_LAMBERT93);
    assert_true(crs_read("[EPSG:3857]", &crs) && crs == CRS_WEBMERCATOR);
    assert_true(crs_read("CRS84", &crs) && crs == CRS_CRS84);
    assert_true(crs_read("[OGC:CRS84]", &crs) && crs == CRS_CRS84);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_origin_of_lambert_93_has_its_false_coordinates),
        cmocka_unit_test(known_points_land_where_gdal_puts_them),
        cmocka_unit_test(epsg_4326_has_latitude_first_and_crs84_longitude),
        cmocka_unit_test(there_and_back_is_the_same_place_between_any_two_systems),
        cmocka_unit_test(a_system_to_itself_changes_nothing),
        cmocka_unit_test(the_first_bad_coordinate_is_named_and_nothing_is_changed),
        cmocka_unit_test(nan_and_infinity_have_no_image_anywhere),
        cmocka_unit_test(a_large_geometry_is_transformed_whole),
        cmocka_unit_test(the_image_of_a_box_bulges_with_the_parallels),
        cmocka_unit_test(the_image_of_a_box_may_be_nothing_or_missing),
        cmocka_unit_test(every_system_is_read_from_the_uri_that_names_it),
        cmocka_unit_test(short_names_are_read_and_other_texts_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
