#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/answer.h"

#include <microhttpd.h>

#include <string.h>

static struct response filled(const char *media_type, size_t length)
{
    struct response response;
    response_init(&response);
    response.media_type = media_type;
    memset(buffer_reserve(&response.body, length), 'a', length);
    response.body.length += length;
    return response;
}

static const char *field(const struct answer *answer, const char *name)
{
    return MHD_get_response_header(answer->mhd, name);
}

static void an_etag_tells_generation_bytes_type_and_coding_apart(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *media_type;
        size_t length;
        enum coding coding;
    } cases[] = {{"1f", "text/html", 600, CODING_IDENTITY}, {"20", "text/html", 600, CODING_IDENTITY},
                 {"1f", "text/html", 601, CODING_IDENTITY}, {"1f", "text/csv", 600, CODING_IDENTITY},
                 {"1f", "text/html", 600, CODING_GZIP},     {"1f", "text/html", 600, CODING_BR}};
    struct answer *answers[6];
    for (size_t i = 0; i < 6; i++) {
        struct response response = filled(cases[i].media_type, cases[i].length);
        answers[i] = answer_new(&response, &(struct answer_choice){.tag = cases[i].tag, .coding = cases[i].coding});
        assert_true(answers[i]->is_kept);
        assert_string_equal(field(answers[i], "ETag"), answers[i]->etag);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(answers[i]->etag, answers[k]->etag);
    }
    assert_int_equal(strncmp(answers[0]->etag, "\"1f-", 4), 0);
    assert_non_null(strstr(answers[4]->etag, "-gzip\""));
    assert_non_null(strstr(answers[5]->etag, "-br\""));
    for (size_t i = 0; i < 6; i++)
        answer_release(answers[i]);
}

static void a_coding_is_named_and_varies_only_where_it_pays(void **state)
{
    (void)state;
    struct answer_choice choice = {.tag = "1", .coding = CODING_GZIP, .vary = VARY_ACCEPT};
    struct response text = filled("text/html", 2000), small = filled("text/html", 20), png = filled("image/png", 2000);
    struct answer *coded = answer_new(&text, &choice);
    struct answer *plain[] = {answer_new(&small, &choice), answer_new(&png, &choice)};
    assert_string_equal(field(coded, "Content-Encoding"), "gzip");
    assert_string_equal(field(coded, "Vary"), "Accept, Accept-Encoding");
    assert_true(coded->length < 200);
    for (size_t i = 0; i < 2; i++) {
        assert_null(field(plain[i], "Content-Encoding"));
        assert_string_equal(field(plain[i], "Vary"), "Accept");
        answer_release(plain[i]);
    }
    answer_release(coded);
}

static void bytes_that_a_handler_coded_are_left_alone(void **state)
{
    (void)state;
    struct response response = filled("text/html", 2000);
    response_header(&response, "Content-Encoding", "br");
    struct answer *answer = answer_new(&response, &(struct answer_choice){.tag = "1", .coding = CODING_GZIP});
    assert_string_equal(field(answer, "Content-Encoding"), "br");
    assert_string_equal(field(answer, "Vary"), "Accept-Encoding");
    assert_int_equal(answer->length, 2000);
    answer_release(answer);
}

static void private_answers_errors_and_answers_of_no_generation_are_not_kept(void **state)
{
    (void)state;
    struct answer_choice choice = {.tag = "1"};
    struct response healthz = filled("text/plain", 2), missing = filled("text/plain", 2),
                    early = filled("text/plain", 2);
    healthz.is_private = true;
    response_status(&missing, 404, "no");
    struct answer *answers[] = {answer_new(&healthz, &choice), answer_new(&missing, &choice),
                                answer_new(&early, &(struct answer_choice){.tag = NULL})};
    for (size_t i = 0; i < 3; i++) {
        assert_false(answers[i]->is_kept);
        assert_null(answers[i]->etag);
    }
    assert_string_equal(field(answers[0], "Cache-Control"), "no-store");
    assert_string_equal(field(answers[1], "Cache-Control"), "no-store");
    assert_string_equal(field(answers[2], "Cache-Control"), "public, max-age=60");
    for (size_t i = 0; i < 3; i++)
        answer_release(answers[i]);
}

static void a_part_outlives_the_callers_hold_on_the_whole(void **state)
{
    (void)state;
    struct response response = filled("text/plain", 5);
    struct answer *whole = answer_new(&response, &(struct answer_choice){.tag = "1"});
    struct answer *part = answer_part(whole, 1, 4);
    answer_release(whole);
    assert_int_equal(part->status, 206);
    assert_int_equal(part->length, 4);
    assert_memory_equal(part->bytes, "aaaa", 4);
    assert_string_equal(field(part, "Content-Range"), "bytes 1-4/5");
    assert_string_equal(field(part, "Content-Type"), "text/plain");
    assert_false(part->is_kept);
    answer_release(part);
}

