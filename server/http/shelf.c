#include "http/shelf.h"

#include "base/file.h"
#include "base/memory.h"
#include "http/key.h"
#include "http/record.h"
#include "http/service.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUCKETS   512u
#define STOP_LOOK 50 /* milliseconds between two looks at `stop` */
#define PIECE     65536u

struct entry {
    struct entry *next;
    uint64_t hash;
    uint64_t at; /* of the strings, in the file; the body stands behind them */
    struct record_head head;
    size_t length;
    char key[];
};

struct shelf {
    int file;
    char *tag, *base;
    uint64_t seed;
    _Atomic unsigned references;
    struct buffer room;   /* of the filler's keys */
    uint64_t used;        /* the filler's */
    pthread_mutex_t lock; /* of the buckets */
    struct entry *buckets[BUCKETS];
};

struct shelf *shelf_open(const char *tag, const char *base, uint64_t seed)
{
    int file = file_unnamed();
    if (file < 0)
        file = memfd_create("terril-prepared", MFD_CLOEXEC);
    if (file < 0)
        return NULL;
    struct shelf *shelf = memory_alloc(sizeof *shelf);
    memset(shelf, 0, sizeof *shelf);
    shelf->file = file;
    shelf->tag = memory_alloc(strlen(tag) + 1);
    strcpy(shelf->tag, tag);
    shelf->base = memory_alloc(strlen(base) + 1);
    strcpy(shelf->base, base);
    shelf->seed = seed;
    atomic_init(&shelf->references, 1);
    pthread_mutex_init(&shelf->lock, NULL);
    return shelf;
}

struct shelf *shelf_hold(struct shelf *shelf)
{
    atomic_fetch_add_explicit(&shelf->references, 1, memory_order_relaxed);
    return shelf;
}

