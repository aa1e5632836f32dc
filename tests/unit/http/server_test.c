#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/server.h"

#include "base/clock.h"
#include "http/client.h"
#include "http/negotiate.h"
#include "http/prepare.h"
#include "http/processors.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <zlib.h>

/* ---- a toy house ---- */

static atomic_int slow_runs;
static atomic_int slow_gate; /* slow answers wait until it is open */
static atomic_int reports;

static bool hello(const struct request *request, struct response *response, struct error *err)
{
    static const struct form forms[] = {{"json", "application/json"}, {"html", "text/html"}};
    const struct form *form = negotiate_form(request, forms, 2, err);
    if (!form)
        return false;
    response->media_type = form->media_type;
    response->is_api = true;
    buffer_printf(&response->body, "hello %s from %s%s", form->word, request->base, request->target);
    response_header(response, "Link", "</>; rel=\"start\"");
    return true;
}

static bool long_text(const struct request *request, struct response *response, struct error *err)
{
    (void)request, (void)err;
    response->media_type = "text/plain; charset=utf-8";
    for (int i = 0; i < 2000; i++)
        buffer_printf(&response->body, "terril %d\n", i * i % 1019);
    return true;
}

static bool huge(const struct request *request, struct response *response, struct error *err)
{
    (void)request, (void)err;
    response->media_type = "application/octet-stream";
    size_t length = (size_t)32 << 20;
    memset(buffer_reserve(&response->body, length), 'x', length);
    response->body.length += length;
    return true;
}

static bool broad(const struct request *request, struct response *response, struct error *err)
{
    (void)request, (void)err;
    response->media_type = "application/octet-stream";
    for (int i = 0; i < 100000; i++)
        buffer_putc(&response->body, (char)('a' + i / 1000 % 26));
    return true;
}

/* Between bytes of its own lends LENT bytes, twice, of memory that is gone when it is let go. */
#define LENT 150000u
static atomic_int counted_out, counted_back; /* of what is asked for as /lent/counted-.. */

struct lent_owner {
    bool is_counted;
    char bytes[LENT];
};

static void lent_release(void *owner)
{
    bool is_counted = ((struct lent_owner *)owner)->is_counted;
    free(owner);
    if (is_counted)
        atomic_fetch_add(&counted_back, 1);
}

static bool lent(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    struct lent_owner *owner = malloc(sizeof *owner);
    char *bytes = owner->bytes;
    owner->is_counted = strncmp(request->captures[0], "counted-", 8) == 0;
    if (owner->is_counted)
        atomic_fetch_add(&counted_out, 1);
    for (size_t i = 0; i < LENT; i++)
        bytes[i] = (char)('a' + i / 1000 % 26);
    response->media_type = "text/plain; charset=utf-8";
    response->is_cheap = true;
    response_lender(response, owner, lent_release);
    buffer_printf(&response->body, "head of %s, ", request->captures[0]);
    response_lend(response, bytes, LENT, 1);
    buffer_puts(&response->body, ", middle, ");
    response_lend(response, bytes, 5, 2); /* too few to be worth it */
    response_lend(response, bytes + 500, LENT - 500, 3);
    buffer_puts(&response->body, ", end");
    return true;
}

static bool slow(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    atomic_fetch_add(&slow_runs, 1);
    while (!atomic_load(&slow_gate))
        usleep(1000);
    response->media_type = "text/plain";
    response->is_private = request_parameter(request, "private") != NULL;
    buffer_printf(&response->body, "slow %s", request->captures[0]);
    return true;
}

static bool broken(const struct request *request, struct response *response, struct error *err)
{
    buffer_puts(&response->body, "half an answ");
    const char *kind = request->captures[0];
    if (strcmp(kind, "storage") == 0)
        return error_set(err, ERROR_STORAGE, "/secret/path: disk I/O error");
    return error_set(err, ERROR_NOT_FOUND, "no %s here", kind);
}

/* A generation is a number written twice: an answer that mixes two shows two. */
struct generation {
    atomic_int pins;
    char tag[17];
};

static struct generation generations[2000];
static _Atomic(struct generation *) live = &generations[0];

static void *generation_pin(void *payload)
{
    (void)payload;
    struct generation *generation = atomic_load(&live);
    atomic_fetch_add(&generation->pins, 1);
    return generation;
}

static void generation_unpin(void *payload, void *generation)
{
    (void)payload;
    atomic_fetch_sub(&((struct generation *)generation)->pins, 1);
}

static const char *generation_tag(void *generation)
{
    return ((struct generation *)generation)->tag;
}

static const char *generation_current(void *payload)
{
    (void)payload;
    return atomic_load(&live)->tag;
}

static bool show_generation(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    struct generation *generation = request->generation;
    response->media_type = "text/plain";
    for (int i = 0; i < 100; i++)
        buffer_printf(&response->body, "%s ", generation->tag);
    return true;
}

static void report(void *payload, const struct request *request, const struct error *err)
{
    (void)payload;
    assert_true(strstr(err->message, "/secret/path") || strcmp(request->target, "prepared answers") == 0);
    atomic_fetch_add(&reports, 1);
}

/* Bytes that lie there coded, as tiles do. */
static bool packed(const struct request *request, struct response *response, struct error *err)
{
    char text[3000];
    (void)err;
    memset(text, 'p', sizeof text);
    response->media_type = "application/json";
    bool is_taken = negotiate_takes(request, CODING_GZIP);
    if (is_taken)
        response_header(response, "Content-Encoding", compress_word(CODING_GZIP));
    compress_bytes(is_taken ? CODING_GZIP : CODING_IDENTITY, COMPRESS_ONCE, text, sizeof text, &response->body);
    return true;
}

/* Says back what was posted, and how much it was. */
static bool echo(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    assert_int_equal(request->method, METHOD_POST);
    assert_int_equal(strlen(request->body), request->body_length);
    response->media_type = "text/plain";
    response->is_api = true;
    buffer_printf(&response->body, "%zu ", request->body_length);
    buffer_append(&response->body, request->body, request->body_length);
    return true;
}

static const struct parameter form = {.name = "f"}, private = {.name = "private", .may_be_empty = true};
static const struct parameter *const f_only[] = {&form, NULL};
static const struct parameter *const private_only[] = {&private, NULL};
/* On which processors the thread that answers may run. */
static bool place(const struct request *request, struct response *response, struct error *err)
{
    cpu_set_t allowed;
    (void)request, (void)err;
    response->media_type = "text/plain; charset=utf-8";
    response->is_private = true;
    sched_getaffinity(0, sizeof allowed, &allowed);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &allowed))
            buffer_printf(&response->body, "%d,", i);
    return true;
}

static const struct route routes[] = {
    {.pattern = "/", .handler = hello, .parameters = f_only},
    {.pattern = "/hello", .handler = hello, .parameters = f_only},
    {.pattern = "/long", .handler = long_text},
    {.pattern = "/huge", .handler = huge},
    {.pattern = "/broad", .handler = broad},
    {.pattern = "/lent/{name}", .handler = lent},
    {.pattern = "/slow/{name}", .handler = slow, .pace = ROUTE_SLOW, .parameters = private_only},
    {.pattern = "/broken/{kind}", .handler = broken},
    {.pattern = "/place", .handler = place},
    {.pattern = "/place/slow", .handler = place, .pace = ROUTE_SLOW},
    {.pattern = "/packed", .handler = packed},
    {.pattern = "/echo", .handler = echo, .parameters = f_only, .methods = ROUTE_POST},
    {.pattern = "/echo/slow", .handler = echo, .pace = ROUTE_SLOW, .methods = ROUTE_POST},
    {.pattern = "/generation", .handler = show_generation},
    {.pattern = "/generation/slow", .handler = show_generation, .pace = ROUTE_SLOW},
};

static struct server *start(struct server_settings settings)
{
    static const struct server_hooks hooks = {.pin = generation_pin,
                                              .unpin = generation_unpin,
                                              .tag = generation_tag,
                                              .report = report,
                                              .current = generation_current};
    struct error err = ERROR_INIT;
    atomic_store(&slow_gate, 1);
    atomic_store(&slow_runs, 0);
    struct server *server = server_start(&settings, routes, sizeof routes / sizeof *routes, &hooks, &err);
    if (!server)
        fail_msg("%s", err.message);
    return server;
}

