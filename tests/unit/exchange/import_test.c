#include "exchange/import.h"

#include "exchange/fixture.h"

#include <sys/stat.h>

static void an_estate_comes_in_lambert_93_with_its_values_typed(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites", fixture_file("a.geojson", ESTATES(ESTATE("\"ID_cite\":12,\"NOM\":\"Cité n° 4\",\"logements\":605.0,"
                                                          "\"surface_hectares\":\"1 234,5\"",
                                                          SQUARE))));
    assert_true(result.is_done);
    assert_string_equal(result.features, "1|12|Cité n° 4|605|1234.5|Polygon 5 685760 7033618\n");
    assert_string_equal(result.verdicts, "E{\"read\":1}\n");
    assert_says(result.source, "\"crs\":\"EPSG:4326\"");
    assert_says(result.source, "\"notes\":[]");
}

static void a_file_cut_short_is_refused(void **state)
{
    (void)state;
    const char whole[] = ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE) "," ESTATE("\"id_lsm\":\"2\"", SQUARE));
    for (size_t length = 1; length + 1 < sizeof whole - 1; length += 7) {
        struct fixture_result result = fixture_import("cites", fixture_bytes("cut.geojson", whole, length));
        assert_false(result.is_done);
        assert_says(result.err.message, "cut.geojson");
    }
}

static void a_file_in_another_system_than_it_says_is_refused(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites", fixture_file("l93.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"",
                                                            "{\"type\":\"Point\",\"coordinates\":[700000,7030000]}"))));
    assert_refused(&result, "l93.geojson: every feature lies outside the territory (the first at 700000 7030000 in "
                            "EPSG:4326): wrong coordinate system?");
}

static void a_crs_named_in_the_file_counts(void **state)
{
    (void)state;
    static const char crs[] = "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                              "\"urn:ogc:def:crs:EPSG::%d\"}},\"features\":[" ESTATE(
                                  "\"id_lsm\":\"1\"", "{\"type\":\"Point\",\"coordinates\":[%s]}") "]}";
    static const struct {
        int code;
        const char *at;
    } systems[] = {
        {2154, "700000,7030000"}, {3950, "1700000,9241000"}, {27572, "648000,2596000"}, {32631, "500000,5583000"}};
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        char text[512], name[32];
        snprintf(text, sizeof text, crs, systems[i].code, systems[i].at);
        snprintf(name, sizeof name, "\"crs\":\"EPSG:%d\"", systems[i].code);
        struct fixture_result result = fixture_import("cites", fixture_file("crs.geojson", text));
        assert_true(result.is_done);
        assert_says(result.source, name);
    }
}

static void swapped_axes_are_turned_and_noted(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites",
        fixture_file("swap.geojson",
                     ESTATES(ESTATE("\"id_lsm\":\"1\"", "{\"type\":\"Point\",\"coordinates\":[50.4,2.8]}") "," ESTATE(
                         "\"id_lsm\":\"2\"", "{\"type\":\"Point\",\"coordinates\":[50.41,2.81]}"))));
    assert_true(result.is_done);
    assert_string_equal(result.features, "1|1|-|-|-|Point 1 685760 7033618\n2|2|-|-|-|Point 1 686475 7034730\n");
    assert_says(result.source, "the axes are swapped: 2 of 2 features");
}

static void one_feature_outside_is_refused_by_itself(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites",
        fixture_file("out.geojson",
                     ESTATES(ESTATE("\"id_lsm\":\"a\"", SQUARE) "," ESTATE("\"id_lsm\":\"b\"", SQUARE) "," ESTATE(
                         "\"id_lsm\":\"nice\"", "{\"type\":\"Point\",\"coordinates\":[7.2,43.7]}"))));
    assert_true(result.is_done);
    assert_int_equal(result.count, 2);
    assert_says(result.verdicts, "X{\"feature\":3,\"key\":\"nice\",\"reason\":\"lies outside the territory, at 1038");
}

static void a_national_file_is_passed_over_where_it_is_not_ours(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites", fixture_file("france.geojson",
                              ESTATES(ESTATE("\"id_lsm\":\"a\"", SQUARE) "," ESTATE(
                                  "\"id_lsm\":\"b\"",
                                  "{\"type\":\"Point\",\"coordinates\":"
                                  "[7.2,43.7]}") "," ESTATE("\"id_lsm\":\"c\"",
                                                            "{\"type\":\"Point\",\"coordinates\":[5.4,43.3]}"))));
    assert_true(result.is_done);
    assert_string_equal(result.verdicts, "E{\"read\":1}\n");
    assert_says(result.source, "2 of 3 features lie outside the territory and were passed over");
}

