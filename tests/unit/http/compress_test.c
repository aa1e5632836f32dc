#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/compress.h"

#include <string.h>
#include <zlib.h>

static void text_is_worth_coding_and_pictures_are_not(void **state)
{
    (void)state;
    static const char *const worth[] = {"text/html; charset=utf-8",
                                        "text/csv",
                                        "application/json",
                                        "application/geo+json",
                                        "image/svg+xml",
                                        "application/problem+json",
                                        "application/vnd.oai.openapi+json;version=3.0",
                                        "TEXT/PLAIN",
                                        "application/vnd.mapbox-vector-tile"};
    static const char *const not_worth[] = {"image/png", "application/pdf", "application/octet-stream", "font/woff2",
                                            ""};
    for (size_t i = 0; i < sizeof worth / sizeof *worth; i++)
        if (!compress_is_worth(worth[i], COMPRESS_MIN))
            fail_msg("%s", worth[i]);
    for (size_t i = 0; i < sizeof not_worth / sizeof *not_worth; i++)
        if (compress_is_worth(not_worth[i], 1u << 20))
            fail_msg("%s", not_worth[i]);
    assert_false(compress_is_worth("text/html", COMPRESS_MIN - 1));
    assert_false(compress_is_worth(NULL, 1u << 20));
}

static void gzip_reads_back_and_is_the_same_every_time(void **state)
{
    (void)state;
    char text[10000], back[10000];
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    buffer_puts(&first, "kept");
    assert_true(compress_bytes(CODING_GZIP, text, sizeof text, &first));
    assert_true(compress_bytes(CODING_GZIP, text, sizeof text, &second));
    assert_memory_equal(first.bytes, "kept", 4);
    assert_int_equal(first.length - 4, second.length);
    assert_memory_equal(first.bytes + 4, second.bytes, second.length);
    assert_memory_equal(second.bytes + 4, "\0\0\0\0", 4); /* the time */
    z_stream stream = {.next_in = (Bytef *)second.bytes,
                       .avail_in = (uInt)second.length,
                       .next_out = (Bytef *)back,
                       .avail_out = sizeof back};
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_memory_equal(back, text, sizeof text);
    buffer_free(&first);
    buffer_free(&second);
}

static void br_is_the_same_every_time_and_smaller(void **state)
{
    (void)state; /* server_test reads it back */
    char text[10000];
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 17);
    assert_true(compress_bytes(CODING_BR, text, sizeof text, &first));
    assert_true(compress_bytes(CODING_BR, text, sizeof text, &second));
    assert_true(first.length > 0 && first.length < 1000);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    buffer_free(&first);
    buffer_free(&second);
}

static void identity_copies_and_nothing_is_fine(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    assert_true(compress_bytes(CODING_IDENTITY, "abc", 3, &out));
    assert_string_equal(out.bytes, "abc");
    assert_true(compress_bytes(CODING_GZIP, "", 0, &out));
    assert_true(compress_bytes(CODING_BR, "", 0, &out));
    buffer_free(&out);
}

static void gzip_is_undone_and_nothing_else_is(void **state)
{
    (void)state;
    struct buffer gzip = BUFFER_INIT, out = BUFFER_INIT, large = BUFFER_INIT;
    memset(buffer_reserve(&large, 1 << 20), 'a', 1 << 20);
    large.length = 1 << 20;
    assert_true(compress_bytes(CODING_GZIP, large.bytes, large.length, &gzip));
    buffer_puts(&out, ">");
    assert_true(compress_undo_gzip(gzip.bytes, gzip.length, 1 << 20, &out));
    assert_int_equal(out.length, 1 + (1 << 20));
    assert_memory_equal(out.bytes + 1, large.bytes, large.length);
    out.length = 1;
    assert_false(compress_undo_gzip(gzip.bytes, gzip.length, (1 << 20) - 1, &out));
    assert_false(compress_undo_gzip(gzip.bytes, gzip.length - 1, 1 << 20, &out));
    buffer_putc(&gzip, 'x');
    assert_false(compress_undo_gzip(gzip.bytes, gzip.length, 1 << 20, &out));
    assert_false(compress_undo_gzip("no gzip", 7, 1 << 20, &out));
    assert_int_equal(out.length, 1);
    buffer_free(&gzip);
    buffer_free(&large);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_worth_coding_and_pictures_are_not),
        cmocka_unit_test(gzip_reads_back_and_is_the_same_every_time),
        cmocka_unit_test(br_is_the_same_every_time_and_smaller),
        cmocka_unit_test(gzip_is_undone_and_nothing_else_is),
        cmocka_unit_test(identity_copies_and_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
