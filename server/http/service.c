#include "http/service.h"

#include "http/negotiate.h"
#include "http/reply.h"
#include "http/spool.h"
#include "http/target.h"

#include <stdlib.h>
#include <string.h>

/* ---- lanes ---- */

/* A network thread serves one server and ends with it. */
static _Thread_local struct lane *own_lane;

struct lane *service_lane(struct service *service)
{
    if (own_lane)
        return own_lane;
    own_lane = calloc(1, sizeof *own_lane);
    if (!own_lane)
        abort();
    own_lane->front = front_new();
    pthread_mutex_lock(&service->lane_lock);
    own_lane->next = service->lanes;
    service->lanes = own_lane;
    pthread_mutex_unlock(&service->lane_lock);
    return own_lane;
}

void service_free_lanes(struct service *service)
{
    while (service->lanes) {
        struct lane *lane = service->lanes;
        service->lanes = lane->next;
        front_free(lane->front);
        free(lane);
    }
}

struct front_season service_season(struct service *service)
{
    const struct server_hooks *hooks = &service->hooks;
    struct front_season season = {.edition = atomic_load_explicit(&service->edition, memory_order_acquire)};
    if (hooks->current)
        season.tag = hooks->current(hooks->payload);
    return season;
}

/* ---- prepared answers ---- */

const char *service_base(const struct service *service)
{
    return service->public_base ? service->public_base : service->own_base;
}

static void shelf_exchange(struct service *service, struct shelf *shelf)
{
    pthread_mutex_lock(&service->shelf_lock);
    struct shelf *old = service->shelf;
    service->shelf = shelf;
    pthread_mutex_unlock(&service->shelf_lock);
    shelf_release(old);
}

struct shelf *service_shelve(struct service *service)
{
    const struct server_hooks *hooks = &service->hooks;
    void *generation = hooks->pin ? hooks->pin(hooks->payload) : NULL;
    struct shelf *shelf =
        generation ? shelf_open(hooks->tag(generation), service_base(service), service->hash_seed) : NULL;
    if (generation)
        hooks->unpin(hooks->payload, generation);
    shelf_exchange(service, shelf ? shelf_hold(shelf) : NULL);
    return shelf;
}

/* A reference, or NULL. */
static struct shelf *service_shelf(struct service *service)
{
    pthread_mutex_lock(&service->shelf_lock);
    struct shelf *shelf = service->shelf ? shelf_hold(service->shelf) : NULL;
    pthread_mutex_unlock(&service->shelf_lock);
    return shelf;
}

void service_renew(struct service *service)
{
    const struct server_hooks *hooks = &service->hooks;
    void *generation = hooks->pin ? hooks->pin(hooks->payload) : NULL;
    uint64_t edition = atomic_fetch_add_explicit(&service->edition, 1, memory_order_acq_rel) + 1;
    shelf_exchange(service, NULL);
    cache_keep_only(service->cache, generation ? hooks->tag(generation) : "");
    if (generation)
        hooks->unpin(hooks->payload, generation);
    pthread_mutex_lock(&service->lane_lock);
    for (struct lane *lane = service->lanes; lane; lane = lane->next)
        front_renew(lane->front, edition);
    pthread_mutex_unlock(&service->lane_lock);
}

/* ---- answers ---- */

void wish_init(struct wish *wish, struct request *request, const char *raw)
{
    unsigned accepted;
    *wish = (struct wish){.request = request, .raw = raw};
    wish->coding = negotiate_codings(request->accept_encoding, &accepted);
    /* A handler with coded bytes at hand looks at what is accepted, not only at what is liked best. */
    wish->codings = (unsigned)wish->coding << CODING_COUNT | accepted;
}

bool wish_may_be_kept(const struct wish *wish)
{
    bool is_reading = wish->request->method == METHOD_GET || wish->request->method == METHOD_HEAD;
    return is_reading && strlen(wish->request->accept) <= KEY_FIELD_MAX &&
           strlen(wish->request->accept_language) <= KEY_FIELD_MAX;
}

static struct cache_key wish_key(const struct service *service, const struct wish *wish, enum key_reach reach,
                                 struct buffer *room)
{
    return key_make(room, wish->request, wish->raw, wish->codings, reach, wish->tag, service->hash_seed);
}

