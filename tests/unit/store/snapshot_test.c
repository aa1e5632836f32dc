#include "store/fixture.h"

#define GENERATION "0123456789abcdef"

static struct snapshot *read_file(const char *path, struct arena *arena, struct error *err)
{
    struct store *store = store_open(path, STORE_READ, err);
    if (store == NULL)
        return NULL;
    struct snapshot *snapshot = snapshot_read(store, arena, err);
    store_close(store);
    return snapshot;
}

static void a_snapshot_says_what_it_holds(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    fixture_make(fixture_path("whole.sqlite"), GENERATION);
    struct snapshot *snapshot = read_file(fixture_path("whole.sqlite"), arena, &err);
    if (snapshot == NULL)
        fail_msg("%s", err.message);
    assert_string_equal(snapshot->generation, GENERATION);
    assert_true(snapshot->is_schematic);
    assert_int_equal(snapshot->source_count, 1);
    assert_string_equal(snapshot->sources[0].licence, "Licence Ouverte 2.0");
    assert_null(snapshot->sources[0].address);
    assert_string_equal(snapshot->sources[0].date, "2026");
    assert_int_equal(snapshot->collection_count, 4);

    const struct snapshot_collection *cells = snapshot_collection_of(snapshot, "cells");
    assert_non_null(cells);
    assert_ptr_equal(cells, &snapshot->collections[0]);
    assert_ptr_equal(cells->source, &snapshot->sources[0]);
    assert_int_equal(cells->geometry, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(cells->features, 100);
    assert_int_equal(cells->position, 1);
    assert_int_equal(cells->field_count, 4);
    assert_string_equal(cells->fields[3].name, "part");
    assert_int_equal(cells->fields[3].type, VALUE_REAL);
    assert_string_equal(cells->fields[3].unit, "%");
    assert_null(cells->fields[0].unit);
    assert_true(cells->extent.xmin > 2.7 && cells->extent.xmax < 2.9);
    assert_true(cells->extent.ymin > 50.3 && cells->extent.ymax < 50.5);
    assert_true(cells->is_approximate);
    assert_true(box_is_empty(snapshot_collection_of(snapshot, "void")->extent));
    assert_null(snapshot_collection_of(snapshot, "cell"));
    assert_null(snapshot_collection_of(snapshot, "'; DROP TABLE cells; --"));

    assert_int_equal(snapshot->indicator_count, 1);
    assert_string_equal(snapshot_indicator_of(snapshot, "communes")->definition_en, "How many");
    assert_null(snapshot_indicator_of(snapshot, ""));
    arena_free(arena);
}

static void a_snapshot_that_is_not_right_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {"UPDATE meta SET value = '2' WHERE key = 'format'", "format 2"},
        {"DELETE FROM meta WHERE key = 'format'", "no \"format\""},
        {"UPDATE meta SET value = '../../etc/passwd' WHERE key = 'generation'", "16 hexadecimal digits"},
        {"UPDATE meta SET value = 'beautiful' WHERE key = 'edition'", "neither official nor schematic"},
        {"UPDATE collection SET table_name = 'cells; DROP TABLE cells' WHERE id = 'cells'", "not a plain name"},
        {"UPDATE collection SET table_name = 'Cells' WHERE id = 'cells'", "not a plain name"},
        {"UPDATE field SET name = '(SELECT 1)' WHERE name = 'rang'", "not a plain name"},
        {"UPDATE field SET name = 'other' WHERE name = 'rang'", "no such column: other"},
        {"UPDATE field SET type = 'blob' WHERE name = 'rang'", "none of integer, real, text"},
        {"UPDATE collection SET key_field = 'nothing' WHERE id = 'cells'", "none of its fields"},
        {"UPDATE collection SET geometry = 'Curve' WHERE id = 'cells'", "\"Curve\" is not known"},
        {"UPDATE collection SET source_id = 'dust' WHERE id = 'cells'", "no source dust"},
        {"UPDATE collection SET features = 99 WHERE id = 'cells'", "says 99 features"},
        {"UPDATE collection SET position = -1 WHERE id = 'void'", "out of bounds"},
        {"DELETE FROM rendition WHERE id = (SELECT max(id) FROM rendition)", "its renditions 199"},
        {"DROP TABLE meta", "wrong.sqlite: not a snapshot: it lacks the tables"},
        {"DROP TABLE figure", "no such table: figure"},
        {"DROP TABLE ways", "no such table: ways"},
        {"DROP TABLE idx_ways_geometry", "no such table: idx_ways_geometry"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error err = ERROR_INIT;
        struct arena *arena = arena_new();
        fixture_copy(fixture_path("whole.sqlite"), fixture_path("wrong.sqlite"));
        fixture_spoil(fixture_path("wrong.sqlite"), cases[i].sql);
        if (read_file(fixture_path("wrong.sqlite"), arena, &err) != NULL)
            fail_msg("accepted after %s", cases[i].sql);
        assert_int_equal(err.kind, ERROR_STORAGE);
        if (strstr(err.message, cases[i].says) == NULL)
            fail_msg("after %s: %s", cases[i].sql, err.message);
        unlink(fixture_path("wrong.sqlite"));
        arena_free(arena);
    }
}

static void an_empty_file_is_no_snapshot(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    fclose(fopen(fixture_path("empty.sqlite"), "w"));
    assert_null(read_file(fixture_path("empty.sqlite"), arena, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_says_what_it_holds),
        cmocka_unit_test(a_snapshot_that_is_not_right_is_refused),
        cmocka_unit_test(an_empty_file_is_no_snapshot),
    };
    return cmocka_run_group_tests(tests, fixture_make_folder, fixture_remove_folder);
}
