#include "exchange/path.h"

#include "exchange/fixture.h"

#include <sys/stat.h>

static void what_gdal_takes_for_more_than_a_file_is_refused(void **state)
{
    (void)state;
    static const char *const paths[] = {"/vsicurl/http://127.0.0.1/x.geojson",
                                        "/vsizip//tmp/x.zip/a.csv",
                                        "/tmp/vsi/../vsimem/x",
                                        "http://127.0.0.1/x.geojson",
                                        "{\"type\":\"FeatureCollection\"}",
                                        "/tmp/{x}.geojson",
                                        "CSV:/etc/passwd",
                                        "GPKG:/tmp/x.gpkg:a",
                                        "/tmp/a\nb"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char real[PATH_MAX] = "untouched";
        struct error err = ERROR_INIT;
        assert_false(path_check(paths[i], real, &err));
        assert_int_not_equal(err.kind, ERROR_NONE);
        assert_string_equal(real, "untouched");
    }
}

static void a_regular_file_is_given_by_its_real_path(void **state)
{
    (void)state;
    char real[PATH_MAX];
    fixture_file("a.csv", "x");
    char around[512];
    snprintf(around, sizeof around, "%s/.//a.csv", fixture_folder);
    assert_true(path_check(around, real, NULL));
    assert_string_equal(real, fixture_path("a.csv"));
    assert_string_equal(path_name(real), "a.csv");
    assert_string_equal(path_name("a.csv"), "a.csv");
}

static void a_link_among_the_folders_is_followed_to_a_path_that_is_checked_again(void **state)
{
    (void)state;
    char real[PATH_MAX];
    struct error err = ERROR_INIT;
    assert_int_equal(mkdir(fixture_path("b{}"), 0700), 0);
    fixture_file("b{}/x.csv", "x");
    assert_int_equal(symlink("b{}", fixture_path("plain")), 0);
    assert_false(path_check(fixture_path("plain/x.csv"), real, &err));
    assert_says(err.message, "not a plain file's path");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_gdal_takes_for_more_than_a_file_is_refused),
        cmocka_unit_test(a_regular_file_is_given_by_its_real_path),
        cmocka_unit_test(a_link_among_the_folders_is_followed_to_a_path_that_is_checked_again),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
