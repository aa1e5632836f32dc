#include "http/prepare.h"

#include "base/arena.h"
#include "http/negotiate.h"
#include "http/record.h"
#include "http/service.h"
#include "http/target.h"

#include <strings.h>

/* The three ways to be asked: by browsers, by tools, by programs that undo nothing. The order of words does not matter. */
static const char *const accepted[] = {"gzip, br", "gzip", ""};

/* False: there is nothing to prepare at this address. */
static bool answer_make(const struct prepare *prepare, const char *target, struct request *request,
                        struct response *response)
{
    struct error err = ERROR_INIT;
    if (!target_read(request, target, &err))
        return false;
    const struct route *route = router_find(prepare->routes, prepare->route_count, request);
    if (!route || !route_check(route, request, &err) || !route->handler(request, response, &err))
        return false;
    response_join(response);
    return response->status == 200 && response->file < 0 && !response->is_private &&
           response->header_count < RESPONSE_HEADERS_MAX && response->body.length <= RECORD_BODY_MAX;
}

static bool has_coding(const struct response *response)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcasecmp(response->headers[i].name, "Content-Encoding") == 0)
            return true;
    return false;
}

/* False when nobody reads. */
static bool answer_write(const struct record *made, enum coding coding, int out)
{
    struct record record = *made;
    struct response *response = &record.response;
    const struct buffer plain = response->body;
    struct buffer coded = BUFFER_INIT;
    if (coding != CODING_IDENTITY && !has_coding(response) && compress_is_worth(response->media_type, plain.length) &&
        compress_bytes(coding, COMPRESS_ONCE, plain.bytes, plain.length, &coded) && coded.length < plain.length) {
        response->body = coded;
        response_header(response, "Content-Encoding", compress_word(coding));
    }
    bool done = record_write(out, &record);
    buffer_free(&coded);
    return done;
}

/* A handler that does not look at the codings is asked once for all of them. */
static bool target_write(const struct prepare *prepare, const char *target, struct arena *arena, int out)
{
    struct record record = {.tag = prepare->tag, .target = target};
    bool done = true;
    response_init(&record.response);
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted && done; i++) {
        struct request request = {.method = METHOD_GET,
                                  .base = prepare->base,
                                  .accept = WISH_ACCEPT_PREPARED,
                                  .accept_encoding = accepted[i],
                                  .accept_language = "",
                                  .if_none_match = "",
                                  .vary = &record.vary,
                                  .arena = arena,
                                  .generation = prepare->generation};
        struct wish wish;
        wish_init(&wish, &request, target);
        record.codings = wish.codings;
        if (i == 0 || (record.vary & VARY_ACCEPT_ENCODING)) {
            response_free(&record.response);
            response_init(&record.response);
            if (!answer_make(prepare, target, &request, &record.response))
                break;
        }
        done = answer_write(&record, wish.coding, out);
    }
    response_free(&record.response);
    return done;
}

bool prepare_write(const struct prepare *prepare, const char *const *targets, size_t count, int out)
{
    struct arena *arena = arena_new();
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        arena_reset(arena);
        done = target_write(prepare, targets[i], arena, out);
    }
    arena_free(arena);
    return done;
}
