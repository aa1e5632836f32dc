#include "style/breaks.h"

#include "style/ckmeans.h"

#include <assert.h>
#include <math.h>
#include <string.h>

size_t breaks_below(const double *sorted, size_t count, enum class_side side, double bound)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < bound || (side == CLASS_RIGHT_CLOSED && sorted[middle] == bound))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* In long double, so that neither a long sum nor far values lose digits; between the ends whatever the rounding. */
static double mean_of(const double *sorted, size_t count)
{
    long double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += sorted[i];
    return fmin(fmax((double)(sum / (long double)count), sorted[0]), sorted[count - 1]);
}

static double between(double from, double to, long double share)
{
    return (double)((long double)from + share * ((long double)to - from));
}

static double quantile_of(const double *sorted, size_t count, long double share)
{
    long double place = (long double)(count - 1) * share;
    size_t base = (size_t)floorl(place);
    return base + 1 < count ? between(sorted[base], sorted[base + 1], place - (long double)base) : sorted[count - 1];
}

static size_t breaks_equal(const double *sorted, size_t count, size_t asked, double *bounds)
{
    for (size_t i = 1; i < asked; i++)
        bounds[i] = between(sorted[0], sorted[count - 1], (long double)i / (long double)asked);
    return asked;
}

static size_t breaks_quantiles(const double *sorted, size_t count, size_t asked, double *bounds)
{
    for (size_t i = 1; i < asked; i++)
        bounds[i] = quantile_of(sorted, count, (long double)i / (long double)asked);
    return asked;
}

static size_t breaks_q6(const double *sorted, size_t count, double *bounds)
{
    static const long double shares[] = {0.05L, 0.25L, 0.5L, 0.75L, 0.95L};
    for (size_t i = 0; i < 5; i++)
        bounds[i + 1] = quantile_of(sorted, count, shares[i]);
    return 6;
}

static size_t breaks_ckmeans(enum class_side side, const double *sorted, size_t count, size_t asked, double *bounds)
{
    size_t starts[CLASSES_MAX];
    size_t classes = ckmeans(sorted, count, asked, starts);
    for (size_t i = 1; i < classes; i++)
        bounds[i] = sorted[side == CLASS_RIGHT_CLOSED ? starts[i] - 1 : starts[i]];
    return classes;
}

static size_t breaks_deviation(const double *sorted, size_t count, size_t asked, double *bounds)
{
    long double mean = mean_of(sorted, count), squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += (sorted[i] - mean) * (sorted[i] - mean);
    long double deviation = sqrtl(squares / (long double)(count - 1));
    size_t classes = 1;
    for (size_t i = 1; i < asked; i++) {
        double bound = (double)(mean + ((long double)i - (long double)asked / 2) * deviation);
        if (bound > sorted[0] && bound < sorted[count - 1])
            bounds[classes++] = bound;
    }
    return classes;
}

static size_t breaks_geometric(const double *sorted, size_t count, size_t asked, double *bounds)
{
    assert(sorted[0] > 0);
    double low = log(sorted[0]), high = log(sorted[count - 1]);
    for (size_t i = 1; i < asked; i++)
        bounds[i] = exp(between(low, high, (long double)i / (long double)asked));
    return asked;
}

static size_t breaks_head_tail(const double *sorted, size_t count, size_t asked, double *bounds)
{
    size_t classes = 1;
    while (classes < asked) {
        double mean = mean_of(sorted, count);
        bounds[classes++] = mean;
        size_t tail = breaks_below(sorted, count, CLASS_RIGHT_CLOSED, mean), head = count - tail;
        if (head < 2 || 10 * head > 4 * count)
            break;
        sorted += tail;
        count = head;
    }
    return classes;
}

static size_t breaks_nested(enum class_side side, const double *sorted, size_t count, size_t asked, double *bounds)
{
    size_t starts[CLASSES_MAX] = {0}, classes = 1;
    for (size_t level = 2; level <= asked; level *= 2) {
        double halved[CLASSES_MAX + 1];
        size_t halved_starts[CLASSES_MAX], halves = 0;
        for (size_t i = 0; i < classes; i++) {
            size_t from = starts[i], to = i + 1 < classes ? starts[i + 1] : count;
            halved_starts[halves] = from;
            halved[halves++] = bounds[i];
            if (sorted[from] == sorted[to - 1])
                continue; /* nothing to halve */
            double mean = mean_of(sorted + from, to - from);
            size_t middle = from + breaks_below(sorted + from, to - from, side, mean);
            if (middle == from || middle == to)
                continue; /* a mean that rounding put on an end */
            halved_starts[halves] = middle;
            halved[halves++] = mean;
        }
        memcpy(bounds, halved, halves * sizeof *bounds);
        memcpy(starts, halved_starts, halves * sizeof *starts);
        classes = halves;
    }
    return classes;
}

static size_t breaks_inside(enum class_method method, enum class_side side, const double *sorted, size_t count,
                            size_t asked, double *bounds)
{
    switch (method) {
    case CLASS_EQUAL:
        return breaks_equal(sorted, count, asked, bounds);
    case CLASS_QUANTILES:
        return breaks_quantiles(sorted, count, asked, bounds);
    case CLASS_Q6:
        return breaks_q6(sorted, count, bounds);
    case CLASS_CKMEANS:
        return breaks_ckmeans(side, sorted, count, asked, bounds);
    case CLASS_DEVIATION:
        return breaks_deviation(sorted, count, asked, bounds);
    case CLASS_GEOMETRIC:
        return breaks_geometric(sorted, count, asked, bounds);
    case CLASS_HEAD_TAIL:
        return breaks_head_tail(sorted, count, asked, bounds);
    case CLASS_NESTED_MEANS:
        return breaks_nested(side, sorted, count, asked, bounds);
    case CLASS_MANUAL:
        break;
    }
    assert(!"bounds given by people are not looked for");
    return 1;
}

size_t breaks_find(enum class_method method, enum class_side side, const double *sorted, size_t count, size_t asked,
                   double bounds[CLASSES_MAX + 1])
{
    assert(count > 1 && sorted[0] < sorted[count - 1] && asked >= CLASSES_MIN && asked <= CLASSES_MAX);
    bounds[0] = sorted[0];
    size_t classes = breaks_inside(method, side, sorted, count, asked, bounds);
    bounds[classes] = sorted[count - 1];
    return classes;
}
