/* A snapshot of three communes, two EPCI and two estates, made by the tests themselves.
 *
 *     +--------+--------+--------+   each 10 x 20 km; the basin is the first two
 *     | Lens   | Harnes | Arras  |   EPCI 1: Lens and Harnes; EPCI 2: Arras
 *     |  o []  |   []   |        |   [] an estate, o a station
 *     +--------+--------+--------+
 */
#ifndef TERRIL_TEST_PRINT_FIXTURE_H
#define TERRIL_TEST_PRINT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "print/sheet.h"
#include "store/snapshot.h"
#include "store/store.h"

/* What a test wants in the snapshot beside the rest: SQL, set before it is made. */
static const char *fixture_extra = "";

struct printing {
    char folder[64], path[96];
    struct arena *arena;
    struct store *store;
    struct snapshot *snapshot;
    struct style **styles;
};

static const char fixture_tables[] =
    "CREATE TABLE communes (fid INTEGER PRIMARY KEY, insee TEXT, nom TEXT, epci_siren TEXT, population INTEGER, bassin "
    "INTEGER, geometry MULTIPOLYGON);\n"
    "INSERT INTO communes SELECT column1, column2, column3, column4, column5, column6, GeomFromText(column7, 2154) "
    "FROM "
    "(VALUES\n"
    " (1, '62498', 'Lens', '1', 32920, 1, 'MULTIPOLYGON(((680000 7030000, 690000 7030000, 690000 7050000, 680000 "
    "7050000, "
    "680000 7030000)))'),\n"
    " (2, '62413', 'Harnes-sur-l''Eau', '1', 12247, 1, 'MULTIPOLYGON(((690000 7030000, 700000 7030000, 700000 7050000, "
    "690000 7050000, 690000 7030000)))'),\n"
    " (3, '62041', 'Arras', '2', 42000, 0, 'MULTIPOLYGON(((700000 7030000, 710000 7030000, 710000 7050000, 700000 "
    "7050000, 700000 7030000)))'));\n"
    "CREATE TABLE epci (fid INTEGER PRIMARY KEY, siren TEXT, nom TEXT, geometry MULTIPOLYGON);\n"
    "INSERT INTO epci SELECT row_number() OVER (), epci_siren, CASE epci_siren WHEN '1' THEN 'CA d''ici' ELSE 'CU de "
    "là-bas' END, CastToMulti(ST_Union(geometry)) FROM communes GROUP BY epci_siren ORDER BY epci_siren;\n"
    "CREATE TABLE basin (fid INTEGER PRIMARY KEY, id TEXT, geometry MULTIPOLYGON);\n"
    "INSERT INTO basin SELECT 1, 'bassin', CastToMulti(ST_Union(geometry)) FROM communes WHERE bassin = 1;\n"
    "CREATE TABLE estates (fid INTEGER PRIMARY KEY, id_lsm TEXT, nom TEXT, communes TEXT, unesco TEXT, geometry "
    "MULTIPOLYGON);\n"
    "INSERT INTO estates SELECT column1, column2, column3, column4, column5, GeomFromText(column6, 2154) FROM (VALUES\n"
    " (1, '704', 'Cité n° 1', 'Lens', 'inscrit', 'MULTIPOLYGON(((685000 7040000, 687000 7040000, 687000 7041000, "
    "685000 "
    "7041000, 685000 7040000)))'),\n"
    " (2, '705', 'Cité n° 2', 'Harnes', 'inscrit_partiel', 'MULTIPOLYGON(((695000 7040000, 696000 7040000, 696000 "
    "7041000, 695000 7041000, 695000 7040000)))'));\n"
    "CREATE TABLE stations (fid INTEGER PRIMARY KEY, code_uic TEXT, nom TEXT, voyageurs TEXT, geometry POINT);\n"
    "INSERT INTO stations VALUES (1, '87345009', 'Lens', 'O', GeomFromText('POINT(683000 7040000)', 2154));\n";

