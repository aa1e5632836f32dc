#include "exchange/layer.h"

#include "exchange/driver.h"
#include "exchange/fixture.h"

static struct arena *arena;

static int layer_begin(void **state)
{
    driver_start();
    arena = arena_new();
    return fixture_open(state);
}

static int layer_end(void **state)
{
    arena_free(arena);
    return fixture_close(state);
}

/* Runs a shell line in the folder; skips the test where its program is missing. */
static void made(const char *line)
{
    char command[1024];
    snprintf(command, sizeof command, "cd %s && %s 2>/dev/null", fixture_folder, line);
    if (system(command) != 0)
        skip();
}

static void assert_opens(const char *name, const char *source, const char *driver, const char *layer_name)
{
    struct layer layer;
    struct error err = ERROR_INIT;
    bool is_open = layer_open(&layer, fixture_path(name), source, arena, &err);
    assert_string_equal(err.message, "");
    assert_true(is_open);
    assert_string_equal(layer.driver, driver);
    assert_string_equal(layer.name, layer_name);
    layer_close(&layer);
}

static void assert_does_not_open(const char *name, const char *source, const char *says)
{
    struct layer layer;
    struct error err = ERROR_INIT;
    assert_false(layer_open(&layer, fixture_path(name), source, arena, &err));
    assert_says(err.message, says);
}

static void each_format_has_its_reader(void **state)
{
    (void)state;
    fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)));
    fixture_file("a.csv", "id_lsm,nom\n1,x\n");
    made("ogr2ogr -q -f GPKG a.gpkg a.geojson -nln cites && ogr2ogr -q -f 'ESRI Shapefile' a.shp a.geojson && zip -q "
         "a.zip a.shp a.shx "
         "a.dbf a.prj && zip -q b.zip a.geojson && cp a.geojson noending");
    assert_opens("a.geojson", "x", "GeoJSON", "a");
    assert_opens("noending", "x", "GeoJSON", "noending");
    assert_opens("a.csv", "x", "CSV", "a");
    assert_opens("a.gpkg", "x", "GPKG", "cites");
    assert_opens("a.shp", "x", "ESRI Shapefile", "a");
    assert_opens("a.zip", "x", "ESRI Shapefile", "a");
    assert_opens("b.zip", "x", "GeoJSON", "a");
}

static void of_several_layers_the_sources_is_taken(void **state)
{
    (void)state;
    fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)));
    made("ogr2ogr -q -f GPKG two.gpkg a.geojson -nln Cites && ogr2ogr -q -update two.gpkg a.geojson -nln gares");
    assert_opens("two.gpkg", "cites", "GPKG", "Cites");
    assert_does_not_open("two.gpkg", "routes", "two.gpkg: holds 2 layers, none of them called \"routes\"");
}

static void an_ending_does_not_choose_the_reader(void **state)
{
    (void)state;
    fixture_file("list.csv", "<OGRVRTDataSource/>");
    assert_does_not_open("list.csv", "x", "VRT");
    fixture_file("fake.gpkg", "SQLite format 3");
    assert_does_not_open("fake.gpkg", "x", "not GeoJSON");
    char head[200] = "SQLite format 3";
    fixture_bytes("short.gpkg", head, sizeof head);
    assert_does_not_open("short.gpkg", "x", "short.gpkg: does not read as GPKG");
}

static void a_shapefile_beside_a_link_is_refused(void **state)
{
    (void)state;
    fixture_file("l.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)));
    made("ogr2ogr -q -f 'ESRI Shapefile' l.shp l.geojson && rm l.dbf && ln -s /etc/passwd l.dbf");
    assert_does_not_open("l.shp", "x", "l.dbf: not a regular file");
    made("rm l.dbf l.shx");
    assert_does_not_open("l.shp", "x", "l.shp: does not read as ESRI Shapefile");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_has_its_reader),
        cmocka_unit_test(of_several_layers_the_sources_is_taken),
        cmocka_unit_test(an_ending_does_not_choose_the_reader),
        cmocka_unit_test(a_shapefile_beside_a_link_is_refused),
    };
    return cmocka_run_group_tests(tests, layer_begin, layer_end);
}
