/* http/shelf.h: the prepared answers of one generation, in a file without a name: its pages are the kernel's, who may drop
 * and read them again, and an answer takes memory of ours only once somebody has asked for it. Safe from any thread. */
#ifndef TERRIL_HTTP_SHELF_H
#define TERRIL_HTTP_SHELF_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/answer.h"
#include "http/cache.h"

/* Bytes that one shelf may hold; what comes behind is made when somebody asks. */
#define SHELF_BYTES_MAX ((uint64_t)128 << 20)

struct shelf;

/* In $TMPDIR, /var/tmp or /tmp, else in memory (memfd). `tag` of the generation and `base` of its links are copied; `seed`
 * of the keys. One reference. NULL when there is no descriptor. */
struct shelf *shelf_open(const char *tag, const char *base, uint64_t seed);
struct shelf *shelf_hold(struct shelf *shelf); /* one more reference; returns `shelf` */
void shelf_release(struct shelf *shelf);       /* NULL is fine */

enum shelf_step {
    SHELF_ADDED, /* one more */
    SHELF_END,   /* the writer has nothing more, or `*stop` was set */
    SHELF_FAILED /* not a record, one of another generation, or no room on the disk: no more can be read */
};
/* Reads one record (http/record.h) from a pipe, waiting for it. `key`: what it stands under, until the next call. */
enum shelf_step shelf_add(struct shelf *shelf, int pipe, const atomic_bool *stop, struct cache_key *key);

/* The answer under that key, read from the file: a new one, the caller's, as answer_new makes it. NULL when there is none or
 * it cannot be read any more. */
struct answer *shelf_take(struct shelf *shelf, struct cache_key key);
bool shelf_has(struct shelf *shelf, struct cache_key key);

#endif
