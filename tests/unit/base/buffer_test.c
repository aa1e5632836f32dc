#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void bytes_are_kept_in_order_and_followed_by_a_nul(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_puts(&buffer, "Le");
    buffer_putc(&buffer, 'n');
    buffer_append(&buffer, "s\0x", 3);
    buffer_printf(&buffer, "%d%%", 62);
    assert_int_equal(buffer.length, 9);
    assert_memory_equal(buffer.bytes, "Lens\0x62%", 10);
    buffer_free(&buffer);
    assert_null(buffer.bytes);
    assert_int_equal(buffer.length, 0);
    buffer_free(&buffer);
}

static void a_buffer_grows_over_any_boundary(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    for (int i = 0; i < 10000; i++) {
        buffer_putc(&buffer, (char)('a' + i % 26));
        assert_int_equal(buffer.bytes[buffer.length], '\0');
    }
    char large[5000];
    memset(large, '*', sizeof large);
    buffer_append(&buffer, large, sizeof large);
    assert_int_equal(buffer.length, 15000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(buffer.bytes[i], 'a' + i % 26);
    buffer_free(&buffer);
}

static void appending_nothing_makes_an_empty_string(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_append(&buffer, NULL, 0);
    assert_string_equal(buffer.bytes, "");
    buffer_free(&buffer);
    buffer_puts(&buffer, "");
    assert_string_equal(buffer.bytes, "");
    buffer_free(&buffer);
}

static void clearing_keeps_the_memory(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_clear(&buffer);
    assert_null(buffer.bytes);
    buffer_puts(&buffer, "abc");
    char *bytes = buffer.bytes;
    buffer_clear(&buffer);
    assert_ptr_equal(buffer.bytes, bytes);
    assert_string_equal(buffer.bytes, "");
    assert_int_equal(buffer.length, 0);
    buffer_free(&buffer);
}

static void taken_bytes_leave_an_empty_buffer(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    size_t length = 42;
    char *bytes = buffer_take(&buffer, &length);
    assert_string_equal(bytes, "");
    assert_int_equal(length, 0);
    free(bytes);
    memcpy(buffer_reserve(&buffer, 3), "abc", 3); /* written by hand, so without a NUL */
    buffer.length += 3;
    bytes = buffer_take(&buffer, NULL);
    assert_string_equal(bytes, "abc");
    assert_null(buffer.bytes);
    free(bytes);
}

static void reserved_room_can_be_written(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    for (size_t extra = 1; extra < 3000; extra = extra * 3 + 1) {
        memset(buffer_reserve(&buffer, extra), 'x', extra);
        buffer.length += extra;
        assert_true(buffer.capacity > buffer.length);
    }
    buffer_free(&buffer);
}

static void long_printed_text_is_whole(void **state)
{
    (void)state;
    struct buffer buffer = BUFFER_INIT;
    buffer_printf(&buffer, "<%*s>", 9000, "x");
    assert_int_equal(buffer.length, 9002);
    assert_string_equal(buffer.bytes + 9000, "x>");
    buffer_free(&buffer);
}

static void xml_text_cannot_leave_its_element_or_attribute(void **state)
{
    (void)state;
    static const struct {
        const char *text, *xml;
    } cases[] = {
        {"", ""},
        {"Cité des Électriciens", "Cité des Électriciens"},
        {"<a href=\"x\">'&'</a>", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"},
        {"a\tb\nc", "a\tb\nc"},
        {"a\x01"
         "b\x1B[0m\rc",
         "ab[0mc"},
        {"\xEF\xBF\xBE|\xEF\xBF\xBF|\xEF\xBF\xBD", "||\xEF\xBF\xBD"},
        {"caf\xE9<", "caf\xEF\xBF\xBD&lt;"},
    };
    struct buffer buffer = BUFFER_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer_clear(&buffer);
        buffer_xml(&buffer, cases[i].text);
        assert_string_equal(buffer.bytes, cases[i].xml);
    }
    buffer_free(&buffer);
}

/* Into the room there is, or into more: the text is the same, and so is what stands before it. */
static void a_printed_text_may_have_any_length(void **state)
{
    (void)state;
    for (int before = 0; before < 130; before += 7) {
        for (int length = 0; length < 300; length++) {
            struct buffer buffer = BUFFER_INIT;
            for (int i = 0; i < before; i++)
                buffer_putc(&buffer, '-');
            buffer_printf(&buffer, "%0*d", length, 0);
            size_t whole = (size_t)before + (length > 0 ? (size_t)length : 1);
            assert_int_equal(buffer.length, whole);
            assert_int_equal(strlen(buffer.bytes), whole);
            assert_int_equal(strspn(buffer.bytes, "-"), (size_t)before);
            assert_int_equal(strspn(buffer.bytes + before, "0"), whole - (size_t)before);
            buffer_free(&buffer);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_kept_in_order_and_followed_by_a_nul),
        cmocka_unit_test(a_buffer_grows_over_any_boundary),
        cmocka_unit_test(appending_nothing_makes_an_empty_string),
        cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(taken_bytes_leave_an_empty_buffer),
        cmocka_unit_test(reserved_room_can_be_written),
        cmocka_unit_test(long_printed_text_is_whole),
        cmocka_unit_test(xml_text_cannot_leave_its_element_or_attribute),
        cmocka_unit_test(a_printed_text_may_have_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
