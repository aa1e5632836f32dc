#include "ogc/api.h"

#include "ogc/form.h"
#include "ogc/resource.h"

#include <string.h>

static void parameter_write(struct json_writer *json, const char *name, const char *where, const char *description,
                            const char *schema)
{
    json_object_open(json);
    json_key_string(json, "name", name);
    json_key_string(json, "in", where);
    json_key(json, "required");
    json_bool(json, strcmp(where, "path") == 0);
    json_key_string(json, "description", description);
    json_key(json, "schema");
    json_raw(json, schema, strlen(schema));
    if (strcmp(where, "query") == 0) {
        /* Lists are written with commas, as in bbox=1,2,3,4 (17-069r4, 7.15.3). */
        json_key_string(json, "style", "form");
        json_key(json, "explode");
        json_bool(json, false);
    }
    json_object_close(json);
}

struct operation {
    const char *path, *id, *summary, *media_type;
    bool has_collection, has_feature, has_items;
    bool has_style, has_map; /* in the path; parameters of a map */
};

#define API_SIDE   "{\"type\":\"integer\",\"minimum\":1,\"maximum\":4096}"
#define API_BOX    "{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":4,\"maxItems\":6}"
#define API_SYSTEM "{\"type\":\"string\"}"

/* Of a map (OGC 20-058). */
static void map_parameters(struct json_writer *json, const struct operation *operation)
{
    if (!operation->has_style) {
        parameter_write(json, "style", "query", "Un des styles de /ogc/styles", "{\"type\":\"string\"}");
    }
    parameter_write(json, "bbox", "query", "Coins inférieur gauche et supérieur droit, dans le système bbox-crs",
                    API_BOX);
    parameter_write(json, "bbox-crs", "query", "Système de bbox : OGC:CRS84 (par défaut), EPSG:4326, 3857, 2154, 3950",
                    API_SYSTEM);
    parameter_write(json, "crs", "query", "Système de la carte : EPSG:2154 par défaut", API_SYSTEM);
    parameter_write(json, "width", "query", "Largeur en pixels", API_SIDE);
    parameter_write(json, "height", "query", "Hauteur en pixels ; largeur × hauteur : 16 millions au plus", API_SIDE);
    parameter_write(json, "scale-denominator", "query", "Échelle, au lieu de width et height (pixels de 0,28 mm)",
                    "{\"type\":\"number\",\"exclusiveMinimum\":true,\"minimum\":0}");
    parameter_write(json, "bgcolor", "query", "Fond : six chiffres hexadécimaux ou le nom d’une couleur",
                    "{\"type\":\"string\"}");
    parameter_write(json, "transparent", "query", "Sans fond (par défaut, sauf avec bgcolor)",
                    "{\"type\":\"boolean\"}");
    parameter_write(json, "f", "query", "Forme de la réponse",
                    "{\"type\":\"string\",\"enum\":[\"png\",\"svg\",\"pdf\"],\"default\":\"png\"}");
}

static void operation_parameters(struct json_writer *json, const struct operation *operation)
{
    json_key(json, "parameters");
    json_array_open(json);
    if (operation->has_collection) {
        parameter_write(json, "collectionId", "path", "Identifiant de la collection", "{\"type\":\"string\"}");
    }
    if (operation->has_feature) {
        parameter_write(json, "featureId", "path", "Clé de l’objet", "{\"type\":\"string\"}");
    }
    if (operation->has_items) {
        parameter_write(json, "limit", "query", "Nombre d’objets par page",
                        "{\"type\":\"integer\",\"minimum\":1,\"maximum\":10000,\"default\":100}");
        parameter_write(json, "bbox", "query", "Ouest, sud, est, nord en degrés (CRS84)",
                        "{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":4,\"maxItems\":6}");
        parameter_write(json, "simplify", "query",
                        "Contours généralisés : mètres dont un contour peut s’écarter ; la plus grande tolérance "
                        "préparée (4, 8, .. 8 192 m) qui ne dépasse pas cette valeur est prise",
                        "{\"type\":\"number\",\"minimum\":0,\"maximum\":100000,\"default\":0}");
        parameter_write(json, "after", "query", "Suite d’une page, telle que la donne son lien « next »",
                        "{\"type\":\"integer\",\"minimum\":0}");
    }
    if (operation->has_style) {
        parameter_write(json, "styleId", "path", "Identifiant du style", "{\"type\":\"string\"}");
    }
    if (operation->has_map) {
        map_parameters(json, operation);
    } else {
        parameter_write(json, "f", "query", "Forme de la réponse",
                        "{\"type\":\"string\",\"enum\":[\"json\",\"geojson\",\"html\"]}");
        parameter_write(json, "lang", "query", "Langue de la page web (f=html)",
                        "{\"type\":\"string\",\"enum\":[\"fr\",\"en\"],\"default\":\"fr\"}");
    }
    json_array_close(json);
}