/* The server that most tests share. */
static struct server *shared;
static uint16_t port;

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof generations / sizeof *generations; i++)
        snprintf(generations[i].tag, sizeof generations[i].tag, "%zx", i);
    shared = start((struct server_settings){.threads = 2});
    port = server_port(shared);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    server_stop(shared, 5);
    int pins = 0;
    for (size_t i = 0; i < sizeof generations / sizeof *generations; i++)
        pins += atomic_load(&generations[i].pins);
    return pins; /* every generation was let go */
}

static int status_of(const char *method, const char *target, const char *fields)
{
    struct reply reply = client_ask(port, method, target, fields);
    reply_free(&reply);
    return reply.status;
}

/* ---- answers ---- */

static void a_handler_answers_with_its_bytes(void **state)
{
    (void)state;
    struct reply reply = client_ask(port, "GET", "/hello?f=json", "");
    char expected[128];
    snprintf(expected, sizeof expected, "hello json from http://127.0.0.1:%u/hello?f=json", (unsigned)port);
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.body, expected);
    assert_string_equal(reply_field(&reply, "Content-Type"), "application/json");
    assert_string_equal(reply_field(&reply, "Link"), "</>; rel=\"start\"");
    assert_string_equal(reply_field(&reply, "Cache-Control"), "public, max-age=60");
    reply_free(&reply);
}

static void the_second_answer_comes_from_the_cache_and_is_the_same(void **state)
{
    (void)state;
    struct reply first = client_ask(port, "GET", "/long?", ""), second = client_ask(port, "GET", "/long?", "");
    uint64_t hits = server_counts(shared).cache_hits;
    struct reply third = client_ask(port, "GET", "/long?", "");
    assert_int_equal(server_counts(shared).cache_hits, hits + 1);
    assert_string_equal(first.body, second.body);
    assert_string_equal(first.body, third.body);
    reply_free(&first);
    reply_free(&second);
    reply_free(&third);
}

static void vary_names_only_what_the_answer_depends_on(void **state)
{
    (void)state;
    struct reply by_accept = client_ask(port, "GET", "/hello", "Accept: text/html\r\n");
    struct reply by_word = client_ask(port, "GET", "/hello?f=html", "");
    struct reply text = client_ask(port, "GET", "/long", "");
    assert_int_equal(strncmp(by_accept.body, "hello html", 10), 0);
    assert_string_equal(reply_field(&by_accept, "Vary"), "Accept");
    assert_null(reply_field(&by_word, "Vary"));
    assert_string_equal(reply_field(&text, "Vary"), "Accept-Encoding");
    reply_free(&by_accept);
    reply_free(&by_word);
    reply_free(&text);
}

static void head_has_the_fields_of_get_and_no_body(void **state)
{
    (void)state;
    static const char *const names[] = {"Content-Length", "Content-Type", "ETag", "Vary", "Content-Encoding"};
    struct reply get = client_ask(port, "GET", "/long", "Accept-Encoding: gzip\r\n");
    struct client client = client_connect(port, 0);
    client_send(&client, "HEAD /long HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
                         "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    struct reply head = client_read(&client, true), next = client_read(&client, false);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char expected[2048];
        snprintf(expected, sizeof expected, "%s", reply_field(&get, names[i]));
        assert_string_equal(reply_field(&head, names[i]), expected);
    }
    assert_int_equal(next.status, 200); /* and nothing of a body stood in between */
    reply_free(&get);
    reply_free(&head);
    reply_free(&next);
    client_close(&client);
}

static void an_etag_that_is_known_gets_304_with_the_same_etag(void **state)
{
    (void)state;
    char fields[4096], etag[2048];
    struct reply reply = client_ask(port, "GET", "/long", "");
    snprintf(etag, sizeof etag, "%s", reply_field(&reply, "ETag"));
    snprintf(fields, sizeof fields, "If-None-Match: \"other\", W/%s\r\n", etag);
    reply_free(&reply);
    struct client client = client_connect(port, 0);
    char request[4200];
    snprintf(request, sizeof request, "GET /long HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s\r\n", (unsigned)port, fields);
    for (int i = 0; i < 2; i++) { /* the connection stays in step */
        client_send(&client, request);
        reply = client_read(&client, false);
        assert_int_equal(reply.status, 304);
        assert_string_equal(reply_field(&reply, "ETag"), etag);
        assert_string_equal(reply_field(&reply, "Vary"), "Accept-Encoding");
        assert_string_equal(reply_field(&reply, "Cache-Control"), "public, max-age=60");
        reply_free(&reply);
    }
    client_close(&client);
    assert_int_equal(status_of("GET", "/long", "If-None-Match: \"other\"\r\n"), 200);
}

typedef int br_decompress(size_t, const uint8_t *, size_t *, uint8_t *);

static void coded_answers_decode_to_the_plain_one(void **state)
{
    (void)state;
    struct reply plain = client_ask(port, "GET", "/long", "");
    struct reply gzip = client_ask(port, "GET", "/long", "Accept-Encoding: gzip, br;q=0.5\r\n");
    struct reply br = client_ask(port, "GET", "/long", "Accept-Encoding: gzip, deflate, br\r\n");
    char decoded[65536] = "";
    assert_string_equal(reply_field(&gzip, "Content-Encoding"), "gzip");
    z_stream stream = {.next_in = (Bytef *)gzip.body,
                       .avail_in = (uInt)gzip.length,
                       .next_out = (Bytef *)decoded,
                       .avail_out = sizeof decoded - 1};
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_int_equal(stream.total_out, plain.length);
    assert_memory_equal(decoded, plain.body, plain.length);

    assert_string_equal(reply_field(&br, "Content-Encoding"), "br");
    void *library = dlopen("libbrotlidec.so.1", RTLD_NOW); /* the server links the encoder only */
    br_decompress *decompress = library ? (br_decompress *)dlsym(library, "BrotliDecoderDecompress") : NULL;
    if (decompress) {
        size_t length = sizeof decoded - 1;
        assert_int_equal(decompress(br.length, (uint8_t *)br.body, &length, (uint8_t *)decoded), 1);
        assert_int_equal(length, plain.length);
        assert_memory_equal(decoded, plain.body, plain.length);
        dlclose(library);
    }
    char etag[2048];
    snprintf(etag, sizeof etag, "%s", reply_field(&gzip, "ETag"));
    assert_string_not_equal(etag, reply_field(&br, "ETag"));
    reply_free(&plain);
    reply_free(&gzip);
    reply_free(&br);
}

static void coded_bytes_of_a_handler_are_sent_as_they_are_to_those_who_take_them(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *coding;
    } cases[] = {{"Accept-Encoding: gzip\r\n", "gzip"},
                 {"Accept-Encoding: gzip, deflate, br\r\n", "gzip"},
                 {"Accept-Encoding: br\r\n", "br"},
                 {"Accept-Encoding: gzip;q=0\r\n", NULL},
                 {"", NULL}};
    for (int round = 0; round < 3; round++) /* from the handler, the cache, the thread's own */
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            char etag[2048], fields[2400];
            struct reply reply = client_ask(port, "GET", "/packed", cases[i].fields);
            const char *coding = reply_field(&reply, "Content-Encoding");
            assert_true(cases[i].coding ? coding && strcmp(coding, cases[i].coding) == 0 : !coding);
            assert_string_equal(reply_field(&reply, "Vary"), "Accept-Encoding");
            snprintf(etag, sizeof etag, "%s", reply_field(&reply, "ETag"));
            size_t length = reply.length;
            reply_free(&reply);
            snprintf(fields, sizeof fields, "%sIf-None-Match: %s\r\n", cases[i].fields, etag);
            assert_int_equal(status_of("GET", "/packed", fields), 304);
            snprintf(fields, sizeof fields, "%sRange: bytes=1-\r\nIf-Range: %s\r\n", cases[i].fields, etag);
            reply = client_ask(port, "GET", "/packed", fields);
            assert_int_equal(reply.status, 206);
            assert_int_equal(reply.length, length - 1);
            reply_free(&reply);
        }
}

