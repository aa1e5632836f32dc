/* A snapshot of six communes, drawn here, with every analysis run on it as load does.
 *
 *     4000 +-------+-------+-------+      A, B: EPCI 200000001, C: EPCI 200000002, all three in both territories.
 *          |   D   |   E   |   F   |      D: EPCI 200000001, outside of the 250 communes.
 *     2000 +-------+-------+-------+      E: one of the 250, outside of the 8 EPCI.
 *          |   A   |   B   |   C   |      F: as C.
 *        0 +-------+-------+-------+      INSEE codes 62001 (A) to 62006 (F).
 *          0     2000    4000    6000     metres of the plane, from 680,000 7,030,000, near Lens
 */
#ifndef TERRIL_TEST_ANALYSIS_FIXTURE_H
#define TERRIL_TEST_ANALYSIS_FIXTURE_H

#include "analysis/coverage.h"
#include "base/file.h"
#include "catalogue/catalogue.h"
#include "store/builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct drawing {
    const char *not_loaded; /* ids of collections between blanks: " estates "; NULL for none but cycle-facilities */
    const char *more;       /* SQL on the tables drawn_<collection>, in metres from the corner; NULL for none */
};

struct fixture {
    char path[64];
    struct arena *arena;
    struct store *store;
    struct snapshot *snapshot;
};

static const char fixture_drawn[] =
    /* y upwards, x to the right, as above */
    "INSERT INTO drawn_communes (insee, nom, dep, epci_siren, epci_nom, population, bassin, epci_erbm, geometry) VALUES"
    " ('62001', 'Annay', '62', '200000001', 'Est', 100, 1, 1, 'POLYGON((0 0,2000 0,2000 2000,0 2000,0 0))'),"
    " ('62002', 'Béthune', '62', '200000001', 'Est', 200, 1, 1, 'POLYGON((2000 0,4000 0,4000 2000,2000 2000,2000 0))'),"
    " ('62003', 'Carvin', '62', '200000002', 'Ouest', 300, 1, 1, 'POLYGON((4000 0,6000 0,6000 2000,4000 2000,4000 "
    "0))'),"
    " ('62004', 'Divion', '62', '200000001', 'Est', 400, 0, 1, 'POLYGON((0 2000,2000 2000,2000 4000,0 4000,0 2000))'),"
    " ('62005', 'Évin', '62', '299999999', 'Nord', 500, 1, 0,"
    "  'POLYGON((2000 2000,4000 2000,4000 4000,2000 4000,2000 2000))'),"
    " ('62006', 'Estevelles', '62', '200000002', 'Ouest', 600, 1, 1,"
    "  'POLYGON((4000 2000,6000 2000,6000 4000,4000 4000,4000 2000))');"
    /* through A, B and C; the same the other way round; along the border of A and D */
    "INSERT INTO drawn_cycle_routes (id, numero, geometry) VALUES"
    " ('1', 'EV5', 'LINESTRING(0 1000,6000 1000)'), ('2', 'EV5', 'LINESTRING(6000 1000,3000 1000,0 1000)'),"
    " ('3', 'EV5', 'LINESTRING(500 2000,1500 2000)');"
    /* 1 ha in A; 1 ha in B and 3 ha in C; 1 ha in F */
    "INSERT INTO drawn_estates (id_lsm, nom, insee, proprietaire, unesco, geometry) VALUES"
    " ('1', 'Un', '62001', 'Maisons et Cités', 'inscrit', 'POLYGON((100 900,200 900,200 1000,100 1000,100 900))'),"
    " ('2', 'Deux', '62003', 'Maisons et Cités, SIA', 'hors',"
    "  'POLYGON((3900 900,4300 900,4300 1000,3900 1000,3900 900))'),"
    " ('3', 'Trois', '62006', 'SIA', 'zone_tampon', 'POLYGON((5000 3500,5100 3500,5100 3600,5000 3600,5000 3500))');"
    /* 300 x 300 and 200 x 300 m with 100 x 300 m in common: 12 ha */
    "INSERT INTO drawn_unesco_property (id, geometry) VALUES"
    " ('1', 'POLYGON((0 800,300 800,300 1100,0 1100,0 800))'),"
    " ('2', 'POLYGON((200 800,400 800,400 1100,200 1100,200 800))');"
    "INSERT INTO drawn_unesco_buffer (id, geometry) VALUES (1, 'POLYGON((0 1900,100 1900,100 2100,0 2100,0 1900))');"
    /* on the border of A and B; in C; in E; in A, for goods alone */
    "INSERT INTO drawn_stations (code_uic, nom, voyageurs, insee, epci_siren, geometry) VALUES"
    " ('8701', 'Annay', 'O', '62001', '200000001', 'POINT(2000 500)'),"
    " ('8702', 'Carvin', 'O', '62003', '200000002', 'POINT(5000 1000)'),"
    " ('8703', 'Évin', 'O', '62005', '299999999', 'POINT(3000 3900)'),"
    " ('8704', 'Fret', 'N', '62001', '200000001', 'POINT(500 500)');"
    /* b1 and b2 share a land unit; b5 lies 1,001 m of the plane from 8701, b6 1,002 m: 999.6 and 1,000.6 on the ground */
    "INSERT INTO drawn_brownfields (site_id, nom, statut, verifie, insee, surface_m2, geometry) VALUES"
    " ('b1', 'Un', 'friche avec projet', 1, '62002', 10000, 'POINT(2400 500)'),"
    " ('b2', 'Deux', 'friche potentielle', 0, '62002', 10000, 'POINT(2400 520)'),"
    " ('b3', 'Trois', 'friche potentielle', 0, '62002', 5000, 'POINT(2450 500)'),"
    " ('b4', 'Quatre', 'friche potentielle', 0, '62005', 20000, 'POINT(3000 3800)'),"
    " ('b5', 'Cinq', 'friche potentielle', 0, '62002', 2500, 'POINT(3001 500)'),"
    " ('b6', 'Six', 'friche potentielle', 1, '62002', 2500.01, 'POINT(3002 500)');"
    /* from D into A; along the border of B and E */
    "INSERT INTO drawn_mine_railways (id, geometry) VALUES"
    " ('1', 'LINESTRING(1000 3000,1000 500)'), ('2', 'LINESTRING(2500 2000,3500 2000)');"
    /* 40 m in A, 60 m in B */
    "INSERT INTO drawn_slag_heaps (id, nom, geometry) VALUES"
    " ('T1', 'Un', 'POLYGON((1960 100,2060 100,2060 200,1960 200,1960 100))');"
    "INSERT INTO drawn_mine_shafts (id, geometry) VALUES ('1', 'POINT(2000 1500)'), ('2', 'POINT(2100 600)');";

