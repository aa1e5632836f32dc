#include "geo/effective_area.h"

#include "geo/grid.h"

#include <math.h>

/* The areas of the points of a line, by letter; the first and the last are fixed when they are told to be. */
static void assert_areas(const char *const *grid, const char *letters, bool has_fixed_ends, const double *expected)
{
    struct point points[16] = {{0.0, 0.0}};
    struct edge edges[16] = {{0, 0}};
    double area[16];
    bool fixed[16] = {false};
    bool is_ring = letters[0] == letters[strlen(letters) - 1];
    uint32_t count = (uint32_t)strlen(letters) - is_ring, edge_count = count - 1 + is_ring;
    for (uint32_t i = 0; i < count; i++)
        points[i] = grid_point(grid, letters[i]);
    for (uint32_t i = 0; i < edge_count; i++)
        edges[i] = (struct edge){i, (i + 1) % count};
    fixed[0] = fixed[count - 1] = has_fixed_ends;
    effective_areas(points, count, edges, edge_count, fixed, area);
    for (uint32_t i = 0; i < count; i++)
        assert_true(area[i] == expected[i]);
}

static void a_point_has_the_area_of_its_triangle_when_it_goes(void **state)
{
    (void)state;
    const char *const *grid = GRID("    c      ", "           ", "           ", "  b     e  ", "a     d   f");
    const double inf = (double)INFINITY;
    assert_areas(grid, "abcdef", true, (double[]){inf, 2.0, 20.0, 8.0, 2.0, inf});
}

/* The one that goes later never has less, so that a threshold is a state that was passed through. */
static void areas_grow_in_the_order_of_going(void **state)
{
    (void)state;
    const char *const *grid = GRID(" b d  ", "  c   ", "a    e");
    const double inf = (double)INFINITY;
    /* c 1 goes first; then b of a, d: 2; then d of a, e: 5 */
    assert_areas(grid, "abcde", true, (double[]){inf, 2.0, 1.0, 5.0, inf});
}

static void a_ring_keeps_a_triangle(void **state)
{
    (void)state;
    const char *const *grid = GRID("d  c ", "     ", "     ", "a   b");
    const double inf = (double)INFINITY;
    /* a 6, b 6, c 4.5, d 4.5: of two equal ones the first; then nothing may go */
    assert_areas(grid, "abcda", false, (double[]){inf, inf, 4.5, inf});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_has_the_area_of_its_triangle_when_it_goes),
        cmocka_unit_test(areas_grow_in_the_order_of_going),
        cmocka_unit_test(a_ring_keeps_a_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
