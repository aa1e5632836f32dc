/* The SQL of geodata/analyses, run on a drawing whose right answers are seen by eye. */
#include "fixture.h"

#include <math.h>

/* Lambert-93 is this much longer than the ground around the drawing's middle (measured on the ellipsoid). */
#define K 1.00137

#define assert_near(value, expected, tolerance)                                                                        \
    do {                                                                                                               \
        double near_value = (value), near_expected = (expected);                                                       \
        if (!(fabs(near_value - near_expected) <= (tolerance)))                                                        \
            fail_msg("%s is %.9g and not %.9g", #value, near_value, near_expected);                                    \
    } while (0)

static void parts_add_up_to_the_whole(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    for (int perimeter = 0; perimeter < 2; perimeter++)
        for (int level = 0; level < 2; level++) {
            struct coverage coverage =
                fixture_coverage(&fixture, (enum perimeter)perimeter, (enum coverage_level)level);
            const struct coverage_row *total = fixture_row(&coverage, "total");
            for (size_t i = 0; i < fixture.snapshot->indicator_count; i++) {
                if (strcmp(fixture.snapshot->indicators[i].kind, "stock") != 0 || isnan(total->values[i]))
                    continue;
                double sum = 0;
                for (size_t row = 0; row + 1 < coverage.row_count; row++)
                    sum += coverage.rows[row].values[i];
                assert_near(sum, total->values[i], 1e-9);
            }
        }
    fixture_close(&fixture);
}

static void each_perimeter_has_its_own_communes(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct coverage bassin = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    assert_int_equal(coverage_value(&bassin, fixture_row(&bassin, "total"), "population"), 1700);
    assert_int_equal(coverage_value(&bassin, fixture_row(&bassin, "200000001"), "population"), 300);
    assert_int_equal(coverage_value(&bassin, fixture_row(&bassin, "hors"), "population"), 500);
    struct coverage epci = fixture_coverage(&fixture, PERIMETER_EPCI, COVERAGE_BY_EPCI);
    assert_int_equal(coverage_value(&epci, fixture_row(&epci, "total"), "population"), 1600);
    assert_int_equal(coverage_value(&epci, fixture_row(&epci, "200000001"), "communes"), 3);
    assert_int_equal(coverage_value(&epci, fixture_row(&epci, "hors"), "communes"), 0);
    assert_true(isnan(coverage_value(&epci, fixture_row(&epci, "hors"), "cyclable_km_km2")));
    fixture_close(&fixture);
}

static void measures_are_those_of_the_ground(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62002", "surface_km2"), 4 / (K * K), 1e-4);
    assert_near(fixture_figure(&fixture, "62002", "cyclable_km"), 2 / K, 1e-4);
    assert_near(fixture_figure(&fixture, "62001", "cites_ha"), 1 / (K * K), 1e-4);
    fixture_close(&fixture);
}

static void a_line_along_a_shared_border_belongs_to_the_lower_code(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62001", "itineraire_ev5_km"), 3 / K, 1e-4);
    assert_near(fixture_figure(&fixture, "62004", "itineraire_ev5_km"), 0, 0);
    assert_near(fixture_figure(&fixture, "62002", "cavaliers_km"), 1 / K, 1e-4);
    assert_near(fixture_figure(&fixture, "62005", "cavaliers_km"), 0, 0);
    fixture_close(&fixture);
}

static void lines_are_cut_at_borders_and_doubles_dissolved(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_EPCI, COVERAGE_BY_EPCI);
    const struct coverage_row *total = fixture_row(&coverage, "total");
    assert_near(coverage_value(&coverage, total, "cyclable_km"), 7 / K, 3e-4);
    assert_near(coverage_value(&coverage, total, "cavaliers_km"), 3.5 / K, 2e-4);
    assert_near(fixture_figure(&fixture, "62001", "cavaliers_km"), 1.5 / K, 1e-4);
    assert_near(coverage_value(&coverage, total, "cyclable_km_1000hab"), 1000 * 7 / K / 1600, 2e-4);
    fixture_close(&fixture);
}

/* In B: a band of 2,000 m of plane by 1,000 m of ground; the line on the border of A and D ends 500 m of plane away from B's
 * corner and so just out of reach; at 1,000 m all of B but nothing else. */