/* What figures.sql reads and says. */
static const char fixture_facts[] =
    "CREATE TEMP TABLE fact_estates (id_lsm TEXT);"
    "CREATE TEMP TABLE fact_estate_figures (fid INTEGER PRIMARY KEY, id_lsm TEXT, indicateur TEXT, valeur REAL, unite "
    "TEXT,"
    " date TEXT, certitude TEXT, source TEXT);"
    "CREATE TEMP TABLE fact_programme_figures (fid INTEGER PRIMARY KEY, date TEXT, indicateur TEXT, definition TEXT,"
    " valeur REAL, unite TEXT, portee TEXT, source TEXT);"
    "CREATE TEMP TABLE verdict (source TEXT, severity TEXT, feature TEXT, message TEXT);";

static const char *const fixture_collections[] = {"communes",      "epci",       "unesco-property", "unesco-buffer",
                                                  "estates",       "stations",   "cycle-routes",    "cycle-facilities",
                                                  "mine-railways", "slag-heaps", "mine-shafts",     "brownfields",
                                                  "station-areas"};
#define FIXTURE_COLLECTIONS (sizeof fixture_collections / sizeof *fixture_collections)

static void fixture_run(struct store *store, const char *sql)
{
    struct error err = ERROR_INIT;
    if (!store_script(store, sql, "fixture.h", &err))
        fail_msg("%s", err.message);
}