static void answer_write(struct json_writer *json, const char *status, const char *description, const char *media_type)
{
    json_key(json, status);
    json_object_open(json);
    json_key_string(json, "description", description);
    json_key(json, "content");
    json_object_open(json);
    json_key(json, media_type);
    static const char schema[] = "{\"schema\":{\"type\":\"object\"}}";
    json_raw(json, schema, sizeof schema - 1);
    json_object_close(json);
    json_object_close(json);
}

static void operation_write(struct json_writer *json, const struct operation *operation)
{
    json_key(json, operation->path);
    json_object_open(json);
    json_key(json, "get");
    json_object_open(json);
    json_key_string(json, "operationId", operation->id);
    json_key_string(json, "summary", operation->summary);
    operation_parameters(json, operation);
    json_key(json, "responses");
    json_object_open(json);
    answer_write(json, "200", operation->summary, operation->media_type);
    answer_write(json, "400", "Paramètre inconnu ou hors de ce qui est permis", "application/problem+json");
    if (operation->has_collection || operation->has_style) {
        answer_write(json, "404", "N’existe pas", "application/problem+json");
    }
    json_object_close(json);
    json_object_close(json);
    json_object_close(json);
}

bool api_get(const struct request *request, struct response *response, struct error *err)
{
    static const struct operation operations[] = {
        {"/ogc", "getLandingPage", "Page d’accueil de l’API", "application/json"},
        {"/ogc/conformance", "getConformance", "Classes de conformité", "application/json"},
        {"/ogc/collections", "getCollections", "Collections", "application/json"},
        {"/ogc/collections/{collectionId}", "getCollection", "Une collection", "application/json",
         .has_collection = true},
        {"/ogc/collections/{collectionId}/items", "getItems", "Objets d’une collection", "application/geo+json",
         .has_collection = true, .has_items = true},
        {"/ogc/collections/{collectionId}/items/{featureId}", "getItem", "Un objet", "application/geo+json",
         .has_collection = true, .has_feature = true},
        {"/ogc/collections/{collectionId}/map", "collection.getMap", "Carte d’une collection", "image/png",
         .has_collection = true, .has_map = true},
        {"/ogc/map", "dataset.getMap", "Carte", "image/png", .has_map = true},
        {"/ogc/styles", "getStyles", "Styles", "application/json"},
        {"/ogc/styles/{styleId}", "getStyle", "Un style, pour MapLibre GL", "application/vnd.mapbox.style+json",
         .has_style = true},
        {"/ogc/styles/{styleId}/map", "dataset.style.getMap", "Carte dans un style", "image/png", .has_style = true,
         .has_map = true},
    };
    const struct form *form;
    if (!form_choose(request, form_api, &form, err)) {
        return false;
    }
    struct json_writer json;
    resource_begin(response, &json, "application/vnd.oai.openapi+json;version=3.0");
    json_object_open(&json);
    json_key_string(&json, "openapi", "3.0.3");
    json_key(&json, "info");
    json_object_open(&json);
    json_key_string(&json, "title", "Bassin minier en cartes");
    json_key_string(&json, "version", TERRIL_VERSION);
    json_key(&json, "x-OGC-limits"); /* OGC 20-058, 9.3 */
    static const char limits[] = "{\"maps\":{\"maxWidth\":4096,\"maxHeight\":4096,\"maxPixels\":16000000}}";
    json_raw(&json, limits, sizeof limits - 1);
    json_object_close(&json);
    json_key(&json, "servers");
    json_array_open(&json);
    json_object_open(&json);
    json_key_string(&json, "url", request->base);
    json_object_close(&json);
    json_array_close(&json);
    json_key(&json, "paths");
    json_object_open(&json);
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        operation_write(&json, &operations[i]);
    }
    json_object_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_API, form_api, form, err);
}
