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

bool breaks_round(const double *sorted, size_t count, enum class_side side, size_t classes, double *bounds,
                  size_t *moved)
{
    size_t before[CLASSES_MAX + 1], after[CLASSES_MAX + 1];
    places_find(sorted, count, side, classes, bounds, before);
    for (int digits = 1; digits <= DIGITS_MAX; digits++) {
        double rounded[CLASSES_MAX + 1];
        memcpy(rounded, bounds, (classes + 1) * sizeof *rounded);
        bool is_fit = true;
        for (size_t i = 1; i < classes; i++) {
            rounded[i] = round_to_digits(bounds[i], digits);
            is_fit = is_fit && (i == 1 || rounded[i] > rounded[i - 1]);
        }
        places_find(sorted, count, side, classes, rounded, after);
        for (size_t i = 0; i < classes; i++)
            is_fit = is_fit && (after[i + 1] > after[i] || before[i + 1] == before[i]);
        size_t changed = places_moved(before, after, classes, count);
        if (is_fit && rounded[1] >= bounds[0] && rounded[classes - 1] <= bounds[classes] &&
            100 * changed <= ROUNDING_PERCENT_MAX * count) {
            memcpy(bounds, rounded, (classes + 1) * sizeof *rounded);
            *moved = changed;
            return true;
        }
    }
    return false;
}
