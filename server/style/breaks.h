/* style/breaks.h: where the classes of a series of values begin and end, by each method's definition. */
#ifndef TERRIL_STYLE_BREAKS_H
#define TERRIL_STYLE_BREAKS_H

#include <stddef.h>

#define CLASSES_MIN 2
#define CLASSES_MAX 9

/* Sources of the definitions:
 * equal intervals, quantiles, geometric progression, mean and standard deviation: Slocum et al., Thematic Cartography and
 *   Geovisualization, ch. 5; quantiles are type 7 of Hyndman and Fan (The American Statistician 50, 1996); the deviation is the
 *   sample's (divided by n - 1);
 * Q6: six classes cut at 5 %, 25 %, 50 %, 75 % and 95 % (Magrit's documentation, UAR RIATE);
 * CKMeans: style/ckmeans.h;
 * head/tail: Jiang, The Professional Geographer 65, 2013, with his threshold of 40 %;
 * nested means: Scripter, Annals of the Association of American Geographers 60, 1970. */
enum class_method {
    CLASS_EQUAL,
    CLASS_QUANTILES,
    CLASS_Q6,      /* always six classes */
    CLASS_CKMEANS, /* natural breaks */
    CLASS_DEVIATION, /* one deviation a class; an odd number has the mean amid its middle class, an even one between two */
    CLASS_GEOMETRIC,    /* values above zero */
    CLASS_HEAD_TAIL,    /* as many classes as the tail gives, at most those asked for */
    CLASS_NESTED_MEANS, /* 2, 4 or 8 classes: the greatest of them that was asked for */
    CLASS_MANUAL        /* bounds given by people */
};
#define CLASS_METHOD_COUNT 9

/* The bound that two classes share belongs to one of them. npm statsbreaks, Magrit's code, closes on the right. */
enum class_side {
    CLASS_RIGHT_CLOSED, /* ]a, b], the first class [a, b] */
    CLASS_LEFT_CLOSED   /* [a, b[, the last class [a, b] */
};

/* How many of `sorted` (ascending, `count` of them) lie on the lower side of the bound. */
size_t breaks_below(const double *sorted, size_t count, enum class_side side, double bound);

/* Of `sorted`, ascending and finite, at least two different values (above zero for CLASS_GEOMETRIC): the number of classes, with
 * that many bounds and one more, ascending, the first the least value and the last the greatest. `asked` is CLASSES_MIN to
 * CLASSES_MAX. By definition alone: ties can make bounds equal and classes empty. Not for CLASS_MANUAL. */
size_t breaks_find(enum class_method method, enum class_side side, const double *sorted, size_t count, size_t asked,
                   double bounds[CLASSES_MAX + 1]);

#endif
