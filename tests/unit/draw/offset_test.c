#include "draw/offset.h"

#include "draw/fixture.h"

static struct path moved(const char *const *grid, enum geometry_type type, const char *letters, double distance,
                         void **state)
{
    struct geometry geometry = grid_geometry(grid, type, letters, *state);
    /* On paper y goes down: the grid is turned over. */
    for (uint32_t i = 0; i < geometry.point_count; i++)
        geometry.points[i].y = -geometry.points[i].y;
    struct path_builder *builder = path_builder_new(*state);
    offset_add(&geometry, distance, *state, builder);
    return path_take(builder);
}

static void assert_point(const struct path *path, uint32_t index, double x, double y)
{
    assert_float_equal(path->points[2 * index], x, 1e-5);
    assert_float_equal(path->points[2 * index + 1], y, 1e-5);
}

static void a_line_moves_to_the_right_of_its_direction(void **state)
{
    static const char *const grid[] = {"a    b", "      ", "     c", NULL};
    struct path path = moved(grid, GEOMETRY_LINE, "abc", 1, state);
    assert_int_equal(path.point_count, 3);
    assert_point(&path, 0, 0, -1); /* a is at 0, -2: eastward, the right is south */
    assert_point(&path, 1, 4, -1); /* the corner is mitred */
    assert_point(&path, 2, 4, 0);
    path = moved(grid, GEOMETRY_LINE, "abc", -1, state);
    assert_point(&path, 1, 6, -3);
    path = moved(grid, GEOMETRY_LINE, "cba", 1, state);
    assert_point(&path, 1, 6, -3);
}

static void a_sharp_corner_is_cut(void **state)
{
    static const char *const grid[] = {"a         b", "c          ", NULL};
    struct path path = moved(grid, GEOMETRY_LINE, "abc", -1, state);
    assert_int_equal(path.point_count, 4);
    for (uint32_t i = 0; i < path.point_count; i++)
        assert_true(path.points[2 * i] <= 10.5f);
}

static void a_ring_moves_inward_whichever_way_it_goes(void **state)
{
    static const char *const grid[] = {"a         b", "           ", "           ", "           ",
                                       "           ", "           ", "d         c", NULL};
    static const char *const ways[] = {"abcda", "adcba"};
    for (size_t i = 0; i < 2; i++) {
        struct path path = moved(grid, GEOMETRY_POLYGON, ways[i], 1, state);
        assert_int_equal(path.point_count, 4);
        assert_int_equal(path.verbs[path.verb_count - 1], PATH_CLOSE);
        for (uint32_t j = 0; j < 4; j++)
            assert_true(path.points[2 * j] > 0.9f && path.points[2 * j] < 9.1f && path.points[2 * j + 1] < -0.9f &&
                        path.points[2 * j + 1] > -5.1f);
    }
}

static void points_that_are_one_move_as_one(void **state)
{
    static const char *const grid[] = {"a    b", NULL};
    struct path path = moved(grid, GEOMETRY_LINE, "aabb", 1, state);
    assert_int_equal(path.point_count, 2);
    path = moved(grid, GEOMETRY_LINE, "aaa", 1, state);
    assert_int_equal(path.point_count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_line_moves_to_the_right_of_its_direction),
        TEST(a_sharp_corner_is_cut),
        TEST(a_ring_moves_inward_whichever_way_it_goes),
        TEST(points_that_are_one_move_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
