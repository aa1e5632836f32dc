#include "style/style.h"

#include "base/json.h"
#include "base/text.h"
#include "style/property.h"

#include <math.h>
#include <string.h>

struct style_reader {
    const char *name;
    const struct json_value *sources;
    struct style *style;
    struct buffer notices;
    struct arena *arena;
    struct error *err;
};

static const char *const layer_types[] = {"background", "fill", "line", "circle", "symbol", NULL};

/* {"fr": .., "en": ..}, or one text for both. */
static void style_read_words(struct style_reader *reader, const struct json_value *json, const char *otherwise,
                             const char **fr, const char **en)
{
    const char *both = json_text(json, otherwise);
    *fr = arena_string(reader->arena, json_text(json_get(json, "fr"), both));
    *en = arena_string(reader->arena, json_text(json_get(json, "en"), *fr));
}

static bool layer_read_type(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    const char *type = json_text(json_get(json, "type"), "");
    for (int i = 0; layer_types[i] != NULL; i++) {
        if (strcmp(layer_types[i], type) == 0) {
            layer->type = (enum layer_type)i;
            return true;
        }
    }
    return error_set(reader->err, ERROR_INPUT,
                     "%s: layer %.60s: type \"%.40s\" is not background, fill, line, circle or symbol", reader->name,
                     layer->id, type);
}

static bool layer_read_source(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    if (layer->type == LAYER_BACKGROUND)
        return true;
    const char *source = json_text(json_get(json, "source"), "");
    if (json_get(reader->sources, source) == NULL)
        return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s: source \"%.60s\" is not among the sources",
                         reader->name, layer->id, source);
    layer->source = arena_string(reader->arena, source);
    return true;
}

/* A text of the metadata, for people or as a key. */
static bool layer_read_text(struct style_reader *reader, const struct json_value *json, const char *what,
                            const struct style_layer *layer, const struct expression **expression)
{
    if (json == NULL)
        return true;
    const char *where = arena_printf(reader->arena, "%s: layer %.60s, %s", reader->name, layer->id, what);
    *expression = expression_read(json, type_of(TYPE_TEXT), where, reader->arena, reader->err);
    return *expression != NULL && expression_check_uses(*expression, USE_FEATURE, where, reader->err);
}

static bool layer_read_filter(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    if (json == NULL)
        return true;
    const char *where = arena_printf(reader->arena, "%s: layer %.60s, filter", reader->name, layer->id);
    layer->filter = filter_read(json, where, reader->arena, reader->err);
    return layer->filter != NULL;
}

static bool layer_read_metadata(struct style_reader *reader, const struct json_value *metadata,
                                struct style_layer *layer)
{
    style_read_words(reader, json_get(metadata, "terril:title"), layer->id, &layer->title_fr, &layer->title_en);
    layer->is_kept_clear = json_is_true(json_get(metadata, "terril:keep-clear"));
    layer->is_for_epci = json_is_true(json_get(metadata, "terril:for-epci"));
    double rank = json_double(json_get(metadata, "terril:rank"), 3);
    layer->rank = rank == 1 ? 1 : rank == 2 ? 2 : 3;
    layer->shares_borders = json_is_true(json_get(metadata, "terril:shares-borders"));
    const struct json_value *title = json_get(metadata, "terril:feature-title"), *french = json_get(title, "fr"),
                            *english = json_get(title, "en");
    if ((french == NULL) != (english == NULL))
        return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s, terril:feature-title: wants both fr and en",
                         reader->name, layer->id);
    return layer_read_text(reader, french != NULL ? french : title, "terril:feature-title", layer,
                           &layer->feature_title) &&
           layer_read_text(reader, english != NULL ? english : title, "terril:feature-title", layer,
                           &layer->feature_title_en) &&
           layer_read_text(reader, json_get(metadata, "terril:feature-key"), "terril:feature-key", layer,
                           &layer->feature_key);
}

