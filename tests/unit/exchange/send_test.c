#include "exchange/send.h"

#include "exchange/fixture.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "exchange/driver.h"

/* Features as an export meets them: all types, unknown values, no geometry. */
static const struct field fields[] = {{"nom", VALUE_TEXT}, {"rang", VALUE_INTEGER}, {"part", VALUE_REAL}};
static struct point corners[] = {{700000, 7000000}, {700100, 7000000}, {700100, 7000100}, {700000, 7000000}};
static uint32_t ring_end = 4, part_end = 1;
static char *long_text;

#define TRIANGLE ((struct geometry){GEOMETRY_MULTIPOLYGON, 4, 1, 1, corners, &ring_end, &part_end})

static struct exchange_layer layer_of(enum geometry_type geometry)
{
    static const char *const metadata[][2] = {{"CREDIT", "Nous & vous"}, {"DATE", NULL}, {NULL, NULL}};
    return (struct exchange_layer){"choses", "Choses", "Des choses.", "2026-03-10", metadata, geometry};
}

static bool sent(const char *form, const char *path, const char *crs, struct feature *features, size_t count,
                 enum geometry_type geometry, struct error *err)
{
    const struct exchange_target target = {form, path, NULL, crs, 0};
    const struct exchange_layer layer = layer_of(geometry);
    size_t position = 0;
    uint64_t done = 99;
    struct feature_stream stream = feature_stream_of(features, count, &position);
    stream.fields = fields;
    stream.field_count = 3;
    bool is_done = exchange_send(&target, &layer, &stream, &done, err);
    stream.close(&stream);
    if (!is_done && err->kind == ERROR_NOT_FOUND)
        skip(); /* terril-exchange stands one folder up from the tests, when it is built */
    assert_int_equal(done, is_done ? count : 99);
    return is_done;
}

/* The file's only layer, opened by GDAL in this process. */
static OGRLayerH opened(const char *driver, const char *path, GDALDatasetH *dataset)
{
    const char *const allowed[] = {driver, NULL};
    assert_true(driver_start_writer(driver));
    *dataset = GDALOpenEx(path, GDAL_OF_VECTOR, allowed, NULL, NULL);
    assert_non_null(*dataset);
    assert_int_equal(GDALDatasetGetLayerCount(*dataset), 1);
    return GDALDatasetGetLayer(*dataset, 0);
}

static void assert_values(OGRFeatureH feature, const char *nom, int64_t rang, double part)
{
    assert_string_equal(OGR_F_GetFieldAsString(feature, 0), nom);
    assert_int_equal(OGR_F_GetFieldAsInteger64(feature, 1), rang);
    assert_true(OGR_F_GetFieldAsDouble(feature, 2) == part);
}

static void survives(const char *form, const char *driver, const char *name)
{
    struct error err = ERROR_INIT;
    const struct value all[] = {value_text("Cité « Œuvre » 😀\n2e ligne"), value_integer(INT64_MAX), value_real(0.1)};
    const struct value low[] = {value_text(long_text), value_integer(INT64_MIN + 1), value_real(-1e300)};
    const struct value none[] = {VALUE_UNKNOWN, VALUE_UNKNOWN, VALUE_UNKNOWN};
    struct feature features[] = {
        {1, fields, all, 3, TRIANGLE}, {7, fields, low, 3, TRIANGLE}, {9, fields, none, 3, TRIANGLE}};
    const char *path = fixture_path(name);
    if (!sent(form, path, "2154", features, 3, GEOMETRY_MULTIPOLYGON, &err))
        fail_msg("%s", err.message);
    GDALDatasetH dataset;
    OGRLayerH layer = opened(driver, path, &dataset);
    assert_int_equal(wkbFlatten(OGR_L_GetGeomType(layer)), wkbMultiPolygon);
    assert_string_equal(OSRGetAuthorityCode(OGR_L_GetSpatialRef(layer), NULL), "2154");
    unsigned seen = 0;
    for (OGRFeatureH feature; (feature = OGR_L_GetNextFeature(layer)) != NULL; OGR_F_Destroy(feature)) {
        bool is_unknown = !OGR_F_IsFieldSetAndNotNull(feature, 0);
        bool is_first = !is_unknown && OGR_F_GetFieldAsInteger64(feature, 1) > 0;
        seen |= is_unknown ? 4 : is_first ? 1 : 2;
        if (is_unknown)
            assert_false(OGR_F_IsFieldSetAndNotNull(feature, 1) || OGR_F_IsFieldSetAndNotNull(feature, 2));
        else if (is_first)
            assert_values(feature, all[0].text, INT64_MAX, 0.1);
        else
            assert_values(feature, long_text, INT64_MIN + 1, -1e300);
        assert_true(OGR_G_Area(OGR_F_GetGeometryRef(feature)) == 5000.0);
    }
    assert_int_equal(seen, 7);
    GDALClose(dataset);
}

static void a_geopackage_keeps_every_value(void **state)
{
    (void)state;
    survives("gpkg", "GPKG", "values.gpkg");
}

