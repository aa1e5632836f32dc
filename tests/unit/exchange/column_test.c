#include "exchange/column.h"

#include "exchange/fixture.h"

static void numbers_are_read_as_spreadsheets_in_france_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } good[] = {{"12", 12},
                {"12,5", 12.5},
                {"12.5", 12.5},
                {" 1 234,5 ", 1234.5},
                {"-3", -3},
                {"1\xC2\xA0"
                 "234",
                 1234},
                {"1\xE2\x80\xAF"
                 "234,25",
                 1234.25},
                {"1e3", 1000}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double number = 0;
        assert_true(column_number(good[i].text, &number));
        assert_true(number == good[i].number);
    }
    static const char *const bad[] = {"", " ", "n.d.", "1,234,567", "1.234,5", "12 %", "nan", "inf", "0x10", "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double number = 7;
        assert_false(column_number(bad[i], &number));
        assert_true(number == 7);
    }
}

static void a_number_as_long_as_a_page_is_no_number(void **state)
{
    (void)state;
    char text[1000];
    double number;
    memset(text, '1', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(column_number(text, &number));
}

static void codes_stay_text_and_keep_their_zeros(void **state)
{
    (void)state;
    struct fixture_result result =
        fixture_import("notes", fixture_file("z.csv", "insee,nom,total\n01004,0012,7.0\n59002, ,7.5\n"));
    assert_true(result.is_done);
    assert_string_equal(result.features, "1|01004|0012|-|7\n2|59002|-|-|-\n");
    assert_says(result.source, "\\\"total\\\": 1 values are no whole number (the first: \\\"7.5\\\")");
}

static void values_of_geojson_become_what_the_catalogue_wants(void **state)
{
    (void)state;
    struct fixture_result result = fixture_import(
        "cites",
        fixture_file(
            "v.geojson",
            ESTATES(ESTATE("\"id_lsm\":704,\"nom\":12.50,\"logements\":true,\"surface_hectares\":3", SQUARE) "," ESTATE(
                "\"id_lsm\":\"2\",\"nom\":\"\",\"logements\":null,\"surface_hectares\":\"x\"",
                SQUARE) "," ESTATE("\"id_lsm\":\"3\",\"nom\":[1,2],\"logements\":9007199254740993", SQUARE))));
    assert_true(result.is_done);
    assert_says(result.features, "1|704|12.5");
    assert_says(result.features, "2|2|-|-|-|");
}

static void ten_letters_are_enough_in_a_shapefile(void **state)
{
    (void)state;
    char command[1024];
    fixture_file("c.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\",\"surface_hectares\":2.5", SQUARE)));
    snprintf(command, sizeof command,
             "cd %s && rm -f c.shp && ogr2ogr -q -f 'ESRI Shapefile' c.shp c.geojson 2>/dev/null && rm -f c.zip && zip "
             "-q c.zip c.shp c.shx c.dbf c.prj",
             fixture_folder);
    if (system(command) != 0)
        skip();
    struct fixture_result result = fixture_import("cites", fixture_path("c.shp"));
    assert_true(result.is_done);
    assert_says(result.features, "1|1|-|-|2.5|Polygon");
    result = fixture_import("cites", fixture_path("c.zip"));
    assert_true(result.is_done);
    assert_says(result.features, "1|1|-|-|2.5|Polygon");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_spreadsheets_in_france_write_them),
        cmocka_unit_test(a_number_as_long_as_a_page_is_no_number),
        cmocka_unit_test(codes_stay_text_and_keep_their_zeros),
        cmocka_unit_test(values_of_geojson_become_what_the_catalogue_wants),
        cmocka_unit_test(ten_letters_are_enough_in_a_shapefile),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
