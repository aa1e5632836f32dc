#include "print/sheet.h"

#include "print/fixture.h"

#include <math.h>

static void the_ground_is_that_of_the_territory_with_a_margin(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct box ground;
    assert_true(sheet_ground(NULL, printing->store, printing->snapshot, &ground, &err));
    assert_true(box_contains(ground, (struct box){680000, 7030000, 700000, 7050000}));
    assert_false(box_contains(ground, (struct box){680000, 7030000, 705000, 7050000}));
    assert_true(sheet_ground("2", printing->store, printing->snapshot, &ground, &err));
    assert_true(box_contains(ground, (struct box){700000, 7030000, 710000, 7050000}));
    assert_false(sheet_ground("9", printing->store, printing->snapshot, &ground, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

static void a_collection_that_is_not_there_is_an_empty_stream(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct feature_stream stream;
    struct feature feature;
    struct map_features features = sheet_features(printing->store, printing->snapshot, printing->arena);
    assert_true(features.open(features.payload, "absent", BOX_EMPTY, 0, &stream, &err));
    assert_int_equal(stream.next(&stream, &feature, &err), 0);
    stream.close(&stream);
    assert_true(features.open(features.payload, "estates", BOX_EMPTY, 0, &stream, &err));
    assert_int_equal(stream.next(&stream, &feature, &err), 1);
    stream.close(&stream);
}

static void scale_bars_have_round_lengths(void **state)
{
    (void)state;
    assert_true(scale_bar_length(19999) == 10000);
    assert_true(scale_bar_length(20000) == 20000);
    assert_true(scale_bar_length(51) == 50);
    assert_true(scale_bar_length(1) == 1);
    assert_float_equal(scale_bar_length(0.9), 0.5, 1e-12);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_ground_is_that_of_the_territory_with_a_margin),
        TEST(a_collection_that_is_not_there_is_an_empty_stream),
        cmocka_unit_test(scale_bars_have_round_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
