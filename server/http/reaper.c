#include "http/reaper.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

struct slot {
    _Atomic int64_t deadline; /* milliseconds of clock_seconds(); 0: none */
    _Atomic int64_t since;    /* milliseconds, of the stage's begin */
    _Atomic int stage;        /* enum reaper_stage */
};

struct reaper {
    pthread_mutex_t lock; /* held while a descriptor is hung up or forgotten: it may not be closed in between */
    pthread_cond_t wake;
    pthread_t thread;
    bool is_closing;
    double tick;
    size_t count;
    struct slot slots[];
};

/* The clock of the last timer interrupt: 4 ms old at most, where a tick has 250, and asked three times a request. */
static int64_t now_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void slot_hang_up(struct slot *slot, int descriptor)
{
    if (atomic_load(&slot->stage) == REAPER_ANSWERING) {
        struct linger reset = {.l_onoff = 1, .l_linger = 0};
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    /* The network thread sees the end, closes, and calls reaper_forget. */
    shutdown(descriptor, SHUT_RDWR);
    atomic_store(&slot->deadline, 0);
}

static void reaper_look(struct reaper *reaper)
{
    int64_t now = now_milliseconds();
    for (size_t i = 0; i < reaper->count; i++) {
        struct slot *slot = &reaper->slots[i];
        int64_t deadline = atomic_load_explicit(&slot->deadline, memory_order_relaxed);
        if (deadline != 0 && deadline <= now && atomic_load(&slot->stage) != REAPER_GONE)
            slot_hang_up(slot, (int)i);
    }
}

static void *reaper_main(void *argument)
{
    struct reaper *reaper = argument;
    pthread_mutex_lock(&reaper->lock);
    while (!reaper->is_closing) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        int64_t nanoseconds = until.tv_nsec + (int64_t)(reaper->tick * 1e9);
        until.tv_sec += (time_t)(nanoseconds / 1000000000);
        until.tv_nsec = (long)(nanoseconds % 1000000000);
        pthread_cond_timedwait(&reaper->wake, &reaper->lock, &until);
        reaper_look(reaper);
    }
    pthread_mutex_unlock(&reaper->lock);
    return NULL;
}

struct reaper *reaper_open(size_t descriptors, double tick, struct error *err)
{
    struct reaper *reaper = calloc(1, sizeof *reaper + descriptors * sizeof *reaper->slots);
    pthread_condattr_t monotonic;
    if (!reaper)
        abort();
    pthread_mutex_init(&reaper->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&reaper->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    reaper->tick = tick;
    reaper->count = descriptors;
    int failure = pthread_create(&reaper->thread, NULL, reaper_main, reaper);
    if (failure) {
        error_set(err, ERROR_INTERNAL, "reaper thread: %s", strerror(failure));
        pthread_cond_destroy(&reaper->wake);
        pthread_mutex_destroy(&reaper->lock);
        free(reaper);
        return NULL;
    }
    return reaper;
}

void reaper_close(struct reaper *reaper)
{
    if (!reaper)
        return;
    pthread_mutex_lock(&reaper->lock);
    reaper->is_closing = true;
    pthread_cond_signal(&reaper->wake);
    pthread_mutex_unlock(&reaper->lock);
    pthread_join(reaper->thread, NULL);
    pthread_cond_destroy(&reaper->wake);
    pthread_mutex_destroy(&reaper->lock);
    free(reaper);
}

void reaper_watch(struct reaper *reaper, int descriptor, enum reaper_stage stage, double seconds)
{
    assert(descriptor >= 0 && (size_t)descriptor < reaper->count);
    struct slot *slot = &reaper->slots[descriptor];
    int64_t now = now_milliseconds();
    atomic_store_explicit(&slot->deadline, 0, memory_order_release); /* the old deadline must not meet the new stage */
    atomic_store_explicit(&slot->since, now, memory_order_relaxed);
    atomic_store_explicit(&slot->stage, stage, memory_order_release);
    if (seconds > 0)
        atomic_store_explicit(&slot->deadline, now + (int64_t)(seconds * 1000.0), memory_order_release);
}

void reaper_forget(struct reaper *reaper, int descriptor)
{
    assert(descriptor >= 0 && (size_t)descriptor < reaper->count);
    pthread_mutex_lock(&reaper->lock);
    atomic_store(&reaper->slots[descriptor].deadline, 0);
    atomic_store(&reaper->slots[descriptor].stage, REAPER_GONE);
    pthread_mutex_unlock(&reaper->lock);
}

void reaper_hang_up_idle(struct reaper *reaper, double seconds)
{
    int64_t since = now_milliseconds() - (int64_t)(seconds * 1000.0);
    pthread_mutex_lock(&reaper->lock);
    for (size_t i = 0; i < reaper->count; i++) {
        struct slot *slot = &reaper->slots[i];
        int unread = 0;
        if (atomic_load(&slot->stage) != REAPER_IDLE || atomic_load(&slot->since) > since)
            continue;
        if (ioctl((int)i, FIONREAD, &unread) == 0 && unread == 0)
            slot_hang_up(slot, (int)i);
    }
    pthread_mutex_unlock(&reaper->lock);
}

void reaper_hang_up_all(struct reaper *reaper)
{
    pthread_mutex_lock(&reaper->lock);
    for (size_t i = 0; i < reaper->count; i++)
        if (atomic_load(&reaper->slots[i].stage) != REAPER_GONE)
            slot_hang_up(&reaper->slots[i], (int)i);
    pthread_mutex_unlock(&reaper->lock);
}
