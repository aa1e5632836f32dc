#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/local.h"

#include <stdlib.h>
#include <string.h>

static char generation[] = "of today";

static bool echo(const struct request *request, struct response *response, struct error *err)
{
    const char *word = request_parameter(request, "word");
    if (word == NULL)
        return error_set(err, ERROR_INPUT, "a word is wanted");
    assert_true(request->is_filed);
    assert_string_equal(request->generation, generation);
    response->media_type = "text/plain";
    response->status = strcmp(word, "teapot") == 0 ? 418 : 200;
    buffer_printf(&response->body, "%s%s %s", request->base, request->captures[0], word);
    return true;
}

static const struct parameter word_parameter = {.name = "word"};
static const struct parameter *const parameters[] = {&word_parameter, NULL};
static const struct route routes[] = {{"/say/{name}", echo, ROUTE_FAST, parameters, NULL},
                                      {"/tell", echo, ROUTE_FAST, parameters, NULL, .methods = ROUTE_POST}};
static const struct local local = {routes, 2, generation, "http://site.invalid"};

static bool get(const char *target, struct response *response, struct error *err)
{
    struct arena *arena = arena_new();
    struct request request;
    const struct route *route = local_find(&local, target, arena, &request, err);
    response_init(response);
    bool is_done = route != NULL && local_get(route, &request, response, err);
    arena_free(arena);
    return is_done;
}

static void an_answer_is_made_without_a_socket(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct response response;
    assert_true(get("/say/me?word=caf%C3%A9", &response, &err));
    assert_string_equal(response.body.bytes, "http://site.invalidme café");
    assert_string_equal(response.media_type, "text/plain");
    response_free(&response);
}

static void what_the_server_would_refuse_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        enum error_kind kind;
    } cases[] = {{"/nothing", ERROR_NOT_FOUND},           {"/tell?word=a", ERROR_NOT_FOUND},
                 {"/say/me?wrod=a", ERROR_INPUT},         {"/say/me", ERROR_INPUT},
                 {"/say/%ZZ?word=a", ERROR_INPUT},        {"say/me?word=a", ERROR_INPUT},
                 {"/say/me?word=teapot", ERROR_NOT_FOUND}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        struct response response;
        if (get(cases[i].target, &response, &err))
            fail_msg("%s was answered", cases[i].target);
        if (err.kind != cases[i].kind)
            fail_msg("%s: kind %d: %s", cases[i].target, err.kind, err.message);
        response_free(&response);
    }
    char *longest = malloc(REQUEST_ADDRESS_MAX + 2);
    struct error err = ERROR_INIT;
    struct response response;
    memset(longest, 'a', REQUEST_ADDRESS_MAX + 1);
    longest[0] = '/';
    longest[REQUEST_ADDRESS_MAX + 1] = '\0';
    assert_false(get(longest, &response, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    free(longest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_made_without_a_socket),
        cmocka_unit_test(what_the_server_would_refuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
