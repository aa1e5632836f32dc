#include "http/transaction.h"

#include "http/cork.h"
#include "http/head.h"
#include "http/negotiate.h"
#include "http/post.h"
#include "http/range.h"
#include "http/reply.h"
#include "http/target.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SPARE_MAX 64u  /* a thread; each holds 20 kB */
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
    struct lane *lane; /* of the connection's thread */
    struct MHD_Connection *connection;
    int descriptor;
    enum stage stage;
    bool is_too_long, has_key, is_pinned, is_corked;
    size_t body_promised; /* bytes of service->body_bytes that are for this one */
    struct buffer body;
    const char *target_end;       /* in libmicrohttpd's buffer */
    const char *range, *if_range; /* "" when not sent */
    struct request request;
    const struct route *route;
    struct wish wish;
    unsigned vary;
    struct buffer key;
    struct answer *answer;
    struct transaction *next_spare;
    char base[BASE_MAX];
    char raw[REQUEST_ADDRESS_MAX + 1];
};

/* ---- memory: a transaction is taken from the spare ones, so that a cached answer allocates nothing ---- */

static struct transaction *transaction_take(struct lane *lane)
{
    struct transaction *transaction = lane->spare;
    if (transaction) {
        lane->spare = transaction->next_spare;
        lane->spare_count--;
        return transaction;
    }
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
    buffer_free(&transaction->body);
    free(transaction);
}

static void transaction_give_back(struct transaction *transaction)
{
    struct lane *lane = transaction->lane;
    if (lane->spare_count == SPARE_MAX) {
        transaction_free(transaction);
        return;
    }
    arena_reset(transaction->request.arena);
    transaction->next_spare = lane->spare;
    lane->spare = transaction;
    lane->spare_count++;
}

void transaction_free_spare(struct lane *lane)
{
    while (lane->spare) {
        struct transaction *transaction = lane->spare;
        lane->spare = transaction->next_spare;
        transaction_free(transaction);
    }
}

/* ---- the request line ---- */

struct transaction *transaction_begin(struct service *service, struct MHD_Connection *connection, const char *target)
{
    struct lane *lane = service_lane(service);
    struct transaction *transaction = transaction_take(lane);
    size_t length = strlen(target);
    transaction->service = service;
    transaction->lane = lane;
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

/* Only the lane's thread counts; others read. */
static void count_up(_Atomic uint64_t *count)
{
    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + 1, memory_order_relaxed);
}

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
    count_up(&transaction->lane->requests);
    reaper_watch(service->reaper, transaction->descriptor, REAPER_ANSWERING,
                 service->answer_seconds + (double)answer->length / service->answer_rate);
    transaction->is_corked = !is_known && answer->body->descriptor >= 0 && answer->length <= CORK_MAX;
    if (transaction->is_corked)
        cork_set(transaction->descriptor, true);
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

/* Decides on a request that is not for reading, before a byte of its body is read. NULL when it may go on; its route is
 * known then. Whoever is refused is not heard further. */
static struct answer *transaction_admit(struct transaction *transaction, const struct head *head)
{
    struct service *service = transaction->service;
    struct request *request = &transaction->request;
    struct error err = ERROR_INIT;
    const struct route *route = NULL;
    if (target_read(request, transaction->raw, &err))
        route = router_find(service->routes, service->route_count, request);
    if (head->is_coded && !route_takes(route, METHOD_POST))
        return reply_status(400, "this address takes no request bodies", true);
    if (!route_takes(route, request->method))
        return reply_method(route, true);
    if (!route_check(route, request, &err))
        return reply_status(400, err.message, true);
    const char *why;
    int status = post_check(head, &transaction->body_promised, &why);
    if (status)
        return reply_status(status, why, true);
    if (atomic_fetch_add(&service->body_bytes, transaction->body_promised) > POST_BODIES_MAX)
        return reply_status(503, "too many such requests at the moment", true);
    transaction->route = route;
    return NULL;
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
    if (request->method == METHOD_POST || request->method == METHOD_OTHER) {
        transaction->answer = transaction_admit(transaction, &head);
        if (transaction->answer)
            return transaction_send(transaction);
    } else if (head.is_coded || (head.content_length && strcmp(head.content_length, "0") != 0)) {
        return transaction_refuse(transaction, 400, "there is no request body to a GET, HEAD or OPTIONS here");
    }
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
        transaction->wish.tag = hooks->tag(transaction->request.generation);
}

