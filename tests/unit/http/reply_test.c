#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/reply.h"

#include <microhttpd.h>

static const char *field(const struct answer *answer, const char *name)
{
    return MHD_get_response_header(answer->mhd, name);
}

static void a_status_is_a_problem_document_that_is_not_kept(void **state)
{
    (void)state;
    struct answer *answer = reply_status(404, "nothing here", false);
    assert_int_equal(answer->status, 404);
    assert_false(answer->is_kept);
    assert_string_equal(field(answer, "Content-Type"), "application/problem+json");
    assert_string_equal(field(answer, "Cache-Control"), "no-store");
    assert_string_equal(field(answer, "Access-Control-Allow-Origin"), "*");
    assert_null(field(answer, "Connection"));
    assert_null(field(answer, "Allow"));
    answer_release(answer);
}

static void a_refusal_closes_and_405_says_what_is_allowed(void **state)
{
    (void)state;
    struct answer *answer = reply_method(NULL, true);
    assert_string_equal(field(answer, "Connection"), "close");
    assert_string_equal(field(answer, "Allow"), "GET, HEAD, OPTIONS");
    answer_release(answer);
}

static void an_error_keeps_the_connection(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_BUSY, "later");
    struct answer *answer = reply_problem(&err);
    assert_int_equal(answer->status, 503);
    assert_non_null(field(answer, "Retry-After"));
    assert_null(field(answer, "Connection"));
    answer_release(answer);
}

static void outside_says_how_long_the_answer_is(void **state)
{
    (void)state;
    struct answer *answer = reply_outside(42);
    assert_int_equal(answer->status, 416);
    assert_string_equal(field(answer, "Content-Range"), "bytes */42");
    answer_release(answer);
}

static void what_a_route_takes_is_allowed(void **state)
{
    (void)state;
    static const struct {
        unsigned methods;
        const char *allow;
    } cases[] = {{0, "GET, HEAD, OPTIONS"},
                 {ROUTE_GET, "GET, HEAD, OPTIONS"},
                 {ROUTE_POST, "POST, OPTIONS"},
                 {ROUTE_GET | ROUTE_POST, "GET, HEAD, POST, OPTIONS"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct route route = {.pattern = "/", .methods = cases[i].methods};
        struct answer *refusal = reply_method(&route, false), *preflight = reply_options(&route);
        assert_int_equal(refusal->status, 405);
        assert_null(field(refusal, "Connection"));
        assert_string_equal(field(refusal, "Allow"), cases[i].allow);
        assert_string_equal(field(preflight, "Allow"), cases[i].allow);
        assert_string_equal(field(preflight, "Access-Control-Allow-Methods"), cases[i].allow);
        answer_release(refusal);
        answer_release(preflight);
    }
}

static void options_allow_reading_from_everywhere(void **state)
{
    (void)state;
    struct answer *answer = reply_options(NULL);
    assert_int_equal(answer->status, 204);
    assert_int_equal(answer->length, 0);
    assert_string_equal(field(answer, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
    assert_string_equal(field(answer, "Access-Control-Allow-Origin"), "*");
    answer_release(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_is_a_problem_document_that_is_not_kept),
        cmocka_unit_test(a_refusal_closes_and_405_says_what_is_allowed),
        cmocka_unit_test(an_error_keeps_the_connection),
        cmocka_unit_test(outside_says_how_long_the_answer_is),
        cmocka_unit_test(what_a_route_takes_is_allowed),
        cmocka_unit_test(options_allow_reading_from_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
