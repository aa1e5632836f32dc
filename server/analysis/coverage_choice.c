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

static int fid_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* 1 when the row stays, 0 when it goes, -1 with an error. */
static int row_stays(struct store *store, const struct coverage_row *row, const struct coverage_choice *choice,
                     struct error *err)
{
    if (!list_has(choice->territories, choice->territory_count, row->territory))
        return 0;
    if (choice->fids == NULL)
        return 1;
    bool is_commune = strcmp(row->level, "commune") == 0;
    if (!is_commune && strcmp(row->level, "epci") != 0)
        return 0;
    struct statement *find = store_statement(
        store, is_commune ? "SELECT fid FROM communes WHERE insee = ?1" : "SELECT fid FROM epci WHERE siren = ?1", err);
    if (find == NULL)
        return -1;
    statement_bind_text(find, 1, row->territory);
    int step = statement_step(find, err);
    const int64_t fid = step == 1 ? statement_integer(find, 0) : 0;
    statement_reset(find);
    if (step < 0)
        return -1;
    return step == 1 && bsearch(&fid, choice->fids, choice->fid_count, sizeof fid, fid_order) != NULL;
}

/* Copies of the rows that stay, with the values of `columns`. */
static bool rows_choose(struct store *store, const struct coverage *whole, const struct coverage_choice *choice,
                        const size_t *columns, size_t count, struct arena *arena, struct coverage *part,
                        struct error *err)
{
    struct coverage_row *rows = arena_array(arena, whole->row_count, sizeof *rows);
    part->rows = rows;
    for (size_t i = 0; i < whole->row_count; i++) {
        int stays = row_stays(store, &whole->rows[i], choice, err);
        if (stays < 0)
            return false;
        if (stays == 0)
            continue;
        double *values = arena_array(arena, count, sizeof *values);
        for (size_t k = 0; k < count; k++)
            values[k] = whole->rows[i].values[columns[k]];
        rows[part->row_count] = whole->rows[i];
        rows[part->row_count++].values = values;
    }
    return true;
}

bool coverage_choose(struct store *store, const struct coverage *whole, const struct coverage_choice *choice,
                     struct arena *arena, struct coverage *part, struct error *err)
{
    const struct snapshot *all = whole->snapshot;
    struct coverage made = {.query = whole->query};
    size_t *columns = arena_array(arena, all->indicator_count, sizeof *columns);
    struct snapshot *narrow = arena_alloc(arena, sizeof *narrow);
    struct snapshot_indicator *indicators = arena_array(arena, all->indicator_count, sizeof *indicators);
    size_t count = 0;
    for (size_t i = 0; i < all->indicator_count; i++)
        if (indicator_stays(choice, &all->indicators[i])) {
            columns[count] = i;
            indicators[count++] = all->indicators[i];
        }
    if (count == 0)
        return error_set(err, ERROR_INPUT,
                         "no indicator is left: what is asked of, the indicators and the distances "
                         "exclude each other");
    if (!territories_check(whole, choice, err) || !rows_choose(store, whole, choice, columns, count, arena, &made, err))
        return false;
    *narrow = *all;
    narrow->indicators = indicators;
    narrow->indicator_count = count;
    made.snapshot = narrow;
    *part = made;
    return true;
}
