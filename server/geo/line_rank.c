#include "geo/line_rank.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "geo/box_tree.h"
#include "geo/orient.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* What stands for so many points is not made longer: bounds the time that lines take that go straight on for ever. */
#define CHAIN_MAX 4096

/* A point in the queue. Stale when the point has since got another neighbour. */
struct turn {
    double off;     /* how far the line would move */
    uint32_t chain; /* points between the neighbours, as the line was */
    uint32_t point, version;
};

/* A point that waits for another to go. */
struct wait {
    struct turn turn;
    uint32_t next; /* in the same list, NONE at its end */
};

struct network {
    const struct point *points;
    uint32_t point_count;
    uint32_t *first;      /* neighbours of point i: first[i] .. first[i + 1] of `neighbours` */
    uint32_t *neighbours; /* by now: a point left out is replaced by the one behind it */
    uint32_t *hops;       /* as they were: the first step of the way to each neighbour */
    uint32_t *version;
    const bool *fixed;
    double *rank;
    struct box_tree *tree; /* the points that are left */
    struct buffer queue;   /* struct turn, a binary heap, nearest first */
    struct buffer waits;   /* struct wait */
    uint32_t *waiting;     /* by point: the first of those that wait for it */
};

/* ---- the queue ---- */

static bool turn_before(const struct turn *left, const struct turn *right)
{
    if (left->off != right->off)
        return left->off < right->off;
    /* short ones first: a straight line is halved again and again, and not read anew for each of its points */
    return left->chain < right->chain || (left->chain == right->chain && left->point < right->point);
}

static void queue_push(struct buffer *queue, struct turn turn)
{
    size_t at = queue->length / sizeof turn;
    buffer_append(queue, &turn, sizeof turn);
    struct turn *turns = (struct turn *)(void *)queue->bytes;
    for (; at > 0 && turn_before(&turn, &turns[(at - 1) / 2]); at = (at - 1) / 2)
        turns[at] = turns[(at - 1) / 2];
    turns[at] = turn;
}

static struct turn queue_pop(struct buffer *queue)
{
    struct turn *turns = (struct turn *)(void *)queue->bytes;
    struct turn top = turns[0];
    queue->length -= sizeof top;
    size_t count = queue->length / sizeof top, at = 0;
    struct turn last = turns[count];
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && turn_before(&turns[child + 1], &turns[child]))
            child++;
        if (!turn_before(&turns[child], &last))
            break;
        turns[at] = turns[child];
        at = child;
    }
    turns[at] = last;
    return top;
}

/* ---- the network ---- */

static bool point_may_go(const struct network *network, uint32_t point)
{
    return network->first[point + 1] - network->first[point] == 2 && !network->fixed[point];
}

static bool points_are_neighbours(const struct network *network, uint32_t left, uint32_t right)
{
    for (uint32_t i = network->first[left]; i < network->first[left + 1]; i++)
        if (network->neighbours[i] == right)
            return true;
    return false;
}

static void neighbour_replace(struct network *network, uint32_t point, uint32_t gone, uint32_t by)
{
    uint32_t i = network->first[point];
    while (network->neighbours[i] != gone)
        i++;
    network->neighbours[i] = by;
}

/* The straight line between two points that would stand for all between them. */
struct chord {
    struct point from, to;
    double square;  /* of the distance of the farthest of them */
    uint32_t count; /* of them */
};

static void chord_pass(struct chord *chord, struct point at)
{
    double dx = chord->to.x - chord->from.x, dy = chord->to.y - chord->from.y, length = dx * dx + dy * dy;
    double along = length > 0 ? ((at.x - chord->from.x) * dx + (at.y - chord->from.y) * dy) / length : 0;
    along = fmin(fmax(along, 0), 1);
    double x = at.x - chord->from.x - along * dx, y = at.y - chord->from.y - along * dy;
    chord->square = fmax(chord->square, x * x + y * y);
    chord->count++;
}

/* Over all that once lay between the point and its neighbour on that side, 0 or 1. */
static void chord_walk(const struct network *network, uint32_t point, uint32_t side, struct chord *chord)
{
    uint32_t end = network->neighbours[network->first[point] + side], before = point;
    uint32_t at = network->hops[network->first[point] + side];
    while (at != end && chord->count <= CHAIN_MAX) {
        chord_pass(chord, network->points[at]);
        const uint32_t *ways = network->hops + network->first[at]; /* two: it was left out */
        uint32_t next = ways[0] == before ? ways[1] : ways[0];
        before = at;
        at = next;
    }
}

/* The point takes its turn by how far the line would be from any point that it once had. */
static void point_queue(struct network *network, uint32_t point)
{
    if (!point_may_go(network, point))
        return;
    network->version[point]++;
    const uint32_t *sides = network->neighbours + network->first[point];
    struct chord chord = {network->points[sides[0]], network->points[sides[1]], 0, 0};
    chord_pass(&chord, network->points[point]);
    chord_walk(network, point, 0, &chord);
    chord_walk(network, point, 1, &chord);
    if (chord.count <= CHAIN_MAX)
        queue_push(&network->queue, (struct turn){sqrt(chord.square), chord.count, point, network->version[point]});
}

struct triangle {
    const struct point *points;
    uint32_t corners[3];
    int turn;         /* 1 when the corners run counter-clockwise, -1 clockwise, 0 on one line */
    uint32_t blocker; /* a point found in it, NONE so far */
};

