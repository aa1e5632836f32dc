#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analysis/process.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {"epci", "commune", NULL};
static const int numbers[] = {300, 500};
static const struct process_input inputs[] = {
    {.id = "word", .kind = PROCESS_WORD, .most = 1, .words = words},
    {.id = "words", .kind = PROCESS_WORD, .most = 2, .words = words},
    {.id = "text", .kind = PROCESS_TEXT, .most = 1},
    {.id = "number", .kind = PROCESS_WHOLE, .most = 3, .minimum = 50, .maximum = 5000},
    {.id = "one", .kind = PROCESS_WHOLE, .most = 1, .numbers = numbers, .number_count = 2},
    {.id = "point", .kind = PROCESS_POINT, .most = 1},
};
enum { WORD, WORDS, TEXT, NUMBER, ONE, POINT, COUNT };

/* NULL when it was read, else the sentence. */
static const char *read_it(const char *text, struct arena *arena, struct process_value *values)
{
    static struct error err;
    err = (struct error)ERROR_INIT;
    struct json_document *document = json_read(text, strlen(text), "test", &err);
    if (document == NULL)
        fail_msg("%s: %s", text, err.message);
    bool done = process_read(inputs, COUNT, json_root(document), arena, values, &err);
    json_free(document); /* values do not borrow from it */
    assert_true(done || err.kind == ERROR_INPUT);
    return done ? NULL : err.message;
}

static void values_are_read_alone_in_arrays_and_qualified(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct process_value values[COUNT];
    const char *sentence = read_it("{\"word\":\"commune\",\"words\":[\"epci\",{\"value\":\"commune\"}],"
                                   "\"text\":{\"value\":\"Béthune\",\"mediaType\":\"application/json\"},"
                                   "\"number\":[50,5e3,700.0],\"one\":500,"
                                   "\"point\":{\"type\":\"Point\",\"coordinates\":[2.5,50.25,7]}}",
                                   arena, values);
    if (sentence != NULL)
        fail_msg("%s", sentence);
    assert_string_equal(values[WORD].text[0], "commune");
    assert_int_equal(values[WORDS].count, 2);
    assert_string_equal(values[WORDS].text[1], "commune");
    assert_string_equal(values[TEXT].text[0], "Béthune");
    assert_int_equal(values[NUMBER].count, 3);
    assert_int_equal(values[NUMBER].number[1], 5000);
    assert_int_equal(values[ONE].number[0], 500);
    assert_true(values[POINT].at.x == 2.5 && values[POINT].at.y == 50.25);
    assert_null(read_it("{\"words\":\"epci\",\"number\":{\"value\":[60,70]},"
                        "\"point\":{\"value\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"mediaType\":"
                        "\"application/geo+json\"}}",
                        arena, values));
    assert_int_equal(values[WORD].count, 0); /* not given */
    assert_int_equal(values[WORDS].count, 1);
    assert_int_equal(values[NUMBER].count, 2);
    assert_int_equal(values[POINT].count, 1);
    arena_free(arena);
}

static void values_are_read_out_of_data_uris(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct process_value values[COUNT];
    const char *sentence = read_it(
        "{\"word\":{\"href\":\"data:,commune\"},"
        "\"words\":[\"epci\",{\"href\":\"data:application/json;base64,ImNvbW11bmUi\",\"rel\":\"item\"}],"
        "\"text\":{\"href\":\"data:;charset=utf-8,B%C3%A9thune\",\"type\":\"Text/Plain\",\"title\":\"Lieu\"},"
        "\"number\":{\"href\":\"data:application/json,[50,%205e3]\",\"type\":\"application/json\"},"
        "\"one\":{\"href\":\"data:application/json,500\"},"
        "\"point\":{\"href\":\"data:application/geo+json,{%22type%22:%22Point%22,%22coordinates%22:[2.5,50.25]}\"}}",
        arena, values);
    if (sentence != NULL)
        fail_msg("%s", sentence);
    assert_string_equal(values[WORD].text[0], "commune");
    assert_int_equal(values[WORDS].count, 2);
    assert_string_equal(values[WORDS].text[1], "commune");
    assert_string_equal(values[TEXT].text[0], "Béthune");
    assert_int_equal(values[NUMBER].count, 2);
    assert_int_equal(values[NUMBER].number[1], 5000);
    assert_int_equal(values[ONE].number[0], 500);
    assert_true(values[POINT].at.x == 2.5 && values[POINT].at.y == 50.25);
    arena_free(arena);
}

