/* ogc/items_time.h: the parameter `datetime` (OGC 17-069r4, 7.15.4): an instant or an interval, as days. */
#ifndef TERRIL_OGC_ITEMS_TIME_H
#define TERRIL_OGC_ITEMS_TIME_H

#include <stdbool.h>

#include "base/error.h"

#define DAY_BYTES 11 /* YYYY-MM-DD and the NUL */

/* First and last day in UTC, "" for an open end. A time is RFC 3339's date-time, or its full-date alone; ".." or nothing is
 * open. ERROR_INPUT for anything else, and for an interval that ends before it begins. */
bool items_time_read(const char *text, char first[DAY_BYTES], char last[DAY_BYTES], struct error *err);
/* Is it a day that there is, YYYY-MM-DD? */
bool items_time_is_day(const char *text);

#endif
