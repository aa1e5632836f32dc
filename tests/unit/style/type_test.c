#include "style/type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void an_array_fits_by_its_items_and_its_length(void **state)
{
    (void)state;
    struct type three = {TYPE_ARRAY, type_of(TYPE_NUMBER), 3}, none = {TYPE_ARRAY, type_of(TYPE_VALUE), 0};
    assert_true(type_fits(&type_numbers, &type_pair) && type_fits(&type_numbers, &three));
    assert_false(type_fits(&type_pair, &three) || type_fits(&type_pair, &type_numbers));
    assert_false(type_fits(&type_texts, &type_pair));
    assert_true(type_fits(&type_texts, &none)); /* an empty array is one of anything */
    assert_true(type_fits(type_of(TYPE_ARRAY), &three));
    assert_false(type_fits(&type_numbers, type_of(TYPE_ARRAY)));
}

static void a_value_is_anything_but_nothing_is_every_value(void **state)
{
    (void)state;
    assert_true(type_fits(type_of(TYPE_VALUE), type_of(TYPE_COLOUR)) && type_fits(type_of(TYPE_VALUE), &type_pair));
    assert_false(type_fits(type_of(TYPE_NUMBER), type_of(TYPE_VALUE)));
    assert_false(type_fits(type_of(TYPE_TEXT), type_of(TYPE_FORMATTED)));
}

static void types_are_named_as_the_specification_names_them(void **state)
{
    (void)state;
    struct buffer names = BUFFER_INIT;
    type_write(&type_pair, &names);
    buffer_putc(&names, ' ');
    type_write(type_of(TYPE_ARRAY), &names);
    buffer_putc(&names, ' ');
    type_write(&type_texts, &names);
    buffer_putc(&names, ' ');
    type_write(type_of(TYPE_IMAGE), &names);
    assert_string_equal(names.bytes, "array<number, 2> array array<string> resolvedImage");
    buffer_free(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_fits_by_its_items_and_its_length),
        cmocka_unit_test(a_value_is_anything_but_nothing_is_every_value),
        cmocka_unit_test(types_are_named_as_the_specification_names_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
