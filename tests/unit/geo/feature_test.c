#include "geo/feature.h"

#include "geo/grid.h"

static void an_integer_is_a_real_too(void **state)
{
    (void)state;
    struct value value = value_integer(-7);
    assert_int_equal(value.type, VALUE_INTEGER);
    assert_int_equal(value.integer, -7);
    assert_true(value.real == -7.0);
    assert_int_equal(value_real(0.5).type, VALUE_REAL);
    assert_true(value_real(0.5).real == 0.5);
}

static void a_text_that_is_not_there_is_null(void **state)
{
    (void)state;
    assert_int_equal(value_text(NULL).type, VALUE_NULL);
    assert_int_equal(value_text("").type, VALUE_TEXT);
    assert_string_equal(value_text("Lens").text, "Lens");
}

static const struct field fields[] = {{"nom", VALUE_TEXT}, {"population", VALUE_INTEGER}};
static const struct value lens[] = {{VALUE_TEXT, 0, 0.0, "Lens"}, {VALUE_INTEGER, 32663, 32663.0, NULL}};
static const struct value lievin[] = {{VALUE_TEXT, 0, 0.0, "Liévin"}, {VALUE_NULL, 0, 0.0, NULL}};

static void a_value_is_found_by_its_field_s_whole_name(void **state)
{
    (void)state;
    struct feature feature = {1, fields, lens, 2, GEOMETRY_EMPTY};
    assert_int_equal(feature_value(&feature, "population")->integer, 32663);
    assert_null(feature_value(&feature, "popul"));
    assert_null(feature_value(&feature, "Population"));
    struct feature bare = {1, NULL, NULL, 0, GEOMETRY_EMPTY};
    assert_null(feature_value(&bare, "nom"));
}

static void a_stream_gives_each_feature_once_and_then_the_end(void **state)
{
    (void)state;
    struct feature features[] = {{1, fields, lens, 2, GEOMETRY_EMPTY}, {2, fields, lievin, 2, GEOMETRY_EMPTY}};
    size_t position = 99;
    struct feature_stream stream = feature_stream_of(features, 2, &position);
    assert_int_equal(position, 0);
    assert_int_equal(stream.field_count, 2);
    assert_ptr_equal(stream.fields, fields);
    struct feature feature;
    struct error err = ERROR_INIT;
    assert_int_equal(stream.next(&stream, &feature, &err), 1);
    assert_int_equal(feature.id, 1);
    assert_int_equal(position, 1);
    assert_int_equal(stream.next(&stream, &feature, &err), 1);
    assert_string_equal(feature_value(&feature, "nom")->text, "Liévin");
    assert_int_equal(stream.next(&stream, &feature, &err), 0);
    assert_int_equal(stream.next(&stream, &feature, &err), 0);
    stream.close(&stream);
    stream.close(&stream);
}

static void a_stream_of_nothing_ends_at_once(void **state)
{
    (void)state;
    size_t position;
    struct feature_stream stream = feature_stream_of(NULL, 0, &position);
    struct feature feature;
    assert_int_equal(stream.field_count, 0);
    assert_int_equal(stream.next(&stream, &feature, NULL), 0);
    stream.close(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_integer_is_a_real_too),
        cmocka_unit_test(a_text_that_is_not_there_is_null),
        cmocka_unit_test(a_value_is_found_by_its_field_s_whole_name),
        cmocka_unit_test(a_stream_gives_each_feature_once_and_then_the_end),
        cmocka_unit_test(a_stream_of_nothing_ends_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