static void a_long_answer_is_the_same_in_whole_and_in_parts_each_time(void **state)
{
    (void)state;
    struct reply first = client_ask(port, "GET", "/huge", "");
    for (int i = 0; i < 3; i++) { /* more than a quarter of the cache is made anew, the rest is settled at the second */
        struct reply again = client_ask(port, "GET", "/broad", ""),
                     part = client_ask(port, "GET", "/broad", "Range: bytes=70000-\r\n");
        assert_int_equal(again.length, 100000);
        for (size_t at = 0; at < again.length; at += 1000)
            assert_int_equal(again.body[at], 'a' + (int)(at / 1000 % 26));
        assert_int_equal(part.status, 206);
        assert_int_equal(part.length, 30000);
        assert_memory_equal(part.body, again.body + 70000, 30000);
        reply_free(&again);
        reply_free(&part);
    }
    assert_int_equal(first.length, (size_t)32 << 20);
    reply_free(&first);
}

static void lent_expect(const char *name, struct buffer *expected)
{
    buffer_printf(expected, "head of %s, ", name);
    for (size_t i = 0; i < LENT; i++)
        buffer_putc(expected, (char)('a' + i / 1000 % 26));
    buffer_puts(expected, ", middle, aaaaa");
    for (size_t i = 500; i < LENT; i++)
        buffer_putc(expected, (char)('a' + i / 1000 % 26));
    buffer_puts(expected, ", end");
}

static void lent_bytes_are_sent_in_their_place_and_kept_when_asked_for_again(void **state)
{
    (void)state;
    struct buffer expected = BUFFER_INIT;
    char etag[2048] = "", fields[2400];
    uint64_t hits = server_counts(shared).cache_hits;
    lent_expect("a", &expected);
    for (int i = 0; i < 4; i++) { /* lent, copied to be kept, from the cache */
        struct reply reply = client_ask(port, "GET", "/lent/a", "");
        assert_int_equal(reply.length, expected.length);
        assert_memory_equal(reply.body, expected.bytes, expected.length);
        if (i > 0)
            assert_string_equal(reply_field(&reply, "ETag"), etag);
        snprintf(etag, sizeof etag, "%s", reply_field(&reply, "ETag"));
        reply_free(&reply);
    }
    assert_int_equal(server_counts(shared).cache_hits, hits + 2);
    snprintf(fields, sizeof fields, "If-None-Match: %s\r\n", etag);
    assert_int_equal(status_of("GET", "/lent/a", fields), 304);
    /* bytes of its own tell it from another */
    struct reply other = client_ask(port, "GET", "/lent/b", "");
    assert_string_not_equal(reply_field(&other, "ETag"), etag);
    reply_free(&other);
    buffer_free(&expected);
}

/* Each place is another, so that it is the lent bytes that are cut. */
static void parts_of_lent_bytes_and_their_coded_form_are_right(void **state)
{
    (void)state;
    const size_t begins[] = {0, 3, 10, 11, 149000, 150010, 150011, 150020, 150024, 150025, 200000, 299530};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        struct buffer expected = BUFFER_INIT;
        char name[24], target[40], fields[80];
        snprintf(name, sizeof name, "p%zu", i);
        snprintf(target, sizeof target, "/lent/%s", name);
        snprintf(fields, sizeof fields, "Range: bytes=%zu-%zu\r\n", begins[i], begins[i] + (i % 2 ? 3 : 1200));
        lent_expect(name, &expected);
        struct reply part = client_ask(port, "GET", target, fields);
        size_t rest = expected.length - begins[i], length = i % 2 ? 4 : 1201;
        assert_int_equal(part.status, 206);
        assert_int_equal(part.length, rest < length ? rest : length);
        assert_memory_equal(part.body, expected.bytes + begins[i], part.length);
        reply_free(&part);
        buffer_free(&expected);
    }
    struct reply plain = client_ask(port, "GET", "/lent/coded", "");
    struct reply coded = client_ask(port, "GET", "/lent/coded", "Accept-Encoding: gzip\r\n");
    assert_string_equal(reply_field(&coded, "Content-Encoding"), "gzip");
    assert_true(coded.length < plain.length / 10);
    z_stream stream = {.next_in = (Bytef *)coded.body, .avail_in = (uInt)coded.length};
    char *decoded = malloc(plain.length);
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    stream.next_out = (Bytef *)decoded;
    stream.avail_out = (uInt)plain.length;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, plain.length);
    assert_memory_equal(decoded, plain.body, plain.length);
    inflateEnd(&stream);
    free(decoded);
    reply_free(&plain);
    reply_free(&coded);
    struct buffer expected = BUFFER_INIT;
    lent_expect("seen", &expected);
    struct reply head = client_ask(port, "HEAD", "/lent/seen", "");
    assert_int_equal(strtoul(reply_field(&head, "Content-Length"), NULL, 10), expected.length);
    reply_free(&head);
    buffer_free(&expected);
}

/* Clients that go away in the middle too; and what is kept holds nothing of the lender's. */
static void every_lender_gets_back_what_it_lent(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.threads = 2});
    for (int i = 0; i < 20; i++) {
        char target[32], text[80];
        snprintf(target, sizeof target, "/lent/counted-%d", i / 2);
        if (i % 5 < 3) {
            struct reply reply = client_ask(server_port(server), "GET", target, "");
            assert_int_equal(reply.status, 200);
            reply_free(&reply);
            continue;
        }
        struct client client = client_connect(server_port(server), 4096);
        snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", target);
        assert_true(client_send(&client, text) && client_fill(&client, 5));
        client_close(&client);
    }
    server_stop(server, 5);
    assert_true(atomic_load(&counted_out) > 5);
    assert_int_equal(atomic_load(&counted_out), atomic_load(&counted_back));
}

static void a_part_is_cut_from_the_same_bytes(void **state)
{
    (void)state;
    char fields[4096], etag[2048];
    struct reply whole = client_ask(port, "GET", "/long", "");
    snprintf(etag, sizeof etag, "%s", reply_field(&whole, "ETag"));
    struct reply part = client_ask(port, "GET", "/long", "Range: bytes=10-19\r\n");
    assert_int_equal(part.status, 206);
    assert_int_equal(part.length, 10);
    assert_memory_equal(part.body, whole.body + 10, 10);
    assert_non_null(strstr(reply_field(&part, "Content-Range"), "bytes 10-19/"));
    assert_string_equal(reply_field(&part, "ETag"), etag);
    assert_non_null(reply_field(&part, "Content-Security-Policy"));
    reply_free(&part);
    snprintf(fields, sizeof fields, "Range: bytes=-5\r\nIf-Range: %s\r\n", etag);
    part = client_ask(port, "GET", "/long", fields);
    assert_int_equal(part.status, 206);
    assert_memory_equal(part.body, whole.body + whole.length - 5, 5);
    reply_free(&part);
    assert_int_equal(status_of("GET", "/long", "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n"), 200);
    assert_int_equal(status_of("GET", "/long", "Range: bytes=0-1,3-4\r\n"), 200);
    assert_int_equal(status_of("HEAD", "/long", "Range: bytes=0-1\r\n"), 200);
    assert_int_equal(status_of("GET", "/slow/x?private", "Range: bytes=0-1\r\n"), 200);
    snprintf(fields, sizeof fields, "Range: bytes=0-1\r\nIf-None-Match: %s\r\n", etag);
    assert_int_equal(status_of("GET", "/long", fields), 304);
    part = client_ask(port, "GET", "/long", "Range: bytes=9999999-\r\n");
    assert_int_equal(part.status, 416);
    assert_non_null(strstr(reply_field(&part, "Content-Range"), "bytes */"));
    reply_free(&part);
    reply_free(&whole);
}

