#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/router.h"

#include <string.h>

static char sheet[] = "a sheet";

static const struct route routes[] = {
    {.pattern = "/"},
    {.pattern = "/ogc"},
    {.pattern = "/ogc/collections/{id}"},
    {.pattern = "/ogc/collections/all"},
    {.pattern = "/ogc/collections/{id}/items/{fid}"},
    {.pattern = "/ogc/collections/{id}/tiles/{tms}/{z}/{row}/{col}"},
    {.pattern = "/carte/{theme}.{format}", .context = sheet},
    {.pattern = "/carte/{theme}.pdf"},
    {.pattern = "/carte/{theme}"},
    {.pattern = "/carte/credits.html"},
};

static struct request request;

/* The pattern that is found, or "404". */
static const char *found(const char *target)
{
    request.target = target;
    const struct route *route = router_find(routes, sizeof routes / sizeof *routes, &request);
    return route ? route->pattern : "404";
}

static int set_up(void **state)
{
    (void)state;
    request.arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(request.arena);
    return 0;
}

static void names_take_one_segment_each_and_are_decoded(void **state)
{
    (void)state;
    assert_string_equal(found("/ogc/collections/cit%C3%A9s/items/a%2Fb?f=json"), "/ogc/collections/{id}/items/{fid}");
    assert_string_equal(request.captures[0], "cités");
    assert_string_equal(request.captures[1], "a/b"); /* an escaped slash makes no segment */
    assert_null(request.captures[2]);
    assert_string_equal(found("/ogc/collections/c/tiles/WebMercatorQuad/3/2/1"),
                        "/ogc/collections/{id}/tiles/{tms}/{z}/{row}/{col}");
    assert_string_equal(request.captures[4], "1");
    assert_null(request.captures[5]);
}

static void literal_segments_win_over_names(void **state)
{
    (void)state;
    assert_string_equal(found("/ogc/collections/all"), "/ogc/collections/all");
    assert_null(request.captures[0]);
    assert_string_equal(found("/ogc/collections/others"), "/ogc/collections/{id}");
    assert_string_equal(found("/carte/credits.html"), "/carte/credits.html");
}

static void stem_and_extension_are_cut_at_the_last_dot(void **state)
{
    (void)state;
    assert_string_equal(found("/carte/cites.v2.svg"), "/carte/{theme}.{format}");
    assert_string_equal(request.captures[0], "cites.v2");
    assert_string_equal(request.captures[1], "svg");
    assert_string_equal(request.context, "a sheet");
    assert_string_equal(found("/carte/cites"), "/carte/{theme}");
    assert_string_equal(found("/carte/.svg"), "/carte/{theme}");
    assert_string_equal(found("/carte/cites."), "/carte/{theme}");
    assert_null(request.context);
}

static void a_trailing_slash_changes_nothing(void **state)
{
    (void)state;
    assert_string_equal(found("/"), "/");
    assert_string_equal(found("/?f=json"), "/");
    assert_string_equal(found("/ogc/"), "/ogc");
    assert_string_equal(found("/ogc/collections/a/"), "/ogc/collections/{id}");
}

static void what_nobody_serves_is_404(void **state)
{
    (void)state;
    static const char *const nowhere[] = {"*",
                                          "/x",
                                          "/ogc/x",
                                          "//",
                                          "/ogc//collections",
                                          "/carte/..",
                                          "/carte/%2e",
                                          "/ogc/collections",
                                          "/carte//",
                                          "/carte/%00",
                                          "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        if (strcmp(found(nowhere[i]), "404") != 0)
            fail_msg("%s", nowhere[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_take_one_segment_each_and_are_decoded),
        cmocka_unit_test(literal_segments_win_over_names),
        cmocka_unit_test(stem_and_extension_are_cut_at_the_last_dot),
        cmocka_unit_test(a_trailing_slash_changes_nothing),
        cmocka_unit_test(what_nobody_serves_is_404),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