static const char fixture_rows[] =
    "INSERT INTO meta VALUES ('format', '1'), ('generation', '0123456789abcdef'), ('edition', '%s'), ('program', "
    "'0');\n"
    "INSERT INTO source VALUES ('communes', 'Communes', 'Communes', 'IGN', 'LO', 'IGN Admin Express', NULL, "
    "'2026-01-01', 'c', 'official', '0', 3, 0, 0),\n"
    " ('cites_erbm', 'Cités', 'Estates', 'MBM', 'LO', 'Mission Bassin Minier (cités ERBM)', NULL, '2026-03-10', 'c', "
    "'official', '0', 2, 0, 0),\n"
    " ('gares', 'Gares', 'Stations', 'SNCF', 'ODbL', 'SNCF (gares)', NULL, NULL, 'c', 'official', '0', 1, 0, 0);\n"
    "INSERT INTO indicator VALUES ('cites', 1, 'estates', 'Cités prioritaires', 'Priority estates', '', 'stock', 0, "
    "'d', "
    "'d', NULL, NULL, NULL, 0, NULL, 's'),\n"
    " ('cites_unesco_inscrit', 2, 'estates', 't', 't', '', 'stock', 0, 'd', 'd', NULL, NULL, NULL, 0, NULL, 's'),\n"
    " ('cyclable_km', 3, 'cycling', 't', 't', 'km', 'stock', 1, 'd', 'd', NULL, NULL, NULL, 1, NULL, 's'),\n"
    " ('surface_cyclable_500_pct', 4, 'cycling', 't', 't', '', 'ratio', 1, 'd', 'd', NULL, NULL, NULL, 1, NULL, 's'),\n"
    " ('population', 5, 'territory', 't', 't', '', 'stock', 0, 'd', 'd', NULL, NULL, NULL, 0, NULL, 's');\n"
    "INSERT INTO figure VALUES ('bassin', 'total', 'total', 'cites', 2), ('bassin', 'total', 'total', "
    "'cites_unesco_inscrit', 1),\n"
    " ('epci', 'epci', '1', 'cites', 2), ('epci', 'epci', '2', 'cites', 0), ('bassin', 'total', 'total', "
    "'cyclable_km', "
    "NULL),\n"
    " ('bassin', 'total', 'total', 'surface_cyclable_500_pct', 12.34), ('bassin', 'total', 'total', 'population', "
    "1184821),\n"
    " ('epci', 'epci', '2', 'cites_unesco_inscrit', 0), ('epci', 'epci', '1', 'cites_unesco_inscrit', 1);\n";

static const struct {
    const char *id, *geometry, *sql_geometry, *source, *fields;
    int features;
} fixture_collections[] = {
    {"communes", "MultiPolygon", "MULTIPOLYGON", "communes", "insee nom epci_siren population+ bassin+", 3},
    {"epci", "MultiPolygon", "MULTIPOLYGON", "communes", "siren nom", 2},
    {"basin", "MultiPolygon", "MULTIPOLYGON", "communes", "id", 1},
    {"estates", "MultiPolygon", "MULTIPOLYGON", "cites_erbm", "id_lsm nom communes unesco", 2},
    {"stations", "Point", "POINT", "gares", "code_uic nom voyageurs", 1},
};

static inline void fixture_run(struct store *store, const char *sql)
{
    struct error err = ERROR_INIT;
    if (!store_script(store, sql, "fixture.h", &err))
        fail_msg("%s", err.message);
}

