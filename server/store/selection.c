#include "store/selection.h"
#include "store/connection.h"
#include "store/filter_sql.h"

#include <stdlib.h>
#include <string.h>

struct selection {
    size_t count;
    const int64_t *fids; /* ascending */
};

static enum filter_type type_of(const struct snapshot_field *field)
{
    if (field->type != VALUE_TEXT)
        return FILTER_NUMBER;
    switch (field->kind) {
    case FIELD_DATE:
        return FILTER_DATE;
    case FIELD_LIST:
        return FILTER_LIST;
    case FIELD_PLAIN:
        break;
    }
    return FILTER_TEXT;
}

size_t collection_queryables(const struct snapshot_collection *collection, struct arena *arena,
                             const struct queryable **queryables)
{
    size_t count = collection->field_count;
    struct queryable *list = arena_array(arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct queryable){collection->fields[i].name, type_of(&collection->fields[i])};
    list[count] = (struct queryable){SELECTION_GEOMETRY, FILTER_GEOMETRY};
    *queryables = list;
    return count + 1;
}

struct selection *selection_of(const int64_t *fids, size_t count, struct arena *arena)
{
    struct selection *selection = arena_alloc(arena, sizeof *selection);
    int64_t *copy = arena_array(arena, count, sizeof *copy);
    if (count > 0)
        memcpy(copy, fids, count * sizeof *copy);
    selection->count = count;
    selection->fids = copy;
    return selection;
}

/* Rows come in the order of fid. */
static struct selection *fids_read(struct statement *rows, struct arena *arena, struct error *err)
{
    struct buffer fids = BUFFER_INIT;
    struct selection *selection = NULL;
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        int64_t fid = statement_integer(rows, 0);
        buffer_append(&fids, &fid, sizeof fid);
    }
    if (step == 0)
        selection = selection_of((const void *)fids.bytes, fids.length / sizeof(int64_t), arena);
    buffer_free(&fids);
    return selection;
}

static struct selection *question_ask(struct store *store, const struct filter_sql *sql, struct arena *arena,
                                      struct error *err)
{
    if (sql->is_spatial && !store_spatialite(store, err))
        return NULL;
    struct statement *rows = store_statement(store, sql->text, err);
    if (rows == NULL)
        return NULL;
    filter_sql_bind(sql, rows);
    struct selection *selection = fids_read(rows, arena, err);
    statement_reset(rows);
    return selection;
}

struct selection *selection_make(struct store *store, const struct snapshot_collection *collection,
                                 const struct filter *filter, struct arena *arena, struct error *err)
{
    struct filter_sql sql;
    int code = filter_functions_register(store);
    if (code != SQLITE_OK) {
        store_error(store, code, err);
        return NULL;
    }
    double before = store->deadline_seconds;
    store_deadline(store, SELECTION_SECONDS);
    struct selection *selection =
        filter_sql_make(store, collection, filter, arena, &sql, err) ? question_ask(store, &sql, arena, err) : NULL;
    store_deadline(store, before);
    return selection;
}

static int fid_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

bool selection_has(const struct selection *selection, int64_t fid)
{
    return selection == NULL || (selection->count > 0 && bsearch(&fid, selection->fids, selection->count,
                                                                 sizeof *selection->fids, fid_order) != NULL);
}

size_t selection_count(const struct selection *selection)
{
    return selection->count;
}

const int64_t *selection_fids(const struct selection *selection)
{
    return selection->fids;
}
