#include "ogc/collections.h"

#include "geo/crs.h"
#include "ogc/form.h"
#include "ogc/items_form.h"
#include "ogc/items_time.h"
#include "ogc/resource.h"

#include <string.h>

#define JSON_MEDIA "application/json"

/* Days at which a source's date, YYYY, YYYY-MM or YYYY-MM-DD, begins and ends; NULL for what is none. */
static const char *date_begin(const char *date, struct arena *arena)
{
    static const char whole[] = "-01-01";
    size_t length = date == NULL ? 0 : strlen(date);
    return length == 4 || length == 7 || length == 10 ? arena_printf(arena, "%s%s", date, whole + length - 4) : NULL;
}

static const char *date_end(const char *date, struct arena *arena)
{
    if (date == NULL || strlen(date) == 10) {
        return date;
    }
    const char *month = strlen(date) == 7 ? date : arena_printf(arena, "%s-12", date);
    for (int day = 31; day >= 28; day--) {
        const char *whole = arena_printf(arena, "%s-%d", month, day);
        if (items_time_is_day(whole)) {
            return whole;
        }
    }
    return NULL;
}

/* From the features' own dates, else from the source's; null where it is not known: open (17-069r4, 7.14). */
static void temporal_write(struct json_writer *json, const struct snapshot_collection *collection, struct arena *arena)
{
    const char *date = collection->source->date;
    bool has_dates = collection->date_first != NULL && collection->date_last != NULL;
    const char *begin = has_dates ? collection->date_first : date_begin(date, arena);
    const char *end = has_dates ? collection->date_last : date_end(date, arena);
    json_key(json, "temporal");
    json_object_open(json);
    json_key(json, "interval");
    json_array_open(json);
    json_array_open(json);
    json_string(json, begin == NULL ? NULL : arena_printf(arena, "%sT00:00:00Z", begin));
    json_string(json, end == NULL ? NULL : arena_printf(arena, "%sT23:59:59Z", end));
    json_array_close(json);
    json_array_close(json);
    json_key_string(json, "trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian");
    json_object_close(json);
}

static void spatial_write(struct json_writer *json, struct box extent)
{
    json_key(json, "spatial");
    json_object_open(json);
    json_key(json, "bbox");
    json_array_open(json);
    json_array_open(json);
    /* Not rounded: a feature must never lie outside by the last digit. */
    json_exact(json, extent.xmin);
    json_exact(json, extent.ymin);
    json_exact(json, extent.xmax);
    json_exact(json, extent.ymax);
    json_array_close(json);
    json_array_close(json);
    json_key_string(json, "crs", crs_uri(CRS_CRS84));
    json_object_close(json);
}

static void items_links(struct resource_links *links, const struct request *request, const char *id)
{
    struct arena *arena = request->arena;
    const char *items = arena_printf(arena, "/ogc/collections/%s/items", id);
    for (size_t i = 0; i < items_form_count; i++) {
        const struct items_form *form = &items_forms[i];
        if (form->title == NULL || (i > 0 && request->is_filed)) {
            continue; /* another word for a form; or a form that a host of files cannot choose */
        }
        resource_links_add(links, request, i == 0 ? items : arena_printf(arena, "%s?f=%s", items, form->word), "items",
                           form->media_type, arena_printf(arena, "Objets, %s", form->title));
    }
}

#define OGC_REL "http://www.opengis.net/def/rel/ogc/1.0/"

