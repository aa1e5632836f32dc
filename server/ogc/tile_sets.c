#include "ogc/tile_sets.h"

#include "ogc/form.h"
#include "ogc/resource.h"
#include "store/tileset.h"
#include "tile/matrix.h"

#include <string.h>

#define JSON_MEDIA     "application/json"
#define TILE_MEDIA     "application/vnd.mapbox-vector-tile"
#define SCHEME_REL     "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
#define TILESETS_TITLE "Jeux de tuiles vectorielles"

/* Of which collections, under which address. */
struct tiled {
    const char *root; /* "/ogc" or "/ogc/collections/estates" */
    const char *title;
    const struct snapshot_collection *collections;
    size_t count;
};

static struct tiled tiled_dataset(const struct request *request)
{
    const struct snapshot *snapshot = resource_snapshot(request);
    return (struct tiled){"/ogc", "Bassin minier en cartes", snapshot->collections, snapshot->collection_count};
}

static bool tiled_collection(const struct request *request, struct tiled *tiled, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    if (collection == NULL)
        return false;
    *tiled = (struct tiled){arena_printf(request->arena, "/ogc/collections/%s", collection->id), collection->title_fr,
                            collection, 1};
    return true;
}

static struct box tiled_extent(const struct tiled *tiled)
{
    struct box extent = BOX_EMPTY;
    for (size_t i = 0; i < tiled->count; i++)
        extent = box_join(extent, tiled->collections[i].extent);
    return extent;
}

/* ---- lists ---- */

static void set_links(struct json_writer *json, const struct request *request, const struct tiled *tiled,
                      const struct tile_matrix_set *set)
{
    struct arena *arena = request->arena;
    resource_link(json, request, arena_printf(arena, "%s/tiles/%s", tiled->root, set->id), "self", JSON_MEDIA,
                  set->title_fr);
    resource_link(json, request, arena_printf(arena, "/ogc/tileMatrixSets/%s", set->id), SCHEME_REL, JSON_MEDIA,
                  "Grille des tuiles");
}

static void set_head(struct json_writer *json, const struct tiled *tiled, const struct tile_matrix_set *set)
{
    json_key_string(json, "title", tiled->title);
    json_key_string(json, "dataType", "vector");
    json_key_string(json, "crs", crs_uri(set->crs));
    if (set->uri != NULL)
        json_key_string(json, "tileMatrixSetURI", set->uri);
    json_key_string(json, "tileMatrixSetId", set->id);
}

static bool sets_write(const struct request *request, struct response *response, const struct tiled *tiled,
                       struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, arena_printf(request->arena, "%s/tiles", tiled->root), "self", JSON_MEDIA,
                  TILESETS_TITLE);
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_key(&json, "tilesets");
    json_array_open(&json);
    size_t count = request->is_filed ? 1 : tile_matrix_set_count; /* tiles are files in the first alone */
    for (size_t i = 0; i < count; i++) {
        json_object_open(&json);
        set_head(&json, tiled, &tile_matrix_sets[i]);
        json_key(&json, "links");
        json_array_open(&json);
        set_links(&json, request, tiled, &tile_matrix_sets[i]);
        json_array_close(&json);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_OTHER, form_plain, form, err);
}

bool tile_sets_get(const struct request *request, struct response *response, struct error *err)
{
    struct tiled tiled = tiled_dataset(request);
    return sets_write(request, response, &tiled, err);
}

bool collection_tile_sets_get(const struct request *request, struct response *response, struct error *err)
{
    struct tiled tiled;
    return tiled_collection(request, &tiled, err) && sets_write(request, response, &tiled, err);
}

/* ---- one set ---- */

/* Files end where the prepared tiles end. */
static unsigned zoom_max(const struct request *request)
{
    return request->is_filed ? SNAPSHOT_TILE_ZOOM_MAX : TILE_ZOOM_MAX;
}