static void what_is_wrong_is_named_with_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        {"{\"wrod\":1}", "unknown input \"wrod\": did you mean word? allowed: word, words, text, number, one, point"},
        {"{\"\":1}", "unknown input \"\"; allowed: word"},
        {"[]", "\"inputs\" must be an object"},
        {"null", "\"inputs\" must be an object"},
        {"{\"word\":\"comune\"}",
         "input \"word\": \"comune\" is not allowed here: did you mean commune? allowed: epci, commune"},
        {"{\"word\":null}", "input \"word\": null is not allowed here; allowed: epci, commune"},
        {"{\"word\":[\"epci\"]}", "input \"word\": [\"epci\"] is not allowed"},
        {"{\"word\":{}}", "input \"word\": {} is not allowed"},
        {"{\"word\":{\"value\":{\"value\":\"epci\"}}}", "input \"word\""},
        {"{\"word\":{\"href\":\"http://a.example/\"}}", "input \"word\": \"http://a.example/\" is not allowed, since"},
        {"{\"words\":[\"epci\",{\"href\":\"file:///epci\"}]}",
         "input \"words\": \"file:///epci\" is not allowed, since"},
        {"{\"point\":{\"value\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"href\":\"x\"}}", "not \"value\""},
        {"{\"word\":{\"href\":null}}", "not \"href\""},
        {"{\"word\":{\"href\":\"data:,epci\",\"method\":\"GET\"}}",
         "the texts href, rel, type, hreflang and title, not "},
        {"{\"word\":{\"href\":\"data:,epci\",\"rel\":1}}", "not \"rel\""},
        {"{\"word\":{\"href\":\"data:,epci\",\"type\":\"application/json\"}}",
         "\"type\" says application/json and the address text/plain"},
        {"{\"word\":{\"href\":\"data:text/csv,epci\"}}",
         "a reference to text/csv is not allowed here; allowed: application/json or text/plain"},
        {"{\"number\":{\"href\":\"data:,500\"}}", "text/plain is not allowed here; allowed: application/json"},
        {"{\"point\":{\"href\":\"data:text/plain,1\"}}", "allowed: application/json or application/geo+json"},
        {"{\"word\":{\"href\":\"data:application/json,%22epci\"}}",
         "input \"word\": the data of the reference: line 1"},
        {"{\"word\":{\"href\":\"data:application/json,\"}}", "input \"word\": the data of the reference"},
        {"{\"word\":{\"href\":\"data:,comune\"}}", "\"comune\" is not allowed here: did you mean commune?"},
        {"{\"word\":{\"href\":\"data:application/json,%7B%22value%22:%22epci%22%7D\"}}", "input \"word\": {"},
        {"{\"word\":{\"href\":\"data:application/json,%7B%22href%22:%22data:,epci%22%7D\"}}", "input \"word\": {"},
        {"{\"words\":{\"href\":\"data:application/json,[1,2,3]\"}}", "1 to 2 values are allowed, 3 were given"},
        {"{\"word\":{\"value\":\"epci\",\"mediaType\":\"text/plain\"}}",
         "\"mediaType\" is allowed, and that is application/json"},
        {"{\"word\":{\"value\":\"epci\",\"mediaType\":\"application/geo+json\"}}", "only \"mediaType\""},
        {"{\"word\":{\"value\":\"epci\",\"schema\":{}}}", "only \"mediaType\""},
        {"{\"words\":[]}", "input \"words\": 1 to 2 values are allowed, 0 were given"},
        {"{\"words\":[\"epci\",\"epci\",\"epci\"]}", "1 to 2 values are allowed, 3 were given"},
        {"{\"words\":[[\"epci\"]]}", "input \"words\": [\"epci\"] is not allowed"},
        {"{\"text\":\"\"}", "input \"text\": \"\" is not allowed here; allowed: a text of 1 to 64 characters"},
        {"{\"text\":7}", "input \"text\": 7 is not allowed"},
        {"{\"number\":49}", "input \"number\": 49 is not allowed here; allowed: a whole number from 50 to 5000"},
        {"{\"number\":5001}", "5001"},
        {"{\"number\":50.5}", "50.5"},
        {"{\"number\":\"50\"}", "\"50\""},
        {"{\"number\":1e300}", "a whole number"},
        {"{\"number\":true}", "true is not allowed"},
        {"{\"one\":400}", "input \"one\": 400 is not allowed here; allowed: 300, 500"},
        {"{\"one\":1e300}", "allowed: 300, 500"},
        {"{\"point\":[1,2]}", "input \"point\": [1,2] is not allowed here; allowed: {\"type\":\"Point\""},
        {"{\"point\":{\"type\":\"Point\",\"coordinates\":[181,2]}}", "allowed: {\"type\":\"Point\""},
        {"{\"point\":{\"type\":\"Point\",\"coordinates\":[1,91]}}", "allowed: {\"type\":\"Point\""},
        {"{\"point\":{\"type\":\"Point\",\"coordinates\":[1]}}", "allowed: {\"type\":\"Point\""},
        {"{\"point\":{\"type\":\"Point\",\"coordinates\":[1,2,3,4]}}", "allowed: {\"type\":\"Point\""},
        {"{\"point\":{\"type\":\"LineString\",\"coordinates\":[1,2]}}", "allowed: {\"type\":\"Point\""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct process_value values[COUNT] = {{.count = 77}};
        const char *sentence = read_it(cases[i].text, arena, values);
        if (sentence == NULL || strstr(sentence, cases[i].sentence) == NULL)
            fail_msg("%s: %s", cases[i].text, sentence != NULL ? sentence : "was read");
        assert_int_equal(values[0].count, 77);
    }
    arena_free(arena);
}

