#include "style/rounding.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 15 /* as many as every double keeps */

double round_to_digits(double value, int digits)
{
    if (value == 0)
        return 0;
    int exponent = (int)floor(log10(fabs(value))) - digits + 1;
    long long whole = llroundl((long double)value / powl(10, exponent));
    char text[48];
    int length = snprintf(text, sizeof text, "%llde%d", whole, exponent);
    double rounded = value;
    number_read(text, (size_t)length, &rounded); /* the value itself where it is too great for its own rounding */
    return rounded;
}

/* How many values lie in another class behind one set of places than behind the other. */
static size_t places_moved(const size_t *before, const size_t *after, size_t classes, size_t count)
{
    size_t moved = 0, at_before = 1, at_after = 1;
    for (size_t i = 0; i < count; i++) {
        while (at_before < classes && before[at_before] <= i)
            at_before++;
        while (at_after < classes && after[at_after] <= i)
            at_after++;
        moved += at_before != at_after;
    }
    return moved;
}

static void places_find(const double *sorted, size_t count, enum class_side side, size_t classes, const double *bounds,
                        size_t *places)
{
    places[0] = 0;
    places[classes] = count;
    for (size_t i = 1; i < classes; i++)
        places[i] = breaks_below(sorted, count, side, bounds[i]);
}

/* Whether these bounds may stand for the classes that `before` parts; `moved` is then how many values change class. */
static bool bounds_fit(const double *sorted, size_t count, enum class_side side, size_t classes, const double *bounds,
                       const size_t *before, size_t *moved)
{
    for (size_t i = 1; i < classes; i++) {
        if (bounds[i] < bounds[0] || bounds[i] > bounds[classes] || (i > 1 && bounds[i] <= bounds[i - 1]))
            return false;
    }
    size_t after[CLASSES_MAX + 1];
    places_find(sorted, count, side, classes, bounds, after);
    for (size_t i = 0; i < classes; i++) {
        if (after[i + 1] == after[i] && before[i + 1] > before[i])
            return false;
    }
    size_t changed = places_moved(before, after, classes, count);
    if (100 * changed > ROUNDING_PERCENT_MAX * count)
        return false;
    *moved = changed;
    return true;
}

bool breaks_round(const double *sorted, size_t count, enum class_side side, size_t classes, double *bounds,
                  size_t *moved)
{
    size_t before[CLASSES_MAX + 1];
    double rounded[CLASSES_MAX + 1];
    places_find(sorted, count, side, classes, bounds, before);
    memcpy(rounded, bounds, (classes + 1) * sizeof *rounded);
    int digits = 0;
    bool is_fit = false;
    while (!is_fit && digits < DIGITS_MAX) {
        digits++;
        for (size_t i = 1; i < classes; i++)
            rounded[i] = round_to_digits(bounds[i], digits);
        is_fit = bounds_fit(sorted, count, side, classes, rounded, before, moved);
    }
    if (!is_fit)
        return false;
    for (size_t i = 1; i < classes; i++) {
        double kept = rounded[i];
        is_fit = false;
        for (int fewer = 1; fewer < digits && !is_fit; fewer++) {
            rounded[i] = round_to_digits(bounds[i], fewer);
            is_fit = bounds_fit(sorted, count, side, classes, rounded, before, moved);
        }
        rounded[i] = is_fit ? rounded[i] : kept;
    }
    memcpy(bounds, rounded, (classes + 1) * sizeof *rounded);
    return true;
}
