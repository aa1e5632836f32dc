#include "analysis/coverage.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a SIREN, an INSEE code, "hors" or "total", and much more than that. */
#define TERRITORY_MAX 64

bool perimeter_read(const char *text, enum perimeter *perimeter, struct error *err)
{
    if (strcmp(text, "bassin") == 0) {
        *perimeter = PERIMETER_BASSIN;
        return true;
    }
    if (strcmp(text, "epci") == 0) {
        *perimeter = PERIMETER_EPCI;
        return true;
    }
    return error_set(err, ERROR_INPUT,
                     "perimeter \"%s\": allowed are bassin (the 250 communes) and epci (all communes of the 8 EPCI)",
                     text);
}

bool coverage_level_read(const char *text, enum coverage_level *level, struct error *err)
{
    if (strcmp(text, "epci") == 0) {
        *level = COVERAGE_BY_EPCI;
        return true;
    }
    if (strcmp(text, "commune") == 0) {
        *level = COVERAGE_BY_COMMUNE;
        return true;
    }
    return error_set(err, ERROR_INPUT, "by \"%s\": allowed are epci and commune", text);
}

const char *perimeter_name(enum perimeter perimeter)
{
    return perimeter == PERIMETER_BASSIN ? "bassin" : "epci";
}

/* ---- columns: from an indicator's id to its place in the snapshot ---- */

struct column {
    const char *id;
    size_t index;
};

static int column_order(const void *left, const void *right)
{
    return strcmp(((const struct column *)left)->id, ((const struct column *)right)->id);
}

static struct column *columns_sorted(const struct snapshot *snapshot, struct arena *arena)
{
    struct column *columns = arena_array(arena, snapshot->indicator_count, sizeof *columns);
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        columns[i] = (struct column){snapshot->indicators[i].id, i};
    qsort(columns, snapshot->indicator_count, sizeof *columns, column_order);
    return columns;
}

/* ---- rows ---- */

struct reading {
    struct coverage *coverage;
    struct arena *arena;
    const struct column *columns;
    struct coverage_row *rows;
    size_t count, capacity;
};

static void reading_add(struct reading *reading, const char *territory, const char *name, const char *level)
{
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity == 0 ? 16 : reading->capacity * 2;
        struct coverage_row *rows = arena_array(reading->arena, capacity, sizeof *rows);
        if (reading->count > 0)
            memcpy(rows, reading->rows, reading->count * sizeof *rows);
        reading->rows = rows;
        reading->capacity = capacity;
    }
    size_t columns = reading->coverage->snapshot->indicator_count;
    double *values = arena_array(reading->arena, columns, sizeof *values);
    for (size_t i = 0; i < columns; i++)
        values[i] = NAN;
    reading->rows[reading->count++] = (struct coverage_row){arena_string(reading->arena, territory),
                                                            arena_string(reading->arena, name), level, values};
}

/* The figures of a territory come in the order of the columns: the one behind the last is asked first. */
static const struct column *column_find(const struct reading *reading, const char *id, const struct column *last)
{
    const struct column *end = reading->columns + reading->coverage->snapshot->indicator_count;
    const struct column wanted = {id, 0};
    if (last != NULL && last + 1 < end && strcmp(last[1].id, id) == 0)
        return last + 1;
    return bsearch(&wanted, reading->columns, (size_t)(end - reading->columns), sizeof wanted, column_order);
}

/* 1 with the name in the arena, 0 when `names` (NULL: a name for all) has none, -1 with an error. */
static int name_find(struct reading *reading, struct statement *names, const char *territory, const char **name,
                     struct error *err)
{
    if (names == NULL)
        return 1;
    statement_bind_text(names, 1, territory);
    int step = statement_step(names, err);
    if (step == 1)
        *name = arena_string(reading->arena, statement_text(names, 0));
    statement_reset(names);
    return step;
}

