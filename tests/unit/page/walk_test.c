#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "page/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char place[] = "/tmp/walk_test.XXXXXX";
static struct arena *arena;

static int place_make(void **state)
{
    (void)state;
    arena = arena_new();
    return mkdtemp(place) == NULL;
}

static int place_remove(void **state)
{
    (void)state;
    int status = system(arena_printf(arena, "rm -r '%s'", place));
    arena_free(arena);
    return status;
}

/* ---- a little site: pages 0 to 40, each with a link to two others, a picture and the catalogue ---- */

static const char *home_extra; /* a link that a test puts on the page */

static bool home(const struct request *request, struct response *response, struct error *err)
{
    const char *text = request_parameter(request, "page");
    int page = text != NULL ? atoi(text) : 0;
    (void)err;
    response->media_type = "text/html; charset=utf-8";
    buffer_printf(
        &response->body,
        "<!DOCTYPE html><title>%d</title><a href=\"/?page=%d\">next</a> <a href=\"?page=%d#top\">other</a> "
        "<a href=\"#here\">here</a> <a href=\"https://example.org/\">away</a> <img src=\"/dot-%d.png\" alt=\"\"> "
        "<a href=\"%s/list\">list</a> <a href=\"/all.bin\">all</a>%s",
        page, (page + 1) % 41, (page * 7) % 41, page % 3, request->base, home_extra != NULL ? home_extra : "");
    return true;
}

static bool dot(const struct request *request, struct response *response, struct error *err)
{
    if (request->captures[0][0] != 'd')
        return error_set(err, ERROR_NOT_FOUND, "no such dot");
    response->media_type = "image/png";
    buffer_puts(&response->body, request->path);
    return true;
}

static bool list(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    response->media_type = "application/json";
    buffer_printf(&response->body,
                  "{\"links\":[{\"href\":\"%s/list\"},{\"href\":\"%s/ask\"},{\"href\":\"%s/items/{id}\"},"
                  "{\"href\":\"%s/items/a\"},{\"href\":\"%s/map\"},{\"href\":\"%s/tiles/{x}\"}]}",
                  request->base, request->base, request->base, request->base, request->base, request->base);
    return true;
}

static const char *map_extra; /* a source that a test puts into the style */

static bool map(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    response->media_type = "application/vnd.mapbox.style+json";
    buffer_printf(&response->body,
                  "{\"sources\":{\"a\":{\"url\":\"%s/list\"},\"b\":{\"url\":\"%s\"}},\"glyphs\":\"%s/tiles/{x}\"}",
                  request->base, map_extra != NULL ? map_extra : "https://example.org/", request->base);
    return true;
}

static const struct parameter page_number = {.name = "page", .kind = PARAMETER_INTEGER};
static const struct parameter *const page_parameter[] = {&page_number, NULL};
static const struct route routes[] = {
    {"/", home, ROUTE_SLOW, page_parameter, NULL}, {"/{dot}.png", dot, ROUTE_SLOW, NULL, NULL},
    {"/list", list, ROUTE_FAST, NULL, NULL},       {"/ask", list, ROUTE_FAST, NULL, NULL},
    {"/map", map, ROUTE_FAST, NULL, NULL},         {"/items/{id}", list, ROUTE_FAST, NULL, NULL}};
static const struct local local = {routes, 6, NULL, "http://site.invalid"};
static const struct walk_rule rules[] = {{"/ask", NULL}, {"/items/{id}", "/dot-%s.png"}};
static const char *const starts[] = {"/", NULL};
static const struct walk_given given[] = {{"/all.bin", "all.bin", NULL}, {"/tiles/{x}", "my tiles/{x}.bin", "pack://"}};
static const char *base;

static bool walk(const char *name, unsigned threads, struct walk_report *report, struct error *err)
{
    const struct walk_options options = {.local = &local,
                                         .rules = rules,
                                         .rule_count = 2,
                                         .starts = starts,
                                         .given = given,
                                         .given_count = 2,
                                         .base = base,
                                         .threads = threads,
                                         .is_precompressed = threads > 1};
    struct folder *folder = folder_open(file_join(arena, place, name), err);
    assert_non_null(folder);
    bool is_done = walk_write(&options, folder, report, err);
    if (is_done)
        assert_true(folder_publish(folder, err));
    else
        folder_abandon(folder);
    return is_done;
}

