#include "style/classes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct classes made(const double *values, size_t count, struct class_choice choice, struct notices *notices)
{
    struct classes classes = {.count = 0};
    *notices = (struct notices)NOTICES_INIT;
    assert_true(classes_make(values, count, &choice, &classes, notices));
    size_t total = 0;
    for (size_t i = 0; i < classes.count; i++)
        total += classes.sizes[i];
    assert_int_equal(total, count);
    for (size_t i = 0; i < count; i++)
        assert_true(class_of(&classes, values[i]) < classes.count);
    return classes;
}

static void assert_refused(const double *values, size_t count, struct class_choice choice, const char *fr)
{
    struct classes classes = {.count = 77};
    struct notices notices = NOTICES_INIT;
    assert_false(classes_make(values, count, &choice, &classes, &notices));
    assert_int_equal(classes.count, 77);
    assert_true(notices_refuse(&notices));
    if (strstr(notices.items[notices.count - 1].fr, fr) == NULL)
        fail_msg("%s", notices.items[notices.count - 1].fr);
}

static void a_shared_bound_belongs_to_the_closed_side(void **state)
{
    (void)state;
    const double values[] = {0, 10, 20, 30, 40}, bounds[] = {0, 10, 30, 40};
    struct class_choice choice = {.method = CLASS_MANUAL, .manual = bounds, .manual_count = 4};
    struct notices notices;
    struct classes right = made(values, 5, choice, &notices);
    choice.side = CLASS_LEFT_CLOSED;
    struct classes left = made(values, 5, choice, &notices);
    assert_int_equal(class_of(&right, 10), 0);
    assert_int_equal(class_of(&left, 10), 1);
    assert_int_equal(class_of(&right, 0), 0);
    assert_int_equal(class_of(&left, 40), 2);
    assert_int_equal(right.sizes[0], 2);
    assert_int_equal(left.sizes[0], 1);
}

static void what_is_not_known_has_a_class_of_its_own_and_other_years_fall_into_the_outer_ones(void **state)
{
    (void)state;
    const double values[] = {1, 2, 3, 4};
    struct notices notices;
    struct classes classes = made(values, 4, (struct class_choice){.method = CLASS_EQUAL, .count = 3}, &notices);
    assert_true(class_of(&classes, NAN) == CLASS_UNKNOWN);
    assert_true(class_of(&classes, INFINITY) == CLASS_UNKNOWN);
    assert_int_equal(class_of(&classes, -50), 0);
    assert_int_equal(class_of(&classes, 50), 2);
}

static void ties_give_fewer_classes_and_a_sentence(void **state)
{
    (void)state;
    const double values[] = {0, 0, 0, 0, 0, 0, 1, 1, 2, 9};
    struct notices notices;
    struct classes classes = made(values, 10, (struct class_choice){.method = CLASS_QUANTILES, .count = 5}, &notices);
    assert_true(classes.count < 5);
    assert_true(classes.bounds[0] == 0 && classes.bounds[1] == 0); /* the class of zero alone */
    assert_int_equal(classes.sizes[0], 6);
    for (size_t i = 0; i < classes.count; i++)
        assert_true(classes.sizes[i] > 0);
    assert_int_equal(notices.count, 1);
    assert_string_equal(notices.items[0].fr,
                        "4 valeurs différentes seulement pour 5 classes demandées\u00a0: 3 classes.");
}

static void a_series_of_one_value_is_one_class(void **state)
{
    (void)state;
    const double values[] = {7, 7, 7};
    for (int method = 0; method < CLASS_MANUAL; method++) {
        struct notices notices;
        struct class_choice choice = {.method = (enum class_method)method, .count = 4, .is_rounded = true};
        struct classes classes = made(values, 3, choice, &notices);
        assert_int_equal(classes.count, 1);
        assert_string_equal(notices.items[0].en, "All values are equal: a single class.");
    }
}

