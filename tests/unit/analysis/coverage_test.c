#include "fixture.h"

#include <math.h>

static void perimeters_and_levels_are_read_or_named(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    enum perimeter perimeter = PERIMETER_BASSIN;
    enum coverage_level level = COVERAGE_BY_EPCI;
    assert_true(perimeter_read("epci", &perimeter, &err));
    assert_int_equal(perimeter, PERIMETER_EPCI);
    assert_false(perimeter_read("250", &perimeter, &err));
    assert_int_equal(perimeter, PERIMETER_EPCI);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.message, "bassin"));
    assert_true(coverage_level_read("commune", &level, &err));
    assert_int_equal(level, COVERAGE_BY_COMMUNE);
    assert_false(coverage_level_read("", &level, &err));
    assert_non_null(strstr(err.message, "epci and commune"));
    assert_string_equal(perimeter_name(PERIMETER_EPCI), "epci");
}

static void rows_are_sorted_by_name_then_hors_then_total(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    static const char *const epci[] = {"200000001", "200000002", "hors", "total"};
    assert_int_equal(coverage.row_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(coverage.rows[i].territory, epci[i]);
    assert_string_equal(coverage.rows[0].name, "Est");
    assert_string_equal(coverage.rows[3].level, "total");
    coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_COMMUNE);
    /* É sorts as E, and there is no "hors" among communes */
    static const char *const communes[] = {"Annay", "Béthune", "Carvin", "Estevelles", "Évin", "Bassin minier"};
    assert_int_equal(coverage.row_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(coverage.rows[i].name, communes[i]);
    fixture_close(&fixture);
}

static void an_unknown_indicator_or_row_has_no_value(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    assert_true(isnan(coverage_value(&coverage, &coverage.rows[0], "nothing")));
    assert_true(isnan(coverage_value(&coverage, NULL, "population")));
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(perimeters_and_levels_are_read_or_named),
        cmocka_unit_test(rows_are_sorted_by_name_then_hors_then_total),
        cmocka_unit_test(an_unknown_indicator_or_row_has_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
