/* A small snapshot, drawn on a grid near Lens, made by the tests themselves.
 *
 *     cells  10 x 10 squares of 1 km, every fifth with a hole; the lower left corner of the first at 680,000 7,030,000
 *     ways   40 lines of up to 100 km, which bend most between Lambert-93 and degrees
 *     spots  200 points
 *     void   nothing
 *
 * The first cell, which has a hole, has outlines: a square at level 3 (8 m), a triangle at level 6 (64 m).
 */
#ifndef TERRIL_TEST_STORE_FIXTURE_H
#define TERRIL_TEST_STORE_FIXTURE_H

#include "base/file.h"
#include "geo/crs.h"
#include "geo/wkb.h"
#include "store/seal.h"
#include "store/snapshot.h"
#include "store/store.h"

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
#include <sqlite3.h>

#define FIXTURE_LEFT  680000
#define FIXTURE_LOWER 7030000

static char fixture_folder[64];

static const char fixture_tables[] =
    "SELECT InsertEpsgSrid(2154); SELECT InsertEpsgSrid(4326);\n"
    "CREATE TABLE cells (fid INTEGER PRIMARY KEY, code TEXT, nom TEXT, rang INTEGER, part REAL, geometry "
    "MULTIPOLYGON);\n"
    "CREATE TABLE ways (fid INTEGER PRIMARY KEY, code TEXT, geometry MULTILINESTRING);\n"
    "CREATE TABLE spots (fid INTEGER PRIMARY KEY, number INTEGER, nom TEXT, geometry POINT);\n"
    "CREATE TABLE void (fid INTEGER PRIMARY KEY, code TEXT, geometry POINT);\n"
    "CREATE UNIQUE INDEX cells_key ON cells (code); CREATE UNIQUE INDEX ways_key ON ways (code);\n"
    "CREATE UNIQUE INDEX spots_key ON spots (number); CREATE UNIQUE INDEX void_key ON void (code);\n"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99),\n"
    "  corner AS (SELECT i, 680000 + 1000 * (i % 10) AS x, 7030000 + 1000 * (i / 10) AS y FROM n)\n"
    "INSERT INTO cells SELECT i + 1, printf('c%03d', i), 'Cité n° ' || i, i, CASE WHEN i % 7 THEN i / 8.0 END,\n"
    "  GeomFromText(printf('MULTIPOLYGON(((%d %d, %d %d, %d %d, %d %d, %d %d)%s))', x, y, x + 1000, y, x + 1000, y + "
    "1000,\n"
    "    x, y + 1000, x, y, CASE WHEN i % 5 THEN '' ELSE printf(', (%d %d, %d %d, %d %d, %d %d)', x + 100, y + 100,\n"
    "    x + 900, y + 100, x + 500, y + 900, x + 100, y + 100) END), 2154) FROM corner;\n"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)\n"
    "INSERT INTO ways SELECT i + 1, 'w' || i, GeomFromText(printf('MULTILINESTRING((%d %d, %d %d))',\n"
    "  630000 + i * 7919 % 100000, 6990000 + i * 6841 % 90000, 630000 + i * 5417 % 100000, 6990000 + i * 9973 % "
    "90000),\n"
    "  2154) FROM n;\n"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)\n"
    "INSERT INTO spots SELECT i + 1, i, CASE i WHEN 0 THEN 'a \"b\", c' WHEN 1 THEN '=1+2' WHEN 2 THEN NULL ELSE\n"
    "  'Gare ' || i END, GeomFromText(printf('POINT(%d %d)', 680000 + i * 7919 % 10000, 7030000 + i * 6841 % 10000), "
    "2154)\n"
    "  FROM n;\n";