static void an_equal_interval_without_values_stays_and_is_told(void **state)
{
    (void)state;
    const double values[] = {0, 1, 2, 3, 100};
    struct notices notices;
    struct classes classes = made(values, 5, (struct class_choice){.method = CLASS_EQUAL, .count = 4}, &notices);
    assert_int_equal(classes.count, 4);
    assert_int_equal(classes.sizes[1], 0);
    assert_int_equal(notices.count, 1);
    assert_non_null(strstr(notices.items[0].fr, "Classes sans aucune valeur\u00a0: 2"));
}

static void rounded_bounds_say_how_many_values_moved(void **state)
{
    (void)state;
    double values[330];
    for (int i = 0; i < 330; i++)
        values[i] = 103.7 + 31.3 * i;
    struct notices notices;
    struct class_choice choice = {.method = CLASS_QUANTILES, .count = 5, .is_rounded = true};
    struct classes classes = made(values, 330, choice, &notices);
    choice.is_rounded = false;
    struct classes exact = made(values, 330, choice, &notices);
    size_t moved = 0;
    for (int i = 0; i < 330; i++)
        moved += class_of(&classes, values[i]) != class_of(&exact, values[i]);
    assert_int_equal(moved, classes.moved);
    assert_true(moved * 50 <= 330);
    for (size_t i = 1; i < classes.count; i++)
        assert_true(fmod(classes.bounds[i], 100) == 0);
}

static void bounds_given_by_people_are_checked(void **state)
{
    (void)state;
    const double values[] = {1, 2, 30};
    const double wrong[] = {0, 5, 5, 40}, narrow[] = {2, 5, 40}, nan[] = {0, NAN, 40}, two[] = {0, 40};
    struct class_choice choice = {.method = CLASS_MANUAL, .manual = wrong, .manual_count = 4};
    assert_refused(values, 3, choice, "la borne 3 n’est pas supérieure");
    choice.manual = narrow;
    choice.manual_count = 3;
    assert_refused(values, 3, choice, "1 en dessous, 0 au-dessus");
    choice.manual = nan;
    assert_refused(values, 3, choice, "la borne 2");
    choice.manual = two;
    choice.manual_count = 2;
    assert_refused(values, 3, choice, "Donnez de 3 à 10 bornes");
}

static void a_geometric_progression_needs_values_above_zero(void **state)
{
    (void)state;
    const double values[] = {0, 3, 30};
    assert_refused(values, 3, (struct class_choice){.method = CLASS_GEOMETRIC, .count = 3}, "au-dessus de zéro");
    assert_refused(values, 0, (struct class_choice){.method = CLASS_EQUAL, .count = 3}, "Aucune valeur");
}

static void methods_are_read_by_the_names_they_are_written_with(void **state)
{
    (void)state;
    for (int i = 0; i < CLASS_METHOD_COUNT; i++) {
        enum class_method method;
        assert_true(class_method_read(class_method_name((enum class_method)i), &method));
        assert_int_equal(method, i);
        assert_true(strlen(class_method_title(method, false)) > 0 && strlen(class_method_title(method, true)) > 0);
    }
    enum class_method method;
    assert_false(class_method_read("jenks", &method));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_bound_belongs_to_the_closed_side),
        cmocka_unit_test(what_is_not_known_has_a_class_of_its_own_and_other_years_fall_into_the_outer_ones),
        cmocka_unit_test(ties_give_fewer_classes_and_a_sentence),
        cmocka_unit_test(a_series_of_one_value_is_one_class),
        cmocka_unit_test(an_equal_interval_without_values_stays_and_is_told),
        cmocka_unit_test(rounded_bounds_say_how_many_values_moved),
        cmocka_unit_test(bounds_given_by_people_are_checked),
        cmocka_unit_test(a_geometric_progression_needs_values_above_zero),
        cmocka_unit_test(methods_are_read_by_the_names_they_are_written_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