static const char *read_file(const char *name)
{
    struct error err = ERROR_INIT;
    struct buffer text = BUFFER_INIT;
    if (!file_read(file_join(arena, place, name), 1 << 20, &text, &err))
        fail_msg("%s", err.message);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

static void every_answer_becomes_a_file_whose_links_lead_to_files(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct walk_report report = {0, 0};
    if (!walk("one", 1, &report, &err))
        fail_msg("%s", err.message);
    assert_int_equal(report.answers,
                     41 + 1 + 3 + 1 + 1 + 1); /* "/" and "/?page=0", dots 0 to 2 and "a", the list, the map */
    assert_string_equal(read_file("one/page-8/index.html"),
                        "<!DOCTYPE html><title>8</title><a href=\"../page-9/index.html\">next</a> "
                        "<a href=\"../page-15/index.html#top\">other</a> <a href=\"#here\">here</a> "
                        "<a href=\"https://example.org/\">away</a> <img src=\"../dot-2.png\" alt=\"\"> "
                        "<a href=\"../list/index.json\">list</a> <a href=\"../all.bin\">all</a>");
    assert_string_equal(
        read_file("one/list/index.json"),
        "{\"links\":[{\"href\":\"index.json\"},{\"href\":\"../dot-a.png\"},{\"href\":\"../map/style.json\"},"
        "{\"href\":\"pack://../my%20tiles/{x}.bin\"}]}");
    assert_string_equal(
        read_file("one/map/style.json"),
        "{\"sources\":{\"a\":{\"url\":\"../list/index.json\"},\"b\":{\"url\":\"https://example.org/\"}},"
        "\"glyphs\":\"pack://../my%20tiles/{x}.bin\"}");
    assert_string_equal(read_file("one/dot-1.png"), "/dot-1.png");
}

static void with_a_base_links_of_json_are_whole_and_those_of_pages_relative(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct walk_report report;
    base = "https://example.org/maps/";
    if (!walk("based", 2, &report, &err))
        fail_msg("%s", err.message);
    base = NULL;
    assert_string_equal(read_file("based/list/index.json"),
                        "{\"links\":[{\"href\":\"https://example.org/maps/list/index.json\"},"
                        "{\"href\":\"https://example.org/maps/dot-a.png\"},"
                        "{\"href\":\"https://example.org/maps/map/style.json\"},"
                        "{\"href\":\"pack://https://example.org/maps/my%20tiles/{x}.bin\"}]}");
    assert_string_equal(read_file("based/map/style.json"),
                        "{\"sources\":{\"a\":{\"url\":\"https://example.org/maps/list/index.json\"},"
                        "\"b\":{\"url\":\"https://example.org/\"}},"
                        "\"glyphs\":\"pack://https://example.org/maps/my%20tiles/{x}.bin\"}");
    assert_non_null(strstr(read_file("based/page-8/index.html"), "<a href=\"../list/index.json\">"));
}

static void a_style_that_stands_on_a_server_fails(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct walk_report report;
    static const char *const sources[] = {"/ask", "/items/{id}"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        map_extra = sources[i];
        assert_false(walk("wrong", 1, &report, &err));
        assert_non_null(strstr(err.message, sources[i]));
    }
    map_extra = NULL;
}

static void threads_do_not_show_in_the_files(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct walk_report one, many;
    if (!walk("alone", 1, &one, &err) || !walk("together", 4, &many, &err))
        fail_msg("%s", err.message);
    assert_int_equal(one.answers, many.answers);
    assert_int_equal(one.bytes, many.bytes);
    for (int page = 0; page < 41; page++)
        assert_string_equal(read_file(arena_printf(arena, "alone/page-%d/index.html", page)),
                            read_file(arena_printf(arena, "together/page-%d/index.html", page)));
}

static void a_link_to_nothing_fails_and_says_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *link, *says;
    } cases[] = {
        {"<a href=\"/nothing\">", "/nothing"},  {"<a href=\"/dot.png?x=1\">", "x"},
        {"<a href=\"/ask\">", "only a server"}, {"<a href=\"/items/{id}\">", "template"},
        {"<a href=\"list\">", "from the root"}, {"<img src=\"/nodot.png\">", "no such dot"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        struct walk_report report;
        home_extra = cases[i].link;
        if (walk("wrong", 2, &report, &err))
            fail_msg("%s was taken", cases[i].link);
        if (strstr(err.message, cases[i].says) == NULL || strstr(err.message, "link") == NULL)
            fail_msg("%s: %s", cases[i].link, err.message);
        assert_false(file_is_folder(file_join(arena, place, "wrong")));
    }
    home_extra = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_becomes_a_file_whose_links_lead_to_files),
        cmocka_unit_test(with_a_base_links_of_json_are_whole_and_those_of_pages_relative),
        cmocka_unit_test(a_style_that_stands_on_a_server_fails),
        cmocka_unit_test(threads_do_not_show_in_the_files),
        cmocka_unit_test(a_link_to_nothing_fails_and_says_where_it_stands),
    };
    return cmocka_run_group_tests(tests, place_make, place_remove);
}
