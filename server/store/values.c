#include "store/snapshot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int value_compare(const void *left, const void *right)
{
    const struct value *a = left, *b = right;
    if (a->type == VALUE_INTEGER)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return strcmp(a->text, b->text);
}

bool snapshot_field_values(struct store *store, const struct snapshot_collection *collection,
                           const struct snapshot_field *field, size_t most, struct arena *arena, struct value *values,
                           size_t *count, int64_t *known, struct error *err)
{
    /* names are the snapshot's own, and plain (store/collections.c) */
    const char *sql = arena_printf(arena, "SELECT DISTINCT %s FROM %s WHERE %s IS NOT NULL LIMIT ?1", field->name,
                                   collection->table, field->name);
    struct statement *rows = store_statement(store, sql, err);
    if (rows == NULL)
        return false;
    statement_bind_integer(rows, 1, (int64_t)most + 1);
    size_t at = 0;
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        values[at] = statement_value(rows, 0, field->type);
        if (values[at].type == VALUE_TEXT)
            values[at].text = arena_string(arena, values[at].text);
        at++;
    }
    statement_reset(rows);
    if (step < 0)
        return false;
    qsort(values, at, sizeof *values, value_compare);
    *count = at;
    return store_integer(store, arena_printf(arena, "SELECT count(%s) FROM %s", field->name, collection->table), known,
                         err);
}
