/* http/worker.h: a few threads and a bounded queue for what would hold up the network threads. */
#ifndef TERRIL_HTTP_WORKER_H
#define TERRIL_HTTP_WORKER_H

#include <stdbool.h>

#include "base/error.h"

/* Lies inside the caller's own struct, which lives until one of the two was called. */
struct worker_job {
    struct worker_job *next; /* the queue's */
    double since;            /* clock_seconds() when it was added */
    void (*run)(struct worker_job *job);
    void (*drop)(struct worker_job *job); /* instead of run: it waited WORKER_WAIT_MAX, or the pool stops */
};

/* Seconds behind which nobody waits any more: a quick "later" is worth more than a late answer. */
#define WORKER_WAIT_MAX 10.0

struct worker_pool;

struct worker_pool *worker_open(unsigned threads, unsigned queue_max, struct error *err);
/* False when the queue is full or stopped: neither run nor drop will be called. */
bool worker_add(struct worker_pool *pool, struct worker_job *job);
unsigned worker_waiting(struct worker_pool *pool); /* jobs that no thread has taken yet */
/* Drops what waits; waits for what runs; worker_add says no from now on. */
void worker_stop(struct worker_pool *pool);
void worker_close(struct worker_pool *pool); /* stops if need be; NULL is fine */

#endif
