#include "style/decimal.h"

#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

double decimal_read(const char *text, size_t length)
{
    char whole[DECIMAL_LENGTH_MAX];
    double number;
    if (number_read(text, length, &number))
        return number;
    size_t sign = length > 0 && (text[0] == '+' || text[0] == '-');
    const char *point = memchr(text, '.', length);
    if (point == NULL || length + 2 > sizeof whole)
        return NAN;
    size_t before = (size_t)(point - text) - sign, behind = length - sign - before - 1;
    bool has_digit_behind = behind > 0 && point[1] >= '0' && point[1] <= '9';
    if (before == 0 && !has_digit_behind)
        return NAN;
    /* The digit that is missing is a zero. */
    size_t written = sign + before;
    memcpy(whole, text, written);
    if (before == 0)
        whole[written++] = '0';
    whole[written++] = '.';
    if (!has_digit_behind)
        whole[written++] = '0';
    memcpy(whole + written, point + 1, behind);
    return number_read(whole, written + behind, &number) ? number : NAN;
}
