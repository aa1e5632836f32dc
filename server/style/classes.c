#include "style/classes.h"

#include "base/memory.h"
#include "style/rounding.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *fr, *en;
} methods[CLASS_METHOD_COUNT] = {
    [CLASS_EQUAL] = {"equal", "amplitudes égales", "equal intervals"},
    [CLASS_QUANTILES] = {"quantiles", "quantiles", "quantiles"},
    [CLASS_Q6] = {"q6", "Q6", "Q6"},
    [CLASS_CKMEANS] = {"ckmeans", "seuils naturels", "natural breaks"},
    [CLASS_DEVIATION] = {"deviation", "moyenne et écart-type", "mean and standard deviation"},
    [CLASS_GEOMETRIC] = {"geometric", "progression géométrique", "geometric progression"},
    [CLASS_HEAD_TAIL] = {"head-tail", "têtes et queues", "head/tail"},
    [CLASS_NESTED_MEANS] = {"nested-means", "moyennes emboîtées", "nested means"},
    [CLASS_MANUAL] = {"manual", "bornes choisies", "chosen bounds"},
};

bool class_method_read(const char *text, enum class_method *method)
{
    for (size_t i = 0; i < CLASS_METHOD_COUNT; i++) {
        if (strcmp(text, methods[i].name) == 0) {
            *method = (enum class_method)i;
            return true;
        }
    }
    return false;
}

const char *class_method_name(enum class_method method)
{
    return methods[method].name;
}

const char *class_method_title(enum class_method method, bool is_english)
{
    return is_english ? methods[method].en : methods[method].fr;
}

static int values_compare(const void *left, const void *right)
{
    double one = *(const double *)left, other = *(const double *)right;
    return (one > other) - (one < other);
}

/* At most `enough`, beyond which nobody wants to know. */
static size_t values_different(const double *sorted, size_t count, size_t enough)
{
    size_t different = 1;
    for (size_t i = 1; i < count && different < enough; i++)
        different += sorted[i] != sorted[i - 1];
    return different;
}

static size_t size_of(const struct classes *classes, const double *sorted, size_t count, size_t index)
{
    size_t from = index == 0 ? 0 : breaks_below(sorted, count, classes->side, classes->bounds[index]);
    size_t to =
        index + 1 == classes->count ? count : breaks_below(sorted, count, classes->side, classes->bounds[index + 1]);
    return to - from;
}

/* Bounds that say nothing go: two that are equal, one at the end where nothing lies beyond it, and, for the methods that look at
 * ranks, any that would make an empty class. An equal interval without values is an answer, and stays. */
static void bounds_tidy(struct classes *classes, const double *sorted, size_t count)
{
    bool keeps_empty =
        classes->method == CLASS_EQUAL || classes->method == CLASS_DEVIATION || classes->method == CLASS_GEOMETRIC;
    double last = classes->bounds[classes->count];
    size_t kept = 1, below = 0;
    for (size_t i = 1; i < classes->count; i++) {
        double bound = classes->bounds[i];
        size_t here = breaks_below(sorted, count, classes->side, bound);
        bool is_new = kept == 1 || bound > classes->bounds[kept - 1];
        if (here == 0 || here == count || !is_new || (!keeps_empty && here == below))
            continue;
        classes->bounds[kept++] = bound;
        below = here;
    }
    classes->bounds[kept] = last;
    classes->count = kept;
}

static bool bounds_given(const struct class_choice *choice, const double *sorted, size_t count, struct classes *classes,
                         struct notices *notices)
{
    if (!class_bounds_check(choice->manual, choice->manual_count, notices))
        return false;
    size_t low = 0, high = 0;
    for (size_t i = 0; i < count; i++) {
        low += sorted[i] < choice->manual[0];
        high += sorted[i] > choice->manual[choice->manual_count - 1];
    }
    if (low + high > 0)
        return notices_add(notices, NOTICE_REFUSAL,
                           "Les bornes laissent des valeurs dehors (%zu en dessous, %zu au-dessus)\u00a0: élargissez "
                           "la première ou la dernière.",
                           "The bounds leave values out (%zu below, %zu above): widen the first or the last.", low,
                           high);
    classes->count = choice->manual_count - 1;
    memcpy(classes->bounds, choice->manual, choice->manual_count * sizeof *choice->manual);
    return true;
}

