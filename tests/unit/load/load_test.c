/* A whole load of a small territory that the test writes: four square communes of 1 km in two EPCI, and some ponds.
 *
 *     c d      a and b are EPCI 1, c and d EPCI 2
 *     a b
 */
#include "load/load.h"

#include "base/file.h"
#include "base/process.h"
#include "load/inspect.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], home[96], target[96];

static void put(const char *name, const char *text)
{
    char path[256];
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "%s/%s", home, name);
    if (!file_write_atomic(path, text, strlen(text), &err))
        fail_msg("%s", err.message);
}

#define TITLE             "{\"fr\": \"f\", \"en\": \"e\"}"
#define ABOUT             "\"title\": " TITLE ", \"publisher\": \"p\", \"licence\": \"l\", \"credit\": \"c\""
#define FIELD(name, type) "{\"name\": \"" name "\", \"type\": \"" type "\", \"title\": " TITLE "}"
#define COLLECTION(id, key, source, more)                                                                              \
    "{\"id\": \"" id "\", \"title\": " TITLE ", \"description\": " TITLE ", \"key\": \"" key "\", \"label\": \"" key   \
    "\", \"source\": \"" source "\", \"select\": \"collections/" id ".sql\", " more "}"
#define FACT(id, inputs)                                                                                               \
    "{\"id\": \"fact_" id "\", \"fact\": true, " ABOUT ", \"files\": [{\"name\": \"" id                                \
    ".csv\"}], \"inputs\": [" inputs "]}"
#define TEXT(name) "{\"name\": \"" name "\", \"type\": \"text\"}"
#define REAL(name) "{\"name\": \"" name "\", \"type\": \"real\"}"

static const char
    catalogue[] = "{\"extent\": [1, 49, 5, 51], \"sources\": [" FACT("communes",
                                                                     "{\"name\": \"insee\", "
                                                                     "\"type\": \"text\", "
                                                                     "\"required\": "
                                                                     "true}, " TEXT("epci_"
                                                                                    "siren") ", " REAL("people")) ","
                                                                                                                  " " FACT("programme_figures", TEXT("date") ", " TEXT("indicateur") ", " TEXT("definition") ", " REAL("valeur") ", " TEXT("unite") ", " TEXT("port"
                                                                                                                                                                                                                                                              "ee") ", " TEXT("source")) ", " FACT("estate_figures",
                                                                                                                                                                                                                                                                                                   TEXT("id_lsm") ", " TEXT("indicateur") ", " REAL(
                                                                                                                                                                                                                                                                                                       "valeur") ", " TEXT("unite") ", " TEXT("d"
                                                                                                                                                                                                                                                                                                                                              "a"
                                                                                                                                                                                                                                                                                                                                              "t"
                                                                                                                                                                                                                                                                                                                                              "e") ", " TEXT("certitude") ", " TEXT("source")) ", "
                                                                                                                                                                                                                                                                                                                                                                                               "{\"id\": \"communes\", " ABOUT
                                                                                                                                                                                                                                                                                                                                                                                               ", \"files\": [{\"name\": \"communes.geojson\", \"date\": \"2026\"}], "
                                                                                                                                                                                                                                                                                                                                                                                               "\"geometry\": true, \"crs\": \"EPSG:4326\","
                                                                                                                                                                                                                                                                                                                                                                                               " \"inputs\": [{\"name\": \"insee\", \"type\": \"text\", \"from\": "
                                                                                                                                                                                                                                                                                                                                                                                               "[\"insee\", \"code\"], \"required\": true}]}, "
                                                                                                                                                                                                                                                                                                                                                                                               "{\"id\": \"ponds\", " ABOUT
                                                                                                                                                                                                                                                                                                                                                                                               ", \"files\": [{\"name\": \"ponds.geojson\", \"date\": \"2025\"}], "
                                                                                                                                                                                                                                                                                                                                                                                               "\"geometry\": true, \"crs\": \"EPSG:4326\","
                                                                                                                                                                                                                                                                                                                                                                                               " \"inputs\": [{\"name\": \"id\", \"type\": \"text\", \"required\": true}]}"
                                                                                                                                                                                                                                                                                                                                                                                               "], \"collections\": [" COLLECTION(
                                                                                                                                                                                                                                                                                                                                                                                                   "communes",
                                                                                                                                                                                                                                                                                                                                                                                                   "insee",
                                                                                                                                                                                                                                                                                                                                                                                                   "communes",
                                                                                                                                                                                                                                                                                                                                                                                                   "\"also\": [\"fact_communes\"], \"schematic\": "
                                                                                                                                                                                                                                                                                                                                                                                                   "\"collections/squares.sql\", \"required\": true, \"geometry\": "
                                                                                                                                                                                                                                                                                                                                                                                                   "\"MultiPolygon\","
                                                                                                                                                                                                                                                                                                                                                                                                   " \"fields\": [" FIELD(
                                                                                                                                                                                                                                                                                                                                                                                                       "insee", "text") ", " FIELD("bassin",
                                                                                                                                                                                                                                                                                                                                                                                                                                   "integer") ", " FIELD("epci_siren", "text") "],"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                               " \"checks\": [{\"what\": \"the territory has 4 "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "communes\", \"count\": [4, 4]}]") ", " COLLECTION("ponds", "id",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "ponds",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "\"geome"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "try\": "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "\"Point"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "\", "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "\"field"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "s\": "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "[" FIELD(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "id",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "tex"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "t") "],"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           " \"checks\": [{\"what\": \"w\", \"sql\": \"SELECT id, 'it is called ' || id FROM ponds WHERE id = 'puddle'\"}]") "]}";

