#include "http/server.h"

#include "base/clock.h"
#include "http/acceptor.h"
#include "http/processors.h"
#include "http/transaction.h"
#include "http/warm.h"

#include <microhttpd.h>

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#define THREADS_MAX    8u
#define LISTEN_BACKLOG 1024
/* For a request's head and its answer's: cookies, which count twice, may have 8 kB, as with nginx, other fields 15 kB. All
 * of it becomes resident (10,000 connections hold 205 MB), and is set to zero behind each answer: 32 kB would cost a
 * twelfth of a small answer's time. */
#define CONNECTION_MEMORY    20480u
#define DESCRIPTORS_RESERVED 1024u /* for snapshots, logs, refused connections, settled answers (http/body.h) */
#define REAPER_TICK          0.25  /* seconds */
#define STOP_IDLE            0.1   /* seconds that a connection is silent before it counts as idle at the stop */
#define STOP_FLUSH           1.0   /* seconds for the last answers to leave, behind the time that was given */

/* A thread with its own connections; libmicrohttpd's pool of threads would deal them out by the numbers of their descriptors. */
struct network_thread {
    struct server *server;
    struct MHD_Daemon *daemon;
    unsigned number;
    bool is_placed;               /* that was tried, by the thread itself */
    _Atomic unsigned connections; /* open */
};

struct server {
    struct service service;
    struct acceptor *acceptor;
    struct warmer *warmer; /* NULL without a preparer, or without generations: there is nothing to keep */
    struct network_thread threads[THREADS_MAX];
    unsigned thread_count;
    /* Each thread keeps to a processor of its own: there are as many as this process may run on. Measured side by side with threads
     * that wander and take connections in turns, reader and server on the same two processors: 30 % more answers of 1 kB from the
     * cache, 10 to 30 % of 22 kB. */
    bool is_spread;
    unsigned connections_max;
    size_t descriptors; /* one more than the highest that is admitted */
    _Atomic unsigned connections;
};

/* ---- libmicrohttpd's callbacks ---- */

static void say_nothing(void *payload, const char *format, va_list arguments)
{
    (void)payload, (void)format, (void)arguments;
}

/* The path is decoded by target.c, from the raw text. */
static size_t unescape_nothing(void *payload, struct MHD_Connection *connection, char *text)
{
    (void)payload, (void)connection;
    return strlen(text);
}

static void *on_request_line(void *payload, const char *target, struct MHD_Connection *connection)
{
    struct server *server = payload;
    return transaction_begin(&server->service, connection, target);
}

static enum MHD_Result on_request(void *payload, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload, size_t *upload_length,
                                  void **transaction)
{
    (void)payload, (void)connection, (void)path;
    assert(*transaction);
    if (*upload_length > 0) {
        transaction_take_body(*transaction, upload, *upload_length);
        *upload_length = 0;
        return MHD_YES;
    }
    return transaction_advance(*transaction, method, version);
}

static void on_completed(void *payload, struct MHD_Connection *connection, void **transaction,
                         enum MHD_RequestTerminationCode cause)
{
    (void)payload, (void)connection, (void)cause;
    if (*transaction)
        transaction_end(*transaction);
    *transaction = NULL;
}

static void on_connection(void *payload, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode event)
{
    struct network_thread *thread = payload;
    struct server *server = thread->server;
    int descriptor = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    (void)context;
    if (event == MHD_CONNECTION_NOTIFY_STARTED) {
        if (server->is_spread && !thread->is_placed)
            processors_keep_to(thread->number);
        thread->is_placed = true;
        reaper_watch(server->service.reaper, descriptor, REAPER_IDLE, server->service.request_seconds);
        return;
    }
    reaper_forget(server->service.reaper, descriptor);
    atomic_fetch_sub(&thread->connections, 1);
    atomic_fetch_sub(&server->connections, 1);
}

/* The thread on the processor that the connection's packets come in on, if it is not much busier than the others. */
static struct network_thread *thread_for(struct server *server, int descriptor)
{
    unsigned connections[THREADS_MAX];
    int near = server->is_spread ? processors_place_of(processors_incoming(descriptor)) : -1;
    for (unsigned i = 0; i < server->thread_count; i++)
        connections[i] = atomic_load_explicit(&server->threads[i].connections, memory_order_relaxed);
    return &server->threads[processors_choose(connections, server->thread_count, near)];
}

