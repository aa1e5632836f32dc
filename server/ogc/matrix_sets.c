/* The tile matrix sets themselves (OGC 17-083r4, 7 and annex B). */
#include "ogc/form.h"
#include "ogc/resource.h"
#include "ogc/tile_sets.h"
#include "tile/matrix.h"

#include <math.h>

#define JSON_MEDIA "application/json"
/* Pixels of a tile's side and metres of a pixel, by which a scale denominator is reckoned (17-083r4, 6.1.1). */
#define TILE_PIXELS  256
#define PIXEL_METRES 0.00028

static const char *set_path(const struct request *request, const struct tile_matrix_set *set)
{
    return arena_printf(request->arena, "/ogc/tileMatrixSets/%s", set->id);
}

bool matrix_sets_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "tileMatrixSets");
    json_array_open(&json);
    size_t count = request->is_filed ? 1 : tile_matrix_set_count; /* tiles are files in the first alone */
    for (size_t i = 0; i < count; i++) {
        const struct tile_matrix_set *set = &tile_matrix_sets[i];
        json_object_open(&json);
        json_key_string(&json, "id", set->id);
        json_key_string(&json, "title", set->title_fr);
        if (set->uri != NULL)
            json_key_string(&json, "uri", set->uri);
        json_key_string(&json, "crs", crs_uri(set->crs));
        json_key(&json, "links");
        json_array_open(&json);
        resource_link(&json, request, set_path(request, set), "self", JSON_MEDIA, set->title_fr);
        json_array_close(&json);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc/tileMatrixSets", "self", JSON_MEDIA, "Cette liste");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_OTHER, form_plain, form, err);
}

static void matrix_write(struct json_writer *json, const struct request *request, const struct tile_matrix_set *set,
                         unsigned zoom)
{
    double cell = ldexp(set->width / TILE_PIXELS, -(int)zoom);
    json_object_open(json);
    json_key_string(json, "id", arena_printf(request->arena, "%u", zoom));
    json_key(json, "scaleDenominator");
    json_exact(json, cell / PIXEL_METRES);
    json_key(json, "cellSize");
    json_exact(json, cell);
    json_key_string(json, "cornerOfOrigin", "topLeft");
    json_key(json, "pointOfOrigin");
    json_array_open(json);
    json_exact(json, set->left);
    json_exact(json, set->top);
    json_array_close(json);
    json_key_integer(json, "tileWidth", TILE_PIXELS);
    json_key_integer(json, "tileHeight", TILE_PIXELS);
    json_key_integer(json, "matrixWidth", INT64_C(1) << zoom);
    json_key_integer(json, "matrixHeight", INT64_C(1) << zoom);
    json_object_close(json);
}

bool matrix_set_get(const struct request *request, struct response *response, struct error *err)
{
    const struct tile_matrix_set *set = tile_matrix_set_of(request->captures[0], err);
    const struct form *form;
    if (set == NULL || !form_choose(request, form_plain, &form, err))
        return false;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key_string(&json, "id", set->id);
    json_key_string(&json, "title", set->title_fr);
    if (set->uri != NULL) {
        json_key_string(&json, "uri", set->uri);
        json_key_string(&json, "wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible");
    }
    json_key_string(&json, "crs", crs_uri(set->crs));
    json_key(&json, "orderedAxes");
    json_array_open(&json);
    json_string(&json, "X");
    json_string(&json, "Y");
    json_array_close(&json);
    json_key(&json, "tileMatrices");
    json_array_open(&json);
    for (unsigned zoom = 0; zoom <= TILE_ZOOM_MAX; zoom++)
        matrix_write(&json, request, set, zoom);
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, set_path(request, set), "self", JSON_MEDIA, set->title_fr);
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_OTHER, form_plain, form, err);
}
