#include "draw/step.h"

#include <math.h>

void step_write(struct buffer *out, int64_t value, int64_t steps, bool after_number)
{
    char text[24];
    char *end = text + sizeof text, *digit = end;
    int64_t rest = value < 0 ? -value : value;
    bool is_significant = false;
    for (int64_t step = steps; step > 1; step /= 10, rest /= 10) {
        is_significant = is_significant || rest % 10 != 0;
        if (is_significant)
            *--digit = (char)('0' + rest % 10);
    }
    if (is_significant)
        *--digit = '.';
    for (; rest > 0; rest /= 10)
        *--digit = (char)('0' + rest % 10);
    if (digit == end)
        *--digit = '0';
    if (value < 0)
        *--digit = '-';
    else if (after_number)
        *--digit = ' ';
    buffer_append(out, digit, (size_t)(end - digit));
}

int64_t step_round(double value, int64_t steps)
{
    return llround(value * (double)steps);
}
