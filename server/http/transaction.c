#include "http/transaction.h"

#include "base/file.h"
#include "http/head.h"
#include "http/range.h"
#include "http/reply.h"
#include "http/target.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SPARE_MAX 256u
#define BASE_MAX  300u /* "http://", an authority */

enum stage {
    STAGE_LINE,    /* the request line was read */
    STAGE_HEAD,    /* the header fields were read and found sound */
    STAGE_WAITING, /* suspended until the answer is there */
    STAGE_SENDING
};

struct transaction {
    struct worker_job job;
    struct flight flight;
    struct service *service;
    struct MHD_Connection *connection;
    int descriptor;
    enum stage stage;
    bool is_too_long, has_key, is_pinned;
    const char *target_end; /* in libmicrohttpd's buffer */
    const char *tag;
    const char *range, *if_range; /* "" when not sent */
    struct request request;
    const struct route *route;
    enum coding coding;
    unsigned vary;
    struct buffer key;
    struct answer *answer;
    struct transaction *next_spare;
    char base[BASE_MAX];
    char raw[REQUEST_ADDRESS_MAX + 1];
};

/* ---- memory: a transaction is taken from the spare ones, so that a cached answer allocates nothing ---- */

static struct transaction *transaction_take(struct service *service)
{
    pthread_mutex_lock(&service->spare_lock);
    struct transaction *transaction = service->spare;
    if (transaction) {
        service->spare = transaction->next_spare;
        service->spare_count--;
    }
    pthread_mutex_unlock(&service->spare_lock);
    if (transaction)
        return transaction;
    transaction = calloc(1, sizeof *transaction);
    if (!transaction)
        abort();
    transaction->request.arena = arena_new();
    return transaction;
}

static void transaction_free(struct transaction *transaction)
{
    arena_free(transaction->request.arena);
    buffer_free(&transaction->key);
    free(transaction);
}

static void transaction_give_back(struct service *service, struct transaction *transaction)
{
    arena_reset(transaction->request.arena);
    buffer_clear(&transaction->key);
    pthread_mutex_lock(&service->spare_lock);
    bool has_room = service->spare_count < SPARE_MAX;
    if (has_room) {
        transaction->next_spare = service->spare;
        service->spare = transaction;
        service->spare_count++;
    }
    pthread_mutex_unlock(&service->spare_lock);
    if (!has_room)
        transaction_free(transaction);
}

void transaction_free_spare(struct service *service)
{
    while (service->spare) {
        struct transaction *transaction = service->spare;
        service->spare = transaction->next_spare;
        transaction_free(transaction);
    }
}

/* ---- the request line ---- */

struct transaction *transaction_begin(struct service *service, struct MHD_Connection *connection, const char *target)
{
    struct transaction *transaction = transaction_take(service);
    size_t length = strlen(target);
    transaction->service = service;
    transaction->connection = connection;
    transaction->descriptor = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    transaction->stage = STAGE_LINE;
    transaction->target_end = target + length;
    transaction->is_too_long = length > REQUEST_ADDRESS_MAX;
    memcpy(transaction->raw, target, transaction->is_too_long ? 0 : length);
    transaction->raw[transaction->is_too_long ? 0 : length] = '\0';
    reaper_watch(service->reaper, transaction->descriptor, REAPER_READING, service->request_seconds);
    /* We read the query ourselves. libmicrohttpd 0.9.75 would put each parameter into its 32 kB pool and, with 400 of
     * them, leave the connection without an answer: it gets to see none. It has found the '?' by now and parses what
     * stands behind it when this returns; the text is in its own, writable buffer. */
    char *query = (char *)(uintptr_t)strchr(target, '?');
    if (query)
        query[1] = '\0';
    return transaction;
}

/* ---- sending ---- */

/* Puts the part that was asked for in place of the whole. Only of answers with an ETag: others may change meanwhile. */
static void transaction_cut(struct transaction *transaction)
{
    struct answer *whole = transaction->answer;
    size_t first, last;
    if (!whole->etag || transaction->request.method != METHOD_GET || !*transaction->range)
        return;
    if (*transaction->if_range && strcmp(transaction->if_range, whole->etag) != 0)
        return; /* it has a part of another version */
    enum range_verdict verdict = range_read(transaction->range, whole->length, &first, &last);
    if (verdict == RANGE_WHOLE)
        return;
    transaction->answer = verdict == RANGE_PART ? answer_part(whole, first, last) : reply_outside(whole->length);
    answer_release(whole);
}

static enum MHD_Result transaction_send(struct transaction *transaction)
{
    struct service *service = transaction->service;
    const char *etag = transaction->answer->etag;
    bool is_known = etag && negotiate_none_match(transaction->request.if_none_match, etag);
    if (!is_known)
        transaction_cut(transaction);
    struct answer *answer = transaction->answer;
    int status = is_known ? 304 : answer->status;
    transaction->stage = STAGE_SENDING;
    atomic_fetch_add_explicit(&service->requests, 1, memory_order_relaxed);
    reaper_watch(service->reaper, transaction->descriptor, REAPER_ANSWERING,
                 service->answer_seconds + (double)answer->length / service->answer_rate);
    return MHD_queue_response(transaction->connection, (unsigned)status, answer->mhd);
}

