#include "store/fixture.h"

static const struct snapshot_field *field_of(const struct snapshot_collection *collection, const char *name)
{
    for (size_t i = 0; i < collection->field_count; i++)
        if (strcmp(collection->fields[i].name, name) == 0)
            return &collection->fields[i];
    fail_msg("no field %s", name);
    return NULL;
}

/* How many values there are, of at most `most`. */
static size_t ask(const char *id, const char *name, size_t most, struct value *values, int64_t *known)
{
    struct error err = ERROR_INIT;
    size_t count = 0;
    const struct snapshot_collection *collection = snapshot_collection_of(reading.snapshot, id);
    if (!snapshot_field_values(reading.store, collection, field_of(collection, name), most, reading.arena, values,
                               &count, known, &err))
        fail_msg("%s", err.message);
    return count;
}

static void few_values_come_in_order_each_once(void **state)
{
    (void)state;
    struct value values[201];
    int64_t known;
    assert_int_equal(ask("cells", "rang", 200, values, &known), 100);
    assert_int_equal(known, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(values[i].integer, i);
    assert_int_equal(ask("cells", "code", 200, values, &known), 100);
    for (int i = 1; i < 100; i++)
        assert_true(strcmp(values[i - 1].text, values[i].text) < 0);
}

static void more_than_wanted_is_one_more(void **state)
{
    (void)state;
    struct value values[6];
    int64_t known;
    assert_int_equal(ask("cells", "rang", 5, values, &known), 6);
    assert_int_equal(ask("cells", "code", 0, values, &known), 1);
}

static void what_is_not_known_is_no_value(void **state)
{
    (void)state;
    struct value values[301];
    int64_t known;
    size_t count = ask("spots", "nom", 300, values, &known);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(values[i].type, VALUE_TEXT);
    assert_true(known < 200 && (int64_t)count <= known);
    assert_int_equal(ask("void", "code", 300, values, &known), 0);
    assert_int_equal(known, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_values_come_in_order_each_once),
        cmocka_unit_test(more_than_wanted_is_one_more),
        cmocka_unit_test(what_is_not_known_is_no_value),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