static void security_fields_stand_on_every_answer(void **state)
{
    (void)state;
    static const char *const asked[][2] = {{"GET", "/long"},        {"GET", "/nowhere"},  {"POST", "/long"},
                                           {"GET", "/%zz"},         {"OPTIONS", "/long"}, {"GET", "/broken/storage"},
                                           {"GET", "/hello?f=html"}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct reply reply = client_ask(port, asked[i][0], asked[i][1], "");
        const char *policy = reply_field(&reply, "Content-Security-Policy");
        assert_non_null(policy);
        assert_memory_equal(policy, "default-src 'none'; ", 20);
        assert_non_null(strstr(policy, "frame-ancestors 'self'"));
        assert_string_equal(reply_field(&reply, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(reply_field(&reply, "Cross-Origin-Resource-Policy"),
                            reply_field(&reply, "Access-Control-Allow-Origin") ? "cross-origin" : "same-origin");
        assert_null(reply_field(&reply, "Set-Cookie"));
        reply_free(&reply);
    }
}

static void documents_say_what_they_may_do(void **state)
{
    (void)state;
    struct reply page = client_ask(port, "GET", "/hello?f=html", ""),
                 data = client_ask(port, "GET", "/hello?f=json", "");
    assert_non_null(
        strstr(reply_field(&page, "Content-Security-Policy"), "script-src 'self'; style-src 'self' 'unsafe-inline';"));
    assert_non_null(reply_field(&page, "Referrer-Policy"));
    assert_non_null(reply_field(&page, "Permissions-Policy"));
    assert_null(strstr(reply_field(&data, "Content-Security-Policy"), "unsafe"));
    assert_null(reply_field(&data, "Permissions-Policy"));
    reply_free(&page);
    reply_free(&data);
}

static void other_sites_may_read_what_is_api_and_only_that(void **state)
{
    (void)state;
    struct reply api = client_ask(port, "GET", "/hello", "Origin: https://example.org\r\n");
    struct reply page = client_ask(port, "GET", "/long", "Origin: https://example.org\r\n");
    assert_string_equal(reply_field(&api, "Access-Control-Allow-Origin"), "*");
    assert_string_equal(reply_field(&api, "Access-Control-Expose-Headers"), "Link, ETag, Content-Range");
    assert_null(reply_field(&page, "Access-Control-Allow-Origin"));
    reply_free(&api);
    reply_free(&page);
}

static void options_says_what_is_allowed(void **state)
{
    (void)state;
    struct reply reply = client_ask(port, "OPTIONS", "/hello", "Access-Control-Request-Method: GET\r\n");
    assert_int_equal(reply.status, 204);
    assert_string_equal(reply_field(&reply, "Allow"), "GET, HEAD, OPTIONS");
    assert_string_equal(reply_field(&reply, "Access-Control-Allow-Origin"), "*");
    reply_free(&reply);
    assert_int_equal(status_of("OPTIONS", "*", ""), 204);
    assert_int_equal(status_of("OPTIONS", "/nowhere", ""), 404);
}

static void a_storage_error_is_told_to_the_operator_and_not_to_the_reader(void **state)
{
    (void)state;
    int before = atomic_load(&reports);
    struct reply reply = client_ask(port, "GET", "/broken/storage", "");
    assert_int_equal(reply.status, 500);
    assert_string_equal(reply_field(&reply, "Content-Type"), "application/problem+json");
    assert_string_equal(reply_field(&reply, "Cache-Control"), "no-store");
    assert_null(strstr(reply.body, "secret"));
    assert_null(strstr(reply.body, "half"));
    assert_int_equal(atomic_load(&reports), before + 1);
    reply_free(&reply);
    reply = client_ask(port, "GET", "/broken/chair", "");
    assert_int_equal(reply.status, 404);
    assert_non_null(strstr(reply.body, "no chair here"));
    assert_null(reply_field(&reply, "ETag"));
    reply_free(&reply);
}

/* ---- what is asked wrongly ---- */

static void an_unknown_parameter_is_named_with_what_is_allowed(void **state)
{
    (void)state;
    struct reply reply = client_ask(port, "GET", "/hello?limti=1", "");
    assert_int_equal(reply.status, 400);
    assert_non_null(strstr(reply.body, "limti"));
    assert_non_null(strstr(reply.body, "allowed: f"));
    reply_free(&reply);
    assert_int_equal(status_of("GET", "/hello?f=json&f=html", ""), 400);
    assert_int_equal(status_of("GET", "/nowhere", ""), 404);
}

static void only_get_head_and_options_are_answered(void **state)
{
    (void)state;
    static const char *const methods[] = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "BREW"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct reply reply = client_ask(port, methods[i], "/hello", "");
        assert_int_equal(reply.status, 405);
        assert_string_equal(reply_field(&reply, "Allow"), "GET, HEAD, OPTIONS");
        reply_free(&reply);
    }
}

static void bad_escapes_and_control_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const targets[] = {"/%",           "/%4",        "/%zz",         "/hello%00",
                                          "/hello?f=%00", "/hello?f=%", "/%c0%af",      "/hello\x01",
                                          "/hello\x7f",   "/%0a",       "/hello?f=%ff", "/a#b"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (status_of("GET", targets[i], "") != 400)
            fail_msg("%s", targets[i]);
}

static void walking_up_finds_nothing(void **state)
{
    (void)state;
    static const char *const targets[] = {"/../hello", "/./hello",        "/%2e%2e/hello", "//hello",       "/slow/..",
                                          "/slow/%2e", "/hello/../hello", "/hello//",      "/..%2f..%2fetc"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (status_of("GET", targets[i], "") != 404)
            fail_msg("%s", targets[i]);
}

static void an_address_of_4096_bytes_is_read_and_one_more_is_414(void **state)
{
    (void)state;
    char target[4200] = "/nowhere?";
    memset(target + strlen(target), 'a', 4096 - strlen(target));
    target[4096] = '\0';
    assert_int_equal(status_of("GET", target, ""), 404);
    target[4096] = 'a';
    assert_int_equal(status_of("GET", target, ""), 414);
}

static void two_thousand_parameters_are_refused_at_once(void **state)
{
    (void)state;
    char target[4097] = "/hello?";
    for (size_t i = strlen(target); i + 2 < sizeof target; i += 2)
        memcpy(target + i, "a&", 3);
    double begin = clock_seconds();
    assert_int_equal(status_of("GET", target, ""), 400);
    assert_true(clock_seconds() - begin < 2);
}

/* One 400, then the end: nothing behind a refused request is answered. */
static void refused_with_all_that_follows(int status, const char *bytes, size_t length)
{
    static const char follower[] = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    struct client client = client_connect(port, 0);
    assert_true(client_send_bytes(&client, bytes, length));
    client_send(&client, follower);
    struct reply reply = client_read(&client, false);
    if (reply.status != status)
        fail_msg("%d for %s", reply.status, bytes);
    if (!client_is_closed(&client, 5))
        fail_msg("not closed behind %s", bytes);
    reply_free(&reply);
    client_close(&client);
}

static void smuggled_requests_get_one_refusal_and_the_end(void **state)
{
    (void)state;
#define LINE              "GET /hello HTTP/1.1\r\nHost: a\r\n"
#define REFUSED(text)     refused_with_all_that_follows(400, text, sizeof text - 1)
#define NOT_ALLOWED(text) refused_with_all_that_follows(405, text, sizeof text - 1)
    REFUSED(LINE "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    REFUSED(LINE "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    REFUSED(LINE "Transfer-Encoding: xchunked\r\n\r\n");
    REFUSED(LINE "Transfer-Encoding: chunked, identity\r\n\r\n");
    REFUSED(LINE "Content-Length: 0\r\nContent-Length: 0\r\n\r\n");
    REFUSED(LINE "Content-Length: 3\r\n\r\nabc");
    REFUSED(LINE "Host: b\r\n\r\n");
    REFUSED(LINE "X: a\0b\r\nY: z\r\n\r\n");
    REFUSED(LINE "X: a\0b\r\n\r\n");
    REFUSED(LINE "X: a\x01\r\n\r\n");
    REFUSED(LINE "X: a\r\n folded\r\n\r\n");
    REFUSED(LINE "X: a\n\r\n");
    REFUSED("GET /hello\0zz HTTP/1.1\r\nHost: a\r\n\r\n");
    REFUSED("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc");
    NOT_ALLOWED("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    NOT_ALLOWED("POST /hello HTTP/1.1\r\nHost: a\r\n\r\n");
}

static void host_is_checked_before_it_stands_in_links(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        int status;
    } hosts[] = {{"cartes.example.fr", 200},
                 {"a:8080", 200},
                 {"[::1]:80", 200},
                 {"a_b", 400},
                 {"a<b>", 400},
                 {"a/b", 400},
                 {"a:b", 400},
                 {"", 400},
                 {"a b", 400},
                 {"[::1", 400},
                 {"a@b", 400},
                 {"a:123456", 400}};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        char request[256];
        struct client client = client_connect(port, 0);
        snprintf(
            request, sizeof request,
            "GET /hello HTTP/1.1\r\nHost: %s\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\n\r\n",
            hosts[i].host);
        client_send(&client, request);
        struct reply reply = client_read(&client, false);
        if (reply.status != hosts[i].status)
            fail_msg("Host %s: %d", hosts[i].host, reply.status);
        assert_null(strstr(reply.body, "evil"));
        if (reply.status == 200)
            assert_non_null(strstr(reply.body, hosts[i].host));
        reply_free(&reply);
        client_close(&client);
    }
}

static void an_absolute_target_brings_its_own_host(void **state)
{
    (void)state;
    struct reply reply = client_ask(port, "GET", "http://cartes.example.fr/hello", "");
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.body, "from http://cartes.example.fr/hello"));
    reply_free(&reply);
    assert_int_equal(status_of("GET", "http://a<b/hello", ""), 400);
    assert_int_equal(status_of("GET", "ftp://a/hello", ""), 400);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    struct client client = client_connect(port, 0);
    for (int i = 0; i < 20; i++)
        client_send(&client,
                    i % 2 ? "GET /slow/pipe HTTP/1.1\r\nHost: a\r\n\r\n" : "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.status, 200);
        assert_int_equal(strncmp(reply.body, i % 2 ? "slow pipe" : "hello json", 9), 0);
        reply_free(&reply);
    }
    client_close(&client);
}