static const char *fixture_text(struct arena *arena, const char *name)
{
    struct error err = ERROR_INIT;
    struct buffer text = BUFFER_INIT;
    if (!file_read(file_join(arena, file_home(&err), name), 1 << 20, &text, &err))
        fail_msg("%s", err.message);
    char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* An empty temp.drawn_<table> with the collection's fields. */
static void fixture_table(struct store *store, const struct catalogue_collection *collection)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "CREATE TEMP TABLE drawn_%s (", collection->table);
    for (size_t i = 0; i < collection->field_count; i++)
        buffer_printf(&sql, "%s, ", collection->fields[i].name);
    buffer_puts(&sql, "geometry)");
    fixture_run(store, sql.bytes);
    buffer_free(&sql);
}

/* From text around the corner to geometry where it belongs. */
static void fixture_place(struct store *store, const struct catalogue_collection *collection, struct arena *arena)
{
    fixture_run(store, arena_printf(arena,
                                    "UPDATE drawn_%s SET geometry ="
                                    " ShiftCoords(GeomFromText(geometry, 2154), 680000, 7030000)",
                                    collection->table));
    if (strcmp(collection->id, "communes") == 0)
        fixture_run(store, "UPDATE drawn_communes SET"
                           " surface_km2 = ST_Area(ST_Transform(geometry, 4171), 1) / 1000000");
}

static void fixture_collect(struct builder *builder, const struct catalogue_collection *collection, bool is_loaded,
                            int64_t position, struct arena *arena)
{
    struct error err = ERROR_INIT;
    const char *select = arena_printf(arena, "SELECT * FROM temp.drawn_%s", collection->table);
    if (strcmp(collection->id, "epci") == 0)
        select = "SELECT epci_siren AS siren, epci_nom AS nom, NULL AS sigle, NULL AS nature, count(*) AS communes,"
                 " sum(bassin) AS communes_bassin, sum(population) AS population, sum(surface_km2) AS surface_km2,"
                 " ST_Union(geometry) AS geometry FROM communes WHERE epci_erbm GROUP BY epci_siren";
    if (strcmp(collection->id, "station-areas") == 0)
        select = fixture_text(arena, "geodata/analyses/land.sql");
    if (!builder_collection(builder, collection, is_loaded ? select : NULL, collection->id, position, false, &err))
        fail_msg("%s", err.message);
}

static void fixture_describe(struct store *store, const struct catalogue *catalogue)
{
    struct error err = ERROR_INIT;
    struct statement *source = store_statement(
        store, "INSERT INTO source VALUES (?, '', '', '', '', '', NULL, NULL, '', 'official', '', 0, 0, 0)", &err);
    for (size_t i = 0; i < catalogue->source_count; i++) {
        statement_bind_text(source, 1, catalogue->sources[i].id);
        assert_int_equal(statement_step(source, &err), 0);
    }
    struct statement *indicator = store_statement(
        store,
        "INSERT INTO indicator VALUES (?1, ?2, ?12, ?3, '', ?4, ?5, ?6, ?11, '', ?7, ?8, ?9, ?10, '2026', 'Nobody')",
        &err);
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct catalogue_indicator *about = &catalogue->indicators[i];
        statement_bind_text(indicator, 1, about->id);
        statement_bind_integer(indicator, 2, (int64_t)i + 1);
        statement_bind_text(indicator, 3, about->title.fr);
        statement_bind_text(indicator, 4, about->unit);
        statement_bind_text(indicator, 5, about->kind);
        statement_bind_integer(indicator, 6, about->decimals);
        statement_bind_text(indicator, 7, about->numerator);
        statement_bind_text(indicator, 8, about->denominator);
        statement_bind_real(indicator, 9, about->factor);
        statement_bind_integer(indicator, 10, about->is_geometric);
        statement_bind_text(indicator, 11, about->definition.fr);
        statement_bind_text(indicator, 12, about->theme);
        assert_int_equal(statement_step(indicator, &err), 0);
    }
    fixture_run(store, "INSERT INTO meta VALUES ('format', '1'), ('generation', '0123456789abcdef'),"
                       " ('edition', 'official'), ('program', '0')");
}

static bool fixture_is_loaded(const struct drawing *drawing, const char *id)
{
    char word[64];
    snprintf(word, sizeof word, " %s ", id);
    const char *not_loaded = drawing->not_loaded != NULL ? drawing->not_loaded : " cycle-facilities ";
    return strstr(not_loaded, word) == NULL;
}

