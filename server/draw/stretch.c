#include "draw/stretch.h"

#include <math.h>

/* The angle brought within half a turn of zero. */
static double angle_near(double angle)
{
    return remainder(angle, 2 * M_PI);
}

/* The directions from a point in which a line passes all points that came by, within `bend`. */
struct cone {
    double middle, low, high; /* radians; low and high from the middle */
    bool is_open;             /* nothing narrows it yet */
};

/* False when no direction is left. */
static bool cone_narrow(struct cone *cone, double direction, double distance, double bend)
{
    if (distance <= bend)
        return true;
    double half = asin(bend / distance);
    if (cone->is_open) {
        *cone = (struct cone){direction, -half, half, false};
        return true;
    }
    double turn = angle_near(direction - cone->middle);
    cone->low = fmax(cone->low, turn - half);
    cone->high = fmin(cone->high, turn + half);
    return cone->low <= cone->high;
}

/* The farthest point of points[first ..] to which a straight line passes all between. */
static void stretch_from(const struct point *points, uint32_t count, uint32_t first, double bend, double *longest,
                         struct point *from, struct point *to)
{
    struct cone cone = {.is_open = true};
    double before = 0;
    for (uint32_t i = first + 1; i < count; i++) {
        double x = points[i].x - points[first].x, y = points[i].y - points[first].y;
        double distance = hypot(x, y), direction = atan2(y, x);
        double turn = angle_near(direction - cone.middle);
        if (distance < before - bend)
            return; /* it comes back */
        if (distance > *longest && (cone.is_open || (turn >= cone.low && turn <= cone.high))) {
            *longest = distance;
            *from = points[first];
            *to = points[i];
        }
        before = fmax(before, distance);
        if (!cone_narrow(&cone, direction, distance, bend))
            return;
    }
}

bool stretch_find(const struct geometry *geometry, double bend, struct point *from, struct point *to)
{
    double longest = 0;
    for (uint32_t ring = 0; geometry_dimension(geometry->type) > 0 && ring < geometry->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring), count = geometry->ring_end[ring] - begin;
        for (uint32_t first = 0; first + 1 < count; first++)
            stretch_from(geometry->points + begin, count, first, bend, &longest, from, to);
    }
    return longest > 0;
}
