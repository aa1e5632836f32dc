#include "style/property.h"

#include <math.h>
#include <string.h>

/* Where a property may look (property-type and expression.parameters of the specification's reference). */
#define FOR_ZOOM_STEPS    (USE_ZOOM | USE_IMAGE)
#define FOR_ZOOM          (USE_ZOOM | USE_CURVE)
#define FOR_FEATURE_STEPS (USE_ZOOM | USE_FEATURE | USE_IMAGE)
#define FOR_FEATURE       (USE_ZOOM | USE_FEATURE | USE_CURVE)
#define FOR_STATE         (USE_ZOOM | USE_FEATURE | USE_STATE | USE_CURVE)

/* In the order of the enumerations of draw/. */
static const char *const caps[] = {"butt", "round", "square", NULL}, *const joins[] = {"miter", "round", "bevel", NULL};
static const char *const placements[] = {"point", "line", "line-center", NULL};
static const char *const overlaps[] = {"never", "always", "cooperative", NULL};
static const char *const anchors[] = {"center",   "left",      "right",       "top",          "bottom",
                                      "top-left", "top-right", "bottom-left", "bottom-right", NULL};
static const char *const justifications[] = {"auto", "left", "center", "right", NULL};
static const char *const transforms[] = {"none", "uppercase", "lowercase", NULL};

/* Defaults: style specification v8; of fill-outline-color none, since neighbours share an edge that leaves no seam to hide, and of
 * text-font the family that we draw with. */