static bool on_admit(void *payload, int descriptor, const struct sockaddr *peer, socklen_t peer_length)
{
    struct server *server = payload;
    if ((size_t)descriptor >= server->descriptors ||
        atomic_fetch_add(&server->connections, 1) >= server->connections_max) {
        if ((size_t)descriptor < server->descriptors)
            atomic_fetch_sub(&server->connections, 1);
        atomic_fetch_add_explicit(&server->service.refused, 1, memory_order_relaxed);
        return false;
    }
    struct network_thread *thread = thread_for(server, descriptor);
    atomic_fetch_add(&thread->connections, 1);
    if (MHD_add_connection(thread->daemon, descriptor, peer, peer_length) != MHD_YES) {
        atomic_fetch_sub(&thread->connections, 1); /* it has closed the socket */
        atomic_fetch_sub(&server->connections, 1);
    }
    return true;
}

/* ---- start ---- */

static unsigned or_else(unsigned value, unsigned otherwise)
{
    return value ? value : otherwise;
}

static unsigned threads_default(void)
{
    const unsigned processors = processors_allowed();
    return processors > THREADS_MAX ? THREADS_MAX : processors;
}

/* As many as asked for, or as descriptors allow; the soft limit is raised as far as it may be. */
static unsigned connections_allowed(unsigned asked)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)asked + DESCRIPTORS_RESERVED;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return asked;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= wanted)
        return asked;
    return limit.rlim_cur > 2 * DESCRIPTORS_RESERVED ? (unsigned)limit.rlim_cur - DESCRIPTORS_RESERVED
                                                     : (unsigned)limit.rlim_cur / 2;
}

static void service_set_up(struct service *service, const struct server_settings *settings, const char *address,
                           uint16_t port)
{
    bool is_ipv6 = strchr(address, ':') != NULL;
    snprintf(service->own_base, sizeof service->own_base, "http://%s%.50s%s:%u", is_ipv6 ? "[" : "", address,
             is_ipv6 ? "]" : "", (unsigned)port);
    service->public_base = settings->public_base ? strdup(settings->public_base) : NULL;
    service->request_seconds = or_else(settings->request_seconds, 10);
    service->answer_seconds = or_else(settings->answer_seconds, 30);
    service->answer_rate = or_else(settings->answer_rate, 65536);
    /* Strangers choose what is hashed: without the seed they cannot choose where it falls. */
    if (getrandom(&service->hash_seed, sizeof service->hash_seed, 0) != (ssize_t)sizeof service->hash_seed)
        service->hash_seed = (uint64_t)(clock_seconds() * 1e9);
    service->cache = cache_new(settings->cache_bytes ? settings->cache_bytes : (size_t)64 << 20);
    service->flights = flight_table_new();
    pthread_mutex_init(&service->lane_lock, NULL);
    pthread_mutex_init(&service->shelf_lock, NULL);
}

static bool thread_start(struct server *server, unsigned number)
{
    struct network_thread *thread = &server->threads[number];
    *thread = (struct network_thread){.server = server, .number = number};
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                           MHD_USE_NO_LISTEN_SOCKET;
    const unsigned limit = server->connections_max + 64; /* the acceptor counts; libmicrohttpd gets room to spare */
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)say_nothing, NULL}, /* first, so that the others' errors go there */
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)limit, NULL},
        /* No timeout of its own: the reaper has one for every stage, and libmicrohttpd's costs a lock and a clock for each piece. */
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)unescape_nothing, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, thread},
        {MHD_OPTION_END, 0, NULL},
    };
    thread->daemon =
        MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    server->thread_count += thread->daemon != NULL;
    return thread->daemon != NULL;
}

static void server_free(struct server *server)
{
    struct service *service = &server->service;
    acceptor_free(server->acceptor);
    warmer_close(server->warmer);
    for (unsigned i = 0; i < server->thread_count; i++)
        MHD_stop_daemon(server->threads[i].daemon);
    worker_close(service->workers); /* not before: a network thread may still ask for a place in the queue */
    reaper_close(service->reaper);
    flight_table_free(service->flights);
    cache_free(service->cache);
    shelf_release(service->shelf);
    for (struct lane *lane = service->lanes; lane; lane = lane->next)
        transaction_free_spare(lane);
    service_free_lanes(service);
    pthread_mutex_destroy(&service->lane_lock);
    pthread_mutex_destroy(&service->shelf_lock);
    free(service->public_base);
    free(server);
}