static void coordinates_that_are_no_numbers_refuse_their_feature(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites",
        fixture_file("nan.geojson",
                     ESTATES(ESTATE("\"id_lsm\":\"1\"",
                                    "{\"type\":\"Point\",\"coordinates\":[1e999,"
                                    "NaN]}") "," ESTATE("\"id_lsm\":\"2\"",
                                                        "{\""
                                                        "typ"
                                                        "e\""
                                                        ":\""
                                                        "Poi"
                                                        "nt"
                                                        "\","
                                                        "\"c"
                                                        "oor"
                                                        "din"
                                                        "ate"
                                                        "s\""
                                                        ":["
                                                        "2."
                                                        "8,"
                                                        "Inf"
                                                        "ini"
                                                        "ty]"
                                                        "}") "," ESTATE("\"id_lsm\":\"3\"",
                                                                        "{\"type\":\"Point\",\"coordinates\":[\"x\",1]"
                                                                        "}") "," ESTATE("\"id_lsm\":"
                                                                                        "\"4\"",
                                                                                        "{\"type\":"
                                                                                        "\"LineString"
                                                                                        "\","
                                                                                        "\"coordinates"
                                                                                        "\":"
                                                                                        "[[2.8,50.4],["
                                                                                        "1e999,50.4]]"
                                                                                        "}") "," ESTATE("\"id_lsm\":"
                                                                                                        "\"5\"",
                                                                                                        SQUARE))));
    assert_true(result.is_done);
    assert_int_equal(result.count, 1);
    for (int i = 1; i <= 4; i++) {
        char line[32];
        snprintf(line, sizeof line, "X{\"feature\":%d,", i);
        assert_says(result.verdicts, line);
    }
}

static void a_feature_without_geometry_is_refused_where_the_source_has_one(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites", fixture_file("null.geojson",
                              ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE) "," ESTATE("\"id_lsm\":\"2\"", "null"))));
    assert_true(result.is_done);
    assert_says(result.verdicts, "X{\"feature\":2,\"key\":\"2\",\"reason\":\"has no geometry\"}");
    result = fixture_import("cites", fixture_file("nulls.geojson", ESTATES(ESTATE("\"id_lsm\":\"2\"", "null"))));
    assert_refused(&result, "none of its 1 features can be used; the first: has no geometry");
}

static void mixed_collections_and_curves_do_not_pass_for_polygons(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites", fixture_file("mixed.geojson",
                              ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE) "," ESTATE(
                                  "\"id_lsm\":\"2\"", "{\"type\":\"GeometryCollection\",\"geometries\":[" SQUARE ","
                                                      "{\"type\":\"Point\",\"coordinates\":[2.8,50.4]}]}"))));
    assert_true(result.is_done);
    assert_int_equal(result.count, 1);
    assert_says(result.verdicts, "X{\"feature\":2,");
}

static void an_empty_layer_is_refused(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import("cites", fixture_file("empty.geojson", ESTATES()));
    assert_refused(&result, "empty.geojson: the layer \"empty\" holds no feature");
    result = fixture_import("notes", fixture_file("empty.csv", "insee,nom\n"));
    assert_refused(&result, "holds no feature");
}

static void a_missing_column_is_named_with_those_that_are_there(void **state)
{
    (void)state;
    struct fixture_result result =
        fixture_import("cites", fixture_file("col.geojson", ESTATES(ESTATE("\"id\":1,\"nom\":\"x\"", SQUARE))));
    assert_refused(&result,
                   "col.geojson: no column for \"id_lsm\" (known spellings: id_lsm, ID_CITE); the file has: id, nom");
}

static void a_table_comes_from_a_french_spreadsheet(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "insee;nom;taux;total\r\n59002;Abscon;12,5;1 234\r\n62498;\"Lens; ville\";;n.d.\r\n",
        "\xEF\xBB\xBFinsee\tnom\ttaux\ttotal\n59002\tAbscon\t12.5\t1234\n62498\tLens; ville\t\tn.d.\n",
        "INSEE,nom,taux,total\n59002,Abscon,\"12,5\",1234\n62498,Lens; ville,,n.d.\n",
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct fixture_result result = fixture_import("notes", fixture_file("notes.csv", tables[i]));
        assert_true(result.is_done);
        assert_string_equal(result.features, "1|59002|Abscon|12.5|1234\n2|62498|Lens; ville|-|-\n");
        assert_says(result.source, "field \\\"total\\\": 1 values are no whole number (the first: \\\"n.d.\\\")");
    }
}

static void latin_1_text_is_recoded_and_noted(void **state)
{
    (void)state;
    struct fixture_result result =
        fixture_import("notes", fixture_file("latin.csv", "insee;nom;taux;total\n59002;Cit\xE9 de l'\x8Cuvre;1;2\n"));
    assert_true(result.is_done);
    assert_string_equal(result.features, "1|59002|Cité de l'Œuvre|1|2\n");
    assert_says(result.source, "\"encoding\":\"Windows-1252\"");
    assert_says(result.source, "1 texts were not UTF-8 and were read as Windows-1252");
}

