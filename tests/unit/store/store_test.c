#include "store/store.h"

#include "base/clock.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static const char *path_of(const char *name)
{
    static char path[2][PATH_MAX];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/terril-store-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* A file with a table of communes and an R*Tree over three boxes. */
static void make_file(const char *path, const char *first)
{
    struct error err = ERROR_INIT;
    struct store *store = store_open(path, STORE_CREATE, &err);
    assert_non_null(store);
    assert_true(
        store_script(store,
                     "CREATE TABLE commune (insee TEXT PRIMARY KEY, nom TEXT, population INTEGER, part REAL);\n"
                     "CREATE VIRTUAL TABLE idx_commune_geometry USING rtree (pkid, xmin, xmax, ymin, ymax);\n"
                     "INSERT INTO idx_commune_geometry VALUES (1, 0, 1, 0, 1), (2, 2, 3, 0, 1), (3, 4, 5, 0, 1);",
                     "file.sql", &err));
    struct statement *insert = store_statement(store, "INSERT INTO commune VALUES (?, ?, ?, ?)", &err);
    assert_non_null(insert);
    statement_bind_text(insert, 1, "62498");
    statement_bind_text(insert, 2, first);
    statement_bind_integer(insert, 3, 30000);
    statement_bind_null(insert, 4);
    assert_int_equal(statement_step(insert, &err), 0);
    store_close(store);
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    make_file(path_of("a.sqlite"), "Lens");
    struct store *store = store_open(path_of("a.sqlite"), STORE_READ, &err);
    assert_non_null(store);
    struct statement *select =
        store_statement(store, "SELECT insee, nom, population, part, x'00ff' FROM commune", &err);
    assert_int_equal(statement_step(select, &err), 1);
    assert_int_equal(statement_columns(select), 5);
    assert_string_equal(statement_name(select, 1), "nom");
    assert_string_equal(statement_text(select, 1), "Lens");
    assert_int_equal(statement_integer(select, 2), 30000);
    assert_int_equal(statement_kind(select, 2), VALUE_KIND_INTEGER);
    assert_true(statement_is_null(select, 3));
    assert_null(statement_text(select, 3));
    size_t length;
    assert_memory_equal(statement_blob(select, 4, &length), "\0\xff", 2);
    assert_int_equal(length, 2);
    assert_int_equal(statement_step(select, &err), 0);
    store_close(store);
}

static void a_statement_is_prepared_once(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    make_file(path_of("once.sqlite"), "Lens");
    struct store *store = store_open(path_of("once.sqlite"), STORE_READ, &err);
    struct statement *first = store_statement(store, "SELECT nom FROM commune WHERE insee = ?", &err);
    statement_bind_text(first, 1, "62498");
    assert_int_equal(statement_step(first, &err), 1);
    struct statement *again = store_statement(store, "SELECT nom FROM commune WHERE insee = ?", &err);
    assert_ptr_equal(first, again);
    assert_int_equal(statement_step(again, &err), 0); /* reset, and its value forgotten */
    for (int i = 0; i < 1000; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "SELECT %d", i);
        int64_t value = -1;
        assert_true(store_integer(store, sql, &value, &err));
        assert_int_equal(value, i);
    }
    store_close(store);
}

static void a_statement_of_its_own_is_not_disturbed(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    make_file(path_of("own.sqlite"), "Lens");
    struct store *store = store_open(path_of("own.sqlite"), STORE_READ, &err);
    const char *sql = "SELECT pkid FROM idx_commune_geometry ORDER BY pkid";
    struct statement *left = statement_open(store, sql, &err), *right = statement_open(store, sql, &err);
    assert_int_equal(statement_step(left, &err), 1);
    assert_int_equal(statement_step(right, &err), 1);
    assert_int_equal(statement_step(left, &err), 1);
    assert_int_equal(statement_integer(left, 0), 2);
    assert_int_equal(statement_integer(right, 0), 1);
    statement_close(left);
    statement_close(right);
    statement_close(NULL);
    store_close(store);
    store_close(NULL);
}