/* clang-format off */
static const struct property_entry properties[PROPERTY_COUNT] = {
    [PROPERTY_BACKGROUND_COLOR] = {"background-color", LAYER_BACKGROUND, IN_PAINT, KIND_COLOUR, FOR_ZOOM, "#000000", 0, FREE, NULL},
    [PROPERTY_BACKGROUND_OPACITY] = {"background-opacity", LAYER_BACKGROUND, IN_PAINT, KIND_NUMBER, FOR_ZOOM, NULL, 1, SHARE, NULL},
    [PROPERTY_BACKGROUND_PATTERN] = {"background-pattern", LAYER_BACKGROUND, IN_PAINT, KIND_IMAGE, FOR_ZOOM_STEPS, "", 0, FREE, NULL},
    [PROPERTY_FILL_COLOR] = {"fill-color", LAYER_FILL, IN_PAINT, KIND_COLOUR, FOR_STATE, "#000000", 0, FREE, NULL},
    [PROPERTY_FILL_OPACITY] = {"fill-opacity", LAYER_FILL, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_FILL_OUTLINE_COLOR] = {"fill-outline-color", LAYER_FILL, IN_PAINT, KIND_COLOUR, FOR_STATE, "transparent", 0, FREE, NULL},
    [PROPERTY_FILL_PATTERN] = {"fill-pattern", LAYER_FILL, IN_PAINT, KIND_IMAGE, FOR_FEATURE_STEPS, "", 0, FREE, NULL},
    [PROPERTY_FILL_SORT_KEY] = {"fill-sort-key", LAYER_FILL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_LINE_COLOR] = {"line-color", LAYER_LINE, IN_PAINT, KIND_COLOUR, FOR_STATE, "#000000", 0, FREE, NULL},
    [PROPERTY_LINE_WIDTH] = {"line-width", LAYER_LINE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, POSITIVE, NULL},
    [PROPERTY_LINE_OPACITY] = {"line-opacity", LAYER_LINE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_LINE_DASHARRAY] = {"line-dasharray", LAYER_LINE, IN_PAINT, KIND_NUMBERS, FOR_ZOOM_STEPS, "", 0, POSITIVE, NULL},
    [PROPERTY_LINE_CAP] = {"line-cap", LAYER_LINE, IN_LAYOUT, KIND_WORD, FOR_ZOOM_STEPS, "butt", 0, FREE, caps},
    [PROPERTY_LINE_JOIN] = {"line-join", LAYER_LINE, IN_LAYOUT, KIND_WORD, FOR_FEATURE_STEPS, "miter", 0, FREE, joins},
    [PROPERTY_LINE_MITER_LIMIT] = {"line-miter-limit", LAYER_LINE, IN_LAYOUT, KIND_NUMBER, FOR_ZOOM, NULL, 2, FREE, NULL},
    [PROPERTY_LINE_OFFSET] = {"line-offset", LAYER_LINE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 0, FREE, NULL},
    [PROPERTY_LINE_GAP_WIDTH] = {"line-gap-width", LAYER_LINE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 0, POSITIVE, NULL},
    [PROPERTY_LINE_SORT_KEY] = {"line-sort-key", LAYER_LINE, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_CIRCLE_RADIUS] = {"circle-radius", LAYER_CIRCLE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 5, POSITIVE, NULL},
    [PROPERTY_CIRCLE_COLOR] = {"circle-color", LAYER_CIRCLE, IN_PAINT, KIND_COLOUR, FOR_STATE, "#000000", 0, FREE, NULL},
    [PROPERTY_CIRCLE_OPACITY] = {"circle-opacity", LAYER_CIRCLE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_CIRCLE_STROKE_COLOR] = {"circle-stroke-color", LAYER_CIRCLE, IN_PAINT, KIND_COLOUR, FOR_STATE, "#000000", 0, FREE, NULL},
    [PROPERTY_CIRCLE_STROKE_WIDTH] = {"circle-stroke-width", LAYER_CIRCLE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 0, POSITIVE, NULL},
    [PROPERTY_CIRCLE_STROKE_OPACITY] = {"circle-stroke-opacity", LAYER_CIRCLE, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_CIRCLE_SORT_KEY] = {"circle-sort-key", LAYER_CIRCLE, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_SYMBOL_PLACEMENT] = {"symbol-placement", LAYER_SYMBOL, IN_LAYOUT, KIND_WORD, FOR_ZOOM_STEPS, "point", 0, FREE, placements},
    [PROPERTY_SYMBOL_SPACING] = {"symbol-spacing", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_ZOOM, NULL, 250, POSITIVE, NULL},
    [PROPERTY_SYMBOL_SORT_KEY] = {"symbol-sort-key", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_ICON_IMAGE] = {"icon-image", LAYER_SYMBOL, IN_LAYOUT, KIND_IMAGE, FOR_FEATURE_STEPS, "", 0, FREE, NULL},
    [PROPERTY_ICON_SIZE] = {"icon-size", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE, NULL, 1, POSITIVE, NULL},
    [PROPERTY_ICON_OPACITY] = {"icon-opacity", LAYER_SYMBOL, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_ICON_IGNORE_PLACEMENT] = {"icon-ignore-placement", LAYER_SYMBOL, IN_LAYOUT, KIND_BOOL, FOR_ZOOM_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_TEXT_FIELD] = {"text-field", LAYER_SYMBOL, IN_LAYOUT, KIND_FORMATTED, FOR_FEATURE_STEPS, "", 0, FREE, NULL},
    [PROPERTY_TEXT_SIZE] = {"text-size", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE, NULL, 16, POSITIVE, NULL},
    [PROPERTY_TEXT_FONT] = {"text-font", LAYER_SYMBOL, IN_LAYOUT, KIND_TEXTS, FOR_FEATURE_STEPS, "Inter Regular", 0, FREE, NULL},
    [PROPERTY_TEXT_COLOR] = {"text-color", LAYER_SYMBOL, IN_PAINT, KIND_COLOUR, FOR_STATE, "#000000", 0, FREE, NULL},
    [PROPERTY_TEXT_OPACITY] = {"text-opacity", LAYER_SYMBOL, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 1, SHARE, NULL},
    [PROPERTY_TEXT_HALO_COLOR] = {"text-halo-color", LAYER_SYMBOL, IN_PAINT, KIND_COLOUR, FOR_STATE, "transparent", 0, FREE, NULL},
    [PROPERTY_TEXT_HALO_WIDTH] = {"text-halo-width", LAYER_SYMBOL, IN_PAINT, KIND_NUMBER, FOR_STATE, NULL, 0, POSITIVE, NULL},
    [PROPERTY_TEXT_ANCHOR] = {"text-anchor", LAYER_SYMBOL, IN_LAYOUT, KIND_WORD, FOR_FEATURE_STEPS, "center", 0, FREE, anchors},
    [PROPERTY_TEXT_VARIABLE_ANCHOR] = {"text-variable-anchor", LAYER_SYMBOL, IN_LAYOUT, KIND_WORDS, FOR_ZOOM_STEPS, "", 0, FREE, anchors},
    [PROPERTY_TEXT_OFFSET] = {"text-offset", LAYER_SYMBOL, IN_LAYOUT, KIND_PAIR, FOR_FEATURE, "", 0, FREE, NULL},
    [PROPERTY_TEXT_RADIAL_OFFSET] = {"text-radial-offset", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE, NULL, 0, FREE, NULL},
    [PROPERTY_TEXT_MAX_WIDTH] = {"text-max-width", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE, NULL, 10, POSITIVE, NULL},
    [PROPERTY_TEXT_LINE_HEIGHT] = {"text-line-height", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_ZOOM, NULL, 1.2, FREE, NULL},
    [PROPERTY_TEXT_LETTER_SPACING] = {"text-letter-spacing", LAYER_SYMBOL, IN_LAYOUT, KIND_NUMBER, FOR_FEATURE, NULL, 0, FREE, NULL},
    [PROPERTY_TEXT_JUSTIFY] = {"text-justify", LAYER_SYMBOL, IN_LAYOUT, KIND_WORD, FOR_FEATURE_STEPS, "center", 0, FREE, justifications},
    [PROPERTY_TEXT_TRANSFORM] = {"text-transform", LAYER_SYMBOL, IN_LAYOUT, KIND_WORD, FOR_FEATURE_STEPS, "none", 0, FREE, transforms},
    [PROPERTY_TEXT_ALLOW_OVERLAP] = {"text-allow-overlap", LAYER_SYMBOL, IN_LAYOUT, KIND_BOOL, FOR_ZOOM_STEPS, NULL, 0, FREE, NULL},
    [PROPERTY_TEXT_OVERLAP] = {"text-overlap", LAYER_SYMBOL, IN_LAYOUT, KIND_WORD, FOR_ZOOM_STEPS, "", 0, FREE, overlaps},
    [PROPERTY_TEXT_IGNORE_PLACEMENT] = {"text-ignore-placement", LAYER_SYMBOL, IN_LAYOUT, KIND_BOOL, FOR_ZOOM_STEPS, NULL, 0, FREE, NULL},
};