bool class_method_check(enum class_method method, double least, struct notices *notices)
{
    return method != CLASS_GEOMETRIC || least > 0 ||
           notices_add(
               notices, NOTICE_REFUSAL,
               "Une progression géométrique n’existe qu’au-dessus de zéro, et des valeurs sont nulles ou négatives. "
               "Choisissez les quantiles ou les seuils naturels.",
               "A geometric progression needs values above zero, and some are zero or negative. "
               "Choose quantiles or natural breaks.");
}

/* By the method's definition, tidied and rounded. */
static bool bounds_found(const struct class_choice *choice, const double *sorted, size_t count, struct classes *classes,
                         struct notices *notices)
{
    if (!class_method_check(choice->method, sorted[0], notices))
        return false;
    size_t different = values_different(sorted, count, CLASSES_MAX);
    size_t asked = choice->count < different ? choice->count : different;
    if (different == 1) {
        classes->count = 1;
        classes->bounds[0] = classes->bounds[1] = sorted[0];
        return true;
    }
    classes->count = breaks_find(choice->method, choice->side, sorted, count, asked, classes->bounds);
    bounds_tidy(classes, sorted, count);
    if (choice->is_rounded && classes->count > 1)
        breaks_round(sorted, count, choice->side, classes->count, classes->bounds, &classes->moved);
    return true;
}

static void classes_remark(const struct class_choice *choice, const struct classes *classes, const double *sorted,
                           size_t count, struct notices *notices)
{
    size_t asked = choice->method == CLASS_Q6 ? 6 : choice->count, empty = 0;
    for (size_t i = 0; i < classes->count; i++)
        empty += classes->sizes[i] == 0;
    size_t different = values_different(sorted, count, CLASSES_MAX + 1);
    if (different == 1)
        notices_add(notices, NOTICE_WARNING, "Toutes les valeurs sont égales\u00a0: une seule classe.",
                    "All values are equal: a single class.");
    else if (choice->method != CLASS_MANUAL && different < asked)
        notices_add(
            notices, NOTICE_WARNING, "%zu valeurs différentes seulement pour %zu classes demandées\u00a0: %zu classes.",
            "Only %zu different values for the %zu classes asked for: %zu classes.", different, asked, classes->count);
    else if (choice->method != CLASS_MANUAL && classes->count < asked)
        notices_add(notices, NOTICE_WARNING,
                    "%zu classes au lieu de %zu\u00a0: cette méthode n’en tire pas plus de cette série.",
                    "%zu classes instead of %zu: the method draws no more from this series.", classes->count, asked);
    if (empty > 0)
        notices_add(notices, NOTICE_WARNING,
                    "Classes sans aucune valeur\u00a0: %zu. Une autre méthode les éviterait peut-être.",
                    "Classes without any value: %zu. Another method may avoid them.", empty);
}

bool classes_make(const double *values, size_t count, const struct class_choice *choice, struct classes *classes,
                  struct notices *notices)
{
    assert(choice->method == CLASS_MANUAL || choice->method == CLASS_Q6 ||
           (choice->count >= CLASSES_MIN && choice->count <= CLASSES_MAX));
    if (count == 0)
        return notices_add(notices, NOTICE_REFUSAL, "Aucune valeur n’est renseignée\u00a0: il n’y a rien à classer.",
                           "No value is known: there is nothing to put into classes.");
    double *sorted = memory_alloc(memory_product(count, sizeof *sorted));
    for (size_t i = 0; i < count; i++) {
        assert(isfinite(values[i]));
        sorted[i] = values[i] == 0 ? 0 : values[i]; /* one zero */
    }
    qsort(sorted, count, sizeof *sorted, values_compare);
    struct classes made = {.method = choice->method, .side = choice->side};
    bool is_made = choice->method == CLASS_MANUAL ? bounds_given(choice, sorted, count, &made, notices)
                                                  : bounds_found(choice, sorted, count, &made, notices);
    if (is_made) {
        for (size_t i = 0; i < made.count; i++)
            made.sizes[i] = size_of(&made, sorted, count, i);
        classes_remark(choice, &made, sorted, count, notices);
        *classes = made;
    }
    free(sorted);
    return is_made;
}

size_t class_of(const struct classes *classes, double value)
{
    if (!isfinite(value))
        return CLASS_UNKNOWN;
    size_t index = 0;
    while (index + 1 < classes->count && breaks_below(&value, 1, classes->side, classes->bounds[index + 1]) == 0)
        index++;
    return index;
}