/* ---- bodies ---- */

/* What is sent for a POST; fields beside Host and Content-Length, each with CRLF. In a buffer of this thread. */
static const char *posted(const char *target, const char *fields, const char *body)
{
    static _Thread_local char text[2048];
    snprintf(text, sizeof text, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n%s\r\n%s", target, strlen(body),
             fields, body);
    return text;
}

#define JSON "Content-Type: application/json\r\n"

static struct reply post(const char *target, const char *fields, const char *body)
{
    struct client client = client_connect(port, 0);
    client_send(&client, posted(target, fields, body));
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}

static void a_post_is_answered_by_its_route_and_not_kept(void **state)
{
    (void)state;
    uint64_t hits = server_counts(shared).cache_hits;
    static const char *const targets[] = {"/echo?f=x", "/echo/slow"};
    for (int i = 0; i < 4; i++) {
        char body[32], expected[40];
        snprintf(body, sizeof body, "{\"n\":%d}", i / 2);
        snprintf(expected, sizeof expected, "7 %s", body);
        struct reply reply = post(targets[i % 2], JSON, body);
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.body, expected);
        assert_null(reply_field(&reply, "ETag"));
        assert_string_equal(reply_field(&reply, "Cache-Control"), "no-store");
        assert_null(reply_field(&reply, "Connection"));
        reply_free(&reply);
        reply = post(targets[i % 2], JSON "If-None-Match: *\r\nRange: bytes=0-1\r\n", body);
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.body, expected);
        reply_free(&reply);
    }
    assert_int_equal(server_counts(shared).cache_hits, hits);
    struct reply empty = post("/echo", JSON, "");
    assert_string_equal(empty.body, "0 ");
    reply_free(&empty);
}

static void a_route_for_posts_says_so(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct reply reply = client_ask(port, methods[i], "/echo", "");
        assert_int_equal(reply.status, 405);
        assert_string_equal(reply_field(&reply, "Allow"), "POST, OPTIONS");
        reply_free(&reply);
    }
    struct reply preflight = client_ask(port, "OPTIONS", "/echo",
                                        "Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n"
                                        "Access-Control-Request-Headers: content-type\r\n");
    assert_int_equal(preflight.status, 204);
    assert_string_equal(reply_field(&preflight, "Access-Control-Allow-Methods"), "POST, OPTIONS");
    assert_string_equal(reply_field(&preflight, "Access-Control-Allow-Origin"), "*");
    assert_non_null(strstr(reply_field(&preflight, "Access-Control-Allow-Headers"), "Content-Type"));
    reply_free(&preflight);
    struct reply elsewhere = post("/hello", JSON, "{}");
    assert_int_equal(elsewhere.status, 405);
    assert_string_equal(reply_field(&elsewhere, "Allow"), "GET, HEAD, OPTIONS");
    assert_string_equal(reply_field(&elsewhere, "Connection"), "close");
    reply_free(&elsewhere);
}

static void a_body_must_be_json_of_a_known_length(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *request;
    } cases[] = {
        {415, "Content-Length: 2\r\n\r\n{}"},
        {415, "Content-Length: 2\r\nContent-Type: text/plain\r\n\r\n{}"},
        {415, "Content-Length: 2\r\nContent-Type: application/xml\r\n\r\n{}"},
        {415, "Content-Length: 2\r\nContent-Type: application/json; charset=latin1\r\n\r\n{}"},
        {415, "Content-Length: 2\r\n" JSON JSON "\r\n{}"},
        {411, JSON "\r\n"},
        {411, JSON "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"},
        {411, JSON "Transfer-Encoding: xchunked\r\n\r\n"},
        {400, JSON "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, JSON "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"},
        {400, JSON "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, JSON "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
        {400, JSON "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"},
        {413, JSON "Content-Length: 65537\r\n\r\n"},
        {413, JSON "Content-Length: 4000000000\r\n\r\n{}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[512];
        snprintf(request, sizeof request, "POST /echo HTTP/1.1\r\nHost: a\r\n%s", cases[i].request);
        refused_with_all_that_follows(cases[i].status, request, strlen(request));
    }
    static const char *const types[] = {"Content-Type: application/json;charset=UTF-8\r\n",
                                        "content-type: Application/JSON ; charset=\"utf-8\"\r\n"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct reply reply = post("/echo", types[i], "{}");
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
    }
    struct reply parameter = post("/echo?x=1", JSON, "{}");
    assert_int_equal(parameter.status, 400);
    assert_non_null(strstr(parameter.body, "unknown parameter"));
    reply_free(&parameter);
}

static void a_wrong_content_length_never_reaches_a_handler(void **state)
{
    (void)state;
    static const char *const lengths[] = {"+2", "-1", "2 2", "2,2", "0x2", "99999999999999999999", "", "two"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct client client = client_connect(port, 0);
        char request[256];
        snprintf(request, sizeof request, "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Content-Length: %s\r\n\r\n{}",
                 lengths[i]);
        client_send(&client, request);
        while (client_fill(&client, 5))
            ;
        assert_null(strstr(client.bytes, "200 OK"));
        client_close(&client);
    }
}

static void a_body_may_come_in_any_pieces(void **state)
{
    (void)state;
    static char body[65536 + 1];
    memset(body, 'x', sizeof body - 1);
    struct client client = client_connect(port, 0);
    for (const char *byte = posted("/echo", JSON, "{\"a\":\"bit by bit\"}"); *byte; byte++) {
        client_send_bytes(&client, byte, 1);
        usleep(500);
    }
    struct reply reply = client_read(&client, false);
    assert_string_equal(reply.body, "18 {\"a\":\"bit by bit\"}");
    reply_free(&reply);
    client_send(&client, "POST /echo/slow HTTP/1.1\r\nHost: a\r\n" JSON "Content-Length: 65536\r\n\r\n");
    for (size_t at = 0; at < 65536; at += 4096) {
        client_send_bytes(&client, body + at, 4096);
        usleep(500);
    }
    reply = client_read(&client, false); /* the longest there may be */
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.length, 6 + 65536);
    assert_string_equal(reply.body + 6, body);
    reply_free(&reply);
    client_close(&client);
}

static void who_expects_100_is_told_before_the_body(void **state)
{
    (void)state;
    struct client client = client_connect(port, 0);
    for (int i = 0; i < 2; i++) {
        client_send(&client,
                    "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        struct reply go_on = client_read(&client, false);
        assert_int_equal(go_on.status, 100);
        client_send(&client, "{}");
        struct reply reply = client_read(&client, false);
        assert_string_equal(reply.body, "2 {}");
        reply_free(&go_on);
        reply_free(&reply);
    }
    client_send(&client,
                "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n");
    struct reply reply = client_read(&client, false);
    assert_int_equal(reply.status, 413);
    assert_true(client_is_closed(&client, 5));
    reply_free(&reply);
    client_close(&client);
}

static void requests_behind_a_post_are_answered_in_order(void **state)
{
    (void)state;
    struct client client = client_connect(port, 0);
    struct buffer sent = BUFFER_INIT;
    for (int i = 0; i < 20; i++) {
        char body[24];
        snprintf(body, sizeof body, "{\"n\":%d}", i);
        buffer_puts(&sent, i % 3 == 2 ? "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                                      : posted(i % 3 ? "/echo/slow" : "/echo", JSON, body));
    }
    client_send_bytes(&client, sent.bytes, sent.length);
    buffer_free(&sent);
    for (int i = 0; i < 20; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "{\"n\":%d}", i);
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.status, 200);
        assert_non_null(strstr(reply.body, i % 3 == 2 ? "hello" : expected));
        reply_free(&reply);
    }
    /* what is longer than it said is the next request, and none */
    client_send(&client, "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Content-Length: 2\r\n\r\n{}{}\r\n\r\n");
    struct reply reply = client_read(&client, false), rest = client_read(&client, false);
    assert_string_equal(reply.body, "2 {}");
    assert_int_not_equal(rest.status, 200);
    reply_free(&reply);
    reply_free(&rest);
    client_close(&client);
}

static void a_body_that_drips_or_never_comes_is_closed_at_its_deadline(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.request_seconds = 1});
    struct client silent = client_connect(server_port(server), 0), dripping = client_connect(server_port(server), 0);
    static const char head[] = "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Content-Length: 60000\r\n\r\n{";
    client_send(&silent, head);
    client_send(&dripping, head);
    double begin = clock_seconds();
    while (clock_seconds() - begin < 5 && client_send(&dripping, "x") && !client_is_closed(&dripping, 0.1))
        ;
    assert_true(clock_seconds() - begin < 4);
    assert_true(client_is_closed(&silent, 2));
    client_close(&silent);
    client_close(&dripping);
    server_stop(server, 5);
}

