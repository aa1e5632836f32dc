#include "tile/protobuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static void assert_bytes(struct buffer *buffer, const char *expected, size_t length)
{
    assert_int_equal(buffer->length, length);
    assert_memory_equal(buffer->bytes, expected, length);
    buffer_clear(buffer);
}

/* protobuf.dev, "Encoding": 1, 150, and the message with field 1 = 150; "testing" in field 2. */
static void the_examples_of_the_documentation_are_encoded_as_it_says(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    protobuf_varint(&out, 1);
    assert_bytes(&out, "\x01", 1);
    protobuf_varint(&out, 150);
    assert_bytes(&out, "\x96\x01", 2);
    protobuf_varint(&out, UINT64_MAX);
    assert_bytes(&out, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
    protobuf_put_number(&out, 1, 150);
    assert_bytes(&out, "\x08\x96\x01", 3);
    protobuf_put_bytes(&out, 2, "testing", 7);
    assert_bytes(&out, "\x12\x07testing", 9);
    protobuf_put_real(&out, 16, 25.4);
    assert_bytes(&out, "\x81\x01\x66\x66\x66\x66\x66\x66\x39\x40", 10);
    buffer_free(&out);
}

static void zigzag_makes_small_numbers_of_either_sign_short(void **state)
{
    (void)state;
    assert_int_equal(protobuf_zigzag(0), 0);
    assert_int_equal(protobuf_zigzag(-1), 1);
    assert_int_equal(protobuf_zigzag(1), 2);
    assert_int_equal(protobuf_zigzag(-2), 3);
    assert_int_equal(protobuf_zigzag(INT32_MAX), 4294967294);
    assert_true(protobuf_zigzag(INT64_MAX) == UINT64_MAX - 1);
    assert_true(protobuf_zigzag(INT64_MIN) == UINT64_MAX);
}

static void fields_are_read_as_they_were_written(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    protobuf_put_number(&out, 1, UINT64_MAX);
    protobuf_put_real(&out, 2, 1.0);
    protobuf_put_bytes(&out, 536870911, "abc", 3);
    buffer_append(&out, "\x25\x01\x02\x03\x04", 5); /* field 4, four fixed bytes */
    struct protobuf_field field;
    size_t at = 0;
    assert_true(protobuf_next(out.bytes, out.length, &at, &field));
    assert_true(field.field == 1 && field.number == UINT64_MAX && !field.is_bytes);
    assert_true(protobuf_next(out.bytes, out.length, &at, &field));
    assert_true(field.field == 2 && field.length == 8 && !field.is_bytes);
    assert_true(protobuf_next(out.bytes, out.length, &at, &field));
    assert_true(field.field == 536870911 && field.length == 3 && field.is_bytes);
    assert_memory_equal(field.bytes, "abc", 3);
    assert_true(protobuf_next(out.bytes, out.length, &at, &field));
    assert_true(field.field == 4 && field.length == 4 && !field.is_bytes);
    assert_int_equal(at, out.length);
    assert_false(protobuf_next(out.bytes, out.length, &at, &field));
    buffer_free(&out);
}

static void what_is_no_field_is_not_read(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } odd[] = {
        {"", 0},
        {"\x08", 1},                                              /* no number */
        {"\x08\xff", 2},                                          /* half a number */
        {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12}, /* eleven bytes of one */
        {"\x12\x05 abc", 6},                                      /* shorter than it says */
        {"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01 abc", 15}, /* longer than memory */
        {"\x09 1234567", 8},                                      /* seven bytes of eight */
        {"\x0d"
         "123",
         4},                                 /* three of four */
        {"\x00\x01", 2},                     /* field 0 */
        {"\x0b\x0c", 2},                     /* a group */
        {"\xf8\xff\xff\xff\xff\x01\x01", 7}, /* a field beyond 2^29 - 1 */
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct protobuf_field field;
        size_t at = 0;
        assert_false(protobuf_next(odd[i].bytes, odd[i].length, &at, &field));
        assert_int_equal(at, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_documentation_are_encoded_as_it_says),
        cmocka_unit_test(zigzag_makes_small_numbers_of_either_sign_short),
        cmocka_unit_test(fields_are_read_as_they_were_written),
        cmocka_unit_test(what_is_no_field_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