/* False, to end the search, when the point lies in the triangle or on its border. */
static bool triangle_leaves_out(void *payload, uint32_t point)
{
    struct triangle *triangle = payload;
    const uint32_t *corners = triangle->corners;
    if (point == corners[0] || point == corners[1] || point == corners[2])
        return true;
    for (int i = 0; i < 3; i++) {
        int side =
            orient_sign(triangle->points[corners[i]], triangle->points[corners[(i + 1) % 3]], triangle->points[point]);
        if (side != 0 && side != triangle->turn) /* of a flat one every point beside its line is out */
            return true;
    }
    triangle->blocker = point;
    return false;
}

/* A point in the triangle that would be cut off, or NONE. */
static uint32_t network_blocker(const struct network *network, uint32_t left, uint32_t point, uint32_t right)
{
    const struct point *points = network->points;
    struct triangle triangle = {
        points, {left, point, right}, orient_sign(points[left], points[point], points[right]), NONE};
    struct box box = box_of_point(points[point].x, points[point].y);
    box = box_add(box_add(box, points[left].x, points[left].y), points[right].x, points[right].y);
    box_tree_search(network->tree, box, triangle_leaves_out, &triangle);
    return triangle.blocker;
}

static void point_leave_out(struct network *network, uint32_t point, double rank)
{
    uint32_t left = network->neighbours[network->first[point]], right = network->neighbours[network->first[point] + 1];
    network->rank[point] = rank;
    box_tree_remove(network->tree, point);
    neighbour_replace(network, left, point, right);
    neighbour_replace(network, right, point, left);
    point_queue(network, left);
    point_queue(network, right);
    for (uint32_t i = network->waiting[point]; i != NONE;) {
        struct wait wait = ((const struct wait *)(const void *)network->waits.bytes)[i];
        queue_push(&network->queue, wait.turn);
        i = wait.next;
    }
}

static void point_wait(struct network *network, struct turn turn, uint32_t blocker)
{
    struct wait wait = {turn, network->waiting[blocker]};
    network->waiting[blocker] = (uint32_t)(network->waits.length / sizeof wait);
    buffer_append(&network->waits, &wait, sizeof wait);
}

static void network_run(struct network *network)
{
    double rank = 0.0; /* never shrinks: a point freed by one of a higher rank goes with it */
    while (network->queue.length > 0) {
        struct turn turn = queue_pop(&network->queue);
        if (network->rank[turn.point] != INFINITY || network->version[turn.point] != turn.version)
            continue;
        const uint32_t *sides = network->neighbours + network->first[turn.point];
        if (points_are_neighbours(network, sides[0], sides[1]))
            continue;
        uint32_t blocker = network_blocker(network, sides[0], turn.point, sides[1]);
        if (blocker != NONE) {
            point_wait(network, turn, blocker);
            continue;
        }
        rank = fmax(rank, turn.off);
        point_leave_out(network, turn.point, rank);
    }
}

static void network_connect(struct network *network, const struct edge *edges, uint32_t edge_count, struct arena *arena)
{
    network->first = arena_array(arena, (size_t)network->point_count + 2, sizeof(uint32_t));
    network->neighbours = arena_array(arena, (size_t)edge_count * 2, sizeof(uint32_t));
    for (uint32_t i = 0; i < edge_count; i++) {
        assert(edges[i].from != edges[i].to);
        network->first[edges[i].from + 2]++;
        network->first[edges[i].to + 2]++;
    }
    for (uint32_t i = 2; i < network->point_count + 2; i++)
        network->first[i] += network->first[i - 1];
    for (uint32_t i = 0; i < edge_count; i++) { /* moves each first[i + 1] to its end, which is the next one's begin */
        network->neighbours[network->first[edges[i].from + 1]++] = edges[i].to;
        network->neighbours[network->first[edges[i].to + 1]++] = edges[i].from;
    }
    network->hops = arena_array(arena, (size_t)edge_count * 2, sizeof(uint32_t));
    if (edge_count > 0)
        memcpy(network->hops, network->neighbours, (size_t)edge_count * 2 * sizeof(uint32_t));
}

void line_ranks(const struct point *points, uint32_t point_count, const struct edge *edges, uint32_t edge_count,
                const bool *fixed, double *rank)
{
    struct arena *arena = arena_new();
    struct network network = {.points = points, .point_count = point_count, .fixed = fixed, .rank = rank};
    network_connect(&network, edges, edge_count, arena);
    network.version = arena_array(arena, point_count, sizeof(uint32_t));
    network.waiting = arena_array(arena, point_count, sizeof(uint32_t));
    struct box *boxes = memory_alloc(memory_product(point_count, sizeof *boxes));
    for (uint32_t i = 0; i < point_count; i++) {
        boxes[i] = box_of_point(points[i].x, points[i].y);
        network.waiting[i] = NONE;
        rank[i] = INFINITY;
    }
    network.tree = box_tree_new(boxes, point_count, arena);
    free(boxes);
    for (uint32_t i = 0; i < point_count; i++) {
        if (network.first[i] == network.first[i + 1])
            box_tree_remove(network.tree, i); /* on no line, in nobody's way */
        point_queue(&network, i);
    }
    network_run(&network);
    buffer_free(&network.queue);
    buffer_free(&network.waits);
    arena_free(arena);
}
