#include "page/walk.h"

#include "base/file.h"
#include "base/text.h"
#include "http/compress.h"
#include "page/filing.h"
#include "page/links.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX     16u
#define THREADS_DEFAULT 2u
/* Places of the table of addresses: a power of two above twice WALK_ANSWERS_MAX. */
#define PLACES 131072u

enum document { DOCUMENT_OTHER, DOCUMENT_HTML, DOCUMENT_JSON, DOCUMENT_MAP };

/* One address and its file. Written by the thread that answers it; read by others once all are answered. */
struct page {
    const char *target; /* as filing_target says it */
    const char *from;   /* where the first link to it stood; NULL for a start */
    const char *path;   /* NULL until it is answered */
    enum document document;
    struct buffer body; /* of a document, kept until its links can be written */
    const char *media_type;
};

struct walk {
    const struct walk_options *options;
    struct folder *folder;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t changed;
    struct arena *arena;
    struct page **places; /* open addressing by target */
    struct page **pages;  /* in the order in which they were found */
    size_t count, next, busy, done;
    size_t bytes;
    bool is_second; /* all is answered: links are written now */
    bool has_failed;
    struct error err;
};

/* What a visitor of one document's links needs. */
struct reading {
    struct walk *walk;
    const struct page *page;
    const struct request *request;
    struct arena *arena;
    struct error err; /* of the first wrong link */
    bool has_failed;
};

/* ---- the table of addresses; the lock is held ---- */

static struct page **place_of(struct walk *walk, const char *target)
{
    size_t at = hash_bytes(HASH_SEED, target, strlen(target)) & (PLACES - 1);
    while (walk->places[at] != NULL && strcmp(walk->places[at]->target, target) != 0)
        at = (at + 1) & (PLACES - 1);
    return &walk->places[at];
}

/* The page of this target, a new one at the end of the queue if need be; NULL when there are too many. */
static struct page *page_of(struct walk *walk, const char *target, const char *from, struct error *err)
{
    struct page **place = place_of(walk, target);
    if (*place != NULL)
        return *place;
    if (walk->count == WALK_ANSWERS_MAX) {
        error_set(err, ERROR_LIMIT, "%s: the site has more than %u answers", target, WALK_ANSWERS_MAX);
        return NULL;
    }
    struct page *page = arena_alloc(walk->arena, sizeof *page);
    page->target = arena_string(walk->arena, target);
    page->from = arena_string(walk->arena, from);
    *place = page;
    walk->pages[walk->count++] = page;
    pthread_cond_broadcast(&walk->changed);
    return page;
}

static void walk_fail(struct walk *walk, const struct error *err)
{
    if (!walk->has_failed)
        walk->err = *err;
    walk->has_failed = true;
    pthread_cond_broadcast(&walk->changed);
}

/* ---- links ---- */

