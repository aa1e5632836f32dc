#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/answer.h"
#include "http/cache.h"
#include "http/server.h"
#include "http/spool.h"

#include "http/client.h"

#include <stdatomic.h>

#define PIECE  ((size_t)1 << 20)
#define PIECES 40u /* more than SPOOL_MIN */

static char byte_at(size_t place)
{
    return (char)('a' + (place / 7 + place / 1000) % 26);
}

/* A body of PIECES megabytes as a handler makes it; `most` becomes what lay in memory at once. */
static bool pieces_write(struct response *response, size_t *most)
{
    struct error err = ERROR_INIT;
    for (size_t piece = 0; piece < PIECES; piece++) {
        char *room = buffer_reserve(&response->body, PIECE);
        for (size_t i = 0; i < PIECE; i++)
            room[i] = byte_at(piece * PIECE + i);
        response->body.length += PIECE;
        *most = response->body.length > *most ? response->body.length : *most;
        if (!spool_flush(response, &err))
            return false;
    }
    return true;
}

static bool long_get(const struct request *request, struct response *response, struct error *err)
{
    size_t most = 0;
    (void)request;
    response->media_type = "text/plain";
    return pieces_write(response, &most) || error_set(err, ERROR_INTERNAL, "no disk");
}

static void a_long_body_lies_on_the_disk_and_not_in_memory(void **state)
{
    (void)state;
    struct response response;
    struct error err = ERROR_INIT;
    size_t most = 0;
    response_init(&response);
    assert_true(pieces_write(&response, &most));
    assert_true(response.file >= 0);
    assert_int_equal(response.file_length, PIECES * PIECE);
    assert_int_equal(response.body.length, 0);
    assert_true(most <= SPOOL_MIN + PIECE);
    assert_true(response.body.capacity <= 2 * PIECE);
    assert_true(spool_recall(&response, &err));
    assert_int_equal(response.file, -1);
    assert_int_equal(response.body.length, PIECES * PIECE);
    for (size_t i = 0; i < PIECES * PIECE; i += 997)
        assert_int_equal(response.body.bytes[i], byte_at(i));
    response_free(&response);
}

static void a_short_body_stays_in_memory(void **state)
{
    (void)state;
    struct response response;
    struct error err = ERROR_INIT;
    response_init(&response);
    buffer_puts(&response.body, "short");
    assert_true(spool_flush(&response, &err));
    assert_int_equal(response.file, -1);
    assert_string_equal(response.body.bytes, "short");
    response_free(&response);
}

static void a_file_is_taken_as_it_is(void **state)
{
    (void)state;
    char path[] = "/tmp/terril-spool-XXXXXX";
    struct response small, large;
    struct error err = ERROR_INIT;
    int file = mkstemp(path);
    assert_int_equal(write(file, "small", 5), 5);
    response_init(&small);
    assert_true(spool_take(&small, path, &err));
    assert_int_equal(small.file, -1);
    assert_string_equal(small.body.bytes, "small");
    assert_int_equal(ftruncate(file, (off_t)SPOOL_MIN + 1), 0);
    response_init(&large);
    assert_true(spool_take(&large, path, &err));
    unlink(path);
    close(file);
    assert_true(large.file >= 0);
    assert_int_equal(large.file_length, SPOOL_MIN + 1);
    response_free(&large);
    assert_false(spool_take(&small, path, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    response_free(&small);
}

/* ---- over a socket ---- */

static atomic_int generation;

static void *pin(void *payload)
{
    (void)payload;
    return &generation;
}

static void unpin(void *payload, void *pinned)
{
    (void)payload;
    (void)pinned;
}

static const char *tag(void *pinned)
{
    (void)pinned;
    return "0123456789abcdef";
}

static void every_part_of_a_long_answer_is_the_part_that_was_asked_for(void **state)
{
    (void)state;
    static const struct route routes[] = {{"/long", long_get, ROUTE_SLOW, NULL, NULL, NULL}};
    static const struct server_hooks hooks = {.pin = pin, .unpin = unpin, .tag = tag};
    const struct server_settings settings = {.address = "127.0.0.1"};
    const size_t whole = PIECES * PIECE;
    const struct {
        const char *range;
        int status;
        size_t first, length;
    } cases[] = {{"bytes=0-9", 206, 0, 10},       {"bytes=30000000-30000099", 206, 30000000, 100},
                 {"bytes=-5", 206, whole - 5, 5}, {"bytes=41943039-", 206, whole - 1, 1},
                 {"bytes=41943040-", 416, 0, 0},  {"bytes=9-5", 200, 0, whole},
                 {"bytes=0-1,5-6", 200, 0, whole}};
    struct error err = ERROR_INIT;
    struct server *server = server_start(&settings, routes, 1, &hooks, &err);
    assert_non_null(server);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client client = client_connect(server_port(server), 0);
        char text[256];
        snprintf(text, sizeof text, "GET /long HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nRange: %s\r\n\r\n",
                 cases[i].range);
        assert_true(client_send(&client, text));
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.status, cases[i].status);
        assert_null(reply_field(&reply, "Content-Encoding"));
        if (cases[i].status != 416) {
            assert_int_equal(reply.length, cases[i].length);
            for (size_t k = 0; k<reply.length; k += reply.length> 1000 ? 9973 : 1)
                assert_int_equal(reply.body[k], byte_at(cases[i].first + k));
        }
        reply_free(&reply);
        client_close(&client);
    }
    server_stop(server, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_body_lies_on_the_disk_and_not_in_memory),
        cmocka_unit_test(a_short_body_stays_in_memory),
        cmocka_unit_test(a_file_is_taken_as_it_is),
        cmocka_unit_test(every_part_of_a_long_answer_is_the_part_that_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
