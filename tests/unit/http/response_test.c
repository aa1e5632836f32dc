#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/response.h"

#include <stdio.h>
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

static void count_release(void *owner)
{
    ++*(int *)owner;
}

static void fill_lent(struct response *response, int *released, const char *bytes, size_t first, uint64_t name)
{
    response_init(response);
    response_lender(response, released, count_release);
    buffer_puts(&response->body, "head,");
    response_lend(response, bytes, first, name);
    buffer_puts(&response->body, ",middle,");
    response_lend(response, bytes + first, 2000 - first, name + 1);
}

static void what_is_lent_is_joined_in_its_place(void **state)
{
    (void)state;
    struct response response;
    int released = 0;
    char bytes[2000], expected[2100];
    memset(bytes, 'L', sizeof bytes);
    fill_lent(&response, &released, bytes, 1000, 1);
    buffer_puts(&response.body, ",tail");
    assert_int_equal(response.body.length, strlen("head,,middle,,tail"));
    assert_int_equal(response_length(&response), 2018);
    uint64_t hash = response_hash(&response);
    response_join(&response);
    assert_int_equal(released, 1);
    assert_true(response_hash(&response) == hash);
    int length = snprintf(expected, sizeof expected, "head,%.1000s,middle,%.1000s,tail", bytes, bytes);
    assert_int_equal(response.body.length, length);
    assert_memory_equal(response.body.bytes, expected, (size_t)length);
    response_join(&response); /* once more is nothing more */
    assert_true(response_hash(&response) == hash);
    struct buffer other = BUFFER_INIT;
    buffer_puts(&other, "coded");
    response_replace(&response, &other);
    assert_true(response_hash(&response) != hash);
    response_free(&response);
    assert_int_equal(released, 1);
}

static void few_bytes_and_too_many_pieces_are_copied(void **state)
{
    (void)state;
    struct response response;
    int released = 0;
    static char bytes[100000];
    response_init(&response);
    response_lender(&response, &released, count_release);
    response_lend(&response, "few", 3, 9);
    assert_int_equal(response.loans.length, 0);
    for (size_t i = 0; i < LOANS_MAX + 10; i++)
        response_lend(&response, bytes + i * 1000, 1000, i);
    assert_int_equal(loans_count(&response.loans), LOANS_MAX);
    assert_int_equal(response.body.length, 3 + 10 * 1000);
    assert_int_equal(response_length(&response), 3 + (LOANS_MAX + 10) * 1000);
    response_free(&response);
    assert_int_equal(released, 1);
}

/* Other names, another place of the loan, other lengths, other own bytes: other bytes are sent. */
static void an_answers_hash_tells_what_it_is_made_of(void **state)
{
    (void)state;
    struct response responses[6];
    int released = 0;
    char bytes[2000];
    memset(bytes, 'L', sizeof bytes);
    fill_lent(&responses[0], &released, bytes, 1000, 1);
    fill_lent(&responses[1], &released, bytes, 1000, 2);
    fill_lent(&responses[2], &released, bytes, 900, 1);
    fill_lent(&responses[3], &released, bytes, 1000, 1);
    buffer_puts(&responses[3].body, "]");
    fill_lent(&responses[4], &released, bytes, 1000, 1);
    responses[4].body.bytes[0] = 'H';
    response_init(&responses[5]);
    response_lender(&responses[5], &released, count_release);
    buffer_puts(&responses[5].body, "head,,");
    response_lend(&responses[5], bytes, 1000, 1);
    buffer_puts(&responses[5].body, "middle,");
    response_lend(&responses[5], bytes + 1000, 1000, 2);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(response_hash(&responses[i]) != response_hash(&responses[k]));
    for (size_t i = 0; i < 6; i++)
        response_free(&responses[i]);
    assert_int_equal(released, 6);
}

static void an_error_lets_go_of_what_was_lent(void **state)
{
    (void)state;
    struct response response;
    int released = 0;
    char bytes[2000] = {0};
    fill_lent(&response, &released, bytes, 1000, 1);
    response.is_cheap = true;
    response_status(&response, 404, "no");
    assert_int_equal(released, 1);
    assert_int_equal(response_length(&response), response.body.length);
    assert_false(response.is_cheap);
    response_free(&response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_becomes_a_problem_document_and_nothing_else_remains),
        cmocka_unit_test(each_kind_of_error_has_its_status),
        cmocka_unit_test(busy_says_when_to_come_back),
        cmocka_unit_test(a_reason_is_known_for_what_we_send),
        cmocka_unit_test(what_is_lent_is_joined_in_its_place),
        cmocka_unit_test(few_bytes_and_too_many_pieces_are_copied),
        cmocka_unit_test(an_answers_hash_tells_what_it_is_made_of),
        cmocka_unit_test(an_error_lets_go_of_what_was_lent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
