/* What is resident, found without a lock and made under one. */
#include "store/resident.h"
#include "store/resident_making.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define KIND_TEXT 0 /* any other is the system of places, an enum crs */

#define LOCKS 16u

struct entry {
    struct entry *next;
    int64_t position; /* of the collection */
    int kind;
    void *made; /* NULL: it is unfit */
};

struct residents {
    struct resident_limits limits;
    pthread_mutex_t making[LOCKS]; /* of those whose number this is: a small one seldom waits for a large one */
    _Atomic size_t used;           /* bytes */
    struct entry *_Atomic first;   /* an entry is whole when it can be found, and stays */
};

struct residents *residents_new(struct resident_limits limits)
{
    struct residents *residents = memory_alloc(sizeof *residents);
    residents->limits = limits;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&residents->making[i], NULL);
    atomic_init(&residents->used, 0);
    atomic_init(&residents->first, NULL);
    return residents;
}

static void made_free(int kind, void *made)
{
    if (kind == KIND_TEXT)
        resident_text_release(made);
    else
        resident_places_free(made);
}

void residents_free(struct residents *residents)
{
    if (residents == NULL)
        return;
    for (struct entry *entry = atomic_load(&residents->first), *next; entry != NULL; entry = next) {
        next = entry->next;
        made_free(entry->kind, entry->made);
        free(entry);
    }
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&residents->making[i]);
    free(residents);
}

static const struct entry *entry_find(struct residents *residents, int64_t position, int kind)
{
    const struct entry *entry = atomic_load_explicit(&residents->first, memory_order_acquire);
    while (entry != NULL && (entry->position != position || entry->kind != kind))
        entry = entry->next;
    return entry;
}

static const struct entry *entry_add(struct residents *residents, int64_t position, int kind, void *made)
{
    struct entry *entry = memory_alloc(sizeof *entry);
    *entry = (struct entry){atomic_load(&residents->first), position, kind, made};
    while (!atomic_compare_exchange_weak(&residents->first, &entry->next, entry))
        ;
    return entry;
}

/* False when there is no room left for it. */
static bool room_take(struct residents *residents, size_t bytes)
{
    if (atomic_fetch_add(&residents->used, bytes) + bytes <= residents->limits.bytes)
        return true;
    atomic_fetch_sub(&residents->used, bytes);
    return false;
}

/* `*made` stays NULL for what is unfit. */
static enum resident_outcome make(struct residents *residents, struct store *store,
                                  const struct snapshot_collection *collection, int kind, void **made)
{
    struct resident_text *text = NULL;
    struct resident_places *places = NULL;
    enum resident_outcome outcome =
        kind == KIND_TEXT ? resident_text_make(store, collection, residents->limits, &text)
                          : resident_places_make(store, collection, (enum crs)kind, residents->limits, &places);
    if (outcome != RESIDENT_MADE)
        return outcome;
    void *new = kind == KIND_TEXT ? (void *)text : (void *)places;
    if (room_take(residents, kind == KIND_TEXT ? resident_text_bytes(text) : resident_places_bytes(places))) {
        *made = new;
        return RESIDENT_MADE;
    }
    made_free(kind, new);
    return RESIDENT_UNFIT;
}

/* What failed is tried again by the next one who asks: the file may have been out of reach for a moment. */
static const void *resident_of(struct residents *residents, struct store *store,
                               const struct snapshot_collection *collection, int kind)
{
    if (residents == NULL)
        return NULL;
    const struct entry *found = entry_find(residents, collection->position, kind);
    if (found != NULL)
        return found->made;
    pthread_mutex_t *making = &residents->making[((uint64_t)collection->position * 2 + (kind != KIND_TEXT)) % LOCKS];
    pthread_mutex_lock(making);
    found = entry_find(residents, collection->position, kind);
    void *made = NULL;
    if (found == NULL && make(residents, store, collection, kind, &made) != RESIDENT_FAILED)
        found = entry_add(residents, collection->position, kind, made);
    pthread_mutex_unlock(making);
    return found == NULL ? NULL : found->made;
}

bool residents_are_made(struct residents *residents, const struct snapshot_collection *collection, bool has_box)
{
    return entry_find(residents, collection->position, KIND_TEXT) != NULL &&
           (!has_box || entry_find(residents, collection->position, CRS_CRS84) != NULL);
}

const struct resident_text *residents_text(struct residents *residents, struct store *store,
                                           const struct snapshot_collection *collection)
{
    return resident_of(residents, store, collection, KIND_TEXT);
}

const struct resident_places *residents_places(struct residents *residents, struct store *store,
                                               const struct snapshot_collection *collection, enum crs crs)
{
    bool is_degrees = crs == 0 || crs == CRS_EPSG4326;
    return resident_of(residents, store, collection, is_degrees ? CRS_CRS84 : (int)crs);
}
