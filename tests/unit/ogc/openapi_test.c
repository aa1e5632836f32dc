#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/json.h"
#include "ogc/ogc.h"
#include "ogc/openapi.h"

#include <string.h>

static bool schema_is_there(const char *name)
{
    for (const struct openapi_schema *schema = openapi_schemas; schema->name; schema++)
        if (strcmp(schema->name, name) == 0)
            return true;
    return false;
}

static size_t places_of(const struct route *route)
{
    size_t count = 0;
    while (route->places && route->places[count])
        count++;
    return count;
}

static void every_route_says_all_that_is_written_of_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ogc_route_count; i++) {
        const struct route *route = &ogc_routes[i];
        size_t names = 0;
        for (const char *at = strchr(route->pattern, '{'); at; at = strchr(at + 1, '{'))
            names++;
        if (!route->id || !route->summary || !route->tag || !route->forms)
            fail_msg("%s is not described", route->pattern);
        if (places_of(route) != names)
            fail_msg("%s has %zu names and %zu places", route->pattern, names, places_of(route));
        for (const struct route_form *form = route->forms; form->media_type; form++)
            if (!schema_is_there(form->schema))
                fail_msg("%s: there is no schema %s", route->pattern, form->schema);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(route->id, ogc_routes[k].id);
    }
}

static void every_example_and_default_is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < ogc_route_count; i++)
        for (const struct parameter *const *each = ogc_routes[i].parameters; each && *each; each++) {
            struct error err = ERROR_INIT;
            if (((*each)->example && !parameter_check(*each, (*each)->example, &err)) ||
                ((*each)->otherwise && !parameter_check(*each, (*each)->otherwise, &err)))
                fail_msg("%s: %s", ogc_routes[i].pattern, err.message);
        }
}

static const struct parameter limit = {.name = "limit",
                                       .kind = PARAMETER_INTEGER,
                                       .description = "Combien",
                                       .least = 1,
                                       .most = 9,
                                       .otherwise = "5",
                                       .example = "3"},
                              place = {.name = "pondId", .description = "L’étang", .is_addressed = true};
static const struct parameter *const limits[] = {&limit, NULL}, *const places[] = {&place, NULL};
static const struct route_form forms[] = {{"json", "application/json", "feature"},
                                          {"other", "application/json", "collection"},
                                          {"csv", "text/csv", "text"},
                                          {NULL, NULL, NULL}};
static bool any_name(const struct request *request, const char *name)
{
    (void)request;
    return name[0] != '\0';
}
static const struct route routes[] = {
    {.pattern = "/hidden"},
    {.pattern = "/ponds/{id}.json",
     .parameters = limits,
     .forms = forms,
     .places = places,
     .allows = any_name,
     .id = "getPond",
     .summary = "Un étang & <ses> rives",
     .tag = "Étangs",
     .statuses = ROUTE_EMPTY},
    {.pattern = "/dig",
     .forms = forms,
     .id = "dig",
     .summary = "Creuser",
     .tag = "Étangs",
     .pace = ROUTE_SLOW,
     .methods = ROUTE_POST,
     .body = "execute"},
};
static const struct openapi api = {routes, 3, "body{}"};

static void the_document_says_what_the_route_says(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer out = BUFFER_INIT;
    struct error err = ERROR_INIT;
    openapi_write(&api, "http://a", arena, &out);
    struct json_document *document = json_read(out.bytes, out.length, "api", &err);
    if (!document)
        fail_msg("%s", err.message);
    const struct json_value *paths = json_get(json_root(document), "paths");
    assert_null(json_get(paths, "/hidden"));
    const struct json_value *get = json_get(json_get(paths, "/ponds/{pondId}.json"), "get");
    const struct json_value *parameters = json_get(get, "parameters"), *answers = json_get(get, "responses");
    assert_int_equal(json_length(parameters), 4); /* the place, limit, names that data give, f */
    static const char *const names[] = {"pondId", "limit", "queryables", "f"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(json_text(json_get(json_at(parameters, i), "name"), ""), names[i]);
    assert_true(json_double(json_get(json_get(json_at(parameters, 1), "schema"), "maximum"), 0) == 9);
    assert_non_null(json_get(answers, "204"));
    assert_non_null(json_get(answers, "404"));
    assert_null(json_get(answers, "503"));
    const struct json_value *content = json_get(json_get(answers, "200"), "content");
    const struct json_value *schema = json_get(json_get(content, "application/json"), "schema");
    assert_int_equal(json_length(json_get(schema, "anyOf")), 2);
    assert_non_null(json_get(json_get(json_get(content, "text/csv"), "schema"), "$ref"));
    const struct json_value *post = json_get(json_get(paths, "/dig"), "post");
    assert_non_null(json_get(post, "requestBody"));
    assert_non_null(json_get(json_get(post, "responses"), "415"));
    assert_null(json_get(json_get(post, "responses"), "304"));
    assert_null(json_get(json_get(paths, "/dig"), "get"));
    json_free(document);
    buffer_free(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_says_all_that_is_written_of_it),
        cmocka_unit_test(every_example_and_default_is_taken),
        cmocka_unit_test(the_document_says_what_the_route_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