/* Rows of one level, one after another, as the key of `figure` orders them. `names`: asked once a territory. */
static bool level_read(struct reading *reading, struct store *store, const char *level, struct statement *names,
                       const char *name, struct error *err)
{
    struct statement *figures = store_statement(store,
                                                "SELECT territory, indicator, value FROM figure WHERE perimeter = ?1 "
                                                "AND level = ?2 ORDER BY territory, indicator",
                                                err);
    if (figures == NULL)
        return false;
    statement_bind_text(figures, 1, perimeter_name(reading->coverage->query.perimeter));
    statement_bind_text(figures, 2, level);
    char current[TERRITORY_MAX] = "";
    const struct column *column = NULL;
    int step, named = 0;
    while ((step = statement_step(figures, err)) == 1) {
        const char *territory = statement_text(figures, 0);
        if (strcmp(current, territory) != 0) {
            snprintf(current, sizeof current, "%s", territory);
            column = NULL;
            named = name_find(reading, names, territory, &name, err);
            if (named < 0)
                break;
            if (named > 0)
                reading_add(reading, territory, name, level);
        }
        column = column_find(reading, statement_text(figures, 1), column);
        if (named > 0 && column != NULL && !statement_is_null(figures, 2))
            ((double *)reading->rows[reading->count - 1].values)[column->index] = statement_real(figures, 2);
    }
    statement_reset(figures);
    return step == 0;
}

struct sorted {
    const char *key;
    struct coverage_row row;
};

static int sorted_order(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : strcmp(a->row.territory, b->row.territory);
}

/* By name, accents and capitals aside. */
static void rows_sort(struct reading *reading)
{
    struct sorted *sorted = arena_array(reading->arena, reading->count, sizeof *sorted);
    struct buffer key = BUFFER_INIT;
    for (size_t i = 0; i < reading->count; i++) {
        buffer_clear(&key);
        text_fold(&key, reading->rows[i].name);
        sorted[i] = (struct sorted){arena_copy(reading->arena, key.bytes != NULL ? key.bytes : "", key.length),
                                    reading->rows[i]};
    }
    buffer_free(&key);
    qsort(sorted, reading->count, sizeof *sorted, sorted_order);
    for (size_t i = 0; i < reading->count; i++)
        reading->rows[i] = sorted[i].row;
}

/* An EPCI without a row of its own is named by its number; a commune without one is left out. */
static const char communes_sql[] = "SELECT nom FROM communes WHERE insee = ?1";
static const char epci_sql[] = "SELECT coalesce((SELECT nom FROM epci WHERE siren = ?1), ?1)";

bool coverage_read(struct store *store, const struct snapshot *snapshot, struct coverage_query query,
                   struct arena *arena, struct coverage *coverage, struct error *err)
{
    struct coverage made = {.query = query, .snapshot = snapshot};
    struct reading reading = {.coverage = &made, .arena = arena, .columns = columns_sorted(snapshot, arena)};
    bool by_epci = query.level == COVERAGE_BY_EPCI;
    const char *whole = query.perimeter == PERIMETER_BASSIN ? "Bassin minier" : "Ensemble des 8 EPCI";
    struct statement *names = store_statement(store, by_epci ? epci_sql : communes_sql, err);
    if (names == NULL || !level_read(&reading, store, by_epci ? "epci" : "commune", names, NULL, err))
        return false;
    rows_sort(&reading);
    if ((by_epci && !level_read(&reading, store, "hors", NULL, "Hors des 8 EPCI", err)) ||
        !level_read(&reading, store, "total", NULL, whole, err))
        return false;
    made.rows = reading.rows;
    made.row_count = reading.count;
    *coverage = made;
    return true;
}

double coverage_value(const struct coverage *coverage, const struct coverage_row *row, const char *indicator)
{
    if (row == NULL)
        return NAN;
    for (size_t i = 0; i < coverage->snapshot->indicator_count; i++)
        if (strcmp(coverage->snapshot->indicators[i].id, indicator) == 0)
            return row->values[i];
    return NAN;
}