/* What a layer may say beside its properties. */
static bool layer_read_members(struct style_reader *reader, const struct json_value *json,
                               const struct style_layer *layer)
{
    static const char *const members[] = {
        "id", "type", "metadata", "source", "source-layer", "minzoom", "maxzoom", "filter", "layout", "paint", NULL};
    struct json_iterator iterator = json_members(json);
    const char *name;
    const struct json_value *value;
    while (json_next(&iterator, &name, &value)) {
        const char *const *member = members;
        while (*member != NULL && strcmp(*member, name) != 0)
            member++;
        if (*member == NULL)
            return error_set(reader->err, ERROR_INPUT,
                             "%s: layer %.60s: \"%.40s\" is not id, type, metadata, source, source-layer, minzoom, "
                             "maxzoom, filter, layout or paint",
                             reader->name, layer->id, name);
    }
    return true;
}

/* Zooms are numbers from 0 to 24 (style specification v8, layers). */
static bool layer_read_zooms(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    const char *const names[] = {"minzoom", "maxzoom"};
    double *const zooms[] = {&layer->zoom_min, &layer->zoom_max};
    for (size_t i = 0; i < 2; i++) {
        const struct json_value *zoom = json_get(json, names[i]);
        *zooms[i] = json_double(zoom, i == 0 ? 0 : STYLE_ZOOM_MAX);
        if (zoom != NULL && (json_type(zoom) != JSON_NUMBER || !(*zooms[i] >= 0 && *zooms[i] <= STYLE_ZOOM_MAX)))
            return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s, %s: wants a number from 0 to %d", reader->name,
                             layer->id, names[i], STYLE_ZOOM_MAX);
    }
    /* A layer without a maximum is drawn however near one looks. */
    if (json_get(json, "maxzoom") == NULL)
        layer->zoom_max = INFINITY;
    return true;
}

static bool layer_read_properties(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    static const char *const blocks[] = {[IN_LAYOUT] = "layout", [IN_PAINT] = "paint"};
    for (int block = IN_LAYOUT; block <= IN_PAINT; block++) {
        if (!property_read_all(json_get(json, blocks[block]), (enum property_block)block, reader->name, layer,
                               &reader->notices, reader->arena, reader->err))
            return false;
    }
    return true;
}

/* An image that is always the same must be there, and be a pattern or a shape as the property wants it. */
static bool layer_check_image(struct style_reader *reader, const struct style_layer *layer, enum property property,
                              bool wants_pattern)
{
    const struct expression *value = layer->properties[property];
    const char *id = value != NULL && expression_is_constant(value) ? expression_word(value, NULL, 0, NULL) : "";
    if (id == NULL || id[0] == '\0')
        return true;
    const struct style_image *image = style_image_of(reader->style, id);
    if (image != NULL && style_image_is_pattern(image) == wants_pattern)
        return true;
    return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s, %s: \"%.60s\" is not a %s of \"terril:images\"",
                     reader->name, layer->id, property_entry_of(property)->name, id,
                     wants_pattern ? "pattern (hatch, hatch-wide, dots)" : "shape (square, circle, diamond, triangle)");
}

static bool layer_check_images(struct style_reader *reader, const struct style_layer *layer)
{
    return layer_check_image(reader, layer, PROPERTY_FILL_PATTERN, true) &&
           layer_check_image(reader, layer, PROPERTY_BACKGROUND_PATTERN, true) &&
           layer_check_image(reader, layer, PROPERTY_ICON_IMAGE, false);
}

static bool layer_read(struct style_reader *reader, const struct json_value *json, struct style_layer *layer)
{
    const char *id = json_text(json_get(json, "id"), "");
    if (id[0] == '\0')
        return error_set(reader->err, ERROR_INPUT, "%s: a layer has no id", reader->name);
    layer->id = arena_string(reader->arena, id);
    if (!layer_read_members(reader, json, layer) || !layer_read_zooms(reader, json, layer) ||
        !layer_read_type(reader, json, layer) || !layer_read_source(reader, json, layer))
        return false;
    property_defaults(layer, reader->arena);
    return layer_read_metadata(reader, json_get(json, "metadata"), layer) &&
           layer_read_filter(reader, json_get(json, "filter"), layer) && layer_read_properties(reader, json, layer) &&
           layer_check_images(reader, layer);
}

