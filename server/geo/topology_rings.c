#include "geo/topology_inside.h"

#include "base/buffer.h"
#include "geo/orient.h"

#include <math.h>
#include <stdlib.h>

/* A use where it begins. */
struct leg {
    uint32_t start, end; /* vertices */
    uint32_t place;      /* the first leg with the same start: stands for the vertex */
    struct use use;
    bool is_walked;
};

/* points[begin .. end) of the walk, closed. */
struct ring {
    uint32_t begin, end;
    struct box box;
    double size;    /* the area, without sign */
    bool is_shell;  /* counter-clockwise */
    uint32_t shell; /* of a hole: the ring it lies in */
};

#define NO_RING UINT32_MAX

struct walk {
    const struct topology *topology;
    double tolerance;
    struct leg *legs;
    uint32_t leg_count;
    struct arena *arena;  /* the caller's, for the result and what it takes to make it */
    struct buffer points; /* struct point */
    struct buffer rings;  /* struct ring */
};

/* ---- from arcs to rings ---- */

static int leg_compare(const void *left, const void *right)
{
    const struct leg *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->use.arc > b->use.arc) - (a->use.arc < b->use.arc);
}

static void walk_legs(struct walk *walk, const struct use *uses)
{
    const struct topology *topology = walk->topology;
    for (uint32_t i = 0; i < walk->leg_count; i++) {
        const struct arc *arc = &topology->arcs[uses[i].arc];
        uint32_t first = topology->vertices[arc->begin], last = topology->vertices[arc->end - 1];
        walk->legs[i].start = uses[i].is_backward ? last : first;
        walk->legs[i].end = uses[i].is_backward ? first : last;
        walk->legs[i].use = uses[i];
    }
    qsort(walk->legs, walk->leg_count, sizeof *walk->legs, leg_compare);
    for (uint32_t i = 0; i < walk->leg_count; i++)
        walk->legs[i].place = i > 0 && walk->legs[i].start == walk->legs[i - 1].start ? walk->legs[i - 1].place : i;
}

/* The first leg that starts at the vertex, or leg_count. */
static uint32_t walk_find(const struct walk *walk, uint32_t vertex)
{
    uint32_t begin = 0, end = walk->leg_count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (walk->legs[middle].start < vertex)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin < walk->leg_count && walk->legs[begin].start == vertex ? begin : walk->leg_count;
}

/* The kept vertex behind the first one of the arc, or before its last one. */
static struct point arc_neighbour(const struct walk *walk, const struct arc *arc, bool of_last)
{
    const struct topology *topology = walk->topology;
    uint32_t i = of_last ? arc->end - 2 : arc->begin + 1;
    while (i > arc->begin && i < arc->end - 1 && !topology_keeps(topology, topology->vertices[i], walk->tolerance))
        i += of_last ? UINT32_MAX : 1; /* one back or one on */
    return topology->points[topology->vertices[i]];
}

/* Where a leg starts to, or where it ends from. */
static struct point leg_neighbour(const struct walk *walk, const struct leg *leg, bool of_end)
{
    return arc_neighbour(walk, &walk->topology->arcs[leg->use.arc], of_end != leg->use.is_backward);
}

/* 0 to 3: how far clockwise from `from` to `to` around `at`: less than half a turn, half, more, whole. */
static int clockwise_half(struct point at, struct point from, struct point to)
{
    int side = orient_sign(at, from, to);
    if (side != 0)
        return side < 0 ? 0 : 2;
    bool is_same_way = (from.x > at.x) == (to.x > at.x) && (from.x < at.x) == (to.x < at.x) &&
                       (from.y > at.y) == (to.y > at.y) && (from.y < at.y) == (to.y < at.y);
    return is_same_way ? 3 : 1;
}

static bool clockwise_before(struct point at, struct point from, struct point one, struct point other)
{
    int left = clockwise_half(at, from, one), right = clockwise_half(at, from, other);
    return left != right ? left < right : orient_sign(at, one, other) < 0;
}

/* The leg that goes on along the same ground: the sharpest turn to the left. leg_count when there is none. */
static uint32_t walk_next(const struct walk *walk, uint32_t current)
{
    const struct leg *leg = &walk->legs[current];
    uint32_t best = walk_find(walk, leg->end);
    if (best == walk->leg_count || best + 1 == walk->leg_count || walk->legs[best + 1].start != leg->end)
        return best;
    struct point at = walk->topology->points[leg->end], from = leg_neighbour(walk, leg, true);
    struct point best_to = leg_neighbour(walk, &walk->legs[best], false);
    for (uint32_t i = best + 1; i < walk->leg_count && walk->legs[i].start == leg->end; i++) {
        struct point to = leg_neighbour(walk, &walk->legs[i], false);
        if (clockwise_before(at, from, to, best_to)) {
            best = i;
            best_to = to;
        }
    }
    return best;
}

