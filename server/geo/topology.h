/* geo/topology.h: areas that share borders (communes, EPCI) as arcs between nodes, each arc generalised once.
 *
 * An arc is a stretch of border with the same area all along its left and the same all along its right; arcs meet in
 * nodes only. As in TopoJSON (Bostock 2013) an area is the list of its arcs, so whatever is done to an arc is done to
 * both its neighbours: they share the same points at every tolerance, without gap or overlap. Points are left out by
 * how far the border moves without them (line_rank.h), ranked once for all tolerances; no area is lost, no ring becomes invalid. */
#ifndef TERRIL_GEO_TOPOLOGY_H
#define TERRIL_GEO_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/geometry.h"

#define TOPOLOGY_OUTSIDE (-1) /* no area, or no group */

/* What was found while building. An exact partition has 0 from `snapped` on, but for junctions. Areas that overlap
 * show as crossings or overlaps; one that lies in the middle of another, touching nothing, does not show. */
struct topology_report {
    size_t points; /* different ones that are on a border */
    size_t nodes;  /* of them, those where arcs begin or end */
    size_t arcs;
    size_t snapped;   /* points of the input moved to a point within `snap` */
    size_t junctions; /* borders cut at a point of another that lay on them */
    size_t crossings; /* borders that crossed and were cut there */
    size_t unsettled; /* of both, those that rounding kept from being settled; not 0: the borders may still cross */
    size_t overlaps;  /* arcs with two areas on the same side: these areas overlap, before and after */
    size_t lost;      /* areas that came with a ring and have none left: thinner than `snap`, or flat */
};

/* Read by any number of threads once it is built. */
struct topology;

/* Polygons and multi-polygons in one plane CRS (metres); valid ones, though rings may run either way. GEOMETRY_NONE is
 * an area without ground. `snap` in metres, 0 for exact: points within it become one, and a point within half of it of
 * a border becomes a node of that border. Areas that overlap still do; gaps wider than `snap` stay. The areas are not
 * kept. `report` may be NULL. The same areas in another order give the same arcs. O(n log n) for n points.
 * NULL: ERROR_INPUT for points and lines, coordinates that are not finite, a `snap` that is negative, not finite, or
 * less than 2^-52 of a coordinate; ERROR_LIMIT for more than GEOMETRY_POINTS_MAX points. */
struct topology *topology_build(const struct geometry *areas, size_t count, double snap, struct topology_report *report,
                                struct error *err);
/* The same without ranking points, which takes half of the time: for tolerance 0 only. */
struct topology *topology_build_whole(const struct geometry *areas, size_t count, double snap,
                                      struct topology_report *report, struct error *err);
/* The same on a grid: every coordinate that comes out is a whole number; those that go in may have fractions, which are
 * read to 1/256. All points go to the grid at once, each to the nearest; borders that cross meet at the grid point nearest
 * to the crossing, and a border that passes the square (half a step to every side) around a grid point where borders meet
 * or bend goes through it (iterated snap rounding, grid_noding.h): no two areas overlap by it, and what lay side by side still
 * does. Let it do the rounding: areas whose points were rounded before may overlap already. For tolerance 0 only: points
 * are not ranked. ERROR_INPUT too for a coordinate beyond GRID_MAX, ERROR_LIMIT too for more than
 * GRID_CROSSINGS_MAX crossings (grid_noding.h). */
struct topology *topology_build_on_grid(const struct geometry *areas, size_t count, struct topology_report *report,
                                        struct error *err);
void topology_free(struct topology *topology); /* NULL is fine */

/* In what follows `tolerance` is in metres: points go as long as the border stays within that distance of what it was; 0
 * keeps all. What cannot go without harm stays. Memory from the arena. Shells run counter-clockwise, holes clockwise;
 * a polygon, or a multi-polygon when there is more than one part. */

size_t topology_area_count(const struct topology *topology);
/* One area, GEOMETRY_EMPTY for one without ground. */
struct geometry topology_area(const struct topology *topology, size_t index, double tolerance, struct arena *arena);
/* The areas whose `groups[index]` is `group` as one: no new point, holes and islands as they come out. `groups` has one
 * number an area, TOPOLOGY_OUTSIDE for an area in no group. */
struct geometry topology_group(const struct topology *topology, const int32_t *groups, int32_t group, double tolerance,
                               struct arena *arena);

/* Indices of areas, TOPOLOGY_OUTSIDE where there is none; left and right seen along the arc's points. */
struct topology_arc {
    int32_t left, right;
};

size_t topology_arc_count(const struct topology *topology);
struct topology_arc topology_arc(const struct topology *topology, size_t index);
/* The arc as a line; closed when it is an island's or a hole's whole ring. */
struct geometry topology_arc_line(const struct topology *topology, size_t index, double tolerance, struct arena *arena);
/* Every stretch of border between two groups, or between a group and the outside, once: a multi-line. With
 * `inner_only` those to the outside are left out. `groups` NULL: each area is its own group. */
struct geometry topology_borders(const struct topology *topology, const int32_t *groups, bool inner_only,
                                 double tolerance, struct arena *arena);

#endif
