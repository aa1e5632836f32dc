#include "geo/faces.h"

#include "geo/box_tree.h"
#include "geo/faces_inside.h"
#include "geo/orient.h"
#include "geo/topology_inside.h"

#include <math.h>
#include <stdlib.h>

#define NONE UINT32_MAX

/* An arc has two halves: number 2 * arc runs along its points, 2 * arc + 1 back. A half's face lies on its left. */

struct out {
    uint32_t start, half;
    struct point at, to; /* of its first segment */
};

struct component {
    uint32_t half;   /* any of it */
    uint32_t outer;  /* the half round which the component's outside begins */
    uint32_t vertex; /* its westernmost point, the southern of two */
    struct point neighbour;
};

struct weave {
    const struct topology *topology;
    struct arena *arena; /* the caller's */
    struct arena *work;
    uint32_t half_count;
    uint32_t *next;  /* by half: the one that goes on round the same face */
    uint32_t *cycle; /* by half */
    uint32_t cycle_count;
    uint32_t *component_of; /* by cycle */
    struct component *components;
    uint32_t component_count;
    uint32_t *face_of; /* by cycle */
    struct face *faces;
    uint32_t face_count;
    struct face_sides *sides;
};

static uint32_t half_start(const struct topology *topology, uint32_t half)
{
    const struct arc *arc = &topology->arcs[half / 2];
    return topology->vertices[half % 2 == 0 ? arc->begin : arc->end - 1];
}

static uint32_t half_second(const struct topology *topology, uint32_t half)
{
    const struct arc *arc = &topology->arcs[half / 2];
    return topology->vertices[half % 2 == 0 ? arc->begin + 1 : arc->end - 2];
}

/* ---- around each node, and round each face ---- */

static bool is_eastward(struct point at, struct point to)
{
    return to.x > at.x || (to.x == at.x && to.y > at.y);
}

/* By node, and counter-clockwise from the south around it. */
static int out_compare(const void *left, const void *right)
{
    const struct out *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    bool is_one = is_eastward(a->at, a->to), is_other = is_eastward(b->at, b->to);
    if (is_one != is_other)
        return is_one ? -1 : 1;
    int side = orient_sign(a->at, a->to, b->to);
    return side != 0 ? -side : (a->half > b->half) - (a->half < b->half);
}

/* Behind a half comes, at its end, the next one clockwise from the way back. */
static void weave_next(struct weave *weave)
{
    const struct topology *topology = weave->topology;
    struct out *outs = arena_array(weave->work, weave->half_count, sizeof *outs);
    for (uint32_t half = 0; half < weave->half_count; half++)
        outs[half] = (struct out){half_start(topology, half), half, topology->points[half_start(topology, half)],
                                  topology->points[half_second(topology, half)]};
    qsort(outs, weave->half_count, sizeof *outs, out_compare);
    weave->next = arena_array(weave->work, weave->half_count, sizeof *weave->next);
    for (uint32_t begin = 0, end = 0; begin < weave->half_count; begin = end) {
        while (end < weave->half_count && outs[end].start == outs[begin].start)
            end++;
        for (uint32_t i = begin; i < end; i++)
            weave->next[outs[i].half ^ 1u] = outs[i == begin ? end - 1 : i - 1].half;
    }
}

static void weave_cycles(struct weave *weave)
{
    weave->cycle = arena_array(weave->work, weave->half_count, sizeof *weave->cycle);
    for (uint32_t half = 0; half < weave->half_count; half++)
        weave->cycle[half] = NONE;
    for (uint32_t half = 0; half < weave->half_count; half++) {
        if (weave->cycle[half] != NONE)
            continue;
        for (uint32_t at = half; weave->cycle[at] == NONE; at = weave->next[at])
            weave->cycle[at] = weave->cycle_count;
        weave->cycle_count++;
    }
}

/* ---- what hangs together ---- */

static uint32_t root_of(uint32_t *parents, uint32_t cycle)
{
    while (parents[cycle] != cycle)
        cycle = parents[cycle] = parents[parents[cycle]];
    return cycle;
}

/* Cycles on both sides of an arc are of one component. */
static void weave_components(struct weave *weave)
{
    uint32_t *parents = arena_array(weave->work, weave->cycle_count, sizeof *parents);
    weave->component_of = arena_array(weave->work, weave->cycle_count, sizeof *weave->component_of);
    weave->components = arena_array(weave->work, weave->cycle_count, sizeof *weave->components);
    for (uint32_t i = 0; i < weave->cycle_count; i++)
        parents[i] = i;
    for (uint32_t half = 0; half < weave->half_count; half += 2) {
        uint32_t one = root_of(parents, weave->cycle[half]), other = root_of(parents, weave->cycle[half + 1]);
        parents[one > other ? one : other] = one < other ? one : other;
    }
    for (uint32_t i = 0; i < weave->cycle_count; i++) { /* a root comes before what hangs on it */
        uint32_t root = root_of(parents, i);
        if (root == i) {
            weave->component_of[i] = weave->component_count;
            weave->components[weave->component_count++] = (struct component){.vertex = NONE, .outer = NONE};
        } else {
            weave->component_of[i] = weave->component_of[root];
        }
    }
}

