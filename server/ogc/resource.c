#include "ogc/resource.h"

#include "base/number.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

void resource_link(struct json_writer *json, const struct request *request, const char *path, const char *rel,
                   const char *media_type, const char *title)
{
    json_object_open(json);
    json_key_string(json, "href", arena_printf(request->arena, "%s%s", request->base, path));
    json_key_string(json, "rel", rel);
    json_key_string(json, "type", media_type);
    json_key_string(json, "title", title);
    json_object_close(json);
}

const struct snapshot *resource_snapshot(const struct request *request)
{
    return generation_snapshot(request->generation);
}

const struct snapshot_collection *resource_collection(const struct request *request, struct error *err)
{
    const struct snapshot *snapshot = resource_snapshot(request);
    const struct snapshot_collection *collection = snapshot_collection_of(snapshot, request->captures[0]);
    if (collection != NULL) {
        return collection;
    }
    const char **ids = arena_array(request->arena, snapshot->collection_count + 1, sizeof *ids);
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        ids[i] = snapshot->collections[i].id;
    }
    const char *near = text_nearest(request->captures[0], ids);
    if (near != NULL) {
        error_set(err, ERROR_NOT_FOUND, "no collection \"%.80s\"; did you mean \"%s\"?", request->captures[0], near);
    } else {
        error_set(err, ERROR_NOT_FOUND, "no collection \"%.80s\"; /ogc/collections lists those there are",
                  request->captures[0]);
    }
    return NULL;
}

void resource_begin(struct response *response, struct json_writer *json, const char *media_type)
{
    response->media_type = media_type;
    response->is_api = true;
    json_writer_init(json, &response->body);
}

bool resource_limit(const struct request *request, int64_t *limit, struct error *err)
{
    const char *text = request_parameter(request, "limit");
    int64_t value = ITEMS_LIMIT_DEFAULT;
    if (text != NULL && !number_read_integer(text, strlen(text), 1, INT64_MAX, &value)) {
        return error_set(err, ERROR_INPUT, "limit=%.40s: a whole number from 1 to %d is wanted", text, ITEMS_LIMIT_MAX);
    }
    *limit = value < ITEMS_LIMIT_MAX ? value : ITEMS_LIMIT_MAX;
    return true;
}

bool resource_simplify(const struct request *request, double *tolerance, struct error *err)
{
    const char *text = request_parameter(request, "simplify");
    double value = 0;
    bool is_plain = text == NULL || strspn(text, "0123456789.") == strlen(text);
    if (text != NULL && (!is_plain || !number_read(text, strlen(text), &value) || value > SIMPLIFY_MAX)) {
        return error_set(err, ERROR_INPUT,
                         "simplify=%.40s: metres are wanted that an outline may be off, a number from 0 to %d", text,
                         SIMPLIFY_MAX);
    }
    *tolerance = value;
    return true;
}

int resource_numbers(const char *text, double *numbers, int most)
{
    int count = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        if (count == most || !number_read(text, length, &numbers[count])) {
            return -1;
        }
        count++;
        if (text[length] == '\0') {
            return count;
        }
        text += length + 1;
    }
}

bool resource_crs(const struct request *request, const char *parameter, enum crs *crs, struct error *err)
{
    const char *text = request_parameter(request, parameter);
    *crs = CRS_CRS84;
    return text == NULL || crs_read(text, crs) ||
           error_set(
               err, ERROR_INPUT,
               "%s=%.80s is not a system of this server: OGC:CRS84, EPSG:4326, EPSG:3857, EPSG:2154 and EPSG:3950 "
               "are, best written %s",
               parameter, text, crs_uri(CRS_LAMBERT93));
}

/* ---- boxes ---- */

static bool is_degrees(enum crs crs)
{
    return crs == CRS_CRS84 || crs == CRS_EPSG4326;
}

static bool degrees_check(const char *text, const struct resource_boxes *boxes, struct error *err)
{
    struct box box = boxes->box;
    bool is_inside =
        box.xmin >= -180 && box.xmin <= 180 && box.xmax >= -180 && box.xmax <= 180 && box.ymin >= -90 && box.ymax <= 90;
    return is_inside || error_set(err, ERROR_INPUT,
                                  "bbox=%.80s: degrees are wanted, longitudes from -180 to 180, latitudes from -90 to "
                                  "90, %s",
                                  text, boxes->crs == CRS_EPSG4326 ? "latitude first" : "longitude first");
}