static const char fixture_rows[] =
    "INSERT INTO meta VALUES ('format', '1'), ('edition', 'schematic'), ('program', '0');\n"
    "INSERT INTO source VALUES ('grid', 'Grille', 'Grid', 'Nobody', 'Licence Ouverte 2.0', 'Nobody', NULL, '2026', "
    "'grid.csv',\n"
    "  'facts', '0', 1, 0, 0);\n"
    "INSERT INTO field VALUES ('cells', 1, 'code', 'text', 'Code', 'Code', NULL),\n"
    "  ('cells', 2, 'nom', 'text', 'Nom', 'Name', NULL), ('cells', 3, 'rang', 'integer', 'Rang', 'Rank', NULL),\n"
    "  ('cells', 4, 'part', 'real', 'Part', 'Share', '%'), ('ways', 1, 'code', 'text', 'Code', 'Code', NULL),\n"
    "  ('spots', 1, 'number', 'integer', 'Numéro', 'Number', NULL), ('spots', 2, 'nom', 'text', 'Nom', 'Name', NULL),\n"
    "  ('void', 1, 'code', 'text', 'Code', 'Code', NULL);\n"
    "INSERT INTO indicator VALUES ('communes', 1, 'territory', 'Communes', 'Communes', '', 'stock', 0, 'Combien', 'How "
    "many',\n"
    "  NULL, NULL, NULL, 0, '2026', 'Nobody');\n"
    "INSERT INTO figure VALUES ('bassin', 'total', 'total', 'communes', 250);\n"
    "INSERT INTO outline VALUES ((1 << 32 | 1) << 4 | 3, AsBinary(GeomFromText('MULTIPOLYGON(((680000 7030000, 681000 "
    "7030000,\n"
    "  681000 7031000, 680000 7031000, 680000 7030000)))', 2154))),\n"
    "  ((1 << 32 | 1) << 4 | 6, AsBinary(GeomFromText('MULTIPOLYGON(((680000 7030000, 681000 7030000, 681000 7031000,\n"
    "  680000 7030000)))', 2154)));\n"
    "INSERT INTO label_point SELECT 1 << 32 | fid, ST_MinX(geometry) + 500, ST_MinY(geometry) + 50 FROM cells;\n"
    "INSERT INTO tile VALUES (0, X'1f8b');\n"
    "INSERT INTO tile_extent VALUES ('Lambert93Quad', 630000, 6990000, 730000, 7080000);\n";

static const struct {
    const char *id, *geometry, *sql_geometry, *key, *label;
} fixture_collections[] = {
    {"cells", "MultiPolygon", "MULTIPOLYGON", "code", "nom"},
    {"ways", "MultiLineString", "MULTILINESTRING", "code", "code"},
    {"spots", "Point", "POINT", "number", "nom"},
    {"void", "Point", "POINT", "code", "code"},
};

static inline const char *fixture_path(const char *name)
{
    static char path[4][PATH_MAX];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", fixture_folder, name);
    return path[turn];
}

static inline int fixture_make_folder(void **state)
{
    (void)state;
    strcpy(fixture_folder, "/tmp/terril-store-XXXXXX");
    return mkdtemp(fixture_folder) != NULL ? 0 : -1;
}

static inline int fixture_remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", fixture_folder);
    return system(command);
}

static inline void fixture_run(struct store *store, const char *sql)
{
    struct error err = ERROR_INIT;
    if (!store_script(store, sql, "fixture.h", &err))
        fail_msg("%s", err.message);
}

/* The renditions and extent of a collection; each feature's text says its generation, id and box. */
static inline void fixture_render(struct store *store, size_t at, const char *generation)
{
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
    const char *id = fixture_collections[at].id;
    struct box extent = BOX_EMPTY;
    int64_t features = 0;
    struct statement *rows =
        statement_open(store, arena_printf(arena, "SELECT fid, geometry FROM %s ORDER BY fid", id), &err);
    struct statement *insert = statement_open(store, "INSERT INTO rendition VALUES (?, ?, ?, ?, ?, ?)", &err);
    assert_non_null(rows);
    for (; statement_step(rows, &err) == 1; features++) {
        struct geometry geometry;
        size_t length;
        const void *blob = statement_blob(rows, 1, &length);
        assert_true(wkb_read_spatialite(blob, length, arena, &geometry, NULL, &err));
        assert_true(crs_transform_geometry(transform, &geometry, &err));
        struct box box = geometry_box(&geometry);
        extent = box_join(extent, box);
        int64_t fid = statement_integer(rows, 0);
        const char *json = arena_printf(arena, "{\"generation\":\"%s\",\"id\":\"%s-%d\"}", generation, id, (int)fid);
        statement_bind_integer(insert, 1, (int64_t)(at + 1) << 32 | fid);
        statement_bind_blob(insert, 2, json, strlen(json));
        statement_bind_real(insert, 3, box.xmin);
        statement_bind_real(insert, 4, box.ymin);
        statement_bind_real(insert, 5, box.xmax);
        statement_bind_real(insert, 6, box.ymax);
        assert_int_equal(statement_step(insert, &err), 0);
    }
    statement_close(rows);
    statement_close(insert);
    struct statement *row = statement_open(
        store,
        "INSERT INTO collection VALUES (?1, ?2, ?1, ?1, ?1, ?1, ?1, ?3, ?4, ?5, 'grid', ?6, ?7, ?8, ?9, ?10, 1, 0, 0)",
        &err);
    assert_non_null(row);
    statement_bind_text(row, 1, id);
    statement_bind_integer(row, 2, (int64_t)at + 1);
    statement_bind_text(row, 3, fixture_collections[at].geometry);
    statement_bind_text(row, 4, fixture_collections[at].key);
    statement_bind_text(row, 5, fixture_collections[at].label);
    statement_bind_integer(row, 6, features);
    if (features > 0) {
        statement_bind_real(row, 7, extent.xmin);
        statement_bind_real(row, 8, extent.ymin);
        statement_bind_real(row, 9, extent.xmax);
        statement_bind_real(row, 10, extent.ymax);
    }
    assert_int_equal(statement_step(row, &err), 0);
    statement_close(row);
    crs_transform_close(transform);
    arena_free(arena);
}