static struct component *component_at(const struct weave *weave, uint32_t arc)
{
    return &weave->components[weave->component_of[weave->cycle[2 * arc]]];
}

static void outer_offer(const struct weave *weave, struct component *component, uint32_t half, uint32_t to)
{
    struct point at = weave->topology->points[component->vertex], point = weave->topology->points[to];
    if (component->outer != NONE && orient_sign(at, component->neighbour, point) <= 0)
        return;
    component->outer = half;
    component->neighbour = point;
}

/* At the westernmost point the outside begins behind the last way out, counted from the south. */
static void weave_outers(struct weave *weave)
{
    const struct topology *topology = weave->topology;
    for (uint32_t i = 0; i < topology->arc_count; i++)
        for (uint32_t j = topology->arcs[i].begin; j < topology->arcs[i].end; j++) {
            struct component *component = component_at(weave, i);
            if (component->vertex == NONE ||
                is_eastward(topology->points[topology->vertices[j]], topology->points[component->vertex]))
                component->vertex = topology->vertices[j];
        }
    for (uint32_t i = 0; i < topology->arc_count; i++)
        for (uint32_t j = topology->arcs[i].begin; j < topology->arcs[i].end; j++) {
            struct component *component = component_at(weave, i);
            if (topology->vertices[j] != component->vertex)
                continue;
            if (j + 1 < topology->arcs[i].end)
                outer_offer(weave, component, 2 * i, topology->vertices[j + 1]);
            if (j > topology->arcs[i].begin)
                outer_offer(weave, component, 2 * i + 1, topology->vertices[j - 1]);
        }
}

/* ---- components that lie in a face of another ---- */

/* The nearest segment west of a point. `low` is its southern end. */
struct look {
    const struct weave *weave;
    const uint32_t *arc_of; /* by place in the topology's vertices */
    struct point from;
    struct point low, high;
    uint32_t half; /* the one that has the point's side on its left; NONE: nothing yet */
};

/* Is the segment c d east of a b? Both meet the same parallel, c and a south of it or on it, and do not cross. */
static bool segment_is_east(struct point a, struct point b, struct point c, struct point d)
{
    int side = c.y >= a.y ? -orient_sign(a, b, c) : orient_sign(c, d, a);
    if (side == 0)
        side = d.y <= b.y ? -orient_sign(a, b, d) : orient_sign(c, d, b);
    return side > 0;
}

static bool visit_segment(void *payload, uint32_t place)
{
    struct look *look = payload;
    const struct topology *topology = look->weave->topology;
    uint32_t arc = look->arc_of[place];
    if (place + 1 == topology->arcs[arc].end)
        return true;
    struct point low = topology->points[topology->vertices[place]];
    struct point high = topology->points[topology->vertices[place + 1]];
    bool is_upward = low.y < high.y;
    if (!is_upward) {
        struct point other = low;
        low = high;
        high = other;
    }
    if (!(low.y <= look->from.y && look->from.y < high.y) || orient_sign(low, high, look->from) >= 0)
        return true;
    if (look->half != NONE && !segment_is_east(look->low, look->high, low, high))
        return true;
    look->low = low;
    look->high = high;
    look->half = 2 * arc + is_upward;
    return true;
}

static struct box_tree *segments_plant(const struct weave *weave, uint32_t **arc_of, double *west)
{
    const struct topology *topology = weave->topology;
    uint32_t count = topology->arc_count == 0 ? 0 : topology->arcs[topology->arc_count - 1].end;
    struct box *boxes = arena_array(weave->work, count, sizeof *boxes);
    *arc_of = arena_array(weave->work, count, sizeof **arc_of);
    *west = INFINITY;
    for (uint32_t i = 0; i < topology->arc_count; i++)
        for (uint32_t j = topology->arcs[i].begin; j < topology->arcs[i].end; j++) {
            struct point at = topology->points[topology->vertices[j]];
            struct point to = topology->points[topology->vertices[j + 1 < topology->arcs[i].end ? j + 1 : j]];
            boxes[j] = box_add(box_of_point(at.x, at.y), to.x, to.y);
            (*arc_of)[j] = i;
            *west = fmin(*west, at.x);
        }
    return box_tree_new(boxes, count, weave->work);
}

