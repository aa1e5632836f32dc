#include "print/sheet.h"

#include "print/fixture.h"

static const char *const collections[] = {"communes", "epci", "estates", "stations", "absent", NULL};

static void each_source_is_named_once_with_its_month(void **state)
{
    struct printing *printing = *state;
    assert_string_equal(sheet_credits(collections, "fr", printing->snapshot, printing->arena),
                        "Sources\u00a0: IGN Admin Express (2026-01)\u202f; Mission Bassin Minier (cités ERBM, 2026-03)"
                        "\u202f; SNCF (gares)");
    assert_string_equal(sheet_credits(collections, "en", printing->snapshot, printing->arena),
                        "Sources: IGN Admin Express (2026-01); Mission Bassin Minier (cités ERBM, 2026-03); SNCF "
                        "(gares)");
}

static void the_short_form_has_the_names_alone(void **state)
{
    struct printing *printing = *state;
    assert_string_equal(sheet_credits_short(collections, "fr", printing->snapshot, printing->arena),
                        "Sources\u00a0: IGN Admin Express\u202f; Mission Bassin Minier\u202f; SNCF");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_source_is_named_once_with_its_month),
        TEST(the_short_form_has_the_names_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
