/* http/front.h: the answers that one network thread sends most, kept before the cache that all share. A hit takes no lock
 * and writes nothing that another thread reads. */
#ifndef TERRIL_HTTP_FRONT_H
#define TERRIL_HTTP_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/answer.h"
#include "http/cache.h"

/* Bytes of bodies that one front may keep from being freed; a thread's share of the default cache. */
#define FRONT_BYTES_MAX ((size_t)16 << 20)

/* What a front's answers belong to. Whoever reads it reads `edition` first, then `tag`. */
struct front_season {
    uint64_t edition; /* grows when something better or newer was put into the cache */
    const char *tag;  /* of the generation in service; equal generations have the same pointer. NULL: nothing is kept */
};

struct front;

struct front *front_new(void);
void front_free(struct front *front); /* NULL is fine */

/* The owner's two. Keys without a generation's tag. A reference, or NULL. */
struct answer *front_get(struct front *front, struct cache_key key, struct front_season season);
/* Keeps a twin of `answer` unless those that stand in its place are asked for more. */
void front_put(struct front *front, struct cache_key key, struct front_season season, struct answer *answer);
/* From any thread: lets everything go, and takes nothing of an earlier edition any more. */
void front_renew(struct front *front, uint64_t edition);

#endif
