#include "http/front.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A key has WAYS places; 256 in all hold what a page, its layers and a map's first view need, several times over. */
#define WAYS       4u
#define SETS       256u
#define WARMTH_MAX 8u /* puts of others that an answer outlives after its last hit */

struct place {
    uint64_t hash;
    struct answer *answer; /* NULL: free */
    char *key;
    size_t length; /* of the key */
    unsigned warmth;
};

/* `is_busy` is the owner's or, for a moment after a swap, the renewer's; the owner does not wait for it. */
struct front {
    atomic_bool is_busy;
    struct front_season season;
    size_t used; /* bytes of bodies */
    struct place places[SETS][WAYS];
};

struct front *front_new(void)
{
    struct front *front = calloc(1, sizeof *front);
    if (!front)
        abort();
    return front;
}

static void place_clear(struct front *front, struct place *place)
{
    if (!place->answer)
        return;
    front->used -= body_weight(place->answer->body);
    answer_release(place->answer);
    free(place->key);
    *place = (struct place){0};
}

static void front_clear(struct front *front)
{
    for (size_t i = 0; i < SETS; i++)
        for (size_t k = 0; k < WAYS; k++)
            place_clear(front, &front->places[i][k]);
}

void front_free(struct front *front)
{
    if (!front)
        return;
    front_clear(front);
    free(front);
}

/* False: the renewer is here, or has been since the season was read. */
static bool front_enter(struct front *front, struct front_season season)
{
    if (atomic_exchange_explicit(&front->is_busy, true, memory_order_acquire))
        return false;
    if (season.edition >= front->season.edition && season.tag) {
        if (season.edition != front->season.edition || season.tag != front->season.tag) {
            front_clear(front);
            front->season = season;
        }
        return true;
    }
    atomic_store_explicit(&front->is_busy, false, memory_order_release);
    return false;
}

static void front_leave(struct front *front)
{
    atomic_store_explicit(&front->is_busy, false, memory_order_release);
}

struct answer *front_get(struct front *front, struct cache_key key, struct front_season season)
{
    struct answer *answer = NULL;
    if (!front_enter(front, season))
        return NULL;
    struct place *set = front->places[key.hash % SETS];
    for (size_t i = 0; i < WAYS && !answer; i++)
        if (set[i].hash == key.hash && set[i].answer && set[i].length == key.length &&
            memcmp(set[i].key, key.bytes, key.length) == 0) {
            set[i].warmth = WARMTH_MAX;
            answer = answer_hold(set[i].answer);
        }
    front_leave(front);
    return answer;
}

/* The coldest; all of them cool down, so that what is not asked for any more goes one day. */
static struct place *place_for(struct place *set)
{
    struct place *coldest = &set[0];
    for (size_t i = 1; i < WAYS && coldest->answer; i++)
        if (!set[i].answer || set[i].warmth < coldest->warmth)
            coldest = &set[i];
    for (size_t i = 0; i < WAYS; i++)
        set[i].warmth -= set[i].warmth > 0;
    return coldest;
}

void front_put(struct front *front, struct cache_key key, struct front_season season, struct answer *answer)
{
    if (!front_enter(front, season))
        return;
    struct place *place = place_for(front->places[key.hash % SETS]);
    size_t freed = place->answer ? body_weight(place->answer->body) : 0;
    if (place->warmth == 0 && front->used - freed + body_weight(answer->body) <= FRONT_BYTES_MAX) {
        char *bytes = malloc(key.length);
        if (!bytes)
            abort();
        memcpy(bytes, key.bytes, key.length);
        place_clear(front, place);
        *place = (struct place){key.hash, answer_twin(answer), bytes, key.length, 1};
        front->used += body_weight(answer->body);
    }
    front_leave(front);
}

void front_renew(struct front *front, uint64_t edition)
{
    while (atomic_exchange_explicit(&front->is_busy, true, memory_order_acquire))
        sched_yield();
    if (edition > front->season.edition) {
        front_clear(front);
        front->season = (struct front_season){.edition = edition};
    }
    front_leave(front);
}
