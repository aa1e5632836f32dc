#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct json_document *read_text(const char *text)
{
    struct error err = ERROR_INIT;
    struct json_document *document = json_read(text, strlen(text), "test.json", &err);
    if (document == NULL)
        fail_msg("%s", err.message);
    return document;
}

static void values_are_found_by_key_and_index(void **state)
{
    (void)state;
    struct json_document *document =
        read_text("{\"nom\": \"H\\u00e9nin\", \"n\": [1, -2.5e1, true, false, null, {}], \"x\": null, \"b\": true}");
    const struct json_value *root = json_root(document);
    const struct json_value *list = json_get(root, "n");
    assert_int_equal(json_type(root), JSON_OBJECT);
    assert_string_equal(json_text(json_get(root, "nom"), ""), "Hénin");
    assert_int_equal(json_type(list), JSON_ARRAY);
    assert_int_equal(json_length(list), 6);
    assert_true(json_double(json_at(list, 0), 42) == 1);
    assert_true(json_double(json_at(list, 1), 42) == -25);
    assert_int_equal(json_type(json_at(list, 1)), JSON_NUMBER);
    assert_true(json_is_true(json_at(list, 2)));
    assert_int_equal(json_type(json_at(list, 3)), JSON_BOOL);
    assert_false(json_is_true(json_at(list, 3)));
    assert_int_equal(json_type(json_at(list, 5)), JSON_OBJECT);
    json_free(document);
}

static void a_written_null_is_not_a_missing_member(void **state)
{
    (void)state;
    struct json_document *document = read_text("{\"x\":null,\"l\":[null]}");
    const struct json_value *root = json_root(document);
    assert_non_null(json_get(root, "x"));
    assert_int_equal(json_type(json_get(root, "x")), JSON_NULL);
    assert_non_null(json_at(json_get(root, "l"), 0));
    assert_null(json_get(root, "y"));
    assert_null(json_at(json_get(root, "l"), 1));
    json_free(document);
    document = read_text("null");
    assert_non_null(json_root(document));
    assert_int_equal(json_type(json_root(document)), JSON_NULL);
    assert_null(json_get(json_root(document), "x"));
    json_free(document);
}

static void getters_take_what_is_not_there_or_of_another_type(void **state)
{
    (void)state;
    struct json_document *document = read_text("{\"text\":\"12\",\"number\":12,\"list\":[]}");
    const struct json_value *root = json_root(document);
    const struct json_value *others[] = {NULL, root, json_get(root, "text"), json_get(root, "list")};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_true(json_double(others[i], 42) == 42);
        assert_false(json_is_true(others[i]));
        assert_null(json_at(others[i], 0));
        assert_int_equal(json_length(others[i]), 0);
        assert_null(json_get(others[i], "none"));
    }
    assert_string_equal(json_text(json_get(root, "number"), "otherwise"), "otherwise");
    assert_null(json_text(NULL, NULL));
    assert_int_equal(json_type(NULL), JSON_NULL);
    assert_null(json_root(NULL));
    json_free(document);
    json_free(NULL);
}

static void members_come_in_their_written_order(void **state)
{
    (void)state;
    struct json_document *document = read_text("{\"z\":1,\"a\":2,\"m\":null,\"z\":3}");
    struct json_iterator iterator = json_members(json_root(document));
    static const char *const keys[] = {"z", "a", "m"};
    const char *key = NULL;
    const struct json_value *value = NULL;
    for (size_t i = 0; i < 3; i++) {
        assert_true(json_next(&iterator, &key, &value));
        assert_string_equal(key, keys[i]);
    }
    assert_int_equal(json_type(value), JSON_NULL);
    assert_false(json_next(&iterator, &key, &value));
    assert_true(json_double(json_get(json_root(document), "z"), 0) == 3); /* the last of the same key */
    iterator = json_members(json_get(json_root(document), "z"));
    assert_false(json_next(&iterator, &key, &value));
    iterator = json_members(NULL);
    assert_false(json_next(&iterator, &key, &value));
    json_free(document);
}

static void any_value_may_be_the_whole_text(void **state)
{
    (void)state;
    static const char *const texts[] = {"12", "-0.5", "\"a\"", "true", "false", "null", "[]", "{}", " \t\r\n[ ] \n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_free(read_text(texts[i]));
    struct json_document *document = json_read("12345", 2, "cut", NULL);
    assert_true(json_double(json_root(document), 0) == 12);
    json_free(document);
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        " ",
                                        "[",
                                        "[1",
                                        "[1,",
                                        "{\"a\"",
                                        "{\"a\":",
                                        "\"a",
                                        "tru",
                                        "nul",
                                        "-",
                                        "[1,]",
                                        "{\"a\":1,}",
                                        "[,1]",
                                        "{,}",
                                        "[1 2]",
                                        "[1]]",
                                        "[1] 2",
                                        "{} {}",
                                        "{\"a\" 1}",
                                        "{a:1}",
                                        "{'a':1}",
                                        "['a']",
                                        "{1:2}",
                                        "{null:1}",
                                        "[1}",
                                        "NaN",
                                        "[NaN]",
                                        "Infinity",
                                        "-Infinity",
                                        "TRUE",
                                        "Null",
                                        "undefined",
                                        "truefalse",
                                        "nulll",
                                        "01",
                                        "[-01]",
                                        "1.",
                                        ".5",
                                        "+1",
                                        "1e",
                                        "1e+",
                                        "1.e5",
                                        "0x10",
                                        "1-2",
                                        "--1",
                                        "1.2.3",
                                        "// x\n1",
                                        "/* x */1",
                                        "#",
                                        "1;",
                                        "\f1",
                                        "\"a\tb\"",
                                        "\"a\nb\"",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\\u12g4\"",
                                        "\"\\\"",
                                        "\"\\u0000\"",
                                        "{\"a\\u0000\":1}",
                                        "\"\xFF\"",
                                        "\"\xC0\x80\"",
                                        "\"\xED\xA0\x80\"",
                                        "\xEF\xBB\xBF[1]",
                                        "\xC3\xA9",
                                        "99999999999999999999",
                                        "-9223372036854775809",
                                        "1e400",
                                        "[-1e999]"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = ERROR_INIT;
        struct json_document *document = json_read(wrong[i], strlen(wrong[i]), "x", &err);
        if (document != NULL)
            fail_msg("%s was read", wrong[i]);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_memory_equal(err.message, "x: line ", 8);
    }
    assert_null(json_read("[1]\0", 4, "x", NULL));
    assert_null(json_read("1\0002", 3, "x", NULL));
    assert_null(json_read("\"a\0b\"", 5, "x", NULL));
    assert_null(json_read("[1\0]", 4, "x", NULL));
}

