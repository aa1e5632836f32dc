#include "ogc/landing.h"

#include "geo/crs.h"
#include "ogc/form.h"
#include "ogc/resource.h"

#include <string.h>

#define JSON_MEDIA "application/json"
#define RELATION   "http://www.opengis.net/def/rel/ogc/1.0/"

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
    if (request->is_filed) /* a file draws no map in this system or that */
        return;
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

/* The credit of every source that a collection comes from, each once. */
static const char *credits_of(const struct request *request)
{
    const struct snapshot *snapshot = resource_snapshot(request);
    struct buffer credits = BUFFER_INIT;
    buffer_puts(&credits, "");
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        const char *credit = snapshot->collections[i].source->credit;
        bool is_said = false;
        for (size_t k = 0; k < i && !is_said; k++)
            is_said = strcmp(snapshot->collections[k].source->credit, credit) == 0;
        if (!is_said)
            buffer_printf(&credits, "%s%s", credits.length > 0 ? "\u00a0; " : "", credit);
    }
    const char *text = arena_copy(request->arena, credits.bytes, credits.length);
    buffer_free(&credits);
    return text;
}

static void links_write(struct json_writer *json, const struct request *request)
{
    static const struct {
        const char *path, *rel, *media_type, *title;
    } links[] = {
        {"/ogc", "self", JSON_MEDIA, "Cette page"},
        {"/ogc/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "Description de l’API"},
        {"/ogc/api?f=html", "service-doc", "text/html", "Description de l’API, à lire"},
        {"/", "about", "text/html", "Page des cartes"},
        {"/ogc/conformance", "conformance", JSON_MEDIA, "Classes de conformité"},
        {"/ogc/conformance", RELATION "conformance", JSON_MEDIA, "Classes de conformité"},
        {"/ogc/collections", "data", JSON_MEDIA, "Collections"},
        {"/ogc/collections", RELATION "data", JSON_MEDIA, "Collections"},
        {"/ogc/tiles", RELATION "tilesets-vector", JSON_MEDIA, "Jeux de tuiles vectorielles"},
        {"/ogc/tileMatrixSets", RELATION "tiling-schemes", JSON_MEDIA, "Grilles de tuiles"},
        {"/ogc/map", RELATION "map", "image/png", "Carte"},
        {"/ogc/styles", RELATION "styles", JSON_MEDIA, "Styles"},
        {"/ogc/processes", RELATION "processes", JSON_MEDIA, "Traitements"},
    };
    /* a file computes nothing: the last one is not for it, and what it is stands in a text */
    size_t count = sizeof links / sizeof links[0] - request->is_filed;
    if (request->is_filed)
        resource_link(json, request, "/README.txt", "service-doc", "text/plain", "Ce que ces fichiers contiennent");
    for (size_t i = 0; i < count; i++)
        resource_link(json, request, links[i].path, links[i].rel, links[i].media_type, links[i].title);
}

bool landing_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    const struct snapshot *snapshot = resource_snapshot(request);
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key_string(&json, "title", "Bassin minier en cartes");
    json_key_string(
        &json, "description",
        "Cités minières, réseau cyclable, gares, foncier et patrimoine du bassin minier du Nord et du Pas-de-Calais, "
        "par commune et par intercommunalité.");
    json_key_string(&json, "attribution", credits_of(request));
    json_key_string(&json, "edition", snapshot->is_schematic ? "schematic" : "official");
    systems_write(&json, request);
    json_key(&json, "links");
    json_array_open(&json);
    links_write(&json, request);
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_LANDING, form_plain, form, err);
}
