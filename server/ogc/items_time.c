#include "ogc/items_time.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
#define TIME_MAX    40 /* bytes of a time: 2018-02-12T23:20:50.123456789+01:00 and some */

/* ---- days, after Hinnant's "chrono-Compatible Low-Level Date Algorithms" ---- */

static int64_t day_number(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void day_write(int64_t number, char text[DAY_BYTES])
{
    int64_t z = number + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100),
            month = (5 * of_year + 2) / 153;
    int64_t year = year_of_era + era * 400 + (month >= 10);
    unsigned shown = year < 0      ? 0
                     : year > 9999 ? 9999
                                   : (unsigned)year; /* an offset may lead out of RFC 3339's years */
    snprintf(text, DAY_BYTES, "%04u-%02u-%02u", shown % 10000u, (unsigned)(month < 10 ? month + 3 : month - 9) % 100u,
             (unsigned)(of_year - (153 * month + 2) / 5 + 1) % 100u);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

/* ---- reading ---- */

/* `count` digits at `*at`, which moves behind them; false when there are not that many. */
static bool digits_read(const char **at, int count, int *number)
{
    *number = 0;
    for (; count > 0; count--, (*at)++) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

static bool mark_read(const char **at, char mark)
{
    bool is_there = **at == mark;
    *at += is_there;
    return is_there;
}

static bool day_read(const char **at, int64_t *number)
{
    int year, month, day;
    if (!digits_read(at, 4, &year) || !mark_read(at, '-') || !digits_read(at, 2, &month) || !mark_read(at, '-') ||
        !digits_read(at, 2, &day) || month < 1 || month > 12 || day < 1 || day > month_days(year, month)) {
        return false;
    }
    *number = day_number(year, month, day);
    return true;
}

/* "Z" or "+01:00": seconds that local time is ahead of UTC. */
static bool offset_read(const char **at, int *seconds)
{
    int hours, minutes;
    *seconds = 0;
    if (mark_read(at, 'Z') || mark_read(at, 'z')) {
        return true;
    }
    int sign = **at == '-' ? -1 : 1;
    if ((!mark_read(at, '+') && !mark_read(at, '-')) || !digits_read(at, 2, &hours) || !mark_read(at, ':') ||
        !digits_read(at, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

/* A whole text as a time; `seconds` since 1970 in UTC, a day's own beginning. */
static bool time_read(const char *text, int64_t *seconds)
{
    int64_t day;
    int hours, minutes, second, offset;
    const char *at = text;
    if (!day_read(&at, &day)) {
        return false;
    }
    *seconds = day * DAY_SECONDS;
    if (*at == '\0') {
        return true;
    }
    if ((!mark_read(&at, 'T') && !mark_read(&at, 't')) || !digits_read(&at, 2, &hours) || !mark_read(&at, ':') ||
        !digits_read(&at, 2, &minutes) || !mark_read(&at, ':') || !digits_read(&at, 2, &second) || hours > 23 ||
        minutes > 59 || second > 60) {
        return false;
    }
    if (mark_read(&at, '.')) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0) {
            return false;
        }
        at += digits;
    }
    if (!offset_read(&at, &offset) || *at != '\0') {
        return false;
    }
    *seconds += hours * 3600 + minutes * 60 + (second < 60 ? second : 59) - offset; /* a leap second ends its day */
    return true;
}

bool items_time_is_day(const char *text)
{
    int64_t number;
    const char *at = text;
    return day_read(&at, &number) && *at == '\0';
}

static int64_t day_of(int64_t seconds)
{
    return (seconds >= 0 ? seconds : seconds - (DAY_SECONDS - 1)) / DAY_SECONDS;
}

/* One end of what was asked; "" in `day` when it is open. */
static bool end_read(const char *text, size_t length, bool may_be_open, char day[DAY_BYTES], int64_t *seconds)
{
    char time[TIME_MAX + 1];
    day[0] = '\0';
    if (may_be_open && (length == 0 || (length == 2 && memcmp(text, "..", 2) == 0))) {
        return true;
    }
    if (length > TIME_MAX) {
        return false;
    }
    memcpy(time, text, length);
    time[length] = '\0';
    if (!time_read(time, seconds)) {
        return false;
    }
    day_write(day_of(*seconds), day);
    return true;
}

bool items_time_read(const char *text, char first[DAY_BYTES], char last[DAY_BYTES], struct error *err)
{
    const char *slash = strchr(text, '/');
    char begin[DAY_BYTES], end[DAY_BYTES];
    int64_t from = 0, to = 0;
    size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
    bool is_good = end_read(text, length, slash != NULL, begin, &from);
    if (is_good && slash != NULL) {
        is_good = end_read(slash + 1, strlen(slash + 1), true, end, &to);
    }
    if (!is_good) {
        return error_set(err, ERROR_INPUT,
                         "datetime=%.80s: a time (2022-01-23 or 2022-01-23T10:00:00Z) or an interval of two with a "
                         "slash between them is wanted, an open end being \"..\"",
                         text);
    }
    if (slash != NULL && begin[0] != '\0' && end[0] != '\0' && from > to) {
        return error_set(err, ERROR_INPUT, "datetime=%.80s: the interval ends before it begins", text);
    }
    memcpy(first, begin, DAY_BYTES);
    memcpy(last, slash == NULL ? begin : end, DAY_BYTES);
    return true;
}
