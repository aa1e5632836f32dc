#include "store/fixture.h"

static struct feature_stream stream_of(const char *id, struct box box)
{
    struct error err = ERROR_INIT;
    struct feature_stream stream;
    if (!snapshot_features(reading.store, snapshot_collection_of(reading.snapshot, id), box, 0, &stream, &err))
        fail_msg("%s", err.message);
    return stream;
}

static size_t count_of(const char *id, struct box box)
{
    struct error err = ERROR_INIT;
    struct feature_stream stream = stream_of(id, box);
    struct feature feature;
    size_t count = 0;
    while (stream.next(&stream, &feature, &err) == 1)
        count++;
    stream.close(&stream);
    return count;
}

static void a_feature_has_its_fields_and_its_shape(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct feature_stream stream = stream_of("cells", BOX_EMPTY);
    struct feature feature;
    assert_int_equal(stream.field_count, 4);
    assert_string_equal(stream.fields[2].name, "rang");
    for (int i = 0; i < 100; i++) {
        assert_int_equal(stream.next(&stream, &feature, &err), 1);
        char code[16];
        snprintf(code, sizeof code, "c%03d", i);
        assert_int_equal(feature.id, i + 1);
        assert_string_equal(feature_value(&feature, "code")->text, code);
        assert_int_equal(feature_value(&feature, "rang")->integer, i);
        const struct value *part = feature_value(&feature, "part");
        if (i % 7 == 0)
            assert_int_equal(part->type, VALUE_NULL);
        else
            assert_true(part->type == VALUE_REAL && part->real == i / 8.0);
        struct box box = geometry_box(&feature.geometry);
        assert_true(box.xmin == FIXTURE_LEFT + 1000 * (i % 10) && box.ymax == FIXTURE_LOWER + 1000 * (i / 10 + 1));
        assert_int_equal(feature.geometry.ring_count, i % 5 == 0 ? 2 : 1);
    }
    assert_int_equal(stream.next(&stream, &feature, &err), 0);
    stream.close(&stream);
    stream.close(&stream);
}

static void a_box_chooses_by_exact_borders(void **state)
{
    (void)state;
    struct box first = {FIXTURE_LEFT + 100, FIXTURE_LOWER + 100, FIXTURE_LEFT + 200, FIXTURE_LOWER + 200};
    assert_int_equal(count_of("cells", first), 1);
    first.xmax = FIXTURE_LEFT + 1000; /* touches the second */
    assert_int_equal(count_of("cells", first), 2);
    first.xmax = FIXTURE_LEFT + 999.9999; /* the R*Tree's floats cannot tell */
    assert_int_equal(count_of("cells", first), 1);
    assert_int_equal(count_of("cells", (struct box){0, 0, 1, 1}), 0);
    assert_int_equal(count_of("void", BOX_EMPTY), 0);
}

static void two_streams_of_one_collection_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct feature_stream outer = stream_of("spots", BOX_EMPTY);
    struct feature left, right;
    size_t pairs = 0;
    for (int i = 0; i < 10 && outer.next(&outer, &left, &err) == 1; i++) {
        struct feature_stream inner = stream_of("spots", BOX_EMPTY);
        while (inner.next(&inner, &right, &err) == 1)
            pairs++;
        inner.close(&inner);
        assert_int_equal(left.id, i + 1);
    }
    outer.close(&outer);
    assert_int_equal(pairs, 2000);
}

/* A blob that is none, in a file that is otherwise right. */
static void a_damaged_shape_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    fixture_copy(fixture_path("reading.sqlite"), fixture_path("damaged.sqlite"));
    fixture_spoil(fixture_path("damaged.sqlite"),
                  "DROP TRIGGER ggu_spots_geometry; DROP TRIGGER gii_spots_geometry; DROP TRIGGER giu_spots_geometry;"
                  "UPDATE spots SET geometry = x'00010203' WHERE fid = 100");
    struct store *damaged = store_open(fixture_path("damaged.sqlite"), STORE_READ, &err);
    const struct snapshot_collection *spots = snapshot_collection_of(reading.snapshot, "spots");
    struct feature_stream stream;
    struct feature feature;
    int step;
    assert_true(snapshot_features(damaged, spots, BOX_EMPTY, 0, &stream, &err));
    while ((step = stream.next(&stream, &feature, &err)) == 1)
        ;
    assert_int_equal(step, -1);
    stream.close(&stream);
    store_close(damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feature_has_its_fields_and_its_shape),
        cmocka_unit_test(a_box_chooses_by_exact_borders),
        cmocka_unit_test(two_streams_of_one_collection_do_not_disturb_each_other),
        cmocka_unit_test(a_damaged_shape_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