/* A layer that is not to be seen is read all the same, so that its mistakes are found, and then left out. */
static bool layer_read_visibility(struct style_reader *reader, const struct json_value *json,
                                  const struct style_layer *layer, bool *is_visible)
{
    const struct json_value *visibility = json_get(json_get(json, "layout"), "visibility");
    const char *word = json_text(visibility, visibility == NULL ? "visible" : "");
    *is_visible = strcmp(word, "visible") == 0;
    if (*is_visible || strcmp(word, "none") == 0)
        return true;
    return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s, visibility: wants \"visible\" or \"none\"",
                     reader->name, layer->id);
}

static bool style_read_layers(struct style_reader *reader, const struct json_value *json)
{
    size_t count = json_length(json);
    if (count == 0 || count > STYLE_LAYERS_MAX)
        return error_set(reader->err, ERROR_INPUT, "%s: \"layers\" wants 1 to %d layers", reader->name,
                         STYLE_LAYERS_MAX);
    struct style_layer *layers = arena_array(reader->arena, count, sizeof *layers);
    struct style *style = reader->style;
    style->layers = layers;
    for (size_t i = 0; i < count; i++) {
        struct style_layer *layer = &layers[style->layer_count];
        bool is_visible;
        *layer = (struct style_layer){0};
        if (!layer_read(reader, json_at(json, i), layer) ||
            !layer_read_visibility(reader, json_at(json, i), layer, &is_visible))
            return false;
        if (style_layer_of(style, layer->id) != NULL)
            return error_set(reader->err, ERROR_INPUT, "%s: two layers are called \"%.60s\"", reader->name, layer->id);
        style->layer_count += is_visible;
    }
    return true;
}

static struct feature *legend_read_sample(struct style_reader *reader, const struct json_value *json)
{
    struct feature *sample = arena_alloc(reader->arena, sizeof *sample);
    struct field *fields = arena_array(reader->arena, FEATURE_FIELDS_MAX, sizeof *fields);
    struct value *values = arena_array(reader->arena, FEATURE_FIELDS_MAX, sizeof *values);
    *sample = (struct feature){.id = 1, .fields = fields, .values = values, .geometry = GEOMETRY_EMPTY};
    struct json_iterator iterator = json_members(json);
    const char *name;
    const struct json_value *value;
    while (json_next(&iterator, &name, &value) && sample->field_count < FEATURE_FIELDS_MAX) {
        bool is_number = json_type(value) == JSON_NUMBER;
        fields[sample->field_count] =
            (struct field){arena_string(reader->arena, name), is_number ? VALUE_REAL : VALUE_TEXT};
        values[sample->field_count++] = is_number ? value_real(json_double(value, 0))
                                                  : value_text(arena_string(reader->arena, json_text(value, NULL)));
    }
    return sample;
}

/* "layer" is an id or an array of ids; an empty one for a line of words. */
static bool legend_read_layers(struct style_reader *reader, const struct json_value *json,
                               struct style_legend_entry *entry)
{
    size_t count = json_type(json) == JSON_ARRAY ? json_length(json) : 1;
    const char **layers = arena_array(reader->arena, count + 1, sizeof *layers);
    for (size_t i = 0; i < count; i++) {
        const char *layer = json_text(json_type(json) == JSON_ARRAY ? json_at(json, i) : json, "");
        if (style_layer_of(reader->style, layer) == NULL)
            return error_set(reader->err, ERROR_INPUT, "%s: the legend names layer \"%.60s\", which does not exist",
                             reader->name, layer);
        layers[i] = arena_string(reader->arena, layer);
    }
    entry->layers = layers;
    entry->layer = count > 0 ? layers[0] : "";
    return true;
}

