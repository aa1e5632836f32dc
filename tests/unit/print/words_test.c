#include "print/words.h"

#include "print/fixture.h"

static void assert_text(struct printing *printing, const char *pattern, const char *territory, const char *lang,
                        const char *expected)
{
    struct error err = ERROR_INIT;
    const char *text = sheet_text(pattern, territory, lang, printing->store, printing->snapshot, printing->arena, &err);
    if (text == NULL)
        fail_msg("%s", err.message);
    assert_string_equal(text, expected);
}

static void figures_names_and_dates_are_filled_in(void **state)
{
    assert_text(*state, "{cites} cités, dont {cites_unesco_inscrit}", "total", "fr", "2 cités, dont 1");
    assert_text(*state, "{population}", "total", "fr", "1\u202f184\u202f821");
    assert_text(*state, "{population}", "total", "en", "1,184,821");
    assert_text(*state, "{surface_cyclable_500_pct}\u00a0%", "total", "fr", "12,3\u00a0%");
    assert_text(*state, "{surface_cyclable_500_pct}%", "total", "en", "12.3%");
    assert_text(*state, "{territory}", "1", "fr", "CA d\u2019ici");
    assert_text(*state, "{estates.date}, {stations.date}", "total", "fr", "mars 2026, date non renseignée");
    assert_text(*state, "{estates.date}", "total", "en", "March 2026");
    assert_text(*state, "no braces", "total", "fr", "no braces");
}

static void what_is_unknown_is_said_to_be_unknown(void **state)
{
    assert_text(*state, "{cyclable_km}", "total", "fr", "non renseigné");
    assert_text(*state, "{cites}", "total", "fr", "2");
}

static void words_follow_their_figure(void **state)
{
    assert_text(*state, "{cites} {cites|cité|cités}", "total", "fr", "2 cités");
    assert_text(*state, "{cites_unesco_inscrit} {cites_unesco_inscrit|inscrite|inscrites}", "total", "fr",
                "1 inscrite");
    assert_text(*state, "{cites} {cites|cité|cités}", "2", "fr", "0 cité");
    assert_text(*state, "{cites} {cites|estate|estates}", "2", "en", "0 estates");
}

static void words_about_a_collection_stand_where_it_was_loaded(void **state)
{
    assert_text(*state, "{estates?Cités, %}{cycle-facilities? ; aménagements, %}.", "total", "fr", "Cités, mars 2026.");
    assert_text(*state, "{estates?estates}", "total", "en", "estates");
    assert_text(*state, "{stations?%}", "total", "fr", "date non renseignée");
}

static void a_template_that_names_nothing_is_an_error(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    assert_null(sheet_text("{pluto}", "total", "fr", printing->store, printing->snapshot, printing->arena, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_null(sheet_text("{territory}", "9", "fr", printing->store, printing->snapshot, printing->arena, &err));
    assert_non_null(strstr(err.message, "no EPCI \"9\""));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(figures_names_and_dates_are_filled_in),
        TEST(what_is_unknown_is_said_to_be_unknown),
        TEST(words_follow_their_figure),
        TEST(words_about_a_collection_stand_where_it_was_loaded),
        TEST(a_template_that_names_nothing_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
