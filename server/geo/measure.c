#include "geo/measure.h"
#include "geo/projection.h"

#include <math.h>

/* GRS 80 (Moritz 2000): semi-major axis in metres and flattening. */
#define GRS80_AXIS       6378137.0
#define GRS80_FLATTENING (1.0 / 298.257222101)

/* What is measured with. */
struct rule {
    const struct projection *proj;
    struct geod_geodesic ellipsoid;
};

static bool rule_open(struct rule *rule, struct error *err)
{
    rule->proj = projection_load(err);
    if (rule->proj == NULL)
        return false;
    rule->proj->geod_init(&rule->ellipsoid, GRS80_AXIS, GRS80_FLATTENING);
    return true;
}

/* Positive whatever the ring's order. */
static double rule_ring_area(const struct rule *rule, const struct geometry *geometry, uint32_t ring)
{
    uint32_t begin = geometry_ring_begin(geometry, ring);
    uint32_t end = geometry->ring_end[ring];
    if (end - begin < 4)
        return 0.0;
    struct geod_polygon polygon;
    rule->proj->geod_polygon_init(&polygon, 0);
    for (uint32_t i = begin; i < end - 1; i++) /* geod_polygon closes the ring itself */
        rule->proj->geod_polygon_addpoint(&rule->ellipsoid, &polygon, geometry->points[i].y, geometry->points[i].x);
    double area = 0.0;
    rule->proj->geod_polygon_compute(&rule->ellipsoid, &polygon, 0, 1, &area, NULL);
    return fabs(area);
}

static double rule_distance(const struct rule *rule, struct point from, struct point to)
{
    double metres = 0.0;
    rule->proj->geod_inverse(&rule->ellipsoid, from.y, from.x, to.y, to.x, &metres, NULL, NULL);
    return metres;
}

bool measure_area(const struct geometry *geometry, double *area, struct error *err)
{
    struct rule rule;
    if (!rule_open(&rule, err))
        return false;
    *area = 0.0;
    if (geometry_dimension(geometry->type) != 2)
        return true;
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        uint32_t shell = geometry_part_begin(geometry, part);
        for (uint32_t ring = shell; ring < geometry->part_end[part]; ring++) {
            double ring_area = rule_ring_area(&rule, geometry, ring);
            *area += ring == shell ? ring_area : -ring_area;
        }
    }
    return true;
}

bool measure_length(const struct geometry *geometry, double *length, struct error *err)
{
    struct rule rule;
    if (!rule_open(&rule, err))
        return false;
    *length = 0.0;
    if (geometry_dimension(geometry->type) < 1)
        return true;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
            *length += rule_distance(&rule, geometry->points[i - 1], geometry->points[i]);
    return true;
}

bool measure_distance(struct point from, struct point to, double *metres, struct error *err)
{
    struct rule rule;
    if (!rule_open(&rule, err))
        return false;
    *metres = rule_distance(&rule, from, to);
    return true;
}
