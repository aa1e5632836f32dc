/* geo/line_rank.h: which point of a network of lines to leave out first, without a line ever crossing a line.
 *
 * The point goes first without which its line moves least: the distance of the new straight piece from the farthest of
 * all points that lay between its ends to begin with, so that errors do not add up. (Repeated elimination as in Visvalingam
 * and Whyatt 1993, over all lines at once, by the measure of Douglas and Peucker 1973: for the same number of points it is
 * nearer to the lines than either.) A point has to wait while another lies in the triangle with its two neighbours (leaving
 * it out would sweep a line across that point), and stays for good where it would lay a line upon another. So lines that only
 * met in points of their own do so after every step, every ring keeps a triangle at least, and no face between lines is lost. */
#ifndef TERRIL_GEO_LINE_RANK_H
#define TERRIL_GEO_LINE_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "geo/geometry.h"

struct edge {
    uint32_t from, to; /* numbers of points */
};

/* Fills `rank` with one number a point, in the coordinates' unit: the network with all points whose rank is larger than a
 * threshold is generalised to that threshold, sound for any threshold, and no farther from the whole network than that
 * (Hausdorff distance). INFINITY for a point that stays: one that is `fixed`, that has not exactly two edges, or that must stay
 * for its ring or its neighbours. `points` differ from each other, edges too, in either direction. The answer depends on the
 * order of the points among equal distances only. O(n log n) for lines as they come; no straight piece stands for more than
 * some thousand points, which bounds it for any. */
void line_ranks(const struct point *points, uint32_t point_count, const struct edge *edges, uint32_t edge_count,
                const bool *fixed, double *rank);

#endif