static void what_buffers_share_counts_once(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62002", "surface_cyclable_500_km2"), 2 / K, 2e-4);
    assert_near(fixture_figure(&fixture, "62002", "surface_cyclable_1000_pct"), 100, 0.2);
    assert_near(fixture_figure(&fixture, "62001", "surface_cyclable_1000_pct"), 100, 0.2);
    assert_near(fixture_figure(&fixture, "62003", "cites_cyclable_300_pct"), 100, 1e-9);
    assert_near(fixture_figure(&fixture, "62006", "cites_cyclable_1000_pct"), 0, 0);
    assert_near(fixture_figure(&fixture, "62001", "unesco_bien_ha"), 12 / (K * K), 1e-3);
    assert_near(fixture_figure(&fixture, "62001", "unesco_tampon_ha"), 1 / (K * K), 1e-4);
    assert_near(fixture_figure(&fixture, "62004", "unesco_tampon_ha"), 1 / (K * K), 1e-4);
    fixture_close(&fixture);
}

static void an_estate_counts_once_and_its_hectares_where_they_lie(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62002", "cites"), 0, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites"), 1, 0);
    assert_near(fixture_figure(&fixture, "62002", "cites_ha"), 1 / (K * K), 1e-4);
    assert_near(fixture_figure(&fixture, "62003", "cites_ha"), 3 / (K * K), 1e-4);
    assert_near(fixture_figure(&fixture, "62003", "cites_unesco_hors"), 1, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites_bailleurs_plusieurs"), 1, 0);
    assert_near(fixture_figure(&fixture, "62001", "cites_maisons_et_cites"), 1, 0);
    assert_near(fixture_figure(&fixture, "62006", "cites_sia"), 1, 0);
    fixture_close(&fixture);
}

/* Estate 2 lies 700 m from station 8702, estate 1 farther than 1,000 m from all. */
static void stations_on_borders_and_around_estates_count_once(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62001", "gares"), 1, 0);
    assert_near(fixture_figure(&fixture, "62002", "gares"), 0, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites_gare_500"), 0, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites_gare_800"), 1, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites_ha_gare_1000"), 3 / (K * K), 1e-2);
    assert_near(fixture_figure(&fixture, "62001", "gares_cyclable_300"), 0, 0);
    assert_near(fixture_figure(&fixture, "62001", "gares_cyclable_500"), 1, 0);
    assert_near(fixture_figure(&fixture, "62003", "gares_cyclable_300"), 1, 0);
    fixture_close(&fixture);
}

static void brownfields_near_stations_are_measured_on_the_ground(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62002", "friches"), 5, 0);
    assert_near(fixture_figure(&fixture, "62002", "friches_verifiees"), 2, 0);
    assert_near(fixture_figure(&fixture, "62002", "friches_gare_1000"), 4, 0); /* b5 yes, b6 no */
    assert_near(fixture_figure(&fixture, "62002", "friches_verifiees_gare_1000"), 1, 0);
    assert_near(fixture_figure(&fixture, "62002", "friches_ha"), 2.000001, 1e-9); /* b1 and b2 share a unit */
    assert_near(fixture_figure(&fixture, "62002", "friches_verifiees_ha"), 1.250001, 1e-9);
    assert_near(fixture_figure(&fixture, "62005", "friches_gare_1000"), 0, 0); /* its station is not of the 8 EPCI */
    fixture_close(&fixture);
}

static void heaps_and_shafts_on_a_border_count_once(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    assert_near(fixture_figure(&fixture, "62001", "terrils"), 0, 0);
    assert_near(fixture_figure(&fixture, "62002", "terrils"), 1, 0);
    assert_near(fixture_figure(&fixture, "62001", "puits"), 1, 0);
    assert_near(fixture_figure(&fixture, "62002", "puits"), 1, 0);
    fixture_close(&fixture);
}

static void what_is_not_loaded_is_unknown_and_not_0(void **state)
{
    (void)state;
    struct drawing drawing = {" estates cycle-routes cycle-facilities brownfields ", NULL};
    struct fixture fixture = fixture_open(&drawing);
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_EPCI, COVERAGE_BY_EPCI);
    static const char *const unknown[] = {"cites",
                                          "cites_ha",
                                          "cites_unesco_hors",
                                          "logements",
                                          "cyclable_km",
                                          "cyclable_km_km2",
                                          "itineraire_ev5_km",
                                          "surface_cyclable_500_km2",
                                          "surface_cyclable_500_pct",
                                          "cites_gare_800",
                                          "gares_cyclable_300",
                                          "friches",
                                          "friches_gare_1000"};
    static const char *const known[] = {"gares", "terrils", "puits", "cavaliers_km", "unesco_bien_ha"};
    for (size_t row = 0; row < coverage.row_count; row++) {
        for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
            assert_true(isnan(coverage_value(&coverage, &coverage.rows[row], unknown[i])));
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            assert_false(isnan(coverage_value(&coverage, &coverage.rows[row], known[i])));
    }
    fixture_close(&fixture);
}