static inline void fixture_collection(struct store *store, size_t at, struct arena *arena)
{
    const char *id = fixture_collections[at].id;
    fixture_run(store, arena_printf(arena,
                                    "SELECT RecoverGeometryColumn('%s', 'geometry', 2154, '%s', 'XY');"
                                    "SELECT CreateSpatialIndex('%s', 'geometry');",
                                    id, fixture_collections[at].sql_geometry, id));
    fixture_run(store,
                arena_printf(arena, "INSERT INTO rendition SELECT %d << 32 | fid, '{}', 2.7, 50.3, 3, 50.5 FROM %s;",
                             (int)at + 1, id));
    char *fields = arena_string(arena, fixture_collections[at].fields), *rest = fields;
    size_t first = strcspn(fields, " ");
    fixture_run(store,
                arena_printf(arena,
                             "CREATE UNIQUE INDEX %s_key ON %s (%.*s); INSERT INTO collection VALUES ('%s', %d, "
                             "'%s', 't', 't', 'd', 'd', '%s', '%.*s', '%.*s', '%s', %d, 2.7, 50.3, 3, 50.5, 0, 0, 0);",
                             id, id, (int)first, fields, id, (int)at + 1, id, fixture_collections[at].geometry,
                             (int)first, fields, (int)first, fields, fixture_collections[at].source,
                             fixture_collections[at].features));
    int position = 1;
    for (char *field = strtok_r(rest, " ", &rest); field != NULL; field = strtok_r(NULL, " ", &rest)) {
        bool is_integer = field[strlen(field) - 1] == '+';
        field[strcspn(field, "+")] = '\0';
        fixture_run(store, arena_printf(arena, "INSERT INTO field VALUES ('%s', %d, '%s', '%s', 't', 't', NULL);", id,
                                        position++, field, is_integer ? "integer" : "text"));
    }
}

static inline void fixture_make(struct printing *printing, const char *edition)
{
    struct error err = ERROR_INIT;
    struct buffer schema = BUFFER_INIT;
    struct store *store = store_open(printing->path, STORE_CREATE, &err);
    const char *home = file_home(&err);
    if (store == NULL || home == NULL || !store_spatialite(store, &err))
        fail_msg("%s", err.message);
    assert_true(file_read(file_join(printing->arena, home, "geodata/schema.sql"), 1 << 20, &schema, &err));
    fixture_run(store, "SELECT InitSpatialMetaData(1, 'NONE'); SELECT InsertEpsgSrid(2154); BEGIN");
    fixture_run(store, fixture_tables);
    fixture_run(store, schema.bytes);
    char rows[8192];
    snprintf(rows, sizeof rows, fixture_rows, edition);
    fixture_run(store, rows);
    for (size_t at = 0; at < sizeof fixture_collections / sizeof fixture_collections[0]; at++)
        fixture_collection(store, at, printing->arena);
    fixture_run(store, fixture_extra);
    fixture_run(store, "COMMIT");
    store_close(store);
    buffer_free(&schema);
}

static inline int fixture_open(void **state, const char *edition)
{
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct printing *printing = arena_alloc(arena, sizeof *printing);
    printing->arena = arena;
    strcpy(printing->folder, "/tmp/terril-print-XXXXXX");
    if (mkdtemp(printing->folder) == NULL)
        return -1;
    snprintf(printing->path, sizeof printing->path, "%s/snapshot.sqlite", printing->folder);
    fixture_make(printing, edition);
    printing->store = store_open(printing->path, STORE_READ, &err);
    printing->snapshot = printing->store != NULL ? snapshot_read(printing->store, arena, &err) : NULL;
    const char *home = file_home(&err);
    printing->styles = printing->snapshot != NULL ? styles_open(file_join(arena, home, "styles"), arena, &err) : NULL;
    if (printing->styles == NULL)
        fail_msg("%s", err.message);
    *state = printing;
    return 0;
}

static inline int fixture_setup(void **state)
{
    return fixture_open(state, "official");
}

static inline int fixture_setup_schematic(void **state)
{
    return fixture_open(state, "schematic");
}

static inline int fixture_teardown(void **state)
{
    struct printing *printing = *state;
    store_close(printing->store);
    unlink(printing->path);
    rmdir(printing->folder);
    arena_free(printing->arena);
    return 0;
}

#endif
