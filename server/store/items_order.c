/* Features chosen by values and put in order, by SQL with bound values. */
#include "store/items_inside.h"

#include <assert.h>
#include <string.h>

/* Places of bound values: fixed ones, then a condition's, then a sort key's. */
enum { BIND_AFTER = 1, BIND_DATE_FIRST, BIND_DATE_LAST, BIND_KEY, BIND_CONDITIONS };

bool items_has_rows(const struct items_query *query)
{
    return query->condition_count > 0 || query->sort_count > 0 || query->date_first != NULL || query->date_last != NULL;
}

void items_bind(struct statement *statement, int index, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL:
        statement_bind_null(statement, index);
        break;
    case VALUE_INTEGER:
        statement_bind_integer(statement, index, value->integer);
        break;
    case VALUE_REAL:
        statement_bind_real(statement, index, value->real);
        break;
    case VALUE_TEXT:
        statement_bind_text(statement, index, value->text);
        break;
    }
}

static int sort_place(const struct items_query *query, size_t key)
{
    return BIND_CONDITIONS + (int)query->condition_count + (int)key;
}

/* Is the row behind the feature `after`? By the first key that differs; NULL is behind every value; the fid decides at last:
 * (k IS NULL) > (v IS NULL) OR k > v OR (k IS v AND (.. OR (k2 IS v2 AND fid > ?1))). A comparison with NULL is NULL, which does not
 * count in an OR. */
static void behind_write(const struct items_query *query, struct buffer *sql)
{
    for (size_t i = 0; i < query->sort_count && query->after > 0; i++) {
        const char *name = query->sort[i].field->name;
        int place = sort_place(query, i);
        buffer_printf(sql, "((%s IS NULL) > (?%d IS NULL) OR %s %c ?%d OR (%s IS ?%d AND ", name, place, name,
                      query->sort[i].is_descending ? '<' : '>', place, name, place);
    }
    buffer_printf(sql, "fid > ?%d", BIND_AFTER);
    for (size_t i = 0; i < query->sort_count && query->after > 0; i++)
        buffer_puts(sql, "))");
}

static void conditions_write(const struct snapshot_collection *collection, const struct items_query *query,
                             struct buffer *sql)
{
    buffer_puts(sql, " WHERE 1");
    for (size_t i = 0; i < query->condition_count; i++) {
        const struct snapshot_field *field = query->conditions[i].field;
        int place = BIND_CONDITIONS + (int)i;
        if (field->kind == FIELD_LIST)
            buffer_printf(sql, " AND instr(' ' || %s || ' ', ' ' || ?%d || ' ') > 0", field->name, place);
        else
            buffer_printf(sql, " AND %s = ?%d", field->name, place);
    }
    if (query->key != NULL) /* the column's own type would take "01" for 1: the text must be the same too */
        buffer_printf(sql, " AND %s = ?%d AND CAST(%s AS TEXT) = ?%d", collection->key, BIND_KEY, collection->key,
                      BIND_KEY);
    const char *date = collection->date == NULL ? NULL : collection->date->name;
    if (date != NULL && query->date_first != NULL)
        buffer_printf(sql, " AND (%s IS NULL OR %s >= ?%d)", date, date, BIND_DATE_FIRST);
    if (date != NULL && query->date_last != NULL)
        buffer_printf(sql, " AND (%s IS NULL OR %s <= ?%d)", date, date, BIND_DATE_LAST);
}

static void order_write(const struct items_query *query, struct buffer *sql)
{
    buffer_puts(sql, " ORDER BY ");
    for (size_t i = 0; i < query->sort_count; i++) {
        const char *name = query->sort[i].field->name;
        buffer_printf(sql, "%s IS NULL, %s%s, ", name, name, query->sort[i].is_descending ? " DESC" : "");
    }
    buffer_puts(sql, "fid");
}

struct statement *items_rows(struct store *store, const struct snapshot_collection *collection,
                             const struct items_query *query, struct error *err)
{
    assert(query->condition_count <= ITEMS_CONDITIONS_MAX && query->sort_count <= ITEMS_KEYS_MAX);
    struct buffer sql = BUFFER_INIT;
    buffer_puts(&sql, "SELECT fid, ");
    behind_write(query, &sql);
    buffer_printf(&sql, " FROM %s", collection->table);
    conditions_write(collection, query, &sql);
    order_write(query, &sql);
    struct statement *rows = statement_open(store, sql.bytes, err);
    buffer_free(&sql);
    if (rows == NULL)
        return NULL;
    statement_bind_integer(rows, BIND_AFTER, query->after);
    if (collection->date != NULL && query->date_first != NULL)
        statement_bind_text(rows, BIND_DATE_FIRST, query->date_first);
    if (collection->date != NULL && query->date_last != NULL)
        statement_bind_text(rows, BIND_DATE_LAST, query->date_last);
    if (query->key != NULL)
        statement_bind_text(rows, BIND_KEY, query->key);
    for (size_t i = 0; i < query->condition_count; i++)
        items_bind(rows, BIND_CONDITIONS + (int)i, &query->conditions[i].value);
    for (size_t i = 0; i < query->sort_count && query->after > 0; i++)
        items_bind(rows, sort_place(query, i), &query->after_keys[i]);
    return rows;
}

bool snapshot_items_keys(struct store *store, const struct snapshot_collection *collection,
                         const struct items_query *query, int64_t fid, struct arena *arena, struct value *values,
                         struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    buffer_puts(&sql, "SELECT fid");
    for (size_t i = 0; i < query->sort_count; i++)
        buffer_printf(&sql, ", %s", query->sort[i].field->name);
    buffer_printf(&sql, " FROM %s WHERE fid = ?1", collection->table);
    struct statement *row = store_statement(store, sql.bytes, err);
    buffer_free(&sql);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, fid);
    int step = statement_step(row, err);
    for (size_t i = 0; step == 1 && i < query->sort_count; i++) {
        values[i] = statement_value(row, (int)i + 1, query->sort[i].field->type);
        values[i].text = arena_string(arena, values[i].text);
    }
    statement_reset(row);
    if (step == 0)
        error_set(err, ERROR_STORAGE, "%s: feature %lld of %s is not there", store->name, (long long)fid,
                  collection->id);
    return step == 1;
}
