#include "print/atlas.h"

#include "print/fixture.h"

static struct atlas_territories list(const struct printing *printing, enum atlas_level level, const char *chosen)
{
    struct error err = ERROR_INIT;
    struct atlas_territories territories;
    if (!atlas_list(level, chosen, printing->store, printing->arena, &territories, &err))
        fail_msg("%s", err.message);
    return territories;
}

static void territories_stand_by_name_and_each_once(void **state)
{
    struct atlas_territories epci = list(*state, ATLAS_EPCI, NULL);
    assert_int_equal(epci.count, 2);
    assert_string_equal(epci.list[0].key, "1");
    assert_string_equal(epci.list[0].name, "CA d\u2019ici");
    struct atlas_territories twice = list(*state, ATLAS_EPCI, "2,1,2");
    assert_int_equal(twice.count, 2);
    assert_string_equal(twice.list[0].key, "1");
}

static void communes_are_those_of_the_basin_or_of_the_epci_given(void **state)
{
    struct atlas_territories basin = list(*state, ATLAS_COMMUNE, NULL);
    assert_int_equal(basin.count, 2);
    assert_string_equal(basin.list[0].name, "Harnes-sur-l\u2019Eau");
    struct atlas_territories other = list(*state, ATLAS_COMMUNE, "2");
    assert_int_equal(other.count, 1);
    assert_string_equal(other.list[0].key, "62041");
}

static void an_unknown_key_is_named(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct atlas_territories territories = {NULL, 77};
    assert_false(atlas_list(ATLAS_EPCI, "1,9", printing->store, printing->arena, &territories, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.message, "\"9\""));
    assert_false(atlas_list(ATLAS_COMMUNE, "total", printing->store, printing->arena, &territories, &err));
    assert_false(atlas_list(ATLAS_EPCI, "62498", printing->store, printing->arena, &territories, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(territories.count, 77);
}

static void file_names_are_plain(void **state)
{
    struct printing *printing = *state;
    struct atlas_territory place = {"245901152", "CA C\u0153ur d\u2019Ostrevent / (n\u00b0 1) "};
    assert_string_equal(atlas_file_name("cites", &place, printing->arena), "cites-245901152-ca-coeur-d-ostrevent-n-1");
    place.name = "\u4e2d";
    assert_string_equal(atlas_file_name("cites", &place, printing->arena), "cites-245901152");
}

static void contents_give_each_territory_the_page_where_its_sheet_will_be(void **state)
{
    struct printing *printing = *state;
    enum { MANY = 200 };
    struct atlas_territory many[MANY];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < MANY; i++)
        many[i] = (struct atlas_territory){"1", arena_printf(printing->arena, "Lieu %zu", i)};
    struct atlas_request request = {.sheet = {.style = styles_find(printing->styles, "cites"), .lang = "fr"},
                                    .level = ATLAS_COMMUNE,
                                    .territories = {many, MANY}};
    assert_true(paper_read("A5", &request.sheet.paper, &err));
    struct atlas_contents contents;
    atlas_contents(&request, printing->snapshot, printing->arena, &contents);
    assert_in_range(contents.count, 2, 10);
    size_t next = contents.count + 1;
    for (size_t i = 0; i < contents.count; i++) {
        const struct display *display = contents.pages[i].display;
        struct box paper = {0, 0, display->width, display->height};
        for (size_t j = 0; j < contents.pages[i].link_count; j++) {
            assert_int_equal(contents.pages[i].links[j].page, next++);
            assert_true(box_contains(paper, contents.pages[i].links[j].box));
            assert_true(j == 0 || !box_meets(contents.pages[i].links[j].box, contents.pages[i].links[j - 1].box));
        }
        display_free(contents.pages[i].display);
    }
    assert_int_equal(next, contents.count + 1 + MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(territories_stand_by_name_and_each_once),
        cmocka_unit_test(communes_are_those_of_the_basin_or_of_the_epci_given),
        cmocka_unit_test(an_unknown_key_is_named),
        cmocka_unit_test(file_names_are_plain),
        cmocka_unit_test(contents_give_each_territory_the_page_where_its_sheet_will_be),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
