#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ogc/process_execution.h"

#include <string.h>

static const char *const words[] = {"epci", "commune", NULL};
static const struct process_input inputs[] = {{.id = "by", .kind = PROCESS_WORD, .most = 1, .words = words}};

/* NULL when it was read, else the sentence. */
static const char *read_it(const char *body, struct execution *execution)
{
    static struct error err;
    struct arena *arena = arena_new();
    err = (struct error)ERROR_INIT;
    bool done = execution_read(body, strlen(body), "coverage", inputs, 1, arena, execution, &err);
    assert_true(done || err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT);
    arena_free(arena);
    return done ? NULL : err.message;
}

static void what_is_not_given_has_a_default(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{}",
                                         "{\"inputs\":{}}",
                                         "{\"outputs\":{}}",
                                         "{\"outputs\":{\"table\":{}}}",
                                         " {\"response\":\"raw\"}\n",
                                         "{\"id\":\"coverage\"}"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct execution execution;
        assert_null(read_it(bodies[i], &execution));
        assert_int_equal(execution.form, PROCESS_JSON);
        assert_false(execution.has_form);
        assert_false(execution.is_document);
        assert_int_equal(execution.values[0].count, 0);
    }
}

static void form_response_and_inputs_are_read(void **state)
{
    (void)state;
    struct execution execution;
    assert_null(read_it("{\"inputs\":{\"by\":\"commune\"},\"response\":\"document\",\"outputs\":{\"table\":"
                        "{\"transmissionMode\":\"value\",\"format\":{\"mediaType\":\"application/geo+json\"}}}}",
                        &execution));
    assert_int_equal(execution.form, PROCESS_GEOJSON);
    assert_true(execution.has_form);
    assert_true(execution.is_document);
    assert_int_equal(execution.values[0].count, 1);
}

static void a_request_that_is_none_is_told_why(void **state)
{
    (void)state;
    static const struct {
        const char *body, *sentence;
    } cases[] = {
        {"", "the request body"},
        {"{", "the request body: line 1"},
        {"[]", "must be an object"},
        {"7", "must be an object"},
        {"{\"inputs\":{\"by\":\"x\"}}", "input \"by\""},
        {"{\"Inputs\":{}}",
         "unknown member \"Inputs\" of the request: did you mean inputs? allowed: inputs, outputs, response"},
        {"{\"response\":null}", "\"response\" must be raw or document"},
        {"{\"outputs\":null}", "\"outputs\" must be an object"},
        {"{\"outputs\":{\"tables\":{}}}", "unknown output \"tables\"; allowed: table"},
        {"{\"outputs\":{\"table\":[]}}", "output \"table\" must be an object"},
        {"{\"outputs\":{\"table\":{\"transmissionMode\":\"reference\"}}}", "\"transmissionMode\" must be value"},
        {"{\"outputs\":{\"table\":{\"format\":{\"mediaType\":\"text/CSV\"}}}}", "\"text/CSV\" is not made here"},
        {"{\"outputs\":{\"table\":{\"format\":{\"mediaType\":7}}}}", "is not made here; allowed: application/json"},
        {"{\"outputs\":{\"table\":{\"format\":[]}}}", "\"format\" must be an object"},
        {"{\"outputs\":{\"table\":{\"x\":1}}}", "unknown member \"x\" of output \"table\""},
        {"{\"id\":\"land\"}", "\"id\" must be the process of the address, coverage, or be left out"},
        {"{\"id\":7}", "\"id\" must be"},
        {"{\"subscriber\":{}}", "\"subscriber\" is not allowed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct execution execution = {.is_document = true, .form = PROCESS_CSV};
        const char *sentence = read_it(cases[i].body, &execution);
        if (sentence == NULL || strstr(sentence, cases[i].sentence) == NULL)
            fail_msg("%s: %s", cases[i].body, sentence != NULL ? sentence : "was read");
        assert_int_equal(execution.form, PROCESS_CSV); /* untouched */
    }
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    static char body[65537];
    struct execution execution;
    memset(body, '[', 65536);
    assert_non_null(read_it(body, &execution));
    memset(body, ' ', 65536);
    assert_non_null(read_it(body, &execution));
    memcpy(body + 65534, "{}", 2);
    assert_null(read_it(body, &execution));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_given_has_a_default),
        cmocka_unit_test(form_response_and_inputs_are_read),
        cmocka_unit_test(a_request_that_is_none_is_told_why),
        cmocka_unit_test(depth_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
