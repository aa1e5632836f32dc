#include "draw/offset.h"

#include <math.h>

/* A line whose points are all apart from each other. */
struct trace {
    const struct point *points;
    uint32_t count; /* of a ring without its end, which is its begin */
    bool is_ring;
};

/* What of a line a parallel can follow: points nearer to the one before than this share of the distance make it loop. */
#define TRACE_APART 0.7

static struct trace trace_of(const struct point *points, uint32_t count, bool is_ring, double distance,
                             struct arena *arena)
{
    struct point *kept = arena_array(arena, count, sizeof *kept);
    double apart = TRACE_APART * fabs(distance);
    uint32_t kept_count = 0;
    for (uint32_t i = 0; i < count - is_ring; i++) {
        const struct point *last = kept_count > 0 ? &kept[kept_count - 1] : NULL;
        if (last == NULL || hypot(points[i].x - last->x, points[i].y - last->y) > apart)
            kept[kept_count++] = points[i];
        else if (i + 1 == count && kept_count > 1)
            kept[kept_count - 1] = points[i]; /* a line ends where it did */
    }
    return (struct trace){kept, kept_count, is_ring};
}

/* The unit vector to the right of the way from `a` to `b`, which are apart. */
static struct point right_of(struct point a, struct point b)
{
    double length = hypot(b.x - a.x, b.y - a.y);
    return (struct point){-(b.y - a.y) / length, (b.x - a.x) / length};
}

/* The line being drawn: where it is, and of which point of the trace. */
struct parallel {
    const struct trace *trace;
    double distance;
    struct path_builder *builder;
    bool has_begun;
    uint32_t index;
    struct point last;
};

/* A point that would lead back against the line's direction is inside a bend, and left out. */
static void parallel_to(struct parallel *parallel, uint32_t index, struct point right, bool is_needed)
{
    struct point source = parallel->trace->points[index], before = parallel->trace->points[parallel->index];
    struct point at = {source.x + right.x * parallel->distance, source.y + right.y * parallel->distance};
    bool is_back =
        (at.x - parallel->last.x) * (source.x - before.x) + (at.y - parallel->last.y) * (source.y - before.y) < 0;
    if (parallel->has_begun && is_back && !is_needed)
        return;
    if (parallel->has_begun)
        path_line(parallel->builder, at.x, at.y);
    else
        path_move(parallel->builder, at.x, at.y);
    parallel->has_begun = true;
    parallel->index = index;
    parallel->last = at;
}

static void trace_offset(const struct trace *trace, double distance, struct path_builder *builder)
{
    /* 1 + cosine of the turn where the corner reaches twice the distance. */
    const double sharpest = 0.5;
    struct parallel parallel = {.trace = trace, .distance = distance, .builder = builder};
    const struct point *points = trace->points;
    uint32_t count = trace->count;
    if (count < (trace->is_ring ? 3 : 2))
        return;
    for (uint32_t i = 0; i < count; i++) {
        bool is_end = !trace->is_ring && (i == 0 || i + 1 == count);
        struct point before = i > 0 || trace->is_ring ? right_of(points[(i + count - 1) % count], points[i])
                                                      : right_of(points[0], points[1]);
        struct point behind = is_end && i > 0 ? before : right_of(points[i], points[(i + 1) % count]);
        double bend = 1 + before.x * behind.x + before.y * behind.y;
        if (is_end || bend > sharpest) {
            parallel_to(&parallel, i, (struct point){(before.x + behind.x) / bend, (before.y + behind.y) / bend},
                        is_end);
        } else {
            parallel_to(&parallel, i, before, false);
            parallel_to(&parallel, i, behind, false);
        }
    }
    if (trace->is_ring)
        path_close(builder);
}

/* Twice the area, above 0 when the ring goes clockwise on the paper. */
static double trace_area(const struct trace *trace)
{
    double area = 0;
    const struct point *points = trace->points;
    for (uint32_t i = 0; i + 1 < trace->count; i++)
        area += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return area;
}

void offset_add(const struct geometry *geometry, double distance, struct arena *arena, struct path_builder *builder)
{
    bool is_area = geometry_dimension(geometry->type) == 2;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        uint32_t first = geometry_part_begin(geometry, part);
        for (uint32_t ring = first; ring < geometry->part_end[part]; ring++) {
            uint32_t begin = geometry_ring_begin(geometry, ring), count = geometry->ring_end[ring] - begin;
            if (count < 2)
                continue;
            const struct point *points = geometry->points + begin;
            bool is_closed = count > 3 && points[0].x == points[count - 1].x && points[0].y == points[count - 1].y;
            struct trace trace = trace_of(points, count, is_closed, distance, arena);
            bool is_turned = is_area && (trace_area(&trace) > 0) != (ring == first);
            trace_offset(&trace, is_turned ? -distance : distance, builder);
        }
    }
}