/* ---- the header fields ---- */

static enum request_method method_read(const char *method)
{
    static const char *const names[] = {"GET", "HEAD", "OPTIONS", "POST"}; /* in the order of enum request_method */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(method, names[i]) == 0)
            return (enum request_method)i;
    return METHOD_OTHER;
}

/* What links begin with. False when the authority is not one that may stand in them. */
static bool base_make(struct transaction *transaction, const char *host)
{
    struct service *service = transaction->service;
    const char *authority;
    size_t length;
    target_origin(transaction->raw, &authority, &length);
    if (!authority && host) {
        authority = host;
        length = strlen(host);
        while (length > 0 && (host[length - 1] == ' ' || host[length - 1] == '\t'))
            length--;
    }
    if (authority && !target_authority_is_sound(authority, length))
        return false;
    transaction->request.base = service->public_base ? service->public_base : service->own_base;
    if (!authority || service->public_base)
        return true;
    static const char scheme[] = "http://";
    assert(sizeof scheme + length <= BASE_MAX);
    memcpy(transaction->base, scheme, sizeof scheme - 1);
    memcpy(transaction->base + sizeof scheme - 1, authority, length);
    transaction->base[sizeof scheme - 1 + length] = '\0';
    transaction->request.base = transaction->base;
    return true;
}

static enum MHD_Result transaction_refuse(struct transaction *transaction, int status, const char *why)
{
    /* What follows on this connection may be the body of what was refused: it is not read (request smuggling). */
    transaction->answer = reply_status(status, why, true);
    return transaction_send(transaction);
}

static enum MHD_Result transaction_read_head(struct transaction *transaction, const char *method, const char *version)
{
    struct request *request = &transaction->request;
    struct arena *arena = request->arena;
    struct head head;
    const char *why = NULL;
    *request = (struct request){.method = method_read(method), .arena = arena, .vary = &transaction->vary};
    request->if_none_match = transaction->range = transaction->if_range = ""; /* until the head is believed */
    transaction->vary = 0;
    int status = head_read(&head, transaction->connection, method, version, transaction->target_end, arena, &why);
    if (status)
        return transaction_refuse(transaction, status, why);
    if (request->method == METHOD_POST || request->method == METHOD_OTHER)
        return transaction_refuse(transaction, 405, "only GET, HEAD and OPTIONS");
    if (head.has_body)
        return transaction_refuse(transaction, 400, "this server takes no request bodies");
    if (transaction->is_too_long)
        return transaction_refuse(transaction, 414, "an address has at most 4096 bytes");
    if (!base_make(transaction, head.host))
        return transaction_refuse(transaction, 400, "Host must be a name or an address, with or without a port");
    request->accept = head.accept;
    request->accept_encoding = head.accept_encoding;
    request->accept_language = head.accept_language;
    request->if_none_match = head.if_none_match;
    transaction->range = head.range;
    transaction->if_range = head.if_range;
    transaction->stage = STAGE_HEAD;
    return MHD_YES;
}

/* ---- the answer ---- */

static void transaction_pin(struct transaction *transaction)
{
    const struct server_hooks *hooks = &transaction->service->hooks;
    if (!hooks->pin)
        return;
    transaction->request.generation = hooks->pin(hooks->payload);
    transaction->is_pinned = transaction->request.generation != NULL;
    if (transaction->is_pinned)
        transaction->tag = hooks->tag(transaction->request.generation);
}

/* All that a handler may look at, and the coding. The raw target, not a sorted one: handlers put it into links. */
static void key_make(struct transaction *transaction)
{
    const struct request *request = &transaction->request;
    struct buffer *key = &transaction->key;
    transaction->has_key = transaction->tag && strlen(request->accept) <= CACHE_FIELD_MAX &&
                           strlen(request->accept_language) <= CACHE_FIELD_MAX;
    if (!transaction->has_key)
        return;
    const char *parts[] = {transaction->tag, request->base, request->accept, request->accept_language,
                           transaction->raw};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buffer_append(key, parts[i], strlen(parts[i]) + 1); /* the NULs keep the parts apart */
    buffer_putc(key, (char)transaction->coding);
    transaction->flight.key = (struct cache_key){key->bytes, key->length,
                                                 hash_bytes(transaction->service->hash_seed, key->bytes, key->length)};
}