static void values_that_look_like_sql_are_values(void **state)
{
    (void)state;
    static const char *const values[] = {"'; DROP TABLE commune; --", "\" OR 1=1", "x') UNION SELECT 1 --", "%",
                                         "NULL"};
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const char *path = path_of("bound.sqlite");
        make_file(path, values[i]);
        struct store *store = store_open(path, STORE_READ, &err);
        struct statement *select = store_statement(store, "SELECT nom FROM commune WHERE nom = ?", &err);
        statement_bind_text(select, 1, values[i]);
        assert_int_equal(statement_step(select, &err), 1);
        assert_string_equal(statement_text(select, 0), values[i]);
        statement_reset(select);
        statement_bind_text(select, 1, "' OR '1'='1");
        assert_int_equal(statement_step(select, &err), 0);
        store_close(store);
        unlink(path);
    }
}

static void a_reader_can_only_read(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "DELETE FROM commune",
        "INSERT INTO commune (insee) VALUES (1)",
        "INSERT INTO idx_commune_geometry VALUES (9, 0, 1, 0, 1)",
        "DELETE FROM idx_commune_geometry_node",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "DROP TABLE commune",
        "ATTACH '/etc/passwd' AS other",
        "PRAGMA journal_mode = WAL",
        "PRAGMA writable_schema = 1",
        "SELECT load_extension('mod_spatialite')",
        "SELECT randomblob(1000000000)",
        "SELECT fts3_tokenizer('simple')",
        "SELECT Zipfile_NumSHP('/etc/passwd')",
        "SELECT * FROM pragma_database_list",
        "VACUUM",
        "BEGIN",
    };
    struct error err = ERROR_INIT;
    make_file(path_of("guard.sqlite"), "Lens");
    for (int with_spatialite = 0; with_spatialite < 2; with_spatialite++) {
        struct store *store = store_open(path_of("guard.sqlite"), STORE_READ, &err);
        if (with_spatialite)
            assert_true(store_spatialite(store, &err));
        for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
            err = (struct error)ERROR_INIT;
            if (store_script(store, refused[i], "refused.sql", &err))
                fail_msg("allowed: %s", refused[i]);
            assert_int_not_equal(err.kind, ERROR_NONE);
        }
        int64_t count = 0;
        assert_true(store_integer(store, "SELECT count(*) FROM commune", &count, &err));
        assert_int_equal(count, 1);
        assert_true(store_integer(store, "SELECT count(*) FROM idx_commune_geometry WHERE xmin <= 2.5 AND xmax >= 1",
                                  &count, &err));
        assert_int_equal(count, 2);
        store_close(store);
    }
}

static void spatialite_is_loaded_once(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    double area = 0;
    make_file(path_of("spatial.sqlite"), "Lens");
    struct store *store = store_open(path_of("spatial.sqlite"), STORE_READ, &err);
    assert_null(store_statement(store, "SELECT ST_Area(GeomFromText('POLYGON((0 0,2 0,2 3,0 3,0 0))'))", &err));
    assert_true(store_spatialite(store, &err));
    assert_true(store_spatialite(store, &err));
    struct statement *select =
        store_statement(store, "SELECT ST_Area(GeomFromText('POLYGON((0 0,2 0,2 3,0 3,0 0))'))", &err);
    assert_non_null(select);
    assert_int_equal(statement_step(select, &err), 1);
    area = statement_real(select, 0);
    assert_true(area > 5.999 && area < 6.001);
    store_close(store);

    store = store_open(path_of("created.sqlite"), STORE_CREATE, &err);
    assert_true(store_spatialite(store, &err));
    assert_true(store_script(store, "SELECT InitSpatialMetaDataFull(1)", "init.sql", &err));
    store_close(store);
}

