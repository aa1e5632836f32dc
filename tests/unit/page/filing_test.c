#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/target.h"
#include "page/filing.h"

#include <string.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct request *asked(const char *target)
{
    struct error err = ERROR_INIT;
    struct request *request = arena_alloc(arena, sizeof *request);
    request->arena = arena;
    if (!target_read(request, arena_string(arena, target), &err))
        fail_msg("%s", err.message);
    return request;
}

static void a_path_says_the_state(void **state)
{
    (void)state;
    static const struct {
        const char *target, *media_type, *path;
    } cases[] = {
        {"/", "text/html; charset=utf-8", "index.html"},
        {"/?lang=en", "text/html; charset=utf-8", "en/index.html"},
        {"/?theme=velo&epci=246200364&lang=en", "text/html; charset=utf-8", "velo/epci-246200364/en/index.html"},
        {"/?lang=en&epci=246200364&theme=velo", "text/html", "velo/epci-246200364/en/index.html"},
        {"/carte/velo.pdf?paper=A3", "application/pdf", "carte/velo-A3.pdf"},
        {"/carte/velo.pdf?paper=A3&epci=246200364&lang=en", "application/pdf", "carte/velo-epci-246200364-A3-en.pdf"},
        {"/data/coverage.csv?perimeter=epci", "text/csv", "data/coverage-perimeter-epci.csv"},
        {"/data/estates.geojson", "application/geo+json", "data/estates.geojson"},
        {"/ogc", "application/json", "ogc/index.json"},
        {"/ogc/collections?f=html", "text/html; charset=utf-8", "ogc/collections/index.html"},
        {"/ogc/collections?lang=en&f=html", "text/html; charset=utf-8", "ogc/collections/en/index.html"},
        {"/ogc/collections/estates", "application/json", "ogc/collections/estates/index.json"},
        {"/ogc/collections/estates/items?limit=5", "application/geo+json",
         "ogc/collections/estates/items/limit-5/index.geojson"},
        {"/ogc/styles/velo", "application/vnd.mapbox.style+json", "ogc/styles/velo/style.json"},
        {"/ogc/styles/velo/sprite@2x.png", "image/png", "ogc/styles/velo/sprite@2x.png"},
        {"/ogc/tiles/WebMercatorQuad?f=tilejson", "application/vnd.mapbox-tilejson+json",
         "ogc/tiles/WebMercatorQuad/tiles.json"},
        {"/ogc/fonts/Inter%20Regular/0-255.pbf", "application/x-protobuf", "ogc/fonts/Inter Regular/0-255.pbf"},
        {"/a/%20b%20/c.csv", "text/csv", "a/~20b~20/c.csv"},
        {"/?theme=..", "text/html", "~2e./index.html"},
        {"/data/a%2Fb.csv?x=../c", "text/csv", "data/a~2fb-x-~2e.~2fc.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        const char *path = filing_path(asked(cases[i].target), cases[i].media_type, &err);
        if (path == NULL)
            fail_msg("%s: %s", cases[i].target, err.message);
        assert_string_equal(path, cases[i].path);
    }
}

static void a_type_without_an_ending_is_said(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(filing_path(asked("/ogc/api"), "application/vnd.oai.openapi+json;version=3.0", &err));
    assert_int_equal(err.kind, ERROR_INTERNAL);
    assert_null(filing_path(asked("/ogc/api"), NULL, &err));
}

static void spellings_of_a_target_are_one(void **state)
{
    (void)state;
    const char *one = filing_target(asked("/?theme=velo&epci=246200364&lang=en"));
    assert_string_equal(one, filing_target(asked("/?lang=en&epci=24620036%34&theme=velo")));
    assert_string_equal(one, "/?theme=velo&epci=246200364&lang=en");
    assert_string_equal(filing_target(asked("/data/estates.csv")), "/data/estates.csv");
}

static void a_link_goes_up_and_down(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *link;
    } cases[] = {
        {"index.html", "velo/index.html", "velo/index.html"},
        {"velo/epci-1/index.html", "index.html", "../../index.html"},
        {"velo/epci-1/index.html", "velo/epci-1/en/index.html", "en/index.html"},
        {"velo/epci-1/index.html", "velo/epci-2/index.html", "../epci-2/index.html"},
        {"velo/index.html", "velo/index.html", "index.html"},
        {"velo/index.html", "velos/index.html", "../velos/index.html"},
        {"ogc/collections/a/index.json", "data/a.csv", "../../../data/a.csv"},
        {"ogc/index.json", "ogc/fonts/Inter Regular/{range}.pbf", "fonts/Inter%20Regular/{range}.pbf"},
        {"", "data/a.csv", "data/a.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(filing_link(cases[i].from, cases[i].to, arena), cases[i].link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_says_the_state),
        cmocka_unit_test(a_type_without_an_ending_is_said),
        cmocka_unit_test(spellings_of_a_target_are_one),
        cmocka_unit_test(a_link_goes_up_and_down),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
