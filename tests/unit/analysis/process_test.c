#include "fixture.h"

#include "analysis/coverage_choice.h"
#include "analysis/land.h"
#include "analysis/process.h"

static void a_process_is_found_by_its_id_alone(void **state)
{
    (void)state;
    assert_ptr_equal(process_of("coverage"), &process_coverage);
    assert_ptr_equal(process_of("land"), &process_land);
    assert_null(process_of("Coverage"));
    assert_null(process_of(""));
    for (size_t i = 0; i < process_count; i++)
        assert_ptr_equal(process_of(processes[i]->id), processes[i]);
}

static void every_input_is_told_and_bounded(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    for (size_t i = 0; i < process_count; i++) {
        struct process_input inputs[PROCESS_INPUTS_MAX];
        size_t count = processes[i]->inputs(fixture.snapshot, fixture.arena, inputs);
        assert_in_range(count, 1, PROCESS_INPUTS_MAX);
        for (size_t k = 0; k < count; k++) {
            assert_true(*inputs[k].id && *inputs[k].title && *inputs[k].description);
            assert_in_range(inputs[k].most, 1, PROCESS_VALUES_MAX);
            assert_true(inputs[k].kind != PROCESS_WORD || inputs[k].words[0] != NULL);
            assert_true(inputs[k].kind != PROCESS_WHOLE || inputs[k].number_count > 0 ||
                        inputs[k].minimum < inputs[k].maximum);
        }
    }
    fixture_close(&fixture);
}

/* A default is a value that may be given, and changes nothing. */
static void a_default_is_taken_when_it_is_given(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct error err = ERROR_INIT;
    static const char text[] = "{\"by\":\"epci\",\"perimeter\":\"bassin\"}";
    struct json_document *given = json_read(text, sizeof text - 1, "test", &err);
    struct process_input inputs[PROCESS_INPUTS_MAX];
    struct process_value values[PROCESS_INPUTS_MAX], none[PROCESS_INPUTS_MAX];
    struct buffer with = BUFFER_INIT, without = BUFFER_INIT, schema = BUFFER_INIT;
    size_t count = process_coverage.inputs(fixture.snapshot, fixture.arena, inputs);
    assert_true(process_read(inputs, count, json_root(given), fixture.arena, values, &err));
    assert_true(process_read(inputs, count, NULL, fixture.arena, none, &err));
    assert_true(
        process_coverage.run(fixture.store, fixture.snapshot, values, PROCESS_JSON, fixture.arena, &with, &err));
    assert_true(
        process_coverage.run(fixture.store, fixture.snapshot, none, PROCESS_JSON, fixture.arena, &without, &err));
    assert_string_equal(with.bytes, without.bytes);
    struct json_writer json;
    json_writer_init(&json, &schema);
    process_schema_write(&inputs[0], &json);
    assert_string_equal(schema.bytes, "{\"type\":\"string\",\"enum\":[\"epci\",\"commune\"],\"default\":\"epci\"}");
    buffer_free(&with);
    buffer_free(&without);
    buffer_free(&schema);
    json_free(given);
    fixture_close(&fixture);
}

static void schemas_say_the_limits_that_the_reader_keeps_to(void **state)
{
    (void)state;
    static const int numbers[] = {300, 500};
    static const struct {
        struct process_input input;
        const char *schema;
    } cases[] = {
        {{.kind = PROCESS_WHOLE, .most = 8, .minimum = 50, .maximum = 5000},
         "{\"type\":\"integer\",\"minimum\":50,\"maximum\":5000}"},
        {{.kind = PROCESS_WHOLE, .most = 2, .numbers = numbers, .number_count = 2},
         "{\"type\":\"integer\",\"enum\":[300,500]}"},
        {{.kind = PROCESS_TEXT, .most = 1}, "{\"type\":\"string\",\"minLength\":1,\"maxLength\":64}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer schema = BUFFER_INIT;
        struct json_writer json;
        json_writer_init(&json, &schema);
        process_schema_write(&cases[i].input, &json);
        assert_string_equal(schema.bytes, cases[i].schema);
        buffer_free(&schema);
    }
}

static void a_form_is_what_the_analysis_writes(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct error err = ERROR_INIT;
    struct process_value values[PROCESS_INPUTS_MAX] = {{0}};
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    for (enum process_form form = 0; form < PROCESS_FORMS; form++) {
        struct buffer expected = BUFFER_INIT, made = BUFFER_INIT;
        if (form == PROCESS_JSON)
            coverage_write_json(&coverage, &expected);
        else if (form == PROCESS_CSV)
            coverage_write_csv(&coverage, &expected);
        else
            assert_true(coverage_write_geojson(&coverage, fixture.store, &expected, &err));
        assert_true(process_coverage.run(fixture.store, fixture.snapshot, values, form, fixture.arena, &made, &err));
        assert_string_equal(made.bytes, expected.bytes);
        buffer_free(&expected);
        buffer_free(&made);
    }
    fixture_close(&fixture);
}

static void land_wants_one_place_and_sorts_its_distances(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct error err = ERROR_INIT;
    struct process_value values[PROCESS_INPUTS_MAX] = {{0}};
    struct buffer out = BUFFER_INIT, expected = BUFFER_INIT;
    assert_false(process_land.run(fixture.store, fixture.snapshot, values, PROCESS_CSV, fixture.arena, &out, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    static const char *const station[] = {"8701"};
    static const int distances[] = {1000, 500, 1000};
    values[0] = (struct process_value){.count = 1, .text = station};
    values[2] = (struct process_value){.count = 3, .number = distances};
    assert_true(process_land.run(fixture.store, fixture.snapshot, values, PROCESS_CSV, fixture.arena, &out, &err));
    struct land_query query = {.uic = "8701", .distances = {500, 1000}, .distance_count = 2};
    struct land land;
    assert_true(land_read(fixture.store, fixture.snapshot, &query, fixture.arena, &land, &err));
    land_write_csv(&land, &expected);
    assert_string_equal(out.bytes, expected.bytes);
    values[1].count = 1; /* and a point */
    assert_false(process_land.run(fixture.store, fixture.snapshot, values, PROCESS_CSV, fixture.arena, &out, &err));
    buffer_free(&out);
    buffer_free(&expected);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_found_by_its_id_alone),
        cmocka_unit_test(every_input_is_told_and_bounded),
        cmocka_unit_test(a_default_is_taken_when_it_is_given),
        cmocka_unit_test(schemas_say_the_limits_that_the_reader_keeps_to),
        cmocka_unit_test(a_form_is_what_the_analysis_writes),
        cmocka_unit_test(land_wants_one_place_and_sorts_its_distances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
