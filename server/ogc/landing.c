#include "ogc/landing.h"

#include "geo/crs.h"
#include "ogc/form.h"
#include "ogc/resource.h"

#define JSON_MEDIA "application/json"

static void box_write(struct json_writer *json, const char *name, struct box box, enum crs crs)
{
    const double sides[] = {box.xmin, box.ymin, box.xmax, box.ymax};
    json_key(json, name);
    json_object_open(json);
    json_key(json, "spatial");
    json_object_open(json);
    json_key(json, "bbox");
    json_array_open(json);
    json_array_open(json);
    for (size_t i = 0; i < 4; i++)
        json_exact(json, sides[i]);
    json_array_close(json);
    json_array_close(json);
    json_key_string(json, "crs", crs_uri(crs));
    json_object_close(json);
    json_object_close(json);
}

/* Where there is something, and in which systems maps are drawn (OGC 20-058, dataset-map). */
static void systems_write(struct json_writer *json, const struct request *request)
{
    const struct snapshot *snapshot = resource_snapshot(request);
    static const enum crs systems[] = {CRS_CRS84, CRS_LAMBERT93, CRS_EPSG4326, CRS_WEBMERCATOR, CRS_CC50};
    struct box extent = BOX_EMPTY, stored;
    for (size_t i = 0; i < snapshot->collection_count; i++)
        extent = box_join(extent, snapshot->collections[i].extent);
    if (!box_is_empty(extent))
        box_write(json, "extent", extent, CRS_CRS84);
    json_key(json, "crs");
    json_array_open(json);
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++)
        json_string(json, crs_uri(systems[i]));
    json_array_close(json);
    json_key_string(json, "storageCrs", crs_uri(CRS_LAMBERT93));
    /* As load found it: reckoned here it would bring PROJ into every server. */
    struct store *store = generation_borrow(request->generation, NULL);
    const struct tile_matrix_set *plane = tile_matrix_set_of("Lambert93Quad", NULL);
    if (store != NULL && snapshot_tile_extent(store, plane, &stored, NULL) && !box_is_empty(stored))
        box_write(json, "storageCrsExtent", stored, CRS_LAMBERT93);
    if (store != NULL)
        generation_return(request->generation, store);
}

bool landing_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err)) {
        return false;
    }
    const struct snapshot *snapshot = resource_snapshot(request);
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key_string(&json, "title", "Bassin minier en cartes");
    json_key_string(
        &json, "description",
        "Cités minières, réseau cyclable, gares, foncier et patrimoine du bassin minier du Nord et du Pas-de-Calais, "
        "par commune et par intercommunalité.");
    json_key_string(&json, "edition", snapshot->is_schematic ? "schematic" : "official");
    systems_write(&json, request);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc", "self", JSON_MEDIA, "Cette page");
    resource_link(&json, request, "/ogc/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0",
                  "Description de l’API");
    resource_link(&json, request, "/ogc/conformance", "conformance", JSON_MEDIA, "Classes de conformité");
    resource_link(&json, request, "/ogc/collections", "data", JSON_MEDIA, "Collections");
    resource_link(&json, request, "/ogc/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", JSON_MEDIA,
                  "Jeux de tuiles vectorielles");
    resource_link(&json, request, "/ogc/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                  JSON_MEDIA, "Grilles de tuiles");
    resource_link(&json, request, "/ogc/map", "http://www.opengis.net/def/rel/ogc/1.0/map", "image/png", "Carte");
    resource_link(&json, request, "/ogc/styles", "http://www.opengis.net/def/rel/ogc/1.0/styles", JSON_MEDIA, "Styles");
    resource_link(&json, request, "/ogc/api?f=html", "service-doc", "text/html", "Description de l’API, en page web");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_LANDING, form_plain, form, err);
}

bool conformance_get(const struct request *request, struct response *response, struct error *err)
{
    /* STANDARDS.md names the test of each clause. */
    static const char *const classes[] = {
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/dataset-map",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/crs",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/scaling",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/png",
        "http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/svg",
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    };
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err)) {
        return false;
    }
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "conformsTo");
    json_array_open(&json);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        json_string(&json, classes[i]);
    }
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc/conformance", "self", JSON_MEDIA, "Cette page");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_CONFORMANCE, form_plain, form, err);
}