/* The part of the link that is a target here, from the root; NULL for another host's, or a place in the same document. */
static const char *link_local(const struct reading *reading, const char *link)
{
    const char *base = reading->walk->options->local->base;
    if (text_starts_with(link, base) && strchr("/?#", link[strlen(base)]) != NULL)
        link += strlen(base);
    if (link[0] == '\0' || link[0] == '#' || text_starts_with(link, "//"))
        return NULL;
    if (link[0] == '?')
        return arena_printf(reading->arena, "%s%s", reading->request->path, link);
    size_t scheme = strspn(link, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return scheme > 0 && link[scheme] == ':' ? NULL : link;
}

static const struct walk_rule *rule_of(const struct walk *walk, const char *pattern)
{
    for (size_t i = 0; i < walk->options->rule_count; i++)
        if (strcmp(walk->options->rules[i].pattern, pattern) == 0)
            return &walk->options->rules[i];
    return NULL;
}

static const struct walk_given *given_of(const struct walk *walk, const char *target)
{
    for (size_t i = 0; i < walk->options->given_count; i++)
        if (strcmp(walk->options->given[i].target, target) == 0)
            return &walk->options->given[i];
    return NULL;
}

static const char *link_refuse(struct reading *reading, const char *link, const char *why)
{
    if (!reading->has_failed)
        error_set(&reading->err, ERROR_INTERNAL, "%s links to %s: %s", reading->page->target, link, why);
    reading->has_failed = true;
    return NULL;
}

/* What stands for the link to the file of that path. */
static const char *link_to(const struct reading *reading, const char *path, const char *scheme, const char *fragment)
{
    const char *base = reading->walk->options->base;
    bool is_whole = base != NULL && reading->page->document != DOCUMENT_HTML;
    return arena_printf(reading->arena, "%s%s%s%s", scheme != NULL ? scheme : "", is_whole ? base : "",
                        filing_link(is_whole ? "" : reading->page->path, path, reading->arena), fragment);
}

/* The canonical target that the link leads to, after the rules; LINK_GONE for one that only a server answers; NULL with the
 * reading's error. */
static const char *link_target(struct reading *reading, const char *target)
{
    struct request request;
    struct error err = ERROR_INIT;
    struct walk *walk = reading->walk;
    /* A template of addresses: whoever fills it in asks a server. */
    if (strchr(target, '{') != NULL)
        return reading->page->document == DOCUMENT_JSON ? LINK_GONE
                                                        : link_refuse(reading, target, "a template is no address");
    const struct route *route = local_find(walk->options->local, target, reading->arena, &request, &err);
    if (route == NULL)
        return link_refuse(reading, target, err.message);
    const struct walk_rule *rule = rule_of(walk, route->pattern);
    if (rule == NULL)
        return filing_target(&request);
    if (rule->instead != NULL) {
        const char *hole = strstr(rule->instead, "%s");
        return hole == NULL ? rule->instead
                            : arena_printf(reading->arena, "%.*s%s%s", (int)(hole - rule->instead), rule->instead,
                                           request.captures[0], hole + 2);
    }
    if (reading->page->document == DOCUMENT_JSON)
        return LINK_GONE;
    return link_refuse(reading, target, "only a server can answer there");
}

/* First time: the link's page joins the queue. Second time: the way to its file. */
static const char *link_visit(void *payload, const char *link)
{
    struct reading *reading = payload;
    struct walk *walk = reading->walk;
    const char *local = link_local(reading, link);
    if (local == NULL)
        return NULL;
    if (local[0] != '/')
        return link_refuse(reading, link, "links are written from the root");
    size_t length = strcspn(local, "#");
    const char *fragment = local + length;
    const char *asked = arena_copy(reading->arena, local, length);
    const struct walk_given *given = given_of(walk, asked);
    if (given != NULL)
        return walk->is_second ? link_to(reading, given->path, given->scheme, fragment) : NULL;
    const char *target = link_target(reading, asked);
    if (target == NULL || target == LINK_GONE)
        return target;
    pthread_mutex_lock(&walk->lock);
    struct page *page = page_of(walk, target, reading->page->target, &reading->err);
    reading->has_failed = reading->has_failed || page == NULL;
    const char *path = page != NULL ? page->path : NULL;
    pthread_mutex_unlock(&walk->lock);
    return walk->is_second && path != NULL ? link_to(reading, path, NULL, fragment) : NULL;
}

static bool links_read(struct walk *walk, const struct page *page, const struct request *request, struct arena *arena,
                       struct buffer *out, struct error *err)
{
    struct reading reading = {.walk = walk, .page = page, .request = request, .arena = arena};
    bool is_done = true;
    if (page->document == DOCUMENT_HTML)
        links_html(page->body.bytes, page->body.length, link_visit, &reading, out);
    else
        is_done = links_json(page->body.bytes, page->body.length, page->target,
                             page->document == DOCUMENT_MAP ? LINKS_MAP : LINKS_HREF, link_visit, &reading, out, err);
    if (reading.has_failed)
        error_set(err, reading.err.kind, "%s", reading.err.message);
    return is_done && !reading.has_failed;
}

/* ---- answers ---- */

static enum document document_of(const struct response *response)
{
    const char *type = response->media_type != NULL ? response->media_type : "";
    if (text_starts_with(type, "text/html"))
        return DOCUMENT_HTML;
    if (strcmp(type, "application/vnd.mapbox.style+json") == 0 ||
        strcmp(type, "application/vnd.mapbox-tilejson+json") == 0)
        return DOCUMENT_MAP;
    bool is_json = strcmp(type, "application/json") == 0;
    return is_json && response->body.length > 0 && strstr(response->body.bytes, "\"href\"") != NULL ? DOCUMENT_JSON
                                                                                                    : DOCUMENT_OTHER;
}

static bool file_put(struct walk *walk, const char *path, const char *media_type, const struct buffer *body,
                     struct error *err)
{
    static const struct {
        enum coding coding;
        const char *ending;
    } codings[] = {{CODING_GZIP, "gz"}, {CODING_BR, "br"}};
    bool is_done = folder_write(walk->folder, path, body->bytes, body->length, err);
    if (!walk->options->is_precompressed || !compress_is_worth(media_type, body->length))
        return is_done;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof codings / sizeof *codings && is_done; i++) {
        struct buffer coded = BUFFER_INIT;
        is_done = compress_bytes(codings[i].coding, COMPRESS_ONCE, body->bytes, body->length, &coded) ||
                  error_set(err, ERROR_INTERNAL, "%s: could not be compressed", path);
        is_done = is_done && folder_write(walk->folder, arena_printf(arena, "%s.%s", path, codings[i].ending),
                                          coded.bytes, coded.length, err);
        buffer_free(&coded);
    }
    arena_free(arena);
    return is_done;
}

