#include "style/semiology.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double even[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static const double skewed[] = {1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 200};
static const double signs[] = {-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6};
static const double few[] = {1, 2, 3}, same[] = {4, 4, 4, 4, 4, 4}, zero[] = {0, 0, 0, 0, 0, 0};

#define SUBJECT(of, numbers)                                                                                           \
    (struct semiology_subject)                                                                                         \
    {                                                                                                                  \
        .kind = of, .title_fr = "Logements des cités", .title_en = "Dwellings in estates", .values = numbers,          \
        .count = sizeof numbers / sizeof numbers[0]                                                                    \
    }
static const struct semiology_wish usual = {MAP_CHOROPLETH, PALETTE_SEQUENTIAL, CLASS_CKMEANS, 5, true};

static void assert_says(struct semiology_subject subject, struct semiology_wish wish, bool is_allowed, const char *fr)
{
    struct notices notices = NOTICES_INIT;
    if (semiology_check(&subject, &wish, &notices) != is_allowed)
        fail_msg("%s", notices.count > 0 ? notices.items[0].fr : "nothing said");
    if (fr == NULL)
        assert_int_equal(notices.count, 0);
    for (size_t i = 0; i < notices.count; i++) {
        if (strstr(notices.items[i].fr, fr) != NULL)
            return;
    }
    if (fr != NULL)
        fail_msg("nobody says \"%s\" but \"%s\"", fr, notices.count > 0 ? notices.items[0].fr : "");
}

static void a_stock_is_never_a_choropleth(void **state)
{
    (void)state;
    struct semiology_subject subject = SUBJECT(INDICATOR_STOCK, even);
    struct notices notices = NOTICES_INIT;
    assert_false(semiology_check(&subject, &usual, &notices));
    assert_int_equal(notices.count, 1);
    assert_string_equal(
        notices.items[0].fr,
        "«\u00a0Logements des cités\u00a0» est un stock\u00a0: une carte choroplèthe ferait mentir les grandes "
        "communes. Choisissez des cercles proportionnels, ou un taux.");
    assert_string_equal(notices.items[0].en,
                        "“Dwellings in estates” is an amount: filled areas would make large communes "
                        "lie. Choose proportional circles, or a rate.");
    struct semiology_wish wish = usual;
    wish.form = MAP_SYMBOLS;
    assert_says(subject, wish, true, NULL);
}

static void a_rate_is_never_a_size(void **state)
{
    (void)state;
    struct semiology_wish wish = usual;
    wish.form = MAP_SYMBOLS;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, false, "est un taux");
    assert_says(SUBJECT(INDICATOR_CATEGORY, even), wish, false, "est une catégorie");
    assert_says(SUBJECT(INDICATOR_RANK, even), wish, false, "est un ordre");
    assert_says(SUBJECT(INDICATOR_DATE, even), wish, false, "est un ordre");
    assert_says(SUBJECT(INDICATOR_STOCK, signs), wish, false, "Des valeurs sont négatives");
    assert_says(SUBJECT(INDICATOR_STOCK, zero), wish, false, "il n’y a pas de cercle");
    assert_says(SUBJECT(INDICATOR_RATIO, even), usual, true, NULL);
}

static void kinds_have_hues_and_amounts_have_none(void **state)
{
    (void)state;
    struct semiology_wish wish = usual;
    assert_says(SUBJECT(INDICATOR_CATEGORY, even), wish, false, "Choisissez une teinte par catégorie");
    wish.form = MAP_KINDS;
    assert_says(SUBJECT(INDICATOR_CATEGORY, even), wish, false, "palette qualitative");
    wish.palette = PALETTE_QUALITATIVE;
    assert_says(SUBJECT(INDICATOR_CATEGORY, even), wish, true, NULL);
    assert_says(SUBJECT(INDICATOR_STOCK, even), wish, false, "cacherait le plus et le moins");
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, false, "a un ordre");
    wish.form = MAP_CHOROPLETH;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, false, "cacheraient l’ordre des classes");
}

static void a_diverging_palette_needs_a_centre_that_means_something(void **state)
{
    (void)state;
    struct semiology_wish wish = usual;
    wish.palette = PALETTE_DIVERGING;
    struct semiology_subject subject = SUBJECT(INDICATOR_RATIO, signs);
    assert_says(subject, wish, false, "un centre qui a un sens");
    subject.has_centre = true;
    assert_says(subject, wish, true, NULL);
    subject.centre = 50;
    assert_says(subject, wish, true, "du même côté du centre");
    assert_says(subject, usual, true, "la légende devrait dire où se trouve zéro");
}

static void the_number_of_classes_suits_the_public_and_the_values(void **state)
{
    (void)state;
    struct semiology_wish wish = usual;
    wish.classes = 7;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, "Au-delà de 6 classes");
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, "12 valeurs pour 7 classes");
    wish.is_public = false;
    wish.classes = 6;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, NULL);
    wish.classes = 10;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, false, "Choisissez de 2 à 9 classes");
    wish.classes = 1;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, false, "Choisissez de 2 à 9 classes");
}

static void few_and_equal_and_missing_values_are_told(void **state)
{
    (void)state;
    assert_says(SUBJECT(INDICATOR_RATIO, few), usual, true, "Moins de 5 valeurs");
    assert_says(SUBJECT(INDICATOR_RATIO, same), usual, true, "Toutes les valeurs sont égales");
    struct semiology_subject subject = SUBJECT(INDICATOR_RATIO, even);
    subject.unknown = 13;
    assert_says(subject, usual, true, "(13 sur 25)");
    subject.count = 0;
    assert_says(subject, usual, false, "la carte serait vide");
}

