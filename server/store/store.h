/* store/store.h: an SQLite file, opened and questioned. The only floor that knows SQLite. */
#ifndef TERRIL_STORE_STORE_H
#define TERRIL_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/feature.h"

struct store;     /* a connection; belongs to one thread at a time */
struct statement; /* prepared; finalised by its store's close at the latest */

enum store_mode {
    /* Immutable, read only, defensive: for serving. SELECT alone, with SQLite's plain functions and, once loaded, SpatiaLite's
     * that compute (store/guard.c has the list and the limits). */
    STORE_READ,
    STORE_CREATE /* a new private file: no journal on disk, exclusive; never an existing one */
};

/* `path` may be a file or "/proc/self/fd/N": the very file that N has open, whatever its name is by now; N may be closed
 * afterwards. A file that is there but is no database is ERROR_STORAGE. */
struct store *store_open(const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *store);
/* Loads mod_spatialite into the connection: 10 ms and 5 MB, so only for those who compute. Done twice is done once. */
bool store_spatialite(struct store *store, struct error *err);

/* Runs every statement of a script; `name` stands in the error ("analyses/cycling.sql: line 12: ..."). */
bool store_script(struct store *store, const char *sql, const char *name, struct error *err);

/* Prepared once per store and text, kept: ask again and get the same, reset. Parameters are bound, never pasted. 256 are
 * kept; then the one longest not asked for goes. */
struct statement *store_statement(struct store *store, const char *sql, struct error *err);
/* One of its own, for what is read row by row while other questions are asked; closed before its store. */
struct statement *statement_open(struct store *store, const char *sql, struct error *err);
void statement_close(struct statement *statement); /* NULL is fine */
void statement_reset(struct statement *statement); /* and clears what is bound */
void statement_bind_text(struct statement *statement, int index,
                         const char *text); /* from 1; NULL binds NULL; copied */
void statement_bind_integer(struct statement *statement, int index, int64_t value);
void statement_bind_real(struct statement *statement, int index, double value);
void statement_bind_null(struct statement *statement, int index);
void statement_bind_blob(struct statement *statement, int index, const void *bytes, size_t length); /* copied */
/* 1 with a row, 0 at the end (and reset), -1 with an error. */
int statement_step(struct statement *statement, struct error *err);
int statement_columns(const struct statement *statement);
const char *statement_name(const struct statement *statement, int column); /* from 0, as all that follow */
enum value_kind { VALUE_KIND_NULL, VALUE_KIND_INTEGER, VALUE_KIND_REAL, VALUE_KIND_TEXT, VALUE_KIND_BLOB };
enum value_kind statement_kind(const struct statement *statement, int column); /* of this row's value */
bool statement_is_null(const struct statement *statement, int column);
int64_t statement_integer(const struct statement *statement, int column);
double statement_real(const struct statement *statement, int column);
const char *statement_text(const struct statement *statement, int column); /* NULL for NULL; until the next step */
/* As a feature's value of the type its field has; text as statement_text gives it. */
struct value statement_value(const struct statement *statement, int column, enum value_type type);
const void *statement_blob(const struct statement *statement, int column, size_t *length);

/* One row, one column; false with ERROR_NOT_FOUND when there is no row. */
bool store_integer(struct store *store, const char *sql, int64_t *value, struct error *err);
/* Seconds from now after which a running statement is stopped with ERROR_LIMIT; 0 for none. One long call of a SpatiaLite
 * function is not interrupted. */
void store_deadline(struct store *store, double seconds);

#endif
