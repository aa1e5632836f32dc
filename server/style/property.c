#include "style/property.h"

#include "base/text.h"

#include <string.h>

enum property_kind { KIND_COLOUR, KIND_NUMBER, KIND_TEXT, KIND_WORD, KIND_NUMBERS, KIND_TEXTS };

struct property_entry {
    const char *name;
    enum layer_type type;
    enum property_kind kind;
    const char *text;         /* default; NULL: none, or a number */
    double number;            /* default */
    const char *const *words; /* of KIND_WORD: what is allowed */
};

static const char *const caps[] = {"butt", "round", "square", NULL};
static const char *const joins[] = {"bevel", "round", "miter", NULL};
static const char *const anchors[] = {"center",   "left",      "right",       "top",          "bottom",
                                      "top-left", "top-right", "bottom-left", "bottom-right", NULL};

/* Defaults: MapLibre style specification v8. */
static const struct property_entry properties[PROPERTY_COUNT] = {
    [PROPERTY_BACKGROUND_COLOR] = {"background-color", LAYER_BACKGROUND, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_FILL_COLOR] = {"fill-color", LAYER_FILL, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_FILL_OPACITY] = {"fill-opacity", LAYER_FILL, KIND_NUMBER, NULL, 1, NULL},
    [PROPERTY_FILL_OUTLINE_COLOR] = {"fill-outline-color", LAYER_FILL, KIND_COLOUR, "transparent", 0, NULL},
    [PROPERTY_FILL_PATTERN] = {"fill-pattern", LAYER_FILL, KIND_TEXT, "", 0, NULL},
    [PROPERTY_LINE_COLOR] = {"line-color", LAYER_LINE, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_LINE_WIDTH] = {"line-width", LAYER_LINE, KIND_NUMBER, NULL, 1, NULL},
    [PROPERTY_LINE_OPACITY] = {"line-opacity", LAYER_LINE, KIND_NUMBER, NULL, 1, NULL},
    [PROPERTY_LINE_DASHARRAY] = {"line-dasharray", LAYER_LINE, KIND_NUMBERS, "", 0, NULL},
    [PROPERTY_LINE_CAP] = {"line-cap", LAYER_LINE, KIND_WORD, "butt", 0, caps},
    [PROPERTY_LINE_JOIN] = {"line-join", LAYER_LINE, KIND_WORD, "miter", 0, joins},
    [PROPERTY_CIRCLE_RADIUS] = {"circle-radius", LAYER_CIRCLE, KIND_NUMBER, NULL, 5, NULL},
    [PROPERTY_CIRCLE_COLOR] = {"circle-color", LAYER_CIRCLE, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_CIRCLE_OPACITY] = {"circle-opacity", LAYER_CIRCLE, KIND_NUMBER, NULL, 1, NULL},
    [PROPERTY_CIRCLE_STROKE_COLOR] = {"circle-stroke-color", LAYER_CIRCLE, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_CIRCLE_STROKE_WIDTH] = {"circle-stroke-width", LAYER_CIRCLE, KIND_NUMBER, NULL, 0, NULL},
    [PROPERTY_ICON_IMAGE] = {"icon-image", LAYER_SYMBOL, KIND_TEXT, "", 0, NULL},
    [PROPERTY_ICON_SIZE] = {"icon-size", LAYER_SYMBOL, KIND_NUMBER, NULL, 1, NULL},
    [PROPERTY_TEXT_FIELD] = {"text-field", LAYER_SYMBOL, KIND_TEXT, "", 0, NULL},
    [PROPERTY_TEXT_SIZE] = {"text-size", LAYER_SYMBOL, KIND_NUMBER, NULL, 16, NULL},
    [PROPERTY_TEXT_FONT] = {"text-font", LAYER_SYMBOL, KIND_TEXTS, "Inter Regular", 0, NULL},
    [PROPERTY_TEXT_COLOR] = {"text-color", LAYER_SYMBOL, KIND_COLOUR, "#000000", 0, NULL},
    [PROPERTY_TEXT_HALO_COLOR] = {"text-halo-color", LAYER_SYMBOL, KIND_COLOUR, "transparent", 0, NULL},
    [PROPERTY_TEXT_HALO_WIDTH] = {"text-halo-width", LAYER_SYMBOL, KIND_NUMBER, NULL, 0, NULL},
    [PROPERTY_TEXT_ANCHOR] = {"text-anchor", LAYER_SYMBOL, KIND_WORD, "center", 0, anchors},
    [PROPERTY_TEXT_OFFSET] = {"text-offset", LAYER_SYMBOL, KIND_NUMBERS, "", 0, NULL},
    [PROPERTY_SYMBOL_SORT_KEY] = {"symbol-sort-key", LAYER_SYMBOL, KIND_NUMBER, NULL, 0, NULL},
};

