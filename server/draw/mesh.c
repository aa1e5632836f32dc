#include "draw/mesh.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct node {
    int32_t x, y;
};

struct edge {
    struct node from, to;
    bool is_turned; /* against the direction that it came with */
};

struct mesh {
    double grid;
    struct arena *arena;
    struct edge *edges;
    size_t count, capacity;
};

struct mesh *mesh_new(double grid, struct arena *arena)
{
    assert(grid > 0);
    struct mesh *mesh = arena_alloc(arena, sizeof *mesh);
    mesh->grid = grid;
    mesh->arena = arena;
    return mesh;
}

static int node_compare(struct node left, struct node right)
{
    if (left.x != right.x)
        return left.x < right.x ? -1 : 1;
    return (left.y > right.y) - (left.y < right.y);
}

static bool node_equals(struct node left, struct node right)
{
    return left.x == right.x && left.y == right.y;
}

static int edge_compare(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;
    int order = node_compare(a->from, b->from);
    return order != 0 ? order : node_compare(a->to, b->to);
}

static void mesh_edge(struct mesh *mesh, struct node from, struct node to)
{
    mesh->edges = arena_room(mesh->arena, mesh->edges, mesh->count, &mesh->capacity, sizeof *mesh->edges);
    mesh->edges[mesh->count++] = (struct edge){from, to, false};
}

static struct node mesh_node(const struct mesh *mesh, struct point point)
{
    return (struct node){(int32_t)lround(point.x / mesh->grid), (int32_t)lround(point.y / mesh->grid)};
}

/* Twice the area, positive for one direction of travel. */
static double ring_area(const struct point *points, uint32_t count)
{
    double area = 0;
    for (uint32_t i = 0; i + 1 < count; i++)
        area += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return area;
}

static void mesh_ring(struct mesh *mesh, const struct point *points, uint32_t count, bool is_reversed)
{
    for (uint32_t i = 0; i + 1 < count; i++) {
        struct node from = mesh_node(mesh, points[is_reversed ? count - 1 - i : i]);
        struct node to = mesh_node(mesh, points[is_reversed ? count - 2 - i : i + 1]);
        if (!node_equals(from, to))
            mesh_edge(mesh, from, to);
    }
}

void mesh_add(struct mesh *mesh, const struct geometry *geometry)
{
    bool is_area = geometry_dimension(geometry->type) == 2;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        uint32_t first = geometry_part_begin(geometry, part);
        for (uint32_t ring = first; ring < geometry->part_end[part]; ring++) {
            uint32_t begin = geometry_ring_begin(geometry, ring), count = geometry->ring_end[ring] - begin;
            const struct point *points = geometry->points + begin;
            /* Shells one way round, holes the other, so that neighbours walk their border in opposite directions. */
            bool is_reversed = is_area && (ring_area(points, count) > 0) != (ring == first);
            mesh_ring(mesh, points, count, is_reversed);
        }
    }
}

/* ---- walks ---- */

/* Sorted edges with what remains of them. */
struct walk {
    struct edge *edges;
    bool *is_used;
    size_t count;
};