static void limits_write(struct json_writer *json, const struct request *request, const struct tile_matrix_set *set,
                         struct box extent)
{
    json_key(json, "tileMatrixSetLimits");
    json_array_open(json);
    for (unsigned zoom = 0; zoom <= zoom_max(request) && !box_is_empty(extent); zoom++) {
        struct tile_limits limits = tile_limits(set, zoom, box_grow(extent, TILE_BUFFER * tile_unit(set, zoom)));
        json_object_open(json);
        json_key_string(json, "tileMatrix", arena_printf(request->arena, "%u", zoom));
        json_key_integer(json, "minTileRow", limits.ymin);
        json_key_integer(json, "maxTileRow", limits.ymax);
        json_key_integer(json, "minTileCol", limits.xmin);
        json_key_integer(json, "maxTileCol", limits.xmax);
        json_object_close(json);
    }
    json_array_close(json);
}

static void fields_write(struct json_writer *json, const struct snapshot_collection *collection)
{
    static const char *const types[] = {[VALUE_INTEGER] = "integer", [VALUE_REAL] = "number", [VALUE_TEXT] = "string"};
    json_key(json, "propertiesSchema");
    json_object_open(json);
    json_key_string(json, "type", "object");
    json_key(json, "properties");
    json_object_open(json);
    for (size_t i = 0; i < collection->field_count; i++) {
        json_key(json, collection->fields[i].name);
        json_object_open(json);
        json_key_string(json, "type", types[collection->fields[i].type]);
        json_key_string(json, "title", collection->fields[i].title_fr);
        json_object_close(json);
    }
    json_object_close(json);
    json_object_close(json);
}

static void layers_write(struct json_writer *json, const struct request *request, const struct tiled *tiled)
{
    json_key(json, "layers");
    json_array_open(json);
    for (size_t i = 0; i < tiled->count; i++) {
        const struct snapshot_collection *collection = &tiled->collections[i];
        json_object_open(json);
        json_key_string(json, "id", collection->id);
        json_key_string(json, "title", collection->title_fr);
        json_key_string(json, "dataType", "vector");
        json_key_integer(json, "geometryDimension", geometry_dimension(collection->geometry));
        json_key_string(json, "minTileMatrix", arena_printf(request->arena, "%u", collection->tile_zoom_min));
        json_key_string(json, "maxTileMatrix", arena_printf(request->arena, "%u", zoom_max(request)));
        fields_write(json, collection);
        json_object_close(json);
    }
    json_array_close(json);
}

static void corner_write(struct json_writer *json, const char *name, double x, double y)
{
    json_key(json, name);
    json_array_open(json);
    json_exact(json, x);
    json_exact(json, y);
    json_array_close(json);
}

/* Copied to files, the set leads to its TileJSON and to the archive of its tiles, which is always there (command/export_site.c). */
static void filed_links(struct json_writer *json, const struct request *request, const struct tiled *tiled,
                        const struct tile_matrix_set *set)
{
    resource_link(json, request, arena_printf(request->arena, "%s/tiles/%s?f=tilejson", tiled->root, set->id),
                  "alternate", "application/vnd.mapbox-tilejson+json", "TileJSON");
    resource_link(json, request, "/tiles.pmtiles", "enclosure", "application/vnd.pmtiles",
                  "Toutes les tuiles, PMTiles");
}

static void set_write(struct json_writer *json, const struct request *request, const struct tiled *tiled,
                      const struct tile_matrix_set *set, struct box ground, const struct form *forms,
                      const struct form *form)
{
    struct box extent = tiled_extent(tiled);
    struct arena *arena = request->arena;
    json_object_open(json);
    set_head(json, tiled, set);
    json_key(json, "links");
    json_array_open(json);
    set_links(json, request, tiled, set);
    form_links(json, request, forms, form);
    if (request->is_filed)
        filed_links(json, request, tiled, set);
    json_object_open(json);
    json_key_string(
        json, "href",
        arena_printf(arena, "%s%s/tiles/%s/{tileMatrix}/{tileRow}/{tileCol}", request->base, tiled->root, set->id));
    json_key_string(json, "rel", "item");
    json_key_string(json, "type", TILE_MEDIA);
    json_key_string(json, "title", "Les tuiles");
    json_key(json, "templated");
    json_bool(json, true);
    json_object_close(json);
    json_array_close(json);
    limits_write(json, request, set, ground);
    layers_write(json, request, tiled);
    if (!box_is_empty(extent)) {
        json_key(json, "boundingBox");
        json_object_open(json);
        corner_write(json, "lowerLeft", extent.xmin, extent.ymin);
        corner_write(json, "upperRight", extent.xmax, extent.ymax);
        json_key_string(json, "crs", crs_uri(CRS_CRS84));
        json_object_close(json);
    }
    json_object_close(json);
}

