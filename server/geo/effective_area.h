/* geo/effective_area.h: which point of a network of lines to leave out first, without a line ever crossing a line.
 *
 * Source: Visvalingam and Whyatt (1993), Line generalisation by repeated elimination of points, over all lines at
 * once. The point whose triangle with its two neighbours is the smallest goes first. It has to wait while another
 * point lies in that triangle (leaving it out would sweep a line across that point), and stays for good where it
 * would lay a line upon another. So lines that only met in points of their own do so after every step, every ring
 * keeps a triangle at least, and no face between lines is lost. */
#ifndef TERRIL_GEO_EFFECTIVE_AREA_H
#define TERRIL_GEO_EFFECTIVE_AREA_H

#include <stdbool.h>
#include <stdint.h>

#include "geo/geometry.h"

struct edge {
    uint32_t from, to; /* numbers of points */
};

/* Fills `area` with one number a point, in the square of the coordinates' unit: the network with all points whose
 * number is larger than a threshold is generalised to that threshold, and sound for any threshold. INFINITY for a
 * point that stays: one that is `fixed`, that has not exactly two edges, or that must stay for its ring or its
 * neighbours. `points` differ from each other, edges too, in either direction. The answer depends on the order of
 * the points among equal areas only. */
void effective_areas(const struct point *points, uint32_t point_count, const struct edge *edges, uint32_t edge_count,
                     const bool *fixed, double *area);

#endif
