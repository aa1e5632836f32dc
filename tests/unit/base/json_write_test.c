#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_nesting_are_kept_by_the_writer),
        cmocka_unit_test(strings_and_keys_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
