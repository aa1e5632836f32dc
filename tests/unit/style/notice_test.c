#include "style/notice.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_notice_says_the_same_in_both_languages(void **state)
{
    (void)state;
    struct notices notices = NOTICES_INIT;
    assert_false(notices_add(&notices, NOTICE_WARNING, "%d classes", "%d groups", 3));
    assert_int_equal(notices.count, 1);
    assert_string_equal(notices.items[0].fr, "3 classes");
    assert_string_equal(notices.items[0].en, "3 groups");
    assert_false(notices_refuse(&notices));
}

static void a_long_notice_is_cut_at_a_character(void **state)
{
    (void)state;
    char title[2 * NOTICE_BYTES_MAX];
    for (size_t i = 0; i + 2 < sizeof title; i += 2)
        memcpy(title + i, "é", 3);
    struct notices notices = NOTICES_INIT;
    notices_add(&notices, NOTICE_WARNING, "x%s", "xy%s", title);
    assert_true(strlen(notices.items[0].fr) >= NOTICE_BYTES_MAX - 3);
    assert_true(text_is_utf8(notices.items[0].fr, strlen(notices.items[0].fr)));
    assert_true(text_is_utf8(notices.items[0].en, strlen(notices.items[0].en)));
}

static void a_refusal_is_never_left_out(void **state)
{
    (void)state;
    struct notices notices = NOTICES_INIT;
    for (int i = 0; i < NOTICES_MAX + 3; i++)
        notices_add(&notices, NOTICE_WARNING, "%d", "%d", i);
    assert_int_equal(notices.count, NOTICES_MAX);
    notices_add(&notices, NOTICE_REFUSAL, "non", "no");
    assert_int_equal(notices.count, NOTICES_MAX);
    assert_true(notices_refuse(&notices));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_says_the_same_in_both_languages),
        cmocka_unit_test(a_long_notice_is_cut_at_a_character),
        cmocka_unit_test(a_refusal_is_never_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
