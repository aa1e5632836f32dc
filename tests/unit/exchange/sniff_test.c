#include "exchange/sniff.h"

#include "exchange/fixture.h"

static void formats_are_told_by_their_first_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        bool may_be_csv;
        enum sniff_format format;
    } heads[] = {{"{\"type\":", 8, false, SNIFF_GEOJSON},
                 {"\xEF\xBB\xBF\n {", 6, true, SNIFF_GEOJSON},
                 {"SQLite format 3\0GPKG", 20, false, SNIFF_GPKG},
                 {"\0\0\x27\x0A\0\0\0\0", 8, false, SNIFF_SHAPEFILE},
                 {"PK\3\4....", 8, false, SNIFF_ZIP},
                 {"insee;nom\n", 10, true, SNIFF_CSV}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        enum sniff_format format;
        assert_true(sniff_bytes(heads[i].bytes, heads[i].length, "x", heads[i].may_be_csv, &format, NULL));
        assert_int_equal(format, heads[i].format);
    }
}

static void what_came_instead_of_data_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *says;
    } heads[] = {
        {"", 0, "empty (0 bytes)"},
        {" \n ", 3, "the file is empty"},
        {"<VRTDataset>", 12, "VRT"},
        {"<!-- --><OGRVRTDataSource>", 26, "VRT"},
        {"<ServiceExceptionReport><ServiceException code=\"a\"> Unknown\n  layer </ServiceException>", 88,
         "exception instead of data: Unknown layer"},
        {"<ServiceExceptionReport>", 24, "exception instead of data"},
        {"<html><TITLE> Erreur </TITLE>", 29, "a web page (\"Erreur\") instead of data"},
        {"<gml:x>", 7, "XML, which is not read"},
        {"\x1F\x8B\x08\0", 4, "compressed with gzip"},
        {"\xFF\xFE{\0", 4, "UTF-16"},
        {"%PDF-1.7\0", 9, "a PDF"},
        {"\x89PNG\0", 5, "not GeoJSON, GeoPackage, Shapefile, zip or CSV"},
        {"hello", 5, "not GeoJSON, GeoPackage, Shapefile, zip or CSV"},
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        enum sniff_format format;
        struct error err = ERROR_INIT;
        assert_false(sniff_bytes(heads[i].bytes, heads[i].length, "x.geojson", false, &format, &err));
        assert_says(err.message, heads[i].says);
        assert_says(err.message, "x.geojson: ");
    }
}

static void a_file_is_looked_at_where_it_lies(void **state)
{
    (void)state;
    enum sniff_format format;
    struct error err = ERROR_INIT;
    assert_true(sniff_file(fixture_file("a.csv", "a,b\n1,2\n"), "a.csv", sniff_is_csv_name("a.csv"), &format, NULL));
    assert_int_equal(format, SNIFF_CSV);
    assert_false(sniff_is_csv_name("a.csvt"));
    assert_false(sniff_file(fixture_path("none"), "none", false, &format, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_told_by_their_first_bytes),
        cmocka_unit_test(what_came_instead_of_data_is_said),
        cmocka_unit_test(a_file_is_looked_at_where_it_lies),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
