/* tests/unit/geo/sound.h: are areas valid, and borders apart? Seen by brute force: every segment against every other. */
#ifndef TERRIL_TEST_GEO_SOUND_H
#define TERRIL_TEST_GEO_SOUND_H

#include "geo/grid.h"
#include "geo/orient.h"
#include "geo/topology.h"

#include <math.h>

static inline double area_of(const struct geometry *geometry)
{
    double twice = 0.0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring);
        struct point origin = geometry->points[begin];
        for (uint32_t i = begin + 1; i < geometry->ring_end[ring]; i++) {
            struct point a = geometry->points[i - 1], b = geometry->points[i];
            twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
        }
    }
    return twice / 2.0;
}

static inline bool same(struct point a, struct point b)
{
    return a.x == b.x && a.y == b.y;
}

static inline bool lies_between(struct point a, struct point b, struct point at)
{
    return orient_sign(a, b, at) == 0 && at.x >= fmin(a.x, b.x) && at.x <= fmax(a.x, b.x) && at.y >= fmin(a.y, b.y) &&
           at.y <= fmax(a.y, b.y);
}

/* Do two segments share a point that is not an end of both? */
static inline bool segments_clash(struct point a, struct point b, struct point c, struct point d)
{
    bool has_common_end = same(a, c) || same(a, d) || same(b, c) || same(b, d);
    if (has_common_end)
        return (!same(a, c) && !same(a, d) && lies_between(c, d, a)) ||
               (!same(b, c) && !same(b, d) && lies_between(c, d, b)) ||
               (!same(c, a) && !same(c, b) && lies_between(a, b, c)) ||
               (!same(d, a) && !same(d, b) && lies_between(a, b, d)) || (same(a, c) && same(b, d)) ||
               (same(a, d) && same(b, c));
    if (lies_between(a, b, c) || lies_between(a, b, d) || lies_between(c, d, a) || lies_between(c, d, b))
        return true;
    return orient_sign(a, b, c) != orient_sign(a, b, d) && orient_sign(c, d, a) != orient_sign(c, d, b);
}

/* Segments of the polygon meet in common ends only, no ring comes to a point twice, shells run counter-clockwise and
 * holes clockwise. */
static inline void assert_sound(const struct geometry *geometry)
{
    assert_int_equal(geometry_dimension(geometry->type), 2);
    assert_true(area_of(geometry) > 0.0);
    for (uint32_t ring = 0, part = 0; ring < geometry->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring), end = geometry->ring_end[ring];
        while (ring >= geometry->part_end[part])
            part++;
        assert_true(end - begin >= 4);
        assert_true(same(geometry->points[begin], geometry->points[end - 1]));
        struct geometry alone = {GEOMETRY_POLYGON,         end - begin,   1, 1, geometry->points + begin,
                                 &(uint32_t){end - begin}, &(uint32_t){1}};
        assert_true((area_of(&alone) > 0.0) == (ring == geometry_part_begin(geometry, part)));
        for (uint32_t i = begin + 1; i < end; i++)
            for (uint32_t j = i + 1; j < end; j++)
                assert_false(same(geometry->points[i], geometry->points[j]));
    }
    for (uint32_t one = 0; one < geometry->ring_count; one++)
        for (uint32_t i = geometry_ring_begin(geometry, one) + 1; i < geometry->ring_end[one]; i++)
            for (uint32_t other = one; other < geometry->ring_count; other++)
                for (uint32_t j = other == one ? i + 1 : geometry_ring_begin(geometry, other) + 1;
                     j < geometry->ring_end[other]; j++)
                    assert_false(segments_clash(geometry->points[i - 1], geometry->points[i], geometry->points[j - 1],
                                                geometry->points[j]));
}

static inline void assert_arcs_do_not_cross(const struct topology *topology, double tolerance, struct arena *arena)
{
    struct geometry lines = topology_borders(topology, NULL, false, tolerance, arena);
    for (uint32_t one = 0; one < lines.ring_count; one++)
        for (uint32_t i = geometry_ring_begin(&lines, one) + 1; i < lines.ring_end[one]; i++)
            for (uint32_t other = one; other < lines.ring_count; other++)
                for (uint32_t j = other == one ? i + 1 : geometry_ring_begin(&lines, other) + 1;
                     j < lines.ring_end[other]; j++)
                    assert_false(
                        segments_clash(lines.points[i - 1], lines.points[i], lines.points[j - 1], lines.points[j]));
}

#endif