static void a_text_of_64_characters_is_read_and_one_more_is_not(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct process_value values[COUNT];
    char text[200] = "{\"text\":\"";
    for (int i = 0; i < PROCESS_TEXT_MAX; i++)
        strcat(text, "é");
    size_t length = strlen(text);
    strcpy(text + length, "\"}");
    assert_null(read_it(text, arena, values));
    strcpy(text + length, "e\"}");
    assert_non_null(read_it(text, arena, values));
    arena_free(arena);
}

static void a_long_value_and_a_long_list_are_told_short(void **state)
{
    (void)state;
    static const char *const many[] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7",
                                       "a8", "a9", "b1", "b2", "b3", "b4", NULL};
    static const struct process_input input = {.id = "many", .kind = PROCESS_WORD, .most = 1, .words = many};
    char text[4200] = "{\"many\":\"";
    memset(text + strlen(text), 'x', 4000);
    strcat(text, "\"}");
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct json_document *document = json_read(text, strlen(text), "test", &err);
    struct process_value value;
    assert_false(process_read(&input, 1, json_root(document), arena, &value, &err));
    assert_true(strlen(err.message) < 300);
    assert_non_null(strstr(err.message, "xx.. is not allowed here; allowed: one of the 13 words"));
    json_free(document);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_alone_in_arrays_and_qualified),
        cmocka_unit_test(values_are_read_out_of_data_uris),
        cmocka_unit_test(what_is_wrong_is_named_with_what_is_allowed),
        cmocka_unit_test(a_text_of_64_characters_is_read_and_one_more_is_not),
        cmocka_unit_test(a_long_value_and_a_long_list_are_told_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
