#include "print/sheet.h"

#include "draw/svg.h"
#include "print/fixture.h"

static struct sheet_request request_of(const struct printing *printing, const char *paper)
{
    struct error err = ERROR_INIT;
    struct sheet_request request = {.style = styles_find(printing->styles, "cites"), .lang = "fr"};
    assert_true(paper_read(paper, &request.paper, &err));
    return request;
}

static struct display *compose(const struct printing *printing, const struct sheet_request *request)
{
    struct error err = ERROR_INIT;
    struct display *display = sheet_compose(request, printing->store, printing->snapshot, &err);
    if (display == NULL)
        fail_msg("%s", err.message);
    return display;
}

static const struct mark *text_of(const struct display *display, enum mark_role role, const char *part)
{
    for (size_t i = 0; i < display->mark_count; i++) {
        const struct mark *mark = &display->marks[i];
        if (mark->kind == MARK_TEXT && mark->role == role && strstr(mark->text, part) != NULL)
            return mark;
    }
    return NULL;
}

static void a_sheet_has_all_its_furniture(void **state)
{
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    struct sheet_request request = request_of(*state, "A3");
    request.author = "Mission";
    struct display *display = compose(*state, &request);
    assert_float_equal(display->width, 420 / 25.4 * 72, 1e-6);
    assert_non_null(
        text_of(display, ROLE_TITLE, "2 cités minières prioritaires, dont 1 inscrite au patrimoine mondial"));
    assert_non_null(text_of(display, ROLE_SUBTITLE, "mars 2026"));
    assert_non_null(text_of(display, ROLE_LEGEND, "cité inscrite en partie"));
    assert_null(text_of(display, ROLE_LEGEND, "itinéraire")); /* there is none in this country */
    assert_non_null(text_of(display, ROLE_SCALE, "EPSG"));
    assert_non_null(text_of(display, ROLE_SCALE, "1\u202f:\u202f"));
    assert_non_null(text_of(display, ROLE_CREDITS, "Réalisation\u00a0: Mission \u2013 21/09/2026"));
    assert_non_null(text_of(display, ROLE_LABEL, "Lens"));
    assert_null(text_of(display, ROLE_NOTICE, ""));
    display_free(display);
}

static void type_on_a4_is_eight_tenths_of_a3(void **state)
{
    struct sheet_request a3 = request_of(*state, "A3"), a4 = request_of(*state, "A4");
    a3.title = a4.title = "Lens";
    struct display *large = compose(*state, &a3), *small = compose(*state, &a4);
    assert_float_equal(text_of(large, ROLE_TITLE, "Lens")->size, 30, 1e-6);
    assert_float_equal(text_of(small, ROLE_TITLE, "Lens")->size, 24, 0.01);
    assert_float_equal(text_of(small, ROLE_CREDITS, "Sources")->size, 6, 0.01);
    display_free(large);
    display_free(small);
}

static void every_text_stands_on_the_paper(void **state)
{
    static const char *const papers[] = {"A3",          "A4-portrait", "A0",       "1200x630px",
                                         "1080x1080px", "50x50mm",     "200x200px"};
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        struct sheet_request request = request_of(*state, papers[i]);
        struct display *display = compose(*state, &request);
        for (size_t j = 0; j < display->mark_count; j++) {
            const struct mark *mark = &display->marks[j];
            if (mark->kind == MARK_TEXT && !(mark->y > 0 && mark->y <= display->height && mark->x >= 0))
                fail_msg("%s: \"%s\" at %f, %f", papers[i], mark->text, mark->x, mark->y);
        }
        display_free(display);
    }
}

static void the_sheet_of_an_epci_names_its_communes(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    request.epci = "1";
    struct display *display = compose(*state, &request);
    assert_non_null(text_of(display, ROLE_SUBTITLE, "CA d\u2019ici"));
    assert_non_null(text_of(display, ROLE_LABEL, "Harnes-sur-l\u2019Eau"));
    assert_null(text_of(display, ROLE_LABEL, "Arras"));
    display_free(display);
}

