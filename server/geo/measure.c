#include "geo/measure.h"

#include <geodesic.h>

#include <math.h>

/* GRS 80 (Moritz 2000): semi-major axis in metres and flattening. */
#define GRS80_AXIS       6378137.0
#define GRS80_FLATTENING (1.0 / 298.257222101)

static struct geod_geodesic measure_ellipsoid(void)
{
    struct geod_geodesic ellipsoid;
    geod_init(&ellipsoid, GRS80_AXIS, GRS80_FLATTENING);
    return ellipsoid;
}

/* Positive whatever the ring's order. */
static double measure_ring_area(const struct geod_geodesic *ellipsoid, const struct geometry *geometry, uint32_t ring)
{
    uint32_t begin = geometry_ring_begin(geometry, ring);
    uint32_t end = geometry->ring_end[ring];
    if (end - begin < 4)
        return 0.0;
    struct geod_polygon polygon;
    geod_polygon_init(&polygon, 0);
    for (uint32_t i = begin; i < end - 1; i++) /* geod_polygon closes the ring itself */
        geod_polygon_addpoint(ellipsoid, &polygon, geometry->points[i].y, geometry->points[i].x);
    double area = 0.0;
    geod_polygon_compute(ellipsoid, &polygon, 0, 1, &area, NULL);
    return fabs(area);
}

double measure_area(const struct geometry *geometry)
{
    if (geometry_dimension(geometry->type) != 2)
        return 0.0;
    struct geod_geodesic ellipsoid = measure_ellipsoid();
    double area = 0.0;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        uint32_t shell = geometry_part_begin(geometry, part);
        for (uint32_t ring = shell; ring < geometry->part_end[part]; ring++) {
            double ring_area = measure_ring_area(&ellipsoid, geometry, ring);
            area += ring == shell ? ring_area : -ring_area;
        }
    }
    return area;
}

double measure_length(const struct geometry *geometry)
{
    if (geometry_dimension(geometry->type) < 1)
        return 0.0;
    struct geod_geodesic ellipsoid = measure_ellipsoid();
    double length = 0.0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++) {
            struct point from = geometry->points[i - 1], to = geometry->points[i];
            double metres = 0.0;
            geod_inverse(&ellipsoid, from.y, from.x, to.y, to.x, &metres, NULL, NULL);
            length += metres;
        }
    }
    return length;
}

double measure_distance(struct point from, struct point to)
{
    struct geod_geodesic ellipsoid = measure_ellipsoid();
    double metres = 0.0;
    geod_inverse(&ellipsoid, from.y, from.x, to.y, to.x, &metres, NULL, NULL);
    return metres;
}
