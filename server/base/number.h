/* base/number.h: numbers read and written the same whatever the locale. */
#ifndef TERRIL_BASE_NUMBER_H
#define TERRIL_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The whole of `text` (length given) as a finite decimal number: [+-]digits[.digits][e[+-]digits], E as well as e,
 * rounded to the nearest double. No spaces, no hex, no inf, no nan. False otherwise, `value` untouched. */
bool number_read(const char *text, size_t length, double *value);
/* The whole of `text`, [+-]digits, as an integer in [min, max]. False otherwise, `value` untouched. */
bool number_read_integer(const char *text, size_t length, int64_t min, int64_t max, int64_t *value);

/* At most `decimals` (0 to 15) digits behind the point, trailing zeros and the sign of a zero removed: 12.5, 3, -0.125.
 * What is rounded is the exact binary value, half to even: 0.125 gives 0.12, and 2.675, which is a little less in
 * binary, 2.67. Not finite: writes null. For JSON, CSV, SVG. */
void number_write(struct buffer *buffer, double value, int decimals);
/* The fewest digits that read back as the same double, with an exponent below 1e-6 and from 1e21 (as ECMAScript does);
 * 0 for either zero. Not finite: writes null. */
void number_write_exact(struct buffer *buffer, double value);
/* French: exactly `decimals` digits, comma, U+202F between groups of three (as Intl fr-FR does,
 * four-digit numbers too), "-" in front of negatives. Rounded as number_write does. Not finite: "non renseigné". */
void number_write_french(struct buffer *buffer, double value, int decimals);
/* English: the same with comma between groups and point; "not known". */
void number_write_english(struct buffer *buffer, double value, int decimals);

#endif
