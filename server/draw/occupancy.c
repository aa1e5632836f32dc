#include "draw/occupancy.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define OCCUPANCY_SIDE_MAX 4096

struct occupancy {
    struct box frame;
    double cell;
    int columns, rows;
    uint8_t *cells; /* enum occupancy_level */
};

struct occupancy *occupancy_new(struct box frame, double cell, struct arena *arena)
{
    struct occupancy *occupancy = arena_alloc(arena, sizeof *occupancy);
    double side = fmax(box_width(frame), box_height(frame));
    occupancy->frame = frame;
    occupancy->cell = fmax(cell, side / OCCUPANCY_SIDE_MAX);
    occupancy->columns = (int)ceil(box_width(frame) / occupancy->cell) + 1;
    occupancy->rows = (int)ceil(box_height(frame) / occupancy->cell) + 1;
    occupancy->cells = arena_array(arena, (size_t)occupancy->columns * (size_t)occupancy->rows, 1);
    return occupancy;
}

static int occupancy_column(const struct occupancy *occupancy, double x)
{
    double column = floor((x - occupancy->frame.xmin) / occupancy->cell);
    return (int)fmin(fmax(column, -1), occupancy->columns);
}

static int occupancy_row(const struct occupancy *occupancy, double y)
{
    double row = floor((y - occupancy->frame.ymin) / occupancy->cell);
    return (int)fmin(fmax(row, -1), occupancy->rows);
}

static void occupancy_set(struct occupancy *occupancy, int column, int row, uint8_t value)
{
    if (column < 0 || row < 0 || column >= occupancy->columns || row >= occupancy->rows)
        return;
    uint8_t *cell = &occupancy->cells[(size_t)row * (size_t)occupancy->columns + (size_t)column];
    if (*cell < value)
        *cell = value;
}

static void occupancy_segment(struct occupancy *occupancy, struct point from, struct point to)
{
    double length = hypot(to.x - from.x, to.y - from.y);
    int steps = (int)fmin(ceil(2 * length / occupancy->cell), 4 * OCCUPANCY_SIDE_MAX) + 1;
    for (int i = 0; i <= steps; i++) {
        double share = (double)i / steps;
        occupancy_set(occupancy, occupancy_column(occupancy, from.x + (to.x - from.x) * share),
                      occupancy_row(occupancy, from.y + (to.y - from.y) * share), OCCUPANCY_TAKEN);
    }
}

static void occupancy_inside(struct occupancy *occupancy, const struct geometry *polygons)
{
    struct box box = geometry_box(polygons);
    int first_row = occupancy_row(occupancy, box.ymin), last_row = occupancy_row(occupancy, box.ymax);
    int first = occupancy_column(occupancy, box.xmin), last = occupancy_column(occupancy, box.xmax);
    for (int row = first_row; row <= last_row; row++) {
        for (int column = first; column <= last; column++) {
            double x = occupancy->frame.xmin + (column + 0.5) * occupancy->cell;
            double y = occupancy->frame.ymin + (row + 0.5) * occupancy->cell;
            if (geometry_contains_point(polygons, x, y))
                occupancy_set(occupancy, column, row, OCCUPANCY_TAKEN);
        }
    }
}

void occupancy_add(struct occupancy *occupancy, const struct geometry *geometry)
{
    if (geometry->point_count == 0)
        return;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        for (uint32_t i = geometry_ring_begin(geometry, ring); i + 1 < geometry->ring_end[ring]; i++)
            occupancy_segment(occupancy, geometry->points[i], geometry->points[i + 1]);
    }
    if (geometry_dimension(geometry->type) == 2)
        occupancy_inside(occupancy, geometry);
}

void occupancy_mark(struct occupancy *occupancy, struct box box, enum occupancy_level level)
{
    int last_row = occupancy_row(occupancy, box.ymax), last = occupancy_column(occupancy, box.xmax);
    for (int row = occupancy_row(occupancy, box.ymin); row <= last_row; row++) {
        for (int column = occupancy_column(occupancy, box.xmin); column <= last; column++)
            occupancy_set(occupancy, column, row, (uint8_t)level);
    }
}

void occupancy_forbid(struct occupancy *occupancy, struct box box)
{
    occupancy_mark(occupancy, box, OCCUPANCY_FORBIDDEN);
}

struct occupancy_cover occupancy_cover(const struct occupancy *occupancy, struct box box)
{
    int first = occupancy_column(occupancy, box.xmin), last = occupancy_column(occupancy, box.xmax);
    int first_row = occupancy_row(occupancy, box.ymin), last_row = occupancy_row(occupancy, box.ymax);
    struct occupancy_cover cover = {.worst = OCCUPANCY_FREE};
    double area = occupancy->cell * occupancy->cell;
    for (int row = first_row < 0 ? 0 : first_row; row <= last_row && row < occupancy->rows; row++) {
        const uint8_t *cells = occupancy->cells + (size_t)row * (size_t)occupancy->columns;
        for (int column = first < 0 ? 0 : first; column <= last && column < occupancy->columns; column++) {
            enum occupancy_level level = (enum occupancy_level)cells[column];
            cover.area[level] += area;
            cover.worst = level > cover.worst ? level : cover.worst;
        }
    }
    return cover;
}