/* Properties of the specification that change only what the browser's engine does. */
static const struct {
    const char *name;
    enum layer_type type;
} passed_over[] = {
    {"fill-antialias", LAYER_FILL},       {"line-miter-limit", LAYER_LINE},
    {"line-round-limit", LAYER_LINE},     {"circle-pitch-scale", LAYER_CIRCLE},
    {"symbol-placement", LAYER_SYMBOL},   {"symbol-z-order", LAYER_SYMBOL},
    {"icon-allow-overlap", LAYER_SYMBOL}, {"icon-ignore-placement", LAYER_SYMBOL},
    {"icon-optional", LAYER_SYMBOL},      {"icon-padding", LAYER_SYMBOL},
    {"text-allow-overlap", LAYER_SYMBOL}, {"text-ignore-placement", LAYER_SYMBOL},
    {"text-optional", LAYER_SYMBOL},      {"text-padding", LAYER_SYMBOL},
    {"text-max-width", LAYER_SYMBOL},     {"text-justify", LAYER_SYMBOL},
    {"text-radial-offset", LAYER_SYMBOL}, {"text-variable-anchor", LAYER_SYMBOL},
    {"text-line-height", LAYER_SYMBOL},   {"text-letter-spacing", LAYER_SYMBOL},
};

static const char *const layer_names[] = {"background", "fill", "line", "circle", "symbol"};

void property_defaults(struct style_layer *layer, struct arena *arena)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_entry *entry = &properties[i];
        if (entry->type != layer->type)
            continue;
        layer->properties[i] =
            entry->text != NULL ? expression_of_text(entry->text, arena) : expression_of_number(entry->number, arena);
    }
}

static bool property_is_passed_over(const char *name, enum layer_type type)
{
    for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
        if (passed_over[i].type == type && strcmp(passed_over[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool property_unknown(const char *name, const char *style_name, const struct style_layer *layer,
                             struct error *err)
{
    const char *names[PROPERTY_COUNT + 1] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (properties[i].type == layer->type)
            names[count++] = properties[i].name;
    }
    const char *near = text_nearest(name, names);
    return error_set(err, ERROR_INPUT, "%s: layer %.60s: \"%.60s\" is not a property of a %s layer%s%s%s", style_name,
                     layer->id, name, layer_names[layer->type], near != NULL ? "; did you mean \"" : "",
                     near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool property_check_word(const char *word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(*words, word) == 0)
            return true;
    }
    return false;
}

/* Is a constant of the kind that the property takes? */
static bool property_check(const struct property_entry *entry, const struct expression *value, const char *where,
                           struct arena *arena, struct error *err)
{
    if (!expression_is_constant(value))
        return true;
    static const struct colour marker = {-1, 0, 0, 0};
    const char *text = expression_text(value, NULL, 0, arena);
    double numbers[4];
    const char *wanted = NULL;
    switch (entry->kind) {
    case KIND_COLOUR:
        wanted = expression_colour(value, NULL, 0, marker).red < 0 ? "a colour such as \"#a63a1f\"" : NULL;
        break;
    case KIND_NUMBER:
        wanted = expression_number(value, NULL, 0, -1e300) == -1e300 ? "a number" : NULL;
        break;
    case KIND_WORD:
        wanted = text == NULL || !property_check_word(text, entry->words) ? entry->words[0] : NULL;
        break;
    case KIND_NUMBERS:
        wanted = expression_numbers(value, NULL, 0, numbers, 4) == 0 ? "an array of numbers" : NULL;
        break;
    case KIND_TEXT:
    case KIND_TEXTS:
        break;
    }
    if (wanted == NULL)
        return true;
    return error_set(err, ERROR_INPUT, "%s: wants %s%s%s%s", where, entry->kind == KIND_WORD ? "a word such as \"" : "",
                     wanted, entry->kind == KIND_WORD ? "\"" : "", text != NULL && text[0] != '\0' ? ", not this" : "");
}

static bool property_read(const char *name, const struct json_value *value, const char *style_name,
                          struct style_layer *layer, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_entry *entry = &properties[i];
        if (entry->type != layer->type || strcmp(entry->name, name) != 0)
            continue;
        const char *where = arena_printf(arena, "%s: layer %.60s, %s", style_name, layer->id, name);
        bool is_font_stack = entry->kind == KIND_TEXTS && json_type(json_at(value, 0)) == JSON_STRING &&
                             strcmp(json_text(json_at(value, 0), ""), "literal") != 0;
        struct expression *read =
            is_font_stack ? expression_literal(value, where, arena, err) : expression_read(value, where, arena, err);
        if (read == NULL || !property_check(entry, read, where, arena, err))
            return false;
        layer->properties[i] = read;
        return true;
    }
    if (property_is_passed_over(name, layer->type))
        return true;
    return property_unknown(name, style_name, layer, err);
}

bool property_read_all(const struct json_value *members, const char *style_name, struct style_layer *layer,
                       struct arena *arena, struct error *err)
{
    struct json_iterator iterator = json_members(members);
    const char *name;
    const struct json_value *value;
    while (json_next(&iterator, &name, &value)) {
        if (strcmp(name, "visibility") != 0 && !property_read(name, value, style_name, layer, arena, err))
            return false;
    }
    return true;
}
