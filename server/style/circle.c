#include "style/circle.h"

#include "style/rounding.h"

#include <assert.h>
#include <math.h>

double circle_radius(double value, double max, double max_radius)
{
    assert(max > 0);
    return value > 0 ? max_radius * sqrt(value / max) : 0;
}

/* The greatest of 1, 2 and 5 times a power of ten that is at most `limit`. */
static double round_below(double limit)
{
    static const double leads[] = {5, 2, 1, 0.5};
    double power = pow(10, floor(log10(limit)));
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        double value = round_to_digits(leads[i] * power, 1);
        if (value <= limit)
            return value;
    }
    return limit;
}

size_t circle_legend(double max, int decimals, double values[CIRCLE_LEGEND_MAX])
{
    static const double shares[CIRCLE_LEGEND_MAX] = {1, 0.25, 0.05};
    assert(max > 0 && isfinite(max));
    double least = round_to_digits(pow(10, -decimals), 1);
    double before = INFINITY, top = max;
    size_t count = 0;
    for (size_t i = 0; i < CIRCLE_LEGEND_MAX; i++) {
        double value = round_below(top * shares[i]);
        if (value < least)
            value = least; /* as near as whole numbers come */
        if (value >= before || value > max)
            continue;
        values[count++] = before = value;
        if (count == 1)
            top = value;
    }
    return count;
}