void shelf_release(struct shelf *shelf)
{
    if (!shelf || atomic_fetch_sub_explicit(&shelf->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        while (shelf->buckets[i]) {
            struct entry *entry = shelf->buckets[i];
            shelf->buckets[i] = entry->next;
            free(entry);
        }
    close(shelf->file);
    pthread_mutex_destroy(&shelf->lock);
    buffer_free(&shelf->room);
    free(shelf->tag);
    free(shelf->base);
    free(shelf);
}

/* ---- filling ---- */

/* True when all of `length` bytes came. */
static bool pipe_read(int pipe, void *bytes, size_t length, const atomic_bool *stop)
{
    while (length > 0) {
        struct pollfd source = {.fd = pipe, .events = POLLIN};
        if (atomic_load(stop))
            return false;
        if (poll(&source, 1, STOP_LOOK) <= 0)
            continue;
        ssize_t got = read(pipe, bytes, length);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return false;
        bytes = (char *)bytes + got;
        length -= (size_t)got;
    }
    return true;
}

static bool shelf_write(int file, const void *bytes, size_t length, uint64_t at)
{
    while (length > 0) {
        ssize_t wrote = pwrite(file, bytes, length, (off_t)at);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes = (const char *)bytes + wrote;
        at += (uint64_t)wrote;
        length -= (size_t)wrote;
    }
    return true;
}

/* The body goes by in pieces: the server does not grow by what it prepares. */
static enum shelf_step body_copy(struct shelf *shelf, int pipe, uint64_t length, uint64_t at, const atomic_bool *stop)
{
    char *piece = memory_alloc(PIECE);
    enum shelf_step step = SHELF_ADDED;
    while (length > 0 && step == SHELF_ADDED) {
        size_t part = length < PIECE ? (size_t)length : PIECE;
        if (!pipe_read(pipe, piece, part, stop))
            step = SHELF_END;
        else if (!shelf_write(shelf->file, piece, part, at))
            step = SHELF_FAILED;
        at += part;
        length -= part;
    }
    free(piece);
    return step;
}

static struct cache_key record_key(struct shelf *shelf, const struct record *record)
{
    const struct request request = {.base = shelf->base, .accept = WISH_ACCEPT_PREPARED, .accept_language = ""};
    return key_make(&shelf->room, &request, record->target, record->codings,
                    key_reach_of(record->vary, record->response.is_relative), record->tag, shelf->seed);
}

static struct entry **entry_find(struct shelf *shelf, struct cache_key key)
{
    struct entry **place = &shelf->buckets[key.hash % BUCKETS];
    while (*place && ((*place)->hash != key.hash || (*place)->length != key.length ||
                      memcmp((*place)->key, key.bytes, key.length) != 0))
        place = &(*place)->next;
    return place;
}

static void entry_add(struct shelf *shelf, struct cache_key key, const struct record_head *head)
{
    struct entry *entry = memory_alloc(sizeof *entry + key.length);
    *entry = (struct entry){.hash = key.hash, .at = shelf->used, .head = *head, .length = key.length};
    memcpy(entry->key, key.bytes, key.length);
    pthread_mutex_lock(&shelf->lock);
    struct entry **place = entry_find(shelf, key);
    if (!*place)
        *place = entry;
    bool is_kept = *place == entry;
    pthread_mutex_unlock(&shelf->lock);
    if (!is_kept)
        free(entry); /* the same answer once more */
}

enum shelf_step shelf_add(struct shelf *shelf, int pipe, const atomic_bool *stop, struct cache_key *key)
{
    struct record_head head;
    struct record record;
    char fields[RECORD_FIELDS_MAX];
    if (!pipe_read(pipe, &head, sizeof head, stop))
        return SHELF_END;
    if (!record_head_is_sound(&head) || shelf->used + head.fields + head.body > SHELF_BYTES_MAX)
        return SHELF_FAILED;
    if (!pipe_read(pipe, fields, head.fields, stop))
        return SHELF_END;
    if (!record_open(&head, fields, &record) || strcmp(record.tag, shelf->tag) != 0 ||
        !shelf_write(shelf->file, fields, head.fields, shelf->used))
        return SHELF_FAILED;
    enum shelf_step step = body_copy(shelf, pipe, head.body, shelf->used + head.fields, stop);
    if (step != SHELF_ADDED)
        return step;
    *key = record_key(shelf, &record);
    entry_add(shelf, *key, &head);
    shelf->used += head.fields + head.body;
    return SHELF_ADDED;
}

/* ---- taking ---- */

static bool shelf_read(int file, void *bytes, size_t length, uint64_t at)
{
    while (length > 0) {
        ssize_t got = pread(file, bytes, length, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes = (char *)bytes + got;
        at += (uint64_t)got;
        length -= (size_t)got;
    }
    return true;
}

bool shelf_has(struct shelf *shelf, struct cache_key key)
{
    pthread_mutex_lock(&shelf->lock);
    bool is_there = *entry_find(shelf, key) != NULL;
    pthread_mutex_unlock(&shelf->lock);
    return is_there;
}

struct answer *shelf_take(struct shelf *shelf, struct cache_key key)
{
    char fields[RECORD_FIELDS_MAX];
    struct record record;
    struct answer *answer = NULL;
    pthread_mutex_lock(&shelf->lock);
    const struct entry *entry = *entry_find(shelf, key); /* stays as long as the shelf */
    pthread_mutex_unlock(&shelf->lock);
    if (!entry || !shelf_read(shelf->file, fields, entry->head.fields, entry->at) ||
        !record_open(&entry->head, fields, &record))
        return NULL;
    struct buffer *body = &record.response.body;
    const size_t length = (size_t)entry->head.body;
    if (shelf_read(shelf->file, buffer_reserve(body, length), length, entry->at + entry->head.fields)) {
        body->length += length;
        const struct answer_choice choice = {
            .tag = shelf->tag, .coding = CODING_IDENTITY, .effort = COMPRESS_ONCE, .vary = record.vary};
        answer = answer_new(&record.response, &choice);
    }
    response_free(&record.response);
    return answer;
}