static void the_deadline_stops_an_endless_question(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    make_file(path_of("late.sqlite"), "Lens");
    struct store *store = store_open(path_of("late.sqlite"), STORE_READ, &err);
    const char *endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    int64_t value = 7;
    double begin = clock_seconds();
    store_deadline(store, 0.1);
    assert_false(store_integer(store, endless, &value, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.message, "longer than 0.1 s"));
    assert_int_equal(value, 7);
    assert_true(clock_seconds() - begin < 10);
    store_deadline(store, 0);
    assert_true(store_integer(store, "SELECT count(*) FROM commune", &value, &err));
    assert_int_equal(value, 1);
    store_close(store);
}

static void a_value_above_the_limit_is_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    make_file(path_of("long.sqlite"), "Lens");
    struct store *store = store_open(path_of("long.sqlite"), STORE_READ, &err);
    size_t length = 17 * 1024 * 1024;
    char *text = malloc(length + 1);
    memset(text, 'a', length);
    text[length] = '\0';
    struct statement *select = store_statement(store, "SELECT ?", &err);
    statement_bind_text(select, 1, text);
    assert_int_equal(statement_step(select, &err), -1);
    assert_int_equal(err.kind, ERROR_LIMIT);
    statement_reset(select);
    statement_bind_text(select, 1, "short");
    assert_int_equal(statement_step(select, &err), 1);
    free(text);
    store_close(store);
}

static void a_script_names_its_line(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct store *store = store_open(path_of("script.sqlite"), STORE_CREATE, &err);
    assert_true(store_script(store, "-- nothing\n ;; /* but a comment */", "empty.sql", &err));
    assert_false(store_script(
        store, "CREATE TABLE t (a UNIQUE);\n-- two\nINSERT INTO t VALUES (1);\n\nINSERT INTO x\nVALUES (1);",
        "analyses/x.sql", &err));
    assert_non_null(strstr(err.message, "analyses/x.sql: line 5: "));
    assert_false(store_script(store, "\n/* again\n */\nINSERT INTO t VALUES (1);", "again.sql", &err));
    assert_non_null(strstr(err.message, "again.sql: line 4: UNIQUE"));
    store_close(store);
}

static void a_descriptor_is_the_file_it_was_opened_on(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char path[PATH_MAX], by_descriptor[64];
    strcpy(path, path_of("live.sqlite"));
    make_file(path, "old");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    make_file(path_of("next.sqlite"), "new");
    assert_int_equal(rename(path_of("next.sqlite"), path), 0);
    snprintf(by_descriptor, sizeof by_descriptor, "/proc/self/fd/%d", fd);
    struct store *store = store_open(by_descriptor, STORE_READ, &err);
    assert_non_null(store);
    close(fd);
    struct statement *select = store_statement(store, "SELECT nom FROM commune", &err);
    assert_int_equal(statement_step(select, &err), 1);
    assert_string_equal(statement_text(select, 0), "old");
    store_close(store);
}

static void what_is_no_database_is_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(store_open(path_of("missing.sqlite"), STORE_READ, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_null(store_open(folder, STORE_READ, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
    assert_null(store_open(path_of("fifo"), STORE_READ, &err));
    FILE *file = fopen(path_of("text.sqlite"), "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database\n", file);
    fclose(file);
    assert_null(store_open(path_of("text.sqlite"), STORE_READ, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_non_null(strstr(err.message, "not a database"));
    assert_null(store_open(path_of("text.sqlite"), STORE_CREATE, &err)); /* never an existing one */
    assert_null(store_open("/proc/self/fd/9999999", STORE_READ, &err));
    assert_null(store_open("/proc/self/fd/../../version", STORE_READ, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(a_statement_is_prepared_once),
        cmocka_unit_test(a_statement_of_its_own_is_not_disturbed),
        cmocka_unit_test(values_that_look_like_sql_are_values),
        cmocka_unit_test(a_reader_can_only_read),
        cmocka_unit_test(spatialite_is_loaded_once),
        cmocka_unit_test(the_deadline_stops_an_endless_question),
        cmocka_unit_test(a_value_above_the_limit_is_refused),
        cmocka_unit_test(a_script_names_its_line),
        cmocka_unit_test(a_descriptor_is_the_file_it_was_opened_on),
        cmocka_unit_test(what_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
