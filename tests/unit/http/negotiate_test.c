#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/negotiate.h"

#include <string.h>

static const struct form forms[] = {
    {"json", "application/geo+json"}, {"html", "text/html; charset=utf-8"}, {"csv", "text/csv"}};

static const char *form_for(const char *accept)
{
    struct request request = {.accept = accept};
    return negotiate_form(&request, forms, 3, NULL)->word;
}

static void the_form_follows_accept_by_weight_and_precision(void **state)
{
    (void)state;
    assert_string_equal(form_for(""), "json");
    assert_string_equal(form_for("*/*"), "json");
    assert_string_equal(form_for("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), "html");
    assert_string_equal(form_for("text/csv;q=0.5, text/html;q=0.4"), "csv");
    assert_string_equal(form_for("text/*"), "html");
    assert_string_equal(form_for("text/*, text/html;q=0.1"), "csv");
    assert_string_equal(form_for("application/geo+json;q=0, */*;q=0.1"), "html");
    assert_string_equal(form_for("TEXT/HTML ; charset=utf-8 ; q=1.000"), "html");
}

static void the_first_form_is_given_when_none_is_accepted(void **state)
{
    (void)state;
    assert_string_equal(form_for("image/png"), "json");
    assert_string_equal(form_for("text/html;q=0"), "json");
    assert_string_equal(form_for("text/html;q=nonsense"), "json");
    assert_string_equal(form_for(",,;;,q=1,/"), "json");
}

static void f_goes_before_accept_and_an_unknown_word_lists_what_there_is(void **state)
{
    (void)state;
    unsigned vary = 0;
    struct error err = ERROR_INIT;
    struct request request = {.accept = "text/html", .parameters = {{"f", "csv"}}, .parameter_count = 1, .vary = &vary};
    assert_string_equal(negotiate_form(&request, forms, 3, &err)->word, "csv");
    assert_int_equal(vary, 0);
    request.parameters[0].value = "xml";
    assert_null(negotiate_form(&request, forms, 3, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "f: \"xml\" is not a form of this answer; allowed: json, html, csv");
    request.parameter_count = 0;
    negotiate_form(&request, forms, 3, &err);
    assert_int_equal(vary, VARY_ACCEPT);
}

static void the_coding_has_the_highest_weight_and_br_wins_a_tie(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        enum coding coding;
    } cases[] = {
        {"", CODING_IDENTITY},
        {"gzip", CODING_GZIP},
        {"x-gzip", CODING_GZIP},
        {"gzip, deflate, br", CODING_BR},
        {"br;q=0.5, gzip;q=0.6", CODING_GZIP},
        {"br;q=0, gzip", CODING_GZIP},
        {"gzip;q=0", CODING_IDENTITY},
        {"*", CODING_BR},
        {"*;q=0", CODING_IDENTITY},
        {"br;q=0, *", CODING_GZIP},
        {"gzip;q=0.001", CODING_GZIP},
        {"gzip;q=0.5, identity", CODING_IDENTITY},
        {"identity;q=0, gzip;q=0.1", CODING_GZIP},
        {"zstd, sdch", CODING_IDENTITY},
        {"brr, gzipp", CODING_IDENTITY},
        {"GZIP", CODING_GZIP},
        {"gzip;q=2", CODING_IDENTITY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (negotiate_coding(cases[i].accept) != cases[i].coding)
            fail_msg("%s", cases[i].accept);
}

static const char *language_for(const char *accept)
{
    struct request request = {.accept_language = accept};
    return negotiate_language(&request, NULL);
}

static void the_language_is_french_unless_english_is_wished_for(void **state)
{
    (void)state;
    assert_string_equal(language_for(""), "fr");
    assert_string_equal(language_for("de, es;q=0.5"), "fr");
    assert_string_equal(language_for("en"), "en");
    assert_string_equal(language_for("en-GB,en;q=0.9,fr;q=0.8"), "en");
    assert_string_equal(language_for("fr-FR,fr;q=0.9,en;q=0.8"), "fr");
    assert_string_equal(language_for("de, en;q=0.7, fr;q=0.3"), "en");
    assert_string_equal(language_for("enm"), "fr");
    assert_string_equal(language_for("*"), "fr");
}

static void lang_goes_before_accept_language(void **state)
{
    (void)state;
    unsigned vary = 0;
    struct error err = ERROR_INIT;
    struct request request = {
        .accept_language = "fr", .parameters = {{"lang", "en"}}, .parameter_count = 1, .vary = &vary};
    assert_string_equal(negotiate_language(&request, &err), "en");
    assert_int_equal(vary, 0);
    request.parameters[0].value = "de";
    assert_null(negotiate_language(&request, &err));
    assert_string_equal(err.message, "lang: \"de\" is not known; allowed: fr, en");
    request.parameter_count = 0;
    negotiate_language(&request, &err);
    assert_int_equal(vary, VARY_ACCEPT_LANGUAGE);
}

static void etags_are_compared_weakly_in_a_list(void **state)
{
    (void)state;
    assert_true(negotiate_none_match("\"a\"", "\"a\""));
    assert_true(negotiate_none_match("W/\"a\"", "\"a\""));
    assert_true(negotiate_none_match("\"b\", W/\"c,d\" ,\"a\"", "\"a\""));
    assert_true(negotiate_none_match("\"c,d\"", "\"c,d\""));
    assert_true(negotiate_none_match(" * ", "\"a\""));
    assert_false(negotiate_none_match("", "\"a\""));
    assert_false(negotiate_none_match(NULL, "\"a\""));
    assert_false(negotiate_none_match("\"b\"", "\"a\""));
    assert_false(negotiate_none_match("a", "\"a\""));
    assert_false(negotiate_none_match("\"a", "\"a\""));
    assert_false(negotiate_none_match("*x", "\"a\""));
    assert_false(negotiate_none_match("W/", "\"a\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_follows_accept_by_weight_and_precision),
        cmocka_unit_test(the_first_form_is_given_when_none_is_accepted),
        cmocka_unit_test(f_goes_before_accept_and_an_unknown_word_lists_what_there_is),
        cmocka_unit_test(the_coding_has_the_highest_weight_and_br_wins_a_tie),
        cmocka_unit_test(the_language_is_french_unless_english_is_wished_for),
        cmocka_unit_test(lang_goes_before_accept_language),
        cmocka_unit_test(etags_are_compared_weakly_in_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
