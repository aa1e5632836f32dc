#include "fixture.h"

#include "base/json.h"

#include <math.h>

static struct fixture fixture;
static struct coverage coverage;

static int open_fixture(void **state)
{
    (void)state;
    fixture = fixture_open(NULL);
    coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static struct json_document *read_back(struct buffer *text)
{
    struct error err = ERROR_INIT;
    struct json_document *document = json_read(text->bytes, text->length, "coverage", &err);
    if (document == NULL)
        fail_msg("%s", err.message);
    return document;
}

static void csv_has_a_row_a_territory_and_an_empty_cell_for_unknown(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    coverage_write_csv(&coverage, &out);
    assert_memory_equal(out.bytes, "territoire,nom,communes,population,surface_km2,", 47);
    const char *line = strstr(out.bytes, "\r\n200000001,Est,2,300,");
    assert_non_null(line);
    /* logements and logements_renoves, before cyclable_km */
    assert_non_null(strstr(line, ",0,,,"));
    assert_null(strstr(out.bytes, "nan"));
    assert_null(strstr(out.bytes, "null"));
    buffer_free(&out);
}

static void json_has_exact_numbers_and_null_for_unknown(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    coverage_write_json(&coverage, &out);
    struct json_document *document = read_back(&out);
    const struct json_value *rows = json_root(document);
    assert_int_equal(json_length(rows), 4);
    for (size_t row = 0; row < 4; row++)
        for (size_t i = 0; i < fixture.snapshot->indicator_count; i++) {
            const struct json_value *cell = json_get(json_at(rows, row), fixture.snapshot->indicators[i].id);
            assert_non_null(cell);
            double value = coverage.rows[row].values[i];
            if (isnan(value))
                assert_int_equal(json_type(cell), JSON_NULL);
            else
                assert_true(json_double(cell, NAN) == value);
        }
    json_free(document);
    buffer_free(&out);
}

static void every_indicator_has_title_definition_and_source(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    coverage_write_indicators(fixture.snapshot, "fr", &out);
    struct json_document *document = read_back(&out);
    const struct json_value *root = json_root(document);
    assert_string_equal(json_text(json_get(root, "edition"), ""), "official");
    for (size_t i = 0; i < fixture.snapshot->indicator_count; i++) {
        const struct json_value *about = json_get(json_get(root, "indicateurs"), fixture.snapshot->indicators[i].id);
        assert_true(strlen(json_text(json_get(about, "titre"), "")) > 0);
        assert_true(strlen(json_text(json_get(about, "definition"), "")) > 0);
        assert_non_null(json_text(json_get(about, "source"), NULL));
    }
    json_free(document);
    buffer_free(&out);
}

static void geojson_has_outlines_of_epci_and_none_of_the_rest(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    assert_true(coverage_write_geojson(&coverage, fixture.store, &out, &err));
    struct json_document *document = read_back(&out);
    const struct json_value *features = json_get(json_root(document), "features");
    assert_int_equal(json_length(features), 4);
    const struct json_value *first = json_at(features, 0), *last = json_at(features, 3);
    assert_string_equal(json_text(json_get(json_get(first, "geometry"), "type"), ""), "MultiPolygon");
    assert_string_equal(json_text(json_get(json_get(first, "properties"), "territoire"), ""), "200000001");
    assert_int_equal(json_type(json_get(last, "geometry")), JSON_NULL);
    json_free(document);
    buffer_clear(&out);
    struct coverage communes = fixture_coverage(&fixture, PERIMETER_EPCI, COVERAGE_BY_COMMUNE);
    assert_true(coverage_write_geojson(&communes, fixture.store, &out, &err));
    document = read_back(&out);
    features = json_get(json_root(document), "features");
    assert_int_equal(json_length(features), 6);
    assert_int_equal(json_type(json_get(json_at(features, 4), "geometry")), JSON_OBJECT);
    json_free(document);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_has_a_row_a_territory_and_an_empty_cell_for_unknown),
        cmocka_unit_test(json_has_exact_numbers_and_null_for_unknown),
        cmocka_unit_test(every_indicator_has_title_definition_and_source),
        cmocka_unit_test(geojson_has_outlines_of_epci_and_none_of_the_rest),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