/* A connection that promises a body of 64 kB; true when the server wants to have it. */
static bool promise(struct client *client, uint16_t to)
{
    *client = client_connect(to, 0);
    client_send(client,
                "POST /echo HTTP/1.1\r\nHost: a\r\n" JSON "Expect: 100-continue\r\nContent-Length: 65536\r\n\r\n");
    struct reply reply = client_read(client, false);
    assert_true(reply.status == 100 || reply.status == 503);
    reply_free(&reply);
    return reply.status == 100;
}

static void bodies_hold_a_bounded_memory_all_together(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.threads = 2});
    struct client clients[300];
    size_t held = 0;
    while (held < 300 && promise(&clients[held], server_port(server)))
        held++;
    assert_int_equal(held, 257); /* 16 MB, and the one that goes beyond */
    for (size_t i = 0; i <= held; i++)
        client_close(&clients[i]);
    bool is_taken = false;
    for (int i = 0; i < 500 && !is_taken; i++) {
        is_taken = promise(&clients[0], server_port(server));
        client_close(&clients[0]);
        usleep(10000);
    }
    assert_true(is_taken);
    server_stop(server, 5);
}

/* ---- load ---- */

/* Sends a request and leaves its answer to be read later. */
static struct client asked(uint16_t to, const char *target)
{
    char request[256];
    struct client client = client_connect(to, 0);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", target);
    assert_true(client_send(&client, request));
    return client;
}

static void slow_runs_reach(int runs)
{
    for (int i = 0; i < 5000 && atomic_load(&slow_runs) < runs; i++)
        usleep(1000);
    assert_int_equal(atomic_load(&slow_runs), runs);
}

static void waiting_reach(struct server *server, unsigned waiting)
{
    for (int i = 0; i < 5000 && server_counts(server).waiting < waiting; i++)
        usleep(1000);
    assert_int_equal(server_counts(server).waiting, waiting);
}

static void a_slow_answer_does_not_hold_up_a_fast_one(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.threads = 1, .workers = 1});
    atomic_store(&slow_gate, 0);
    struct client waiting = asked(server_port(server), "/slow/a");
    slow_runs_reach(1);
    struct reply fast = client_ask(server_port(server), "GET", "/hello", "");
    assert_int_equal(fast.status, 200);
    assert_false(client_fill(&waiting, 0));
    atomic_store(&slow_gate, 1);
    struct reply reply = client_read(&waiting, false);
    assert_string_equal(reply.body, "slow a");
    reply_free(&fast);
    reply_free(&reply);
    client_close(&waiting);
    server_stop(server, 5);
}

static void assert_place(const struct server *server, const char *target, const char *expected)
{
    struct reply reply = client_ask(server_port(server), "GET", target, "");
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.body, expected);
    reply_free(&reply);
}

static void a_reader_is_answered_on_the_processor_that_it_is_heard_on(void **state)
{
    (void)state;
    cpu_set_t all;
    char everywhere[4096] = "", there[16];
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    const unsigned count = processors_allowed();
    if (count < 2 || count > 8) /* there is not a thread for each of them */
        skip();
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &all))
            snprintf(everywhere + strlen(everywhere), sizeof everywhere - strlen(everywhere), "%d,", i);
    struct server *server = start((struct server_settings){0});
    struct server *fewer = start((struct server_settings){.threads = count - 1});
    for (unsigned i = 0; i < 3 * count; i++) {
        assert_true(processors_keep_to(i % count)); /* the loopback hears who speaks on it where that one runs */
        snprintf(there, sizeof there, "%d,", sched_getcpu());
        assert_place(server, "/place", there);
        assert_place(server, "/place/slow", everywhere); /* workers go anywhere */
        assert_place(fewer, "/place", everywhere);
        assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
    }
    server_stop(server, 5);
    server_stop(fewer, 5);
}

static void a_full_queue_says_503_and_when_to_come_back(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.workers = 1, .queue_max = 2});
    atomic_store(&slow_gate, 0);
    struct client running = asked(server_port(server), "/slow/0");
    slow_runs_reach(1);
    struct client waiting[2] = {asked(server_port(server), "/slow/1"), asked(server_port(server), "/slow/2")};
    waiting_reach(server, 2);
    struct reply reply = client_ask(server_port(server), "GET", "/slow/3", "");
    assert_int_equal(reply.status, 503);
    assert_non_null(reply_field(&reply, "Retry-After"));
    reply_free(&reply);
    atomic_store(&slow_gate, 1);
    reply = client_read(&running, false);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    for (int i = 0; i < 2; i++) {
        reply = client_read(&waiting[i], false);
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
        client_close(&waiting[i]);
    }
    client_close(&running);
    server_stop(server, 5);
}

static void the_same_slow_question_asked_at_once_is_computed_once(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.workers = 2, .queue_max = 2});
    struct client clients[20];
    atomic_store(&slow_gate, 0);
    for (int i = 0; i < 20; i++)
        clients[i] = asked(server_port(server), "/slow/same");
    usleep(100000);
    atomic_store(&slow_gate, 1);
    for (int i = 0; i < 20; i++) {
        struct reply reply = client_read(&clients[i], false);
        assert_string_equal(reply.body, "slow same");
        reply_free(&reply);
        client_close(&clients[i]);
    }
    assert_int_equal(atomic_load(&slow_runs), 1);
    struct reply again = client_ask(server_port(server), "GET", "/slow/same?private", "");
    assert_null(reply_field(&again, "ETag"));
    assert_string_equal(reply_field(&again, "Cache-Control"), "no-store");
    reply_free(&again);
    assert_int_equal(atomic_load(&slow_runs), 2);
    server_stop(server, 5);
}

