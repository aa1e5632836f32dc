#include "ogc/collections.h"

#include "geo/crs.h"
#include "ogc/form.h"
#include "ogc/resource.h"

#include <string.h>

#define JSON_MEDIA "application/json"

static void extent_write(struct json_writer *json, struct box extent)
{
    json_key(json, "extent");
    json_object_open(json);
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
    json_object_close(json);
}

static void collection_write(struct json_writer *json, const struct request *request,
                             const struct snapshot_collection *collection, const struct form *form)
{
    json_object_open(json);
    json_key_string(json, "id", collection->id);
    json_key_string(json, "title", collection->title_fr);
    json_key_string(json, "description", collection->description_fr);
    json_key_string(json, "attribution",
                    arena_printf(request->arena, "%s%s%s%s", collection->source->credit,
                                 collection->source->date != NULL ? " (" : "",
                                 collection->source->date != NULL ? collection->source->date : "",
                                 collection->source->date != NULL ? ")" : ""));
    json_key_string(json, "licence", collection->source->licence);
    json_key_string(json, "edition", collection->is_approximate ? "schematic" : "official");
    json_key_integer(json, "numberOfFeatures", collection->features);
    json_key_string(json, "itemType", "feature");
    if (!box_is_empty(collection->extent)) {
        extent_write(json, collection->extent);
    }
    json_key(json, "crs");
    json_array_open(json);
    json_string(json, crs_uri(CRS_CRS84));
    json_array_close(json);
    json_key_string(json, "storageCrs", crs_uri(CRS_LAMBERT93));
    json_key(json, "links");
    json_array_open(json);
    struct arena *arena = request->arena;
    const char *id = collection->id;
    resource_link(json, request, arena_printf(arena, "/ogc/collections/%s", id), "self", JSON_MEDIA,
                  "Cette collection");
    resource_link(json, request, arena_printf(arena, "/ogc/collections/%s/items", id), "items", "application/geo+json",
                  "Objets");
    resource_link(json, request, arena_printf(arena, "/ogc/collections/%s/tiles", id),
                  "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", JSON_MEDIA, "Jeux de tuiles vectorielles");
    resource_link(json, request, arena_printf(arena, "/ogc/collections/%s/map", id),
                  "http://www.opengis.net/def/rel/ogc/1.0/map", "image/png", "Carte");
    resource_link(json, request, arena_printf(arena, "/data/%s.geojson", id), "enclosure", "application/geo+json",
                  "Couche entière, GeoJSON");
    resource_link(json, request, arena_printf(arena, "/data/%s.csv", id), "enclosure", "text/csv",
                  "Couche entière, CSV");
    if (form != NULL) {
        form_links(json, request, form_plain, form);
    }
    json_array_close(json);
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
