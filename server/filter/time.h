/* filter/time.h: days and moments as CQL2 writes them (RFC 3339, 5.6, full-date and date-time in UTC). For filter/. */
#ifndef TERRIL_FILTER_TIME_H
#define TERRIL_FILTER_TIME_H

#include "base/arena.h"

/* The text when it is a day of the calendar, YYYY-MM-DD, copied; else NULL. */
const char *time_day(const char *text, struct arena *arena);
/* YYYY-MM-DDThh:mm:ss[.s]Z, without zeros at the end of its second: so that texts without their Z are in the order of time; NULL when it is
 * none. A leap second is one at 23:59:60. */
const char *time_moment(const char *text, struct arena *arena);
/* -1, 0 or 1: of two days, or of two moments, which is before. */
int time_order(const char *left, const char *right);

#endif
