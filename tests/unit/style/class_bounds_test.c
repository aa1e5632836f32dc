#include "style/classes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void bounds_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const char *const texts[] = {"0;10;20,5;1000", "0; 10; 20.5; 1e3", " 0 ;10 ; 20,50;1\u202f000",
                                        "-0;10;20,5\u00a0;1\u00a0000"};
    const double wanted[] = {0, 10, 20.5, 1000};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double bounds[CLASSES_MAX + 1];
        size_t count = 0;
        struct notices notices = NOTICES_INIT;
        if (!class_bounds_read(texts[i], strlen(texts[i]), bounds, &count, &notices))
            fail_msg("%s: %s", texts[i], notices.items[0].fr);
        assert_int_equal(count, 4);
        for (size_t k = 0; k < 4; k++)
            assert_true(bounds[k] == wanted[k]);
    }
}

static void what_is_no_list_of_bounds_is_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fr;
    } cases[] = {
        {"", "borne 1 n’est pas un nombre"},
        {"0;dix;20", "borne 2 n’est pas un nombre"},
        {"0;10;", "borne 3 n’est pas un nombre"},
        {"0;10;inf", "borne 3 n’est pas un nombre"},
        {"1,2,3", "borne 1 n’est pas un nombre"},
        {"0;10", "Donnez de 3 à 10 bornes"},
        {"0;1;2;3;4;5;6;7;8;9;10", "Donnez de 3 à 10 bornes"},
        {"0;10;10", "borne 3 n’est pas supérieure"},
        {"0;20;10;30", "borne 3 n’est pas supérieure"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double bounds[CLASSES_MAX + 1];
        size_t count = 77;
        struct notices notices = NOTICES_INIT;
        assert_false(class_bounds_read(cases[i].text, strlen(cases[i].text), bounds, &count, &notices));
        assert_int_equal(count, 77);
        if (strstr(notices.items[0].fr, cases[i].fr) == NULL)
            fail_msg("%s: %s", cases[i].text, notices.items[0].fr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_list_of_bounds_is_refused_with_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