static void only_features_of_our_communes_pass_a_filter(void **state)
{
    (void)state;
#define STATION(code, insee)                                                                                           \
    ESTATE("\"code_uic\":\"" code "\",\"insee\":" insee, "{\"type\":\"Point\",\"coordinates\":[2.8,50.4]}")
    struct fixture_result result = fixture_import(
        "gares",
        fixture_file("gares.geojson", ESTATES(STATION("1", "\"62498\"") "," STATION("2", "\"75056\"") "," STATION(
                                          "3", "null") "," STATION("4", "\"59002\""))));
    assert_true(result.is_done);
    assert_string_equal(result.features, "1|1|62498|Point 1 685760 7033618\n4|4|59002|Point 1 685760 7033618\n");
    assert_says(result.source, "2 of 4 features were kept: those in our communes");
    result = fixture_import("gares", fixture_file("paris.geojson", ESTATES(STATION("2", "\"75056\""))));
    assert_refused(&result, "none of its 1 features lies in our communes, by insee");
}

static void links_fifos_and_folders_are_not_read(void **state)
{
    (void)state;
    fixture_file("real.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)));
    assert_int_equal(symlink("real.geojson", fixture_path("link.geojson")), 0);
    assert_int_equal(mkfifo(fixture_path("fifo.geojson"), 0600), 0);
    struct fixture_result result = fixture_import("cites", fixture_path("link.geojson"));
    assert_refused(&result, "a symbolic link, where a regular file is wanted");
    result = fixture_import("cites", fixture_path("fifo.geojson"));
    assert_refused(&result, "a FIFO, where a regular file is wanted");
    result = fixture_import("cites", fixture_path(""));
    assert_refused(&result, "a folder, where a regular file is wanted");
    result = fixture_import("cites", fixture_path("none.geojson"));
    assert_refused(&result, "No such file");
}

static void a_vrt_in_disguise_is_refused(void **state)
{
    (void)state;
    fixture_file("secret.csv", "id_lsm,nom\n1,secret\n");
    struct fixture_result result = fixture_import(
        "cites", fixture_file("evil.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>secret.csv"
                                              "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"));
    assert_refused(&result, "evil.geojson: a virtual file of GDAL (VRT)");
}

static void an_invalid_polygon_is_repaired_and_told(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites",
        fixture_file("bow.geojson",
                     ESTATES(ESTATE("\"id_lsm\":\"bow\"", "{\"type\":\"Polygon\",\"coordinates\":[[[2.80,50.40],"
                                                          "[2.81,50.41],[2.81,50.40],[2.80,50.41],[2.80,50.40]]]}"))));
    assert_true(result.is_done);
    assert_says(result.verdicts, "R{\"feature\":1,\"key\":\"bow\",\"reason\":\"made valid (Self-intersection");
    assert_says(result.features, "1|bow|-|-|-|MultiPolygon 8 ");
}

static void an_unknown_source_is_an_error(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import("nothing", fixture_file("x.csv", "a\n1\n"));
    assert_refused(&result, "no source \"nothing\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_estate_comes_in_lambert_93_with_its_values_typed),
        cmocka_unit_test(a_file_cut_short_is_refused),
        cmocka_unit_test(a_file_in_another_system_than_it_says_is_refused),
        cmocka_unit_test(a_crs_named_in_the_file_counts),
        cmocka_unit_test(swapped_axes_are_turned_and_noted),
        cmocka_unit_test(one_feature_outside_is_refused_by_itself),
        cmocka_unit_test(a_national_file_is_passed_over_where_it_is_not_ours),
        cmocka_unit_test(coordinates_that_are_no_numbers_refuse_their_feature),
        cmocka_unit_test(a_feature_without_geometry_is_refused_where_the_source_has_one),
        cmocka_unit_test(mixed_collections_and_curves_do_not_pass_for_polygons),
        cmocka_unit_test(an_empty_layer_is_refused),
        cmocka_unit_test(a_missing_column_is_named_with_those_that_are_there),
        cmocka_unit_test(a_table_comes_from_a_french_spreadsheet),
        cmocka_unit_test(latin_1_text_is_recoded_and_noted),
        cmocka_unit_test(only_features_of_our_communes_pass_a_filter),
        cmocka_unit_test(links_fifos_and_folders_are_not_read),
        cmocka_unit_test(a_vrt_in_disguise_is_refused),
        cmocka_unit_test(an_invalid_polygon_is_repaired_and_told),
        cmocka_unit_test(an_unknown_source_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