static void append_vertex(struct walk *walk, uint32_t vertex)
{
    if (topology_keeps(walk->topology, vertex, walk->tolerance))
        buffer_append(&walk->points, &walk->topology->points[vertex], sizeof(struct point));
}

/* All but the last point, with which the next leg starts. */
static void append_leg(struct walk *walk, const struct leg *leg)
{
    const struct arc *arc = &walk->topology->arcs[leg->use.arc];
    const uint32_t *vertices = walk->topology->vertices;
    if (leg->use.is_backward)
        for (uint32_t i = arc->end; i > arc->begin + 1; i--)
            append_vertex(walk, vertices[i - 1]);
    else
        for (uint32_t i = arc->begin; i + 1 < arc->end; i++)
            append_vertex(walk, vertices[i]);
}

static uint32_t walk_point_count(const struct walk *walk)
{
    return (uint32_t)(walk->points.length / sizeof(struct point));
}

/* Measures the ring that begins at `begin` and ends with the walk's points. */
static struct ring ring_of(const struct walk *walk, uint32_t begin)
{
    const struct point *points = (const struct point *)(const void *)walk->points.bytes + begin;
    struct ring ring = {.begin = begin, .end = walk_point_count(walk), .box = BOX_EMPTY, .shell = NO_RING};
    uint32_t count = ring.end - ring.begin - 1, corner = 0;
    double twice = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        ring.box = box_add(ring.box, points[i].x, points[i].y);
        twice += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                 (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
        if (points[i].x < points[corner].x || (points[i].x == points[corner].x && points[i].y < points[corner].y))
            corner = i;
    }
    ring.size = fabs(twice) / 2.0;
    /* the way it turns at a corner that sticks out is the way it runs, without rounding */
    struct point before = points[corner == 0 ? count - 1 : corner - 1];
    ring.is_shell = orient_sign(before, points[corner], points[corner + 1]) > 0;
    return ring;
}

static void walk_ring(struct walk *walk, const uint32_t *legs, uint32_t count)
{
    uint32_t begin = walk_point_count(walk);
    for (uint32_t i = 0; i < count; i++)
        append_leg(walk, &walk->legs[legs[i]]);
    if (walk_point_count(walk) - begin < 3) { /* never of a sound border */
        walk->points.length = begin * sizeof(struct point);
        return;
    }
    struct point first = ((const struct point *)(const void *)walk->points.bytes)[begin];
    buffer_append(&walk->points, &first, sizeof first);
    struct ring ring = ring_of(walk, begin);
    buffer_append(&walk->rings, &ring, sizeof ring);
}

/* Walks every leg once. A way around that comes twice to a vertex is taken apart there, for a ring must not touch
 * itself. */
static void walk_rings(struct walk *walk)
{
    uint32_t *path = arena_array(walk->arena, walk->leg_count, sizeof *path);
    uint32_t *depth =
        arena_array(walk->arena, walk->leg_count, sizeof *depth); /* by place: 1 + where in `path`, or 0 */
    for (uint32_t i = 0; i < walk->leg_count; i++) {
        uint32_t length = 0;
        for (uint32_t leg = i; leg < walk->leg_count && !walk->legs[leg].is_walked; leg = walk_next(walk, leg)) {
            walk->legs[leg].is_walked = true;
            depth[walk->legs[leg].place] = length + 1;
            path[length++] = leg;
            uint32_t end = walk_find(walk, walk->legs[leg].end);
            if (end == walk->leg_count || depth[end] == 0)
                continue;
            uint32_t begin = depth[end] - 1;
            walk_ring(walk, path + begin, length - begin);
            while (length > begin)
                depth[walk->legs[path[--length]].place] = 0;
        }
        while (length > 0) /* what did not close */
            depth[walk->legs[path[--length]].place] = 0;
    }
}

/* ---- from rings to polygons ---- */

