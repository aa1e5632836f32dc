#include "geo/topology_inside.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "geo/grid_noding.h"
#include "geo/line_rank.h"

#include <math.h>
#include <stdlib.h>

/* Doubles count whole numbers to here; beyond, a cell of the snapping grid has no neighbours. */
#define SNAPS_MAX 4503599627370496.0 /* 2^52 */

struct build {
    struct topology *topology;
    struct arena *arena; /* given back when it is built */
    const struct geometry *areas;
    size_t area_count;
    struct topology_report report;
    struct point_set *set; /* NULL on a grid */
    uint32_t *places;      /* in the set, of every point of every area one after another; until borders are there */
    size_t *area_begin;    /* in `places` */
    struct grid *grid;     /* NULL without */
    const struct point *points;   /* once borders are cut */
    struct buffer buffer;         /* struct border, until it is cut */
    const struct border *borders; /* of edge i: [border_end[i - 1], border_end[i]) */
    uint32_t *border_end;
    struct edge *edges;
    uint32_t edge_count, point_count;
    uint32_t *first; /* edges at point i: at[first[i]] .. at[first[i + 1]] */
    uint32_t *at;
    bool *is_node;
    bool *is_walked;    /* by edge */
    struct buffer arcs; /* struct arc */
    struct buffer vertices;
    struct buffer starts; /* by arc: its first edge */
};

/* ---- points ---- */

/* `farthest` becomes the largest coordinate, without sign, and `in_area` the area that has it. */
static bool areas_check(const struct geometry *areas, size_t count, double *farthest, size_t *in_area,
                        struct error *err)
{
    size_t points = 0;
    *farthest = 0.0;
    *in_area = 0;
    for (size_t i = 0; i < count; i++) {
        if (areas[i].point_count > 0 && geometry_dimension(areas[i].type) != 2)
            return error_set(err, ERROR_INPUT, "area %zu is a %s: only polygons have borders", i,
                             geometry_type_name(areas[i].type));
        if (!geometry_is_finite(&areas[i]))
            return error_set(err, ERROR_INPUT, "area %zu has a coordinate that is not finite", i);
        struct box box = geometry_box(&areas[i]);
        double far = fmax(fmax(fabs(box.xmin), fabs(box.xmax)), fmax(fabs(box.ymin), fabs(box.ymax)));
        if (far > *farthest) {
            *farthest = far;
            *in_area = i;
        }
        points += areas[i].point_count;
    }
    if (points > GEOMETRY_POINTS_MAX || count > GEOMETRY_POINTS_MAX)
        return error_set(err, ERROR_LIMIT, "%zu areas of %zu points: at most %u of either", count, points,
                         GEOMETRY_POINTS_MAX);
    return true;
}

struct numbered {
    struct point point;
    uint32_t number;
};

