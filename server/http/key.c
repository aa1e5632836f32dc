#include "http/key.h"

#include <string.h>

enum key_reach key_reach_of(unsigned vary, bool is_relative)
{
    if (vary & (VARY_ACCEPT | VARY_ACCEPT_LANGUAGE))
        return KEY_FULL;
    return is_relative ? KEY_BARE : KEY_BASE;
}

enum key_reach key_reach(const struct answer *answer)
{
    return key_reach_of(answer->vary, answer->is_relative);
}

/* Both halves of a 128-bit product, folded: every bit of the input reaches every bit of the result. */
static uint64_t mix(uint64_t left, uint64_t right)
{
    __extension__ unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The odd constants are digits of the golden ratio and of the root of two. */
uint64_t key_hash(uint64_t seed, const void *bytes, size_t length)
{
    uint64_t hash = seed ^ mix(length ^ UINT64_C(0x9e3779b97f4a7c15), seed | 1), word;
    size_t at = 0;
    for (; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, (const char *)bytes + at, sizeof word);
        hash = mix(hash ^ word ^ UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xb504f333f9de6485) ^ seed);
    }
    word = 0;
    if (at < length)
        memcpy(&word, (const char *)bytes + at, length - at);
    return mix(hash ^ word ^ UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xb504f333f9de6485) ^ seed);
}

struct cache_key key_make(struct buffer *room, const struct request *request, const char *raw, unsigned codings,
                          enum key_reach reach, const char *tag, uint64_t seed)
{
    const char *parts[] = {raw, reach == KEY_BARE ? "" : request->base, reach == KEY_FULL ? request->accept : "",
                           reach == KEY_FULL ? request->accept_language : ""};
    buffer_clear(room);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buffer_append(room, parts[i], strlen(parts[i]) + 1); /* the NULs keep the parts apart */
    buffer_putc(room, (char)codings);
    /* what a client without Accept got must not be found by those who look for what is the same for all */
    buffer_putc(room, (char)reach);
    uint64_t hash = key_hash(seed, room->bytes, room->length);
    if (tag)
        buffer_append(room, tag, strlen(tag));
    return (struct cache_key){room->bytes, room->length, hash};
}