/* Of prepared answers the first asker's is made from the file; it stands in the cache from then on. */
static struct answer *shelf_find(struct service *service, const struct wish *wish, struct buffer *room)
{
    struct shelf *shelf = service_shelf(service);
    struct answer *answer = NULL;
    for (enum key_reach reach = KEY_FULL; shelf && reach < KEY_REACHES && !answer; reach++) {
        struct cache_key key = wish_key(service, wish, reach, room);
        answer = shelf_take(shelf, key);
        if (answer)
            cache_put(service->cache, key, answer);
    }
    shelf_release(shelf);
    return answer;
}

struct answer *service_find(struct service *service, const struct wish *wish, struct cache_key key)
{
    struct answer *answer = cache_get(service->cache, key);
    struct buffer room = BUFFER_INIT;
    for (enum key_reach reach = KEY_BASE; reach < KEY_REACHES && !answer; reach++)
        answer = cache_get(service->cache, wish_key(service, wish, reach, &room));
    /* Asked for a second time: it is worth a place where the kernel takes it without copying. */
    struct answer *settled = answer ? answer_settle(answer) : NULL;
    if (settled) {
        cache_put(service->cache, wish_key(service, wish, key_reach(answer), &room), settled);
        answer_release(answer);
        answer = settled;
    }
    if (!answer)
        answer = shelf_find(service, wish, &room);
    buffer_free(&room);
    return answer;
}

struct answer *service_route(struct service *service, struct request *request, const char *raw,
                             const struct route **route)
{
    struct error err = ERROR_INIT;
    if (!target_read(request, raw, &err))
        return reply_problem(&err);
    if (request->method == METHOD_OPTIONS && strcmp(request->target, "*") == 0)
        return reply_options(NULL);
    *route = router_find(service->routes, service->route_count, request);
    if (!*route)
        return reply_status(404, "there is nothing at this address", false);
    if (request->method == METHOD_OPTIONS)
        return reply_options(*route);
    if (!route_takes(*route, request->method))
        return reply_method(*route, false);
    return route_check(*route, request, &err) ? NULL : reply_problem(&err);
}

static bool response_fill(const struct service *service, const struct wish *wish, const struct route *route,
                          struct response *response)
{
    const struct server_hooks *hooks = &service->hooks;
    struct error err = ERROR_INIT;
    response_init(response);
    bool is_done = route->handler(wish->request, response, &err) && (response->file < 0 || spool_flush(response, &err));
    if (!is_done)
        response_problem(response, &err);
    response->is_private = response->is_private || wish->request->method == METHOD_POST;
    if (is_done)
        return true;
    if (response->status == 500 && hooks->report)
        hooks->report(hooks->payload, wish->request, &err);
    return false;
}

/* What was made while the prepared one was being written is not kept: it would stand in front of it. */
static bool is_prepared(struct service *service, struct cache_key key)
{
    struct shelf *shelf = service_shelf(service);
    bool is_there = shelf && shelf_has(shelf, key);
    shelf_release(shelf);
    return is_there;
}

/* A crawler's questions, each asked once, push nothing out. Coding takes long: what is coded is not cheap. */
static bool is_worth_keeping(struct service *service, const struct wish *wish, const struct response *response)
{
    if (!wish_may_be_kept(wish))
        return false;
    if (!response->is_cheap || wish->coding != CODING_IDENTITY)
        return true;
    struct buffer room = BUFFER_INIT;
    enum key_reach reach = key_reach_of(*wish->request->vary, response->is_relative);
    bool is_again = cache_ask(service->cache, wish_key(service, wish, reach, &room));
    buffer_free(&room);
    return is_again;
}

struct answer *service_make(struct service *service, const struct wish *wish, const struct route *route)
{
    struct response response;
    response_fill(service, wish, route, &response);
    bool is_worth = is_worth_keeping(service, wish, &response);
    if (is_worth)
        response_join(&response); /* what is sent often leaves in one piece, and holds no generation */
    const struct answer_choice choice = {
        .tag = wish->tag, .coding = wish->coding, .effort = COMPRESS_NOW, .vary = *wish->request->vary};
    struct answer *answer = answer_new(&response, &choice);
    if (answer->is_kept && is_worth) {
        struct buffer room = BUFFER_INIT;
        struct cache_key key = wish_key(service, wish, key_reach(answer), &room);
        if (!is_prepared(service, key))
            cache_put(service->cache, key, answer);
        buffer_free(&room);
    }
    response_free(&response);
    return answer;
}
