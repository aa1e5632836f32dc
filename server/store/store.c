#include "store/store.h"
#include "store/connection.h"

#include "base/clock.h"
#include "base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_once_t store_once = PTHREAD_ONCE_INIT;

/* Before the first connection. Each connection belongs to one thread at a time, so SQLite's own locks and its counting of
 * memory, one lock for all threads, are left out (measured: 5 to 25 % more questions a second). When PROJ was there first
 * SQLite answers SQLITE_MISUSE and goes on with its locks, which is slower and as right. */
static void store_begin(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    unsetenv("SPATIALITE_SECURITY"); /* "relaxed" would let SQL read and write files */
    if (sqlite3_initialize() == SQLITE_OK)
        descriptor_register();
}

bool store_error(struct store *store, int code, struct error *err)
{
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return error_set(err, ERROR_LIMIT, "%s: the question took longer than %.3g s and was stopped", store->name,
                         store->deadline_seconds);
    case SQLITE_TOOBIG:
        return error_set(err, ERROR_LIMIT, "%s: %s", store->name, sqlite3_errmsg(store->db));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err, ERROR_BUSY, "%s: %s", store->name, sqlite3_errmsg(store->db));
    case SQLITE_NOMEM:
        return error_set(err, ERROR_INTERNAL, "%s: out of memory", store->name);
    default:
        return error_set(err, ERROR_STORAGE, "%s: %s", store->name, sqlite3_errmsg(store->db));
    }
}

static char *store_copy(const char *text, size_t length)
{
    char *copy = memory_alloc(length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* The name behind a descriptor, for people. */
static char *store_name(const char *path)
{
    char name[4096];
    if (strncmp(path, DESCRIPTOR_FOLDER, strlen(DESCRIPTOR_FOLDER)) == 0) {
        ssize_t length = readlink(path, name, sizeof name);
        if (length > 0 && length < (ssize_t)sizeof name)
            return store_copy(name, (size_t)length);
    }
    return store_copy(path, strlen(path));
}

static bool store_open_reading(struct store *store, const char *path, struct error *err)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &store->db, flags, DESCRIPTOR_VFS);
    if (code == SQLITE_OK)
        return guard_install(store, err);
    if (access(path, F_OK) != 0)
        return error_set(err, ERROR_NOT_FOUND, "%s: %s", store->name, strerror(errno));
    return error_set(err, ERROR_STORAGE, "%s: not a file that can be read", store->name);
}

/* Nobody else knows the file yet. The rollback journal stays in memory: it lets a statement that fails be undone, and a
 * file that is left half-built is thrown away. */
static bool store_open_creating(struct store *store, const char *path, struct error *err)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    close(fd);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &store->db, flags, NULL);
    if (code != SQLITE_OK)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, sqlite3_errstr(code));
    code = sqlite3_exec(store->db,
                        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536",
                        NULL, NULL, NULL);
    return code == SQLITE_OK || store_error(store, code, err);
}

struct store *store_open(const char *path, enum store_mode mode, struct error *err)
{
    pthread_once(&store_once, store_begin);
    struct store *store = memory_alloc(sizeof *store);
    memset(store, 0, sizeof *store);
    store->mode = mode;
    store->name = store_name(path);
    store->arena = arena_new();
    bool is_open = mode == STORE_READ ? store_open_reading(store, path, err) : store_open_creating(store, path, err);
    if (is_open)
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_statements_free(store);
    int code = sqlite3_close(store->db);
    assert(code == SQLITE_OK); /* a statement_open without its statement_close */
    (void)code;
    crs_transform_close(store->to_plane);
    crs_transform_close(store->to_degrees);
    crs_transform_close(store->to_mercator);
    crs_transform_close(store->from_mercator);
    crs_transform_close(store->to_cc50);
    crs_transform_close(store->from_cc50);
    arena_free(store->arena);
    buffer_free(&store->room);
    free(store->name);
    free(store);
}

