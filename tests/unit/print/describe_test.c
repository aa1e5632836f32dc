#include "print/sheet.h"

#include "print/fixture.h"

static const char *describe(const struct printing *printing, const char *territory, const char *lang)
{
    struct error err = ERROR_INIT;
    const char *text = sheet_description(styles_find(printing->styles, "cites"), "2 cités", territory, lang,
                                         printing->store, printing->snapshot, printing->arena, &err);
    if (text == NULL)
        fail_msg("%s", err.message);
    return text;
}

static void it_says_what_and_where(void **state)
{
    assert_non_null(strstr(describe(*state, "total", "fr"), "Carte\u00a0: 2 cités. Bassin minier"));
    assert_non_null(strstr(describe(*state, "1", "fr"), "2 cités. CA d\u2019ici"));
}

static void it_ranks_the_epci(void **state)
{
    assert_non_null(strstr(describe(*state, "total", "fr"), "CA d\u2019ici (2), CU de là-bas (0)."));
    assert_non_null(strstr(describe(*state, "total", "en"), "from the highest EPCI to the lowest: CA d\u2019ici (2)"));
}

static void it_counts_the_estates_by_state(void **state)
{
    assert_non_null(
        strstr(describe(*state, "total", "fr"), "Cités prioritaires\u00a0: 2, dont 1 inscrite au patrimoine mondial."));
    assert_non_null(strstr(describe(*state, "1", "en"), "Priority estates: 2, of which 1 on the World Heritage List."));
    assert_null(strstr(describe(*state, "2", "fr"), "dont")); /* none there */
}

/* Twelve communes with the values 0 to 11, and one that is not known. */
static int setup_many(void **state)
{
    fixture_extra =
        "WITH RECURSIVE many (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM many WHERE i < 12)"
        "INSERT INTO figure SELECT 'epci', 'commune', 'X' || i, 'cites', CASE WHEN i < 12 THEN i END FROM many;"
        "WITH RECURSIVE many (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM many WHERE i < 12)"
        "INSERT INTO communes (fid, insee, nom, epci_siren, bassin) SELECT 10 + i, 'X' || i, 'Ville ' || char(65 + i), "
        "'1', 1 FROM many;"
        "UPDATE collection SET features = 16 WHERE id = 'communes';"
        "INSERT INTO rendition SELECT 1 << 32 | fid, '{}', 2.7, 50.3, 3, 50.5 FROM communes WHERE fid >= 10;";
    int failed = fixture_setup(state);
    fixture_extra = "";
    return failed;
}

static void of_many_communes_it_names_both_ends(void **state)
{
    assert_non_null(strstr(describe(*state, "1", "fr"),
                           "Par commune\u00a0: de 0 à 11\u202f; les plus élevées\u00a0: Ville L (11), Ville K (10), "
                           "Ville J (9), Ville I (8), Ville H (7)\u202f; les plus faibles\u00a0: Ville E (4), "
                           "Ville D (3), Ville C (2), Ville B (1), Ville A (0)\u202f; non renseigné pour 1."));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(it_says_what_and_where),
        TEST(it_ranks_the_epci),
        TEST(it_counts_the_estates_by_state),
        cmocka_unit_test_setup_teardown(of_many_communes_it_names_both_ends, setup_many, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
