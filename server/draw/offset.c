#include "draw/offset.h"

#include <math.h>

/* A line without points that are said twice. */
struct trace {
    const struct point *points;
    uint32_t count;
    bool is_ring; /* the last point is the first */
};

/* The unit vector to the right of the way from `a` to `b`; false when they are one point. */
static bool right_of(struct point a, struct point b, struct point *right)
{
    double length = hypot(b.x - a.x, b.y - a.y);
    if (!(length > 0))
        return false;
    *right = (struct point){-(b.y - a.y) / length, (b.x - a.x) / length};
    return true;
}

/* The right of the segment before point `i`, or behind it, past points that are the same; false at a line's end. */
static bool right_beside(const struct trace *trace, uint32_t i, bool is_behind, struct point *right)
{
    uint32_t distinct = trace->is_ring ? trace->count - 1 : trace->count;
    uint32_t j = i;
    for (uint32_t steps = 0; steps < distinct; steps++) {
        if (!trace->is_ring && j == (is_behind ? trace->count - 1 : 0))
            return false;
        j = is_behind ? (j + 1) % distinct : (j + distinct - 1) % distinct;
        struct point a = trace->points[i], b = trace->points[j];
        if (is_behind ? right_of(a, b, right) : right_of(b, a, right))
            return true;
    }
    return false;
}

static void trace_point(struct path_builder *builder, bool *has_begun, struct point at, struct point right,
                        double distance)
{
    double x = at.x + right.x * distance, y = at.y + right.y * distance;
    if (*has_begun)
        path_line(builder, x, y);
    else
        path_move(builder, x, y);
    *has_begun = true;
}

static void trace_offset(const struct trace *trace, double distance, struct path_builder *builder)
{
    /* 1 + cosine of the turn where the corner reaches twice the distance. */
    const double sharpest = 0.5;
    uint32_t end = trace->is_ring ? trace->count - 1 : trace->count;
    bool has_begun = false;
    for (uint32_t i = 0; i < end; i++) {
        struct point before, behind;
        bool has_before = right_beside(trace, i, false, &before), has_behind = right_beside(trace, i, true, &behind);
        if (!has_before && !has_behind)
            return;
        if (i > 0 && trace->points[i].x == trace->points[i - 1].x && trace->points[i].y == trace->points[i - 1].y)
            continue;
        double bend = has_before && has_behind ? 1 + before.x * behind.x + before.y * behind.y : 2;
        if (!has_before || !has_behind) {
            trace_point(builder, &has_begun, trace->points[i], has_before ? before : behind, distance);
        } else if (bend > sharpest) {
            struct point corner = {(before.x + behind.x) / bend, (before.y + behind.y) / bend};
            trace_point(builder, &has_begun, trace->points[i], corner, distance);
        } else {
            trace_point(builder, &has_begun, trace->points[i], before, distance);
            trace_point(builder, &has_begun, trace->points[i], behind, distance);
        }
    }
    if (trace->is_ring && has_begun)
        path_close(builder);
}

/* Twice the area, above 0 when the ring goes clockwise on the paper. */
static double trace_area(const struct trace *trace)
{
    double area = 0;
    for (uint32_t i = 0; i + 1 < trace->count; i++)
        area += (trace->points[i].x - trace->points[0].x) * (trace->points[i + 1].y - trace->points[0].y) -
                (trace->points[i + 1].x - trace->points[0].x) * (trace->points[i].y - trace->points[0].y);
    return area;
}

void offset_add(const struct geometry *geometry, double distance, struct path_builder *builder)
{
    bool is_area = geometry_dimension(geometry->type) == 2;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        uint32_t first = geometry_part_begin(geometry, part);
        for (uint32_t ring = first; ring < geometry->part_end[part]; ring++) {
            uint32_t begin = geometry_ring_begin(geometry, ring);
            struct trace trace = {geometry->points + begin, geometry->ring_end[ring] - begin, is_area};
            if (trace.count < 2)
                continue;
            struct point head = trace.points[0], tail = trace.points[trace.count - 1];
            trace.is_ring = is_area || (trace.count > 3 && head.x == tail.x && head.y == tail.y);
            bool is_turned = is_area && (trace_area(&trace) > 0) != (ring == first);
            trace_offset(&trace, is_turned ? -distance : distance, builder);
        }
    }
}
