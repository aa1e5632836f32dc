#include "http/range.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Digits at `*text`, which moves behind them; what does not fit counts as SIZE_MAX. False when there are none. */
static bool place_read(const char **text, size_t *place)
{
    const char *digit = *text;
    size_t value = 0;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        size_t unit = (size_t)(*digit - '0');
        value = value > (SIZE_MAX - unit) / 10 ? SIZE_MAX : value * 10 + unit;
    }
    if (digit == *text)
        return false;
    *text = digit;
    *place = value;
    return true;
}

enum range_verdict range_read(const char *field, size_t length, size_t *first, size_t *last)
{
    size_t from = 0, to = SIZE_MAX;
    if (strncasecmp(field, "bytes=", 6) != 0)
        return RANGE_WHOLE;
    const char *text = field + 6;
    bool has_first = place_read(&text, &from);
    if (*text++ != '-')
        return RANGE_WHOLE;
    bool has_last = place_read(&text, &to);
    if (text[strspn(text, " \t")] != '\0' || (!has_first && !has_last) || (has_first && from > to))
        return RANGE_WHOLE;
    if (!has_first) { /* the last `to` bytes */
        if (to == 0 || length == 0)
            return RANGE_OUTSIDE;
        from = to < length ? length - to : 0;
        to = SIZE_MAX;
    }
    if (from >= length)
        return RANGE_OUTSIDE;
    *first = from;
    *last = to < length ? to : length - 1;
    return RANGE_PART;
}