static bool style_read_legend(struct style_reader *reader, const struct json_value *json)
{
    size_t count = json_length(json);
    struct style_legend_entry *legend = arena_array(reader->arena, count, sizeof *legend);
    for (size_t i = 0; i < count; i++) {
        const struct json_value *entry = json_at(json, i);
        if (!legend_read_layers(reader, json_get(entry, "layer"), &legend[i]))
            return false;
        style_read_words(reader, json_get(entry, "text"), "", &legend[i].text_fr, &legend[i].text_en);
        const struct json_value *brief = json_get(entry, "short");
        style_read_words(reader, brief != NULL ? brief : json_get(entry, "text"), "", &legend[i].short_fr,
                         &legend[i].short_en);
        legend[i].is_for_epci = json_is_true(json_get(entry, "for-epci"));
        legend[i].sample = legend_read_sample(reader, json_get(entry, "sample"));
    }
    reader->style->legend = legend;
    reader->style->legend_count = count;
    return true;
}

static bool image_read(struct style_reader *reader, const char *id, const struct json_value *json,
                       struct style_image *image)
{
    static const char *const kinds[] = {"square", "circle", "diamond", "triangle", "hatch", "hatch-wide", "dots"};
    const char *kind = json_text(json_get(json, "kind"), "");
    image->id = arena_string(reader->arena, id);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i], kind) == 0)
            image->kind = kinds[i];
    }
    image->size = json_double(json_get(json, "size"), 8);
    image->stroke_width = json_double(json_get(json, "stroke-width"), 1);
    if (image->kind == NULL || !colour_read(json_text(json_get(json, "fill"), "transparent"), &image->fill) ||
        !colour_read(json_text(json_get(json, "stroke"), "transparent"), &image->stroke) ||
        !(image->size > 0 && image->size <= 100) || !(image->stroke_width >= 0 && image->stroke_width <= 100))
        return error_set(reader->err, ERROR_INPUT,
                         "%s: image \"%.60s\" wants a kind (square, circle, diamond, triangle, hatch, hatch-wide, "
                         "dots), colours fill and stroke, and sizes up to 100",
                         reader->name, id);
    return true;
}

static bool style_read_images(struct style_reader *reader, const struct json_value *json)
{
    struct style_image *images = arena_array(reader->arena, STYLE_LAYERS_MAX, sizeof *images);
    reader->style->images = images;
    struct json_iterator iterator = json_members(json);
    const char *id;
    const struct json_value *value;
    while (json_next(&iterator, &id, &value)) {
        if (reader->style->image_count == STYLE_LAYERS_MAX)
            return error_set(reader->err, ERROR_LIMIT, "%s: more than %d images", reader->name, STYLE_LAYERS_MAX);
        if (!image_read(reader, id, value, &images[reader->style->image_count]))
            return false;
        reader->style->image_count++;
    }
    return true;
}

/* "styles/cites.json" is "cites". */
static const char *style_id(const char *name, struct arena *arena)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    size_t length = strlen(base);
    if (text_ends_with(base, ".json"))
        length -= strlen(".json");
    return arena_copy(arena, base, length);
}

/* A list of words of the metadata; an empty one when there is none. */
static const char *const *style_read_list(struct style_reader *reader, const struct json_value *list)
{
    size_t count = json_length(list);
    const char **words = arena_array(reader->arena, count + 1, sizeof *words);
    for (size_t i = 0; i < count; i++)
        words[i] = arena_string(reader->arena, json_text(json_at(list, i), ""));
    return words;
}

