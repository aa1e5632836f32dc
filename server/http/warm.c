#include "http/warm.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICENESS 19

/* The three ways to be asked: by browsers, by tools, by programs that undo nothing. The order of words does not matter. */
static const char *const accepted[] = {"gzip, br", "gzip", ""};

struct list {
    size_t count;
    char *targets[];
};

struct warmer {
    struct service *service;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct list *next;        /* under the lock; NULL: nothing to do */
    atomic_bool is_overtaken; /* the list in the making is not wanted any more */
    bool is_closing, is_making;
};

static void list_free(struct list *list)
{
    for (size_t i = 0; list && i < list->count; i++)
        free(list->targets[i]);
    free(list);
}

static bool generation_pin(struct warmer *warmer, struct wish *wish)
{
    const struct server_hooks *hooks = &warmer->service->hooks;
    wish->request->generation = hooks->pin(hooks->payload);
    wish->tag = wish->request->generation ? hooks->tag(wish->request->generation) : NULL;
    return wish->tag != NULL;
}

/* False: this target is not for preparing, in whatever coding. */
static bool target_make(struct warmer *warmer, const char *target, const char *accept_encoding, struct arena *arena)
{
    struct service *service = warmer->service;
    unsigned vary = 0;
    struct request request = {.method = METHOD_GET,
                              .base = service->public_base ? service->public_base : service->own_base,
                              .accept = "*/*",
                              .accept_encoding = accept_encoding,
                              .accept_language = "",
                              .if_none_match = "",
                              .vary = &vary,
                              .arena = arena};
    struct wish wish;
    const struct route *route = NULL;
    wish_init(&wish, &request, target);
    bool is_wanted = generation_pin(warmer, &wish);
    struct answer *answer = is_wanted ? service_route(service, &request, target, &route) : NULL;
    is_wanted = is_wanted && !answer && service_prepare(service, &wish, route, WARM_BODY_MAX, &warmer->is_overtaken);
    answer_release(answer);
    if (request.generation)
        service->hooks.unpin(service->hooks.payload, request.generation);
    return is_wanted;
}

static void list_make(struct warmer *warmer, const struct list *list)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < sizeof accepted / sizeof *accepted; k++) {
            if (atomic_load(&warmer->is_overtaken))
                break;
            arena_reset(arena);
            bool is_wanted = target_make(warmer, list->targets[i], accepted[k], arena);
            malloc_trim(0); /* drawing and brotli's best work on megabytes */
            if (!is_wanted)
                break;
        }
    arena_free(arena);
    atomic_fetch_add(&warmer->service->edition, 1); /* fronts that hold what was made in haste look again */
}

static void *warmer_main(void *argument)
{
    struct warmer *warmer = argument;
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    pthread_mutex_lock(&warmer->lock);
    while (!warmer->is_closing) {
        struct list *list = warmer->next;
        if (!list) {
            pthread_cond_wait(&warmer->wake, &warmer->lock);
            continue;
        }
        warmer->next = NULL;
        warmer->is_making = true;
        atomic_store(&warmer->is_overtaken, false);
        pthread_mutex_unlock(&warmer->lock);
        list_make(warmer, list);
        list_free(list);
        pthread_mutex_lock(&warmer->lock);
        warmer->is_making = false;
    }
    pthread_mutex_unlock(&warmer->lock);
    return NULL;
}

struct warmer *warmer_open(struct service *service, struct error *err)
{
    struct warmer *warmer = calloc(1, sizeof *warmer);
    if (!warmer)
        abort();
    warmer->service = service;
    pthread_mutex_init(&warmer->lock, NULL);
    pthread_cond_init(&warmer->wake, NULL);
    int failure = pthread_create(&warmer->thread, NULL, warmer_main, warmer);
    if (!failure)
        return warmer;
    error_set(err, ERROR_INTERNAL, "warming thread: %s", strerror(failure));
    free(warmer);
    return NULL;
}

void warmer_begin(struct warmer *warmer, const char *const *targets, size_t count)
{
    struct list *list = malloc(sizeof *list + count * sizeof *list->targets);
    if (!list)
        abort();
    list->count = count;
    for (size_t i = 0; i < count; i++)
        if (!(list->targets[i] = strdup(targets[i])))
            abort();
    pthread_mutex_lock(&warmer->lock);
    list_free(warmer->next);
    warmer->next = list;
    atomic_store(&warmer->is_overtaken, true);
    pthread_cond_signal(&warmer->wake);
    pthread_mutex_unlock(&warmer->lock);
}

bool warmer_is_busy(struct warmer *warmer)
{
    if (!warmer)
        return false;
    pthread_mutex_lock(&warmer->lock);
    bool is_busy = warmer->is_making || warmer->next;
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
    list_free(warmer->next);
    pthread_cond_destroy(&warmer->wake);
    pthread_mutex_destroy(&warmer->lock);
    free(warmer);
}
