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
    assert_true(compress_bytes(CODING_GZIP, COMPRESS_NOW, text, sizeof text, &first));
    assert_true(compress_bytes(CODING_GZIP, COMPRESS_NOW, text, sizeof text, &second));
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
    assert_true(compress_bytes(CODING_BR, COMPRESS_NOW, text, sizeof text, &first));
    assert_true(compress_bytes(CODING_BR, COMPRESS_NOW, text, sizeof text, &second));
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
    assert_true(compress_bytes(CODING_IDENTITY, COMPRESS_NOW, "abc", 3, &out));
    assert_string_equal(out.bytes, "abc");
    assert_true(compress_bytes(CODING_GZIP, COMPRESS_NOW, "", 0, &out));
    assert_true(compress_bytes(CODING_BR, COMPRESS_NOW, "", 0, &out));
    buffer_free(&out);
}

static void what_is_prepared_is_no_longer_than_what_is_made_at_once(void **state)
{
    (void)state;
    static const enum coding codings[] = {CODING_GZIP, CODING_BR};
    struct buffer text = BUFFER_INIT;
    for (unsigned i = 0; i < 3000; i++)
        buffer_printf(&text, "{\"id\":%u,\"nom\":\"commune %u\"},", i, i * i % 977);
    for (size_t i = 0; i < 2; i++) {
        struct buffer now = BUFFER_INIT, once = BUFFER_INIT;
        assert_true(compress_bytes(codings[i], COMPRESS_NOW, text.bytes, text.length, &now));
        assert_true(compress_bytes(codings[i], COMPRESS_ONCE, text.bytes, text.length, &once));
        assert_true(once.length <= now.length);
        buffer_free(&now);
        buffer_free(&once);
    }
    buffer_free(&text);
}

static void a_coder_that_goes_on_gives_the_same_bytes(void **state)
{
    (void)state;
    struct compress_gzip *gzip = compress_gzip_new();
    struct buffer text = BUFFER_INIT, alone = BUFFER_INIT, again = BUFFER_INIT;
    for (int i = 0; i < 40; i++) {
        enum compress_effort effort = i % 3 == 0 ? COMPRESS_ONCE : COMPRESS_NOW;
        for (int k = 0; k < 200; k++)
            buffer_printf(&text, "%d, %d; ", i * k, k % 17);
        buffer_clear(&alone);
        buffer_clear(&again);
        assert_true(compress_bytes(CODING_GZIP, effort, text.bytes, text.length, &alone));
        assert_true(compress_gzip_bytes(gzip, effort, text.bytes, text.length, &again));
        assert_int_equal(alone.length, again.length);
        assert_memory_equal(alone.bytes, again.bytes, alone.length);
    }
    buffer_free(&text);
    buffer_free(&alone);
    buffer_free(&again);
    compress_gzip_free(gzip);
    compress_gzip_free(NULL);
}

static void gzip_is_undone_and_its_input_is_not_believed(void **state)
{
    (void)state;
    char text[5000];
    struct buffer coded = BUFFER_INIT, back = BUFFER_INIT;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    assert_true(compress_bytes(CODING_GZIP, COMPRESS_ONCE, text, sizeof text, &coded));
    buffer_puts(&back, "kept");
    assert_true(compress_undo_gzip(coded.bytes, coded.length, sizeof text, &back));
    assert_int_equal(back.length, 4 + sizeof text);
    assert_memory_equal(back.bytes, "kept", 4);
    assert_memory_equal(back.bytes + 4, text, sizeof text);
    assert_false(compress_undo_gzip(coded.bytes, coded.length, sizeof text - 1, &back)); /* more than is wanted */
    for (size_t length = 0; length < coded.length; length++)
        assert_false(compress_undo_gzip(coded.bytes, length, sizeof text, &back));
    for (size_t i = 0; i < coded.length; i++) {
        coded.bytes[i] ^= 0x10;
        if (i != 3 && i != 4 && i != 5 && i != 6 && i != 7 && i != 8 &&
            i != 9) /* flags, time, system: nothing to check */
            assert_false(compress_undo_gzip(coded.bytes, coded.length, sizeof text, &back));
        coded.bytes[i] ^= 0x10;
    }
    buffer_puts(&coded, "x"); /* behind its end */
    assert_false(compress_undo_gzip(coded.bytes, coded.length, sizeof text, &back));
    assert_int_equal(back.length, 4 + sizeof text); /* nothing was appended by what failed */
    buffer_free(&coded);
    buffer_free(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_worth_coding_and_pictures_are_not),
        cmocka_unit_test(gzip_reads_back_and_is_the_same_every_time),
        cmocka_unit_test(br_is_the_same_every_time_and_smaller),
        cmocka_unit_test(identity_copies_and_nothing_is_fine),
        cmocka_unit_test(what_is_prepared_is_no_longer_than_what_is_made_at_once),
        cmocka_unit_test(a_coder_that_goes_on_gives_the_same_bytes),
        cmocka_unit_test(gzip_is_undone_and_its_input_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
