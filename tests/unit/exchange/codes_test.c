#include "exchange/codes.h"

#include "exchange/fixture.h"

static void codes_are_those_of_the_fact_table_beside_the_catalogue(void **state)
{
    (void)state;
    const char *catalogue = fixture_catalogue();
    fixture_file("facts/communes.csv", "insee,nom\r\n62498,Lens\r\n59002,Abscon\r\n2A004,Ajaccio\n123,x\n\n590020,y\n");
    struct codes *codes = codes_open(catalogue, NULL);
    assert_int_equal(codes_count(codes), 3);
    assert_true(codes_have(codes, "59002"));
    assert_true(codes_have(codes, "2A004"));
    assert_false(codes_have(codes, "59003"));
    assert_false(codes_have(codes, "5900"));
    assert_false(codes_have(codes, ""));
    codes_close(codes);
}

static void codes_are_read_as_a_spreadsheet_saves_them(void **state)
{
    (void)state;
    const char *catalogue = fixture_catalogue();
    fixture_file("facts/communes.csv", "insee;nom\r\n62498;Lens\r\n\"59002\";\"Abscon\"\r\n62041\tArras\r\n");
    struct codes *codes = codes_open(catalogue, NULL);
    assert_int_equal(codes_count(codes), 3);
    assert_true(codes_have(codes, "59002"));
    codes_close(codes);
}

static void a_table_without_codes_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *catalogue = fixture_catalogue();
    fixture_file("facts/communes.csv", "insee,nom\n");
    assert_null(codes_open(catalogue, &err));
    assert_says(err.message, "no INSEE code");
    assert_null(codes_open("/nonexistent/catalogue.json", &err));
}

static void a_filter_is_a_list_of_names(void **state)
{
    (void)state;
    assert_true(codes_filter_names("insee_d insee_g", "insee_d"));
    assert_true(codes_filter_names("insee_d insee_g", "insee_g"));
    assert_false(codes_filter_names("insee_d insee_g", "insee"));
    assert_false(codes_filter_names(NULL, "insee"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_fact_table_beside_the_catalogue),
        cmocka_unit_test(codes_are_read_as_a_spreadsheet_saves_them),
        cmocka_unit_test(a_table_without_codes_is_an_error),
        cmocka_unit_test(a_filter_is_a_list_of_names),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