static const struct {
    const char *name;
    enum layer_type type;
    enum property_lack lack;
} others[] = {
    {"fill-antialias", LAYER_FILL, PROPERTY_OF_BROWSER},
    {"fill-translate", LAYER_FILL, PROPERTY_REFUSED},
    {"fill-translate-anchor", LAYER_FILL, PROPERTY_OF_BROWSER},
    {"line-round-limit", LAYER_LINE, PROPERTY_OF_BROWSER},
    {"line-translate", LAYER_LINE, PROPERTY_REFUSED},
    {"line-translate-anchor", LAYER_LINE, PROPERTY_OF_BROWSER},
    {"line-blur", LAYER_LINE, PROPERTY_SHARP},
    {"line-pattern", LAYER_LINE, PROPERTY_REFUSED},
    {"line-gradient", LAYER_LINE, PROPERTY_REFUSED},
    {"circle-blur", LAYER_CIRCLE, PROPERTY_SHARP},
    {"circle-translate", LAYER_CIRCLE, PROPERTY_REFUSED},
    {"circle-translate-anchor", LAYER_CIRCLE, PROPERTY_OF_BROWSER},
    {"circle-pitch-scale", LAYER_CIRCLE, PROPERTY_OF_BROWSER},
    {"circle-pitch-alignment", LAYER_CIRCLE, PROPERTY_OF_BROWSER},
    {"icon-allow-overlap", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-overlap", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"symbol-avoid-edges", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"symbol-z-order", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-optional", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-rotation-alignment", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-text-fit", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-text-fit-padding", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-rotate", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-padding", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-keep-upright", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-offset", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-anchor", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-pitch-alignment", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-pitch-alignment", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-rotation-alignment", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-variable-anchor-offset", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"text-max-angle", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-writing-mode", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"text-rotate", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"text-padding", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-keep-upright", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-optional", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"icon-color", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-halo-color", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-halo-width", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-halo-blur", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-translate", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"icon-translate-anchor", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
    {"text-halo-blur", LAYER_SYMBOL, PROPERTY_SHARP},
    {"text-translate", LAYER_SYMBOL, PROPERTY_REFUSED},
    {"text-translate-anchor", LAYER_SYMBOL, PROPERTY_OF_BROWSER},
};
/* clang-format on */

const struct property_entry *property_entry_of(enum property property)
{
    return &properties[property];
}

enum property_lack property_lack_of(const char *name, enum layer_type type)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i].type == type && strcmp(others[i].name, name) == 0)
            return others[i].lack;
    }
    return PROPERTY_UNKNOWN;
}