static void a_request_that_drips_is_closed_at_its_deadline(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.request_seconds = 1});
    struct client silent = client_connect(server_port(server), 0), dripping = client_connect(server_port(server), 0);
    double begin = clock_seconds();
    client_send(&dripping, "GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
    while (clock_seconds() - begin < 5 && client_send(&dripping, "x") && !client_is_closed(&dripping, 0.1))
        ;
    assert_true(clock_seconds() - begin < 4);
    assert_true(client_is_closed(&silent, 2));
    client_close(&silent);
    client_close(&dripping);
    server_stop(server, 5);
}

static void a_reader_who_does_not_read_is_reset(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.answer_seconds = 1, .answer_rate = 1u << 30});
    struct client client = client_connect(server_port(server), 4096);
    client_send(&client, "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 500 && server_counts(server).connections == 0; i++)
        usleep(10000);
    for (int i = 0; i < 500 && server_counts(server).connections > 0; i++)
        usleep(10000);
    assert_int_equal(server_counts(server).connections, 0);
    client_close(&client);
    server_stop(server, 5);
}

static void one_connection_too_many_gets_503_and_does_not_hang(void **state)
{
    (void)state;
    struct server *server = start((struct server_settings){.connections_max = 3});
    struct client held[3];
    for (int i = 0; i < 3; i++) {
        held[i] = asked(server_port(server), "/hello");
        struct reply reply = client_read(&held[i], false);
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
    }
    struct reply reply = client_ask(server_port(server), "GET", "/hello", "");
    assert_int_equal(reply.status, 503);
    assert_non_null(reply_field(&reply, "Retry-After"));
    assert_int_equal(reply.body[reply.length - 1], '}');
    assert_int_equal(server_counts(server).refused, 1);
    reply_free(&reply);
    client_close(&held[0]);
    for (int i = 0; i < 500 && server_counts(server).connections == 3; i++)
        usleep(10000);
    reply = client_ask(server_port(server), "GET", "/hello", "");
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    client_close(&held[1]);
    client_close(&held[2]);
    server_stop(server, 5);
}

struct asker {
    pthread_t thread;
    const char *target;
    int asked, wrong;
};

static atomic_bool asking;

/* Is the body one generation, a hundred times, and the ETag's? */
static bool reply_is_whole(const struct reply *reply)
{
    char word[20];
    const char *etag = reply_field(reply, "ETag");
    if (reply->status != 200 || !etag)
        return false;
    size_t length = strcspn(reply->body, " ") + 1;
    snprintf(word, sizeof word, "%.*s", (int)length, reply->body);
    for (size_t at = 0; at < reply->length; at += length)
        if (strncmp(reply->body + at, word, length) != 0)
            return false;
    return reply->length == 100 * length && strncmp(etag + 1, word, length - 1) == 0 && etag[length] == '-';
}

static void *asker_main(void *argument)
{
    struct asker *asker = argument;
    char request[128];
    struct client client = client_connect(port, 0);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", asker->target);
    while (atomic_load(&asking)) {
        client_send(&client, request);
        struct reply reply = client_read(&client, false);
        asker->asked++;
        asker->wrong += !reply_is_whole(&reply);
        bool is_over = reply.status == 0;
        reply_free(&reply);
        if (is_over)
            break;
    }
    client_close(&client);
    return NULL;
}

static void a_swap_of_generations_under_load_gives_no_mixed_answer(void **state)
{
    (void)state;
    struct asker askers[4] = {{.target = "/generation"},
                              {.target = "/generation/slow"},
                              {.target = "/generation"},
                              {.target = "/generation/slow"}};
    atomic_store(&asking, true);
    for (int i = 0; i < 4; i++)
        pthread_create(&askers[i].thread, NULL, asker_main, &askers[i]);
    for (size_t i = 1; i < sizeof generations / sizeof *generations; i++) {
        atomic_store(&live, &generations[i]);
        usleep(500);
    }
    atomic_store(&asking, false);
    for (int i = 0; i < 4; i++) {
        pthread_join(askers[i].thread, NULL);
        assert_true(askers[i].asked > 10);
        assert_int_equal(askers[i].wrong, 0);
    }
}

/* Hits, when `target` is asked for now; its length goes to `length`. */
static uint64_t hits_of(struct server *server, const char *target, const char *fields, size_t *length)
{
    uint64_t before = server_counts(server).cache_hits;
    struct reply reply = client_ask(server_port(server), "GET", target, fields);
    assert_int_equal(reply.status, 200);
    *length = reply.length;
    reply_free(&reply);
    return server_counts(server).cache_hits - before;
}

static void warming_ends(struct server *server)
{
    double end = clock_seconds() + 60;
    while (server_counts(server).is_warming && clock_seconds() < end)
        usleep(10000);
    assert_false(server_counts(server).is_warming);
}

/* This test as the process that prepares: main hands over to it. */
static int prepare_main(const char *tag, const char *base)
{
    static const char *const targets[] = {"/long",  "/huge", "/nowhere", "/slow/x?private", "/generation/slow",
                                          "/packed"};
    struct prepare prepare = {.routes = routes,
                              .route_count = sizeof routes / sizeof *routes,
                              .generation = &generations[0],
                              .tag = tag,
                              .base = base};
    snprintf(generations[0].tag, sizeof generations[0].tag, "%s", tag);
    atomic_store(&slow_gate, 1);
    bool done = prepare_write(&prepare, targets, sizeof targets / sizeof *targets, STDOUT_FILENO);
    return done ? 0 : 1;
}

static char self[PATH_MAX]; /* this program */

static struct server *start_prepared(const char *tag)
{
    static const char *words[5];
    words[0] = self;
    words[1] = "--prepare";
    words[2] = tag;
    return start((struct server_settings){.threads = 1, .preparer = words});
}

static void what_is_prepared_is_there_before_anybody_asks_and_is_shorter(void **state)
{
    (void)state;
    static const char br[] = "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept: text/html\r\nAccept-Language: fr\r\n";
    struct server *server = start_prepared(atomic_load(&live)->tag);
    size_t hasty, prepared, plain;
    assert_int_equal(hits_of(server, "/long", br, &hasty), 0);
    assert_int_equal(hits_of(server, "/long", br, &hasty), 1); /* the thread has it at hand now */
    server_warm(server);
    warming_ends(server);
    assert_int_equal(hits_of(server, "/long", br, &prepared), 1);
    assert_true(prepared < hasty);
    assert_int_equal(hits_of(server, "/long", "", &plain), 1);
    assert_int_equal(hits_of(server, "/generation/slow", br, &plain), 1);
    assert_int_equal(hits_of(server, "/packed", "Accept-Encoding: gzip\r\n", &plain), 1);
    assert_int_equal(hits_of(server, "/huge", br, &plain), 0);
    server_stop(server, 5);
}

static void what_is_prepared_from_another_generation_is_not_sent(void **state)
{
    (void)state;
    int before = atomic_load(&reports);
    struct server *server = start_prepared("abcdef");
    size_t length;
    server_warm(server);
    warming_ends(server);
    assert_int_equal(hits_of(server, "/long", "", &length), 0);
    assert_int_equal(atomic_load(&reports), before + 1); /* the operator is told */
    server_stop(server, 5);
}

static void a_preparer_that_fails_is_reported_and_answers_are_made(void **state)
{
    (void)state;
    static const char *const words[] = {"/bin/false", NULL}, *const none[] = {"/nowhere/at/all", NULL};
    const char *const *const preparers[] = {words, none};
    for (size_t i = 0; i < 2; i++) {
        int before = atomic_load(&reports);
        struct server *server = start((struct server_settings){.threads = 1, .preparer = preparers[i]});
        size_t length;
        server_warm(server);
        warming_ends(server);
        assert_int_equal(atomic_load(&reports), before + 1);
        assert_int_equal(hits_of(server, "/long", "", &length), 0);
        server_stop(server, 5);
    }
}

static void stopping_and_new_generations_do_not_wait_for_what_is_being_prepared(void **state)
{
    (void)state;
    static const char *const endless[] = {"/usr/bin/tail", "-f", "/dev/null", NULL};
    struct server *server = start((struct server_settings){.threads = 1, .preparer = endless});
    double begin = clock_seconds();
    for (int i = 0; i < 20; i++)
        server_warm(server);
    usleep(500000); /* it runs by now, most likely */
    server_stop(server, 5);
    assert_true(clock_seconds() - begin < 4);
}

