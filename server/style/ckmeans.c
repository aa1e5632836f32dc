#include "style/ckmeans.h"

#include "base/arena.h"

/* Different values with how often they occur, as sums over those in front: what any stretch costs is one subtraction. */
struct series {
    size_t count;                          /* different values */
    size_t *first;                         /* where each begins in the sorted values */
    long double *weights, *sums, *squares; /* count + 1 each; of values less the middle one, to keep digits */
};

static void series_gather(struct series *series, const double *sorted, size_t count, struct arena *arena)
{
    series->first = arena_array(arena, count, sizeof *series->first);
    series->weights = arena_array(arena, count + 1, sizeof *series->weights);
    series->sums = arena_array(arena, count + 1, sizeof *series->sums);
    series->squares = arena_array(arena, count + 1, sizeof *series->squares);
    series->count = 0;
    long double middle = sorted[count / 2];
    for (size_t i = 0; i < count;) {
        size_t end = i + 1, at = series->count++;
        while (end < count && sorted[end] == sorted[i])
            end++;
        long double value = sorted[i] - middle, weight = (long double)(end - i);
        series->first[at] = i;
        series->weights[at + 1] = series->weights[at] + weight;
        series->sums[at + 1] = series->sums[at] + weight * value;
        series->squares[at + 1] = series->squares[at] + weight * value * value;
        i = end;
    }
}

/* Sum of squared distances to their mean of the values from `from` to in front of `to`. */
static long double series_cost(const struct series *series, size_t from, size_t to)
{
    if (to - from < 2)
        return 0;
    long double sum = series->sums[to] - series->sums[from];
    long double cost =
        series->squares[to] - series->squares[from] - sum * sum / (series->weights[to] - series->weights[from]);
    return cost > 0 ? cost : 0;
}

/* One class more: the least cost of the first `to` values, and where its last class begins. */
struct row {
    const long double *before; /* the row with one class less */
    long double *costs;        /* by `to`, 1 to count */
    size_t *cuts;
};

/* Fills the row for ends `from` to `to`, whose cuts lie between `low` and `high`. */
static void row_fill(const struct series *series, struct row *row, size_t from, size_t to, size_t low, size_t high)
{
    if (from > to)
        return;
    size_t middle = from + (to - from) / 2, last = high < middle - 1 ? high : middle - 1, best = low;
    long double least = -1;
    for (size_t cut = low; cut <= last; cut++) {
        long double cost = row->before[cut] + series_cost(series, cut, middle);
        if (least < 0 || cost < least) {
            least = cost;
            best = cut;
        }
    }
    row->costs[middle] = least;
    row->cuts[middle] = best;
    row_fill(series, row, from, middle - 1, low, best);
    row_fill(series, row, middle + 1, to, best, high);
}

size_t ckmeans(const double *sorted, size_t count, size_t asked, size_t *starts)
{
    struct arena *arena = arena_new();
    struct series series;
    series_gather(&series, sorted, count, arena);
    size_t classes = asked < series.count ? asked : series.count, stride = series.count + 1;
    long double *costs = arena_array(arena, 2 * stride, sizeof *costs), *before = costs, *now = costs + stride;
    size_t *cuts = arena_array(arena, classes * stride, sizeof *cuts);
    for (size_t to = 1; to <= series.count; to++)
        before[to] = series_cost(&series, 0, to);
    for (size_t k = 1; k < classes; k++) {
        struct row row = {.before = before, .costs = now, .cuts = cuts + k * stride};
        row_fill(&series, &row, k + 1, series.count, k, series.count - 1);
        now = before;
        before = row.costs;
    }
    size_t end = series.count;
    for (size_t k = classes - 1; k > 0; k--) {
        end = cuts[k * stride + end];
        starts[k] = series.first[end];
    }
    starts[0] = 0;
    arena_free(arena);
    return classes;
}
