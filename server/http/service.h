/* http/service.h: what the server lends to all transactions, and how an answer is found or made. */
#ifndef TERRIL_HTTP_SERVICE_H
#define TERRIL_HTTP_SERVICE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "http/flight.h"
#include "http/front.h"
#include "http/key.h"
#include "http/reaper.h"
#include "http/server.h"
#include "http/shelf.h"
#include "http/worker.h"

struct transaction;

/* What belongs to one network thread. Nobody else writes to it while the thread lives, but for front_renew. */
struct lane {
    struct lane *next;
    struct front *front;
    struct transaction *spare; /* ended ones, for the next */
    unsigned spare_count;
    _Atomic uint64_t requests, cache_hits;
};

struct service {
    const struct route *routes;
    size_t route_count;
    struct server_hooks hooks;
    char *public_base; /* NULL: from Host */
    char own_base[80]; /* for HTTP/1.0 without Host, and for prepared answers */
    unsigned request_seconds, answer_seconds, answer_rate;
    uint64_t hash_seed;        /* of cache keys */
    _Atomic size_t body_bytes; /* of requests, promised by those that are being read or answered */
    struct cache *cache;
    pthread_mutex_t shelf_lock;
    struct shelf *shelf; /* NULL: nothing is prepared */
    struct worker_pool *workers;
    struct flight_table *flights;
    struct reaper *reaper;
    _Atomic uint64_t refused;
    _Atomic uint64_t edition; /* see struct front_season */
    pthread_mutex_t lane_lock;
    struct lane *lanes;
};

/* The calling network thread's; made at its first request. */
struct lane *service_lane(struct service *service);
void service_free_lanes(struct service *service); /* when no network thread is left; spare transactions are gone */
struct front_season service_season(struct service *service);

/* The Accept of prepared answers to those addresses where it matters: that of programs that take what comes. */
#define WISH_ACCEPT_PREPARED "*/*"

/* What asks for an answer, before it is known whether there is one. */
struct wish {
    struct request *request;
    const char *raw; /* target as it came */
    const char *tag; /* of the generation that the request has pinned; NULL: nothing is kept */
    enum coding coding;
    unsigned codings; /* that one, and which are accepted */
};

/* `request` with its header fields; no tag yet. */
void wish_init(struct wish *wish, struct request *request, const char *raw);

bool wish_may_be_kept(const struct wish *wish);
/* From the cache or the shelf, under whatever reach it is kept; a reference or NULL. `key`: of KEY_FULL, with the tag. */
struct answer *service_find(struct service *service, const struct wish *wish, struct cache_key key);
/* The answer that needs no handler: a wrong address or parameter, OPTIONS. NULL: the handler of `*route` is asked. */
struct answer *service_route(struct service *service, struct request *request, const char *raw,
                             const struct route **route);
/* Runs the handler, on whichever thread; the answer is in the cache when this returns. */
struct answer *service_make(struct service *service, const struct wish *wish, const struct route *route);
/* Lets go of all that is kept and is not of the generation in service. */
void service_renew(struct service *service);
/* Puts an empty shelf of the generation in service into the place of the one before. A reference, or NULL when there is no
 * generation or no file to be had. */
struct shelf *service_shelve(struct service *service);
const char *service_base(const struct service *service); /* what links of prepared answers begin with */

#endif
