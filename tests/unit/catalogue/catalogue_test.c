#include "catalogue/catalogue.h"

#include "base/file.h"

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

static char folder[64], path[128];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/terril-catalogue-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/catalogue.json", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void put(const char *name, const char *text)
{
    char file[160];
    struct error err = ERROR_INIT;
    snprintf(file, sizeof file, "%s/%s", folder, name);
    assert_true(file_write_atomic(file, text, strlen(text), &err));
}

#define TITLE "{\"fr\": \"f\", \"en\": \"e\"}"
#define SOURCE                                                                                                         \
    "{\"id\": \"ponds\", \"title\": " TITLE ", \"publisher\": \"p\", \"licence\": \"l\", \"credit\": \"c\","           \
    " \"files\": [{\"name\": \"ponds.geojson\", \"date\": \"2026\"}], \"geometry\": true, \"crs\": \"EPSG:4326\","     \
    " \"inputs\": [{\"name\": \"code\", \"type\": \"text\", \"from\": [\"CODE\", \"id\"], \"required\": true},"        \
    " {\"name\": \"depth\", \"type\": \"real\"}]}"
#define COLLECTION                                                                                                     \
    "{\"id\": \"small-ponds\", \"title\": " TITLE ", \"description\": " TITLE ", \"geometry\": \"MultiPolygon\","      \
    " \"key\": \"code\", \"label\": \"code\", \"source\": \"ponds\", \"select\": \"collections/ponds.sql\","           \
    " \"fields\": [{\"name\": \"code\", \"type\": \"text\", \"title\": " TITLE "}],"                                   \
    " \"checks\": [{\"what\": \"two\", \"count\": [2, 2]}, {\"what\": \"w\", \"sql\": \"SELECT 1, 2\", \"warning\": "  \
    "true}]}"
#define WHOLE(sources, collections)                                                                                    \
    "{\"extent\": [1, 49, 4, 51], \"sources\": [" sources "], \"collections\": [" collections "]}"
#define INDICATOR(id, more)                                                                                            \
    "{\"id\": \"" id "\", \"theme\": \"land\", \"title\": " TITLE ", \"definition\": " TITLE                           \
    ", \"unit\": \"u\", \"sources\": [\"ponds\"], " more "}"

static struct catalogue *open_texts(const char *catalogue, const char *indicators, struct error *err)
{
    put("catalogue.json", catalogue);
    char file[160];
    snprintf(file, sizeof file, "%s/indicators.json", folder);
    unlink(file);
    if (indicators != NULL)
        put("indicators.json", indicators);
    return catalogue_open(path, err);
}

static void refused(const char *catalogue, const char *indicators, const char *sentence)
{
    struct error err = ERROR_INIT;
    struct catalogue *opened = open_texts(catalogue, indicators, &err);
    assert_null(opened);
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.message, sentence) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, sentence);
}