static void links_of(struct resource_links *links, const struct request *request,
                     const struct snapshot_collection *collection)
{
    static const char schema[] = "application/schema+json";
    const struct {
        const char *path, *rel, *media_type, *title;
    } beside[] = {
        {"/ogc/collections/%s", "self", JSON_MEDIA, "Cette collection"},
        {"/ogc/collections/%s/queryables", OGC_REL "queryables", schema, "Propriétés à filtrer"},
        {"/ogc/collections/%s/schema", OGC_REL "schema", schema, "Schéma des objets"},
        {"/ogc/collections/%s/schema", "describedby", schema, "Schéma des objets"},
        {"/ogc/collections/%s/sortables", OGC_REL "sortables", schema, "Propriétés à trier"},
        {"/ogc/collections/%s/tiles", OGC_REL "tilesets-vector", JSON_MEDIA, "Jeux de tuiles vectorielles"},
        {"/ogc/collections/%s/map", OGC_REL "map", "image/png", "Carte"},
        {"/data/%s.geojson", "enclosure", "application/geo+json", "Couche entière, GeoJSON"},
        {"/data/%s.csv", "enclosure", "text/csv", "Couche entière, CSV"},
    };
    const struct snapshot_source *source = collection->source;
    links->count = 0;
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        const char *id = strchr(beside[i].path, '%');
        if (request->is_filed && beside[i].media_type == schema) {
            continue; /* a host of files chooses and sorts nothing */
        }
        resource_links_add(links, request,
                           arena_printf(request->arena, "%.*s%s%s", (int)(id - beside[i].path), beside[i].path,
                                        collection->id, id + 2),
                           beside[i].rel, beside[i].media_type, beside[i].title);
        if (i == 0) {
            items_links(links, request, collection->id);
        }
    }
    if (snapshot_licence_address(source->licence) != NULL) {
        resource_links_add(links, request, snapshot_licence_address(source->licence), "license", "text/html",
                           source->licence);
    }
    if (source->address != NULL) {
        resource_links_add(links, request, source->address, "describedby", "text/html", source->title_fr);
    }
}

static void systems_write(struct json_writer *json, const struct request *request)
{
    static const enum crs systems[] = {CRS_CRS84, CRS_EPSG4326, CRS_WEBMERCATOR, CRS_LAMBERT93, CRS_CC50};
    size_t count = request->is_filed ? 1 : sizeof systems / sizeof systems[0]; /* a file is in the first alone */
    json_key(json, "crs");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_string(json, crs_uri(systems[i]));
    }
    json_array_close(json);
    if (request->is_filed) {
        return;
    }
    json_key_string(json, "storageCrs", crs_uri(CRS_LAMBERT93));
}

static void collection_write(struct json_writer *json, const struct request *request,
                             const struct snapshot_collection *collection, const struct form *form)
{
    struct resource_links links;
    json_object_open(json);
    json_key_string(json, "id", collection->id);
    json_key_string(json, "title", collection->title_fr);
    json_key_string(json, "description", collection->description_fr);
    json_key_string(json, "attribution", resource_credit(collection, request->arena));
    json_key_string(json, "licence", collection->source->licence);
    json_key_string(json, "edition", collection->is_approximate ? "schematic" : "official");
    json_key_integer(json, "numberOfFeatures", collection->features);
    json_key_string(json, "itemType", "feature");
    json_key(json, "extent");
    json_object_open(json);
    if (!box_is_empty(collection->extent)) {
        spatial_write(json, collection->extent);
    }
    temporal_write(json, collection, request->arena);
    json_object_close(json);
    systems_write(json, request);
    links_of(&links, request, collection);
    if (form != NULL) {
        form_links_add(&links, request, form_plain, form);
    }
    resource_links_write(&links, json);
    json_object_close(json);
}

bool collections_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err)) {
        return false;
    }
    const struct snapshot *snapshot = resource_snapshot(request);
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc/collections", "self", JSON_MEDIA, "Cette liste");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_key(&json, "collections");
    json_array_open(&json);
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        collection_write(&json, request, &snapshot->collections[i], NULL);
    }
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_COLLECTIONS, form_plain, form, err);
}

bool collection_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    const struct form *form;
    if (collection == NULL || !form_choose(request, form_plain, &form, err)) {
        return false;
    }
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    collection_write(&json, request, collection, form);
    return form_finish(request, response, HTML_COLLECTION, form_plain, form, err);
}
