#include "fixture.h"

#include "analysis/land.h"
#include "geo/crs.h"

#include <math.h>

static struct fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture = fixture_open(NULL);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static struct land read_land(const struct snapshot *snapshot, const char *uic, struct point at, const char *distances)
{
    struct error err = ERROR_INIT;
    struct land_query query = {.uic = uic, .at = at};
    struct land land = {0};
    if (!land_distances_read(distances, &query, &err) ||
        !land_read(fixture.store, snapshot, &query, fixture.arena, &land, &err))
        fail_msg("%s", err.message);
    return land;
}

static struct value value_of(const struct land_row *row, const char *name)
{
    for (size_t i = 0; i < row->field_count; i++)
        if (strcmp(row->fields[i].name, name) == 0)
            return row->values[i];
    fail_msg("no field %s", name);
    return VALUE_UNKNOWN;
}

static void assert_value(const struct land_row *row, const char *name, double expected, double tolerance)
{
    struct value value = value_of(row, name);
    if (value.type != VALUE_REAL || !(fabs(value.real - expected) <= tolerance))
        fail_msg("%s is %.9g and not %.9g", name, value.type == VALUE_REAL ? value.real : NAN, expected);
}

static void distances_are_sorted_and_bounded(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct land_query query = {0};
    assert_true(land_distances_read("1000,500,800,500", &query, &err));
    assert_int_equal(query.distance_count, 3);
    assert_int_equal(query.distances[0], 500);
    assert_int_equal(query.distances[2], 1000);
    static const char *const bad[] = {"",         "49",
                                      "5001",     "500,",
                                      ",500",     "5e2",
                                      "500.5",    "x",
                                      "500, 800", "99999999999999999999",
                                      "-500",     "50,51,52,53,54,55,56,57,58"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(land_distances_read(bad[i], &query, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_int_equal(query.distance_count, 3);
    }
}

static void points_are_longitude_then_latitude(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct land_query query = {0};
    assert_true(land_point_read("2.83,50.43", &query, &err));
    assert_true(query.at.x == 2.83 && query.at.y == 50.43);
    static const char *const bad[] = {"", "2.83", "2.83,", ",50", "2.83;50.43", "2.83,50.43,0", "nan,50", "2.83,91"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(land_point_read(bad[i], &query, &err));
}

static void a_disc_is_as_large_as_the_circle_on_the_ground(void **state)
{
    (void)state;
    struct land land = read_land(fixture.snapshot, "8701", (struct point){0, 0}, "500,800,1000");
    assert_int_equal(land.row_count, 3);
    assert_value(&land.rows[0], "surface_ha", 78.5398, 1e-3);
    assert_value(&land.rows[2], "surface_ha", 314.1593, 4e-3);
    assert_string_equal(land.rows[0].nom, "Annay");
    assert_int_equal(land.rows[1].distance_m, 800);
    assert_non_null(strstr(land.rows[0].geojson, "MultiPolygon"));
}

/* Around 8701, on the border of A and B at 2000 500. */
static void what_lies_within_is_counted_and_listed(void **state)
{
    (void)state;
    struct land land = read_land(fixture.snapshot, "8701", (struct point){0, 0}, "500,1000");
    const struct land_row *near = &land.rows[0], *far = &land.rows[1];
    assert_value(near, "friches", 3, 0);
    assert_value(near, "friches_verifiees", 1, 0);
    assert_value(near, "friches_ha", 1.5, 1e-9);
    assert_value(near, "puits", 1, 0);
    assert_value(near, "cyclable_km", 2 * sqrt(500 * 500 - 499.3 * 499.3) / 1000, 5e-3);
    assert_int_equal(near->site_count, 3);
    assert_string_equal(near->sites[0].id, "b1");
    assert_string_equal(near->sites[0].name, "Un");
    assert_string_equal(near->sites[0].status, "friche avec projet");
    assert_true(near->sites[0].is_verified && near->sites[0].surface_m2 == 10000);
    assert_value(far, "friches", 4, 0); /* b5 at 999.6 m of ground, not b6 at 1,000.6 m */
    assert_string_equal(far->sites[3].id, "b5");
    assert_value(far, "puits", 2, 0);
    assert_value(far, "cyclable_km", 2 * sqrt(1000 * 1000 - 499.3 * 499.3) / 1000, 1e-3);
    assert_value(far, "cites", 0, 0);
    assert_value(far, "unesco_tampon_ha", 0, 0);
}

static void estates_are_counted_when_touched_and_measured_inside(void **state)
{
    (void)state;
    struct land land = read_land(fixture.snapshot, "8702", (struct point){0, 0}, "500,800,1500");
    assert_value(&land.rows[0], "cites", 0, 0);
    assert_value(&land.rows[1], "cites", 1, 0);
    assert_value(&land.rows[1], "cites_unesco_inscrit", 0, 0);
    assert_value(&land.rows[2], "cites_ha", 4 / 1.00137 / 1.00137, 1e-3);
}

static void prepared_and_computed_are_the_same(void **state)
{
    (void)state;
    struct snapshot unprepared = *fixture.snapshot;
    unprepared.collection_count = 0;
    struct land prepared = read_land(fixture.snapshot, "8702", (struct point){0, 0}, "500,800,1000");
    struct land computed = read_land(&unprepared, "8702", (struct point){0, 0}, "500,800,1000");
    assert_int_equal(prepared.row_count, computed.row_count);
    for (size_t row = 0; row < prepared.row_count; row++) {
        const struct land_row *left = &prepared.rows[row], *right = &computed.rows[row];
        assert_string_equal(left->nom, right->nom);
        assert_string_equal(left->code_uic, right->code_uic);
        assert_int_equal(left->field_count, right->field_count);
        for (size_t i = 0; i < left->field_count; i++) {
            assert_string_equal(left->fields[i].name, right->fields[i].name);
            assert_true(left->values[i].type == right->values[i].type && left->values[i].real == right->values[i].real);
        }
    }
}

static void a_point_is_answered_too(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
    struct point at = {682000, 7030500}; /* where 8701 is */
    assert_true(crs_transform_points(transform, &at, 1, &err));
    crs_transform_close(transform);
    struct land land = read_land(fixture.snapshot, NULL, at, "500");
    assert_null(land.rows[0].code_uic);
    assert_string_equal(land.rows[0].nom, "point");
    assert_value(&land.rows[0], "friches", 3, 0);
    assert_value(&land.rows[0], "surface_ha", 78.5398, 1e-3);
}

static void strangers_are_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct land land;
    struct land_query query = {.uic = "9999", .distances = {500}, .distance_count = 1};
    assert_false(land_read(fixture.store, fixture.snapshot, &query, fixture.arena, &land, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    query.uic = NULL;
    query.at = (struct point){5, 50};
    assert_false(land_read(fixture.store, fixture.snapshot, &query, fixture.arena, &land, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
}

static void what_is_not_loaded_is_unknown(void **state)
{
    (void)state;
    struct fixture whole = fixture;
    fixture = fixture_open(&(struct drawing){" estates brownfields cycle-routes cycle-facilities ", NULL});
    struct land land = read_land(fixture.snapshot, "8701", (struct point){0, 0}, "500,600");
    for (size_t row = 0; row < 2; row++) {
        assert_int_equal(value_of(&land.rows[row], "cites").type, VALUE_NULL);
        assert_int_equal(value_of(&land.rows[row], "cites_unesco_inscrit_ha").type, VALUE_NULL);
        assert_int_equal(value_of(&land.rows[row], "friches_ha").type, VALUE_NULL);
        assert_int_equal(value_of(&land.rows[row], "cyclable_km").type, VALUE_NULL);
        assert_int_equal(land.rows[row].site_count, 0);
        assert_value(&land.rows[row], "puits", 1, 0);
    }
    fixture_close(&fixture);
    fixture = whole;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_sorted_and_bounded),
        cmocka_unit_test(points_are_longitude_then_latitude),
        cmocka_unit_test(a_disc_is_as_large_as_the_circle_on_the_ground),
        cmocka_unit_test(what_lies_within_is_counted_and_listed),
        cmocka_unit_test(estates_are_counted_when_touched_and_measured_inside),
        cmocka_unit_test(prepared_and_computed_are_the_same),
        cmocka_unit_test(a_point_is_answered_too),
        cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(what_is_not_loaded_is_unknown),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
