#include "geo/generalise.h"

#include "base/buffer.h"
#include "geo/line_rank.h"
#include "geo/point_set.h"
#include "geo/topology.h"

#include <assert.h>
#include <stdlib.h>

static int edge_compare(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

/* The lines as a network: `places` has the number of each of their points. */
struct network {
    struct point_set *set;
    uint32_t *places;
    struct edge *edges;
    uint32_t edge_count;
    bool *is_end;
};

static struct network network_of(const struct geometry *line, struct arena *arena)
{
    struct network network = {.set = point_set_new(0.0)};
    network.places = arena_array(arena, line->point_count, sizeof *network.places);
    network.edges = arena_array(arena, line->point_count, sizeof *network.edges);
    network.is_end = arena_array(arena, line->point_count, sizeof *network.is_end);
    for (uint32_t i = 0; i < line->point_count; i++)
        network.places[i] = point_set_add(network.set, line->points[i]);
    for (uint32_t ring = 0; ring < line->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(line, ring), end = line->ring_end[ring];
        network.is_end[network.places[begin]] = network.is_end[network.places[end - 1]] = true;
        for (uint32_t i = begin + 1; i < end; i++) {
            uint32_t from = network.places[i - 1], to = network.places[i];
            if (from != to)
                network.edges[network.edge_count++] = from < to ? (struct edge){from, to} : (struct edge){to, from};
        }
    }
    uint32_t kept = 0;
    qsort(network.edges, network.edge_count, sizeof *network.edges, edge_compare);
    for (uint32_t i = 0; i < network.edge_count; i++)
        if (i == 0 || edge_compare(&network.edges[i], &network.edges[kept - 1]) != 0)
            network.edges[kept++] = network.edges[i];
    network.edge_count = kept;
    return network;
}

struct geometry generalise_line(const struct geometry *line, double tolerance, struct arena *arena)
{
    assert(geometry_dimension(line->type) == 1 && tolerance >= 0.0);
    struct geometry kept = geometry_copy(line, arena);
    if (tolerance == 0.0 || line->point_count == 0)
        return kept;
    struct arena *scratch = arena_new();
    struct network network = network_of(line, scratch);
    double *rank = arena_array(scratch, line->point_count, sizeof *rank);
    line_ranks(point_set_points(network.set), point_set_count(network.set), network.edges, network.edge_count,
               network.is_end, rank);
    kept.point_count = 0;
    for (uint32_t ring = 0; ring < line->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(line, ring), end = line->ring_end[ring], start = kept.point_count;
        for (uint32_t i = begin; i < end; i++) {
            bool is_same = i > begin && network.places[i] == network.places[i - 1];
            if (rank[network.places[i]] > tolerance && !is_same)
                kept.points[kept.point_count++] = line->points[i];
        }
        if (kept.point_count - start < 2 && end - begin > 1)
            kept.points[kept.point_count++] = line->points[end - 1];
        kept.ring_end[ring] = kept.point_count;
    }
    point_set_free(network.set);
    arena_free(scratch);
    return kept;
}

bool generalise_polygon(const struct geometry *polygon, double tolerance, struct arena *arena,
                        struct geometry *generalised, struct error *err)
{
    assert(tolerance >= 0.0);
    struct topology *topology = topology_build(polygon, 1, 0.0, NULL, err);
    if (topology == NULL)
        return false;
    *generalised = topology_area(topology, 0, tolerance, arena);
    topology_free(topology);
    return true;
}