static bool has_group(const struct display *display, const char *id)
{
    for (size_t i = 0; i < display->mark_count; i++) {
        if (display->marks[i].kind == MARK_GROUP_OPEN && strcmp(display->marks[i].id, id) == 0)
            return true;
    }
    return false;
}

static void the_sheet_of_an_epci_shows_where_it_lies(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct display *whole = compose(*state, &request);
    assert_false(has_group(whole, "inset"));
    request.epci = "1";
    struct display *part = compose(*state, &request);
    assert_true(has_group(part, "inset"));
    display_free(whole);
    display_free(part);
}

static void numbers_are_written_in_the_sheets_language(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    request.lang = "en";
    struct display *display = compose(*state, &request);
    const struct mark *scale = text_of(display, ROLE_SCALE, "EPSG:2154");
    assert_memory_equal(scale->text, "1:", 2);
    assert_non_null(strstr(scale->text, ",000 "));
    display_free(display);
}

static void north_stands_on_demand(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct display *without = compose(*state, &request);
    request.has_north = true;
    struct display *with = compose(*state, &request);
    assert_false(has_group(without, "north"));
    assert_true(has_group(with, "north"));
    assert_non_null(text_of(with, ROLE_SCALE, "N"));
    display_free(without);
    display_free(with);
}

/* A picture of the size given, opaque. */
static const struct picture *picture_of_size(int width, int height, struct arena *arena)
{
    struct picture *picture = arena_alloc(arena, sizeof *picture);
    picture->width = width;
    picture->height = height;
    picture->pixels = arena_array(arena, (size_t)width * (size_t)height, sizeof *picture->pixels);
    return picture;
}

static void logos_stand_side_by_side_between_map_and_credits(void **state)
{
    struct printing *printing = *state;
    const struct sheet_logo logos[] = {{picture_of_size(10, 10, printing->arena), "square"},
                                       {picture_of_size(400, 10, printing->arena), "long"},
                                       {picture_of_size(10, 400, printing->arena), "high"}};
    static const char *const papers[] = {"A3", "A4-portrait", "1080x1080px", "50x100mm"};
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        struct sheet_request request = request_of(printing, papers[i]);
        request.logos = logos;
        request.logo_count = 3;
        struct display *display = compose(printing, &request);
        double right = 0, credits = text_of(display, ROLE_CREDITS, "Sources")->y;
        size_t count = 0;
        for (size_t j = 0; j < display->mark_count; j++) {
            const struct mark *mark = &display->marks[j];
            if (mark->kind != MARK_PICTURE)
                continue;
            count++;
            assert_true(mark->x >= right && mark->y > display->frame.ymax && mark->y + mark->size < credits);
            right = mark->x + mark->size * mark->picture->width / mark->picture->height;
        }
        assert_int_equal(count, 3);
        assert_true(right <= display->width);
        display_free(display);
    }
}

static void crop_marks_stand_outside_the_bleed(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    request.bleed = 3;
    struct display *display = compose(*state, &request);
    const double mm = 72 / 25.4;
    assert_float_equal(display->bleed, 3 * mm, 1e-9);
    assert_float_equal(display->width, 297 * mm, 1e-9);
    assert_true(display->slug > display->bleed);
    assert_true(has_group(display, "crop-marks"));
    const struct path *path = &display->marks[display->mark_count - 2].path;
    assert_int_equal(path->point_count, 16);
    for (uint32_t i = 0; i < path->point_count; i++) {
        double x = (double)path->points[2 * i], y = (double)path->points[2 * i + 1], reach = 3 * mm - 1e-3;
        assert_true(x <= -reach || x >= display->width + reach || y <= -reach || y >= display->height + reach);
    }
    display_free(display);
}

