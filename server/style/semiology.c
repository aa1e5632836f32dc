#include "style/semiology.h"

#include "base/buffer.h"
#include "style/classes.h"

#include <math.h>
#include <string.h>

bool indicator_kind_read(const char *text, enum indicator_kind *kind)
{
    static const char *const names[INDICATOR_KIND_COUNT] = {"stock", "ratio", "category", "rank", "date"};
    for (size_t i = 0; i < INDICATOR_KIND_COUNT; i++) {
        if (strcmp(text, names[i]) == 0) {
            *kind = (enum indicator_kind)i;
            return true;
        }
    }
    return false;
}

/* What the rules look at. */
struct series {
    double least, greatest;
    double skewness;    /* third standardised moment; 0 where all are equal */
    size_t least_count; /* how many are `least` */
};

static struct series series_of(const struct semiology_subject *subject)
{
    struct series series = {INFINITY, -INFINITY, 0, 0};
    long double mean = 0, squares = 0, cubes = 0, count = (long double)subject->count;
    for (size_t i = 0; i < subject->count; i++) {
        series.least = fmin(series.least, subject->values[i]);
        series.greatest = fmax(series.greatest, subject->values[i]);
        mean += subject->values[i] / count;
    }
    for (size_t i = 0; i < subject->count; i++) {
        long double away = subject->values[i] - mean;
        series.least_count += subject->values[i] == series.least;
        squares += away * away / count;
        cubes += away * away * away / count;
    }
    if (series.greatest > series.least)
        series.skewness = (double)(cubes / (squares * sqrtl(squares)));
    return series;
}

/* A refusal that begins with the indicator's title. */
static bool refuse(const struct semiology_subject *subject, struct notices *notices, const char *fr, const char *en)
{
    struct buffer french = BUFFER_INIT, english = BUFFER_INIT;
    buffer_printf(&french, "«\u00a0%s\u00a0» %s", subject->title_fr, fr);
    buffer_printf(&english, "“%s” %s", subject->title_en, en);
    notices_add_text(notices, NOTICE_REFUSAL, french.bytes, english.bytes);
    buffer_free(&french);
    buffer_free(&english);
    return false;
}

/* ---- the form ---- */

static bool choropleth_check(const struct semiology_subject *subject, struct notices *notices)
{
    if (subject->kind == INDICATOR_STOCK)
        return refuse(subject, notices,
                      "est un stock\u00a0: une carte choroplèthe ferait mentir les grandes communes. "
                      "Choisissez des cercles proportionnels, ou un taux.",
                      "is an amount: filled areas would make large communes lie. "
                      "Choose proportional circles, or a rate.");
    if (subject->kind == INDICATOR_CATEGORY)
        return refuse(subject, notices,
                      "est une catégorie, sans plus ni moins\u00a0: des classes de valeurs n’auraient pas de sens. "
                      "Choisissez une teinte par catégorie.",
                      "is a category, with no more and no less: classes of values would mean nothing. "
                      "Choose a hue for each category.");
    return true;
}

static bool symbols_check(const struct semiology_subject *subject, const struct series *series, struct notices *notices)
{
    if (subject->kind == INDICATOR_RATIO)
        return refuse(subject, notices,
                      "est un taux\u00a0: la taille d’un cercle se lit comme une quantité. "
                      "Choisissez une carte choroplèthe.",
                      "is a rate: the size of a circle reads as an amount. Choose filled areas.");
    if (subject->kind == INDICATOR_CATEGORY)
        return refuse(
            subject, notices,
            "est une catégorie\u00a0: elle ne peut pas devenir une taille. Choisissez une teinte par catégorie.",
            "is a category: it cannot become a size. Choose a hue for each category.");
    if (subject->kind != INDICATOR_STOCK)
        return refuse(subject, notices,
                      "est un ordre et non une quantité\u00a0: il ne peut pas devenir une taille. "
                      "Choisissez des classes du clair au foncé.",
                      "is an order, not an amount: it cannot become a size. Choose classes from light to dark.");
    if (subject->count > 0 && series->least < 0)
        return notices_add(notices, NOTICE_REFUSAL,
                           "Des valeurs sont négatives\u00a0: un cercle ne peut pas être plus petit que rien. "
                           "Montrez plutôt un taux de variation, sur une carte choroplèthe divergente.",
                           "Some values are negative: no circle is smaller than nothing. "
                           "Show a rate of change instead, in filled areas with a diverging palette.");
    if (subject->count > 0 && series->greatest == 0)
        return notices_add(notices, NOTICE_REFUSAL,
                           "Toutes les valeurs sont nulles\u00a0: il n’y a pas de cercle à dessiner.",
                           "All values are zero: there is no circle to draw.");
    return true;
}

