#include "ogc/styles.h"

#include "base/file.h"
#include "ogc/form.h"
#include "ogc/glyphs.h"
#include "ogc/resource.h"

#include <string.h>

#define JSON_MEDIA  "application/json"
#define STYLE_MEDIA "application/vnd.mapbox.style+json"
#define MAP_REL     "http://www.opengis.net/def/rel/ogc/1.0/map"
#define SOURCE      "terril"

const struct style *styles_asked(const struct request *request, const char *id, struct error *err)
{
    struct style *const *styles = request->context;
    if (id == NULL && styles[0] != NULL)
        return styles[0];
    return styles_need(styles, id != NULL ? id : "", err);
}

static void style_links(struct json_writer *json, const struct request *request, const struct style *style)
{
    struct arena *arena = request->arena;
    json_key(json, "links");
    json_array_open(json);
    resource_link(json, request, arena_printf(arena, "/ogc/styles/%s", style->id), "stylesheet", STYLE_MEDIA,
                  "Style MapLibre");
    resource_link(json, request, arena_printf(arena, "/ogc/styles/%s/map", style->id), MAP_REL, "image/png", "Carte");
    /* of the files of a copied site the sheet that its pages lead to, too */
    resource_link(json, request,
                  arena_printf(arena, "/carte/%s.pdf%s", style->id, request->is_filed ? "?paper=A4" : ""), "alternate",
                  "application/pdf", "Planche");
    json_array_close(json);
}

bool styles_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    struct style *const *styles = request->context;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    if (styles[0] != NULL)
        json_key_string(&json, "default", styles[0]->id);
    json_key(&json, "styles");
    json_array_open(&json);
    for (; *styles != NULL; styles++) {
        json_object_open(&json);
        json_key_string(&json, "id", (*styles)->id);
        json_key_string(&json, "title", (*styles)->name_fr);
        style_links(&json, request, *styles);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc/styles", "self", JSON_MEDIA, "Cette liste");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_OTHER, form_plain, form, err);
}

/* ---- the style for MapLibre GL ---- */

static void member_copy(struct json_writer *json, const char *key, const struct json_value *value)
{
    json_key(json, key);
    struct buffer text = BUFFER_INIT;
    json_print(value, &text);
    json_raw(json, text.bytes, text.length);
    buffer_free(&text);
}

/* A collection that was not loaded has no tiles. */
static bool layer_has_tiles(const struct json_value *layer, const struct snapshot *snapshot)
{
    const char *source = json_text(json_get(layer, "source"), NULL);
    return source == NULL || snapshot_collection_of(snapshot, source) != NULL;
}

static bool layer_has_text(const struct json_value *layer)
{
    return json_get(json_get(layer, "layout"), "text-field") != NULL;
}

/* Texts of areas stand at the points of their names: a tile has but a part of an area, and each part would be named. */
static const char *source_layer_of(const struct request *request, const struct json_value *layer, const char *source)
{
    const struct snapshot_collection *collection = snapshot_collection_of(resource_snapshot(request), source);
    bool is_named = collection != NULL && geometry_dimension(collection->geometry) == 2 && layer_has_text(layer);
    return is_named ? arena_printf(request->arena, "%s-labels", source) : source;
}

static void layout_copy(struct json_writer *json, const struct json_value *layer, const struct json_value *layout)
{
    struct json_iterator members = json_members(layout);
    const char *key;
    const struct json_value *value;
    json_key(json, "layout");
    json_object_open(json);
    while (json_next(&members, &key, &value))
        member_copy(json, key, value);
    if (layer_has_text(layer) && json_get(layout, "text-font") == NULL) {
        json_key(json, "text-font");
        json_array_open(json);
        json_string(json, GLYPHS_FONT);
        json_array_close(json);
    }
    json_object_close(json);
}

static void layer_copy(struct json_writer *json, const struct request *request, const struct json_value *layer)
{
    struct json_iterator members = json_members(layer);
    const char *key;
    const struct json_value *value;
    json_object_open(json);
    while (json_next(&members, &key, &value)) {
        if (strcmp(key, "source") == 0) {
            json_key_string(json, "source", SOURCE);
            json_key_string(json, "source-layer", source_layer_of(request, layer, json_text(value, "")));
        } else if (strcmp(key, "layout") == 0) {
            layout_copy(json, layer, value);
        } else {
            member_copy(json, key, value);
        }
    }
    json_object_close(json);
}

static void sources_write(struct json_writer *json, const struct request *request)
{
    json_key(json, "sources");
    json_object_open(json);
    json_key(json, SOURCE);
    json_object_open(json);
    json_key_string(json, "type", "vector");
    json_key_string(json, "url",
                    arena_printf(request->arena, "%s/ogc/tiles/WebMercatorQuad?f=tilejson", request->base));
    json_object_close(json);
    json_object_close(json);
}

static void style_write(struct json_writer *json, const struct request *request, const struct style *style,
                        const struct json_value *root)
{
    struct json_iterator members = json_members(root);
    const char *key;
    const struct json_value *value;
    json_object_open(json);
    while (json_next(&members, &key, &value)) {
        if (strcmp(key, "sources") == 0) {
            sources_write(json, request);
            if (style->image_count > 0)
                json_key_string(json, "sprite",
                                arena_printf(request->arena, "%s/ogc/styles/%s/sprite", request->base, style->id));
            json_key_string(json, "glyphs",
                            arena_printf(request->arena, "%s/ogc/fonts/{fontstack}/{range}.pbf", request->base));
        } else if (strcmp(key, "layers") == 0) {
            json_key(json, key);
            json_array_open(json);
            for (size_t i = 0; i < json_length(value); i++) {
                if (layer_has_tiles(json_at(value, i), resource_snapshot(request)))
                    layer_copy(json, request, json_at(value, i));
            }
            json_array_close(json);
        } else if (strcmp(key, "glyphs") != 0 && strcmp(key, "sprite") != 0) {
            member_copy(json, key, value);
        }
    }
    json_object_close(json);
}

struct json_document *styles_document(const struct request *request, const struct style *style, struct error *err)
{
    const char *home = file_home(err);
    if (home == NULL)
        return NULL;
    const char *path = arena_printf(request->arena, "%s/styles/%s.json", home, style->id);
    struct buffer text = BUFFER_INIT;
    struct json_document *document = NULL;
    if (file_read(path, STYLE_BYTES_MAX, &text, err))
        document = json_read(text.bytes != NULL ? text.bytes : "", text.length, path, err);
    buffer_free(&text);
    return document;
}

bool style_get(const struct request *request, struct response *response, struct error *err)
{
    static const struct form forms[] = {
        {"mapbox", STYLE_MEDIA}, {"json", JSON_MEDIA}, {"html", "text/html; charset=utf-8"}, {NULL}};
    const struct style *style = styles_asked(request, request->captures[0], err);
    const struct form *form;
    struct json_document *document =
        style != NULL && form_choose(request, forms, &form, err) ? styles_document(request, style, err) : NULL;
    if (document == NULL)
        return false;
    struct json_writer json;
    resource_begin(response, &json, form->media_type);
    style_write(&json, request, style, json_root(document));
    json_free(document);
    return form_finish(request, response, HTML_STYLE, forms, form, err);
}
