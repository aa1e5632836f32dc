#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "ogc/form.h"

#include <string.h>

/* A request of a browser's or a program's, with its parameter f when `word` is not NULL. */
static struct request request_of(struct arena *arena, const char *target, const char *accept, const char *word)
{
    struct request request = {.method = METHOD_GET,
                              .target = target,
                              .path = target,
                              .base = "http://a",
                              .accept = accept,
                              .arena = arena,
                              .parameter_count = word != NULL};
    request.parameters[0] = (struct request_parameter){"f", word};
    return request;
}

static const char *chosen(const struct form *forms, const char *accept, const char *word)
{
    struct arena *arena = arena_new();
    struct request request = request_of(arena, "/ogc", accept, word);
    struct error err = ERROR_INIT;
    const struct form *form = NULL;
    bool is_done = form_choose(&request, forms, &form, &err);
    arena_free(arena);
    return is_done ? form->media_type : NULL;
}

static void a_browser_gets_a_page_and_a_program_json(void **state)
{
    (void)state;
    static const char browser[] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
    assert_string_equal(chosen(form_plain, browser, NULL), "text/html; charset=utf-8");
    assert_string_equal(chosen(form_plain, "*/*", NULL), "application/json");
    assert_string_equal(chosen(form_plain, "", NULL), "application/json");
    assert_string_equal(chosen(form_plain, "image/png", NULL), "application/json");
    assert_string_equal(chosen(form_plain, browser, "json"), "application/json");
    assert_string_equal(chosen(form_plain, "application/json", "html"), "text/html; charset=utf-8");
}

static void who_asks_for_json_gets_the_json_there_is(void **state)
{
    (void)state;
    static const char wish[] = "application/json, text/html;q=0.5";
    assert_string_equal(chosen(form_schema, wish, NULL), "application/schema+json");
    assert_string_equal(chosen(form_schema, "application/schema+json;q=0.1, text/html;q=0.2", NULL),
                        "text/html; charset=utf-8");
}

static void an_unknown_form_is_refused_with_those_there_are(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct request request = request_of(arena, "/ogc", "", "xml");
    struct error err = ERROR_INIT;
    const struct form *form = &form_plain[1];
    assert_false(form_choose(&request, form_plain, &form, &err));
    assert_ptr_equal(form, &form_plain[1]);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.message, "\"xml\""));
    assert_non_null(strstr(err.message, "allowed: json, html"));
    arena_free(arena);
}

/* As items have them: two words for one media type. */
static const struct form twice[] = {{"json", "application/geo+json", "application/json"},
                                    {"geojson", "application/geo+json"},
                                    {"html", "text/html; charset=utf-8"},
                                    {NULL}};

static void links_written(const char *target, bool is_filed, struct buffer *out)
{
    struct arena *arena = arena_new();
    struct request request = request_of(arena, target, "", NULL);
    struct json_writer json;
    request.is_filed = is_filed;
    buffer_clear(out);
    json_writer_init(&json, out);
    json_array_open(&json);
    form_links(&json, &request, twice, &twice[0]);
    json_array_close(&json);
    arena_free(arena);
}

static void each_other_form_is_linked_once_with_the_same_question(void **state)
{
    (void)state;
    static const struct {
        const char *target, *href;
    } cases[] = {{"/ogc/x", "http://a/ogc/x?f=html"},
                 {"/ogc/x?f=json", "http://a/ogc/x?f=html"},
                 {"/ogc/x?limit=7&f=json&bbox=1,2,3,4", "http://a/ogc/x?limit=7&bbox=1,2,3,4&f=html"},
                 {"/ogc/x?filter=a%26f=2&f=", "http://a/ogc/x?filter=a%26f=2&f=html"},
                 {"/ogc/x?&&foo=1&", "http://a/ogc/x?foo=1&f=html"}};
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        links_written(cases[i].target, false, &out);
        struct json_document *document = json_read(out.bytes, out.length, "links", NULL);
        assert_non_null(document);
        assert_int_equal(json_length(json_root(document)), 1); /* geojson is json */
        const struct json_value *link = json_at(json_root(document), 0);
        assert_string_equal(json_text(json_get(link, "href"), ""), cases[i].href);
        assert_string_equal(json_text(json_get(link, "rel"), ""), "alternate");
        assert_string_equal(json_text(json_get(link, "type"), ""), "text/html");
        json_free(document);
    }
    links_written("/ogc/x", true, &out); /* a host of files does not negotiate */
    assert_string_equal(out.bytes, "[]");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_browser_gets_a_page_and_a_program_json),
        cmocka_unit_test(who_asks_for_json_gets_the_json_there_is),
        cmocka_unit_test(an_unknown_form_is_refused_with_those_there_are),
        cmocka_unit_test(each_other_form_is_linked_once_with_the_same_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