/* {"estates": "brick", ..} */
static void classes_read_palettes(struct style_reader *reader, const struct json_value *json,
                                  struct style_classes *classes)
{
    struct style_palette *palettes = arena_array(reader->arena, STYLE_PALETTES_MAX, sizeof *palettes);
    struct json_iterator iterator = json_members(json);
    const char *group;
    const struct json_value *value;
    while (json_next(&iterator, &group, &value) && classes->palette_count < STYLE_PALETTES_MAX)
        palettes[classes->palette_count++] = (struct style_palette){arena_string(reader->arena, group),
                                                                    arena_string(reader->arena, json_text(value, ""))};
    classes->palettes = palettes;
}

static bool style_read_classes(struct style_reader *reader, const struct json_value *json)
{
    if (json == NULL)
        return true;
    struct style_classes *classes = arena_alloc(reader->arena, sizeof *classes);
    const struct json_value *radius = json_get(json, "radius");
    classes->indicator = arena_string(reader->arena, json_text(json_get(json, "indicator"), ""));
    classes->by = arena_string(reader->arena, json_text(json_get(json, "by"), "commune"));
    classes->perimeter = arena_string(reader->arena, json_text(json_get(json, "perimeter"), "bassin"));
    classes->commune_radius = json_double(json_get(radius, "commune"), 20);
    classes->epci_radius = json_double(json_get(radius, "epci"), 34);
    classes_read_palettes(reader, json_get(json, "palettes"), classes);
    reader->style->classes = classes;
    if (classes->commune_radius > 0 && classes->commune_radius <= 100 && classes->epci_radius > 0 &&
        classes->epci_radius <= 100)
        return true;
    return error_set(reader->err, ERROR_INPUT, "%s: terril:classes: a radius is above 0 and at most 100", reader->name);
}

static bool style_read_root(struct style_reader *reader, const struct json_value *root)
{
    struct style *style = reader->style;
    if (json_double(json_get(root, "version"), 0) != 8)
        return error_set(reader->err, ERROR_INPUT, "%s: not a style: \"version\" must be 8", reader->name);
    const struct json_value *metadata = json_get(root, "metadata");
    style_read_words(reader, json_get(metadata, "terril:name"), json_text(json_get(root, "name"), style->id),
                     &style->name_fr, &style->name_en);
    style_read_words(reader, json_get(metadata, "terril:title"), style->name_fr, &style->title_fr, &style->title_en);
    style_read_words(reader, json_get(metadata, "terril:title-none"), "", &style->none_fr, &style->none_en);
    style_read_words(reader, json_get(metadata, "terril:subtitle"), "", &style->subtitle_fr, &style->subtitle_en);
    style->indicator = arena_string(reader->arena, json_text(json_get(metadata, "terril:indicator"), ""));
    style->collection = arena_string(reader->arena, json_text(json_get(metadata, "terril:collection"), ""));
    style->table = style_read_list(reader, json_get(metadata, "terril:table"));
    style->figures = style_read_list(reader, json_get(metadata, "terril:figures"));
    reader->sources = json_get(root, "sources");
    return style_read_classes(reader, json_get(metadata, "terril:classes")) &&
           style_read_images(reader, json_get(metadata, "terril:images")) &&
           style_read_layers(reader, json_get(root, "layers")) &&
           style_read_legend(reader, json_get(metadata, "terril:legend"));
}

struct style *style_read(const char *text, size_t length, const char *name, struct arena *arena, struct error *err)
{
    if (length > STYLE_BYTES_MAX) {
        error_set(err, ERROR_LIMIT, "%s: larger than %u bytes", name, STYLE_BYTES_MAX);
        return NULL;
    }
    struct json_document *document = json_read(text, length, name, err);
    if (document == NULL)
        return NULL;
    struct style *style = arena_alloc(arena, sizeof *style);
    style->id = style_id(name, arena);
    struct style_reader reader = {arena_string(arena, name), NULL, style, BUFFER_INIT, arena, err};
    bool is_read = style_read_root(&reader, json_root(document));
    style->notices = reader.notices.bytes != NULL ? arena_string(arena, reader.notices.bytes) : "";
    buffer_free(&reader.notices);
    json_free(document);
    return is_read ? style : NULL;
}
