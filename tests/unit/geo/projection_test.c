#include "geo/projection.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static void the_library_has_every_function_of_the_table(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct projection *proj = projection_load(&err);
    assert_non_null(proj);
    static const struct projection none;
    for (size_t at = 0; at < sizeof *proj; at += sizeof(void *))
        assert_memory_not_equal((const char *)proj + at, &none, sizeof(void *));
}

static void it_is_loaded_once(void **state)
{
    (void)state;
    const struct projection *first = projection_load(NULL), *second = projection_load(NULL);
    assert_non_null(first);
    assert_ptr_equal(first, second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_every_function_of_the_table),
        cmocka_unit_test(it_is_loaded_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
