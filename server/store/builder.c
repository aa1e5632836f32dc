#include "store/building.h"
#include "store/seal.h"

#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA_BYTES_MAX (1024u * 1024u)
#define BUILDING_SUFFIX  ".new-"

const char *building_column_type(enum value_type type)
{
    switch (type) {
    case VALUE_INTEGER:
        return "INTEGER";
    case VALUE_REAL:
        return "REAL";
    default:
        return "TEXT";
    }
}

bool building_run(struct builder *builder, struct buffer *sql, const char *name, struct error *err)
{
    bool done = store_script(builder->store, sql->bytes, name, err);
    buffer_clear(sql);
    return done;
}

/* Files of loads that died: target.new-<process> where no such process runs. One that runs is another load at work. */
static void leftovers_remove(struct builder *builder)
{
    const char *slash = strrchr(builder->target, '/');
    const char *folder =
        slash == NULL ? "." : arena_copy(builder->arena, builder->target, (size_t)(slash + 1 - builder->target));
    const char *prefix =
        arena_printf(builder->arena, "%s" BUILDING_SUFFIX, slash == NULL ? builder->target : slash + 1);
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *item = readdir(directory); item != NULL; item = readdir(directory)) {
        if (!text_starts_with(item->d_name, prefix))
            continue;
        char *end;
        long process = strtol(item->d_name + strlen(prefix), &end, 10);
        bool is_dead = process <= 0 || process == (long)getpid() || (kill((pid_t)process, 0) != 0 && errno == ESRCH);
        if (is_dead)
            unlinkat(dirfd(directory), item->d_name, 0);
    }
    closedir(directory);
}

/* The metadata that QGIS and GDAL look for, and the systems that geometry is stored and asked in. */
static bool metadata_write(struct store *store, struct error *err)
{
    static const int srids[] = {2154, 4171, 4326, 3857, 3950};
    int64_t done = 0;
    if (!store_integer(store, "SELECT InitSpatialMetaData(1, 'NONE')", &done, err))
        return false;
    if (done != 1)
        return error_set(err, ERROR_STORAGE, "SpatiaLite did not write its metadata");
    struct statement *insert = store_statement(store, "SELECT InsertEpsgSrid(?)", err);
    if (insert == NULL)
        return false;
    for (size_t i = 0; i < sizeof srids / sizeof *srids; i++) {
        statement_bind_integer(insert, 1, srids[i]);
        int step = statement_step(insert, err);
        if (step < 0)
            return false;
        bool is_known = step == 1 && statement_integer(insert, 0) == 1;
        statement_reset(insert);
        if (!is_known)
            return error_set(err, ERROR_STORAGE, "SpatiaLite does not know EPSG:%d", srids[i]);
    }
    return true;
}

static bool schema_write(struct builder *builder, const char *schema_path, struct error *err)
{
    struct buffer schema = BUFFER_INIT;
    bool done =
        file_read(schema_path, SCHEMA_BYTES_MAX, &schema, err) && building_run(builder, &schema, "schema.sql", err);
    buffer_free(&schema);
    return done;
}

struct builder *builder_open(const char *target, const char *schema_path, struct error *err)
{
    struct arena *arena = arena_new();
    struct builder *builder = arena_alloc(arena, sizeof *builder);
    builder->arena = arena;
    builder->target = arena_string(arena, target);
    builder->path = arena_printf(arena, "%s" BUILDING_SUFFIX "%ld", target, (long)getpid());
    const char *slash = strrchr(target, '/');
    if (slash != NULL && slash != target) {
        const char *folder = arena_copy(arena, target, (size_t)(slash - target));
        if (!file_is_folder(folder) && !file_make_folder(folder, err))
            goto failed;
    }
    leftovers_remove(builder);
    builder->store = store_open(builder->path, STORE_CREATE, err);
    if (builder->store == NULL)
        goto failed;
    /* A collection that fails its checks is rolled back, which needs a journal, if only in memory. What sources say, sorts
     * and doubles go to a file once they are longer than 16 MB: a country's would be half of what a load holds. */
    if (!store_script(builder->store,
                      "PRAGMA journal_mode = MEMORY; PRAGMA temp_store = FILE; PRAGMA cache_size = -32768;"
                      "PRAGMA temp.cache_size = -16384;",
                      "builder", err) ||
        !store_spatialite(builder->store, err) || !metadata_write(builder->store, err) ||
        !store_script(builder->store, "BEGIN", "builder", err) || !schema_write(builder, schema_path, err))
        goto failed;
    return builder;

failed:
    builder_abandon(builder);
    return NULL;
}

struct store *builder_store(struct builder *builder)
{
    return builder->store;
}

void builder_abandon(struct builder *builder)
{
    if (builder == NULL)
        return;
    if (builder->store != NULL) {
        store_close(builder->store);
        unlink(builder->path);
    }
    arena_free(builder->arena);
}

/* What SpatiaLite keeps beside its tables for people who edit them: 8 triggers a table. Nobody edits a sealed file, and
 * every connection that opens it would read them all: 91 kB of SQL, 1 ms, 0.9 MB. In a copy,
 * `SELECT UpgradeGeometryTriggers(1)` makes them again. This is the DELETE that DROP TRIGGER itself runs, once for all:
 * 242 of those took 1.4 s. */
static bool triggers_drop(struct store *store, struct error *err)
{
    return store_script(store,
                        "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE type = 'trigger';"
                        "PRAGMA writable_schema = RESET",
                        "builder", err);
}

/* Nothing may be wrong with the file itself, nor point at what is not there. */
static bool file_check(struct store *store, struct error *err)
{
    struct statement *integrity = store_statement(store, "PRAGMA integrity_check(1)", err);
    if (integrity == NULL || statement_step(integrity, err) < 0)
        return false;
    const char *verdict = statement_text(integrity, 0);
    bool is_whole = verdict != NULL && strcmp(verdict, "ok") == 0;
    if (!is_whole)
        error_set(err, ERROR_STORAGE, "the new snapshot is damaged: %s", verdict != NULL ? verdict : "no answer");
    statement_reset(integrity);
    if (!is_whole)
        return false;
    struct statement *keys = store_statement(store, "SELECT \"table\", rowid FROM pragma_foreign_key_check", err);
    int step = keys == NULL ? -1 : statement_step(keys, err);
    if (step == 1) {
        error_set(err, ERROR_STORAGE, "table %s, row %lld: names something that is not there", statement_text(keys, 0),
                  (long long)statement_integer(keys, 1));
        statement_reset(keys);
    }
    return step == 0;
}

/* Nobody writes to what is sealed. */
static bool mode_set(const struct builder *builder, struct error *err)
{
    return chmod(builder->path, 0444) == 0 || error_set(err, ERROR_STORAGE, "%s: %s", builder->path, strerror(errno));
}

bool builder_publish(struct builder *builder, struct error *err)
{
    bool done = store_script(builder->store, "COMMIT", "builder", err) && triggers_drop(builder->store, err) &&
                store_script(builder->store, "ANALYZE; PRAGMA journal_mode = DELETE;", "builder", err) &&
                file_check(builder->store, err);
    store_close(builder->store);
    builder->store = NULL;
    done = done && seal_write(builder->path, err) && mode_set(builder, err) &&
           file_publish(builder->path, builder->target, err);
    if (!done)
        unlink(builder->path);
    arena_free(builder->arena);
    return done;
}
