#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/request.h"

#include <string.h>

static void a_parameter_is_found_by_its_name(void **state)
{
    (void)state;
    struct request request = {.parameters = {{"f", "json"}, {"empty", ""}}, .parameter_count = 2};
    assert_string_equal(request_parameter(&request, "f"), "json");
    assert_string_equal(request_parameter(&request, "empty"), "");
    assert_null(request_parameter(&request, "F"));
    assert_null(request_parameter(&request, "g"));
}

static void an_unknown_parameter_is_named_with_a_guess_and_what_is_allowed(void **state)
{
    (void)state;
    static const char *const allowed[] = {"limit", "bbox", NULL};
    struct request request = {.parameters = {{"bbox", ""}, {"limti", "3"}}, .parameter_count = 2};
    struct error err = ERROR_INIT;
    assert_false(request_allow(&request, allowed, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "unknown parameter \"limti\": did you mean limit? allowed: limit, bbox");
    request.parameter_count = 1;
    assert_true(request_allow(&request, allowed, NULL));
}

static void an_address_without_parameters_takes_none(void **state)
{
    (void)state;
    struct request request = {.parameters = {{"a", ""}}, .parameter_count = 1};
    struct error err = ERROR_INIT;
    assert_false(request_allow(&request, NULL, &err));
    assert_non_null(strstr(err.message, "takes none"));
    request.parameter_count = 0;
    assert_true(request_allow(&request, NULL, &err));
}

static void a_parameter_given_twice_is_refused(void **state)
{
    (void)state;
    static const char *const allowed[] = {"f", NULL};
    struct request request = {.parameters = {{"f", "json"}, {"f", "html"}}, .parameter_count = 2};
    struct error err = ERROR_INIT;
    assert_false(request_allow(&request, allowed, &err));
    assert_string_equal(err.message, "parameter \"f\" is given twice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_found_by_its_name),
        cmocka_unit_test(an_unknown_parameter_is_named_with_a_guess_and_what_is_allowed),
        cmocka_unit_test(an_address_without_parameters_takes_none),
        cmocka_unit_test(a_parameter_given_twice_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
