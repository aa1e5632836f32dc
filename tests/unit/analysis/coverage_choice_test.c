#include "fixture.h"

#include "analysis/coverage_choice.h"

#include <math.h>

static struct coverage choose(struct fixture *fixture, enum coverage_level level, const struct coverage_choice *choice)
{
    struct error err = ERROR_INIT;
    struct coverage whole = fixture_coverage(fixture, PERIMETER_BASSIN, level), part;
    if (!coverage_choose(fixture->store, &whole, choice, fixture->arena, &part, &err))
        fail_msg("%s", err.message);
    return part;
}

static const char *refusal(struct fixture *fixture, enum coverage_level level, const struct coverage_choice *choice)
{
    static struct error err;
    struct coverage whole = fixture_coverage(fixture, PERIMETER_BASSIN, level), part = {.row_count = 77};
    err = (struct error)ERROR_INIT;
    assert_false(coverage_choose(fixture->store, &whole, choice, fixture->arena, &part, &err));
    assert_int_equal(part.row_count, 77);
    assert_int_equal(err.kind, ERROR_INPUT);
    return err.message;
}

static void a_distance_is_a_number_between_the_words_of_an_id(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int metres;
    } cases[] = {{"surface_cyclable_500_pct", 500},
                 {"gares_cyclable_1000", 1000},
                 {"cites_ha_gare_800", 800},
                 {"cyclable_km_1000hab", 0},
                 {"itineraire_ev5_km", 0},
                 {"itineraire_v31_km", 0},
                 {"surface_km2", 0},
                 {"cites", 0},
                 {"", 0},
                 {"_", 0},
                 {"a_0_b", 0},
                 {"a_-5_b", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (coverage_distance(cases[i].id) != cases[i].metres)
            fail_msg("%s: %d", cases[i].id, coverage_distance(cases[i].id));
}

static void the_distances_of_a_snapshot_are_those_of_its_indicators(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    static const int expected[] = {300, 500, 800, 1000};
    size_t count;
    const int *distances = coverage_distances(fixture.snapshot, fixture.arena, &count);
    assert_int_equal(count, 4);
    assert_memory_equal(distances, expected, sizeof expected);
    fixture_close(&fixture);
}

static void nothing_chosen_is_the_whole_table(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct buffer whole = BUFFER_INIT, part = BUFFER_INIT;
    struct coverage all = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_COMMUNE);
    struct coverage chosen = choose(&fixture, COVERAGE_BY_COMMUNE, &(struct coverage_choice){0});
    coverage_write_csv(&all, &whole);
    coverage_write_csv(&chosen, &part);
    assert_string_equal(part.bytes, whole.bytes);
    buffer_free(&whole);
    buffer_free(&part);
    fixture_close(&fixture);
}

static void columns_stay_when_every_list_says_so_and_keep_their_values(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    static const char *const themes[] = {"cycling", "stations"};
    static const int distances[] = {500};
    struct coverage all = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    struct coverage part = choose(
        &fixture, COVERAGE_BY_EPCI,
        &(struct coverage_choice){.themes = themes, .theme_count = 2, .distances = distances, .distance_count = 1});
    assert_int_equal(part.row_count, all.row_count);
    assert_non_null(snapshot_indicator_of(part.snapshot, "cyclable_km"));
    assert_non_null(snapshot_indicator_of(part.snapshot, "cites_gare_500"));
    assert_null(snapshot_indicator_of(part.snapshot, "cites_gare_800"));
    assert_null(snapshot_indicator_of(part.snapshot, "population"));
    for (size_t row = 0; row < part.row_count; row++)
        for (size_t i = 0; i < part.snapshot->indicator_count; i++) {
            double expected = coverage_value(&all, &all.rows[row], part.snapshot->indicators[i].id);
            double value = part.rows[row].values[i];
            assert_true(value == expected || (isnan(value) && isnan(expected)));
        }
    fixture_close(&fixture);
}

static void rows_are_told_by_code_and_by_feature(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    static const char *const codes[] = {"total", "62002", "62001", "62002"};
    const struct coverage_choice by_code = {.territories = codes, .territory_count = 4};
    struct coverage part = choose(&fixture, COVERAGE_BY_COMMUNE, &by_code);
    assert_int_equal(part.row_count, 3);
    assert_string_equal(part.rows[0].territory, "62001"); /* the table's order */
    assert_string_equal(part.rows[2].territory, "total");
    /* features are numbered in the order of their keys: the second is Béthune */
    static const int64_t second[] = {2}, none[] = {0, 700};
    part = choose(&fixture, COVERAGE_BY_COMMUNE, &(struct coverage_choice){.fids = second, .fid_count = 1});
    assert_int_equal(part.row_count, 1);
    assert_string_equal(part.rows[0].territory, "62002");
    part = choose(&fixture, COVERAGE_BY_EPCI, &(struct coverage_choice){.fids = second, .fid_count = 1});
    assert_int_equal(part.row_count, 1);
    assert_string_equal(part.rows[0].territory, "200000002");
    part = choose(&fixture, COVERAGE_BY_EPCI, &(struct coverage_choice){.fids = none, .fid_count = 2});
    assert_int_equal(part.row_count, 0);
    fixture_close(&fixture);
}

static void what_is_not_there_is_named(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    static const char *const commune[] = {"62001"}, *const hors[] = {"hors"}, *const territory[] = {"territory"},
                             *const cites[] = {"cites"};
    assert_non_null(strstr(
        refusal(&fixture, COVERAGE_BY_EPCI, &(struct coverage_choice){.territories = commune, .territory_count = 1}),
        "\"62001\" is not in this table; allowed: the SIREN"));
    assert_non_null(strstr(
        refusal(&fixture, COVERAGE_BY_COMMUNE, &(struct coverage_choice){.territories = hors, .territory_count = 1}),
        "INSEE"));
    assert_non_null(
        strstr(refusal(&fixture, COVERAGE_BY_EPCI,
                       &(struct coverage_choice){
                           .themes = territory, .theme_count = 1, .indicators = cites, .indicator_count = 1}),
               "no indicator is left"));
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_distance_is_a_number_between_the_words_of_an_id),
        cmocka_unit_test(the_distances_of_a_snapshot_are_those_of_its_indicators),
        cmocka_unit_test(nothing_chosen_is_the_whole_table),
        cmocka_unit_test(columns_stay_when_every_list_says_so_and_keep_their_values),
        cmocka_unit_test(rows_are_told_by_code_and_by_feature),
        cmocka_unit_test(what_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