static void the_display_knows_the_ground_of_its_map(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct display *display = compose(*state, &request);
    struct box frame = display->frame, ground = display->ground;
    assert_true(frame.xmin > 0 && frame.xmax < display->width && frame.ymax < display->height);
    /* One scale both ways, and the basin inside. */
    assert_float_equal(box_width(ground) / box_width(frame), box_height(ground) / box_height(frame), 1e-6);
    assert_true(box_contains(ground, (struct box){680000, 7030000, 700000, 7050000}));
    display_free(display);
}

static void names_without_room_are_reported(void **state)
{
    struct printing *printing = *state;
    struct error err = ERROR_INIT;
    struct map_report report;
    struct sheet_request request = request_of(printing, "A4");
    struct display *display = sheet_compose_reported(&request, printing->store, printing->snapshot, &report, &err);
    assert_non_null(display);
    assert_true(report.label_count > 0);
    assert_null(report.left_out[0]);
    display_free(display);
}

static void a_schematic_edition_says_so(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct display *display = compose(*state, &request);
    assert_non_null(text_of(display, ROLE_NOTICE, "Édition schématique"));
    assert_non_null(strstr(display->description, "Édition schématique"));
    display_free(display);
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    struct svg_options options = {false, 2, "mm"};
    for (int i = 0; i < 2; i++) {
        struct display *display = compose(*state, &request);
        svg_write(display, &options, i == 0 ? &first : &second);
        display_free(display);
    }
    assert_string_equal(first.bytes, second.bytes);
    buffer_free(&first);
    buffer_free(&second);
}

static void a_title_of_a_stranger_is_text(void **state)
{
    struct sheet_request request = request_of(*state, "A4");
    struct buffer svg = BUFFER_INIT;
    request.title = "</svg><script>x</script>";
    struct display *display = compose(*state, &request);
    svg_write(display, &(struct svg_options){false, 2, "mm"}, &svg);
    assert_null(strstr(svg.bytes, "<script"));
    buffer_free(&svg);
    display_free(display);
}

static void what_cannot_be_a_sheet_is_refused_with_a_sentence(void **state)
{
    struct printing *printing = *state;
    char *title = malloc(10001);
    memset(title, 'x', 10000);
    title[10000] = '\0';
    struct sheet_request requests[9];
    for (size_t i = 0; i < 9; i++)
        requests[i] = request_of(printing, "A4");
    requests[0].title = title;
    requests[1].title = "two\nlines";
    requests[2].title = "\xff\xfe";
    requests[3].lang = "de";
    requests[4].paper = (struct paper){0, 0, false};
    requests[5].epci = "999999999";
    requests[6].bleed = -1;
    requests[7].logo_count = 9;
    requests[8] = request_of(printing, "200x200px");
    requests[8].bleed = 3;
    for (size_t i = 0; i < 9; i++) {
        struct error err = ERROR_INIT;
        assert_null(sheet_compose(&requests[i], printing->store, printing->snapshot, &err));
        assert_int_equal(err.kind, i == 0 || i == 4 || i == 6 || i == 7 ? ERROR_LIMIT
                                   : i == 5                             ? ERROR_NOT_FOUND
                                                                        : ERROR_INPUT);
        assert_true(err.message[0] != '\0');
    }
    free(title);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_sheet_has_all_its_furniture),
        TEST(type_on_a4_is_eight_tenths_of_a3),
        TEST(every_text_stands_on_the_paper),
        TEST(the_sheet_of_an_epci_names_its_communes),
        TEST(the_sheet_of_an_epci_shows_where_it_lies),
        TEST(numbers_are_written_in_the_sheets_language),
        TEST(north_stands_on_demand),
        TEST(logos_stand_side_by_side_between_map_and_credits),
        TEST(crop_marks_stand_outside_the_bleed),
        TEST(the_display_knows_the_ground_of_its_map),
        TEST(names_without_room_are_reported),
        cmocka_unit_test_setup_teardown(a_schematic_edition_says_so, fixture_setup_schematic, fixture_teardown),
        TEST(the_same_request_gives_the_same_bytes),
        TEST(a_title_of_a_stranger_is_text),
        TEST(what_cannot_be_a_sheet_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
