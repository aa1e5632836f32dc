#include "ogc/items.h"

#include "base/number.h"
#include "base/text.h"
#include "ogc/form.h"
#include "ogc/resource.h"
#include "store/feature_text.h"

#include <inttypes.h>
#include <string.h>

#define GEOJSON_MEDIA "application/geo+json"

static bool items_query_read(const struct request *request, struct items_query *query, struct error *err)
{
    memset(query, 0, sizeof *query);
    const char *after = request_parameter(request, "after");
    if (after != NULL && !number_read_integer(after, strlen(after), 0, UINT32_MAX, &query->after)) {
        return error_set(err, ERROR_INPUT, "after=%.40s: a whole number is wanted, as the next link gives it", after);
    }
    return resource_simplify(request, &query->tolerance, err) && resource_limit(request, &query->limit, err) &&
           resource_bbox(request, &query->box, err);
}

/* The address of this page, or of the page that begins behind feature `after`. */
static const char *items_path(const struct request *request, const char *id, const struct items_query *query,
                              int64_t after)
{
    struct buffer path = BUFFER_INIT;
    buffer_printf(&path, "/ogc/collections/%s/items?limit=%" PRId64, id, query->limit);
    const char *bbox = request_parameter(request, "bbox");
    if (bbox != NULL) {
        buffer_puts(&path, "&bbox=");
        text_percent_encode(&path, bbox); /* a + would be read as a space */
    }
    if (query->tolerance > 0) {
        buffer_printf(&path, "&simplify=%s", request_parameter(request, "simplify")); /* digits and a point */
    }
    if (after > 0) {
        buffer_printf(&path, "&after=%" PRId64, after);
    }
    const char *copy = arena_string(request->arena, path.bytes);
    buffer_free(&path);
    return copy;
}

static void items_head(const struct request *request, const struct snapshot_collection *collection,
                       const struct items_query *query, const struct items_result *result, const struct form *form,
                       struct json_writer *json)
{
    json_key_integer(json, "numberMatched", result->matched);
    json_key_integer(json, "numberReturned", result->returned);
    json_key(json, "links");
    json_array_open(json);
    resource_link(json, request, items_path(request, collection->id, query, query->after), "self", GEOJSON_MEDIA,
                  "Cette page");
    if (result->has_more) {
        resource_link(json, request, items_path(request, collection->id, query, result->last), "next", GEOJSON_MEDIA,
                      "Page suivante");
    }
    resource_link(json, request, arena_printf(request->arena, "/ogc/collections/%s", collection->id), "collection",
                  "application/json", "La collection");
    form_links(json, request, form_features, form);
    json_array_close(json);
}

static bool items_write(const struct request *request, const struct snapshot_collection *collection,
                        const struct items_query *query, const struct form *form, struct store *store,
                        struct response *response, struct error *err)
{
    struct buffer features = BUFFER_INIT;
    struct items_result result;
    bool is_done = snapshot_items(store, resource_snapshot(request), collection, query, &features, &result, err);
    if (is_done) {
        struct json_writer json;
        resource_begin(response, &json, GEOJSON_MEDIA);
        json_object_open(&json);
        json_key_string(&json, "type", "FeatureCollection");
        items_head(request, collection, query, &result, form, &json);
        json_key(&json, "features");
        buffer_putc(&response->body, '[');
        buffer_append(&response->body, features.bytes, features.length);
        buffer_puts(&response->body, "]}");
    }
    buffer_free(&features);
    return is_done;
}

bool items_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    struct items_query query;
    const struct form *form;
    if (collection == NULL || !form_choose(request, form_features, &form, err) ||
        !items_query_read(request, &query, err)) {
        return false;
    }
    static const struct feature_text values = {.skips_geometry = true};
    query.text = form_is_html(form) ? &values : NULL; /* a table shows no shapes */
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    bool is_done = items_write(request, collection, &query, form, store, response, err);
    generation_return(request->generation, store);
    return is_done && form_finish(request, response, HTML_ITEMS, form_features, form, err);
}

/* The feature with its links: {"links":[..], and the rest of the feature as it was prepared. */
static void item_write(const struct request *request, const struct snapshot_collection *collection,
                       const struct buffer *feature, const struct form *form, struct response *response)
{
    struct json_writer json;
    resource_begin(response, &json, GEOJSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "links");
    json_array_open(&json);
    struct buffer key = BUFFER_INIT;
    text_percent_encode(&key, request->captures[1]);
    resource_link(&json, request,
                  arena_printf(request->arena, "/ogc/collections/%s/items/%s", collection->id, key.bytes), "self",
                  GEOJSON_MEDIA, "Cet objet");
    buffer_free(&key);
    resource_link(&json, request, arena_printf(request->arena, "/ogc/collections/%s", collection->id), "collection",
                  "application/json", "La collection");
    form_links(&json, request, form_features, form);
    json_array_close(&json);
    buffer_putc(&response->body, ',');
    buffer_append(&response->body, feature->bytes + 1, feature->length - 1);
}

bool item_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    const struct form *form;
    if (collection == NULL || !form_choose(request, form_features, &form, err)) {
        return false;
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct items_query query = {.box = BOX_EMPTY, .limit = 1, .key = request->captures[1]};
    struct items_result result;
    struct buffer feature = BUFFER_INIT;
    bool is_done = snapshot_items(store, resource_snapshot(request), collection, &query, &feature, &result, err);
    generation_return(request->generation, store);
    if (is_done && result.returned == 0) {
        is_done = error_set(err, ERROR_NOT_FOUND, "%s: no feature with %s = \"%.80s\"", collection->id, collection->key,
                            request->captures[1]);
    }
    if (is_done) {
        item_write(request, collection, &feature, form, response);
    }
    buffer_free(&feature);
    return is_done && form_finish(request, response, HTML_ITEM, form_features, form, err);
}
