/* geo/geometry_label.c: where a label may stand (geometry_label_point). */
#include "geo/geometry.h"

#include "base/buffer.h"

#include <assert.h>
#include <math.h>

/* Cells looked at before the best one so far is taken; communes need some hundreds at a precision of 1 m. */
#define LABEL_CELLS_MAX 20000

/* The most cells along the longer side of the first grid, however thin the polygon. */
#define LABEL_GRID_MAX 64

/* A square that may hold the point. */
struct cell {
    struct point centre;
    double half;  /* of its side */
    double room;  /* distance from the centre to the outline, negative outside */
    double limit; /* no point of the cell has more room than this */
};

/* Search for the point of one polygon; cells wait in a heap, the most promising first. */
struct label_search {
    const struct geometry *geometry;
    uint32_t first_ring, end_ring;
    struct buffer heap; /* of struct cell */
    size_t seen;
    struct cell best;
};

static double squared_distance_to_segment(struct point point, struct point from, struct point to)
{
    double dx = to.x - from.x, dy = to.y - from.y;
    double length = dx * dx + dy * dy;
    double along = length > 0.0 ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / length : 0.0;
    along = along < 0.0 ? 0.0 : along > 1.0 ? 1.0 : along;
    double x = from.x + along * dx - point.x, y = from.y + along * dy - point.y;
    return x * x + y * y;
}

/* Not more than to the segment, and found without a division. */
static double squared_distance_to_its_box(struct point point, struct point from, struct point to)
{
    double xmin = from.x < to.x ? from.x : to.x, xmax = from.x < to.x ? to.x : from.x;
    double ymin = from.y < to.y ? from.y : to.y, ymax = from.y < to.y ? to.y : from.y;
    double x = point.x < xmin ? xmin - point.x : point.x > xmax ? point.x - xmax : 0.0;
    double y = point.y < ymin ? ymin - point.y : point.y > ymax ? point.y - ymax : 0.0;
    return x * x + y * y;
}

static double label_room(const struct label_search *search, struct point point)
{
    bool is_inside = false;
    double nearest = INFINITY;
    for (uint32_t ring = search->first_ring; ring < search->end_ring; ring++) {
        for (uint32_t i = geometry_ring_begin(search->geometry, ring) + 1; i < search->geometry->ring_end[ring]; i++) {
            struct point from = search->geometry->points[i - 1], to = search->geometry->points[i];
            if ((from.y > point.y) != (to.y > point.y) &&
                point.x < (to.x - from.x) * (point.y - from.y) / (to.y - from.y) + from.x)
                is_inside = !is_inside;
            if (squared_distance_to_its_box(point, from, to) > nearest)
                continue;
            double here = squared_distance_to_segment(point, from, to);
            nearest = here < nearest ? here : nearest;
        }
    }
    return is_inside ? sqrt(nearest) : -sqrt(nearest);
}

static struct cell *heap_cells(struct label_search *search)
{
    return (struct cell *)(void *)search->heap.bytes;
}

static size_t heap_count(const struct label_search *search)
{
    return search->heap.length / sizeof(struct cell);
}

static void heap_push(struct label_search *search, struct cell cell)
{
    buffer_append(&search->heap, &cell, sizeof cell);
    struct cell *cells = heap_cells(search);
    size_t at = heap_count(search) - 1;
    while (at > 0 && cells[(at - 1) / 2].limit < cell.limit) {
        cells[at] = cells[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    cells[at] = cell;
}

static struct cell heap_pop(struct label_search *search)
{
    struct cell *cells = heap_cells(search);
    struct cell top = cells[0];
    size_t count = heap_count(search) - 1;
    struct cell last = cells[count];
    search->heap.length -= sizeof last;
    size_t at = 0;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && cells[child + 1].limit > cells[child].limit)
            child++;
        if (cells[child].limit <= last.limit)
            break;
        cells[at] = cells[child];
        at = child;
    }
    if (count > 0)
        cells[at] = last;
    return top;
}

static void label_look(struct label_search *search, double x, double y, double half)
{
    double room = label_room(search, (struct point){x, y});
    struct cell cell = {{x, y}, half, room, room + half * sqrt(2.0)};
    search->seen++;
    if (room > search->best.room)
        search->best = cell;
    if (half > 0.0)
        heap_push(search, cell);
}

/* Twice the ring's area, positive when counter-clockwise, and its centroid. Taken from the first point, so that
 * far-off origins cost no digits. */
