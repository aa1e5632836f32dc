#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/record.h"

#include "http/request.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct record record_full(void)
{
    struct record record = {.tag = "abc", .target = "/data/a.csv?x=1", .codings = 19, .vary = VARY_ACCEPT};
    response_init(&record.response);
    record.response.media_type = "text/csv";
    record.response.filename = "a.csv";
    record.response.is_api = true;
    response_header(&record.response, "Link", "</>; rel=\"start\"");
    response_header(&record.response, "Content-Encoding", "br");
    buffer_puts(&record.response.body, "bytes");
    return record;
}

/* What one end wrote, as the other has it. */
struct passed {
    struct record_head head;
    char fields[RECORD_FIELDS_MAX], body[16];
    ssize_t length;
};

static struct passed pass(const struct record *record)
{
    int ends[2];
    struct passed passed = {0};
    assert_int_equal(pipe(ends), 0);
    assert_true(record_write(ends[1], record));
    close(ends[1]);
    assert_int_equal(read(ends[0], &passed.head, sizeof passed.head), sizeof passed.head);
    assert_int_equal(read(ends[0], passed.fields, passed.head.fields), passed.head.fields);
    passed.length = read(ends[0], passed.body, sizeof passed.body);
    close(ends[0]);
    return passed;
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    struct record record = record_full(), read;
    struct passed passed = pass(&record);
    assert_true(record_head_is_sound(&passed.head));
    assert_true(record_open(&passed.head, passed.fields, &read));
    assert_string_equal(read.tag, "abc");
    assert_string_equal(read.target, "/data/a.csv?x=1");
    assert_int_equal(read.codings, 19);
    assert_int_equal(read.vary, VARY_ACCEPT);
    assert_int_equal(read.response.status, 200);
    assert_string_equal(read.response.media_type, "text/csv");
    assert_string_equal(read.response.filename, "a.csv");
    assert_null(read.response.cache_control);
    assert_true(read.response.is_api);
    assert_false(read.response.is_relative);
    assert_int_equal(read.response.header_count, 2);
    assert_string_equal(read.response.headers[0].value, "</>; rel=\"start\"");
    assert_string_equal(read.response.headers[1].name, "Content-Encoding");
    assert_int_equal(passed.length, 5);
    assert_memory_equal(passed.body, "bytes", 5);
    response_free(&record.response);
}

static void a_damaged_record_is_refused(void **state)
{
    (void)state;
    struct record record = record_full(), read;
    const struct passed sound = pass(&record);
    struct passed passed = sound;
    passed.head.magic++;
    assert_false(record_head_is_sound(&passed.head));
    passed = sound;
    passed.head.fields = RECORD_FIELDS_MAX + 1;
    assert_false(record_head_is_sound(&passed.head));
    passed = sound;
    passed.head.body = RECORD_BODY_MAX + 1;
    assert_false(record_head_is_sound(&passed.head));
    passed = sound;
    passed.head.headers = RESPONSE_HEADERS_MAX + 1;
    assert_false(record_head_is_sound(&passed.head));
    passed = sound;
    passed.head.headers = 3;
    assert_false(record_open(&passed.head, passed.fields, &read));
    passed = sound;
    passed.fields[passed.head.fields - 1] = 'x';
    assert_false(record_open(&passed.head, passed.fields, &read));
    passed.fields[0] = '\0'; /* as many ends as there must be, the last one missing */
    assert_false(record_open(&passed.head, passed.fields, &read));
    response_free(&record.response);
}

static void what_a_reader_refuses_is_not_written(void **state)
{
    (void)state;
    struct record record = record_full();
    int ends[2];
    char *long_name = malloc(RECORD_FIELDS_MAX + 1);
    memset(long_name, 'n', RECORD_FIELDS_MAX);
    long_name[RECORD_FIELDS_MAX] = '\0';
    record.response.filename = long_name;
    assert_int_equal(pipe(ends), 0);
    assert_false(record_write(ends[1], &record));
    close(ends[1]);
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
    free(long_name);
    response_free(&record.response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(a_damaged_record_is_refused),
        cmocka_unit_test(what_a_reader_refuses_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
