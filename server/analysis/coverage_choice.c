#include "analysis/coverage_choice.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

#define DISTANCE_MAX 100000 /* metres */

int coverage_distance(const char *indicator)
{
    for (const char *part = indicator;; part++) {
        size_t length = strcspn(part, "_");
        int64_t metres;
        if (number_read_integer(part, length, 1, DISTANCE_MAX, &metres))
            return (int)metres;
        part += length;
        if (*part == '\0')
            return 0;
    }
}

static int distance_order(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

const int *coverage_distances(const struct snapshot *snapshot, struct arena *arena, size_t *count)
{
    int *distances = arena_array(arena, snapshot->indicator_count, sizeof *distances);
    size_t found = 0, kept = 0;
    for (size_t i = 0; i < snapshot->indicator_count; i++) {
        distances[found] = coverage_distance(snapshot->indicators[i].id);
        found += distances[found] != 0;
    }
    qsort(distances, found, sizeof *distances, distance_order);
    for (size_t i = 0; i < found; i++)
        if (kept == 0 || distances[i] != distances[kept - 1])
            distances[kept++] = distances[i];
    *count = kept;
    return distances;
}

static bool list_has(const char *const *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return count == 0;
}

static bool distance_stays(const struct coverage_choice *choice, int distance)
{
    for (size_t i = 0; i < choice->distance_count; i++)
        if (choice->distances[i] == distance)
            return true;
    return choice->distance_count == 0 || distance == 0;
}

static bool indicator_stays(const struct coverage_choice *choice, const struct snapshot_indicator *indicator)
{
    return list_has(choice->themes, choice->theme_count, indicator->theme) &&
           list_has(choice->indicators, choice->indicator_count, indicator->id) &&
           distance_stays(choice, coverage_distance(indicator->id));
}

/* Each territory that is asked for must be there. */
static bool territories_check(const struct coverage *whole, const struct coverage_choice *choice, struct error *err)
{
    bool by_epci = whole->query.level == COVERAGE_BY_EPCI;
    for (size_t i = 0; i < choice->territory_count; i++) {
        size_t row = 0;
        while (row < whole->row_count && strcmp(whole->rows[row].territory, choice->territories[i]) != 0)
            row++;
        if (row == whole->row_count)
            return error_set(err, ERROR_INPUT, "territory \"%.64s\" is not in this table; allowed: %s",
                             choice->territories[i],
                             by_epci ? "the SIREN of an EPCI such as 246200364, hors, total"
                                     : "the INSEE code of a commune of the perimeter such as 62498, total");
    }
    return true;
}

bool coverage_choose(const struct coverage *whole, const struct coverage_choice *choice, struct arena *arena,
                     struct coverage *part, struct error *err)
{
    const struct snapshot *all = whole->snapshot;
    size_t *columns = arena_array(arena, all->indicator_count, sizeof *columns);
    struct snapshot *narrow = arena_alloc(arena, sizeof *narrow);
    struct snapshot_indicator *indicators = arena_array(arena, all->indicator_count, sizeof *indicators);
    struct coverage_row *rows = arena_array(arena, whole->row_count, sizeof *rows);
    size_t count = 0, row_count = 0;
    for (size_t i = 0; i < all->indicator_count; i++)
        if (indicator_stays(choice, &all->indicators[i])) {
            columns[count] = i;
            indicators[count++] = all->indicators[i];
        }
    if (count == 0)
        return error_set(err, ERROR_INPUT,
                         "no indicator is left: what is asked of, the indicators and the distances "
                         "exclude each other");
    if (!territories_check(whole, choice, err))
        return false;
    for (size_t i = 0; i < whole->row_count; i++) {
        const struct coverage_row *row = &whole->rows[i];
        if (!list_has(choice->territories, choice->territory_count, row->territory))
            continue;
        double *values = arena_array(arena, count, sizeof *values);
        for (size_t k = 0; k < count; k++)
            values[k] = row->values[columns[k]];
        rows[row_count] = *row;
        rows[row_count++].values = values;
    }
    *narrow = *all;
    narrow->indicators = indicators;
    narrow->indicator_count = count;
    *part = (struct coverage){whole->query, rows, row_count, narrow};
    return true;
}
