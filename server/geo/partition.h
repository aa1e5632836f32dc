/* geo/partition.h: areas that are meant to be a partition (communes), freed of the slivers that lie between them.
 *
 * Where two areas were drawn apart from each other, their common border is two lines that cross again and again: between
 * them lie thin gaps and thin overlaps. Borders are noded, every face is known with the areas that cover it (faces.h); a thin
 * overlap goes to that one of its areas with which it has the longest border, a thin gap to the neighbour with the longest
 * border. No border moves but across a sliver. What is no sliver is somebody's decision and stays: a wide overlap belongs
 * to both, a wide gap is a hole. */
#ifndef TERRIL_GEO_PARTITION_H
#define TERRIL_GEO_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/geometry.h"

/* A face is a sliver when it is at most this large and this wide; its width is its area by half its perimeter: right for what
 * is long and thin, half a side for a square. */
struct sliver {
    double size;  /* square metres */
    double width; /* metres */
};

/* For communes. Between the Mission Bassin Minier's 330, each generalised apart from its neighbours, lie 1022 gaps and 1268
 * overlaps and nothing else: 7631 m2 at most and 6.4 m wide at most, half of them below 180 m2 and 1.6 m. The limits
 * are those found, and as much again as half of them. */
#define PARTITION_SLIVER ((struct sliver){10000.0, 10.0})

enum partition_kind { PARTITION_GAP_CLOSED, PARTITION_OVERLAP_SETTLED, PARTITION_GAP_LEFT, PARTITION_OVERLAP_LEFT };
#define PARTITION_KINDS 4

/* All that was found of a kind between two areas. `area` has the ground now, or has the longest border with a gap that is left,
 * or is the first of two that overlap; `other` had it too, or is the neighbour that comes next. */
struct partition_finding {
    enum partition_kind kind;
    uint32_t area;
    int32_t other; /* TOPOLOGY_OUTSIDE: nobody, a gap with one neighbour */
    uint32_t count;
    double size; /* square metres, together */
};

struct partition_sum {
    size_t count;
    double size, largest; /* square metres; a face covered by three areas is one face */
};

struct partition_report {
    struct partition_sum sums[PARTITION_KINDS];
    size_t reshaped; /* areas that have other ground now, or whose ring crossed itself */
    bool is_settled; /* false: borders that no rounding could separate; the areas are as they came */
    const struct partition_finding *findings; /* by kind, area and other; in the arena */
    size_t finding_count;
};

/* `cleaned[i]` is areas[i] itself, its arrays shared, when nothing had to change in it; else new, in the arena: a
 * polygon, or a multi-polygon when there is more than one part. No area is lost: an overlap that is all there is of an
 * area is no sliver. A self-crossing ring keeps every lobe. The order of the areas does not matter. Errors and limits are topology_build's;
 * O(n log n) for n points and crossings. */
bool partition_clean(const struct geometry *areas, size_t count, struct sliver sliver, struct arena *arena,
                     struct geometry *cleaned, struct partition_report *report, struct error *err);

#endif
