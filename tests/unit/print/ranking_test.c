#include "print/ranking.h"

#include "print/fixture.h"

static void epci_stand_from_the_highest_to_the_lowest(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct ranking ranking;
    assert_true(ranking_read(RANKING_EPCI, "cites", NULL, printing->store, &ranking, printing->arena, &err));
    assert_int_equal(ranking.count, 2);
    assert_int_equal(ranking.unknown, 0);
    assert_string_equal(ranking.ranked[0].name, "CA d\u2019ici");
    assert_true(ranking.ranked[0].value == 2 && ranking.ranked[1].value == 0);
}

static void what_nobody_knows_is_not_ranked(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct ranking ranking;
    assert_true(ranking_read(RANKING_COMMUNES_OF_EPCI, "cites", "1", printing->store, &ranking, printing->arena, &err));
    assert_int_equal(ranking.count, 0);
    assert_true(ranking_read(RANKING_EPCI, "pluto", NULL, printing->store, &ranking, printing->arena, &err));
    assert_int_equal(ranking.count, 0);
}

static struct display *compose(const struct printing *printing, const char *paper, const char *epci)
{
    struct error err = ERROR_INIT;
    struct sheet_request request = {.style = styles_find(printing->styles, "cites"), .lang = "fr", .epci = epci};
    assert_true(paper_read(paper, &request.paper, &err));
    struct display *display = sheet_compose(&request, printing->store, printing->snapshot, &err);
    if (display == NULL)
        fail_msg("%s", err.message);
    return display;
}

static bool has_ranking(struct display *display)
{
    bool has_any = false;
    for (size_t i = 0; i < display->mark_count; i++) {
        const struct mark *mark = &display->marks[i];
        has_any = has_any || (mark->kind == MARK_GROUP_OPEN && strcmp(mark->id, "ranking") == 0);
    }
    display_free(display);
    return has_any;
}

static void upright_sheets_of_the_basin_compare_the_epci(void **state)
{
    assert_true(has_ranking(compose(*state, "A3-portrait", NULL)));
    assert_true(has_ranking(compose(*state, "A4-portrait", NULL)));
    assert_false(has_ranking(compose(*state, "A4", NULL)));
    assert_false(has_ranking(compose(*state, "A4-portrait", "1")));
    assert_false(has_ranking(compose(*state, "1080x1920px", NULL)));
    assert_false(has_ranking(compose(*state, "50x60mm", NULL)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(epci_stand_from_the_highest_to_the_lowest),
        TEST(what_nobody_knows_is_not_ranked),
        TEST(upright_sheets_of_the_basin_compare_the_epci),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