static void a_route_or_facility_that_nobody_loaded_is_unknown(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(NULL);
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    const struct coverage_row *total = fixture_row(&coverage, "total");
    assert_true(isnan(coverage_value(&coverage, total, "cyclable_secure_km")));
    assert_true(isnan(coverage_value(&coverage, total, "itineraire_v31_km")));
    assert_false(isnan(coverage_value(&coverage, total, "itineraire_ev5_km")));
    fixture_close(&fixture);
}

static void dwellings_are_known_only_from_dated_figures_of_all_estates(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(&(struct drawing){
        NULL, "INSERT INTO estate_figure VALUES ('1', 'logements', 70, 'logements', NULL, 'publié', 'x')"});
    assert_true(isnan(fixture_figure(&fixture, "62001", "logements")));
    assert_true(isnan(fixture_figure(&fixture, "62002", "logements")));
    fixture_close(&fixture);
    fixture = fixture_open(&(struct drawing){
        NULL, "INSERT INTO estate_figure VALUES ('1', 'logements', 70, 'logements', '2019', 'publié', 'x'),"
              " ('1', 'logements', 80, 'logements', '2024-05', 'publié', 'x')"});
    assert_near(fixture_figure(&fixture, "62001", "logements"), 80, 0);
    assert_near(fixture_figure(&fixture, "62002", "logements"), 0, 0); /* no estate there */
    assert_true(isnan(fixture_figure(&fixture, "62003", "logements")));
    assert_true(isnan(fixture_figure(&fixture, "62001", "logements_renoves")));
    struct coverage coverage = fixture_coverage(&fixture, PERIMETER_BASSIN, COVERAGE_BY_EPCI);
    assert_near(coverage_value(&coverage, fixture_row(&coverage, "200000001"), "logements"), 80, 0);
    assert_true(isnan(coverage_value(&coverage, fixture_row(&coverage, "total"), "logements")));
    fixture_close(&fixture);
}

static void published_figures_are_judged_row_by_row(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_open(&(struct drawing){NULL, "INSERT INTO fact_estate_figures VALUES"
                                             " (1, '1', 'logements', 70, 'logements', '30/06/2024', 'publié', 'x'),"
                                             " (2, '1', 'logements', 99, 'logements', '2023', 'publié', 'x'),"
                                             " (3, '1', 'logements', 98, 'logements', '31/02/2025', 'publié', 'x'),"
                                             " (4, '1', 'logements', -1, 'logements', '2025', 'publié', 'x'),"
                                             " (5, '1', 'logements', 7.5, 'logements', '2025', 'publié', 'x'),"
                                             " (6, '1', 'logis', 1, 'logements', '2025', 'publié', 'x'),"
                                             " (7, '1', 'logements', 5, 'logements', '2026', 'publié', 'x'),"
                                             " (8, '1', 'logements', 6, 'logements', '2026', 'publié', 'y'),"
                                             " (9, '1', 'logements', 97, 'logements', NULL, 'publié', 'x'),"
                                             " (10, '1', 'logements', 96, 'logements', '2025', 'publié', NULL)"});
    assert_near(fixture_figure(&fixture, "62001", "logements"), 70, 0);
    int64_t kept;
    struct error err = ERROR_INIT;
    assert_true(store_integer(fixture.store, "SELECT count(*) FROM estate_figure", &kept, &err));
    assert_int_equal(kept, 3); /* the newest, an older one, one without a date */
    assert_true(store_integer(
        fixture.store, "SELECT count(*) FROM indicator WHERE id = 'logements' AND date = '2024-06-30'", &kept, &err));
    assert_int_equal(kept, 1);
    fixture_close(&fixture);
}

static void an_estate_of_unknown_state_makes_its_commune_unknown(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(
        &(struct drawing){NULL, "UPDATE drawn_estates SET unesco = NULL, proprietaire = NULL WHERE id_lsm = '1'"});
    assert_true(isnan(fixture_figure(&fixture, "62001", "cites_unesco_hors")));
    assert_true(isnan(fixture_figure(&fixture, "62001", "cites_sia")));
    assert_near(fixture_figure(&fixture, "62001", "cites"), 1, 0);
    assert_near(fixture_figure(&fixture, "62003", "cites_unesco_hors"), 1, 0);
    fixture_close(&fixture);
}