static struct cache_key transaction_key(struct transaction *transaction)
{
    const struct wish *wish = &transaction->wish;
    return key_make(&transaction->key, wish->request, wish->raw, wish->codings, KEY_FULL, wish->tag,
                    transaction->service->hash_seed);
}

/* What the thread has at hand, or what the cache has, which is at hand from then on. Pins a generation only when the
 * first does not do: what is there is whole, and of the generation in service. */
static struct answer *transaction_find(struct transaction *transaction)
{
    struct service *service = transaction->service;
    struct wish *wish = &transaction->wish;
    bool may_be_kept = wish_may_be_kept(wish);
    struct front_season season = service_season(service);
    struct front *front = transaction->lane->front;
    struct answer *answer = NULL;
    if (may_be_kept && season.tag)
        answer = front_get(front, transaction_key(transaction), season);
    if (answer)
        return answer;
    transaction_pin(transaction);
    transaction->has_key = may_be_kept && wish->tag;
    if (!transaction->has_key)
        return NULL;
    transaction->flight.key = transaction_key(transaction);
    answer = service_find(service, wish, transaction->flight.key);
    if (answer && season.tag && strcmp(season.tag, wish->tag) == 0) {
        struct cache_key key = transaction->flight.key;
        key.length -= strlen(wish->tag);
        front_put(front, key, season, answer);
    }
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
    transaction_land(transaction, service_make(transaction->service, &transaction->wish, transaction->route));
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

static enum MHD_Result transaction_respond(struct transaction *transaction)
{
    struct service *service = transaction->service;
    struct request *request = &transaction->request;
    struct wish *wish = &transaction->wish;
    wish_init(wish, request, transaction->raw);
    if (request->method == METHOD_POST) {
        buffer_append(&transaction->body, "", 0);
        request->body = transaction->body.bytes;
        request->body_length = transaction->body.length;
    }
    transaction->answer = transaction_find(transaction);
    if (transaction->answer)
        count_up(&transaction->lane->cache_hits);
    else if (!transaction->route)
        transaction->answer = service_route(service, request, transaction->raw, &transaction->route);
    if (transaction->answer)
        return transaction_send(transaction);
    const struct route *route = transaction->route;
    if (route->pace == ROUTE_SLOW || (route->is_slow && route->is_slow(request)))
        return transaction_wait(transaction);
    transaction->answer = service_make(service, wish, transaction->route);
    return transaction_send(transaction);
}

void transaction_take_body(struct transaction *transaction, const char *bytes, size_t length)
{
    /* what was refused, or is more than was promised, is not kept */
    if (transaction->stage == STAGE_HEAD && length <= transaction->body_promised - transaction->body.length)
        buffer_append(&transaction->body, bytes, length);
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
    if (transaction->is_corked)
        cork_set(transaction->descriptor, false);
    transaction->is_corked = false;
    reaper_watch(service->reaper, transaction->descriptor, REAPER_IDLE, KEEP_ALIVE_SECONDS);
    if (transaction->is_pinned)
        service->hooks.unpin(service->hooks.payload, transaction->request.generation);
    answer_release(transaction->answer);
    transaction->answer = NULL;
    transaction->is_pinned = transaction->has_key = false;
    transaction->route = NULL;
    if (transaction->body_promised > 0)
        atomic_fetch_sub(&service->body_bytes, transaction->body_promised);
    transaction->body_promised = 0;
    buffer_free(&transaction->body);
    transaction_give_back(transaction);
}
