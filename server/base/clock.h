/* base/clock.h: time for measuring and time for people. */
#ifndef TERRIL_BASE_CLOCK_H
#define TERRIL_BASE_CLOCK_H

#include <stdint.h>

double clock_seconds(void); /* monotonic */
/* Seconds since 1970: SOURCE_DATE_EPOCH when it is set and a number, else the wall clock. */
int64_t clock_date(void);
/* RFC 3339 in UTC, "2026-11-22T09:30:00Z". `text` has room for 21 bytes. Dates outside the years 0000 to 9999 are
 * written as the nearest inside, here and below. */
void clock_rfc3339(int64_t seconds, char text[21]);
/* HTTP date (RFC 9110 5.6.7), "Sun, 22 Nov 2026 09:30:00 GMT". */
void clock_http(int64_t seconds, char text[30]);

#endif
