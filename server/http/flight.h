/* http/flight.h: slow answers under way, so that who asks the same meanwhile waits for that one. */
#ifndef TERRIL_HTTP_FLIGHT_H
#define TERRIL_HTTP_FLIGHT_H

#include <stdbool.h>

#include "http/cache.h"

struct flight_table;

/* Lies inside the caller's own struct. */
struct flight {
    struct cache_key key;     /* the caller's; its bytes live until the flight has landed */
    struct flight *next;      /* the table's: another flight */
    struct flight *followers; /* chained by `next` once landed */
};

struct flight_table *flight_table_new(void);
void flight_table_free(struct flight_table *table); /* nothing may be under way; NULL is fine */

/* True: an equal one is under way and `flight` follows it. False: it leads, and the caller must land it. */
bool flight_join(struct flight_table *table, struct flight *flight);
/* Takes the leader out; returns those that followed, in any order, chained by `next`. */
struct flight *flight_land(struct flight_table *table, struct flight *leader);

#endif