/* First edge that leaves the node. */
static size_t walk_find(const struct walk *walk, struct node node)
{
    size_t low = 0, high = walk->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (node_compare(walk->edges[middle].from, node) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A line being walked, in grid steps. */
struct pen {
    struct arena *arena;
    struct node *nodes;
    size_t count, capacity;
};

/* Does the line go straight on at its last node when it goes to `node`? */
static bool pen_is_straight(const struct pen *pen, struct node node)
{
    if (pen->count < 2)
        return false;
    struct node a = pen->nodes[pen->count - 2], b = pen->nodes[pen->count - 1];
    int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y, vx = (int64_t)node.x - b.x, vy = (int64_t)node.y - b.y;
    return ux * vy == uy * vx && ux * vx + uy * vy > 0;
}

static void pen_to(struct pen *pen, struct node node)
{
    if (pen_is_straight(pen, node))
        pen->count--;
    pen->nodes = arena_room(pen->arena, pen->nodes, pen->count, &pen->capacity, sizeof *pen->nodes);
    pen->nodes[pen->count++] = node;
}

static void pen_end(struct pen *pen, struct path_builder *builder, double grid)
{
    if (pen->count < 2)
        return;
    bool is_ring = node_equals(pen->nodes[0], pen->nodes[pen->count - 1]);
    size_t count = is_ring ? pen->count - 1 : pen->count;
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            path_move(builder, pen->nodes[i].x * grid, pen->nodes[i].y * grid);
        else
            path_line(builder, pen->nodes[i].x * grid, pen->nodes[i].y * grid);
    }
    if (is_ring)
        path_close(builder);
    pen->count = 0;
}

/* ---- filling ---- */

/* Edges that no opposite edge takes away, sorted. */
static struct walk mesh_outline(const struct mesh *mesh)
{
    struct edge *sorted = arena_array(mesh->arena, mesh->count + 1, sizeof *sorted);
    struct walk walk = {arena_array(mesh->arena, mesh->count + 1, sizeof *sorted), NULL, 0};
    /* By the pair of nodes, whatever the direction, so that opposite edges lie side by side. */
    struct edge *keyed = arena_array(mesh->arena, mesh->count + 1, sizeof *keyed);
    size_t forward = 0, backward = 0;
    for (size_t i = 0; i < mesh->count; i++) {
        struct edge edge = mesh->edges[i];
        if (node_compare(edge.from, edge.to) < 0)
            sorted[forward++] = edge;
        else
            keyed[backward++] = (struct edge){edge.to, edge.from, false};
    }
    if (forward > 0)
        qsort(sorted, forward, sizeof *sorted, edge_compare);
    if (backward > 0)
        qsort(keyed, backward, sizeof *keyed, edge_compare);
    for (size_t i = 0, j = 0; i < forward || j < backward;) {
        int order = i == forward ? 1 : j == backward ? -1 : edge_compare(&sorted[i], &keyed[j]);
        if (order < 0)
            walk.edges[walk.count++] = sorted[i];
        else if (order > 0)
            walk.edges[walk.count++] = (struct edge){keyed[j].to, keyed[j].from, false};
        i += order <= 0;
        j += order >= 0;
    }
    if (walk.count > 0)
        qsort(walk.edges, walk.count, sizeof *walk.edges, edge_compare);
    walk.is_used = arena_array(mesh->arena, walk.count + 1, sizeof *walk.is_used);
    return walk;
}

/* As many edges arrive at a node as leave it, so the walk comes back to where it began. */
static void walk_ring(struct walk *walk, size_t first, struct pen *pen)
{
    struct node start = walk->edges[first].from;
    size_t edge = first;
    pen_to(pen, start);
    while (!walk->is_used[edge]) {
        walk->is_used[edge] = true;
        struct node node = walk->edges[edge].to;
        pen_to(pen, node);
        size_t next = walk_find(walk, node);
        while (next < walk->count && walk->is_used[next] && node_equals(walk->edges[next].from, node))
            next++;
        if (node_equals(node, start) || next == walk->count || !node_equals(walk->edges[next].from, node))
            break;
        edge = next;
    }
}

struct path mesh_fill(const struct mesh *mesh, struct path_builder *builder)
{
    struct walk walk = mesh_outline(mesh);
    struct pen pen = {.arena = mesh->arena};
    for (size_t i = 0; i < walk.count; i++) {
        if (walk.is_used[i])
            continue;
        walk_ring(&walk, i, &pen);
        pen_end(&pen, builder, mesh->grid);
    }
    return path_take(builder);
}

/* ---- stroking ---- */

/* Of two that are the same, the one that came so goes first. */
static int edge_compare_turned(const void *left, const void *right)
{
    int order = edge_compare(left, right);
    return order != 0 ? order : ((const struct edge *)left)->is_turned - ((const struct edge *)right)->is_turned;
}

/* Both directions of every edge once, sorted; an edge and its twin are used together. */
static struct walk mesh_lines(const struct mesh *mesh)
{
    struct walk walk = {arena_array(mesh->arena, 2 * mesh->count + 1, sizeof(struct edge)), NULL, 0};
    for (size_t i = 0; i < mesh->count; i++) {
        struct edge edge = mesh->edges[i];
        walk.edges[walk.count++] = edge;
        walk.edges[walk.count++] = (struct edge){edge.to, edge.from, true};
    }
    if (walk.count == 0)
        return walk;
    qsort(walk.edges, walk.count, sizeof *walk.edges, edge_compare_turned);
    size_t kept = 1;
    for (size_t i = 1; i < walk.count; i++) {
        if (edge_compare(&walk.edges[i], &walk.edges[kept - 1]) != 0)
            walk.edges[kept++] = walk.edges[i];
    }
    walk.count = kept;
    walk.is_used = arena_array(mesh->arena, kept, sizeof *walk.is_used);
    return walk;
}

static void walk_use(struct walk *walk, size_t edge)
{
    struct edge twin = {walk->edges[edge].to, walk->edges[edge].from, false};
    const struct edge *found = bsearch(&twin, walk->edges, walk->count, sizeof twin, edge_compare);
    walk->is_used[edge] = true;
    if (found != NULL)
        walk->is_used[found - walk->edges] = true;
}

/* The unused edge that leaves `node` most nearly straight ahead; `count` when there is none. */
static size_t walk_ahead(const struct walk *walk, struct node before, struct node node)
{
    double best = -3;
    size_t found = walk->count;
    for (size_t i = walk_find(walk, node); i < walk->count && node_equals(walk->edges[i].from, node); i++) {
        if (walk->is_used[i])
            continue;
        double ux = node.x - before.x, uy = node.y - before.y;
        double vx = walk->edges[i].to.x - node.x, vy = walk->edges[i].to.y - node.y;
        double cosine = (ux * vx + uy * vy) / (hypot(ux, uy) * hypot(vx, vy));
        if (cosine > best + 1e-12) {
            best = cosine;
            found = i;
        }
    }
    return found;
}

static size_t walk_degree(const struct walk *walk, struct node node)
{
    size_t first = walk_find(walk, node), end = first;
    while (end < walk->count && node_equals(walk->edges[end].from, node))
        end++;
    return end - first;
}

static void walk_line(struct walk *walk, size_t first, struct pen *pen)
{
    pen_to(pen, walk->edges[first].from);
    for (size_t edge = first; edge < walk->count;) {
        walk_use(walk, edge);
        struct node from = walk->edges[edge].from, node = walk->edges[edge].to;
        pen_to(pen, node);
        edge = walk_ahead(walk, from, node);
    }
}

struct path mesh_stroke(const struct mesh *mesh, struct path_builder *builder)
{
    struct walk walk = mesh_lines(mesh);
    struct pen pen = {.arena = mesh->arena};
    /* A line that begins where an odd number of edges meet ends at such a node too: those first, then the rings, in the direction
     * that they came with: then the edge of an area has the words of its ground, and weighs nothing once compressed. */
    for (int wants_odd = 1; wants_odd >= 0; wants_odd--) {
        for (size_t i = 0; i < walk.count; i++) {
            if (walk.is_used[i] ||
                (wants_odd ? walk_degree(&walk, walk.edges[i].from) % 2 == 0 : walk.edges[i].is_turned))
                continue;
            walk_line(&walk, i, &pen);
            pen_end(&pen, builder, mesh->grid);
        }
    }
    return path_take(builder);
}
