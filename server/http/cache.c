#include "http/cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* 64 MiB of answers of 2 kB fill about 16,000 places; chains stay short. 128 kB of pointers. */
#define BUCKETS 16384u
/* Of questions asked of late; 32 kB. */
#define ASKED 4096u

struct entry {
    struct entry *next_in_bucket;
    struct entry *newer, *older; /* in order of use */
    struct answer *answer;
    uint64_t hash;
    size_t length;
    char key[];
};

struct order {
    struct entry *newest, *oldest;
};

struct cache {
    pthread_mutex_t lock;
    size_t most, used;      /* bytes */
    struct order orders[2]; /* by enum compress_effort: what was prepared is forgotten when nothing else is left */
    struct entry *buckets[BUCKETS];
    _Atomic uint64_t asked[ASKED]; /* hashes */
};

struct cache *cache_new(size_t bytes)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        abort();
    pthread_mutex_init(&cache->lock, NULL);
    cache->most = bytes;
    return cache;
}

bool cache_ask(struct cache *cache, struct cache_key key)
{
    return atomic_exchange_explicit(&cache->asked[key.hash % ASKED], key.hash, memory_order_relaxed) == key.hash;
}

static size_t entry_cost(const struct entry *entry)
{
    return body_weight(entry->answer->body) + entry->length + ANSWER_OVERHEAD;
}

static struct order *entry_order(struct cache *cache, const struct entry *entry)
{
    return &cache->orders[entry->answer->effort];
}

static void entry_unlink(struct cache *cache, struct entry *entry)
{
    struct order *order = entry_order(cache, entry);
    *(entry->newer ? &entry->newer->older : &order->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &order->oldest) = entry->newer;
}

static void entry_link(struct cache *cache, struct entry *entry)
{
    struct order *order = entry_order(cache, entry);
    entry->newer = NULL;
    entry->older = order->newest;
    *(entry->older ? &entry->older->newer : &order->oldest) = entry;
    order->newest = entry;
}

static struct entry **entry_find(struct cache *cache, struct cache_key key)
{
    struct entry **place = &cache->buckets[key.hash % BUCKETS];
    while (*place && ((*place)->hash != key.hash || (*place)->length != key.length ||
                      memcmp((*place)->key, key.bytes, key.length) != 0))
        place = &(*place)->next_in_bucket;
    return place;
}

static void entry_remove(struct cache *cache, struct entry **place)
{
    struct entry *entry = *place;
    assert(entry != NULL);
    *place = entry->next_in_bucket;
    entry_unlink(cache, entry);
    cache->used -= entry_cost(entry);
    answer_release(entry->answer);
    free(entry);
}

static void cache_shrink(struct cache *cache)
{
    while (cache->used > cache->most) {
        struct entry *entry = cache->orders[COMPRESS_NOW].oldest;
        if (!entry)
            entry = cache->orders[COMPRESS_ONCE].oldest;
        assert(entry != NULL); /* what is used is what the entries cost */
        entry_remove(cache, entry_find(cache, (struct cache_key){entry->key, entry->length, entry->hash}));
    }
}

void cache_free(struct cache *cache)
{
    if (!cache)
        return;
    cache->most = 0;
    cache_shrink(cache);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

struct answer *cache_get(struct cache *cache, struct cache_key key)
{
    struct answer *answer = NULL;
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = *entry_find(cache, key);
    if (entry) {
        answer = answer_hold(entry->answer);
        entry_unlink(cache, entry);
        entry_link(cache, entry);
    }
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

void cache_put(struct cache *cache, struct cache_key key, struct answer *answer)
{
    struct entry *entry = malloc(sizeof *entry + key.length);
    if (!entry)
        abort();
    memcpy(entry->key, key.bytes, key.length);
    entry->length = key.length;
    entry->hash = key.hash;
    entry->answer = answer;
    if (entry_cost(entry) > cache->most / 4) {
        free(entry);
        return;
    }
    pthread_mutex_lock(&cache->lock);
    struct entry **place = entry_find(cache, key);
    bool is_better = !*place || (*place)->answer->effort <= answer->effort;
    if (is_better && *place)
        entry_remove(cache, place);
    if (is_better) {
        answer_hold(answer);
        entry->next_in_bucket = cache->buckets[key.hash % BUCKETS];
        cache->buckets[key.hash % BUCKETS] = entry;
        entry_link(cache, entry);
        cache->used += entry_cost(entry);
        cache_shrink(cache);
    }
    pthread_mutex_unlock(&cache->lock);
    if (!is_better)
        free(entry);
}

bool cache_forget(struct cache *cache, struct cache_key key)
{
    pthread_mutex_lock(&cache->lock);
    struct entry **place = entry_find(cache, key);
    bool was_there = *place != NULL;
    if (was_there)
        entry_remove(cache, place);
    pthread_mutex_unlock(&cache->lock);
    return was_there;
}

void cache_keep_only(struct cache *cache, const char *tag)
{
    size_t length = strlen(tag);
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < BUCKETS; i++) {
        struct entry **place = &cache->buckets[i];
        while (*place) {
            struct entry *entry = *place;
            if (entry->length >= length && memcmp(entry->key + entry->length - length, tag, length) == 0)
                place = &entry->next_in_bucket;
            else
                entry_remove(cache, place);
        }
    }
    pthread_mutex_unlock(&cache->lock);
}

size_t cache_used(struct cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    size_t used = cache->used;
    pthread_mutex_unlock(&cache->lock);
    return used;
}