static void a_lone_surrogate_becomes_a_replacement_character(void **state)
{
    (void)state;
    struct json_document *document = read_text("[\"\\ud800\",\"\\ud83d\\udeb2\"]");
    assert_string_equal(json_text(json_at(json_root(document), 0), ""), "\uFFFD");
    assert_string_equal(json_text(json_at(json_root(document), 1), ""), "\U0001F6B2");
    json_free(document);
}

static void an_error_names_the_file_and_the_line(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *text = "{\n  \"a\": 1,\n  \"b\": 01\n}";
    assert_null(json_read(text, strlen(text), "styles/cites.json", &err));
    assert_string_equal(err.message, "styles/cites.json: line 3: malformed number");
    text = "{\n  \"a\": 1\n  \"b\": 1\n}";
    assert_null(json_read(text, strlen(text), "styles/cites.json", &err));
    assert_non_null(strstr(err.message, "styles/cites.json: line 3: "));
    assert_null(json_read("[1", 2, "a", &err));
    assert_string_equal(err.message, "a: line 1: the text ends too early");
}

static char *nested(size_t depth)
{
    char *text = malloc(2 * depth + 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
    return text;
}

static void nesting_stops_at_the_named_depth(void **state)
{
    (void)state;
    char *text = nested(JSON_DEPTH_MAX);
    struct json_document *document = read_text(text);
    struct buffer out = BUFFER_INIT;
    json_print(json_root(document), &out); /* the writer goes as deep */
    assert_string_equal(out.bytes, text);
    json_free(document);
    free(text);
    buffer_free(&out);

    struct error err = ERROR_INIT;
    text = nested(JSON_DEPTH_MAX + 1);
    assert_null(json_read(text, strlen(text), "deep", &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    free(text);
    text = nested(100000);
    assert_null(json_read(text, strlen(text), "deep", &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    free(text);
}

static void a_value_is_printed_compactly(void **state)
{
    (void)state;
    struct json_document *document = read_text(
        "{ \"a\" : [ 1 , 1.0, -2.50, 1e3, true, false, null ], \"b\\n\" : { \"é\\u001f\" : \"\\/\" }, \"c\": {} }");
    struct buffer out = BUFFER_INIT;
    buffer_puts(&out, ">");
    json_print(json_root(document), &out);
    assert_string_equal(out.bytes, ">{\"a\":[1,1,-2.5,1000,true,false,null],\"b\\n\":{\"é\\u001f\":\"/\"},\"c\":{}}");
    buffer_clear(&out);
    json_print(NULL, &out);
    assert_string_equal(out.bytes, "null");
    json_free(document);
    buffer_free(&out);
}

/* Found by fuzzing: 22222222222221.5e6 was printed as 22222222222221500000, which is too large for an integer. */
static void a_large_double_is_printed_so_that_it_reads_back(void **state)
{
    (void)state;
    struct json_document *document =
        read_text("[22222222222221.5e6, -1e19, 9223372036854775808.0, 9.2e18, 999999999999999e6, 1e21, 1e308]");
    struct buffer out = BUFFER_INIT;
    json_print(json_root(document), &out);
    assert_string_equal(out.bytes, "[22222222222221500000.0,-10000000000000000000.0,9223372036854776000.0,"
                                   "9200000000000000000,999999999999999000000.0,1e21,1e308]");
    struct json_document *again = read_text(out.bytes);
    assert_true(json_double(json_at(json_root(again), 0), 0) == 22222222222221.5e6);
    json_free(again);
    json_free(document);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_key_and_index),
        cmocka_unit_test(a_written_null_is_not_a_missing_member),
        cmocka_unit_test(getters_take_what_is_not_there_or_of_another_type),
        cmocka_unit_test(members_come_in_their_written_order),
        cmocka_unit_test(any_value_may_be_the_whole_text),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(a_lone_surrogate_becomes_a_replacement_character),
        cmocka_unit_test(an_error_names_the_file_and_the_line),
        cmocka_unit_test(nesting_stops_at_the_named_depth),
        cmocka_unit_test(a_value_is_printed_compactly),
        cmocka_unit_test(a_large_double_is_printed_so_that_it_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