static void an_entry_is_read_with_its_aliases_and_checks(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct catalogue *catalogue = open_texts(WHOLE(SOURCE, COLLECTION), NULL, &err);
    assert_non_null(catalogue);
    const struct catalogue_source *source = catalogue_source_of(catalogue, "ponds");
    assert_non_null(source);
    assert_string_equal(source->inputs[0].from[1], "id");
    assert_null(source->inputs[0].from[2]);
    assert_true(source->inputs[0].required);
    assert_string_equal(source->inputs[1].from[0], "depth"); /* its own name when none is given */
    assert_int_equal(source->inputs[1].type, VALUE_REAL);
    const struct catalogue_collection *collection = catalogue_collection_of(catalogue, "small-ponds");
    assert_non_null(collection);
    assert_string_equal(collection->table, "small_ponds");
    assert_int_equal(collection->geometry, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(collection->checks[0].count_max, 2);
    assert_int_equal(collection->checks[1].count_min, -1);
    assert_true(collection->checks[1].is_warning);
    assert_null(catalogue_source_of(catalogue, "lakes"));
    assert_null(catalogue_collection_of(catalogue, NULL));
    assert_int_equal(catalogue->indicator_count, 0);
    assert_null(catalogue->analyses[0]);
    catalogue_close(catalogue);
}

static void indicators_and_analyses_stand_beside(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct catalogue *catalogue = open_texts(
        WHOLE(SOURCE, COLLECTION),
        "{\"analyses\": [\"analyses/a.sql\"], \"indicators\": [" INDICATOR(
            "a_km2",
            "\"kind\": \"ratio\", "
            "\"numerator\": \"a\", "
            "\"denominator\": \"b\", "
            "\"factor\": 100") "," INDICATOR("a",
                                             "\"kind\": \"stock\", \"geometric\": true") "," INDICATOR("b",
                                                                                                       "\"kind\": "
                                                                                                       "\"stock\", "
                                                                                                       "\"decimals\": "
                                                                                                       "2") "]}",
        &err);
    assert_non_null(catalogue);
    assert_int_equal(catalogue->indicator_count, 3);
    assert_float_equal(catalogue->indicators[0].factor, 100, 0);
    assert_true(catalogue->indicators[1].is_geometric);
    assert_string_equal(catalogue->analyses[0], "analyses/a.sql");
    catalogue_close(catalogue);
}

static void an_error_names_entry_and_member(void **state)
{
    (void)state;
    refused(WHOLE(SOURCE ", " SOURCE, COLLECTION), NULL, "source ponds: the id is given twice");
    refused(WHOLE(SOURCE, COLLECTION ", " COLLECTION), NULL, "collection small-ponds: the id is given twice");
    refused("{\"extent\": [4, 49, 1, 51], \"sources\": [" SOURCE "], \"collections\": [" COLLECTION "]}", NULL,
            "\"extent\" must be [west, south, east, north]");
    refused("{\"extent\": [1, 49, 4, 51], \"source\": [], \"collections\": []}", NULL, "did you mean \"sources\"?");
    refused("[]", NULL, "\"extent\"");
    refused("{", NULL, "catalogue.json");
}

/* `from` in the source's text becomes `to`. */
static void refused_source(const char *from, const char *to, const char *sentence)
{
    static char text[4096];
    const char *whole = WHOLE(SOURCE, COLLECTION);
    const char *at = strstr(whole, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    refused(text, NULL, sentence);
}

static void a_member_that_is_wrong_is_named(void **state)
{
    (void)state;
    refused_source("\"publisher\": \"p\", ", "", "source ponds: member \"publisher\" is missing");
    refused_source("\"licence\"", "\"license\"", "did you mean \"licence\"?");
    refused_source("\"credit\": \"c\"", "\"credit\": \"\"", "\"credit\" must be text that is not empty");
    refused_source("\"name\": \"code\", \"type\": \"text\", \"from\"",
                   "\"name\": \"Code\", \"type\": \"text\", \"from\"", "a name has small letters");
    refused_source("\"name\": \"depth\"", "\"name\": \"code\"", "source ponds, input code: the name is given twice");
    refused_source("\"name\": \"depth\"", "\"name\": \"geometry\"", "fid and geometry are taken");
    refused_source("\"type\": \"real\"", "\"type\": \"float\"", "allowed are integer, real, text");
    refused_source("ponds.geojson", "../ponds.geojson", "a file's name has no folder");
    refused_source(", \"crs\": \"EPSG:4326\"", "", "needs \"crs\"");
    refused_source("\"geometry\": true", "\"fact\": true, \"geometry\": true", "begins with fact_");
    refused_source("\"geometry\": true, \"crs\": \"EPSG:4326\"", "\"partition\": true",
                   "without geometry is no partition");
    refused_source("\"geometry\": true", "\"service\": \"wfs\", \"geometry\": true", "needs \"downloads\"");
    refused_source("\"geometry\": true", "\"filter\": \"code insee\", \"geometry\": true",
                   "\"filter\" must name inputs");
    refused_source("collections/ponds.sql", "../../etc/x.sql", "must be an .sql file below geodata/");
    refused_source("\"key\": \"code\"", "\"key\": \"kode\"", "\"kode\" is not one of its fields");
    refused_source("\"source\": \"ponds\"", "\"source\": \"pounds\"", "there is no source \"pounds\"");
    refused_source("\"id\": \"small-ponds\"", "\"id\": \"figure\"", "a table of the snapshot has this name");
    refused_source("\"count\": [2, 2]", "\"count\": [3, 2]", "must be [least, most]");
    refused_source("\"geometry\": \"MultiPolygon\"", "\"geometry\": \"Polygon\"", "allowed are Point");
}

/* 1e300 was cast to a long, and text was taken for no bound. */
static void a_bound_of_a_count_is_a_whole_number_or_null(void **state)
{
    (void)state;
    static const char *const wrong[] = {"[1e300, null]", "[null, 1e10]",   "[1.5, 2]",
                                        "[-2, 2]",       "[\"1\", \"2\"]", "[1]"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char count[64];
        snprintf(count, sizeof count, "\"count\": %s", wrong[i]);
        refused_source("\"count\": [2, 2]", count, "whole numbers or null");
    }
}

static void an_indicator_that_is_wrong_is_named(void **state)
{
    (void)state;
    const char *whole = WHOLE(SOURCE, COLLECTION);
    refused(whole, "{\"analyses\": [\"a.sql\"], \"indicators\": [" INDICATOR("a", "\"kind\": \"ratio\"") "]}",
            "indicators.json: indicator a: a ratio needs");
    refused(whole, "{\"analyses\": [\"a.sql\"], \"indicators\": [" INDICATOR("a", "\"kind\": \"rate\"") "]}",
            "allowed are stock, ratio");
    refused(whole,
            "{\"analyses\": [\"a.sql\"], \"indicators\": [" INDICATOR(
                "a", "\"kind\": \"ratio\", \"numerator\": \"a\", \"denominator\": \"a\"") "]}",
            "\"a\" is not a stock");
    refused(whole, "{\"analyses\": [\"a.txt\"], \"indicators\": [" INDICATOR("a", "\"kind\": \"stock\"") "]}", "a.txt");
}

static void a_field_may_be_a_day_or_a_list_of_words(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct catalogue *own;
    static const char kinds[] = WHOLE(
        SOURCE, "{\"id\": \"ponds\", \"title\": " TITLE ", \"description\": " TITLE ", \"geometry\": \"Point\","
                " \"key\": \"code\", \"label\": \"code\", \"source\": \"ponds\", \"select\": \"a.sql\", \"fields\": ["
                "{\"name\": \"code\", \"type\": \"integer\", \"title\": " TITLE "},"
                "{\"name\": \"day\", \"type\": \"date\", \"title\": " TITLE "},"
                "{\"name\": \"towns\", \"type\": \"list\", \"title\": " TITLE "}]}");
    own = open_texts(kinds, NULL, &err);
    if (own == NULL)
        fail_msg("%s", err.message);
    const struct catalogue_field *fields = own->collections[0].fields;
    assert_int_equal(fields[0].type, VALUE_INTEGER);
    assert_int_equal(fields[0].kind, FIELD_PLAIN);
    assert_int_equal(fields[1].type, VALUE_TEXT);
    assert_int_equal(fields[1].kind, FIELD_DATE);
    assert_int_equal(fields[2].type, VALUE_TEXT);
    assert_int_equal(fields[2].kind, FIELD_LIST);
    catalogue_close(own);
    refused_source("\"type\": \"real\"", "\"type\": \"list\"", "\"type\""); /* an input has no kind */
}

static void the_projects_own_catalogue_is_right(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *home = file_home(&err);
    assert_non_null(home);
    char own[PATH_MAX], sql[PATH_MAX];
    snprintf(own, sizeof own, "%s/geodata/catalogue.json", home);
    struct catalogue *catalogue = catalogue_open(own, &err);
    if (catalogue == NULL)
        fail_msg("%s", err.message);
    assert_true(catalogue->indicator_count > 0);
    for (size_t i = 0; i < catalogue->collection_count; i++) {
        const struct catalogue_collection *collection = &catalogue->collections[i];
        snprintf(sql, sizeof sql, "%s/geodata/%s", home, collection->select);
        assert_true(file_is_regular(sql));
        snprintf(sql, sizeof sql, "%s/geodata/%s", home,
                 collection->schematic != NULL ? collection->schematic : collection->select);
        assert_true(file_is_regular(sql));
    }
    catalogue_close(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_read_with_its_aliases_and_checks),
        cmocka_unit_test(indicators_and_analyses_stand_beside),
        cmocka_unit_test(an_error_names_entry_and_member),
        cmocka_unit_test(a_member_that_is_wrong_is_named),
        cmocka_unit_test(a_bound_of_a_count_is_a_whole_number_or_null),
        cmocka_unit_test(an_indicator_that_is_wrong_is_named),
        cmocka_unit_test(a_field_may_be_a_day_or_a_list_of_words),
        cmocka_unit_test(the_projects_own_catalogue_is_right),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