static void fixture_build(const struct drawing *drawing, const char *path, struct arena *arena)
{
    struct error err = ERROR_INIT;
    const char *home = file_home(&err);
    struct catalogue *catalogue = catalogue_open(file_join(arena, home, "geodata/catalogue.json"), &err);
    if (catalogue == NULL)
        fail_msg("%s", err.message);
    struct builder *builder = builder_open(path, file_join(arena, home, "geodata/schema.sql"), &err);
    if (builder == NULL)
        fail_msg("%s", err.message);
    struct store *store = builder_store(builder);
    fixture_describe(store, catalogue);
    const struct catalogue_collection *collections[FIXTURE_COLLECTIONS];
    for (size_t i = 0; i < FIXTURE_COLLECTIONS; i++) {
        collections[i] = catalogue_collection_of(catalogue, fixture_collections[i]);
        assert_non_null(collections[i]);
        fixture_table(store, collections[i]);
    }
    fixture_run(store, fixture_drawn);
    fixture_run(store, fixture_facts);
    if (drawing->more != NULL)
        fixture_run(store, drawing->more);
    int64_t position = 0;
    for (size_t i = 0; i < FIXTURE_COLLECTIONS; i++) {
        bool is_loaded = fixture_is_loaded(drawing, collections[i]->id);
        fixture_place(store, collections[i], arena);
        fixture_collect(builder, collections[i], is_loaded, is_loaded ? ++position : 0, arena);
    }
    for (size_t i = 0; catalogue->analyses[i] != NULL; i++) {
        const char *name = arena_printf(arena, "geodata/%s", catalogue->analyses[i]);
        if (!store_script(store, fixture_text(arena, name), name, &err))
            fail_msg("%s", err.message);
    }
    if (!builder_renditions(builder, &err) || !builder_publish(builder, &err))
        fail_msg("%s", err.message);
    catalogue_close(catalogue);
}

/* Built, opened for reading. */
static inline struct fixture fixture_open(const struct drawing *drawing)
{
    static const struct drawing plain = {NULL, NULL};
    struct error err = ERROR_INIT;
    struct fixture fixture = {.arena = arena_new()};
    strcpy(fixture.path, "/tmp/terril-analysis-XXXXXX");
    int fd = mkstemp(fixture.path);
    assert_true(fd >= 0);
    close(fd);
    fixture_build(drawing != NULL ? drawing : &plain, fixture.path, fixture.arena);
    fixture.store = store_open(fixture.path, STORE_READ, &err);
    fixture.snapshot = fixture.store != NULL ? snapshot_read(fixture.store, fixture.arena, &err) : NULL;
    if (fixture.snapshot == NULL)
        fail_msg("%s", err.message);
    return fixture;
}

static inline void fixture_close(struct fixture *fixture)
{
    store_close(fixture->store);
    unlink(fixture->path);
    arena_free(fixture->arena);
}

static inline struct coverage fixture_coverage(struct fixture *fixture, enum perimeter perimeter,
                                               enum coverage_level level)
{
    struct error err = ERROR_INIT;
    struct coverage coverage;
    if (!coverage_read(fixture->store, fixture->snapshot, (struct coverage_query){perimeter, level}, fixture->arena,
                       &coverage, &err))
        fail_msg("%s", err.message);
    return coverage;
}

static inline const struct coverage_row *fixture_row(const struct coverage *coverage, const char *territory)
{
    for (size_t i = 0; i < coverage->row_count; i++)
        if (strcmp(coverage->rows[i].territory, territory) == 0)
            return &coverage->rows[i];
    fail_msg("no row %s", territory);
    return NULL;
}

/* A commune's figure, in the perimeter that has it. */
static inline double fixture_figure(struct fixture *fixture, const char *insee, const char *indicator)
{
    bool is_outside = strcmp(insee, "62004") == 0;
    struct coverage coverage =
        fixture_coverage(fixture, is_outside ? PERIMETER_EPCI : PERIMETER_BASSIN, COVERAGE_BY_COMMUNE);
    return coverage_value(&coverage, fixture_row(&coverage, insee), indicator);
}

#endif
