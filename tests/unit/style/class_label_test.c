#include "style/class_label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_label(const struct classes *classes, size_t index, struct class_label label, const char *text)
{
    struct buffer out = BUFFER_INIT;
    class_label_write(&out, classes, index, &label);
    if (strcmp(out.bytes, text) != 0)
        fail_msg("\"%s\", not \"%s\"", out.bytes, text);
    buffer_free(&out);
}

static const struct classes three = {.count = 3, .bounds = {12.4, 200, 1000, 12345.6}};

static void a_class_is_written_from_bound_to_bound(void **state)
{
    (void)state;
    assert_label(&three, 1, (struct class_label){.decimals = 1}, "200 – 1\u202f000");
    assert_label(&three, 2, (struct class_label){.decimals = 1}, "1\u202f000 – 12\u202f346");
    assert_label(&three, 2, (struct class_label){.decimals = 1, .is_english = true}, "1,000 – 12,346");
    assert_label(&three, 1, (struct class_label){.unit = "hab."}, "200 – 1\u202f000\u00a0hab.");
    assert_label(&three, 1, (struct class_label){.unit = "%"}, "200 – 1\u202f000\u00a0%");
    assert_label(&three, 1, (struct class_label){.unit = "%", .is_english = true}, "200 – 1,000%");
}

static void open_classes_say_which_side_they_take(void **state)
{
    (void)state;
    struct classes left = three;
    left.side = CLASS_LEFT_CLOSED;
    assert_label(&three, 0, (struct class_label){.is_open = true}, "jusqu’à 200");
    assert_label(&three, 2, (struct class_label){.is_open = true}, "plus de 1\u202f000");
    assert_label(&left, 0, (struct class_label){.is_open = true}, "moins de 200");
    assert_label(&left, 2, (struct class_label){.is_open = true, .unit = "km"}, "1\u202f000\u00a0km et plus");
    assert_label(&three, 0, (struct class_label){.is_open = true, .is_english = true}, "up to 200");
    assert_label(&three, 2, (struct class_label){.is_open = true, .is_english = true}, "more than 1,000");
    assert_label(&left, 0, (struct class_label){.is_open = true, .is_english = true}, "less than 200");
    assert_label(&left, 2, (struct class_label){.is_open = true, .is_english = true}, "1,000 or more");
    assert_label(&three, 1, (struct class_label){.is_open = true}, "200 – 1\u202f000");
    assert_string_equal(class_side_text(CLASS_RIGHT_CLOSED, false), "borne supérieure comprise");
    assert_string_equal(class_side_text(CLASS_LEFT_CLOSED, true), "lower bound included");
}

static void a_sign_never_meets_the_dash(void **state)
{
    (void)state;
    const struct classes signs = {.count = 2, .bounds = {-12, -3.5, 8}};
    assert_label(&signs, 0, (struct class_label){.decimals = 1}, "de -12,0 à -3,5");
    assert_label(&signs, 1, (struct class_label){.decimals = 1, .is_english = true}, "from -3.5 to 8.0");
}

static void a_class_of_one_value_is_that_value_and_of_none_is_not_known(void **state)
{
    (void)state;
    const struct classes zero = {.count = 2, .bounds = {0, 0, 7.5}};
    assert_label(&zero, 0, (struct class_label){.decimals = 1, .is_open = true}, "0");
    assert_label(&zero, 1, (struct class_label){.decimals = 1, .is_open = true}, "plus de 0");
    assert_label(&zero, CLASS_UNKNOWN, (struct class_label){.unit = "ha"}, "non renseigné");
    assert_label(&zero, CLASS_UNKNOWN, (struct class_label){.unit = "ha", .is_english = true}, "not known");
}

static void decimals_are_as_many_as_the_bounds_need(void **state)
{
    (void)state;
    const struct classes fine = {.count = 2, .bounds = {0, 0.25, 1}};
    const struct classes raw = {.count = 3, .bounds = {0, 1 / 3.0, 2 / 3.0, 1}};
    const struct classes near = {.count = 3, .bounds = {0, 1 / 3.0, 1 / 3.0 + 0.0001, 1}};
    assert_int_equal(class_decimals(&three, 2), 0);
    assert_int_equal(class_decimals(&fine, 0), 2);
    assert_int_equal(class_decimals(&raw, 1), 1);
    assert_int_equal(class_decimals(&near, 1), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_class_is_written_from_bound_to_bound),
        cmocka_unit_test(open_classes_say_which_side_they_take),
        cmocka_unit_test(a_sign_never_meets_the_dash),
        cmocka_unit_test(a_class_of_one_value_is_that_value_and_of_none_is_not_known),
        cmocka_unit_test(decimals_are_as_many_as_the_bounds_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
