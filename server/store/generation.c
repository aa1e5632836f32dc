/* One snapshot, many threads, one swap. */
#include "store/connection.h"
#include "store/resident.h"
#include "store/seal.h"
#include "store/snapshot.h"

#include "base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct generation {
    atomic_size_t references;
    int fd; /* the file, whatever becomes of its name */
    char address[sizeof DESCRIPTOR_FOLDER + 11];
    struct arena *arena; /* the snapshot's */
    const struct snapshot *snapshot;
    struct residents *residents; /* NULL while the file is tested: what is asked then is the file */
    pthread_mutex_t lock;        /* of what follows */
    struct store **idle;
    size_t idle_count, idle_room, borrowed;
};

/* ---- opening, and the test that lets a file go live ---- */

static bool file_open(struct generation *generation, const char *path, struct error *err)
{
    generation->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat about;
    if (generation->fd < 0)
        return error_set(err, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "%s: %s", path, strerror(errno));
    if (fstat(generation->fd, &about) != 0 || !S_ISREG(about.st_mode))
        return error_set(err, ERROR_STORAGE, "%s: not a regular file", path);
    snprintf(generation->address, sizeof generation->address, DESCRIPTOR_FOLDER "%d", generation->fd);
    return true;
}

/* A sealed file proves itself byte by byte; of another SQLite tests what it can, which takes longer. */
static bool seal_check(struct seal_reading *reading, struct store *store, struct error *err)
{
    enum seal seal;
    if (!seal_end(reading, &seal, err))
        return false;
    if (seal == SEAL_BROKEN)
        return error_set(err, ERROR_STORAGE, "%s: the file is damaged: its checksum is another", store->name);
    return seal == SEAL_WHOLE || store_integrity(store, err);
}

/* Each collection answers with its first feature. */
static bool collections_check(const struct generation *generation, struct store *store, struct error *err)
{
    const struct snapshot *snapshot = generation->snapshot;
    struct buffer out = BUFFER_INIT;
    bool done = true;
    for (size_t i = 0; done && i < snapshot->collection_count; i++) {
        const struct snapshot_collection *collection = &snapshot->collections[i];
        const struct items_query query = {.box = BOX_EMPTY, .limit = 1};
        struct items_result result;
        buffer_clear(&out);
        done = snapshot_items(store, snapshot, collection, &query, &out, &result, err);
        if (done && result.returned != (collection->features > 0))
            done = error_set(err, ERROR_STORAGE, "%s: collection %s gives no feature", store->name, collection->id);
    }
    buffer_free(&out);
    return done;
}

/* The connection goes among the idle ones, where the first asker finds it. What the seal says comes first: of a damaged file
 * nothing else is worth hearing. */
static bool generation_test(struct generation *generation, struct seal_reading *sealing, struct error *err)
{
    struct store *store = generation_borrow(generation, err);
    if (store == NULL) {
        seal_leave(sealing);
        return false;
    }
    struct error found = ERROR_INIT;
    generation->snapshot = snapshot_read(store, generation->arena, &found);
    bool done = generation->snapshot != NULL && collections_check(generation, store, &found);
    bool is_whole = seal_check(sealing, store, err);
    generation_return(generation, store);
    return is_whole && (done || error_set(err, found.kind, "%s", found.message));
}

struct generation *generation_open(const char *path, struct error *err)
{
    struct generation *generation = memory_alloc(sizeof *generation);
    memset(generation, 0, sizeof *generation);
    generation->fd = -1;
    atomic_init(&generation->references, 1);
    pthread_mutex_init(&generation->lock, NULL);
    generation->arena = arena_new();
    /* all of the file is read for its seal while a part of it is read for what it says */
    struct seal_reading *sealing = file_open(generation, path, err) ? seal_begin(generation->fd, path, err) : NULL;
    if (sealing != NULL && generation_test(generation, sealing, err)) {
        generation->residents = residents_new(RESIDENT_LIMITS);
        return generation;
    }
    generation_unref(generation);
    return NULL;
}

/* ---- references ---- */

struct generation *generation_ref(struct generation *generation)
{
    atomic_fetch_add_explicit(&generation->references, 1, memory_order_relaxed);
    return generation;
}

void generation_unref(struct generation *generation)
{
    if (generation == NULL)
        return;
    /* the last one sees all that the others did before they let go */
    if (atomic_fetch_sub_explicit(&generation->references, 1, memory_order_acq_rel) != 1)
        return;
    assert(generation->borrowed == 0);
    for (size_t i = 0; i < generation->idle_count; i++)
        store_close(generation->idle[i]);
    free(generation->idle);
    residents_free(generation->residents);
    arena_free(generation->arena);
    if (generation->fd >= 0)
        close(generation->fd);
    pthread_mutex_destroy(&generation->lock);
    free(generation);
}

