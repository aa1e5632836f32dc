/* http/server.h: the HTTP server: sockets, limits, pinned generations, cached answers, workers. Knows no map. */
#ifndef TERRIL_HTTP_SERVER_H
#define TERRIL_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "http/router.h"

/* Each request pins one generation and keeps it until its last byte is sent. `tag` is a part of every
 * ETag and cache key; equal tags mean equal answers. All three are called from any thread. */
struct server_hooks {
    void *(*pin)(void *payload); /* NULL while there is nothing to serve: handlers see it, nothing is kept */
    void (*unpin)(void *payload, void *generation);
    const char *(*tag)(void *generation); /* borrowed from the generation; [0-9a-f]+ */
    void *payload;
    /* Tells the operator the cause of an answer 500, whose reader gets a neutral line; from any thread. NULL: nobody. */
    void (*report)(void *payload, const struct request *request, const struct error *err);
    /* The tag of what `pin` would give now, without a lock. Equal tags have the same address, and all of them live until
     * the server has stopped. NULL: not offered, and each answer from the cache pins. */
    const char *(*current)(void *payload);
};

struct server_settings {
    const char *address;      /* "127.0.0.1" unless set */
    uint16_t port;            /* 0: any free one */
    unsigned threads;         /* network threads; 0: as many as processors, at most 8 */
    unsigned workers;         /* threads for slow routes; 0: 2 */
    unsigned queue_max;       /* slow requests waiting; more get 503 with Retry-After; 0: 64 */
    unsigned connections_max; /* 0: 10000 or what RLIMIT_NOFILE allows */
    unsigned request_seconds; /* for the whole request line and headers to arrive; 0: 10 */
    unsigned answer_seconds;  /* for a reader to take the answer; 0: 30. Long answers get more: see answer_rate */
    unsigned answer_rate;     /* bytes a second below which a reader of a long answer is cut off; 0: 65536 */
    size_t cache_bytes;       /* answers kept; 0: 64 MiB */
    const char *public_base;  /* "https://cartes.example.fr"; NULL: from the Host header, which is checked */
    /* A command, NULL-ended, [0] an absolute path, that opens what is in service and writes prepared answers to its
     * stdout (http/prepare.h); the base of their links is added to its words. It runs with the least priority behind
     * each server_warm, and ends when it has written all. NULL: nothing is prepared. */
    const char *const *preparer;
};

struct server;

/* Binds and starts; requests are answered when this returns. Routes and hooks are borrowed for the server's life.
 * `settings` and the strings in it are copied, but for the preparer's, which are borrowed. Ignores SIGPIPE for the whole process; the server's threads take no
 * signals. */
struct server *server_start(const struct server_settings *settings, const struct route *routes, size_t route_count,
                            const struct server_hooks *hooks, struct error *err);
uint16_t server_port(const struct server *server);
/* What the server does now and did since its start. */
struct server_counts {
    uint64_t requests;    /* answered, whatever the status */
    uint64_t cache_hits;  /* of them from the answer cache */
    uint64_t refused;     /* connections answered 503 because connections_max was reached */
    unsigned connections; /* open */
    unsigned waiting;     /* slow requests in the queue */
    size_t cache_bytes;   /* in use */
    bool is_warming;      /* answers are being prepared */
};
struct server_counts server_counts(struct server *server);
/* To be called after the start and after each new generation: lets go at once of what is kept of older ones, and has
 * answers prepared by server_settings.preparer. What is still in the making is dropped. */
void server_warm(struct server *server);
/* Stops listening, lets what is in flight finish (at most `seconds`), stops. A handler that is still running then is
 * waited for, since nothing can be taken from under it; slow requests that wait in the queue get 503. */
void server_stop(struct server *server, double seconds);

#endif
