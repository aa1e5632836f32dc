/* style/decimal.h: decimal numbers as CSS and ECMAScript write them: base/number.h's, and ".5" and "5." too. */
#ifndef TERRIL_STYLE_DECIMAL_H
#define TERRIL_STYLE_DECIMAL_H

#include <stddef.h>

#define DECIMAL_LENGTH_MAX 400

/* The whole of `text` as a finite number; NaN when it is none, or longer than DECIMAL_LENGTH_MAX with a point at an end. */
double decimal_read(const char *text, size_t length);

#endif
