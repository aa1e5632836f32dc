#include "geo/faces.h"

#include "geo/grid.h"

#include "base/buffer.h"

#include <math.h>

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

/* Covers as text, "0" or "01" or "-" for nobody, sorted by size: "01:4 0:12" and so on; the face without end left out. */
static void assert_faces(const struct geometry *areas, size_t count, const char *expected, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct topology *topology = topology_build(areas, count, 0.0, NULL, &err);
    assert_non_null(topology);
    struct faces faces = faces_build(topology, arena);
    struct buffer text = BUFFER_INIT;
    bool *is_told = arena_array(arena, faces.count, sizeof *is_told);
    double whole = 0.0;
    buffer_puts(&text, "");
    for (uint32_t told = 1; told < faces.count; told++) {
        uint32_t least = 0;
        for (uint32_t i = 1; i < faces.count; i++)
            if (!is_told[i] && (least == 0 || faces.faces[i].size < faces.faces[least].size))
                least = i;
        is_told[least] = true;
        const struct face *face = &faces.faces[least];
        whole += face->size;
        buffer_puts(&text, told > 1 ? " " : "");
        for (uint32_t i = 0; i < face->cover_count; i++) {
            assert_true(face->covers[i].winding == 1 || face->covers[i].winding == -1);
            buffer_printf(&text, "%s%u", face->covers[i].winding < 0 ? "~" : "", face->covers[i].area);
        }
        buffer_printf(&text, "%s:%ld", face->cover_count == 0 ? "-" : "", lround(face->size));
    }
    assert_string_equal(text.bytes, expected);
    assert_int_equal(faces.faces[FACES_OUTSIDE].cover_count, 0);
    assert_true(fabs(faces.faces[FACES_OUTSIDE].size + whole) < 1e-9); /* what it goes round is what the others are */
    buffer_free(&text);
    topology_free(topology);
}

static void neighbours_are_a_face_each(void **state)
{
    const char *const *grid = GRID("d   e   f", "         ", "a   b   c");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abeda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "bcfeb", *state)};
    assert_faces(areas, 2, "0:8 1:8", *state);
}

static void an_overlap_is_a_face_of_both(void **state)
{
    const char *const *grid = GRID("d   h e   f", "           ", "a   g b   c");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abeda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "gcfhg", *state)};
    assert_faces(areas, 2, "01:4 0:8 1:8", *state);
}

static void a_gap_is_a_face_of_nobody(void **state)
{
    const char *const *ring = GRID("d       c", "  h   g  ", "         ", "  e   f  ", "a       b");
    struct geometry area = grid_geometry(ring, GEOMETRY_POLYGON, "abcda/ehgfe", *state);
    assert_faces(&area, 1, "-:8 0:24", *state);
}

static void islands_lie_in_the_face_around_them(void **state)
{
    const char *const *grid = GRID("d                c", "   h        g     ", "                  ",
                                   "      l  k        ", "                  ", "      i  j   p  o ",
                                   "             m  n ", "   e        f     ", "a                b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abcda/ehgfe", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "ijkli", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "mnopm", *state)};
    assert_faces(areas, 3, "02:3 1:6 -:48 0:79", *state);
}

static void an_area_that_lies_on_another_shows(void **state)
{
    const char *const *grid = GRID("d       c", "  h   g  ", "         ", "  e   f  ", "a       b");
    struct geometry areas[] = {grid_geometry(grid, GEOMETRY_POLYGON, "abcda", *state),
                               grid_geometry(grid, GEOMETRY_POLYGON, "efghe", *state)};
    assert_faces(areas, 2, "01:8 0:24", *state);
}

static void a_bow_tie_has_a_lobe_of_either_turn(void **state)
{
    const char *const *grid = GRID("a       c", "         ", "         ", "         ", "d       b");
    struct geometry area = grid_geometry(grid, GEOMETRY_POLYGON, "abcda", *state);
    struct error err = ERROR_INIT;
    struct topology *topology = topology_build(&area, 1, 0.0, NULL, &err);
    assert_non_null(topology);
    struct faces faces = faces_build(topology, *state);
    assert_int_equal(faces.count, 3);
    assert_int_equal(faces.faces[1].covers[0].winding + faces.faces[2].covers[0].winding, 0);
    topology_free(topology);
}

static void no_areas_leave_the_world_alone(void **state)
{
    assert_faces(NULL, 0, "", *state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_are_a_face_each),         cmocka_unit_test(an_overlap_is_a_face_of_both),
        cmocka_unit_test(a_gap_is_a_face_of_nobody),          cmocka_unit_test(islands_lie_in_the_face_around_them),
        cmocka_unit_test(an_area_that_lies_on_another_shows), cmocka_unit_test(a_bow_tie_has_a_lobe_of_either_turn),
        cmocka_unit_test(no_areas_leave_the_world_alone),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
