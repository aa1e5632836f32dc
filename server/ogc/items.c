#include "ogc/items.h"

#include "ogc/html.h"
#include "ogc/items_query.h"
#include "ogc/resource.h"
#include "store/resident.h"

#include <string.h>

/* What is answered, while it is. */
struct answering {
    struct items_question question;
    struct items_result result;
    struct buffer fids; /* int64_t, of the page */
    const char *next;   /* what `after` is on the next page; NULL on the last one */
};

static bool is_json(const struct items_question *question)
{
    return question->form->form == FEATURE_GEOJSON || question->form->form == FEATURE_JSONFG;
}

/* ---- links and metadata ---- */

/* No host of files chooses a form by f=, so a file has no links to other ones. */
static void alternates_add(const struct items_question *question, struct resource_links *links)
{
    const struct request *request = question->request;
    for (size_t i = 0; i < items_form_count && !request->is_filed; i++) {
        const struct items_form *form = &items_forms[i];
        if (form->title == NULL ||
            (form->form == question->form->form && strcmp(form->media_type, question->form->media_type) == 0)) {
            continue;
        }
        resource_links_add(links, request, items_question_address(question, form, request_parameter(request, "after")),
                           "alternate", form->media_type, form->title);
    }
}

static void links_of(const struct answering *answering, bool is_one, struct resource_links *links)
{
    const struct items_question *question = &answering->question;
    const struct request *request = question->request;
    const struct snapshot_collection *collection = question->collection;
    const char *media = question->form->media_type, *licence = snapshot_licence_address(collection->source->licence);
    links->count = 0;
    resource_links_add(links, request,
                       items_question_address(question, NULL, is_one ? NULL : request_parameter(request, "after")),
                       "self", media, is_one ? "Cet objet" : "Cette page");
    if (answering->next != NULL) {
        resource_links_add(links, request, items_question_address(question, NULL, answering->next), "next", media,
                           "Page suivante");
    }
    resource_links_add(links, request, arena_printf(request->arena, "/ogc/collections/%s", collection->id),
                       "collection", "application/json", "La collection");
    alternates_add(question, links);
    if (licence != NULL) {
        resource_links_add(links, request, licence, "license", "text/html", collection->source->licence);
    }
}

static void source_write(const struct items_question *question, struct json_writer *json)
{
    const struct snapshot_collection *collection = question->collection;
    json_key_string(json, "attribution", resource_credit(collection, question->request->arena));
    json_key_string(json, "licence", collection->source->licence);
    json_key_string(json, "date", collection->source->date);
    json_key_string(json, "edition", collection->is_approximate ? "schematic" : "official");
}

/* Of a JSON-FG document's root (21-045r1, 7.1 and 7.4). */
static void jsonfg_write(const struct items_question *question, struct json_writer *json)
{
    json_key(json, "conformsTo");
    json_array_open(json);
    json_string(json, FEATURE_JSONFG_CORE);
    json_array_close(json);
    json_key_string(json, "featureType", question->collection->id);
    json_key_string(json, "coordRefSys", crs_uri(question->crs));
}

static void headers_set(const struct answering *answering, const struct resource_links *links,
                        struct response *response)
{
    const struct items_question *question = &answering->question;
    const struct request *request = question->request;
    response->is_api = true;
    response->media_type = question->form->media_type;
    if (question->form->ending != NULL) {
        response->filename = arena_printf(request->arena, "%s.%s", question->collection->id, question->form->ending);
    }
    response_header(response, "Content-Crs", arena_printf(request->arena, "<%s>", crs_uri(question->crs)));
    resource_links_send(links, request, is_json(question), response);
}

/* ---- a page ---- */

static void collection_begin(const struct answering *answering, const struct resource_links *links, struct buffer *out)
{
    const struct items_question *question = &answering->question;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    if (question->form->form == FEATURE_JSONFG) {
        jsonfg_write(question, &json);
    }
    json_key_integer(&json, "numberMatched", answering->result.matched);
    json_key_integer(&json, "numberReturned", answering->result.returned);
    resource_links_write(links, &json);
    source_write(question, &json);
    json_key(&json, "features");
    buffer_putc(out, '[');
}

/* Bytes from which on they are sent from where they lie. Measured: at 34 kB a send of their own takes a fifth less of the processor than
 * copying and hashing them. */
#define LEND_MIN 16384u

static size_t slices_length(const struct resident_slice *slices, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        length += slices[i].length;
    }
    return length;
}

/* Features that lie in memory are sent from there. */
static bool features_write(const struct answering *answering, struct store *store, struct response *response,
                           struct error *err)
{
    const struct items_question *question = &answering->question;
    struct buffer slices = BUFFER_INIT;
    struct resident_text *text =
        snapshot_items_lend(store, question->collection, &question->query, &answering->fids, &slices);
    if (text == NULL) {
        return snapshot_items_write(store, question->collection, &question->query, &answering->fids, &response->body,
                                    err);
    }
    const struct resident_slice *list = (const struct resident_slice *)(const void *)slices.bytes;
    size_t count = slices.length / sizeof *list;
    size_t length = slices_length(list, count);
    bool is_lent = length >= LEND_MIN;
    response->is_cheap = true;
    response_lender(response, text, resident_text_release);
    if (!is_lent) {
        buffer_reserve(&response->body, length);
    }
    for (size_t i = 0; i < count; i++) {
        if (is_lent) {
            response_lend(response, list[i].bytes, list[i].length, list[i].name);
        } else {
            buffer_append(&response->body, list[i].bytes, list[i].length);
        }
    }
    buffer_free(&slices);
    return true;
}

