#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/response.h"

#include <string.h>

static void an_error_becomes_a_problem_document_and_nothing_else_remains(void **state)
{
    (void)state;
    struct response response;
    struct error err = ERROR_INIT;
    response_init(&response);
    buffer_puts(&response.body, "half an answ");
    response_header(&response, "Link", "</>");
    response.filename = "a.csv";
    error_set(&err, ERROR_INPUT, "limit: \"x\" is not a number");
    response_problem(&response, &err);
    assert_int_equal(response.status, 400);
    assert_string_equal(response.media_type, "application/problem+json");
    assert_string_equal(response.body.bytes,
                        "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"limit: "
                        "\\\"x\\\" is not a number\"}");
    assert_int_equal(response.header_count, 0);
    assert_null(response.filename);
    response_free(&response);
}

static void each_kind_of_error_has_its_status(void **state)
{
    (void)state;
    static const struct {
        enum error_kind kind;
        int status;
    } kinds[] = {{ERROR_INPUT, 400},   {ERROR_NOT_FOUND, 404}, {ERROR_LIMIT, 400}, {ERROR_BUSY, 503},
                 {ERROR_STORAGE, 500}, {ERROR_INTERNAL, 500},  {ERROR_NONE, 500}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct response response;
        struct error err = ERROR_INIT;
        response_init(&response);
        error_set(&err, kinds[i].kind, "/secret/path");
        response_problem(&response, &err);
        assert_int_equal(response.status, kinds[i].status);
        assert_int_equal(strstr(response.body.bytes, "secret") == NULL, kinds[i].status == 500);
        response_free(&response);
    }
}

static void busy_says_when_to_come_back(void **state)
{
    (void)state;
    struct response response;
    response_init(&response);
    response_status(&response, 503, NULL);
    assert_int_equal(response.header_count, 1);
    assert_string_equal(response.headers[0].name, "Retry-After");
    assert_string_equal(response.body.bytes,
                        "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503}");
    response_free(&response);
}

static void a_reason_is_known_for_what_we_send(void **state)
{
    (void)state;
    assert_string_equal(response_reason(404), "Not Found");
    assert_string_equal(response_reason(414), "URI Too Long");
    assert_string_equal(response_reason(999), "Unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_becomes_a_problem_document_and_nothing_else_remains),
        cmocka_unit_test(each_kind_of_error_has_its_status),
        cmocka_unit_test(busy_says_when_to_come_back),
        cmocka_unit_test(a_reason_is_known_for_what_we_send),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
