#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void commas_and_nesting_are_kept_by_the_writer(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct json_writer writer;
    json_writer_init(&writer, &out);
    json_object_open(&writer);
    json_key_string(&writer, "nom", "Lens");
    json_key_integer(&writer, "population", INT64_MIN);
    json_key(&writer, "centre");
    json_array_open(&writer);
    json_number(&writer, 2.83201, 4);
    json_number(&writer, NAN, 4);
    json_exact(&writer, 0.1);
    json_array_open(&writer);
    json_array_close(&writer);
    json_object_open(&writer);
    json_object_close(&writer);
    json_array_close(&writer);
    json_key(&writer, "gare");
    json_bool(&writer, true);
    json_key(&writer, "friche");
    json_bool(&writer, false);
    json_key(&writer, "date");
    json_null(&writer);
    json_key(&writer, "geometry");
    json_raw(&writer, "{\"a\":1}", 7);
    json_key_string(&writer, "note", NULL);
    json_object_close(&writer);
    assert_string_equal(out.bytes, "{\"nom\":\"Lens\",\"population\":-9223372036854775808,"
                                   "\"centre\":[2.832,null,0.1,[],{}],\"gare\":true,\"friche\":false,"
                                   "\"date\":null,\"geometry\":{\"a\":1},\"note\":null}");
    buffer_free(&out);
}

static void strings_and_keys_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"", "\"\""},
        {"d'Hénin \"9\" \\ /", "\"d'Hénin \\\"9\\\" \\\\ /\""},
        {"a\nb\tc\rd\x01\x1F\x7F", "\"a\\nb\\tc\\rd\\u0001\\u001f\x7F\""},
        {"caf\xE9 \xED\xA0\x80", "\"caf\uFFFD \uFFFD\uFFFD\uFFFD\""},
        {"\U0001F6B2", "\"\U0001F6B2\""},
    };
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json_writer writer;
        json_writer_init(&writer, &out);
        buffer_clear(&out);
        json_string(&writer, cases[i].text);
        assert_string_equal(out.bytes, cases[i].json);
        buffer_clear(&out);
        json_object_open(&writer);
        json_key(&writer, cases[i].text);
        assert_memory_equal(out.bytes + 1, cases[i].json, strlen(cases[i].json));
    }
    buffer_free(&out);
}

/* Eight plain bytes are passed at once: each byte at each place among plain ones, and two odd ones beside each other. */
static void every_byte_is_found_wherever_it_stands(void **state)
{
    (void)state;
    for (unsigned byte = 1; byte < 256; byte++) {
        for (size_t place = 0; place < 24; place++) {
            char text[25], expected[64];
            memset(text, 'a' + (int)place % 26, 24);
            text[24] = '\0';
            text[place] = (char)byte;
            char unicode[8], plain[2] = {(char)byte, '\0'};
            snprintf(unicode, sizeof unicode, "\\u00%02x", byte);
            const char *written = byte == '"'    ? "\\\""
                                  : byte == '\\' ? "\\\\"
                                  : byte == '\n' ? "\\n"
                                  : byte == '\r' ? "\\r"
                                  : byte == '\t' ? "\\t"
                                  : byte < 32    ? unicode
                                  : byte < 128   ? plain
                                                 : "\xEF\xBF\xBD"; /* alone it is no UTF-8 */
            snprintf(expected, sizeof expected, "\"%.*s%s%s\"", (int)place, text, written, text + place + 1);
            struct buffer out = BUFFER_INIT;
            struct json_writer writer;
            json_writer_init(&writer, &out);
            json_string(&writer, text);
            assert_string_equal(out.bytes, expected);
            buffer_free(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_nesting_are_kept_by_the_writer),
        cmocka_unit_test(strings_and_keys_are_escaped),
        cmocka_unit_test(every_byte_is_found_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