static bool kinds_check(const struct semiology_subject *subject, struct notices *notices)
{
    if (subject->kind == INDICATOR_CATEGORY)
        return true;
    if (subject->kind == INDICATOR_STOCK)
        return refuse(subject, notices,
                      "est une quantité\u00a0: une teinte par valeur cacherait le plus et le moins. "
                      "Choisissez des cercles proportionnels.",
                      "is an amount: a hue for each value would hide more and less. Choose proportional circles.");
    return refuse(subject, notices,
                  "a un ordre\u00a0: une teinte par valeur le cacherait. Choisissez des classes du clair au foncé.",
                  "has an order, which a hue for each value would hide. Choose classes from light to dark.");
}

static bool form_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                       const struct series *series, struct notices *notices)
{
    switch (wish->form) {
    case MAP_CHOROPLETH:
        return choropleth_check(subject, notices);
    case MAP_SYMBOLS:
        return symbols_check(subject, series, notices);
    case MAP_KINDS:
        break;
    }
    return kinds_check(subject, notices);
}

/* ---- the palette ---- */

static bool centre_is_within(const struct semiology_subject *subject, const struct series *series)
{
    return subject->has_centre && subject->centre > series->least && subject->centre < series->greatest;
}

static void palette_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                          const struct series *series, struct notices *notices)
{
    if (wish->form == MAP_KINDS && wish->palette != PALETTE_QUALITATIVE)
        notices_add(notices, NOTICE_REFUSAL,
                    "Du clair au foncé on lit du moins au plus, et des catégories n’ont pas d’ordre. "
                    "Choisissez une palette qualitative.",
                    "From light to dark reads as from less to more, and categories have no order. "
                    "Choose a qualitative palette.");
    if (wish->form != MAP_CHOROPLETH)
        return;
    if (wish->palette == PALETTE_QUALITATIVE)
        notices_add(notices, NOTICE_REFUSAL,
                    "Des teintes sans ordre cacheraient l’ordre des classes. Choisissez une palette séquentielle.",
                    "Hues without order would hide the order of the classes. Choose a sequential palette.");
    if (wish->palette == PALETTE_DIVERGING && !subject->has_centre)
        notices_add(
            notices, NOTICE_REFUSAL,
            "Une palette divergente oppose deux côtés d’un centre qui a un sens (zéro, une moyenne, un objectif), et "
            "cet "
            "indicateur n’en a pas. Choisissez une palette séquentielle.",
            "A diverging palette sets two sides of a centre that means something (zero, a mean, a target) against each "
            "other, and this indicator has none. Choose a sequential palette.");
    else if (wish->palette == PALETTE_DIVERGING && !centre_is_within(subject, series))
        notices_add(notices, NOTICE_WARNING,
                    "Toutes les valeurs sont du même côté du centre\u00a0: une palette séquentielle le dirait mieux.",
                    "All values lie on the same side of the centre: a sequential palette would say it better.");
    else if (wish->palette == PALETTE_SEQUENTIAL && subject->kind == INDICATOR_RATIO && series->least < 0 &&
             series->greatest > 0)
        notices_add(
            notices, NOTICE_WARNING,
            "Des valeurs sont négatives et d’autres positives\u00a0: la légende devrait dire où se trouve zéro.",
            "Some values are negative and others positive: the legend should tell where zero is.");
}

/* ---- the classes ---- */

static void number_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                         struct notices *notices)
{
    size_t classes = wish->method == CLASS_Q6 && wish->form == MAP_CHOROPLETH ? 6 : wish->classes;
    if (classes < CLASSES_MIN || classes > CLASSES_MAX)
        notices_add(notices, NOTICE_REFUSAL, "Choisissez de %d à %d classes.", "Choose %d to %d classes.", CLASSES_MIN,
                    CLASSES_MAX);
    else if (classes > SEMIOLOGY_PUBLIC_CLASSES_MAX && wish->is_public)
        notices_add(notices, NOTICE_WARNING,
                    "Au-delà de %d classes l’œil ne distingue plus les teintes sur une carte\u00a0: quatre à six "
                    "suffisent au public.",
                    "Beyond %d classes the eye no longer tells the shades apart on a map: four to six are enough for "
                    "the public.",
                    SEMIOLOGY_PUBLIC_CLASSES_MAX);
    if (wish->form == MAP_CHOROPLETH && subject->count >= SEMIOLOGY_VALUES_MIN && classes <= CLASSES_MAX &&
        subject->count < 2 * classes)
        notices_add(
            notices, NOTICE_WARNING,
            "%zu valeurs pour %zu classes\u00a0: presque chaque territoire aurait la sienne. Choisissez-en moins.",
            "%zu values for %zu classes: almost every territory would have its own. Choose fewer.", subject->count,
            classes);
}

/* A skewness beyond 1, either way, is the usual threshold of a strongly skewed series (Bulmer, Principles of Statistics, 1979). */
#define SKEWNESS_STRONG 1.0