static double ring_area_twice(const struct geometry *geometry, uint32_t ring, struct point *centroid)
{
    uint32_t begin = geometry_ring_begin(geometry, ring);
    struct point origin = geometry->points[begin];
    double area = 0.0, x = 0.0, y = 0.0;
    for (uint32_t i = begin + 1; i < geometry->ring_end[ring]; i++) {
        double x1 = geometry->points[i - 1].x - origin.x, y1 = geometry->points[i - 1].y - origin.y;
        double x2 = geometry->points[i].x - origin.x, y2 = geometry->points[i].y - origin.y;
        double cross = x1 * y2 - x2 * y1;
        area += cross;
        x += (x1 + x2) * cross;
        y += (y1 + y2) * cross;
    }
    *centroid = area != 0.0 ? (struct point){origin.x + x / (3.0 * area), origin.y + y / (3.0 * area)} : origin;
    return area;
}

static void label_first_cells(struct label_search *search, struct box box, struct point centroid)
{
    double width = box_width(box), height = box_height(box);
    double side = fmax(fmin(width, height), fmax(width, height) / LABEL_GRID_MAX);
    label_look(search, centroid.x, centroid.y, 0.0);
    label_look(search, box.xmin + width / 2.0, box.ymin + height / 2.0, 0.0);
    if (!(side > 0.0) || !isfinite(side))
        return;
    for (int column = 0; column < width / side; column++)
        for (int row = 0; row < height / side; row++)
            label_look(search, box.xmin + (column + 0.5) * side, box.ymin + (row + 0.5) * side, side / 2.0);
}

static struct point label_of_polygon(const struct geometry *geometry, uint32_t part, double precision)
{
    struct label_search search = {
        .geometry = geometry,
        .first_ring = geometry_part_begin(geometry, part),
        .end_ring = geometry->part_end[part],
        .heap = BUFFER_INIT,
        .best = {.room = -INFINITY},
    };
    uint32_t begin = geometry_ring_begin(geometry, search.first_ring);
    struct box box = BOX_EMPTY;
    for (uint32_t i = begin; i < geometry->ring_end[search.first_ring]; i++)
        box = box_add(box, geometry->points[i].x, geometry->points[i].y);
    struct point centroid;
    ring_area_twice(geometry, search.first_ring, &centroid);
    label_first_cells(&search, box, centroid);
    while (heap_count(&search) > 0 && search.seen < LABEL_CELLS_MAX) {
        struct cell cell = heap_pop(&search);
        /* Until a point inside is known, any gain is worth its search. */
        double worth = search.best.room > 0.0 ? precision : 0.0;
        if (cell.limit - search.best.room <= worth)
            break;
        double half = cell.half / 2.0;
        label_look(&search, cell.centre.x - half, cell.centre.y - half, half);
        label_look(&search, cell.centre.x + half, cell.centre.y - half, half);
        label_look(&search, cell.centre.x - half, cell.centre.y + half, half);
        label_look(&search, cell.centre.x + half, cell.centre.y + half, half);
    }
    buffer_free(&search.heap);
    return search.best.room > 0.0 ? search.best.centre : geometry->points[begin];
}

static struct point label_of_polygons(const struct geometry *geometry, double precision)
{
    uint32_t widest = 0;
    double area = -1.0;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        struct point centroid;
        double part_area = fabs(ring_area_twice(geometry, geometry_part_begin(geometry, part), &centroid));
        if (part_area > area) {
            area = part_area;
            widest = part;
        }
    }
    return label_of_polygon(geometry, widest, precision);
}

static double line_length(const struct geometry *geometry, uint32_t ring)
{
    double length = 0.0;
    for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
        length +=
            hypot(geometry->points[i].x - geometry->points[i - 1].x, geometry->points[i].y - geometry->points[i - 1].y);
    return length;
}

static struct point label_of_lines(const struct geometry *geometry)
{
    uint32_t longest = 0;
    double length = -1.0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        if (line_length(geometry, ring) > length) {
            length = line_length(geometry, ring);
            longest = ring;
        }
    }
    double left = length / 2.0;
    uint32_t i = geometry_ring_begin(geometry, longest) + 1;
    for (; i < geometry->ring_end[longest]; i++) {
        struct point from = geometry->points[i - 1], to = geometry->points[i];
        double step = hypot(to.x - from.x, to.y - from.y);
        if (step >= left && step > 0.0)
            return (struct point){from.x + (to.x - from.x) * left / step, from.y + (to.y - from.y) * left / step};
        left -= step;
    }
    return geometry->points[geometry->ring_end[longest] - 1];
}

bool geometry_label_point(const struct geometry *geometry, double precision, struct point *at)
{
    assert(precision > 0.0);
    if (geometry->point_count == 0)
        return false;
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 2)
        *at = label_of_polygons(geometry, precision);
    else if (dimension == 1)
        *at = label_of_lines(geometry);
    else
        *at = geometry->points[0];
    return true;
}
