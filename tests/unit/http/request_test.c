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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
