/* geo/topology_inside.h: what a topology is made of, for the topology_*.c files. */
#ifndef TERRIL_GEO_TOPOLOGY_INSIDE_H
#define TERRIL_GEO_TOPOLOGY_INSIDE_H

#include "geo/topology.h"

#include <assert.h>

/* vertices[begin .. end) of the topology. A ring without node comes back to the vertex it began with. */
struct arc {
    uint32_t begin, end;
    int32_t left, right;
};

/* An arc walked with the area on the left. */
struct use {
    uint32_t arc;
    bool is_backward;
};

struct topology {
    struct arena *arena;
    struct point *points;
    double *ranks;      /* by point, metres (line_rank.h); INFINITY for those that stay; NULL on a grid */
    uint32_t *vertices; /* of the arcs, numbers of points */
    struct arc *arcs;
    uint32_t arc_count;
    uint32_t area_count;
    struct use *uses; /* area i has uses[use_end[i - 1] .. use_end[i]), sorted by arc */
    uint32_t *use_end;
};

/* topology_rings.c: the polygons with these arcs as their border. For a border that is no closed one, which only
 * overlapping or crossing input has, what closes. */
struct geometry topology_polygons(const struct topology *topology, const struct use *uses, uint32_t use_count,
                                  double tolerance, struct arena *arena);

static inline bool topology_keeps(const struct topology *topology, uint32_t vertex, double tolerance)
{
    assert(tolerance <= 0.0 || topology->ranks != NULL);
    return tolerance <= 0.0 || topology->ranks[vertex] > tolerance;
}

#endif