void property_defaults(struct style_layer *layer, struct arena *arena)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_entry *entry = &properties[i];
        if (entry->type != layer->type)
            continue;
        layer->properties[i] = entry->text != NULL        ? expression_of_text(entry->text, arena)
                               : entry->kind == KIND_BOOL ? expression_of_bool(entry->number != 0, arena)
                                                          : expression_of_number(entry->number, arena);
    }
}

/* ---- what a property is for a feature ---- */

double property_number(const struct style_layer *layer, enum property property, const struct feature *feature,
                       double zoom)
{
    const struct property_entry *entry = &properties[property];
    double number = expression_number(layer->properties[property], feature, zoom, entry->number);
    if (entry->range != FREE)
        number = fmax(number, 0);
    return entry->range == SHARE ? fmin(number, 1) : number;
}

bool property_bool(const struct style_layer *layer, enum property property, const struct feature *feature, double zoom)
{
    return expression_bool(layer->properties[property], feature, zoom, properties[property].number != 0);
}

struct colour property_colour(const struct style_layer *layer, enum property property, const struct feature *feature,
                              double zoom)
{
    static const struct colour none = {-1, 0, 0, 0};
    struct colour colour = expression_colour(layer->properties[property], feature, zoom, none);
    if (colour.red < 0)
        colour_read(properties[property].text, &colour);
    return colour;
}

static size_t word_index(const struct property_entry *entry, const char *word)
{
    for (size_t i = 0; word != NULL && entry->words[i] != NULL; i++) {
        if (strcmp(entry->words[i], word) == 0)
            return i;
    }
    return PROPERTY_NO_WORD;
}

size_t property_word(const struct style_layer *layer, enum property property, const struct feature *feature,
                     double zoom)
{
    const struct property_entry *entry = &properties[property];
    const struct expression *value = layer->properties[property];
    if (expression_is_constant(value)) {
        /* A word that was checked when it was read: nothing is put together, so no memory is wanted. */
        size_t word = word_index(entry, expression_word(value, NULL, 0, NULL));
        return word != PROPERTY_NO_WORD ? word : word_index(entry, entry->text);
    }
    struct arena *arena = arena_new();
    size_t word = word_index(entry, expression_word(value, feature, zoom, arena));
    arena_free(arena);
    return word != PROPERTY_NO_WORD ? word : word_index(entry, entry->text);
}

#define WORDS_MAX 16

size_t property_words(const struct style_layer *layer, enum property property, const struct feature *feature,
                      double zoom, size_t *words, size_t most)
{
    const char *texts[WORDS_MAX];
    struct arena *arena = arena_new();
    size_t found = expression_texts(layer->properties[property], feature, zoom, texts, WORDS_MAX, arena), count = 0;
    for (size_t i = 0; i < found && count < most; i++) {
        size_t word = word_index(&properties[property], texts[i]);
        if (word != PROPERTY_NO_WORD)
            words[count++] = word;
    }
    arena_free(arena);
    return count;
}
