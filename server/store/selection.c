#include "store/selection.h"
#include "store/connection.h"
#include "store/filter_sql.h"

#include "base/clock.h"

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
    struct error cause = ERROR_INIT;
    store_deadline(store, SELECTION_SECONDS);
    struct selection *selection = filter_sql_make(store, collection, filter, arena, &sql, &cause)
                                      ? question_ask(store, &sql, arena, &cause)
                                      : NULL;
    bool is_late = clock_seconds() >= store->deadline;
    store_deadline(store, before);
    if (selection == NULL && cause.kind == ERROR_LIMIT && is_late) /* the store names its file, which is no visitor's */
        error_set(err, ERROR_LIMIT,
                  "filter: it takes longer than %.3g s here and was stopped; allowed is less, or simpler geometry",
                  SELECTION_SECONDS);
    else if (selection == NULL)
        error_set(err, cause.kind, "%s", cause.message);
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

/* ---- as people write it ---- */

static bool crs_of(const char *text, enum crs *crs, struct error *err)
{
    *crs = CRS_CRS84;
    return text == NULL || crs_read(text, crs) ||
           error_set(err, ERROR_INPUT,
                     "filter-crs=%.80s: allowed are %s and http://www.opengis.net/def/crs/EPSG/0/ with 4326, 3857, "
                     "2154 or 3950",
                     text, crs_uri(CRS_CRS84));
}

bool selection_filter(const struct selection_wish *wish, const struct snapshot_collection *collection,
                      struct arena *arena, const struct filter **filter, struct error *err)
{
    const char *text = wish->filter, *language = wish->language;
    const struct queryable *queryables;
    enum crs crs;
    bool is_json = language != NULL && strcmp(language, "cql2-json") == 0;
    if (language != NULL && !is_json && strcmp(language, "cql2-text") != 0)
        return error_set(err, ERROR_INPUT, "filter-lang=%.40s: allowed are cql2-text and cql2-json", language);
    if (!crs_of(wish->crs, &crs, err))
        return false;
    *filter = NULL;
    if (text == NULL)
        return true;
    size_t count = collection_queryables(collection, arena, &queryables);
    *filter = is_json ? filter_read_json(text, strlen(text), queryables, count, crs, arena, err)
                      : filter_read_text(text, strlen(text), queryables, count, crs, arena, err);
    return *filter != NULL;
}

bool selection_read(const struct selection_wish *wish, const struct snapshot_collection *collection,
                    struct store *store, struct arena *arena, const struct selection **selection, struct error *err)
{
    const struct filter *filter;
    *selection = NULL;
    if (!selection_filter(wish, collection, arena, &filter, err))
        return false;
    if (filter != NULL)
        *selection = selection_make(store, collection, filter, arena, err);
    return filter == NULL || *selection != NULL;
}
