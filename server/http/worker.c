#include "http/worker.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct worker_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct worker_job *first, **last; /* waiting, in order of arrival */
    unsigned waiting, queue_max;
    bool is_stopping;
    unsigned thread_count;
    pthread_t threads[];
};

static struct worker_job *job_take(struct worker_pool *pool)
{
    struct worker_job *job = pool->first;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    pool->waiting--;
    return job;
}

static void *worker_main(void *argument)
{
    struct worker_pool *pool = argument;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->first && !pool->is_stopping)
            pthread_cond_wait(&pool->wake, &pool->lock);
        if (!pool->first)
            break;
        struct worker_job *job = job_take(pool);
        bool is_late = pool->is_stopping || clock_seconds() - job->since > WORKER_WAIT_MAX;
        pthread_mutex_unlock(&pool->lock);
        (is_late ? job->drop : job->run)(job);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct worker_pool *worker_open(unsigned threads, unsigned queue_max, struct error *err)
{
    struct worker_pool *pool = calloc(1, sizeof *pool + threads * sizeof *pool->threads);
    if (!pool)
        abort();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->last = &pool->first;
    pool->queue_max = queue_max;
    while (pool->thread_count < threads) {
        int failure = pthread_create(&pool->threads[pool->thread_count], NULL, worker_main, pool);
        if (failure) {
            error_set(err, ERROR_INTERNAL, "worker thread: %s", strerror(failure));
            worker_close(pool);
            return NULL;
        }
        pool->thread_count++;
    }
    return pool;
}

bool worker_add(struct worker_pool *pool, struct worker_job *job)
{
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->waiting < pool->queue_max && !pool->is_stopping;
    if (has_room) {
        job->next = NULL;
        job->since = clock_seconds();
        *pool->last = job;
        pool->last = &job->next;
        pool->waiting++;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
    return has_room;
}

unsigned worker_waiting(struct worker_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    unsigned waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void worker_stop(struct worker_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    while (pool->thread_count > 0)
        pthread_join(pool->threads[--pool->thread_count], NULL);
}

void worker_close(struct worker_pool *pool)
{
    if (!pool)
        return;
    worker_stop(pool);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