static int numbered_compare(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    if (a->point.x != b->point.x)
        return a->point.x < b->point.x ? -1 : 1;
    if (a->point.y != b->point.y)
        return a->point.y < b->point.y ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Added from west to east, so that places do not depend on the order of areas. */
static void build_places(struct build *build)
{
    size_t count = 0, filled = 0;
    build->area_begin = arena_array(build->arena, build->area_count, sizeof *build->area_begin);
    for (size_t i = 0; i < build->area_count; i++) {
        build->area_begin[i] = count;
        count += build->areas[i].point_count;
    }
    struct numbered *points = memory_alloc(memory_product(count, sizeof *points));
    for (size_t i = 0; i < build->area_count; i++)
        for (uint32_t j = 0; j < build->areas[i].point_count; j++, filled++)
            points[filled] = (struct numbered){build->areas[i].points[j], (uint32_t)filled};
    qsort(points, count, sizeof *points, numbered_compare);
    build->places = memory_alloc(memory_product(count, sizeof *build->places));
    for (size_t i = 0; i < count; i++) {
        uint32_t place = point_set_add(build->set, points[i].point);
        struct point at = point_set_points(build->set)[place];
        build->report.snapped += at.x != points[i].point.x || at.y != points[i].point.y;
        build->places[points[i].number] = place;
    }
    free(points);
}

/* ---- borders ---- */

/* Twice the area, positive when counter-clockwise. */
static double ring_turn(const struct point *points, uint32_t count)
{
    double turn = 0.0;
    for (uint32_t i = 1; i < count; i++)
        turn += (points[i - 1].x - points[0].x) * (points[i].y - points[0].y) -
                (points[i].x - points[0].x) * (points[i - 1].y - points[0].y);
    return turn;
}

/* Hands over each piece of border with its area on the left: from point `from` of the area to point `to`, numbers of its
 * points. */
static void build_borders(struct build *build,
                          void (*add)(struct build *build, size_t area, uint32_t from, uint32_t to))
{
    for (size_t i = 0; i < build->area_count; i++) {
        const struct geometry *area = &build->areas[i];
        for (uint32_t part = 0; part < area->part_count; part++) {
            uint32_t shell = geometry_part_begin(area, part);
            for (uint32_t ring = shell; ring < area->part_end[part]; ring++) {
                uint32_t begin = geometry_ring_begin(area, ring), end = area->ring_end[ring];
                bool is_forward = (ring_turn(area->points + begin, end - begin) > 0.0) == (ring == shell);
                for (uint32_t j = begin + 1; j < end; j++)
                    add(build, i, is_forward ? j - 1 : j, is_forward ? j : j - 1);
            }
        }
    }
}

static void add_between_places(struct build *build, size_t area, uint32_t from, uint32_t to)
{
    const uint32_t *places = build->places + build->area_begin[area];
    noding_add(&build->buffer, places[from], places[to], (uint32_t)area);
}

static void add_to_grid(struct build *build, size_t area, uint32_t from, uint32_t to)
{
    const struct point *points = build->areas[area].points;
    build->report.snapped += points[from].x != rint(points[from].x) || points[from].y != rint(points[from].y);
    grid_add(build->grid, points[from], points[to], (uint32_t)area);
}

static void build_edges(struct build *build)
{
    build->borders = (const struct border *)(const void *)build->buffer.bytes;
    size_t count = build->buffer.length / sizeof(struct border);
    build->edges = arena_array(build->arena, count, sizeof *build->edges);
    build->border_end = arena_array(build->arena, count, sizeof *build->border_end);
    for (size_t i = 0; i < count; i++) {
        const struct border *border = &build->borders[i];
        if (i == 0 || border->low != border[-1].low || border->high != border[-1].high)
            build->edges[build->edge_count++] = (struct edge){border->low, border->high};
        build->border_end[build->edge_count - 1] = (uint32_t)i + 1;
    }
}

/* ---- nodes ---- */

static uint32_t build_border_begin(const struct build *build, uint32_t edge)
{
    return edge == 0 ? 0 : build->border_end[edge - 1];
}

/* Do two edges at a point have the same areas left and right, walked through? Not so where overlapping areas were
 * cut. */
static bool edges_go_on(const struct build *build, uint32_t point, uint32_t one, uint32_t other)
{
    uint32_t begin = build_border_begin(build, one), count = build->border_end[one] - begin;
    uint32_t other_begin = build_border_begin(build, other);
    if (build->border_end[other] - other_begin != count)
        return false;
    int turn = (build->edges[one].to == point) == (build->edges[other].from == point) ? 1 : -1;
    for (uint32_t i = 0; i < count; i++) {
        const struct border *left = &build->borders[begin + i], *right = &build->borders[other_begin + i];
        if (left->area != right->area || left->net != right->net * turn)
            return false;
    }
    return true;
}

static void build_nodes(struct build *build)
{
    build->first = arena_array(build->arena, (size_t)build->point_count + 2, sizeof *build->first);
    build->at = arena_array(build->arena, (size_t)build->edge_count * 2, sizeof *build->at);
    build->is_node = arena_array(build->arena, build->point_count, sizeof *build->is_node);
    for (uint32_t i = 0; i < build->edge_count; i++) {
        build->first[build->edges[i].from + 2]++;
        build->first[build->edges[i].to + 2]++;
    }
    for (uint32_t i = 2; i < build->point_count + 2; i++)
        build->first[i] += build->first[i - 1];
    for (uint32_t i = 0; i < build->edge_count; i++) { /* moves first[i + 1] from i's begin to its end */
        build->at[build->first[build->edges[i].from + 1]++] = i;
        build->at[build->first[build->edges[i].to + 1]++] = i;
    }
    for (uint32_t i = 0; i < build->point_count; i++) {
        uint32_t degree = build->first[i + 1] - build->first[i];
        const uint32_t *at = build->at + build->first[i];
        build->is_node[i] = degree > 0 && (degree != 2 || !edges_go_on(build, i, at[0], at[1]));
        build->report.points += degree > 0;
        build->report.nodes += build->is_node[i];
    }
}

/* ---- arcs ---- */

static void build_arc(struct build *build, uint32_t point, uint32_t edge)
{
    struct arc arc = {.begin = (uint32_t)(build->vertices.length / sizeof(uint32_t)),
                      .left = TOPOLOGY_OUTSIDE,
                      .right = TOPOLOGY_OUTSIDE};
    uint32_t start = point;
    buffer_append(&build->starts, &edge, sizeof edge);
    buffer_append(&build->vertices, &point, sizeof point);
    for (;;) {
        build->is_walked[edge] = true;
        point = build->edges[edge].from == point ? build->edges[edge].to : build->edges[edge].from;
        buffer_append(&build->vertices, &point, sizeof point);
        if (build->is_node[point] || point == start)
            break;
        const uint32_t *at = build->at + build->first[point];
        edge = at[0] == edge ? at[1] : at[0];
    }
    arc.end = (uint32_t)(build->vertices.length / sizeof(uint32_t));
    buffer_append(&build->arcs, &arc, sizeof arc);
}

/* From the nodes first; what is left are rings without one. */
static void build_arcs(struct build *build)
{
    build->is_walked = arena_array(build->arena, build->edge_count, sizeof *build->is_walked);
    for (int is_ring = 0; is_ring < 2; is_ring++)
        for (uint32_t point = 0; point < build->point_count; point++)
            for (uint32_t i = build->first[point]; i < build->first[point + 1]; i++)
                if (build->is_node[point] == !is_ring && !build->is_walked[build->at[i]])
                    build_arc(build, point, build->at[i]);
}

/* ---- the topology ---- */

static void *copy_of(struct buffer *buffer, struct arena *arena)
{
    return arena_copy(arena, buffer->bytes != NULL ? buffer->bytes : "", buffer->length);
}

static void topology_take(struct build *build)
{
    struct topology *topology = build->topology;
    topology->points = arena_array(topology->arena, build->point_count, sizeof *topology->points);
    for (uint32_t i = 0; i < build->point_count; i++)
        topology->points[i] = build->points[i];
    topology->vertices = copy_of(&build->vertices, topology->arena);
    topology->arcs = copy_of(&build->arcs, topology->arena);
    topology->arc_count = (uint32_t)(build->arcs.length / sizeof(struct arc));
    topology->area_count = (uint32_t)build->area_count;
}

static void build_ranks(struct build *build)
{
    struct topology *topology = build->topology;
    topology->ranks = arena_array(topology->arena, build->point_count, sizeof(double));
    line_ranks(topology->points, build->point_count, build->edges, build->edge_count, build->is_node, topology->ranks);
}

/* False when another area is there already; an edge's borders are sorted by area, so that the first stays. */
static bool side_take(int32_t *side, uint32_t area)
{
    if (*side != TOPOLOGY_OUTSIDE)
        return false;
    *side = (int32_t)area;
    return true;
}

/* Which area uses which arc, read from the borders of each arc's first edge. */
static void build_uses(struct build *build)
{
    struct topology *topology = build->topology;
    const uint32_t *starts = (const uint32_t *)(const void *)build->starts.bytes;
    uint32_t *begin = arena_array(topology->arena, build->area_count + 2, sizeof *begin);
    for (uint32_t i = 0; i < topology->arc_count; i++)
        for (uint32_t j = build_border_begin(build, starts[i]); j < build->border_end[starts[i]]; j++)
            begin[build->borders[j].area + 2]++;
    for (size_t i = 2; i < build->area_count + 2; i++)
        begin[i] += begin[i - 1];
    topology->uses = arena_array(topology->arena, begin[build->area_count + 1], sizeof *topology->uses);
    for (uint32_t i = 0; i < topology->arc_count; i++) {
        struct arc *arc = &topology->arcs[i];
        bool is_low_first = build->edges[starts[i]].from == topology->vertices[arc->begin], is_overlapped = false;
        for (uint32_t j = build_border_begin(build, starts[i]); j < build->border_end[starts[i]]; j++) {
            const struct border *border = &build->borders[j];
            bool is_left = (border->net > 0) == is_low_first;
            topology->uses[begin[border->area + 1]++] = (struct use){i, !is_left};
            is_overlapped |= !side_take(is_left ? &arc->left : &arc->right, border->area);
            is_overlapped |= border->net != 1 && border->net != -1;
        }
        build->report.overlaps += is_overlapped;
    }
    topology->use_end = begin + 1;
    for (size_t i = 0; i < build->area_count; i++)
        build->report.lost += build->areas[i].point_count > 0 && begin[i] == begin[i + 1];
    build->report.arcs = topology->arc_count;
}

static struct build build_begin(const struct geometry *areas, size_t count)
{
    struct arena *arena = arena_new();
    struct topology *topology = arena_alloc(arena, sizeof *topology);
    topology->arena = arena;
    return (struct build){.topology = topology, .arena = arena_new(), .areas = areas, .area_count = count};
}

/* Once every border is cut. */
static void build_topology(struct build *build, struct noding_report noding)
{
    build->report.junctions = noding.junctions;
    build->report.crossings = noding.crossings;
    build->report.unsettled = noding.unsettled;
    build_edges(build);
    build_nodes(build);
    build_arcs(build);
    topology_take(build);
    build_uses(build);
}

/* What the topology has its own copy of, or needs no more. */
static void build_release(struct build *build)
{
    point_set_free(build->set);
    build->set = NULL;
    buffer_free(&build->buffer);
    buffer_free(&build->arcs);
    buffer_free(&build->vertices);
    buffer_free(&build->starts);
}

static struct topology *build_end(struct build *build, struct topology_report *report)
{
    if (report != NULL)
        *report = build->report;
    build_release(build);
    arena_free(build->arena);
    return build->topology;
}

static struct topology *topology_noded(const struct geometry *areas, size_t count, double snap, bool is_ranked,
                                       struct topology_report *report, struct error *err)
{
    double farthest;
    size_t in_area;
    if (!(snap >= 0.0 && isfinite(snap))) {
        error_set(err, ERROR_INPUT, "a snap distance is 0 or more metres");
        return NULL;
    }
    if (!areas_check(areas, count, &farthest, &in_area, err))
        return NULL;
    if (snap > 0.0 && farthest / snap > SNAPS_MAX) {
        error_set(err, ERROR_INPUT, "the snap distance is too small for the coordinates of area %zu", in_area);
        return NULL;
    }
    struct build build = build_begin(areas, count);
    build.set = point_set_new(snap);
    build_places(&build);
    build_borders(&build, add_between_places);
    free(build.places);
    struct noding_report noding = noding_run(&build.buffer, build.set, snap);
    build.points = point_set_points(build.set);
    build.point_count = point_set_count(build.set);
    build_topology(&build, noding);
    build_release(&build);
    if (is_ranked)
        build_ranks(&build);
    return build_end(&build, report);
}

struct topology *topology_build(const struct geometry *areas, size_t count, double snap, struct topology_report *report,
                                struct error *err)
{
    return topology_noded(areas, count, snap, true, report, err);
}

struct topology *topology_build_whole(const struct geometry *areas, size_t count, double snap,
                                      struct topology_report *report, struct error *err)
{
    return topology_noded(areas, count, snap, false, report, err);
}

struct topology *topology_build_on_grid(const struct geometry *areas, size_t count, struct topology_report *report,
                                        struct error *err)
{
    double farthest;
    size_t in_area, points = 0;
    if (!areas_check(areas, count, &farthest, &in_area, err))
        return NULL;
    if (farthest > GRID_MAX) {
        error_set(err, ERROR_INPUT, "area %zu has a coordinate beyond the grid, which ends at %d", in_area, GRID_MAX);
        return NULL;
    }
    struct build build = build_begin(areas, count);
    for (size_t i = 0; i < count; i++)
        points += areas[i].point_count;
    build.grid = grid_new(points, build.arena);
    build_borders(&build, add_to_grid);
    struct point *on_grid = NULL;
    struct noding_report noding = grid_run(build.grid, &build.buffer, &on_grid, &build.point_count);
    if (noding.crossings > GRID_CROSSINGS_MAX) {
        error_set(err, ERROR_LIMIT, "the borders of the areas cross more than %d times", GRID_CROSSINGS_MAX);
        topology_free(build_end(&build, NULL));
        return NULL;
    }
    build.points = on_grid;
    build_topology(&build, noding);
    return build_end(&build, report);
}

void topology_free(struct topology *topology)
{
    if (topology != NULL)
        arena_free(topology->arena);
}