/* A whole snapshot at `path`, which is not there yet. */
static inline void fixture_make(const char *path, const char *generation)
{
    struct error err = ERROR_INIT;
    struct buffer schema = BUFFER_INIT;
    struct arena *arena = arena_new();
    struct store *store = store_open(path, STORE_CREATE, &err);
    if (store == NULL)
        fail_msg("%s", err.message);
    const char *home = file_home(&err);
    assert_non_null(home);
    assert_true(file_read(file_join(arena, home, "geodata/schema.sql"), 1 << 20, &schema, &err));
    assert_true(store_spatialite(store, &err));
    fixture_run(store, "SELECT InitSpatialMetaData(1, 'NONE'); BEGIN");
    fixture_run(store, fixture_tables);
    fixture_run(store, schema.bytes);
    for (size_t at = 0; at < 4; at++) {
        const char *id = fixture_collections[at].id;
        fixture_run(store, arena_printf(arena,
                                        "SELECT RecoverGeometryColumn('%s', 'geometry', 2154, '%s', 'XY');"
                                        "SELECT CreateSpatialIndex('%s', 'geometry');",
                                        id, fixture_collections[at].sql_geometry, id));
        fixture_render(store, at, generation);
    }
    fixture_run(store, fixture_rows);
    fixture_run(store, arena_printf(arena, "INSERT INTO meta VALUES ('generation', '%s')", generation));
    fixture_run(store, "COMMIT; ANALYZE; PRAGMA journal_mode = DELETE");
    store_close(store);
    buffer_free(&schema);
    arena_free(arena);
}

static inline void fixture_copy(const char *from, const char *to)
{
    struct error err = ERROR_INIT;
    struct buffer bytes = BUFFER_INIT;
    assert_true(file_read(from, 64 << 20, &bytes, &err));
    FILE *file = fopen(to, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.bytes, 1, bytes.length, file), bytes.length);
    assert_int_equal(fclose(file), 0);
    buffer_free(&bytes);
}

/* Changes a finished file, as no program of ours would. */
static inline void fixture_spoil(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* What a test of reading works with: a whole snapshot, open. */
struct fixture_reading {
    struct arena *arena;
    struct store *store;
    struct snapshot *snapshot;
};
static struct fixture_reading reading;

static inline int fixture_open(void **state)
{
    struct error err = ERROR_INIT;
    if (fixture_make_folder(state) != 0)
        return -1;
    reading.arena = arena_new();
    fixture_make(fixture_path("reading.sqlite"), "00000000000000aa");
    reading.store = store_open(fixture_path("reading.sqlite"), STORE_READ, &err);
    reading.snapshot = reading.store == NULL ? NULL : snapshot_read(reading.store, reading.arena, &err);
    return reading.snapshot != NULL ? 0 : -1;
}

static inline int fixture_close(void **state)
{
    store_close(reading.store);
    arena_free(reading.arena);
    return fixture_remove_folder(state);
}

#endif
