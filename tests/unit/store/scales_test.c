#include "store/fixture.h"

#include <math.h>

/* Points of the first feature that the stream gives. */
static uint32_t points_at(const char *id, double tolerance)
{
    struct error err = ERROR_INIT;
    struct feature_stream stream;
    struct feature feature;
    assert_true(snapshot_features(reading.store, snapshot_collection_of(reading.snapshot, id), BOX_EMPTY, tolerance,
                                  &stream, &err));
    assert_int_equal(stream.next(&stream, &feature, &err), 1);
    uint32_t count = feature.geometry.point_count;
    stream.close(&stream);
    return count;
}

static void the_largest_prepared_tolerance_that_is_not_greater_is_taken(void **state)
{
    (void)state;
    const struct {
        double tolerance;
        uint32_t points;
    } cases[] = {{0, 9},  {1.99, 9}, {2, 9},    {7.9, 9}, {8, 5},  {63, 5},
                 {64, 4}, {1000, 4}, {8192, 4}, {1e9, 4}, {-5, 9}, {NAN, 9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(points_at("cells", cases[i].tolerance), cases[i].points);
}

static void a_feature_without_outlines_is_whole_at_every_tolerance(void **state)
{
    (void)state;
    assert_int_equal(points_at("ways", 4096), 2);
    assert_int_equal(points_at("spots", 4096), 1);
}

static void an_outline_that_no_longer_meets_the_box_is_left_out(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct feature_stream stream;
    struct feature feature;
    struct box corner = {680010, 7030900, 680100, 7030990}; /* within the first cell's box, left of its triangle */
    assert_true(snapshot_features(reading.store, snapshot_collection_of(reading.snapshot, "cells"), corner, 128,
                                  &stream, &err));
    assert_int_equal(stream.next(&stream, &feature, &err), 1);
    assert_int_equal(feature.id, 1); /* boxes meet: the stream promises no more */
    assert_int_equal(stream.next(&stream, &feature, &err), 0);
    stream.close(&stream);
}

static void a_name_has_its_place(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct point at;
    assert_true(snapshot_label_point(reading.store, snapshot_collection_of(reading.snapshot, "cells"), 12, &at, &err));
    assert_true(at.x == FIXTURE_LEFT + 1500 && at.y == FIXTURE_LOWER + 1050);
    assert_false(snapshot_label_point(reading.store, snapshot_collection_of(reading.snapshot, "spots"), 12, &at, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

static void a_tile_is_handed_over_as_it_was_prepared(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer gzip = BUFFER_INIT;
    assert_true(snapshot_tile(reading.store, &tile_matrix_sets[0], (struct tile){0, 0, 0}, &gzip, &err));
    assert_int_equal(gzip.length, 2);
    buffer_clear(&gzip);
    assert_true(snapshot_tile(reading.store, &tile_matrix_sets[0], (struct tile){5, 3, 3}, &gzip, &err));
    assert_int_equal(gzip.length, 0);
    buffer_free(&gzip);
}

static void the_ground_of_a_set_is_known_or_empty(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct box extent;
    assert_true(snapshot_tile_extent(reading.store, tile_matrix_set_of("Lambert93Quad", &err), &extent, &err));
    assert_true(extent.xmin == 630000 && extent.ymax == 7080000);
    assert_true(snapshot_tile_extent(reading.store, tile_matrix_set_of("WebMercatorQuad", &err), &extent, &err));
    assert_true(box_is_empty(extent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_prepared_tolerance_that_is_not_greater_is_taken),
        cmocka_unit_test(a_feature_without_outlines_is_whole_at_every_tolerance),
        cmocka_unit_test(an_outline_that_no_longer_meets_the_box_is_left_out),
        cmocka_unit_test(a_name_has_its_place),
        cmocka_unit_test(a_tile_is_handed_over_as_it_was_prepared),
        cmocka_unit_test(the_ground_of_a_set_is_known_or_empty),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
