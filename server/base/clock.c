#include "base/clock.h"

#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Four-digit years, the only ones that RFC 3339 and HTTP can say. */
#define DATE_FIRST INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define DATE_LAST  INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int64_t clock_date(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    if (fixed != NULL && number_read_integer(fixed, strlen(fixed), DATE_FIRST, DATE_LAST, &seconds))
        return seconds;
    return (int64_t)time(NULL);
}

static struct tm date_split(int64_t seconds)
{
    time_t date = (time_t)(seconds < DATE_FIRST ? DATE_FIRST : seconds > DATE_LAST ? DATE_LAST : seconds);
    struct tm parts;
    gmtime_r(&date, &parts);
    return parts;
}

void clock_rfc3339(int64_t seconds, char text[21])
{
    struct tm date = date_split(seconds);
    /* unsigned remainders show the compiler that the text fits */
    snprintf(text, 21, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(date.tm_year + 1900) % 10000u,
             (unsigned)(date.tm_mon + 1) % 100u, (unsigned)date.tm_mday % 100u, (unsigned)date.tm_hour % 100u,
             (unsigned)date.tm_min % 100u, (unsigned)date.tm_sec % 100u);
}

void clock_http(int64_t seconds, char text[30])
{
    /* not strftime, whose names follow the locale */
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm date = date_split(seconds);
    snprintf(text, 30, "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT", days[date.tm_wday], (unsigned)date.tm_mday % 100u,
             months[date.tm_mon], (unsigned)(date.tm_year + 1900) % 10000u, (unsigned)date.tm_hour % 100u,
             (unsigned)date.tm_min % 100u, (unsigned)date.tm_sec % 100u);
}