bool store_transforms(struct store *store, struct error *err)
{
    if (store->to_plane == NULL)
        store->to_plane = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, err);
    if (store->to_plane != NULL && store->to_degrees == NULL)
        store->to_degrees = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, err);
    return store->to_plane != NULL && store->to_degrees != NULL;
}

static bool transforms_open(struct crs_transform **to, struct crs_transform **from, enum crs crs, struct error *err)
{
    if (*to == NULL)
        *to = crs_transform_open(CRS_LAMBERT93, crs, err);
    if (*to != NULL && *from == NULL)
        *from = crs_transform_open(crs, CRS_LAMBERT93, err);
    return *to != NULL && *from != NULL;
}

bool store_system(struct store *store, enum crs crs, struct crs_transform **from_plane, struct crs_transform **to_plane,
                  struct error *err)
{
    struct crs_transform **to, **from;
    switch (crs) {
    case CRS_LAMBERT93:
        *from_plane = *to_plane = NULL;
        return true;
    case CRS_WEBMERCATOR:
        to = &store->to_mercator, from = &store->from_mercator;
        break;
    case CRS_CC50:
        to = &store->to_cc50, from = &store->from_cc50;
        break;
    default:
        to = &store->to_degrees, from = &store->to_plane;
        crs = CRS_CRS84;
    }
    if (!transforms_open(to, from, crs, err))
        return false;
    *from_plane = *to;
    *to_plane = *from;
    return true;
}

void store_undo(struct buffer *out, size_t length)
{
    if (out->length == length)
        return;
    out->length = length;
    out->bytes[length] = '\0';
}

bool store_spatialite(struct store *store, struct error *err)
{
    if (store->has_spatialite)
        return true;
    char *message = NULL;
    guard_allow(store, true); /* its start reads pragmas */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
    int code = sqlite3_load_extension(store->db, "mod_spatialite", NULL, &message);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    if (store->mode == STORE_READ)
        guard_allow(store, false);
    store->has_spatialite = code == SQLITE_OK;
    if (code != SQLITE_OK)
        error_set(err, ERROR_INTERNAL, "SpatiaLite cannot be loaded (Debian: libsqlite3-mod-spatialite): %s",
                  message != NULL ? message : sqlite3_errstr(code));
    sqlite3_free(message);
    return store->has_spatialite;
}

/* ---- scripts ---- */

/* Where the next statement's first word stands: behind blanks and comments. */
static const char *script_skip(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n\f;");
        if (at[0] == '-' && at[1] == '-') {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end != NULL ? end + 2 : at + strlen(at);
        } else {
            return at;
        }
    }
}

static bool script_error(struct store *store, const char *sql, const char *at, const char *name, int code,
                         struct error *err)
{
    struct error cause = ERROR_INIT;
    int line = 1;
    for (const char *byte = sql; byte < at; byte++)
        line += *byte == '\n';
    store_error(store, code, &cause);
    if (cause.kind != ERROR_STORAGE)
        return error_set(err, cause.kind, "%s: line %d: %s", name, line, cause.message);
    return error_set(err, ERROR_STORAGE, "%s: line %d: %s", name, line, sqlite3_errmsg(store->db));
}

bool store_script(struct store *store, const char *sql, const char *name, struct error *err)
{
    for (const char *at = script_skip(sql); *at != '\0'; at = script_skip(at)) {
        sqlite3_stmt *handle = NULL;
        const char *tail = NULL;
        int code = store_prepare(store, at, 0, &handle, &tail);
        if (code != SQLITE_OK) {
            int offset = sqlite3_error_offset(store->db);
            return script_error(store, sql, offset >= 0 ? at + offset : at, name, code, err);
        }
        do
            code = sqlite3_step(handle);
        while (code == SQLITE_ROW);
        if (code != SQLITE_DONE) {
            script_error(store, sql, at, name, code, err);
            sqlite3_finalize(handle);
            return false;
        }
        sqlite3_finalize(handle);
        at = tail;
    }
    return true;
}