static void a_method_suits_the_series(void **state)
{
    (void)state;
    struct semiology_wish wish = usual;
    wish.method = CLASS_GEOMETRIC;
    assert_says(SUBJECT(INDICATOR_RATIO, signs), wish, false, "au-dessus de zéro");
    assert_says(SUBJECT(INDICATOR_DATE, even), wish, false, "non pour des rangs ou des dates");
    assert_says(SUBJECT(INDICATOR_RATIO, skewed), wish, true, NULL);
    wish.method = CLASS_EQUAL;
    assert_says(SUBJECT(INDICATOR_RATIO, skewed), wish, true, "très dissymétriques");
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, NULL);
    wish.method = CLASS_HEAD_TAIL;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, "ce n’est pas le cas");
    assert_says(SUBJECT(INDICATOR_RATIO, skewed), wish, true, NULL);
    wish.method = CLASS_Q6;
    assert_says(SUBJECT(INDICATOR_RATIO, even), wish, true, "avec 12 valeurs, moins d’une");
    wish.method = CLASS_QUANTILES;
    assert_says(SUBJECT(INDICATOR_RATIO, skewed), wish, true, "Plus de la moitié des valeurs sont égales");
    wish.method = CLASS_DEVIATION;
    assert_says(SUBJECT(INDICATOR_RANK, even), wish, true, "La moyenne de rangs");
}

/* Of French typography what a machine can see. */
static void french_check(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'' || *at == '"' || (*at == ' ' && strchr(":;!?%", at[1]) != NULL && at[1] != '\0'))
            fail_msg("plain quote or space: %s", text);
        if (*at == ':' && (at - text < 2 || memcmp(at - 2, "\u00a0", 2) != 0))
            fail_msg("no space in front of a colon: %s", text);
    }
    if (text[strlen(text) - 1] != '.')
        fail_msg("no end: %s", text);
}

static void every_wish_has_an_answer_in_correct_sentences(void **state)
{
    (void)state;
    const struct semiology_subject series[] = {SUBJECT(INDICATOR_STOCK, even),  SUBJECT(INDICATOR_STOCK, skewed),
                                               SUBJECT(INDICATOR_STOCK, signs), SUBJECT(INDICATOR_STOCK, few),
                                               SUBJECT(INDICATOR_STOCK, same),  SUBJECT(INDICATOR_STOCK, zero)};
    for (size_t i = 0; i < 6 * INDICATOR_KIND_COUNT * 2; i++) {
        struct semiology_subject subject = series[i % 6];
        subject.kind = (enum indicator_kind)(i / 6 % INDICATOR_KIND_COUNT);
        subject.has_centre = i >= 6 * INDICATOR_KIND_COUNT;
        for (size_t k = 0; k < 3 * 3 * CLASS_METHOD_COUNT; k++) {
            struct semiology_wish wish = {(enum map_form)(k % 3), (enum palette_kind)(k / 3 % 3),
                                          (enum class_method)(k / 9), 7, true};
            struct notices notices = NOTICES_INIT;
            bool is_allowed = semiology_check(&subject, &wish, &notices);
            assert_true(is_allowed != notices_refuse(&notices));
            for (size_t n = 0; n < notices.count; n++) {
                french_check(notices.items[n].fr);
                assert_null(strchr(notices.items[n].en, '\''));
            }
        }
    }
}

static void what_is_proposed_is_allowed(void **state)
{
    (void)state;
    const struct semiology_subject series[] = {SUBJECT(INDICATOR_STOCK, even), SUBJECT(INDICATOR_STOCK, skewed),
                                               SUBJECT(INDICATOR_STOCK, few), SUBJECT(INDICATOR_STOCK, same)};
    for (size_t i = 0; i < 4 * INDICATOR_KIND_COUNT; i++) {
        struct semiology_subject subject = series[i % 4];
        subject.kind = (enum indicator_kind)(i / 4);
        struct semiology_wish wish = semiology_proposal(&subject);
        struct notices notices = NOTICES_INIT;
        if (!semiology_check(&subject, &wish, &notices))
            fail_msg("%s", notices.items[0].fr);
    }
    struct semiology_subject change = SUBJECT(INDICATOR_RATIO, signs);
    change.has_centre = true;
    assert_int_equal(semiology_proposal(&change).palette, PALETTE_DIVERGING);
    assert_int_equal(semiology_proposal(&series[0]).form, MAP_SYMBOLS);
}

static void kinds_are_read_as_the_catalogue_writes_them(void **state)
{
    (void)state;
    enum indicator_kind kind = INDICATOR_DATE;
    assert_true(indicator_kind_read("stock", &kind) && kind == INDICATOR_STOCK);
    assert_true(indicator_kind_read("ratio", &kind) && kind == INDICATOR_RATIO);
    assert_false(indicator_kind_read("Ratio", &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stock_is_never_a_choropleth),
        cmocka_unit_test(a_rate_is_never_a_size),
        cmocka_unit_test(kinds_have_hues_and_amounts_have_none),
        cmocka_unit_test(a_diverging_palette_needs_a_centre_that_means_something),
        cmocka_unit_test(the_number_of_classes_suits_the_public_and_the_values),
        cmocka_unit_test(few_and_equal_and_missing_values_are_told),
        cmocka_unit_test(a_method_suits_the_series),
        cmocka_unit_test(every_wish_has_an_answer_in_correct_sentences),
        cmocka_unit_test(what_is_proposed_is_allowed),
        cmocka_unit_test(kinds_are_read_as_the_catalogue_writes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
