/* geo/noding.h: borders of areas cut wherever they meet, so that they meet in points that both have. */
#ifndef TERRIL_GEO_NODING_H
#define TERRIL_GEO_NODING_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "geo/point_set.h"

/* A straight piece of one area's border between two points of a set, low < high. `net` is how often the area lies left
 * of the way from low to high, less how often right of it: 1 or -1 for a sound area. */
struct border {
    uint32_t low, high, area;
    int32_t net;
};

struct noding_report {
    size_t junctions; /* pieces of border cut at a point of another border */
    size_t crossings; /* pairs of pieces that crossed, cut at a new point */
    size_t unsettled; /* junctions and crossings that were there after the last round; 0 but for hopeless input */
};

/* Appends the piece from `from` to `to` with the area on its left; nothing when they are the same point. */
void noding_add(struct buffer *borders, uint32_t from, uint32_t to, uint32_t area);

/* Sorts struct border by low, high and area; those of one area between the same points become one, or none when they
 * cancel each other. */
void noding_merge(struct buffer *borders);

/* `borders` holds struct border. Cuts them at every point of another that lies on them (within half of `snap`, which is
 * the set's) and where they cross, again until nothing is left to cut; each round sorts and merges. Behind it no piece
 * comes twice for one area, none that an area has on both sides is left, and they are sorted by low, high and area. New
 * points go to the set. */
struct noding_report noding_run(struct buffer *borders, struct point_set *set, double snap);

#endif