/* What stands around a page's features seldom has more bytes. */
#define PAGE_ROOM 4095u

/* Features go where they are sent from: what counts them is known before the first is written. */
static bool page_write(struct answering *answering, struct store *store, struct response *response, struct error *err)
{
    struct items_question *question = &answering->question;
    const struct snapshot_collection *collection = question->collection;
    struct resource_links links;
    if (!items_question_resume(question, store, err) ||
        !snapshot_items_find(store, collection, &question->query, &answering->fids, &answering->result, err)) {
        return false;
    }
    if (answering->result.has_more && answering->result.returned > 0) {
        answering->next = items_question_token(question, store, answering->result.last, err);
        if (answering->next == NULL) {
            return false;
        }
    }
    links_of(answering, false, &links);
    headers_set(answering, &links, response);
    buffer_reserve(&response->body, PAGE_ROOM);
    if (is_json(question)) {
        collection_begin(answering, &links, &response->body);
    } else {
        feature_text_head(&question->text, collection, &response->body);
    }
    if (!features_write(answering, store, response, err)) {
        return false;
    }
    if (is_json(question)) {
        buffer_puts(&response->body, "]}");
    }
    return true;
}

/* ---- one feature ---- */

/* {"links":[..], what the collection says of it, and the rest of the feature as it was written. */
static bool one_write(struct answering *answering, struct store *store, struct response *response, struct error *err)
{
    struct items_question *question = &answering->question;
    struct resource_links links;
    struct buffer feature = BUFFER_INIT;
    links_of(answering, true, &links);
    headers_set(answering, &links, response);
    if (!is_json(question)) {
        feature_text_head(&question->text, question->collection, &response->body);
        return snapshot_items_write(store, question->collection, &question->query, &answering->fids, &response->body,
                                    err);
    }
    bool is_done = snapshot_items_write(store, question->collection, &question->query, &answering->fids, &feature, err);
    if (is_done) {
        struct json_writer json;
        json_writer_init(&json, &response->body);
        json_object_open(&json);
        if (question->form->form == FEATURE_JSONFG) {
            jsonfg_write(question, &json);
        }
        resource_links_write(&links, &json);
        source_write(question, &json);
        buffer_putc(&response->body, ',');
        buffer_append(&response->body, feature.bytes + 1, feature.length - 1);
    }
    buffer_free(&feature);
    return is_done;
}

static bool one_find(struct answering *answering, struct store *store, struct response *response, struct error *err)
{
    struct items_question *question = &answering->question;
    const struct snapshot_collection *collection = question->collection;
    question->query.key = question->request->captures[1];
    if (!snapshot_items_find(store, collection, &question->query, &answering->fids, &answering->result, err)) {
        return false;
    }
    if (answering->result.returned == 0) {
        return error_set(err, ERROR_NOT_FOUND, "%s: no feature with %s = \"%.80s\"", collection->id, collection->key,
                         question->query.key);
    }
    return one_write(answering, store, response, err);
}

/* The web page made of what was written, where that is what was asked for. */
static bool page_finish(const struct items_question *question, bool is_one, struct response *response,
                        struct error *err)
{
    const struct request *request = question->request;
    struct html_alternate others[ITEMS_FORMS_MAX + 1] = {{NULL, NULL}};
    size_t count = 0;
    if (strcmp(question->form->word, ITEMS_FORM_PAGE) != 0) {
        return true;
    }
    for (size_t i = 0; i < items_form_count; i++) {
        const struct items_form *form = &items_forms[i];
        if (form->title != NULL && form != question->form) {
            others[count++] = (struct html_alternate){
                arena_printf(request->arena, "%s%s", request->base,
                             items_question_address(question, form, request_parameter(request, "after"))),
                arena_copy(request->arena, form->media_type, strcspn(form->media_type, " ;"))};
        }
    }
    return html_answer(request, response, is_one ? HTML_ITEM : HTML_ITEMS, others, err);
}

static bool answer(const struct request *request, bool is_one, struct response *response, struct error *err)
{
    struct answering answering = {.fids = BUFFER_INIT};
    if (!items_question_read(request, is_one, &answering.question, err)) {
        return false;
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    bool is_done = is_one ? one_find(&answering, store, response, err) : page_write(&answering, store, response, err);
    generation_return(request->generation, store);
    buffer_free(&answering.fids);
    return is_done && page_finish(&answering.question, is_one, response, err);
}

bool items_get(const struct request *request, struct response *response, struct error *err)
{
    return answer(request, false, response, err);
}

bool item_get(const struct request *request, struct response *response, struct error *err)
{
    return answer(request, true, response, err);
}
