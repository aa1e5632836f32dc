#include "exchange/row.h"

#include "exchange/driver.h"
#include "exchange/fixture.h"

static void reads(const char *file, const struct catalogue_source *source, struct row_list *rows, struct error *err,
                  struct arena *arena)
{
    struct layer layer;
    struct column_set columns;
    assert_true(layer_open(&layer, file, "x", arena, NULL));
    assert_true(column_set_open(&columns, source, &layer, "x", arena, NULL));
    bool is_read = row_list_read(rows, &layer, &columns, NULL, "x", arena, err);
    assert_int_equal(is_read, err->kind == ERROR_NONE);
    column_set_close(&columns);
    layer_close(&layer);
}

static const char *const from[] = {"id", NULL};
static const struct catalogue_input inputs[] = {{"id", from, VALUE_INTEGER, true}};
static const struct catalogue_source places = {.id = "x", .has_geometry = true, .inputs = inputs, .input_count = 1};

static void rows_keep_their_place_in_the_file_and_their_refusal(void **state)
{
    (void)state;
    driver_start();
    struct arena *arena = arena_new();
    struct row_list rows;
    struct error err = ERROR_INIT;
    reads(fixture_file(
              "a.geojson",
              ESTATES(ESTATE("\"id\":7", SQUARE) "," ESTATE("\"id\":8", "null") "," ESTATE(
                  "\"id\":9", "{\"type\":\"Polygon\",\"coordinates\":[[[2.8,50.4,7],[2.9,50.4,7],[2.9,50.5,7]]]}"))),
          &places, &rows, &err, arena);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.rows[0].index, 1);
    assert_int_equal(rows.rows[0].values[0].integer, 7);
    assert_null(rows.rows[0].refusal);
    assert_string_equal(rows.rows[1].refusal, "has no geometry");
    assert_int_equal(rows.rows[2].geometry.point_count, 4); /* closed by us, heights dropped */
    row_list_free(&rows);
    arena_free(arena);
}

static void arcs_become_chords(void **state)
{
    (void)state;
    driver_start();
    struct arena *arena = arena_new();
    struct row_list rows;
    struct error err = ERROR_INIT;
    reads(fixture_file("c.csv",
                       "id;wkt\n1;\"CURVEPOLYGON(CIRCULARSTRING(2.8 50.4,2.9 50.5,2.8 50.4))\"\n2;\"POINT EMPTY\"\n"),
          &places, &rows, &err, arena);
    assert_int_equal(rows.count, 2);
    assert_null(rows.rows[0].refusal);
    assert_int_equal(rows.rows[0].geometry.type, GEOMETRY_POLYGON);
    assert_true(rows.rows[0].geometry.point_count > 50);
    assert_says(rows.rows[1].refusal, "is empty");
    row_list_free(&rows);
    arena_free(arena);
}

static void a_table_cut_in_its_records_is_an_error(void **state)
{
    (void)state;
    driver_start();
    char command[512];
    fixture_file("a.geojson", ESTATES(ESTATE("\"id\":7", SQUARE) "," ESTATE("\"id\":8", SQUARE)));
    snprintf(command, sizeof command,
             "cd %s && ogr2ogr -q -f 'ESRI Shapefile' t.shp a.geojson 2>/dev/null && truncate -s -12 t.dbf",
             fixture_folder);
    if (system(command) != 0)
        skip();
    struct arena *arena = arena_new();
    struct row_list rows;
    struct error err = ERROR_INIT;
    struct layer layer;
    struct column_set columns;
    if (layer_open(&layer, fixture_path("t.shp"), "x", arena, &err)) {
        assert_true(column_set_open(&columns, &places, &layer, "t.shp", arena, NULL));
        assert_false(row_list_read(&rows, &layer, &columns, NULL, "t.shp", arena, &err));
        row_list_free(&rows);
        column_set_close(&columns);
        layer_close(&layer);
    }
    assert_says(err.message, "t.shp: ");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_keep_their_place_in_the_file_and_their_refusal),
        cmocka_unit_test(arcs_become_chords),
        cmocka_unit_test(a_table_cut_in_its_records_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
