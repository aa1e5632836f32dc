#include "http/warm.h"

#include "base/memory.h"
#include "base/process.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NICENESS    19  /* the process inherits the thread's */
#define CPU_SECONDS 300 /* that the process may take; the basin's answers take 10 */
#define WORDS_MAX   16u
/* Behind a start or a swap the first asker goes first; a storm of swaps makes no storm of processes. */
#define PATIENCE_NANOSECONDS 250000000

struct warmer {
    struct service *service;
    const char *words[WORDS_MAX + 1]; /* NULL-ended */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool is_overtaken;                /* what is in the making is not wanted any more */
    bool is_asked, is_closing, is_preparing; /* under the lock */
};

/* The reader of the answer that was not prepared gets it made; the operator hears why. */
static void warmer_report(struct warmer *warmer, const struct error *err)
{
    const struct server_hooks *hooks = &warmer->service->hooks;
    const struct request request = {.target = "prepared answers"};
    if (hooks->report && !atomic_load(&warmer->is_overtaken))
        hooks->report(hooks->payload, &request, err);
}

/* What was coded in haste meanwhile makes room for what was prepared, at the fronts too. */
static bool shelf_fill(struct warmer *warmer, struct shelf *shelf, int pipe)
{
    enum shelf_step step;
    struct cache_key key;
    while ((step = shelf_add(shelf, pipe, &warmer->is_overtaken, &key)) == SHELF_ADDED)
        if (cache_forget(warmer->service->cache, key))
            atomic_fetch_add(&warmer->service->edition, 1);
    atomic_fetch_add(&warmer->service->edition, 1); /* they may hold what the cache had forgotten before */
    return step == SHELF_END;
}

static void warmer_prepare(struct warmer *warmer)
{
    struct error err = ERROR_INIT;
    const struct process_limits limits = {.cpu_seconds = CPU_SECONDS};
    struct shelf *shelf = service_shelve(warmer->service);
    struct process *process = shelf ? process_start(warmer->words, &limits, &err) : NULL;
    if (process && !shelf_fill(warmer, shelf, process_output(process)))
        error_set(&err, ERROR_STORAGE, "no room for them, or they are of another snapshot; made when asked for");
    else if (process && !atomic_load(&warmer->is_overtaken))
        process_wait(process, 1, &err);
    if (err.kind != ERROR_NONE)
        warmer_report(warmer, &err);
    process_free(process);
    shelf_release(shelf);
}

/* True when nothing was asked meanwhile. Under the lock. */
static bool warmer_pause(struct warmer *warmer)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PATIENCE_NANOSECONDS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int failure = 0;
    while (!failure && !warmer->is_asked && !warmer->is_closing)
        failure = pthread_cond_timedwait(&warmer->wake, &warmer->lock, &until);
    return !warmer->is_asked && !warmer->is_closing;
}

static void *warmer_main(void *argument)
{
    struct warmer *warmer = argument;
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    pthread_mutex_lock(&warmer->lock);
    while (!warmer->is_closing) {
        if (!warmer->is_asked) {
            pthread_cond_wait(&warmer->wake, &warmer->lock);
            continue;
        }
        warmer->is_preparing = true;
        warmer->is_asked = false;
        atomic_store(&warmer->is_overtaken, false);
        if (!warmer_pause(warmer))
            continue;
        pthread_mutex_unlock(&warmer->lock);
        warmer_prepare(warmer);
        pthread_mutex_lock(&warmer->lock);
        warmer->is_preparing = warmer->is_asked;
    }
    pthread_mutex_unlock(&warmer->lock);
    return NULL;
}

struct warmer *warmer_open(struct service *service, const char *const *preparer, struct error *err)
{
    struct warmer *warmer = memory_alloc(sizeof *warmer);
    pthread_condattr_t monotonic;
    memset(warmer, 0, sizeof *warmer);
    warmer->service = service;
    size_t count = 0;
    while (preparer[count]) {
        assert(count + 1 < WORDS_MAX);
        warmer->words[count] = preparer[count];
        count++;
    }
    warmer->words[count] = service_base(service);
    pthread_mutex_init(&warmer->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&warmer->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    int failure = pthread_create(&warmer->thread, NULL, warmer_main, warmer);
    if (!failure)
        return warmer;
    error_set(err, ERROR_INTERNAL, "warming thread: %s", strerror(failure));
    pthread_cond_destroy(&warmer->wake);
    pthread_mutex_destroy(&warmer->lock);
    free(warmer);
    return NULL;
}

void warmer_begin(struct warmer *warmer)
{
    pthread_mutex_lock(&warmer->lock);
    warmer->is_asked = true;
    atomic_store(&warmer->is_overtaken, true);
    pthread_cond_signal(&warmer->wake);
    pthread_mutex_unlock(&warmer->lock);
}

bool warmer_is_busy(struct warmer *warmer)
{
    if (!warmer)
        return false;
    pthread_mutex_lock(&warmer->lock);
    bool is_busy = warmer->is_preparing || warmer->is_asked;
    pthread_mutex_unlock(&warmer->lock);
    return is_busy;
}

void warmer_close(struct warmer *warmer)
{
    if (!warmer)
        return;
    pthread_mutex_lock(&warmer->lock);
    warmer->is_closing = true;
    atomic_store(&warmer->is_overtaken, true);
    pthread_cond_signal(&warmer->wake);
    pthread_mutex_unlock(&warmer->lock);
    pthread_join(warmer->thread, NULL);
    pthread_cond_destroy(&warmer->wake);
    pthread_mutex_destroy(&warmer->lock);
    free(warmer);
}
