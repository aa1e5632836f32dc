/* http/cache.h: answers kept, the longest unused forgotten first, prepared ones last. Safe from any thread. */
#ifndef TERRIL_HTTP_CACHE_H
#define TERRIL_HTTP_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/answer.h"

struct cache;

/* A key is all that a handler may look at, as bytes (http/key.h), with a hash that strangers cannot foresee. */
struct cache_key {
    const char *bytes;
    size_t length;
    uint64_t hash;
};

struct cache *cache_new(size_t bytes);
void cache_free(struct cache *cache); /* NULL is fine */

/* The caller's reference, or NULL. */
struct answer *cache_get(struct cache *cache, struct cache_key key);
/* Was this asked of late, by a key of the same hash? From now on it was. For what is not worth keeping before. */
bool cache_ask(struct cache *cache, struct cache_key key);
/* Keeps a reference of its own, in place of what stood under the key unless that was coded with more effort. An answer
 * larger than a quarter of the cache is not kept: it would push out everything else. */
void cache_put(struct cache *cache, struct cache_key key, struct answer *answer);
bool cache_forget(struct cache *cache, struct cache_key key); /* what stands there; false: nothing did */
/* Forgets all keys that do not end with `tag`. */
void cache_keep_only(struct cache *cache, const char *tag);
size_t cache_used(struct cache *cache); /* bytes, with ANSWER_OVERHEAD for each answer */

#endif
