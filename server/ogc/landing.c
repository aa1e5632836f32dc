#include "ogc/landing.h"

#include "ogc/resource.h"

#define JSON_MEDIA "application/json"

bool landing_get(const struct request *request, struct response *response, struct error *err)
{
    if (!resource_is_json(request, err)) {
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
    resource_link(&json, request, "/", "service-doc", "text/html", "Page des cartes");
    json_array_close(&json);
    json_object_close(&json);
    return true;
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
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    };
    if (!resource_is_json(request, err)) {
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
    json_object_close(&json);
    return true;
}
