/* tests/unit/geo/grid.h: shapes drawn as ASCII grids. A column is one unit of x, a row one of y; the last row is y = 0.
 * A letter names the point where it stands. */
#ifndef TERRIL_TEST_GEO_GRID_H
#define TERRIL_TEST_GEO_GRID_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "geo/geometry.h"

#define GRID(...) ((const char *const[]){__VA_ARGS__, NULL})

static inline struct point grid_point(const char *const *grid, char letter)
{
    int rows = 0;
    while (grid[rows] != NULL)
        rows++;
    for (int row = 0; row < rows; row++) {
        const char *found = strchr(grid[row], letter);
        if (found != NULL)
            return (struct point){(double)(found - grid[row]), (double)(rows - 1 - row)};
    }
    fail_msg("no %c in the grid", letter);
    return (struct point){0.0, 0.0};
}

/* The box with two letters at opposite corners. */
static inline struct box grid_box(const char *const *grid, char from, char to)
{
    struct point first = grid_point(grid, from), second = grid_point(grid, to);
    return box_add(box_of_point(first.x, first.y), second.x, second.y);
}

/* Letters in their order; '/' begins a ring of the same part, ' ' a part. "abcda/efgea hijh" is two polygons, the first
 * with a hole. */
static inline struct geometry grid_geometry(const char *const *grid, enum geometry_type type, const char *letters,
                                            struct arena *arena)
{
    size_t most = strlen(letters);
    struct geometry geometry = {
        .type = type,
        .points = arena_array(arena, most, sizeof(struct point)),
        .ring_end = arena_array(arena, most, sizeof(uint32_t)),
        .part_end = arena_array(arena, most, sizeof(uint32_t)),
    };
    for (const char *letter = letters; *letter != '\0'; letter++) {
        if (*letter != '/' && *letter != ' ')
            geometry.points[geometry.point_count++] = grid_point(grid, *letter);
        char next = letter[1];
        if (next == '/' || next == ' ' || next == '\0')
            geometry.ring_end[geometry.ring_count++] = geometry.point_count;
        if (next == ' ' || next == '\0')
            geometry.part_end[geometry.part_count++] = geometry.ring_count;
        if (next == '/' || next == ' ')
            letter++;
    }
    return geometry;
}

static inline void assert_same_geometry(const struct geometry *left, const struct geometry *right)
{
    assert_int_equal(left->type, right->type);
    assert_int_equal(left->point_count, right->point_count);
    assert_int_equal(left->ring_count, right->ring_count);
    assert_int_equal(left->part_count, right->part_count);
    for (uint32_t i = 0; i < left->point_count; i++) {
        assert_true(left->points[i].x == right->points[i].x);
        assert_true(left->points[i].y == right->points[i].y);
    }
    for (uint32_t i = 0; i < left->ring_count; i++)
        assert_int_equal(left->ring_end[i], right->ring_end[i]);
    for (uint32_t i = 0; i < left->part_count; i++)
        assert_int_equal(left->part_end[i], right->part_end[i]);
}

#endif
