/* store/connection.h: what the parts of a store share. For store.c, statement.c, guard.c and descriptor.c. */
#ifndef TERRIL_STORE_CONNECTION_H
#define TERRIL_STORE_CONNECTION_H

#include "store/store.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "geo/crs.h"

#include <sqlite3.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ROBUST: statements are kept by the shape of their question; a shape is a filter's, so there can be many. */
#define STATEMENTS_MAX 256

struct residents;
struct snapshot_collection;

struct store {
    sqlite3 *db;
    char *name; /* for error lines: the file, even when it was opened by descriptor */
    enum store_mode mode;
    bool has_spatialite;
    bool has_filter_functions;
    double deadline_seconds;                     /* as asked for; 0 for none */
    double deadline;                             /* clock_seconds() at which it is over */
    struct crs_transform *to_plane, *to_degrees; /* CRS84 to EPSG:2154 and back; NULL until store_transforms */
    struct crs_transform *to_mercator,
        *from_mercator;                        /* EPSG:2154 to 3857 and back; NULL until the first tile is made */
    struct crs_transform *to_cc50, *from_cc50; /* EPSG:2154 to 3950 and back; NULL until asked for */
    struct residents *residents; /* of the generation that lends the connection; NULL: everything is in the file */
    /* kept for the next question */
    struct arena *arena; /* one feature's geometry */
    struct buffer room;  /* fids and SQL text */
    uint64_t asked;      /* counts questions, so that the statement longest not asked for is known */
    size_t statement_count;
    uint64_t hashes[STATEMENTS_MAX]; /* of statements[i]'s text; apart, so that looking one up reads little memory */
    struct statement *statements[STATEMENTS_MAX];
};

/* "name: what SQLite says" with the kind that its code stands for. Returns false. */
bool store_error(struct store *store, int code, struct error *err);
/* sqlite3_prepare_v3 of this store, which lets the R*Trees in. SQLite's code. */
int store_prepare(struct store *store, const char *sql, unsigned flags, sqlite3_stmt **handle, const char **tail);
/* Makes to_plane and to_degrees, at the first question that needs them: they bring PROJ in (geo/projection.h). */
bool store_transforms(struct store *store, struct error *err);
/* From EPSG:2154 to a system and back, opened when first asked for; NULL for EPSG:2154 itself. CRS84 stands for EPSG:4326 too: x is the
 * longitude. */
bool store_system(struct store *store, enum crs crs, struct crs_transform **from_plane, struct crs_transform **to_plane,
                  struct error *err);
/* scales.c: the prepared level of outlines for a tolerance in metres (0: the whole geometry), and the key behind which a feature's
 * rows of `outline` stand, in the order of their levels. The one of a level is the last that is not beyond it. */
int outline_level(const struct snapshot_collection *collection, double tolerance);
int64_t outline_key(const struct snapshot_collection *collection, int64_t fid);
/* Takes back what was appended since `out` was `length` long: outputs are untouched on failure. */
void store_undo(struct buffer *out, size_t length);
void store_statements_free(struct store *store);

/* A stranger's wishes may reach a statement's values, so a reading connection can do nothing but read: limits, no
 * schema changes, no functions outside a list. */
bool guard_install(struct store *store, struct error *err);
/* Names each R*Tree once, unguarded: without that they cannot be read. SQLite's code. */
int guard_meet_indexes(struct store *store);
/* SQLite's own test of the whole file, which the list of what is allowed would not let through. */
bool store_integrity(struct store *store, struct error *err);
/* Lifts the list of what is allowed while our own extension is set up. */
void guard_allow(struct store *store, bool everything);

/* filter_function.c: makes the functions that filters need known to the connection, at the first filter. SQLite's code. */
int filter_functions_register(struct store *store);

/* Makes the VFS that reads a file by its descriptor known to SQLite. Called once. */
int descriptor_register(void);
#define DESCRIPTOR_VFS    "terril"
#define DESCRIPTOR_FOLDER "/proc/self/fd/"

#endif
