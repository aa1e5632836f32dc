/* http/key.h: what an answer is kept under: all that its handler may have looked at, and no more. */
#ifndef TERRIL_HTTP_KEY_H
#define TERRIL_HTTP_KEY_H

#include <stdint.h>

#include "http/answer.h"
#include "http/cache.h"
#include "http/request.h"

/* How much of a request an answer depends on. */
enum key_reach {
    KEY_FULL, /* on everything: base, Accept, Accept-Language, target, codings accepted */
    KEY_BASE, /* not on Accept and Accept-Language */
    KEY_BARE, /* nor on request->base */
    KEY_REACHES
};

/* An Accept or Accept-Language longer than this is nobody's browser: the answer is not kept. */
#define KEY_FIELD_MAX 256u

enum key_reach key_reach(const struct answer *answer);
enum key_reach key_reach_of(unsigned vary, bool is_relative); /* enum request_vary; see struct response */
/* Eight bytes a step, where hash_bytes takes one: every answer from the cache makes a key of some hundred bytes, and every
 * new answer a hash of its body, which may be megabytes. For this process and for ETags; not kept in files. */
uint64_t key_hash(uint64_t seed, const void *bytes, size_t length);
/* Writes the key over what `room` held; it borrows the room. `raw`: the target as it came, since handlers put it into
 * links. `codings`: of struct wish, a byte. `tag` of a generation stands at the end, outside the hash; NULL to leave
 * it out. */
struct cache_key key_make(struct buffer *room, const struct request *request, const char *raw, unsigned codings,
                          enum key_reach reach, const char *tag, uint64_t seed);

#endif