static bool server_open(struct server *server, const struct server_settings *settings, struct error *err)
{
    struct service *service = &server->service;
    const char *address = settings->address ? settings->address : "127.0.0.1";
    unsigned threads = or_else(settings->threads < THREADS_MAX ? settings->threads : THREADS_MAX, threads_default());
    server->acceptor = acceptor_open(address, settings->port, LISTEN_BACKLOG, err);
    service_set_up(service, settings, address, server->acceptor ? acceptor_port(server->acceptor) : 0);
    if (!server->acceptor)
        return false;
    server->connections_max = connections_allowed(or_else(settings->connections_max, 10000));
    server->descriptors = (size_t)server->connections_max + 2 * DESCRIPTORS_RESERVED;
    service->reaper = reaper_open(server->descriptors, REAPER_TICK, err);
    if (!service->reaper)
        return false;
    service->workers = worker_open(or_else(settings->workers, 2), or_else(settings->queue_max, 64), err);
    if (!service->workers)
        return false;
    if (service->hooks.pin && settings->preparer && !(server->warmer = warmer_open(service, settings->preparer, err)))
        return false;
    server->is_spread = threads == processors_allowed();
    for (unsigned i = 0; i < threads; i++)
        if (!thread_start(server, i))
            return error_set(err, ERROR_INTERNAL, "libmicrohttpd does not start: %s", strerror(errno));
    return acceptor_start(server->acceptor, on_admit, server, err);
}

struct server *server_start(const struct server_settings *settings, const struct route *routes, size_t route_count,
                            const struct server_hooks *hooks, struct error *err)
{
    struct server *server = calloc(1, sizeof *server);
    sigset_t all, before;
    if (!server)
        abort();
    assert(!hooks || !hooks->pin || (hooks->unpin && hooks->tag));
    server->service.routes = routes;
    server->service.route_count = route_count;
    if (hooks)
        server->service.hooks = *hooks;
    signal(SIGPIPE, SIG_IGN);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* inherited by the threads: signals are the caller's */
    bool is_open = server_open(server, settings, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (is_open)
        return server;
    server_free(server);
    return NULL;
}

uint16_t server_port(const struct server *server)
{
    return acceptor_port(server->acceptor);
}

struct server_counts server_counts(struct server *server)
{
    struct service *service = &server->service;
    struct server_counts counts = {
        .refused = atomic_load(&service->refused),
        .connections = atomic_load(&server->connections),
        .waiting = worker_waiting(service->workers),
        .cache_bytes = cache_used(service->cache),
        .is_warming = warmer_is_busy(server->warmer),
    };
    pthread_mutex_lock(&service->lane_lock);
    for (struct lane *lane = service->lanes; lane; lane = lane->next) {
        counts.requests += atomic_load_explicit(&lane->requests, memory_order_relaxed);
        counts.cache_hits += atomic_load_explicit(&lane->cache_hits, memory_order_relaxed);
    }
    pthread_mutex_unlock(&service->lane_lock);
    return counts;
}

/* ---- stop ---- */

/* Until the last connection is gone, hanging up on those that ask nothing. */
static void server_drain(struct server *server, double seconds)
{
    double end = clock_seconds() + seconds;
    while (atomic_load(&server->connections) > 0 && clock_seconds() < end) {
        reaper_hang_up_idle(server->service.reaper, STOP_IDLE);
        usleep(5000);
    }
}

void server_warm(struct server *server)
{
    service_renew(&server->service);
    if (server->warmer)
        warmer_begin(server->warmer);
}

void server_stop(struct server *server, double seconds)
{
    warmer_close(server->warmer);
    server->warmer = NULL;
    acceptor_stop(server->acceptor);
    server_drain(server, seconds);
    worker_stop(server->service.workers); /* resumes every suspended connection: libmicrohttpd may not stop with one */
    server_drain(server, STOP_FLUSH);
    reaper_hang_up_all(server->service.reaper);
    server_free(server);
}
