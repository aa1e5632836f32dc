/* filter/shape_maker.h: a shape put together point by point, with its limits and rules. For the readers of shapes. */
#ifndef TERRIL_FILTER_SHAPE_MAKER_H
#define TERRIL_FILTER_SHAPE_MAKER_H

#include "filter/shape.h"

struct shape_maker {
    struct arena *arena;
    struct error *err;
    size_t *vertices;
    struct buffer points, ring_end, part_end; /* of the geometry at hand; freed by shape_maker_free */
};

void shape_maker_free(struct shape_maker *maker);
/* Begins a geometry. */
void shape_maker_begin(struct shape_maker *maker);
bool shape_maker_point(struct shape_maker *maker, double x, double y);
/* The points since the last ring make one; `type` says what is allowed. */
bool shape_maker_ring(struct shape_maker *maker, enum geometry_type type);
void shape_maker_part(struct shape_maker *maker);
const struct shape *shape_maker_geometry(struct shape_maker *maker, enum geometry_type type);
/* `count` is 4, or 6 with heights. */
const struct shape *shape_maker_bbox(struct shape_maker *maker, const double *numbers, size_t count);
const struct shape *shape_maker_collection(struct shape_maker *maker, const struct shape *const *members, size_t count);
/* False with an error when a shape at that level (1 for the outermost) is too deep. */
bool shape_maker_level(struct shape_maker *maker, size_t level);

/* "Point" .. "MultiPolygon" of any case to its type; GEOMETRY_NONE for other words. WKT and GeoJSON differ in nothing else. */
enum geometry_type shape_type(const char *word, size_t length);

#endif
