/* http/transaction.h: one request and its answer, from the request line to the last byte, and what the server lends
 * to all of them. Driven by libmicrohttpd's callbacks: begin (request line), advance (headers are there; nothing more
 * to come; resumed), end. */
#ifndef TERRIL_HTTP_TRANSACTION_H
#define TERRIL_HTTP_TRANSACTION_H

#include <microhttpd.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "http/cache.h"
#include "http/flight.h"
#include "http/reaper.h"
#include "http/server.h"
#include "http/worker.h"

/* Seconds of silence between two requests of a connection. */
#define KEEP_ALIVE_SECONDS 15u
/* An Accept or Accept-Language longer than this is nobody's browser: the answer is not kept. */
#define CACHE_FIELD_MAX 256u

struct transaction;

struct service {
    const struct route *routes;
    size_t route_count;
    struct server_hooks hooks;
    char *public_base; /* NULL: from Host */
    char own_base[80]; /* for HTTP/1.0 without Host */
    unsigned request_seconds, answer_seconds, answer_rate;
    uint64_t hash_seed; /* of cache keys */
    struct cache *cache;
    struct worker_pool *workers;
    struct flight_table *flights;
    struct reaper *reaper;
    _Atomic uint64_t requests, cache_hits, refused;
    pthread_mutex_t spare_lock;
    struct transaction *spare; /* ended ones, for the next */
    unsigned spare_count;
};

/* The request line has come; `target` is its raw target in libmicrohttpd's buffer. */
struct transaction *transaction_begin(struct service *service, struct MHD_Connection *connection, const char *target);
enum MHD_Result transaction_advance(struct transaction *transaction, const char *method, const char *version);
void transaction_end(struct transaction *transaction);
void transaction_free_spare(struct service *service);

#endif
