/* style/classes.h: a series of values put into classes, ready for a map and its legend. */
#ifndef TERRIL_STYLE_CLASSES_H
#define TERRIL_STYLE_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "style/breaks.h"
#include "style/notice.h"

/* The class of a value that is not known: « non renseigné », drawn as a hatch and never as zero. */
#define CLASS_UNKNOWN SIZE_MAX

/* What somebody asks for. */
struct class_choice {
    enum class_method method;
    size_t count; /* CLASSES_MIN to CLASSES_MAX; CLASS_Q6 and CLASS_MANUAL do not look at it */
    enum class_side side;
    bool is_rounded;      /* bounds rounded (style/rounding.h); never those given by people */
    const double *manual; /* CLASS_MANUAL: the bounds, first and last included */
    size_t manual_count;
};

struct classes {
    enum class_method method;
    enum class_side side;
    size_t count; /* 1 to CLASSES_MAX */
    double bounds[CLASSES_MAX +
                  1]; /* count + 1, in the values' unit; the first two are equal where a class holds one value */
    size_t sizes[CLASSES_MAX]; /* how many of the values; 0 is possible where the method does not look at ranks */
    size_t moved;              /* values that rounding put into another class */
};

/* "equal", "quantiles", "q6", "ckmeans", "deviation", "geometric", "head-tail", "nested-means", "manual". */
bool class_method_read(const char *text, enum class_method *method);
const char *class_method_name(enum class_method method);
/* For people: "quantiles", « moyenne et écart-type ». */
const char *class_method_title(enum class_method method, bool is_english);

/* Bounds written by people, "0; 10; 20,5": 3 to CLASSES_MAX + 1 numbers with semicolons between them, point or comma for
 * decimals, spaces (U+00A0 and U+202F too) anywhere but inside "1e3". They must ascend. False with a refusal. */
bool class_bounds_read(const char *text, size_t length, double bounds[CLASSES_MAX + 1], size_t *count,
                       struct notices *notices);

/* Whether there are as many as that, finite and ascending; false with a refusal. */
bool class_bounds_check(const double *bounds, size_t count, struct notices *notices);

/* Whether a method can take a series whose least value is that; false with a refusal. */
bool class_method_check(enum class_method method, double least, struct notices *notices);

/* `values`: finite, in any order, without those that are not known. False with a refusal when there are none, when the method
 * cannot take them, or when bounds given by people do not ascend or leave values out. Warnings tell where there are fewer
 * classes than asked for (ties, or fewer different values than classes), and empty classes. */
bool classes_make(const double *values, size_t count, const struct class_choice *choice, struct classes *classes,
                  struct notices *notices);

/* 0 to count - 1; a value beyond the bounds, as another year may have, belongs to the first or the last class.
 * Not finite: CLASS_UNKNOWN. */
size_t class_of(const struct classes *classes, double value);

#endif