bool resource_boxes(const struct request *request, struct resource_boxes *boxes, struct error *err)
{
    *boxes = (struct resource_boxes){.box = BOX_EMPTY, .beyond = BOX_EMPTY};
    const char *text = request_parameter(request, "bbox");
    if (!resource_crs(request, "bbox-crs", &boxes->crs, err)) {
        return false;
    }
    if (text == NULL) {
        return true;
    }
    double n[6];
    int count = resource_numbers(text, n, 6);
    if (count != 4 && count != 6) {
        return error_set(
            err, ERROR_INPUT,
            "bbox=%.80s: four numbers are wanted, or six with heights: west,south,east,north in degrees, such "
            "as 2.2,50.2,3.7,50.7, or as bbox-crs says",
            text);
    }
    if (count == 6 && n[2] > n[5]) {
        return error_set(err, ERROR_INPUT, "bbox=%.80s: the lower height must come before the upper one", text);
    }
    const double *upper = count == 4 ? n + 2 : n + 3;
    bool is_swapped = boxes->crs == CRS_EPSG4326;
    struct box box = {n[is_swapped], n[!is_swapped], upper[is_swapped], upper[!is_swapped]};
    boxes->box = box;
    if (box.ymin > box.ymax || (box.xmin > box.xmax && !is_degrees(boxes->crs))) {
        return error_set(err, ERROR_INPUT,
                         "bbox=%.80s: its lower left corner must come first, then its upper right one", text);
    }
    if (is_degrees(boxes->crs) && !degrees_check(text, boxes, err)) {
        return false;
    }
    boxes->has_beyond = box.xmin > box.xmax;
    if (boxes->has_beyond) {
        boxes->box = (struct box){box.xmin, box.ymin, 180, box.ymax};
        boxes->beyond = (struct box){-180, box.ymin, box.xmax, box.ymax};
    }
    return true;
}

/* ---- licences and links ---- */

const char *resource_credit(const struct snapshot_collection *collection, struct arena *arena)
{
    const struct snapshot_source *source = collection->source;
    return source->date == NULL ? source->credit : arena_printf(arena, "%s (%s)", source->credit, source->date);
}

static const char *address_join(const struct request *request, const char *path)
{
    size_t base = strlen(request->base), rest = strlen(path);
    char *address = arena_alloc(request->arena, base + rest + 1);
    memcpy(address, request->base, base);
    memcpy(address + base, path, rest);
    return address;
}

void resource_links_add(struct resource_links *links, const struct request *request, const char *path, const char *rel,
                        const char *media_type, const char *title)
{
    assert(links->count < RESOURCE_LINKS_MAX);
    const char *href = path[0] == '/' ? address_join(request, path) : path;
    links->links[links->count++] = (struct resource_relation){href, rel, media_type, title};
}

void resource_links_write(const struct resource_links *links, struct json_writer *json)
{
    json_key(json, "links");
    json_array_open(json);
    for (size_t i = 0; i < links->count; i++) {
        const struct resource_relation *link = &links->links[i];
        json_object_open(json);
        json_key_string(json, "href", link->href);
        json_key_string(json, "rel", link->rel);
        json_key_string(json, "type", link->media_type);
        json_key_string(json, "title", link->title);
        json_object_close(json);
    }
    json_array_close(json);
}

/* Bytes of the field; many programs read no more than 8 kB of headers in all, and each link has the whole question in it. */
#define LINK_FIELD_MAX 4096

const char *resource_href(const struct request *request, const char *href)
{
    size_t base = strlen(request->base), path = strlen(request->path);
    const char *place = strstr(request->base, "://");
    if (strncmp(href, request->base, base) != 0 || href[base] != '/' || place == NULL) {
        return href;
    }
    if (strncmp(href + base, request->path, path) == 0 && href[base + path] == '?') {
        return href + base + path;
    }
    return href + strcspn(place + 3, "/") + (size_t)(place + 3 - request->base);
}

/* What nobody looks for in the header fields of an answer whose body says it: they are read with every answer. */
static bool is_left_to_body(const struct resource_relation *link)
{
    static const char *const relations[] = {"self", "collection", "license"};
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        if (strcmp(link->rel, relations[i]) == 0) {
            return true;
        }
    }
    return strcmp(link->rel, "alternate") == 0 && strncmp(link->media_type, "text/html", 9) != 0;
}

void resource_links_send(const struct resource_links *links, const struct request *request, bool are_in_body,
                         struct response *response)
{
    struct buffer field = BUFFER_INIT;
    buffer_reserve(&field, LINK_FIELD_MAX / 2);
    for (size_t i = 0; i < links->count; i++) {
        const struct resource_relation *link = &links->links[i];
        size_t before = field.length;
        if (are_in_body && is_left_to_body(link)) {
            continue;
        }
        const char *const parts[] = {before > 0 ? ", <" : "<", resource_href(request, link->href), ">; rel=\"",
                                     link->rel, "\"; type=\""};
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
            buffer_puts(&field, parts[k]);
        }
        buffer_append(&field, link->media_type, strcspn(link->media_type, ";"));
        buffer_putc(&field, '"');
        if (field.length > LINK_FIELD_MAX && strcmp(link->rel, "next") != 0) {
            field.length = before;
            field.bytes[before] = '\0';
        }
    }
    if (field.length > 0) {
        response_header(response, "Link", arena_string(request->arena, field.bytes));
    }
    buffer_free(&field);
}