static void eight_kilobytes_of_cookies_are_read_and_forty_are_431(void **state)
{
    (void)state;
    char fields[40100] = "Cookie: ";
    memset(fields + 8, 'c', 8192);
    memcpy(fields + 8200, "\r\n", 3);
    assert_int_equal(status_of("GET", "/hello", fields), 200);
    memset(fields + 8, 'c', 40000);
    memcpy(fields + 40008, "\r\n", 3);
    assert_int_equal(status_of("GET", "/hello", fields), 431);
}

/* ---- start and stop ---- */

static void *gate_open(void *seconds)
{
    usleep((useconds_t)(*(double *)seconds * 1e6));
    atomic_store(&slow_gate, 1);
    return NULL;
}

static void stopping_finishes_what_is_in_flight(void **state)
{
    (void)state;
    double seconds = 0.5;
    pthread_t opener;
    struct server *server = start((struct server_settings){.workers = 1});
    uint16_t there = server_port(server);
    atomic_store(&slow_gate, 0);
    struct client running = asked(there, "/slow/running"), waiting = asked(there, "/slow/waiting");
    struct client idle = client_connect(there, 0);
    slow_runs_reach(1);
    pthread_create(&opener, NULL, gate_open, &seconds);
    double begin = clock_seconds();
    server_stop(server, 8);
    assert_true(clock_seconds() - begin < 4);
    struct reply first = client_read(&running, false), second = client_read(&waiting, false);
    assert_string_equal(first.body, "slow running");
    assert_string_equal(second.body, "slow waiting");
    assert_true(client_is_closed(&idle, 1));
    struct client late = client_connect(there, 0);
    assert_int_equal(late.descriptor, -1);
    pthread_join(opener, NULL);
    reply_free(&first);
    reply_free(&second);
    client_close(&running);
    client_close(&waiting);
    client_close(&idle);
    client_close(&late);
}

static void stopping_without_patience_tells_the_queue_503(void **state)
{
    (void)state;
    double seconds = 0.5;
    pthread_t opener;
    struct server *server = start((struct server_settings){.workers = 1});
    atomic_store(&slow_gate, 0);
    struct client running = asked(server_port(server), "/slow/running");
    slow_runs_reach(1);
    struct client waiting = asked(server_port(server), "/slow/waiting");
    waiting_reach(server, 1);
    pthread_create(&opener, NULL, gate_open, &seconds);
    server_stop(server, 0.1);
    struct reply first = client_read(&running, false), second = client_read(&waiting, false);
    assert_int_equal(first.status, 200);
    assert_int_equal(second.status, 503);
    pthread_join(opener, NULL);
    reply_free(&first);
    reply_free(&second);
    client_close(&running);
    client_close(&waiting);
}

static void a_port_in_use_is_an_error_that_names_it(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char text[16];
    assert_null(server_start(&(struct server_settings){.port = port}, routes, 1, NULL, &err));
    snprintf(text, sizeof text, "%u", (unsigned)port);
    assert_non_null(strstr(err.message, text));
    assert_null(server_start(&(struct server_settings){.address = "300.1.1.1"}, routes, 1, NULL, &err));
}

static void without_generations_answers_have_no_etag_and_links_follow_the_settings(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct server_settings settings = {.public_base = "https://cartes.example.fr", .threads = 1};
    struct server *server = server_start(&settings, routes, 2, NULL, &err);
    assert_non_null(server);
    struct reply reply = client_ask(server_port(server), "GET", "/hello", "");
    assert_non_null(strstr(reply.body, "from https://cartes.example.fr/hello"));
    assert_null(reply_field(&reply, "ETag"));
    reply_free(&reply);
    server_stop(server, 1);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--prepare") == 0)
        return prepare_main(argv[2], argv[3]);
    if (!realpath("/proc/self/exe", self))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_answers_with_its_bytes),
        cmocka_unit_test(the_second_answer_comes_from_the_cache_and_is_the_same),
        cmocka_unit_test(vary_names_only_what_the_answer_depends_on),
        cmocka_unit_test(head_has_the_fields_of_get_and_no_body),
        cmocka_unit_test(an_etag_that_is_known_gets_304_with_the_same_etag),
        cmocka_unit_test(coded_answers_decode_to_the_plain_one),
        cmocka_unit_test(coded_bytes_of_a_handler_are_sent_as_they_are_to_those_who_take_them),
        cmocka_unit_test(a_long_answer_is_the_same_in_whole_and_in_parts_each_time),
        cmocka_unit_test(lent_bytes_are_sent_in_their_place_and_kept_when_asked_for_again),
        cmocka_unit_test(parts_of_lent_bytes_and_their_coded_form_are_right),
        cmocka_unit_test(every_lender_gets_back_what_it_lent),
        cmocka_unit_test(a_part_is_cut_from_the_same_bytes),
        cmocka_unit_test(security_fields_stand_on_every_answer),
        cmocka_unit_test(documents_say_what_they_may_do),
        cmocka_unit_test(other_sites_may_read_what_is_api_and_only_that),
        cmocka_unit_test(options_says_what_is_allowed),
        cmocka_unit_test(a_storage_error_is_told_to_the_operator_and_not_to_the_reader),
        cmocka_unit_test(an_unknown_parameter_is_named_with_what_is_allowed),
        cmocka_unit_test(only_get_head_and_options_are_answered),
        cmocka_unit_test(bad_escapes_and_control_bytes_are_refused),
        cmocka_unit_test(walking_up_finds_nothing),
        cmocka_unit_test(an_address_of_4096_bytes_is_read_and_one_more_is_414),
        cmocka_unit_test(two_thousand_parameters_are_refused_at_once),
        cmocka_unit_test(smuggled_requests_get_one_refusal_and_the_end),
        cmocka_unit_test(host_is_checked_before_it_stands_in_links),
        cmocka_unit_test(an_absolute_target_brings_its_own_host),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_post_is_answered_by_its_route_and_not_kept),
        cmocka_unit_test(a_route_for_posts_says_so),
        cmocka_unit_test(a_body_must_be_json_of_a_known_length),
        cmocka_unit_test(a_wrong_content_length_never_reaches_a_handler),
        cmocka_unit_test(a_body_may_come_in_any_pieces),
        cmocka_unit_test(who_expects_100_is_told_before_the_body),
        cmocka_unit_test(requests_behind_a_post_are_answered_in_order),
        cmocka_unit_test(a_body_that_drips_or_never_comes_is_closed_at_its_deadline),
        cmocka_unit_test(bodies_hold_a_bounded_memory_all_together),
        cmocka_unit_test(a_slow_answer_does_not_hold_up_a_fast_one),
        cmocka_unit_test(a_reader_is_answered_on_the_processor_that_it_is_heard_on),
        cmocka_unit_test(a_full_queue_says_503_and_when_to_come_back),
        cmocka_unit_test(the_same_slow_question_asked_at_once_is_computed_once),
        cmocka_unit_test(a_request_that_drips_is_closed_at_its_deadline),
        cmocka_unit_test(a_reader_who_does_not_read_is_reset),
        cmocka_unit_test(one_connection_too_many_gets_503_and_does_not_hang),
        cmocka_unit_test(a_swap_of_generations_under_load_gives_no_mixed_answer),
        cmocka_unit_test(what_is_prepared_is_there_before_anybody_asks_and_is_shorter),
        cmocka_unit_test(what_is_prepared_from_another_generation_is_not_sent),
        cmocka_unit_test(a_preparer_that_fails_is_reported_and_answers_are_made),
        cmocka_unit_test(stopping_and_new_generations_do_not_wait_for_what_is_being_prepared),
        cmocka_unit_test(eight_kilobytes_of_cookies_are_read_and_forty_are_431),
        cmocka_unit_test(stopping_finishes_what_is_in_flight),
        cmocka_unit_test(stopping_without_patience_tells_the_queue_503),
        cmocka_unit_test(a_port_in_use_is_an_error_that_names_it),
        cmocka_unit_test(without_generations_answers_have_no_etag_and_links_follow_the_settings),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