struct placed {
    struct point at;
    uint32_t component;
};

static int placed_compare(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->at.x != b->at.x)
        return a->at.x < b->at.x ? -1 : 1;
    return (a->at.y > b->at.y) - (a->at.y < b->at.y);
}

/* A component's outside is a face of the component whose border is next in the west, which began further west and so had its
 * turn. */
static void weave_nest(struct weave *weave)
{
    const struct topology *topology = weave->topology;
    uint32_t *arc_of = NULL;
    double west = 0.0;
    struct box_tree *tree = weave->component_count > 1 ? segments_plant(weave, &arc_of, &west) : NULL;
    struct placed *order = arena_array(weave->work, weave->component_count, sizeof *order);
    for (uint32_t i = 0; i < weave->component_count; i++)
        order[i] = (struct placed){topology->points[weave->components[i].vertex], i};
    qsort(order, weave->component_count, sizeof *order, placed_compare);
    for (uint32_t i = 0; i < weave->component_count; i++) {
        struct point at = order[i].at;
        struct look look = {.weave = weave, .arc_of = arc_of, .from = at, .half = NONE};
        if (i > 0)
            box_tree_search(tree, (struct box){west, at.y, at.x, at.y}, visit_segment, &look);
        uint32_t face = look.half == NONE ? FACES_OUTSIDE : weave->face_of[weave->cycle[look.half]];
        weave->face_of[weave->cycle[weave->components[order[i].component].outer]] = face;
    }
}

/* A face for each cycle but the outer ones of components, which lie in another face. */
static void weave_faces(struct weave *weave)
{
    bool *is_outer = arena_array(weave->work, weave->cycle_count, sizeof *is_outer);
    for (uint32_t i = 0; i < weave->component_count; i++)
        is_outer[weave->cycle[weave->components[i].outer]] = true;
    weave->face_of = arena_array(weave->work, weave->cycle_count, sizeof *weave->face_of);
    weave->face_count = FACES_OUTSIDE + 1;
    for (uint32_t i = 0; i < weave->cycle_count; i++)
        if (!is_outer[i])
            weave->face_of[i] = weave->face_count++;
    weave_nest(weave);
    weave->faces = arena_array(weave->arena, weave->face_count, sizeof *weave->faces);
    weave->sides = arena_array(weave->arena, weave->topology->arc_count, sizeof *weave->sides);
    for (uint32_t i = 0; i < weave->topology->arc_count; i++)
        weave->sides[i] =
            (struct face_sides){weave->face_of[weave->cycle[2 * i]], weave->face_of[weave->cycle[2 * i + 1]]};
}

/* `origin` is a point of the cycle: counted from one far away, thin faces would lose their digits. */
static double half_turn(const struct topology *topology, uint32_t half, struct point origin, double *length)
{
    const struct arc *arc = &topology->arcs[half / 2];
    double twice = 0.0;
    for (uint32_t i = arc->begin + 1; i < arc->end; i++) {
        struct point a = topology->points[topology->vertices[i - 1]], b = topology->points[topology->vertices[i]];
        twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
        *length += hypot(b.x - a.x, b.y - a.y);
    }
    return half % 2 == 0 ? twice : -twice;
}

/* A component's outer cycle runs clockwise round it: it takes from the face that it lies in. */
static void weave_measure(struct weave *weave)
{
    const struct topology *topology = weave->topology;
    bool *is_measured = arena_array(weave->work, weave->cycle_count, sizeof *is_measured);
    for (uint32_t half = 0; half < weave->half_count; half++) {
        uint32_t cycle = weave->cycle[half], at = half;
        if (is_measured[cycle])
            continue;
        is_measured[cycle] = true;
        struct point origin = topology->points[half_start(topology, half)];
        struct face *face = &weave->faces[weave->face_of[cycle]];
        do {
            face->size += half_turn(topology, at, origin, &face->perimeter) / 2.0;
            at = weave->next[at];
        } while (at != half);
    }
}

struct faces faces_build(const struct topology *topology, struct arena *arena)
{
    struct weave weave = {
        .topology = topology, .arena = arena, .work = arena_new(), .half_count = topology->arc_count * 2};
    weave_next(&weave);
    weave_cycles(&weave);
    weave_components(&weave);
    weave_outers(&weave);
    weave_faces(&weave);
    weave_measure(&weave);
    faces_cover(topology, weave.sides, weave.faces, weave.face_count, arena);
    arena_free(weave.work);
    return (struct faces){weave.faces, weave.face_count, weave.sides};
}
