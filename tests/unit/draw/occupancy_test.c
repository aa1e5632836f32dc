#include "draw/occupancy.h"

#include "draw/fixture.h"

static const struct box frame = {0, 0, 100, 50};

static const char *const shapes[] = {"a    b          ",
                                     "                ",
                                     "                ",
                                     "                ",
                                     "                ",
                                     "d    c   m     n",
                                     NULL};

static void an_area_is_taken_and_its_surroundings_are_not(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 0.5, *state);
    struct geometry area = grid_geometry(shapes, GEOMETRY_POLYGON, "adcba", *state);
    occupancy_add(occupancy, &area);
    struct occupancy_cover cover = occupancy_cover(occupancy, (struct box){0, 0, 8, 8});
    assert_float_equal(cover.area[OCCUPANCY_TAKEN], 25, 6);
    assert_int_equal(cover.worst, OCCUPANCY_TAKEN);
    assert_true(occupancy_cover(occupancy, (struct box){8, 8, 20, 20}).area[OCCUPANCY_TAKEN] == 0);
}

static void a_line_is_taken_where_it_runs(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 0.5, *state);
    struct geometry line = grid_geometry(shapes, GEOMETRY_LINE, "mn", *state);
    occupancy_add(occupancy, &line);
    assert_true(occupancy_cover(occupancy, (struct box){10, 0, 14, 1}).area[OCCUPANCY_TAKEN] > 0);
    assert_true(occupancy_cover(occupancy, (struct box){10, 2, 14, 4}).area[OCCUPANCY_TAKEN] == 0);
}

static void what_is_forbidden_stays_so_at_and_beyond_the_frame(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 0.5, *state);
    occupancy_forbid(occupancy, (struct box){95, 45, 1e9, 1e9});
    occupancy_forbid(occupancy, BOX_EMPTY);
    assert_int_equal(occupancy_cover(occupancy, (struct box){90, 40, 96, 46}).worst, OCCUPANCY_FORBIDDEN);
    struct occupancy_cover beyond = occupancy_cover(occupancy, (struct box){-50, -50, -10, -10});
    assert_true(beyond.worst == OCCUPANCY_FREE);
}

static void symbols_are_told_from_what_is_taken(void **state)
{
    struct occupancy *occupancy = occupancy_new(frame, 0.5, *state);
    occupancy_mark(occupancy, (struct box){10, 10, 14.4, 14.4}, OCCUPANCY_SYMBOL);
    occupancy_mark(occupancy, (struct box){20, 10, 24.4, 14.4}, OCCUPANCY_TAKEN);
    struct occupancy_cover cover = occupancy_cover(occupancy, (struct box){8, 8, 30, 20});
    assert_float_equal(cover.area[OCCUPANCY_SYMBOL], 20, 1);
    assert_float_equal(cover.area[OCCUPANCY_TAKEN], 20, 1);
    assert_int_equal(cover.worst, OCCUPANCY_SYMBOL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_area_is_taken_and_its_surroundings_are_not),
        TEST(a_line_is_taken_where_it_runs),
        TEST(what_is_forbidden_stays_so_at_and_beyond_the_frame),
        TEST(symbols_are_told_from_what_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