static void count_release(void *owner)
{
    ++*(int *)owner;
}

static char lent_bytes[300000];

static struct response lent(int *released)
{
    struct response response = filled("application/geo+json", 3);
    memset(lent_bytes, 'L', sizeof lent_bytes);
    response_lender(&response, released, count_release);
    response_lend(&response, lent_bytes, sizeof lent_bytes, 7);
    buffer_puts(&response.body, "]}");
    return response;
}

static void lent_bytes_are_part_of_an_answer_and_of_its_etag(void **state)
{
    (void)state;
    int released = 0;
    struct answer_choice choice = {.tag = "1"};
    struct response response = lent(&released), same = lent(&released), coded = lent(&released);
    response_join(&same);
    assert_int_equal(released, 1);
    struct answer *whole = answer_new(&response, &choice), *copied = answer_new(&same, &choice);
    assert_int_equal(whole->length, 300005);
    assert_int_equal(copied->length, whole->length);
    assert_null(whole->bytes);
    assert_int_equal(memcmp(copied->bytes, "aaaLLL", 6), 0);
    assert_string_equal(whole->etag, copied->etag); /* the same bytes, wherever they lie */
    choice.coding = CODING_GZIP;
    struct answer *small = answer_new(&coded, &choice);
    assert_int_equal(released, 2);
    assert_string_not_equal(small->etag, whole->etag);
    /* a cache counts what it would hold; what is lent is not copied into a file */
    assert_true(body_weight(whole->body) < 100);
    assert_null(answer_settle(whole));
    struct answer *part = answer_part(whole, 2, 100000);
    assert_string_equal(field(part, "Content-Range"), "bytes 2-100000/300005");
    answer_release(whole);
    assert_int_equal(released, 2); /* the part holds them */
    answer_release(part);
    assert_int_equal(released, 3);
    answer_release(copied);
    answer_release(small);
}

static void an_answer_that_is_settled_has_the_same_fields_and_bytes(void **state)
{
    (void)state;
    struct answer_choice choice = {.tag = "1"};
    struct response response = filled("text/plain", 30000);
    struct answer *answer = answer_new(&response, &choice), *settled = answer_settle(answer);
    assert_non_null(settled);
    assert_int_equal(settled->length, answer->length);
    assert_memory_equal(settled->bytes, answer->bytes, answer->length);
    assert_string_equal(settled->etag, answer->etag);
    assert_string_equal(field(settled, "ETag"), answer->etag);
    answer_release(answer);
    assert_int_equal(settled->bytes[29999], 'a');
    answer_release(settled);
}

static void a_file_name_cannot_leave_its_quotes(void **state)
{
    (void)state;
    struct response response = filled("text/csv", 2);
    response.filename = "cités\"; x.csv";
    struct answer *answer = answer_new(&response, &(struct answer_choice){.tag = "1"});
    assert_string_equal(field(answer, "Content-Disposition"),
                        "attachment; filename=\"cit__s__ x.csv\"; filename*=UTF-8''cit%C3%A9s%22%3B%20x.csv");
    answer_release(answer);
    response = filled("text/csv", 2);
    response.filename = "cites-2026.csv";
    answer = answer_new(&response, &(struct answer_choice){.tag = "1"});
    assert_string_equal(field(answer, "Content-Disposition"), "attachment; filename=\"cites-2026.csv\"");
    answer_release(answer);
}

static void a_value_with_a_line_end_is_not_sent(void **state)
{
    (void)state;
    struct response response = filled("text/plain", 2);
    response_header(&response, "Link", "</>\r\nSet-Cookie: a=b");
    struct answer *answer = answer_new(&response, &(struct answer_choice){.tag = "1"});
    assert_null(field(answer, "Link"));
    assert_null(field(answer, "Set-Cookie"));
    answer_release(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_etag_tells_generation_bytes_type_and_coding_apart),
        cmocka_unit_test(a_coding_is_named_and_varies_only_where_it_pays),
        cmocka_unit_test(bytes_that_a_handler_coded_are_left_alone),
        cmocka_unit_test(private_answers_errors_and_answers_of_no_generation_are_not_kept),
        cmocka_unit_test(a_part_outlives_the_callers_hold_on_the_whole),
        cmocka_unit_test(lent_bytes_are_part_of_an_answer_and_of_its_etag),
        cmocka_unit_test(an_answer_that_is_settled_has_the_same_fields_and_bytes),
        cmocka_unit_test(a_file_name_cannot_leave_its_quotes),
        cmocka_unit_test(a_value_with_a_line_end_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