static void a_flatgeobuf_keeps_every_value(void **state)
{
    (void)state;
    survives("fgb", "FlatGeobuf", "values.fgb");
}

static void a_layer_without_a_feature_is_a_layer(void **state)
{
    (void)state;
    static const char *const forms[][3] = {{"gpkg", "GPKG", "empty.gpkg"}, {"fgb", "FlatGeobuf", "empty.fgb"}};
    for (size_t i = 0; i < 2; i++) {
        struct error err = ERROR_INIT;
        GDALDatasetH dataset;
        if (!sent(forms[i][0], fixture_path(forms[i][2]), "4326", NULL, 0, GEOMETRY_MULTIPOLYGON, &err))
            fail_msg("%s", err.message);
        OGRLayerH layer = opened(forms[i][1], fixture_path(forms[i][2]), &dataset);
        assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 0);
        assert_int_equal(OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer)), 3);
        GDALClose(dataset);
    }
}

static void a_geopackage_needs_no_geometry_and_a_flatgeobuf_does(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct value values[] = {value_text("a"), value_integer(1), value_real(2)};
    struct feature features[] = {{1, fields, values, 3, TRIANGLE}, {2, fields, values, 3, GEOMETRY_EMPTY}};
    GDALDatasetH dataset;
    if (!sent("gpkg", fixture_path("plain.gpkg"), "2154", &features[1], 1, GEOMETRY_NONE, &err) ||
        !sent("gpkg", fixture_path("some.gpkg"), "2154", features, 2, GEOMETRY_MULTIPOLYGON, &err))
        fail_msg("%s", err.message);
    OGRLayerH layer = opened("GPKG", fixture_path("plain.gpkg"), &dataset);
    assert_int_equal(OGR_L_GetGeomType(layer), wkbNone);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 1);
    GDALClose(dataset);
    layer = opened("GPKG", fixture_path("some.gpkg"), &dataset);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), 2);
    GDALClose(dataset);
    assert_false(sent("fgb", fixture_path("plain.fgb"), "2154", &features[1], 1, GEOMETRY_NONE, &err));
    assert_says(err.message, "choses has no geometry, which FlatGeobuf cannot do without; gpkg and csv can");
    assert_false(sent("fgb", fixture_path("some.fgb"), "2154", features, 2, GEOMETRY_MULTIPOLYGON, &err));
    assert_says(err.message, "feature 2 has no geometry");
}

static void more_than_a_pipe_holds_comes_through(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct error err = ERROR_INIT;
    const struct value values[] = {value_text("Cité des Électriciens"), value_integer(1), value_real(2)};
    struct feature *features = calloc(COUNT, sizeof *features);
    for (int i = 0; i < COUNT; i++)
        features[i] = (struct feature){i + 1, fields, values, 3, TRIANGLE};
    GDALDatasetH dataset;
    if (!sent("fgb", fixture_path("many.fgb"), "3857", features, COUNT, GEOMETRY_MULTIPOLYGON, &err))
        fail_msg("%s", err.message);
    free(features);
    OGRLayerH layer = opened("FlatGeobuf", fixture_path("many.fgb"), &dataset);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), COUNT);
    GDALClose(dataset);
}

static void the_childs_sentence_says_what_is_wrong(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_false(sent("shp", fixture_path("a.shp"), "2154", NULL, 0, GEOMETRY_MULTIPOLYGON, &err));
    assert_says(err.message, "no form \"shp\"; there are gpkg, fgb, postgresql, ods and xlsx");
    assert_false(sent("gpkg", fixture_path("a.gpkg"), "27572", NULL, 0, GEOMETRY_MULTIPOLYGON, &err));
    assert_says(err.message, "no system \"27572\"");
    assert_false(sent("gpkg", "/vsimem/a.gpkg", "2154", NULL, 0, GEOMETRY_MULTIPOLYGON, &err));
    assert_says(err.message, "not a plain file's path");
    fixture_file("there.fgb", "x");
    assert_false(sent("fgb", fixture_path("there.fgb"), "2154", NULL, 0, GEOMETRY_MULTIPOLYGON, &err));
    assert_says(err.message, "there.fgb: is there already");
}

static int all_open(void **state)
{
    long_text = malloc(100001);
    for (int i = 0; i < 100000; i++)
        long_text[i] = (char)('a' + i % 26);
    long_text[100000] = '\0';
    return fixture_open(state);
}

static int all_close(void **state)
{
    free(long_text);
    return fixture_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_geopackage_keeps_every_value),
        cmocka_unit_test(a_flatgeobuf_keeps_every_value),
        cmocka_unit_test(a_layer_without_a_feature_is_a_layer),
        cmocka_unit_test(a_geopackage_needs_no_geometry_and_a_flatgeobuf_does),
        cmocka_unit_test(more_than_a_pipe_holds_comes_through),
        cmocka_unit_test(the_childs_sentence_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, all_open, all_close);
}
