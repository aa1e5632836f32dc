/* style/class_label.h: what a legend says of each class, in French and English. */
#ifndef TERRIL_STYLE_CLASS_LABEL_H
#define TERRIL_STYLE_CLASS_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "style/classes.h"

struct class_label {
    const char *unit; /* behind each label: "%", "km/km²"; NULL for none, as where the legend's head says it */
    int decimals;     /* the indicator's; more are written where the bounds need them, fewer where they do not */
    bool is_english;
    bool is_open; /* the outer classes without their ends: "moins de 200", "plus de 1 000" */
};

/* "200 – 500", U+2013 between plain spaces; "de -5 à -2" where a sign would meet the dash. Outer classes that are open say which
 * side they take: "jusqu’à 200" and "plus de 1 000" when classes are closed on the right, "moins de 200" and "1 000 et plus" on the
 * left. A class of one value is that value. CLASS_UNKNOWN: "non renseigné", "not known". Numbers as base/number.h writes them,
 * U+00A0 in front of the unit (in English not of %). */
void class_label_write(struct buffer *out, const struct classes *classes, size_t index,
                       const struct class_label *label);
/* The line under the legend that says to which class a bound belongs: "borne supérieure comprise". */
const char *class_side_text(enum class_side side, bool is_english);
/* How many decimals the bounds are written with, 0 to 15: the fewest with which all bounds between classes read back exactly, when
 * these are at most two more than `decimals`; else the fewest, from `decimals` on, with which they stay different. */
int class_decimals(const struct classes *classes, int decimals);

#endif
