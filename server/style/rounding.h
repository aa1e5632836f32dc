/* style/rounding.h: the bounds of classes rounded, for people to read, without making the map say something else. */
#ifndef TERRIL_STYLE_ROUNDING_H
#define TERRIL_STYLE_ROUNDING_H

#include <stdbool.h>
#include <stddef.h>

#include "style/breaks.h"

/* Of a hundred values at most this many change class by rounding. */
#define ROUNDING_PERCENT_MAX 2

/* The double nearest to `value` written with that many significant digits, 1 to 15; half away from zero. */
double round_to_digits(double value, int digits);
/* Rounds the bounds between the classes (the first and the last stay: they are the least and the greatest value) to the fewest
 * significant digits with which they still ascend, at most ROUNDING_PERCENT_MAX of the values change class and no class becomes
 * empty: first all to the same number of digits, then each in turn, from the lowest, to fewer where that still holds. `moved` is how
 * many values changed. False with nothing changed when not even 15 digits will do. */
bool breaks_round(const double *sorted, size_t count, enum class_side side, size_t classes, double *bounds,
                  size_t *moved);

#endif
