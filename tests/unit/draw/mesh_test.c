#include "draw/mesh.h"

#include "draw/fixture.h"

#include <math.h>

static size_t path_moves(struct path path)
{
    size_t moves = 0;
    for (uint32_t i = 0; i < path.verb_count; i++)
        moves += path.verbs[i] == PATH_MOVE;
    return moves;
}

static double path_area(struct path path)
{
    double area = 0;
    const float *start = NULL, *point = path.points, *last = NULL;
    for (uint32_t i = 0; i < path.verb_count; i++) {
        const float *next = path.verbs[i] == PATH_CLOSE ? start : point;
        if (path.verbs[i] == PATH_MOVE)
            start = point;
        else
            area += (double)last[0] * next[1] - (double)next[0] * last[1];
        last = next;
        point += path.verbs[i] == PATH_CLOSE ? 0 : 2;
    }
    return area / 2;
}

static double path_length(struct path path)
{
    double length = 0;
    const float *start = NULL, *point = path.points, *last = NULL;
    for (uint32_t i = 0; i < path.verb_count; i++) {
        const float *next = path.verbs[i] == PATH_CLOSE ? start : point;
        if (path.verbs[i] == PATH_MOVE)
            start = point;
        else
            length += hypot(next[0] - last[0], next[1] - last[1]);
        last = next;
        point += path.verbs[i] == PATH_CLOSE ? 0 : 2;
    }
    return length;
}

static const char *const squares[] = {"a         b         c", "                     ", "                     ",
                                      "   m   n             ", "                     ", "   p   o             ",
                                      "                     ", "d         e         f", NULL};

static void an_edge_between_two_areas_is_in_neither_fill(void **state)
{
    struct mesh *mesh = mesh_new(0.5, *state);
    struct geometry left = grid_geometry(squares, GEOMETRY_POLYGON, "adeba", *state);
    struct geometry right = grid_geometry(squares, GEOMETRY_POLYGON, "bcfeb", *state); /* the other way round */
    mesh_add(mesh, &left);
    mesh_add(mesh, &right);
    struct path path = mesh_fill(mesh, path_builder_new(*state));
    assert_int_equal(path_moves(path), 1);
    assert_float_equal(fabs(path_area(path)), 140, 1e-6);
}

static void a_border_shared_by_two_communes_is_stroked_once(void **state)
{
    struct mesh *mesh = mesh_new(0.5, *state);
    struct geometry left = grid_geometry(squares, GEOMETRY_POLYGON, "adeba", *state);
    struct geometry right = grid_geometry(squares, GEOMETRY_POLYGON, "bcfeb", *state);
    mesh_add(mesh, &left);
    mesh_add(mesh, &right);
    struct path path = mesh_stroke(mesh, path_builder_new(*state));
    assert_float_equal(path_length(path), 20 + 20 + 7 * 3, 1e-6);
}

static void a_hole_stays_open(void **state)
{
    struct mesh *mesh = mesh_new(0.5, *state);
    struct geometry area = grid_geometry(squares, GEOMETRY_POLYGON, "adeba/mnopm", *state);
    mesh_add(mesh, &area);
    struct path path = mesh_fill(mesh, path_builder_new(*state));
    assert_int_equal(path_moves(path), 2);
    assert_float_equal(fabs(path_area(path)), 70 - 8, 1e-6);
}

static void a_hole_filled_by_a_neighbour_is_gone(void **state)
{
    struct mesh *mesh = mesh_new(0.5, *state);
    struct geometry area = grid_geometry(squares, GEOMETRY_POLYGON, "adeba/mnopm", *state);
    struct geometry enclave = grid_geometry(squares, GEOMETRY_POLYGON, "mnopm", *state);
    mesh_add(mesh, &area);
    mesh_add(mesh, &enclave);
    struct path path = mesh_fill(mesh, path_builder_new(*state));
    assert_int_equal(path_moves(path), 1);
    assert_float_equal(fabs(path_area(path)), 70, 1e-6);
}

static void areas_smaller_than_the_grid_leave_nothing(void **state)
{
    struct mesh *mesh = mesh_new(100, *state);
    struct geometry area = grid_geometry(squares, GEOMETRY_POLYGON, "mponm", *state);
    mesh_add(mesh, &area);
    assert_int_equal(mesh_fill(mesh, path_builder_new(*state)).verb_count, 0);
    assert_int_equal(mesh_stroke(mesh, path_builder_new(*state)).verb_count, 0);
}

static void points_on_a_straight_line_are_left_out(void **state)
{
    static const char *const grid[] = {"a  b  c  d  e  f  g", NULL};
    struct mesh *mesh = mesh_new(0.5, *state);
    struct geometry line = grid_geometry(grid, GEOMETRY_LINE, "abcdefg", *state);
    mesh_add(mesh, &line);
    assert_int_equal(mesh_stroke(mesh, path_builder_new(*state)).point_count, 2);
}

/* In the same direction from the same point: the words of the one are those of the other. */
static void the_edge_of_an_area_runs_as_its_ground(void **state)
{
    const char *const ways[] = {"adeba/mnopm", "dabed/nmpon", "ebade/pmnop"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct mesh *mesh = mesh_new(0.5, *state);
        struct geometry area = grid_geometry(squares, GEOMETRY_POLYGON, ways[i], *state);
        mesh_add(mesh, &area);
        struct path ground = mesh_fill(mesh, path_builder_new(*state));
        struct path edge = mesh_stroke(mesh, path_builder_new(*state));
        assert_int_equal(ground.verb_count, edge.verb_count);
        assert_memory_equal(ground.verbs, edge.verbs, ground.verb_count);
        assert_int_equal(ground.point_count, edge.point_count);
        assert_memory_equal(ground.points, edge.points, 2 * sizeof(float) * ground.point_count);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_edge_between_two_areas_is_in_neither_fill),
        TEST(a_border_shared_by_two_communes_is_stroked_once),
        TEST(a_hole_stays_open),
        TEST(a_hole_filled_by_a_neighbour_is_gone),
        TEST(areas_smaller_than_the_grid_leave_nothing),
        TEST(points_on_a_straight_line_are_left_out),
        TEST(the_edge_of_an_area_runs_as_its_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