/* Facilities: a track on both sides, 1 km in B; a lane that is not open yet; 1 km 5 m beside route 1, which is the same way;
 * 400 m across it, at a right angle, which is another. */
static const char facilities[] =
    "INSERT INTO drawn_cycle_facilities (id, numero, securise, cotes, en_service, geometry) VALUES"
    " ('1', NULL, 1, 2, 1, 'LINESTRING(2500 1800,3500 1800)'), ('2', NULL, 0, 0, 0, 'LINESTRING(2500 200,3500 200)'),"
    " ('3', 'EV5:V31', 1, 1, 1, 'LINESTRING(4500 1005,5500 1005)'),"
    " ('4', NULL, 0, 1, 1, 'LINESTRING(3000 800,3000 1200)')";

static void a_way_counts_once_whatever_its_sides_and_its_collections(void **state)
{
    (void)state;
    struct fixture fixture = fixture_open(&(struct drawing){" none ", facilities});
    assert_near(fixture_figure(&fixture, "62002", "cyclable_km"), (2 + 1 + 0.4) / K, 3e-4);
    assert_near(fixture_figure(&fixture, "62002", "cyclable_secure_km"), 1 / K, 1e-4);
    /* the route within 10 m of the facility is up to 8.7 m longer than it at either end */
    assert_near(fixture_figure(&fixture, "62003", "cyclable_km"), 2 / K, 0.02);
    assert_near(fixture_figure(&fixture, "62003", "itineraire_v31_km"), 1 / K, 1e-4);
    assert_near(fixture_figure(&fixture, "62002", "itineraire_v31_km"), 0, 0);
    fixture_close(&fixture);
}

/* Codes of estates, routes, facilities and so on turned round, so that every table has its rows in another order. */
static const char turned_round[] =
    "UPDATE drawn_cycle_routes SET id = 9 - id; UPDATE drawn_cycle_facilities SET id = 9 - id;"
    "UPDATE drawn_estates SET id_lsm = 9 - id_lsm; UPDATE drawn_unesco_property SET id = 9 - id;"
    "UPDATE drawn_mine_railways SET id = 9 - id; UPDATE drawn_mine_shafts SET id = 9 - id;"
    "UPDATE drawn_brownfields SET site_id = 'b' || (9 - substr(site_id, 2));"
    "UPDATE drawn_stations SET code_uic = 9000 - code_uic;";

static void the_order_of_input_changes_nothing(void **state)
{
    (void)state;
    char more[4096];
    snprintf(more, sizeof more, "%s; %s", facilities, turned_round);
    struct fixture one = fixture_open(&(struct drawing){" none ", facilities});
    struct fixture other = fixture_open(&(struct drawing){" none ", more});
    struct coverage left = fixture_coverage(&one, PERIMETER_BASSIN, COVERAGE_BY_COMMUNE);
    struct coverage right = fixture_coverage(&other, PERIMETER_BASSIN, COVERAGE_BY_COMMUNE);
    assert_int_equal(left.row_count, right.row_count);
    for (size_t row = 0; row < left.row_count; row++)
        for (size_t i = 0; i < one.snapshot->indicator_count; i++) {
            double a = left.rows[row].values[i], b = right.rows[row].values[i];
            if (!(isnan(a) && isnan(b)))
                assert_near(a, b, 1e-9);
        }
    fixture_close(&one);
    fixture_close(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(each_perimeter_has_its_own_communes),
        cmocka_unit_test(measures_are_those_of_the_ground),
        cmocka_unit_test(a_line_along_a_shared_border_belongs_to_the_lower_code),
        cmocka_unit_test(lines_are_cut_at_borders_and_doubles_dissolved),
        cmocka_unit_test(what_buffers_share_counts_once),
        cmocka_unit_test(an_estate_counts_once_and_its_hectares_where_they_lie),
        cmocka_unit_test(stations_on_borders_and_around_estates_count_once),
        cmocka_unit_test(brownfields_near_stations_are_measured_on_the_ground),
        cmocka_unit_test(heaps_and_shafts_on_a_border_count_once),
        cmocka_unit_test(what_is_not_loaded_is_unknown_and_not_0),
        cmocka_unit_test(a_route_or_facility_that_nobody_loaded_is_unknown),
        cmocka_unit_test(dwellings_are_known_only_from_dated_figures_of_all_estates),
        cmocka_unit_test(published_figures_are_judged_row_by_row),
        cmocka_unit_test(an_estate_of_unknown_state_makes_its_commune_unknown),
        cmocka_unit_test(a_way_counts_once_whatever_its_sides_and_its_collections),
        cmocka_unit_test(the_order_of_input_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