const struct snapshot *generation_snapshot(const struct generation *generation)
{
    return generation->snapshot;
}

struct residents *generation_residents(const struct generation *generation)
{
    return generation->residents;
}

/* ---- connections ---- */

struct store *generation_borrow(struct generation *generation, struct error *err)
{
    struct store *store = NULL;
    pthread_mutex_lock(&generation->lock);
    if (generation->idle_count > 0)
        store = generation->idle[--generation->idle_count]; /* the last one given back: its pages are still warm */
    generation->borrowed++;
    pthread_mutex_unlock(&generation->lock);
    if (store == NULL)
        store = store_open(generation->address, STORE_READ, err);
    if (store == NULL) {
        pthread_mutex_lock(&generation->lock);
        generation->borrowed--;
        pthread_mutex_unlock(&generation->lock);
        return NULL;
    }
    store->residents = generation->residents;
    return store;
}

void generation_return(struct generation *generation, struct store *store)
{
    store_deadline(store, 0);
    pthread_mutex_lock(&generation->lock);
    if (generation->idle_count == generation->idle_room) {
        generation->idle_room = generation->idle_room * 2 + 4;
        generation->idle = memory_resize(generation->idle, generation->idle_room * sizeof(struct store *));
    }
    generation->idle[generation->idle_count++] = store;
    generation->borrowed--;
    pthread_mutex_unlock(&generation->lock);
}

/* ---- the one in service ---- */

/* Names of generations, never taken back, so that they can be read without a reference: 33 bytes a swap. */
struct name {
    struct name *next;
    char text[];
};

struct generations {
    char *path;
    pthread_mutex_t swapping; /* one swap at a time; held long */
    pthread_mutex_t lock;     /* of `live`; held for two instructions */
    struct generation *live;
    struct name *names; /* under `swapping` */
    const char *_Atomic current;
};

/* The one address of that name. */
static const char *name_keep(struct generations *generations, const char *text)
{
    for (struct name *name = generations->names; name != NULL; name = name->next)
        if (strcmp(name->text, text) == 0)
            return name->text;
    size_t length = strlen(text);
    struct name *name = memory_alloc(sizeof *name + length + 1);
    memcpy(name->text, text, length + 1);
    name->next = generations->names;
    generations->names = name;
    return name->text;
}

struct generations *generations_open(const char *path, struct error *err)
{
    struct generation *first = generation_open(path, err);
    if (first == NULL)
        return NULL;
    struct generations *generations = memory_alloc(sizeof *generations);
    size_t length = strlen(path);
    generations->path = memory_alloc(length + 1);
    memcpy(generations->path, path, length + 1);
    generations->live = first;
    generations->names = NULL;
    atomic_init(&generations->current, name_keep(generations, first->snapshot->generation));
    pthread_mutex_init(&generations->swapping, NULL);
    pthread_mutex_init(&generations->lock, NULL);
    return generations;
}

void generations_close(struct generations *generations)
{
    if (generations == NULL)
        return;
    generation_unref(generations->live);
    while (generations->names != NULL) {
        struct name *name = generations->names;
        generations->names = name->next;
        free(name);
    }
    pthread_mutex_destroy(&generations->swapping);
    pthread_mutex_destroy(&generations->lock);
    free(generations->path);
    free(generations);
}

struct generation *generations_pin(struct generations *generations)
{
    pthread_mutex_lock(&generations->lock);
    struct generation *live = generation_ref(generations->live);
    pthread_mutex_unlock(&generations->lock);
    return live;
}

const char *generations_current(const struct generations *generations)
{
    return atomic_load_explicit(&generations->current, memory_order_acquire);
}

static bool is_same(const struct generation *left, const struct generation *right)
{
    return strcmp(left->snapshot->generation, right->snapshot->generation) == 0;
}

bool generations_swap(struct generations *generations, struct error *err)
{
    pthread_mutex_lock(&generations->swapping);
    struct generation *candidate = generation_open(generations->path, err), *old = NULL;
    bool done = candidate != NULL;
    if (done && !is_same(candidate, generations->live)) {
        const char *name = name_keep(generations, candidate->snapshot->generation);
        pthread_mutex_lock(&generations->lock);
        atomic_store_explicit(&generations->current, name, memory_order_release);
        old = generations->live;
        generations->live = candidate;
        candidate = NULL;
        pthread_mutex_unlock(&generations->lock);
    }
    pthread_mutex_unlock(&generations->swapping);
    generation_unref(candidate);
    generation_unref(old);
    return done;
}