static void method_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                         const struct series *series, struct notices *notices)
{
    enum class_method method = wish->method;
    if (class_method_check(method, series->least, notices) && method == CLASS_GEOMETRIC &&
        subject->kind != INDICATOR_RATIO)
        notices_add(notices, NOTICE_REFUSAL,
                    "Une progression géométrique n’a de sens que pour des taux, et non pour des rangs ou des dates.",
                    "A geometric progression means something for rates, not for ranks or dates.");
    if ((method == CLASS_EQUAL || method == CLASS_DEVIATION) && fabs(series->skewness) > SKEWNESS_STRONG)
        notices_add(notices, NOTICE_WARNING,
                    "Les valeurs sont très dissymétriques\u00a0: cette méthode en rangerait la plupart dans une ou "
                    "deux classes. "
                    "Les quantiles ou les seuils naturels conviennent mieux.",
                    "The values are strongly skewed: this method would put most of them into one or two classes. "
                    "Quantiles or natural breaks suit them better.");
    if (method == CLASS_DEVIATION && subject->kind == INDICATOR_RANK)
        notices_add(notices, NOTICE_WARNING, "La moyenne de rangs ne dit rien\u00a0: choisissez les quantiles.",
                    "The mean of ranks says nothing: choose quantiles.");
    if (method == CLASS_HEAD_TAIL && series->skewness < SKEWNESS_STRONG)
        notices_add(notices, NOTICE_WARNING,
                    "«\u00a0Têtes et queues\u00a0» convient à beaucoup de petites valeurs et à peu de grandes\u00a0: "
                    "ici ce n’est pas le cas.",
                    "Head/tail suits many small values and few large ones, which is not the case here.");
    if (method == CLASS_Q6 && subject->count < 20)
        notices_add(notices, NOTICE_WARNING,
                    "Les classes extrêmes de Q6 tiennent 5\u00a0%% des valeurs\u00a0: avec %zu valeurs, moins d’une.",
                    "The outer classes of Q6 hold 5%% of the values: less than one of %zu.", subject->count);
    if (method == CLASS_QUANTILES && 2 * series->least_count > subject->count)
        notices_add(notices, NOTICE_WARNING,
                    "Plus de la moitié des valeurs sont égales\u00a0: des quantiles ne peuvent pas les séparer.",
                    "More than half of the values are equal: quantiles cannot part them.");
}

/* ---- the values ---- */

static bool values_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                         const struct series *series, struct notices *notices)
{
    if (subject->count == 0)
        return notices_add(notices, NOTICE_REFUSAL, "Aucune valeur n’est renseignée\u00a0: la carte serait vide.",
                           "No value is known: the map would be empty.");
    if (subject->unknown > subject->count)
        notices_add(
            notices, NOTICE_WARNING,
            "Plus de la moitié des territoires ne sont pas renseignés (%zu sur %zu)\u00a0: dites-le dans le titre.",
            "More than half of the territories have no value (%zu of %zu): say so in the title.", subject->unknown,
            subject->unknown + subject->count);
    if (wish->form == MAP_KINDS)
        return true;
    if (series->least == series->greatest)
        notices_add(notices, NOTICE_WARNING,
                    "Toutes les valeurs sont égales\u00a0: une phrase le dit mieux qu’une carte.",
                    "All values are equal: a sentence says it better than a map.");
    else if (subject->count < SEMIOLOGY_VALUES_MIN)
        notices_add(notices, NOTICE_WARNING, "Moins de %d valeurs\u00a0: un tableau se lit mieux qu’une carte.",
                    "Fewer than %d values: a table reads better than a map.", SEMIOLOGY_VALUES_MIN);
    return true;
}

bool semiology_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                     struct notices *notices)
{
    struct series series = series_of(subject);
    if (!form_check(subject, wish, &series, notices) || !values_check(subject, wish, &series, notices))
        return false;
    palette_check(subject, wish, &series, notices);
    if (wish->form != MAP_SYMBOLS)
        number_check(subject, wish, notices);
    if (wish->form == MAP_CHOROPLETH && series.least < series.greatest)
        method_check(subject, wish, &series, notices);
    return !notices_refuse(notices);
}

struct semiology_wish semiology_proposal(const struct semiology_subject *subject)
{
    struct series series = series_of(subject);
    struct semiology_wish wish = {.form = MAP_CHOROPLETH,
                                  .palette = PALETTE_SEQUENTIAL,
                                  .method = CLASS_CKMEANS,
                                  .classes = 5,
                                  .is_public = true};
    if (subject->kind == INDICATOR_STOCK)
        wish.form = MAP_SYMBOLS;
    if (subject->kind == INDICATOR_CATEGORY) {
        wish.form = MAP_KINDS;
        wish.palette = PALETTE_QUALITATIVE;
    }
    if (subject->kind == INDICATOR_RANK)
        wish.method = CLASS_QUANTILES;
    if (wish.form == MAP_CHOROPLETH && centre_is_within(subject, &series))
        wish.palette = PALETTE_DIVERGING;
    while (wish.form == MAP_CHOROPLETH && wish.classes > CLASSES_MIN && subject->count < 2 * wish.classes)
        wish.classes--;
    return wish;
}
