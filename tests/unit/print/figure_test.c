#include "print/sheet.h"

#include "print/fixture.h"

#include <math.h>

static void a_figure_has_the_digits_of_its_indicator(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    double value;
    assert_string_equal(sheet_figure("surface_cyclable_500_pct", "total", "fr", printing->store, printing->snapshot,
                                     &value, printing->arena, &err),
                        "12,3");
    assert_float_equal(value, 12.34, 1e-12);
    assert_string_equal(
        sheet_figure("cites", "2", "fr", printing->store, printing->snapshot, &value, printing->arena, &err), "0");
}

static void an_unknown_figure_is_not_nought(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    double value = 0;
    assert_string_equal(
        sheet_figure("cyclable_km", "total", "en", printing->store, printing->snapshot, &value, printing->arena, &err),
        "not known");
    assert_true(isnan(value));
    assert_null(
        sheet_figure("pluto", "total", "en", printing->store, printing->snapshot, &value, printing->arena, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_figure_has_the_digits_of_its_indicator),
        TEST(an_unknown_figure_is_not_nought),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
