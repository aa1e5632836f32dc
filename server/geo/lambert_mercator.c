#include "geo/lambert_mercator.h"

#include <math.h>

/* EPSG:2154 (parallels 44 and 49, origin 46.5 N 3 E) on GRS80 (e = 0.0818191910428158), reckoned to forty digits by IOGP's
 * formulas. */
#define CONE     0.7256077650532678556 /* n: the sine of the cone */
#define RADIUS   11754255.4260960124   /* of the equator on the cone, metres */
#define POLE_X   700000.0              /* where the pole is, metres */
#define POLE_Y   12655612.0498759991
#define ORIGIN   0.05235987755982988731 /* 3 degrees */
#define MERCATOR 6378137.0              /* of the sphere, metres */

static bool point_is_near(struct point point)
{
    return point.x >= -1e6 && point.x <= 2.5e6 && point.y >= 5e6 && point.y <= 8.5e6;
}

/* e atanh(e s), where s, the sine of the latitude, is tanh(isometric latitude + e atanh(e s)), as a function of t = tanh(isometric
 * latitude): an odd one. Its quotient by t as a polynomial in t^2, of degree 5, that is least wrong (3e-18) between 0 and 1;
 * made with fifty digits by mpmath's chebyfit. */
static double ellipsoid_of(double t)
{
    double u = t * t;
    return t * (0.006739496775478955405229 +
                u * (-0.00003038258234034801522519 +
                     u * (2.672275410583926805219e-7 +
                          u * (-2.901271402776608647161e-9 +
                               u * (3.499125401623349976859e-11 + u * -4.326747113639667715977e-13)))));
}

static struct point point_of(struct point point)
{
    double east = point.x - POLE_X, south = POLE_Y - point.y;
    double isometric = -0.5 * log((east * east + south * south) / (RADIUS * RADIUS)) / CONE;
    double exponential = exp(-2.0 * isometric);
    double part = ellipsoid_of((1.0 - exponential) / (1.0 + exponential));
    return (struct point){MERCATOR * (atan2(east, south) / CONE + ORIGIN), MERCATOR * (isometric + part)};
}

bool lambert_mercator_points(struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!point_is_near(points[i]))
            return false;
    for (size_t i = 0; i < count; i++)
        points[i] = point_of(points[i]);
    return true;
}