/* Runs the handler, on whichever thread; the answer is in the cache when this returns. */
static struct answer *transaction_compute(struct transaction *transaction)
{
    const struct server_hooks *hooks = &transaction->service->hooks;
    struct response response;
    struct error err = ERROR_INIT;
    struct answer_choice choice = {.tag = transaction->tag, .coding = transaction->coding};
    response_init(&response);
    if (!transaction->route->handler(&transaction->request, &response, &err)) {
        response_problem(&response, &err);
        if (response.status == 500 && hooks->report)
            hooks->report(hooks->payload, &transaction->request, &err);
    }
    choice.vary = transaction->vary;
    struct answer *answer = answer_new(&response, &choice);
    response_free(&response);
    if (transaction->has_key && answer->is_kept)
        cache_put(transaction->service->cache, transaction->flight.key, answer);
    return answer;
}

/* Gives the answer to those who waited for it. They may be gone as soon as they are resumed: the leader goes last. */
static void transaction_land(struct transaction *transaction, struct answer *answer)
{
    struct flight *follower = NULL;
    if (transaction->has_key)
        follower = flight_land(transaction->service->flights, &transaction->flight);
    while (follower) {
        struct flight *next = follower->next;
        struct transaction *other =
            (struct transaction *)(void *)((char *)follower - offsetof(struct transaction, flight));
        other->answer = answer_hold(answer);
        MHD_resume_connection(other->connection);
        follower = next;
    }
    transaction->answer = answer;
    MHD_resume_connection(transaction->connection);
}

static struct transaction *job_transaction(struct worker_job *job)
{
    return (struct transaction *)(void *)((char *)job - offsetof(struct transaction, job));
}

static void transaction_run(struct worker_job *job)
{
    struct transaction *transaction = job_transaction(job);
    transaction_land(transaction, transaction_compute(transaction));
}

static void transaction_drop(struct worker_job *job)
{
    transaction_land(job_transaction(job), reply_status(503, "too many such requests at the moment", false));
}

static enum MHD_Result transaction_wait(struct transaction *transaction)
{
    struct service *service = transaction->service;
    transaction->stage = STAGE_WAITING;
    transaction->job.run = transaction_run;
    transaction->job.drop = transaction_drop;
    reaper_watch(service->reaper, transaction->descriptor, REAPER_WORKING, 0);
    MHD_suspend_connection(transaction->connection);
    if (transaction->has_key && flight_join(service->flights, &transaction->flight))
        return MHD_YES;
    if (!worker_add(service->workers, &transaction->job))
        transaction_drop(&transaction->job);
    return MHD_YES;
}

/* The answer that needs no handler: a wrong address or parameter, OPTIONS. NULL: the handler is asked. */
static struct answer *transaction_route(struct transaction *transaction)
{
    struct service *service = transaction->service;
    struct request *request = &transaction->request;
    struct error err = ERROR_INIT;
    if (!target_read(request, transaction->raw, &err))
        return reply_problem(&err);
    if (request->method == METHOD_OPTIONS && strcmp(request->target, "*") == 0)
        return reply_options();
    transaction->route = router_find(service->routes, service->route_count, request);
    if (!transaction->route)
        return reply_status(404, "there is nothing at this address", false);
    if (request->method == METHOD_OPTIONS)
        return reply_options();
    return request_allow(request, transaction->route->parameters, &err) ? NULL : reply_problem(&err);
}

static enum MHD_Result transaction_respond(struct transaction *transaction)
{
    struct service *service = transaction->service;
    transaction->coding = negotiate_coding(transaction->request.accept_encoding);
    transaction_pin(transaction);
    key_make(transaction);
    if (transaction->has_key && transaction->request.method != METHOD_OPTIONS)
        transaction->answer = cache_get(service->cache, transaction->flight.key);
    if (transaction->answer)
        atomic_fetch_add_explicit(&service->cache_hits, 1, memory_order_relaxed);
    else
        transaction->answer = transaction_route(transaction);
    if (transaction->answer)
        return transaction_send(transaction);
    if (transaction->route->pace == ROUTE_SLOW)
        return transaction_wait(transaction);
    transaction->answer = transaction_compute(transaction);
    return transaction_send(transaction);
}

enum MHD_Result transaction_advance(struct transaction *transaction, const char *method, const char *version)
{
    switch (transaction->stage) {
    case STAGE_LINE:
        return transaction_read_head(transaction, method, version);
    case STAGE_HEAD:
        return transaction_respond(transaction);
    case STAGE_WAITING:
        return transaction_send(transaction);
    case STAGE_SENDING:
        break;
    }
    return MHD_YES;
}

void transaction_end(struct transaction *transaction)
{
    struct service *service = transaction->service;
    reaper_watch(service->reaper, transaction->descriptor, REAPER_IDLE, KEEP_ALIVE_SECONDS + service->request_seconds);
    if (transaction->is_pinned)
        service->hooks.unpin(service->hooks.payload, transaction->request.generation);
    answer_release(transaction->answer);
    transaction->answer = NULL;
    transaction->is_pinned = transaction->has_key = false;
    transaction->tag = NULL;
    transaction->route = NULL;
    transaction_give_back(service, transaction);
}
