#include "exchange/place.h"

#include "exchange/driver.h"
#include "exchange/fixture.h"

#include <math.h>

static const struct box basin = {1.9, 49.9, 4.1, 50.9};
static struct note_list notes;

static int place_begin(void **state)
{
    (void)state;
    driver_start();
    notes.arena = arena_new();
    return 0;
}

static int place_end(void **state)
{
    (void)state;
    arena_free(notes.arena);
    return 0;
}

static bool placed(struct place *place, double x, double y, struct point *at)
{
    uint32_t one = 1;
    *at = (struct point){x, y};
    struct geometry geometry = {GEOMETRY_POINT, 1, 1, 1, at, &one, &one};
    return place_geometry(place, &geometry, NULL);
}

static void the_assumed_system_is_taken_and_noted(void **state)
{
    (void)state;
    struct place place;
    struct point at;
    notes.count = 0;
    assert_true(place_open(&place, NULL, "EPSG:4326", basin, "x", &notes, NULL));
    assert_int_equal(notes.count, 1);
    assert_says(notes.sentences[0], "names no coordinate system; EPSG:4326 is taken");
    assert_true(placed(&place, 3.0, 46.5, &at)); /* the origin of Lambert-93 */
    assert_true(fabs(at.x - 700000.0) < 0.001 && fabs(at.y - 6600000.0) < 0.001);
    place_close(&place);
}

static void rgf93_and_its_successors_are_one(void **state)
{
    (void)state;
    static const int codes[] = {4171, 4258, 9777, 9782};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct place place;
        struct point at;
        char name[16];
        snprintf(name, sizeof name, "EPSG:%d", codes[i]);
        assert_true(place_open(&place, NULL, name, basin, "x", &notes, NULL));
        assert_true(placed(&place, 3.0, 46.5, &at));
        assert_true(fabs(at.x - 700000.0) < 0.001);
        place_close(&place);
    }
}

static void a_system_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"EPSG:0",
                                        "EPSG:999999",
                                        "EPSG:4294971622",
                                        "EPSG:99999999999999999999",
                                        "http://127.0.0.1/crs",
                                        "+proj=longlat",
                                        "EPSG:4326 ",
                                        ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct place place;
        struct error err = ERROR_INIT;
        assert_false(place_open(&place, NULL, names[i], basin, "x.shp", &notes, &err));
        assert_says(err.message, "x.shp: ");
    }
}

static void axes_are_turned_only_when_that_helps_most_features(void **state)
{
    (void)state;
    const struct box straight = {2.8, 50.4, 2.9, 50.5}, turned = {50.4, 2.8, 50.5, 2.9}, nowhere = {10, 10, 11, 11};
    const struct {
        struct box boxes[3];
        bool is_good, is_swapped, is_wide;
    } cases[] = {
        {{straight, straight, nowhere}, true, false, false}, {{turned, turned, nowhere}, true, true, false},
        {{turned, nowhere, nowhere}, false, false, false},   {{nowhere, nowhere, nowhere}, false, false, false},
        {{straight, nowhere, nowhere}, true, false, true},   {{straight, turned, turned}, true, true, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct place place;
        assert_true(place_open(&place, NULL, "EPSG:4326", basin, "x", &notes, NULL));
        assert_int_equal(place_orient(&place, cases[i].boxes, 3, "x", &notes, NULL), cases[i].is_good);
        assert_int_equal(place.is_swapped, cases[i].is_swapped);
        assert_int_equal(place.is_wide, cases[i].is_wide);
        place_close(&place);
    }
}

static void without_an_extent_nothing_is_outside(void **state)
{
    (void)state;
    struct place place;
    const struct box nowhere = {10, 10, 11, 11};
    assert_true(place_open(&place, NULL, "EPSG:4326", BOX_EMPTY, "x", &notes, NULL));
    assert_true(place_orient(&place, &nowhere, 1, "x", &notes, NULL));
    place_close(&place);
}

static void a_large_area_around_the_territory_meets_it(void **state)
{
    (void)state;
    struct place place;
    const struct box france = {-5, 42, 8, 51};
    assert_true(place_open(&place, NULL, "EPSG:4326", basin, "x", &notes, NULL));
    assert_true(place_orient(&place, &france, 1, "x", &notes, NULL));
    place_close(&place);
}

static void coordinates_without_a_place_are_refused(void **state)
{
    (void)state;
    static const char *const systems[] = {"EPSG:4326", "EPSG:32631"};
    for (size_t i = 0; i < 2; i++) {
        struct place place;
        struct point at;
        assert_true(place_open(&place, NULL, systems[i], BOX_EMPTY, "x", &notes, NULL));
        assert_false(placed(&place, NAN, 50, &at));
        assert_false(placed(&place, 2, INFINITY, &at));
        assert_false(placed(&place, 1e30, 1e30, &at));
        place_close(&place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_assumed_system_is_taken_and_noted),
        cmocka_unit_test(rgf93_and_its_successors_are_one),
        cmocka_unit_test(a_system_that_is_none_is_refused),
        cmocka_unit_test(axes_are_turned_only_when_that_helps_most_features),
        cmocka_unit_test(without_an_extent_nothing_is_outside),
        cmocka_unit_test(a_large_area_around_the_territory_meets_it),
        cmocka_unit_test(coordinates_without_a_place_are_refused),
    };
    return cmocka_run_group_tests(tests, place_begin, place_end);
}
