#include "geo/geometry.h"

#include "geo/orient.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int geometry_dimension(enum geometry_type type)
{
    switch (type) {
    case GEOMETRY_POINT:
    case GEOMETRY_MULTIPOINT:
        return 0;
    case GEOMETRY_LINE:
    case GEOMETRY_MULTILINE:
        return 1;
    case GEOMETRY_POLYGON:
    case GEOMETRY_MULTIPOLYGON:
        return 2;
    case GEOMETRY_NONE:
        break;
    }
    return -1;
}

enum geometry_type geometry_multi(enum geometry_type type)
{
    if (type >= GEOMETRY_POINT && type <= GEOMETRY_POLYGON)
        return (enum geometry_type)(type + 3);
    return type;
}

const char *geometry_type_name(enum geometry_type type)
{
    static const char *const names[] = {"",           "Point",           "LineString",  "Polygon",
                                        "MultiPoint", "MultiLineString", "MultiPolygon"};
    assert((size_t)type < sizeof names / sizeof names[0]);
    return names[type];
}

struct box geometry_box(const struct geometry *geometry)
{
    if (geometry->point_count == 0)
        return BOX_EMPTY;
    const struct point *points = geometry->points;
    struct box box = box_of_point(points[0].x, points[0].y);
    for (uint32_t i = 1; i < geometry->point_count; i++) {
        box.xmin = points[i].x < box.xmin ? points[i].x : box.xmin;
        box.ymin = points[i].y < box.ymin ? points[i].y : box.ymin;
        box.xmax = points[i].x > box.xmax ? points[i].x : box.xmax;
        box.ymax = points[i].y > box.ymax ? points[i].y : box.ymax;
    }
    return box;
}

struct geometry geometry_copy(const struct geometry *geometry, struct arena *arena)
{
    struct geometry copy = *geometry;
    if (geometry->point_count == 0) {
        copy = GEOMETRY_EMPTY;
        copy.type = geometry->type;
        return copy;
    }
    copy.points = arena_array(arena, copy.point_count, sizeof *copy.points);
    copy.ring_end = arena_array(arena, copy.ring_count, sizeof *copy.ring_end);
    copy.part_end = arena_array(arena, copy.part_count, sizeof *copy.part_end);
    memcpy(copy.points, geometry->points, copy.point_count * sizeof *copy.points);
    memcpy(copy.ring_end, geometry->ring_end, copy.ring_count * sizeof *copy.ring_end);
    memcpy(copy.part_end, geometry->part_end, copy.part_count * sizeof *copy.part_end);
    return copy;
}

struct geometry geometry_point(double x, double y, struct arena *arena)
{
    struct point point = {x, y};
    uint32_t one = 1;
    struct geometry borrowed = {GEOMETRY_POINT, 1, 1, 1, &point, &one, &one};
    return geometry_copy(&borrowed, arena);
}

bool geometry_is_finite(const struct geometry *geometry)
{
    for (uint32_t i = 0; i < geometry->point_count; i++)
        if (!isfinite(geometry->points[i].x) || !isfinite(geometry->points[i].y))
            return false;
    return true;
}

static bool box_has_point(struct box box, struct point point)
{
    return point.x >= box.xmin && point.x <= box.xmax && point.y >= box.ymin && point.y <= box.ymax;
}

static bool box_meets_segment(struct box box, struct point from, struct point to)
{
    if (fmax(from.x, to.x) < box.xmin || fmin(from.x, to.x) > box.xmax || fmax(from.y, to.y) < box.ymin ||
        fmin(from.y, to.y) > box.ymax)
        return false;
    if (box_has_point(box, from) || box_has_point(box, to))
        return true;
    /* Both extents overlap, so only the line's own direction can still part them (separating axes). */
    int sides = orient_sign(from, to, (struct point){box.xmin, box.ymin}) +
                orient_sign(from, to, (struct point){box.xmin, box.ymax}) +
                orient_sign(from, to, (struct point){box.xmax, box.ymin}) +
                orient_sign(from, to, (struct point){box.xmax, box.ymax});
    return sides != 4 && sides != -4;
}

static bool box_meets_outline(struct box box, const struct geometry *geometry)
{
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
            if (box_meets_segment(box, geometry->points[i - 1], geometry->points[i]))
                return true;
    return false;
}

bool geometry_meets_box(const struct geometry *geometry, struct box box)
{
    if (box_is_empty(box))
        return false;
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 0) {
        for (uint32_t i = 0; i < geometry->point_count; i++)
            if (box_has_point(box, geometry->points[i]))
                return true;
        return false;
    }
    if (box_meets_outline(box, geometry))
        return true;
    /* No outline in the box: it lies wholly inside a polygon or wholly outside of all. */
    return dimension == 2 && geometry_contains_point(geometry, box.xmin, box.ymin);
}

enum crossing { CROSSING_NONE, CROSSING_RIGHT, CROSSING_ON };

/* Does the side meet the ray that runs from the point to the right? A side's lower end counts, its upper end does not,
 * so that a corner at the ray's height is counted once or twice as it must. */
static enum crossing side_crossing(struct point from, struct point to, struct point point)
{
    if (from.x == point.x && from.y == point.y)
        return CROSSING_ON;
    if (from.y == point.y && to.y == point.y)
        return point.x >= fmin(from.x, to.x) && point.x <= fmax(from.x, to.x) ? CROSSING_ON : CROSSING_NONE;
    if ((from.y > point.y) == (to.y > point.y))
        return CROSSING_NONE;
    int side = orient_sign(from, to, point);
    if (side == 0)
        return CROSSING_ON;
    return (side > 0) == (to.y > from.y) ? CROSSING_RIGHT : CROSSING_NONE;
}

bool geometry_contains_point(const struct geometry *polygons, double x, double y)
{
    if (geometry_dimension(polygons->type) != 2 || isnan(x) || isnan(y))
        return false;
    struct point point = {x, y};
    bool is_inside = false;
    for (uint32_t ring = 0; ring < polygons->ring_count; ring++) {
        for (uint32_t i = geometry_ring_begin(polygons, ring) + 1; i < polygons->ring_end[ring]; i++) {
            enum crossing crossing = side_crossing(polygons->points[i - 1], polygons->points[i], point);
            if (crossing == CROSSING_ON)
                return true;
            is_inside ^= crossing == CROSSING_RIGHT;
        }
    }
    return is_inside;
}
