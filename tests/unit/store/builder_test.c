#include "store/builder.h"

#include "base/file.h"
#include "geo/wkb.h"

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

static char folder[64], target[128], schema[PATH_MAX];

static int make_folder(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    strcpy(folder, "/tmp/terril-builder-XXXXXX");
    if (mkdtemp(folder) == NULL || file_home(&err) == NULL)
        return -1;
    snprintf(target, sizeof target, "%s/var/snapshot.sqlite", folder);
    snprintf(schema, sizeof schema, "%s/geodata/schema.sql", file_home(&err));
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* ---- a pond is a square of 100 m with a code and a depth ---- */

static const char *const code_from[] = {"code", NULL}, *const depth_from[] = {"depth", NULL};
static const struct catalogue_input inputs[] = {{"code", code_from, VALUE_TEXT, true},
                                                {"depth", depth_from, VALUE_REAL, false}};
static const struct catalogue_file files[] = {{"ponds.geojson", "2026"}};
static const struct catalogue_source ponds = {.id = "ponds",
                                              .title = {"Étangs", "Ponds"},
                                              .publisher = "p",
                                              .licence = "l",
                                              .credit = "c",
                                              .files = files,
                                              .file_count = 1,
                                              .has_geometry = true,
                                              .crs = "EPSG:2154",
                                              .inputs = inputs,
                                              .input_count = 2};
static const struct catalogue_field fields[] = {{"code", VALUE_TEXT, {"Code", "Code"}, NULL},
                                                {"depth", VALUE_REAL, {"Profondeur", "Depth"}, "m"}};
static const struct catalogue_collection collection = {.id = "small-ponds",
                                                       .table = "small_ponds",
                                                       .title = {"Étangs", "Ponds"},
                                                       .description = {"d", "d"},
                                                       .geometry = GEOMETRY_MULTIPOLYGON,
                                                       .key = "code",
                                                       .label = "code",
                                                       .source = "ponds",
                                                       .fields = fields,
                                                       .field_count = 2};
static const char select_all[] = "SELECT code, depth, geometry FROM temp.raw_ponds -- all of them\n";

static void add_pond(struct builder *builder, int64_t id, const char *code, double left, bool is_bow_tie)
{
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct point corners[] = {
        {left, 7030000}, {left + 100, 7030000}, {left + 100, 7030100}, {left, 7030100}, {left, 7030000}};
    if (is_bow_tie) {
        corners[1] = (struct point){left + 100, 7030100};
        corners[2] = (struct point){left + 100, 7030000};
    }
    uint32_t ring_end[] = {5}, part_end[] = {1};
    struct geometry square = {GEOMETRY_POLYGON, 5, 1, 1, corners, ring_end, part_end};
    struct buffer wkb = BUFFER_INIT;
    wkb_write(&square, &wkb);
    const struct field names[] = {{"code", VALUE_TEXT}, {"depth", VALUE_REAL}};
    const struct value values[] = {value_text(code), value_real(1.5)};
    struct frame frame = {.type = FRAME_FEATURE,
                          .feature = {.id = id, .fields = names, .values = values, .field_count = 2},
                          .wkb = wkb.bytes,
                          .wkb_length = wkb.length};
    if (!builder_raw_add(builder, &ponds, &frame, &err))
        fail_msg("%s", err.message);
    buffer_free(&wkb);
    arena_free(arena);
}

static struct builder *open_builder(void)
{
    struct error err = ERROR_INIT;
    struct builder *builder = builder_open(target, schema, &err);
    if (builder == NULL || !builder_raw(builder, &ponds, &err))
        fail_msg("%s", err.message);
    return builder;
}

static void collect(struct builder *builder, const char *select)
{
    struct error err = ERROR_INIT;
    if (!builder_collection(builder, &collection, select, "ponds.sql", 3, false, &err))
        fail_msg("%s", err.message);
}

static void collect_refused(struct builder *builder, const char *select, const char *sentence)
{
    struct error err = ERROR_INIT;
    int64_t rows = -1;
    assert_false(builder_collection(builder, &collection, select, "ponds.sql", 3, false, &err));
    if (strstr(err.message, sentence) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, sentence);
    assert_true(store_integer(builder_store(builder), "SELECT count(*) FROM collection", &rows, &err));
    assert_int_equal(rows, 0);
    assert_true(store_integer(builder_store(builder), "SELECT count(*) FROM sqlite_master WHERE name = 'small_ponds'",
                              &rows, &err));
    assert_int_equal(rows, 0);
}

static void a_day_that_is_none_is_named(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct catalogue_field dated[] = {{"code", VALUE_TEXT, {"Code", "Code"}, NULL, FIELD_PLAIN},
                                            {"day", VALUE_TEXT, {"Jour", "Day"}, NULL, FIELD_DATE}};
    struct catalogue_collection days = collection;
    struct builder *builder = open_builder();
    days.fields = dated;
    add_pond(builder, 1, "a", 680000, false);
    assert_false(builder_collection(builder, &days, "SELECT code, '2022-1-23' AS day, geometry FROM temp.raw_ponds",
                                    "days.sql", 3, false, &err));
    assert_non_null(strstr(err.message, "code a: its day is no day"));
    builder_abandon(builder);
}

static void add_source_row(struct builder *builder)
{
    struct error err = ERROR_INIT;
    assert_true(store_script(builder_store(builder),
                             "INSERT INTO source VALUES ('ponds', 'f', 'e', 'p', 'l', 'c', NULL, '2026', "
                             "'ponds.geojson', 'official', '0', 1, 0, 0)",
                             "test", &err));
}

/* ---- the tests ---- */

static void features_are_numbered_by_key_whatever_their_order(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    int64_t fid = 0;
    struct builder *builder = open_builder();
    add_pond(builder, 1, "b", 680000, false);
    add_pond(builder, 2, "c", 681000, false);
    add_pond(builder, 3, "a", 682000, false);
    collect(builder, select_all);
    assert_true(store_integer(builder_store(builder), "SELECT fid FROM small_ponds WHERE code = 'a'", &fid, &err));
    assert_int_equal(fid, 1);
    assert_true(
        store_integer(builder_store(builder),
                      "SELECT count(*) FROM geometry_columns WHERE f_table_name = 'small_ponds' AND srid = 2154 "
                      "AND spatial_index_enabled = 1",
                      &fid, &err));
    assert_int_equal(fid, 1);
    assert_true(store_integer(builder_store(builder),
                              "SELECT count(*) FROM idx_small_ponds_geometry WHERE xmin <= 681050 AND xmax >= 681050",
                              &fid, &err));
    assert_int_equal(fid, 1);
    builder_abandon(builder);
}

static void a_feature_given_twice_word_for_word_is_taken_once(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    int64_t rows = 0;
    struct builder *builder = open_builder();
    add_pond(builder, 1, "a", 680000, false);
    add_pond(builder, 2, "a", 680000, false);
    collect(builder, select_all);
    assert_true(store_integer(builder_store(builder), "SELECT features FROM collection", &rows, &err));
    assert_int_equal(rows, 1);
    builder_abandon(builder);
}

static void a_collection_that_is_wrong_leaves_nothing(void **state)
{
    (void)state;
    struct builder *builder = open_builder();
    add_pond(builder, 1, "a", 680000, false);
    add_pond(builder, 2, "b", 681000, false);
    collect_refused(builder, "SELECT 'x' AS code, depth, geometry FROM temp.raw_ponds",
                    "small-ponds: code x: the key is given to 2");
    collect_refused(builder, "SELECT NULL AS code, depth, geometry FROM temp.raw_ponds", "has no key");
    collect_refused(builder, "SELECT code, depth, ST_Centroid(geometry) AS geometry FROM temp.raw_ponds",
                    "not a MULTIPOLYGON");
    collect_refused(builder, "SELECT code, depth,\n geometrie FROM temp.raw_ponds", "ponds.sql: line 2");
    collect_refused(builder, "SELECT code, geometry FROM temp.raw_ponds", "depth");
    add_pond(builder, 3, "tie", 682000, true);
    collect_refused(builder, select_all, "small-ponds: code tie: its geometry is not valid");
    collect(builder, "SELECT code, depth, geometry FROM temp.raw_ponds WHERE code <> 'tie';\n");
    builder_abandon(builder);
}

static void a_collection_that_is_not_loaded_has_its_table_alone(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    int64_t rows = -1;
    struct builder *builder = open_builder();
    collect(builder, NULL);
    assert_true(store_integer(builder_store(builder), "SELECT count(*) FROM small_ponds", &rows, &err));
    assert_int_equal(rows, 0);
    assert_true(store_integer(builder_store(builder), "SELECT count(*) FROM idx_small_ponds_geometry", &rows, &err));
    assert_int_equal(rows, 0);
    assert_true(store_integer(builder_store(builder), "SELECT count(*) FROM collection", &rows, &err));
    assert_int_equal(rows, 0);
    builder_abandon(builder);
}

static void a_rendition_is_the_whole_feature_in_degrees(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct builder *builder = open_builder();
    add_pond(builder, 1, "a \"b\"", 700000, false);
    collect(builder, select_all);
    assert_true(builder_renditions(builder, &err));
    struct statement *row = store_statement(
        builder_store(builder), "SELECT CAST(json AS TEXT), xmin FROM rendition WHERE id = 3 << 32 | 1", &err);
    assert_int_equal(statement_step(row, &err), 1);
    const char *json = statement_text(row, 0);
    assert_non_null(
        strstr(json, "{\"type\":\"Feature\",\"id\":\"a \\\"b\\\"\",\"geometry\":{\"type\":\"MultiPolygon\""));
    assert_non_null(strstr(json, "\"properties\":{\"code\":\"a \\\"b\\\"\",\"depth\":1.5}}"));
    assert_float_equal(statement_real(row, 1), 3.0, 1e-9); /* x = 700 km is 3 degrees east */
    statement_reset(row);
    builder_abandon(builder);
}

static bool has_leftovers(void)
{
    char command[160];
    snprintf(command, sizeof command, "ls '%s'/var | grep -q 'new-'", folder);
    return system(command) == 0;
}

static void publication_is_one_step_and_read_only(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct stat status;
    char leftover[160];
    snprintf(leftover, sizeof leftover, "%s.new-999999999", target); /* of a load that died */
    assert_true(file_write_atomic(leftover, "x", 1, &err));
    struct builder *builder = open_builder();
    assert_int_not_equal(access(leftover, F_OK), 0);
    add_pond(builder, 1, "a", 680000, false);
    collect(builder, select_all);
    add_source_row(builder);
    assert_true(builder_renditions(builder, &err));
    if (!builder_publish(builder, &err))
        fail_msg("%s", err.message);
    assert_int_equal(stat(target, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0444);
    assert_false(has_leftovers());
    struct store *store = store_open(target, STORE_READ, &err);
    int64_t features = 0, triggers = -1;
    assert_true(store_integer(store, "SELECT features FROM collection WHERE xmin IS NOT NULL", &features, &err));
    assert_int_equal(features, 1);
    assert_true(store_integer(store, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", &triggers, &err));
    assert_int_equal(triggers, 0);
    store_close(store);
}

static void what_points_at_nothing_is_not_published(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    uint64_t before = 0, after = 0;
    assert_true(file_hash(target, HASH_SEED, &before, &err));
    struct builder *builder = open_builder();
    add_pond(builder, 1, "a", 680000, false);
    collect(builder, select_all); /* credited to a source that has no row */
    assert_false(builder_publish(builder, &err));
    assert_non_null(strstr(err.message, "collection"));
    assert_true(file_hash(target, HASH_SEED, &after, NULL));
    assert_true(before == after);
    assert_false(has_leftovers());
}

static void a_builder_that_is_abandoned_leaves_no_file(void **state)
{
    (void)state;
    builder_abandon(open_builder());
    builder_abandon(NULL);
    assert_false(has_leftovers());
    struct error err = ERROR_INIT;
    assert_null(builder_open(target, "/nowhere/schema.sql", &err));
    assert_non_null(strstr(err.message, "schema.sql"));
    assert_false(has_leftovers());
}

static void areas_are_the_same_by_4171_and_4326(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct builder *builder = open_builder();
    add_pond(builder, 1, "a", 680000, false);
    struct statement *row = store_statement(builder_store(builder),
                                            "SELECT ST_Area(ST_Transform(geometry, 4171), 1), "
                                            "ST_Area(ST_Transform(geometry, 4326), 1) FROM temp.raw_ponds",
                                            &err);
    assert_int_equal(statement_step(row, &err), 1);
    assert_true(statement_real(row, 0) > 9900 && statement_real(row, 0) < 10000); /* the plane says 10 000 m² */
    assert_float_equal(statement_real(row, 0) / statement_real(row, 1), 1.0, 1e-9);
    statement_reset(row);
    builder_abandon(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_are_numbered_by_key_whatever_their_order),
        cmocka_unit_test(a_feature_given_twice_word_for_word_is_taken_once),
        cmocka_unit_test(a_collection_that_is_wrong_leaves_nothing),
        cmocka_unit_test(a_collection_that_is_not_loaded_has_its_table_alone),
        cmocka_unit_test(a_rendition_is_the_whole_feature_in_degrees),
        cmocka_unit_test(publication_is_one_step_and_read_only),
        cmocka_unit_test(what_points_at_nothing_is_not_published),
        cmocka_unit_test(a_builder_that_is_abandoned_leaves_no_file),
        cmocka_unit_test(areas_are_the_same_by_4171_and_4326),
        cmocka_unit_test(a_day_that_is_none_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