/* ---- TileJSON ---- */

/* The credit of every source there is, each once. */
static const char *credits_of(const struct request *request, const struct tiled *tiled)
{
    struct buffer credits = BUFFER_INIT;
    for (size_t i = 0; i < tiled->count; i++) {
        const char *credit = tiled->collections[i].source->credit;
        bool is_said = false;
        for (size_t k = 0; k < i && !is_said; k++)
            is_said = strcmp(tiled->collections[k].source->credit, credit) == 0;
        if (!is_said)
            buffer_printf(&credits, "%s%s", credits.length > 0 ? "\u00a0; " : "", credit);
    }
    const char *text = arena_copy(request->arena, credits.bytes != NULL ? credits.bytes : "", credits.length);
    buffer_free(&credits);
    return text;
}

static void tilejson_write(struct json_writer *json, const struct request *request, const struct tiled *tiled,
                           const struct tile_matrix_set *set)
{
    struct box extent = tiled_extent(tiled);
    json_object_open(json);
    json_key_string(json, "tilejson", "3.0.0");
    json_key_string(json, "name", tiled->title);
    json_key_string(json, "attribution", credits_of(request, tiled));
    json_key_string(json, "version", "1.0.0");
    json_key_string(json, "scheme", "xyz");
    json_key(json, "tiles");
    json_array_open(json);
    json_string(json, arena_printf(request->arena, "%s%s/tiles/%s/{z}/{y}/{x}", request->base, tiled->root, set->id));
    json_array_close(json);
    json_key_integer(json, "minzoom", 0);
    json_key_integer(json, "maxzoom", SNAPSHOT_TILE_ZOOM_MAX);
    if (!box_is_empty(extent)) {
        const double sides[] = {extent.xmin, extent.ymin, extent.xmax, extent.ymax};
        json_key(json, "bounds");
        json_array_open(json);
        for (size_t i = 0; i < 4; i++)
            json_exact(json, sides[i]);
        json_array_close(json);
    }
    json_key(json, "vector_layers");
    json_array_open(json);
    const struct tileset_range zooms = {0, SNAPSHOT_TILE_ZOOM_MAX, TILESET_TITLES};
    for (size_t i = 0; i < tiled->count; i++)
        tileset_layers_write(json, &tiled->collections[i], &zooms, request->arena);
    json_array_close(json);
    json_object_close(json);
}

static bool set_answer(const struct request *request, struct response *response, const struct tiled *tiled,
                       const char *id, struct error *err)
{
    static const struct form forms[] = {{"json", JSON_MEDIA},
                                        {"tilejson", "application/vnd.mapbox-tilejson+json"},
                                        {"html", "text/html; charset=utf-8"},
                                        {NULL}};
    const struct tile_matrix_set *set = tile_matrix_set_of(id, err);
    const struct form *form;
    struct store *store =
        set != NULL && form_choose(request, forms, &form, err) ? generation_borrow(request->generation, err) : NULL;
    if (store == NULL)
        return false;
    struct box ground;
    bool done = snapshot_tile_extent(store, set, &ground, err);
    generation_return(request->generation, store);
    if (!done)
        return false;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    if (form == &forms[1])
        tilejson_write(&json, request, tiled, set);
    else
        set_write(&json, request, tiled, set, ground, forms, form);
    return form_finish(request, response, HTML_OTHER, forms, form, err);
}

bool tile_set_get(const struct request *request, struct response *response, struct error *err)
{
    struct tiled tiled = tiled_dataset(request);
    return set_answer(request, response, &tiled, request->captures[0], err);
}

bool collection_tile_set_get(const struct request *request, struct response *response, struct error *err)
{
    struct tiled tiled;
    return tiled_collection(request, &tiled, err) && set_answer(request, response, &tiled, request->captures[1], err);
}
