/* geo/clip.h: geometry cut to a box. */
#ifndef TERRIL_GEO_CLIP_H
#define TERRIL_GEO_CLIP_H

#include "base/arena.h"
#include "geo/geometry.h"

/* What lies in the closed box. Lines by Liang and Barsky (1984), cut in pieces; rings by Sutherland and Hodgman (1974),
 * which keeps an outline running along the box where a polygon leaves and comes back: right for filling, and
 * callers that stroke outlines clip to a box larger than the drawing. A line cut in several pieces becomes a
 * multi-line. Lines and polygons that only touch the box leave nothing; GEOMETRY_EMPTY when nothing is left. Two
 * polygons with a border in common are cut at the same points of it, to the last bit. */
struct geometry clip_to_box(const struct geometry *geometry, struct box box, struct arena *arena);

#endif
