/* geo/geometry.h: two-dimensional simple features (OGC 06-103r4) as flat arrays. */
#ifndef TERRIL_GEO_GEOMETRY_H
#define TERRIL_GEO_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "geo/box.h"

/* The codes are those of WKB. A mixed collection is not one of ours: load keeps one kind a collection. */
enum geometry_type {
    GEOMETRY_NONE = 0,
    GEOMETRY_POINT = 1,
    GEOMETRY_LINE = 2,
    GEOMETRY_POLYGON = 3,
    GEOMETRY_MULTIPOINT = 4,
    GEOMETRY_MULTILINE = 5,
    GEOMETRY_MULTIPOLYGON = 6
};

struct point {
    double x, y;
};

/* points[0 .. point_count) holds every ring one after another. A ring is a point, a line or a
 * polygon's ring (closed: last point equals first). ring_end[i] is where ring i ends in `points`;
 * part_end[j] is where part j (a polygon with its holes, a line, a point) ends in the rings.
 * A polygon's first ring is its shell. Counts of 0 mean an empty geometry. */
struct geometry {
    enum geometry_type type;
    uint32_t point_count, ring_count, part_count;
    struct point *points;
    uint32_t *ring_end;
    uint32_t *part_end;
};

#define GEOMETRY_POINTS_MAX 20000000u
#define GEOMETRY_EMPTY      ((struct geometry){GEOMETRY_NONE, 0, 0, 0, NULL, NULL, NULL})

/* Half-open ranges of indices. */
static inline uint32_t geometry_ring_begin(const struct geometry *geometry, uint32_t ring)
{
    return ring == 0 ? 0 : geometry->ring_end[ring - 1];
}
static inline uint32_t geometry_part_begin(const struct geometry *geometry, uint32_t part)
{
    return part == 0 ? 0 : geometry->part_end[part - 1];
}

/* 0 for points, 1 for lines, 2 for polygons, -1 for none. */
int geometry_dimension(enum geometry_type type);
/* The multi type of a single type; a multi type is its own. */
enum geometry_type geometry_multi(enum geometry_type type);
/* "Point" .. "MultiPolygon", as GeoJSON and WKT write them; "" for none. */
const char *geometry_type_name(enum geometry_type type);
struct box geometry_box(const struct geometry *geometry);
struct geometry geometry_copy(const struct geometry *geometry, struct arena *arena);
struct geometry geometry_point(double x, double y, struct arena *arena);
/* True when every coordinate is finite. */
bool geometry_is_finite(const struct geometry *geometry);
/* Does the geometry share a point with the closed box? Exact on the doubles given (orient.h), for points, lines
 * and polygons with holes. */
bool geometry_meets_box(const struct geometry *geometry, struct box box);
/* Is the point inside or on the border of the polygons (even-odd, holes respected)? As exact. */
bool geometry_contains_point(const struct geometry *polygons, double x, double y);
/* A point well inside the polygon with the widest room: the pole of inaccessibility of the part with the
 * largest shell, to `precision` (the unit of the coordinates). Source: the quad-tree search of Agafonkin (2016).
 * For lines the middle of the longest one by length, for points the first. A polygon without any inside gives a
 * point of its border. False when empty. */
bool geometry_label_point(const struct geometry *geometry, double precision, struct point *at);

#endif
