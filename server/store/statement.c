#include "store/connection.h"

#include "base/file.h"
#include "base/memory.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct statement {
    sqlite3_stmt *handle;
    struct store *store;
    int bind_code;  /* the first value that could not be bound; told by the next step */
    uint64_t asked; /* store->asked when it was asked for last; 0 when it is not kept */
};

int store_prepare(struct store *store, const char *sql, unsigned flags, sqlite3_stmt **handle, const char **tail)
{
    int code = sqlite3_prepare_v3(store->db, sql, -1, flags, handle, tail);
    /* Forbidden, or an R*Tree that was not met yet: its SQLITE_AUTH comes up as a plain error. */
    if (code == SQLITE_OK || store->mode != STORE_READ || strcmp(sqlite3_errmsg(store->db), "not authorized") != 0)
        return code;
    code = guard_meet_indexes(store);
    return code == SQLITE_OK ? sqlite3_prepare_v3(store->db, sql, -1, flags, handle, tail) : code;
}

static struct statement *statement_prepare(struct store *store, const char *sql, unsigned flags, struct error *err)
{
    sqlite3_stmt *handle = NULL;
    const char *tail = NULL;
    int code = store_prepare(store, sql, flags, &handle, &tail);
    if (code != SQLITE_OK) {
        store_error(store, code, err);
        return NULL;
    }
    assert(handle != NULL && tail[strspn(tail, " \t\r\n;")] == '\0'); /* one statement, not a script */
    struct statement *statement = memory_alloc(sizeof *statement);
    *statement = (struct statement){handle, store, SQLITE_OK, 0};
    return statement;
}

struct statement *statement_open(struct store *store, const char *sql, struct error *err)
{
    return statement_prepare(store, sql, 0, err);
}

void statement_close(struct statement *statement)
{
    if (statement == NULL)
        return;
    sqlite3_finalize(statement->handle);
    free(statement);
}

/* ---- the store's statements ---- */

static size_t statement_oldest(const struct store *store)
{
    size_t oldest = 0;
    for (size_t i = 1; i < store->statement_count; i++)
        if (store->statements[i]->asked < store->statements[oldest]->asked)
            oldest = i;
    return oldest;
}

static struct statement *statement_kept(struct store *store, const char *sql, uint64_t hash)
{
    for (size_t i = 0; i < store->statement_count; i++)
        if (store->hashes[i] == hash && strcmp(sqlite3_sql(store->statements[i]->handle), sql) == 0)
            return store->statements[i];
    return NULL;
}

struct statement *store_statement(struct store *store, const char *sql, struct error *err)
{
    uint64_t hash = hash_bytes(HASH_SEED, sql, strlen(sql));
    struct statement *statement = statement_kept(store, sql, hash);
    if (statement != NULL) {
        statement->asked = ++store->asked;
        statement_reset(statement);
        return statement;
    }
    statement = statement_prepare(store, sql, SQLITE_PREPARE_PERSISTENT, err);
    if (statement == NULL)
        return NULL;
    size_t at = store->statement_count;
    if (at == STATEMENTS_MAX) {
        at = statement_oldest(store);
        statement_close(store->statements[at]);
    } else {
        store->statement_count++;
    }
    statement->asked = ++store->asked;
    store->hashes[at] = hash;
    store->statements[at] = statement;
    return statement;
}

void store_statements_free(struct store *store)
{
    for (size_t i = 0; i < store->statement_count; i++)
        statement_close(store->statements[i]);
    store->statement_count = 0;
}

bool store_integer(struct store *store, const char *sql, int64_t *value, struct error *err)
{
    struct statement *statement = store_statement(store, sql, err);
    if (statement == NULL)
        return false;
    int step = statement_step(statement, err);
    if (step > 0)
        *value = statement_integer(statement, 0);
    else if (step == 0)
        error_set(err, ERROR_NOT_FOUND, "%s: no row answers \"%.200s\"", store->name, sql);
    statement_reset(statement);
    return step > 0;
}

/* ---- values in ---- */

void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->bind_code = SQLITE_OK;
}

static void statement_bound(struct statement *statement, int code)
{
    assert(code != SQLITE_MISUSE && code != SQLITE_RANGE);
    if (statement->bind_code == SQLITE_OK)
        statement->bind_code = code;
}

void statement_bind_text(struct statement *statement, int index, const char *text)
{
    if (text == NULL)
        statement_bind_null(statement, index);
    else
        statement_bound(statement, sqlite3_bind_text64(statement->handle, index, text, strlen(text), SQLITE_TRANSIENT,
                                                       SQLITE_UTF8));
}

void statement_bind_integer(struct statement *statement, int index, int64_t value)
{
    statement_bound(statement, sqlite3_bind_int64(statement->handle, index, value));
}

void statement_bind_real(struct statement *statement, int index, double value)
{
    statement_bound(statement, sqlite3_bind_double(statement->handle, index, value));
}

void statement_bind_null(struct statement *statement, int index)
{
    statement_bound(statement, sqlite3_bind_null(statement->handle, index));
}

void statement_bind_blob(struct statement *statement, int index, const void *bytes, size_t length)
{
    if (length == 0)
        statement_bound(statement, sqlite3_bind_zeroblob(statement->handle, index, 0));
    else
        statement_bound(statement, sqlite3_bind_blob64(statement->handle, index, bytes, length, SQLITE_TRANSIENT));
}

/* ---- rows out ---- */

int statement_step(struct statement *statement, struct error *err)
{
    if (statement->bind_code != SQLITE_OK) {
        error_set(err, statement->bind_code == SQLITE_TOOBIG ? ERROR_LIMIT : ERROR_INTERNAL, "%s: a value: %s",
                  statement->store->name, sqlite3_errstr(statement->bind_code));
        sqlite3_reset(statement->handle);
        return -1;
    }
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        store_error(statement->store, code, err);
    sqlite3_reset(statement->handle);
    return code == SQLITE_DONE ? 0 : -1;
}

int statement_columns(const struct statement *statement)
{
    return sqlite3_column_count(statement->handle);
}

const char *statement_name(const struct statement *statement, int column)
{
    return sqlite3_column_name(statement->handle, column);
}

enum value_kind statement_kind(const struct statement *statement, int column)
{
    switch (sqlite3_column_type(statement->handle, column)) {
    case SQLITE_INTEGER:
        return VALUE_KIND_INTEGER;
    case SQLITE_FLOAT:
        return VALUE_KIND_REAL;
    case SQLITE_TEXT:
        return VALUE_KIND_TEXT;
    case SQLITE_BLOB:
        return VALUE_KIND_BLOB;
    default:
        return VALUE_KIND_NULL;
    }
}

bool statement_is_null(const struct statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int64_t statement_integer(const struct statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

double statement_real(const struct statement *statement, int column)
{
    return sqlite3_column_double(statement->handle, column);
}

const char *statement_text(const struct statement *statement, int column)
{
    return (const char *)sqlite3_column_text(statement->handle, column);
}

struct value statement_value(const struct statement *statement, int column, enum value_type type)
{
    if (statement_is_null(statement, column))
        return VALUE_UNKNOWN;
    switch (type) {
    case VALUE_INTEGER:
        return value_integer(statement_integer(statement, column));
    case VALUE_REAL:
        return value_real(statement_real(statement, column));
    default:
        return value_text(statement_text(statement, column));
    }
}

const void *statement_blob(const struct statement *statement, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    *length = (size_t)sqlite3_column_bytes(statement->handle, column);
    return bytes;
}
