#include "http/flight.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A list will do: not more are under way than the worker queue and its threads hold. */
struct flight_table {
    pthread_mutex_t lock;
    struct flight *first;
};

struct flight_table *flight_table_new(void)
{
    struct flight_table *table = calloc(1, sizeof *table);
    if (!table)
        abort();
    pthread_mutex_init(&table->lock, NULL);
    return table;
}

void flight_table_free(struct flight_table *table)
{
    if (!table)
        return;
    assert(!table->first);
    pthread_mutex_destroy(&table->lock);
    free(table);
}

static bool key_equals(struct cache_key left, struct cache_key right)
{
    return left.hash == right.hash && left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

bool flight_join(struct flight_table *table, struct flight *flight)
{
    pthread_mutex_lock(&table->lock);
    struct flight *leader = table->first;
    while (leader && !key_equals(leader->key, flight->key))
        leader = leader->next;
    struct flight **list = leader ? &leader->followers : &table->first;
    flight->followers = NULL;
    flight->next = *list;
    *list = flight;
    pthread_mutex_unlock(&table->lock);
    return leader != NULL;
}

struct flight *flight_land(struct flight_table *table, struct flight *leader)
{
    pthread_mutex_lock(&table->lock);
    struct flight **place = &table->first;
    while (*place && *place != leader)
        place = &(*place)->next;
    assert(*place == leader);
    *place = leader->next;
    struct flight *followers = leader->followers;
    leader->followers = NULL;
    pthread_mutex_unlock(&table->lock);
    return followers;
}
