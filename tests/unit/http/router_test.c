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

/* ---- what a route takes ---- */

static bool is_dep(const struct request *asked, const char *name)
{
    (void)asked;
    return strcmp(name, "dep") == 0;
}

static const struct parameter limit = {.name = "limit", .kind = PARAMETER_INTEGER, .least = 1, .most = 10},
                              title = {.name = "title"};
static const struct parameter *const limited[] = {&limit, &title, NULL};
static const struct route_form forms[] = {
    {"json", "application/json", "a"}, {NULL, "text/csv", "b"}, {"html", "text/html", "c"}, {NULL, NULL, NULL}};
static const struct route plain = {.pattern = "/"}, listed = {.pattern = "/", .parameters = limited},
                          formed = {.pattern = "/", .parameters = limited, .forms = forms},
                          open = {.pattern = "/", .parameters = limited, .allows = is_dep};

static void assert_refused(const struct route *route, size_t count, const struct request_parameter *given,
                           const char *sentence)
{
    struct request asked = {.arena = request.arena, .parameter_count = count};
    struct error err = ERROR_INIT;
    memcpy(asked.parameters, given, count * sizeof *given);
    assert_false(route_check(route, &asked, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, sentence);
    assert_false(route_check(route, &asked, NULL));
}

static void assert_taken(const struct route *route, size_t count, const struct request_parameter *given)
{
    struct request asked = {.arena = request.arena, .parameter_count = count};
    struct error err = ERROR_INIT;
    memcpy(asked.parameters, given, count * sizeof *given);
    assert_true(route_check(route, &asked, &err));
    assert_int_equal(err.kind, ERROR_NONE);
}

static void an_unknown_parameter_is_named_with_a_guess_and_what_is_allowed(void **state)
{
    (void)state;
    assert_refused(&listed, 2, (struct request_parameter[]){{"limit", "3"}, {"limti", "3"}},
                   "unknown parameter \"limti\": did you mean limit? allowed: limit, title");
    assert_refused(&formed, 1, (struct request_parameter[]){{"format", "json"}},
                   "unknown parameter \"format\": allowed: f, limit, title");
    assert_taken(&listed, 2, (struct request_parameter[]){{"title", "a"}, {"limit", "3"}});
}

static void an_address_without_parameters_takes_none(void **state)
{
    (void)state;
    assert_refused(&plain, 1, (struct request_parameter[]){{"a", ""}},
                   "unknown parameter \"a\": this address takes none");
    assert_taken(&plain, 0, (struct request_parameter[]){{"a", ""}});
}

static void a_parameter_given_twice_is_refused(void **state)
{
    (void)state;
    assert_refused(&listed, 2, (struct request_parameter[]){{"limit", "3"}, {"limit", "3"}},
                   "parameter \"limit\" is given twice");
    assert_refused(&open, 2, (struct request_parameter[]){{"dep", "59"}, {"dep", "62"}},
                   "parameter \"dep\" is given twice");
}

static void a_value_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_refused(&listed, 1, (struct request_parameter[]){{"limit", "11"}},
                   "limit=11: a whole number from 1 to 10 is wanted");
}

static void f_is_one_of_the_words_of_the_forms(void **state)
{
    (void)state;
    assert_taken(&formed, 1, (struct request_parameter[]){{"f", "html"}});
    assert_refused(&formed, 1, (struct request_parameter[]){{"f", "xml"}}, "f=xml: allowed: json, html");
    assert_refused(&listed, 1, (struct request_parameter[]){{"f", "json"}},
                   "unknown parameter \"f\": allowed: limit, title");
}

static void names_that_data_give_are_asked_for(void **state)
{
    (void)state;
    assert_taken(&open, 1, (struct request_parameter[]){{"dep", ""}});
    assert_refused(&open, 1, (struct request_parameter[]){{"pop", "1"}},
                   "unknown parameter \"pop\": allowed: limit, title and the resource's own properties");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_take_one_segment_each_and_are_decoded),
        cmocka_unit_test(literal_segments_win_over_names),
        cmocka_unit_test(stem_and_extension_are_cut_at_the_last_dot),
        cmocka_unit_test(a_trailing_slash_changes_nothing),
        cmocka_unit_test(what_nobody_serves_is_404),
        cmocka_unit_test(an_unknown_parameter_is_named_with_a_guess_and_what_is_allowed),
        cmocka_unit_test(an_address_without_parameters_takes_none),
        cmocka_unit_test(a_parameter_given_twice_is_refused),
        cmocka_unit_test(a_value_that_does_not_fit_is_refused),
        cmocka_unit_test(f_is_one_of_the_words_of_the_forms),
        cmocka_unit_test(names_that_data_give_are_asked_for),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
