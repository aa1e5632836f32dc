#include "analysis/coverage.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* Rows of one level, one after another, as the key of `figure` orders them. */
static bool level_read(struct reading *reading, struct store *store, const char *level, const char *sql,
                       struct error *err)
{
    const struct snapshot *snapshot = reading->coverage->snapshot;
    struct statement *figures = store_statement(store, sql, err);
    if (figures == NULL)
        return false;
    statement_bind_text(figures, 1, perimeter_name(reading->coverage->query.perimeter));
    int step;
    while ((step = statement_step(figures, err)) == 1) {
        const char *territory = statement_text(figures, 0);
        if (reading->count == 0 || strcmp(reading->rows[reading->count - 1].territory, territory) != 0)
            reading_add(reading, territory, statement_text(figures, 1), level);
        const struct column wanted = {statement_text(figures, 2), 0};
        const struct column *column =
            bsearch(&wanted, reading->columns, snapshot->indicator_count, sizeof wanted, column_order);
        if (column != NULL && !statement_is_null(figures, 3))
            ((double *)reading->rows[reading->count - 1].values)[column->index] = statement_real(figures, 3);
    }
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

static const char communes_sql[] =
    "SELECT f.territory, c.nom, f.indicator, f.value FROM figure AS f JOIN communes AS c ON c.insee = f.territory"
    " WHERE f.perimeter = ?1 AND f.level = 'commune' ORDER BY f.territory, f.indicator";
static const char epci_sql[] = "SELECT f.territory, coalesce(e.nom, f.territory), f.indicator, f.value FROM figure AS f"
                               " LEFT JOIN epci AS e ON e.siren = f.territory"
                               " WHERE f.perimeter = ?1 AND f.level = 'epci' ORDER BY f.territory, f.indicator";
static const char hors_sql[] = "SELECT territory, 'Hors des 8 EPCI', indicator, value FROM figure"
                               " WHERE perimeter = ?1 AND level = 'hors' ORDER BY indicator";
static const char total_sql[] = "SELECT territory, CASE perimeter WHEN 'bassin' THEN 'Bassin minier' ELSE 'Ensemble "
                                "des 8 EPCI' END, indicator, value"
                                " FROM figure WHERE perimeter = ?1 AND level = 'total' ORDER BY indicator";

bool coverage_read(struct store *store, const struct snapshot *snapshot, struct coverage_query query,
                   struct arena *arena, struct coverage *coverage, struct error *err)
{
    struct coverage made = {.query = query, .snapshot = snapshot};
    struct reading reading = {.coverage = &made, .arena = arena, .columns = columns_sorted(snapshot, arena)};
    bool by_epci = query.level == COVERAGE_BY_EPCI;
    if (!level_read(&reading, store, by_epci ? "epci" : "commune", by_epci ? epci_sql : communes_sql, err))
        return false;
    rows_sort(&reading);
    if ((by_epci && !level_read(&reading, store, "hors", hors_sql, err)) ||
        !level_read(&reading, store, "total", total_sql, err))
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