static const char communes_sql[] = "SELECT f.insee, 1 AS bassin, f.epci_siren, r.geometry FROM temp.raw_communes r "
                                   "JOIN temp.fact_communes f ON f.insee = r.insee";
static const char squares_sql[] = "SELECT insee, 1 AS bassin, epci_siren, BuildMbr(680000 + 1000 * fid, 7030000, "
                                  "681000 + 1000 * fid, 7031000, 2154) AS geometry"
                                  " FROM temp.fact_communes";
static const char indicators[] =
    "{\"analyses\": [\"people.sql\"], \"indicators\": [{\"id\": \"people\", \"theme\": \"territory\", \"title\": " TITLE
    ", \"definition\": " TITLE
    ", \"unit\": \"u\", \"kind\": \"stock\", \"sources\": [\"fact_communes\", \"communes\"]}]}";
static const char people_sql[] =
    "INSERT INTO part SELECT insee, 'people', people FROM temp.fact_communes;"
    "INSERT INTO figure SELECT 'bassin', 'commune', insee, indicator, value FROM part;"
    "INSERT INTO figure SELECT 'bassin', 'epci', f.epci_siren, 'people', sum(p.value) FROM part p JOIN "
    "temp.fact_communes f USING (insee) GROUP BY 3;"
    "INSERT INTO figure SELECT 'bassin', 'total', 'total', 'people', sum(value) FROM part;";

#define SQUARE(code, x, y)                                                                                             \
    "{\"type\": \"Feature\", \"properties\": {\"code\": \"" code "\"}, \"geometry\": {\"type\": \"Polygon\", "         \
    "\"coordinates\": [[[" x ".0, " y ".0], [" x ".9, " y ".0], [" x ".9, " y ".9], [" x ".0, " y ".9], [" x ".0, " y  \
    ".0]]]}}"
#define POND(id, x)                                                                                                    \
    "{\"type\": \"Feature\", \"properties\": {\"id\": \"" id                                                           \
    "\"}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [" x ", 50.5]}}"
#define FEATURES(list) "{\"type\": \"FeatureCollection\", \"features\": [" list "]}"

