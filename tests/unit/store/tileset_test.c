#include "store/tileset.h"

#include "base/json.h"
#include "store/fixture.h"

static const struct {
    struct tile tile;
    const char *gzip;
} tiles[] = {{{0, 0, 0}, "world"}, {{1, 1, 0}, "north"}, {{7, 64, 43}, "basin"}};

enum { TILE_COUNT = sizeof tiles / sizeof *tiles };

static struct store *snapshot_opened(const char *name, bool has_tiles)
{
    struct error err = ERROR_INIT;
    fixture_make(fixture_path(name), "0123456789abcdef");
    fixture_spoil(fixture_path(name), "DELETE FROM tile");
    if (has_tiles) {
        char sql[256];
        for (size_t i = TILE_COUNT; i-- > 0;) {
            snprintf(sql, sizeof sql, "INSERT INTO tile VALUES (%llu, CAST('%s' AS BLOB))",
                     (unsigned long long)tile_number(tiles[i].tile), tiles[i].gzip);
            fixture_spoil(fixture_path(name), sql);
        }
    }
    struct store *store = store_open(fixture_path(name), STORE_READ, &err);
    if (store == NULL)
        fail_msg("%s", err.message);
    return store;
}

static void tileset_of(struct store *store, struct arena *arena, struct tileset *tileset)
{
    struct error err = ERROR_INIT;
    struct snapshot *snapshot = snapshot_read(store, arena, &err);
    if (snapshot == NULL || !tileset_read(store, snapshot, "Nobody (2026)", arena, tileset, &err))
        fail_msg("%s", err.message);
}

struct visit {
    size_t count, stop_at;
};

static bool visit(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    struct visit *visit = payload;
    assert_int_equal(tile_number(tile), tile_number(tiles[visit->count].tile));
    assert_int_equal(length, 5);
    assert_memory_equal(gzip, tiles[visit->count].gzip, 5);
    return ++visit->count != visit->stop_at || error_set(err, ERROR_INPUT, "enough");
}

static void every_tile_is_handed_over_in_order_until_somebody_stops(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct store *store = snapshot_opened("visit.sqlite", true);
    struct visit all = {0, 0}, some = {0, 2};
    assert_true(snapshot_tiles(store, visit, &all, &err));
    assert_int_equal(all.count, TILE_COUNT);
    assert_false(snapshot_tiles(store, visit, &some, &err));
    assert_int_equal(some.count, 2);
    assert_string_equal(err.message, "enough");
    store_close(store);
}

static void a_tileset_says_its_layers_zooms_and_bounds(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct buffer text = BUFFER_INIT;
    struct store *store = snapshot_opened("says.sqlite", true);
    struct tileset tileset;
    tileset_of(store, arena, &tileset);
    assert_int_equal(tileset.zoom_min, 0);
    assert_int_equal(tileset.zoom_max, 7);
    assert_true(tileset.bounds.xmin > 1.0 && tileset.bounds.xmax < 5.0 && tileset.bounds.ymin > 49.0 &&
                tileset.bounds.ymax < 52.0);
    tileset_write_metadata(&tileset, &text);
    struct json_document *document = json_read(text.bytes, text.length, "metadata", &err);
    assert_non_null(document);
    const struct json_value *root = json_root(document), *layers = json_get(root, "vector_layers");
    assert_string_equal(json_text(json_get(root, "attribution"), ""), "Nobody (2026)");
    assert_string_equal(json_text(json_get(root, "version"), ""), "0123456789abcdef");
    /* cells and their names, ways, spots; a collection without features is in no tile */
    assert_int_equal(json_length(layers), 4);
    assert_string_equal(json_text(json_get(json_at(layers, 1), "id"), ""), "cells-labels");
    assert_string_equal(json_text(json_get(json_at(layers, 0), "id"), ""), "cells");
    const struct json_value *fields = json_get(json_at(layers, 0), "fields");
    assert_string_equal(json_text(json_get(fields, "nom"), ""), "String");
    assert_string_equal(json_text(json_get(fields, "part"), ""), "Number");
    json_free(document);
    buffer_free(&text);
    store_close(store);
    arena_free(arena);
}

static void a_snapshot_without_tiles_is_no_tileset(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct store *store = snapshot_opened("none.sqlite", false);
    struct snapshot *snapshot = snapshot_read(store, arena, &err);
    struct tileset tileset;
    assert_non_null(snapshot);
    assert_false(tileset_read(store, snapshot, "", arena, &tileset, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    store_close(store);
    arena_free(arena);
}

static int64_t asked(struct store *store, const char *sql)
{
    struct error err = ERROR_INIT;
    int64_t value;
    if (!store_integer(store, sql, &value, &err))
        fail_msg("%s", err.message);
    return value;
}

static void mbtiles_count_rows_from_the_south_and_are_the_same_each_time(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct buffer one = BUFFER_INIT, other = BUFFER_INIT;
    struct store *store = snapshot_opened("mb.sqlite", true);
    struct tileset tileset;
    tileset_of(store, arena, &tileset);
    for (int i = 0; i < 2; i++)
        if (!tileset_write_mbtiles(store, &tileset, fixture_path(i == 0 ? "a.mbtiles" : "b.mbtiles"), &err))
            fail_msg("%s", err.message);
    assert_true(file_read(fixture_path("a.mbtiles"), 1 << 20, &one, &err));
    assert_true(file_read(fixture_path("b.mbtiles"), 1 << 20, &other, &err));
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.bytes, other.bytes, one.length);
    struct store *made = store_open(fixture_path("a.mbtiles"), STORE_READ, &err);
    assert_non_null(made);
    assert_int_equal(asked(made, "SELECT count(*) FROM tiles"), TILE_COUNT);
    assert_int_equal(asked(made, "SELECT count(*) FROM tiles WHERE zoom_level = 7 AND tile_column = 64 AND "
                                 "tile_row = 127 - 43 AND tile_data = CAST('basin' AS BLOB)"),
                     1);
    assert_int_equal(asked(made, "SELECT count(*) FROM metadata WHERE (name, value) IN (VALUES ('format', 'pbf'), "
                                 "('minzoom', '0'), ('maxzoom', '7'), ('attribution', 'Nobody (2026)'))"),
                     4);
    store_close(made);
    assert_false(tileset_write_mbtiles(store, &tileset, fixture_path("none/a.mbtiles"), &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    buffer_free(&one);
    buffer_free(&other);
    store_close(store);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tile_is_handed_over_in_order_until_somebody_stops),
        cmocka_unit_test(a_tileset_says_its_layers_zooms_and_bounds),
        cmocka_unit_test(a_snapshot_without_tiles_is_no_tileset),
        cmocka_unit_test(mbtiles_count_rows_from_the_south_and_are_the_same_each_time),
    };
    return cmocka_run_group_tests(tests, fixture_make_folder, fixture_remove_folder);
}
