#include "exchange/driver.h"

#include "exchange/fixture.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>

static void four_readers_and_no_more_are_there(void **state)
{
    (void)state;
    driver_start();
    driver_start();
    assert_int_equal(GDALGetDriverCount(), 4);
    static const char *const names[] = {"GeoJSON", "CSV", "GPKG", "ESRI Shapefile"};
    for (size_t i = 0; i < 4; i++)
        assert_non_null(GDALGetDriverByName(names[i]));
    assert_null(GDALGetDriverByName("OGR_VRT"));
    assert_string_equal(CPLGetConfigOption("GDAL_DRIVER_PATH", ""), "disable");
}

static void the_first_failure_is_kept_and_handed_over_once(void **state)
{
    (void)state;
    driver_start();
    driver_complaint_take();
    CPLError(CE_Warning, 1, "a warning");
    CPLError(CE_Failure, 1, "the cause");
    CPLError(CE_Failure, 1, "what followed");
    struct driver_complaint complaint = driver_complaint_take();
    assert_true(complaint.is_failure);
    assert_string_equal(complaint.message, "the cause");
    complaint = driver_complaint_take();
    assert_false(complaint.is_failure);
    assert_string_equal(complaint.message, "");
}

static void a_writer_is_one_of_three_and_alone(void **state)
{
    (void)state;
    assert_false(driver_start_writer("KML"));
    assert_false(driver_start_writer("GeoJSON"));
    int before = GDALGetDriverCount();
    assert_null(GDALGetDriverByName("FlatGeobuf"));
    assert_true(driver_start_writer("FlatGeobuf"));
    assert_int_equal(GDALGetDriverCount(), before + 1);
    assert_non_null(GDALGetDriverByName("FlatGeobuf"));
}

static void what_gdal_reads_late_stands_in_folders(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *const *folders = driver_folders("/own", arena);
    size_t count = 0;
    bool has_projections = false;
    for (; folders[count] != NULL; count++)
        has_projections |= strstr(folders[count], "proj") != NULL;
    assert_string_equal(folders[0], "/own");
    assert_true(has_projections);
    assert_string_not_equal(driver_folders(NULL, arena)[0], "/own");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_gdal_reads_late_stands_in_folders), cmocka_unit_test(four_readers_and_no_more_are_there),
        cmocka_unit_test(the_first_failure_is_kept_and_handed_over_once),
        cmocka_unit_test(a_writer_is_one_of_three_and_alone), /* last: what is started stays */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