/* The answer's page has a name and a kind from now on; its links join the queue, or it is written at once. */
static bool page_take(struct walk *walk, struct page *page, const struct request *request, struct response *response,
                      struct error *err)
{
    const char *path = filing_path(request, response->media_type, err);
    if (path == NULL)
        return false;
    pthread_mutex_lock(&walk->lock);
    page->path = arena_string(walk->arena, path);
    page->media_type = arena_string(walk->arena, response->media_type);
    walk->bytes += response->body.length;
    pthread_mutex_unlock(&walk->lock);
    page->document = document_of(response);
    if (page->document == DOCUMENT_OTHER)
        return file_put(walk, page->path, page->media_type, &response->body, err);
    page->body = response->body;
    response->body = (struct buffer)BUFFER_INIT;
    return links_read(walk, page, request, request->arena, NULL, err);
}

static bool page_answer(struct walk *walk, struct page *page, struct arena *arena, struct error *err)
{
    struct request request;
    struct response response;
    const struct route *route = local_find(walk->options->local, page->target, arena, &request, err);
    if (route == NULL)
        return false;
    response_init(&response);
    bool is_done = local_get(route, &request, &response, err);
    if (!is_done && err != NULL)
        error_set(err, err->kind, "%s, linked from %s: %s", page->target, page->from != NULL ? page->from : "the start",
                  err->message);
    is_done = is_done && page_take(walk, page, &request, &response, err);
    response_free(&response);
    return is_done;
}

static bool page_finish(struct walk *walk, struct page *page, struct arena *arena, struct error *err)
{
    struct request request;
    struct buffer text = BUFFER_INIT;
    if (page->document == DOCUMENT_OTHER)
        return true;
    bool is_done = local_find(walk->options->local, page->target, arena, &request, err) != NULL &&
                   links_read(walk, page, &request, arena, &text, err) &&
                   file_put(walk, page->path, page->media_type, &text, err);
    buffer_free(&text);
    buffer_free(&page->body);
    return is_done;
}

/* ---- threads ---- */

/* The next page to work on; NULL when no more can come. */
static struct page *page_next(struct walk *walk)
{
    while (!walk->has_failed && walk->next == walk->count && walk->busy > 0)
        pthread_cond_wait(&walk->changed, &walk->lock);
    if (walk->has_failed || walk->next == walk->count)
        return NULL;
    walk->busy++;
    return walk->pages[walk->next++];
}

static void *walk_work(void *payload)
{
    struct walk *walk = payload;
    struct arena *arena = arena_new();
    struct page *page;
    pthread_mutex_lock(&walk->lock);
    while ((page = page_next(walk)) != NULL) {
        struct error err = ERROR_INIT;
        pthread_mutex_unlock(&walk->lock);
        arena_reset(arena);
        bool is_done = walk->is_second ? page_finish(walk, page, arena, &err) : page_answer(walk, page, arena, &err);
        pthread_mutex_lock(&walk->lock);
        if (!is_done)
            walk_fail(walk, &err);
        walk->busy--;
        walk->done++;
        pthread_cond_broadcast(&walk->changed);
        if (walk->options->progress != NULL)
            walk->options->progress(walk->done, 2 * walk->count);
    }
    pthread_mutex_unlock(&walk->lock);
    arena_free(arena);
    return NULL;
}

/* Every page once, on all threads. */
static void walk_round(struct walk *walk, bool is_second)
{
    pthread_t threads[THREADS_MAX];
    unsigned wanted = walk->options->threads > 0 ? walk->options->threads : THREADS_DEFAULT, started = 0;
    walk->is_second = is_second;
    walk->next = 0;
    /* One fewer than wanted: this thread works too, and alone where no other can be started. */
    while (started + 1 < wanted && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, walk_work, walk) == 0)
        started++;
    walk_work(walk);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static bool starts_add(struct walk *walk)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    bool is_done = true;
    for (const char *const *start = walk->options->starts; *start != NULL && is_done; start++) {
        struct request request;
        is_done = local_find(walk->options->local, *start, arena, &request, &err) != NULL &&
                  page_of(walk, filing_target(&request), NULL, &err) != NULL;
    }
    if (!is_done)
        walk_fail(walk, &err);
    arena_free(arena);
    return is_done;
}

bool walk_write(const struct walk_options *options, struct folder *folder, struct walk_report *report,
                struct error *err)
{
    struct arena *arena = arena_new();
    struct walk walk = {.options = options, .folder = folder, .arena = arena};
    walk.places = arena_array(arena, PLACES, sizeof(struct page *));
    walk.pages = arena_array(arena, WALK_ANSWERS_MAX, sizeof(struct page *));
    pthread_mutex_init(&walk.lock, NULL);
    pthread_cond_init(&walk.changed, NULL);
    if (starts_add(&walk)) {
        walk_round(&walk, false);
        if (!walk.has_failed)
            walk_round(&walk, true);
    }
    for (size_t i = 0; i < walk.count; i++)
        buffer_free(&walk.pages[i]->body);
    if (walk.has_failed)
        error_set(err, walk.err.kind, "%s", walk.err.message);
    else
        *report = (struct walk_report){walk.count, walk.bytes};
    pthread_cond_destroy(&walk.changed);
    pthread_mutex_destroy(&walk.lock);
    arena_free(arena);
    return !walk.has_failed;
}