static int make_home(void **state)
{
    (void)state;
    char command[600], own[PATH_MAX];
    struct error err = ERROR_INIT;
    if (!process_sibling("terril-exchange", own, sizeof own, &err))
        return -1;
    strcpy(folder, "/tmp/terril-load-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(home, sizeof home, "%s/home", folder);
    snprintf(target, sizeof target, "%s/snapshot.sqlite", folder);
    snprintf(command, sizeof command,
             "mkdir -p '%s/geodata/facts' '%s/geodata/sources' '%s/geodata/collections' && cp '%s/geodata/schema.sql' "
             "'%s/geodata/'",
             home, home, home, file_home(&err), home);
    if (system(command) != 0)
        return -1;
    put("geodata/catalogue.json", catalogue);
    put("geodata/indicators.json", indicators);
    put("geodata/people.sql", people_sql);
    put("geodata/collections/communes.sql", communes_sql);
    put("geodata/collections/squares.sql", squares_sql);
    put("geodata/collections/ponds.sql", "SELECT id, geometry FROM temp.raw_ponds");
    put("geodata/facts/communes.csv", "insee,epci_siren,people\na,1,10\nb,1,20\nc,2,30\nd,2,40\n");
    put("geodata/facts/programme_figures.csv",
        "date,indicateur,definition,valeur,unite,portee,source\n2026,x,y,1,u,bassin,s\n");
    put("geodata/facts/estate_figures.csv",
        "id_lsm,indicateur,valeur,unite,date,certitude,source\n20,x,1,u,,publié,s\n");
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void put_good_sources(void)
{
    put("geodata/sources/communes.geojson", FEATURES(SQUARE("a", "2", "49") ", " SQUARE("b", "3", "49") ", " SQUARE(
                                                "c", "2", "50") ", " SQUARE("d", "3", "50")));
    put("geodata/sources/ponds.geojson", FEATURES(POND("p1", "2.5") ", " POND("p2", "3.5")));
}

/* Loads, checks the outcome, and that the report or the error says each sentence of the NULL-ended list. */
static void load(struct load_options options, bool expected, const char *const *sentences)
{
    struct error err = ERROR_INIT;
    struct buffer report = BUFFER_INIT;
    options.home = home;
    options.target = target;
    bool done = load_run(&options, &report, &err);
    buffer_printf(&report, "%s\n", err.message);
    if (done != expected)
        fail_msg("load gave %d: %s", done, report.bytes);
    for (size_t i = 0; sentences != NULL && sentences[i] != NULL; i++)
        if (strstr(report.bytes, sentences[i]) == NULL)
            fail_msg("\"%s\" is not in\n%s", sentences[i], report.bytes);
    buffer_free(&report);
}
#define SAYS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_number(const char *sql, int64_t expected)
{
    struct error err = ERROR_INIT;
    int64_t number = -1;
    struct store *store = store_open(target, STORE_READ, &err);
    if (store == NULL || !store_integer(store, sql, &number, &err))
        fail_msg("%s", err.message);
    store_close(store);
    assert_int_equal(number, expected);
}

static uint64_t target_hash(void)
{
    uint64_t hash = 0;
    struct error err = ERROR_INIT;
    assert_true(file_hash(target, HASH_SEED, &hash, &err));
    return hash;
}

static void sources_become_a_snapshot(void **state)
{
    (void)state;
    put_good_sources();
    load((struct load_options){.has_timings = true}, true,
         SAYS("communes: 4 read, 0 repaired, 0 refused (official: communes.geojson, 2026, l)", "analyses", "in all"));
    assert_number("SELECT sum(features) FROM collection WHERE approximate = 0", 6);
    assert_number("SELECT value FROM figure WHERE territory = 'total'", 100);
    assert_number("SELECT count(*) FROM meta WHERE key = 'edition' AND value = 'official'", 1);
    assert_number("SELECT count(*) FROM indicator WHERE date = '2026' AND source = 'c'", 1);
    struct error err = ERROR_INIT;
    struct buffer report = BUFFER_INIT;
    if (!inspect_snapshot(target, &report, &err))
        fail_msg("%s", err.message);
    assert_non_null(strstr(report.bytes, "ponds: 2 features\n"));
    buffer_free(&report);
}

static void a_refused_source_leaves_the_rest(void **state)
{
    (void)state;
    put_good_sources();
    put("geodata/sources/ponds.geojson", "{\"type\": \"FeatureCollection\", \"features\": [");
    uint64_t before = target_hash();
    load((struct load_options){.is_strict = true}, false, SAYS("ponds: ponds.geojson"));
    assert_true(before == target_hash());
    load((struct load_options){0}, false, SAYS("ponds: it has 0 features, and 2 in the snapshot in place"));
    assert_true(before == target_hash());
    load((struct load_options){.is_forced = true}, true, SAYS("refused: ", "ponds.geojson: "));
    assert_number("SELECT count(*) FROM collection", 1);
    assert_number("SELECT count(*) FROM ponds", 0); /* the table is there, for analyses */
    assert_number("SELECT count(*) FROM report WHERE severity = 'refused' AND source_id = 'ponds'", 1);
}

static void a_broken_check_takes_the_next_file(void **state)
{
    (void)state;
    char sources[128], command[300];
    put_good_sources();
    snprintf(sources, sizeof sources, "%s/mine", folder);
    snprintf(command, sizeof command, "mkdir -p '%s'", sources);
    assert_int_equal(system(command), 0);
    put("../mine/ponds.geojson", FEATURES(POND("puddle", "2.5")));
    put("../mine/communes.geojson", FEATURES(SQUARE("a", "2", "49")));
    load((struct load_options){.sources = sources}, true,
         SAYS("mine/ponds.geojson: ponds: puddle: it is called puddle",
              "mine/communes.geojson: communes: it has 1 features, but the territory has 4 communes", "ponds: 2 read",
              "communes: 4 read"));
    assert_number("SELECT sum(features) FROM collection", 6);
}

static void without_sources_the_edition_is_schematic(void **state)
{
    (void)state;
    char command[160];
    put_good_sources();
    load((struct load_options){.is_schematic = true}, true, NULL);
    assert_number(
        "SELECT features FROM collection WHERE id = 'communes' AND approximate = 1 AND source_id = 'fact_communes'", 4);
    assert_number("SELECT count(*) FROM meta WHERE key = 'edition' AND value = 'schematic'", 1);
    load((struct load_options){0}, true, NULL); /* true outlines are welcome */
    snprintf(command, sizeof command, "rm '%s'/geodata/sources/*", home);
    assert_int_equal(system(command), 0);
    load((struct load_options){0}, false, SAYS("communes: it is drawn from a fact table", "no file ponds.geojson"));
    assert_number("SELECT count(*) FROM meta WHERE key = 'edition' AND value = 'official'", 1);
}

static void an_analysis_says_what_it_refused(void **state)
{
    (void)state;
    put_good_sources();
    char sql[2048];
    snprintf(sql, sizeof sql, "%s INSERT INTO temp.verdict VALUES ('ponds', 'refused', 'p1', 'it is dry');",
             people_sql);
    put("geodata/people.sql", sql);
    load((struct load_options){0}, true, SAYS("ponds: 2 read, 0 repaired, 1 refused", "  refused: p1: it is dry\n"));
    assert_number("SELECT refused FROM source WHERE id = 'ponds'", 1);
    assert_number("SELECT count(*) FROM report WHERE source_id = 'ponds' AND feature = 'p1' AND severity = 'refused'",
                  1);
    snprintf(sql, sizeof sql, "%s INSERT INTO temp.verdict VALUES ('lakes', 'note', NULL, 'wet');", people_sql);
    put("geodata/people.sql", sql);
    load((struct load_options){0}, false, SAYS("people.sql: its verdict is about the source \"lakes\""));
    put("geodata/people.sql", people_sql);
}

static void figures_that_do_not_add_up_are_not_published(void **state)
{
    (void)state;
    put_good_sources();
    put("geodata/people.sql", "INSERT INTO figure VALUES ('bassin', 'epci', '1', 'people', 1), ('bassin', 'total', "
                              "'total', 'people', 1.00001)");
    uint64_t before = target_hash();
    load((struct load_options){0}, false,
         SAYS("figures of people, perimeter bassin: the EPCI do not make up the total"));
    assert_true(before == target_hash());
    put("geodata/people.sql", "SELECT 1;\nINSERT INTO nowhere VALUES (1);");
    load((struct load_options){0}, false, SAYS("people.sql: line 2"));
    put("geodata/people.sql", people_sql);
}

static void a_dry_load_writes_nothing(void **state)
{
    (void)state;
    put_good_sources();
    uint64_t before = target_hash();
    load((struct load_options){.is_dry = true}, true, SAYS("ponds: 2 read"));
    assert_true(before == target_hash());
}

static void one_file_is_looked_at_by_its_name(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer report = BUFFER_INIT;
    char path[160];
    put_good_sources();
    snprintf(path, sizeof path, "%s/geodata/sources/ponds.geojson", home);
    if (!inspect_file(home, NULL, path, &report, &err))
        fail_msg("%s", err.message);
    assert_non_null(strstr(report.bytes, "ponds: 2 read, 0 repaired, 0 refused"));
    assert_false(inspect_file(home, "lakes", path, &report, &err));
    assert_non_null(strstr(err.message, "no source \"lakes\""));
    assert_false(inspect_file(home, NULL, "/tmp/lakes.geojson", &report, &err));
    assert_non_null(strstr(err.message, "--source"));
    buffer_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_become_a_snapshot),
        cmocka_unit_test(a_refused_source_leaves_the_rest),
        cmocka_unit_test(a_broken_check_takes_the_next_file),
        cmocka_unit_test(without_sources_the_edition_is_schematic),
        cmocka_unit_test(an_analysis_says_what_it_refused),
        cmocka_unit_test(figures_that_do_not_add_up_are_not_published),
        cmocka_unit_test(a_dry_load_writes_nothing),
        cmocka_unit_test(one_file_is_looked_at_by_its_name),
    };
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