/* 1 inside the ring, 0 on it, -1 outside. */
static int ring_side(const struct walk *walk, const struct ring *ring, struct point at)
{
    const struct point *points = (const struct point *)(const void *)walk->points.bytes;
    bool is_inside = false;
    for (uint32_t i = ring->begin + 1; i < ring->end; i++) {
        struct point a = points[i - 1], b = points[i];
        int side = orient_sign(a, b, at);
        if (side == 0 && at.x >= fmin(a.x, b.x) && at.x <= fmax(a.x, b.x) && at.y >= fmin(a.y, b.y) &&
            at.y <= fmax(a.y, b.y))
            return 0;
        if (a.y <= at.y && b.y > at.y && side > 0)
            is_inside = !is_inside;
        if (a.y > at.y && b.y <= at.y && side < 0)
            is_inside = !is_inside;
    }
    return is_inside ? 1 : -1;
}

/* Rings touch in points only, so that one point of the hole off the shell tells; one with all its corners on the
 * shell is told by the middles of its sides. */
static bool ring_holds(const struct walk *walk, const struct ring *shell, const struct ring *hole)
{
    const struct point *points = (const struct point *)(const void *)walk->points.bytes;
    if (!shell->is_shell || shell->size <= hole->size || !box_contains(shell->box, hole->box))
        return false;
    int side = 0;
    for (uint32_t i = hole->begin; i < hole->end && side == 0; i++)
        side = ring_side(walk, shell, points[i]);
    for (uint32_t i = hole->begin + 1; i < hole->end && side == 0; i++) {
        struct point middle = {points[i - 1].x + (points[i].x - points[i - 1].x) / 2.0,
                               points[i - 1].y + (points[i].y - points[i - 1].y) / 2.0};
        side = ring_side(walk, shell, middle);
    }
    return side > 0;
}

static void rings_nest(const struct walk *walk, struct ring *rings, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count && !rings[i].is_shell; j++)
            if ((rings[i].shell == NO_RING || rings[j].size < rings[rings[i].shell].size) &&
                ring_holds(walk, &rings[j], &rings[i]))
                rings[i].shell = j;
}

static void append_ring(struct geometry *geometry, const struct walk *walk, const struct ring *ring)
{
    const struct point *points = (const struct point *)(const void *)walk->points.bytes;
    for (uint32_t i = ring->begin; i < ring->end; i++)
        geometry->points[geometry->point_count++] = points[i];
    geometry->ring_end[geometry->ring_count++] = geometry->point_count;
}

static int hole_compare(const void *left, const void *right)
{
    const struct ring *a = left, *b = right;
    uint32_t one = a->is_shell ? NO_RING : a->shell, other = b->is_shell ? NO_RING : b->shell;
    if (one != other)
        return one < other ? -1 : 1;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Shells in the order in which they were walked, each with its holes. */
static struct geometry walk_polygons(struct walk *walk)
{
    struct ring *rings = (struct ring *)(void *)walk->rings.bytes;
    uint32_t count = (uint32_t)(walk->rings.length / sizeof *rings), hole = 0;
    rings_nest(walk, rings, count);
    struct ring *holes = arena_array(walk->arena, count, sizeof *holes);
    for (uint32_t i = 0; i < count; i++)
        holes[i] = rings[i];
    if (count > 0)
        qsort(holes, count, sizeof *holes, hole_compare);
    struct geometry geometry = {
        .points = arena_array(walk->arena, walk_point_count(walk), sizeof(struct point)),
        .ring_end = arena_array(walk->arena, count, sizeof(uint32_t)),
        .part_end = arena_array(walk->arena, count, sizeof(uint32_t)),
    };
    for (uint32_t i = 0; i < count; i++) {
        if (!rings[i].is_shell)
            continue;
        append_ring(&geometry, walk, &rings[i]);
        for (; hole < count && holes[hole].shell < i; hole++)
            ;
        for (; hole < count && holes[hole].shell == i; hole++)
            append_ring(&geometry, walk, &holes[hole]);
        geometry.part_end[geometry.part_count++] = geometry.ring_count;
    }
    if (geometry.part_count == 0)
        return GEOMETRY_EMPTY;
    geometry.type = geometry.part_count > 1 ? GEOMETRY_MULTIPOLYGON : GEOMETRY_POLYGON;
    return geometry;
}

struct geometry topology_polygons(const struct topology *topology, const struct use *uses, uint32_t use_count,
                                  double tolerance, struct arena *arena)
{
    struct walk walk = {.topology = topology, .tolerance = tolerance, .leg_count = use_count, .arena = arena};
    walk.legs = arena_array(arena, use_count, sizeof *walk.legs);
    walk_legs(&walk, uses);
    walk_rings(&walk);
    struct geometry geometry = walk_polygons(&walk);
    buffer_free(&walk.points);
    buffer_free(&walk.rings);
    return geometry;
}
