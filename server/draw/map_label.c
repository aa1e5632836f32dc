#include "draw/map_layer.h"

#include "base/text.h"
#include "draw/stretch.h"
#include "draw/text.h"
#include "style/property.h"
#include "style/text_case.h"

#include <math.h>
#include <string.h>

/* In the order of the specification's words. */
enum placement { PLACEMENT_POINT, PLACEMENT_LINE, PLACEMENT_LINE_CENTER };
enum transform { TRANSFORM_NONE, TRANSFORM_UPPERCASE, TRANSFORM_LOWERCASE };
enum overlap { OVERLAP_NEVER, OVERLAP_ALWAYS, OVERLAP_COOPERATIVE };

/* A feature's label being made. */
struct label_maker {
    struct map *map;
    const struct style_layer *layer;
    const struct feature *feature;
    double zoom, scale;
};

static double maker_number(const struct label_maker *maker, enum property property)
{
    return property_number(maker->layer, property, maker->feature, maker->zoom);
}

static size_t maker_word(const struct label_maker *maker, enum property property)
{
    return property_word(maker->layer, property, maker->feature, maker->zoom);
}

static enum text_weight font_weight(const char *font)
{
    if (strstr(font, "SemiBold") != NULL || strstr(font, "Bold") != NULL)
        return WEIGHT_SEMIBOLD;
    return strstr(font, "Medium") != NULL ? WEIGHT_MEDIUM : WEIGHT_REGULAR;
}

static struct label *map_label_new(struct map *map)
{
    map->labels = arena_room(map->arena, map->labels, map->label_count, &map->label_capacity, sizeof *map->labels);
    return &map->labels[map->label_count++];
}

/* The text-field as it is set, or NULL when there is nothing to say. */
static const char *maker_text(const struct label_maker *maker)
{
    struct arena *arena = maker->map->arena;
    const char *text =
        expression_word(maker->layer->properties[PROPERTY_TEXT_FIELD], maker->feature, maker->zoom, arena);
    if (text == NULL || text[0] == '\0')
        return NULL;
    size_t transform = maker_word(maker, PROPERTY_TEXT_TRANSFORM);
    if (transform != TRANSFORM_NONE) {
        struct buffer letters = BUFFER_INIT;
        text_case_write(text, transform == TRANSFORM_UPPERCASE, &letters);
        text = arena_copy(arena, letters.bytes, letters.length);
        buffer_free(&letters);
    }
    return text_typographic(text, arena);
}

/* Lines broken where the text says so and where it is too wide; in one line none are named. The space between letters is not counted. */
static void label_wrap(const struct label_maker *maker, struct label *label)
{
    struct arena *arena = maker->map->arena;
    double most = maker_number(maker, PROPERTY_TEXT_MAX_WIDTH) * label->size;
    /* No letter of Inter is wider than its size, so that most names need no measuring. */
    bool is_short = (double)text_characters(label->text, strlen(label->text)) * label->size <= most;
    if (strchr(label->text, '\n') == NULL && (is_short || strchr(label->text, ' ') == NULL))
        return;
    const char **lines = arena_array(arena, strlen(label->text) + 1, sizeof *lines);
    char *whole = arena_string(arena, label->text), *rest = NULL;
    for (char *paragraph = strtok_r(whole, "\n", &rest); paragraph != NULL; paragraph = strtok_r(NULL, "\n", &rest)) {
        const char **wrapped;
        size_t count = text_wrap(paragraph, label->size, label->weight, fmax(most, label->size), arena, &wrapped);
        for (size_t i = 0; i < count; i++)
            lines[label->line_count++] = wrapped[i];
    }
    if (label->line_count == 0)
        return;
    label->lines = lines;
    label->leading = fmax(maker_number(maker, PROPERTY_TEXT_LINE_HEIGHT), 0) * label->size;
}

/* Where the text may stand on its place: text-variable-anchor, or text-anchor where it says more than "center". */
static void label_anchors(const struct label_maker *maker, struct label *label)
{
    size_t words[LABEL_ANCHORS_MAX];
    size_t count = property_words(maker->layer, PROPERTY_TEXT_VARIABLE_ANCHOR, maker->feature, maker->zoom, words,
                                  LABEL_ANCHORS_MAX);
    if (count == 0) {
        words[0] = maker_word(maker, PROPERTY_TEXT_ANCHOR);
        count = words[0] != LABEL_CENTER;
    }
    for (size_t i = 0; i < count; i++)
        label->anchors[i] = (enum label_anchor)words[i];
    label->anchor_count = count;
    label->radial_offset = maker_number(maker, PROPERTY_TEXT_RADIAL_OFFSET) * label->size;
}

static enum text_anchor label_justify(const struct label_maker *maker, const struct label *label)
{
    static const enum text_anchor sides[] = {ANCHOR_MIDDLE, ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END};
    size_t word = maker_word(maker, PROPERTY_TEXT_JUSTIFY);
    enum label_anchor anchor = label->anchor_count > 0 ? label->anchors[0] : LABEL_CENTER;
    if (word != 0)
        return sides[word];
    /* "auto": towards the place. */
    if (anchor == LABEL_LEFT || anchor == LABEL_TOP_LEFT || anchor == LABEL_BOTTOM_LEFT)
        return ANCHOR_START;
    return anchor == LABEL_RIGHT || anchor == LABEL_TOP_RIGHT || anchor == LABEL_BOTTOM_RIGHT ? ANCHOR_END
                                                                                              : ANCHOR_MIDDLE;
}

/* Points this far off a straight piece, in sizes of the text, leave the text on its line. */
#define BEND_SIZES 0.3

static bool label_along(const struct label_maker *maker, const struct geometry *geometry, struct label *label)
{
    struct point from, to;
    if (!stretch_find(geometry, BEND_SIZES * label->size, &from, &to))
        return false;
    bool is_backward = to.x < from.x || (to.x == from.x && to.y < from.y);
    label->is_along = true;
    label->anchor = (struct point){(from.x + to.x) / 2, (from.y + to.y) / 2};
    label->stretch = hypot(to.x - from.x, to.y - from.y);
    label->angle = is_backward ? atan2(from.y - to.y, from.x - to.x) : atan2(to.y - from.y, to.x - from.x);
    label->apart = maker_number(maker, PROPERTY_SYMBOL_SPACING) * maker->scale;
    return true;
}

static void label_look(const struct label_maker *maker, struct label *label)
{
    double opacity = maker_number(maker, PROPERTY_TEXT_OPACITY);
    label->halo = maker_number(maker, PROPERTY_TEXT_HALO_WIDTH) * maker->scale;
    label->colour =
        colour_fade(property_colour(maker->layer, PROPERTY_TEXT_COLOR, maker->feature, maker->zoom), opacity);
    label->halo_colour =
        colour_fade(property_colour(maker->layer, PROPERTY_TEXT_HALO_COLOR, maker->feature, maker->zoom), opacity);
    size_t overlap = maker_word(maker, PROPERTY_TEXT_OVERLAP);
    label->may_overlap = overlap == PROPERTY_NO_WORD
                             ? property_bool(maker->layer, PROPERTY_TEXT_ALLOW_OVERLAP, maker->feature, maker->zoom)
                             : overlap == OVERLAP_ALWAYS;
    label->is_transparent = property_bool(maker->layer, PROPERTY_TEXT_IGNORE_PLACEMENT, maker->feature, maker->zoom);
}

void map_label_add(struct map *map, size_t index, const struct feature *feature, const struct geometry *geometry)
{
    const struct style_layer *layer = &map->request->style->layers[index];
    struct label_maker maker = {map, layer, feature, map->scale.zoom, map->scale.scale};
    const char *text = maker_text(&maker), *font = "";
    if (text == NULL)
        return;
    expression_texts(layer->properties[PROPERTY_TEXT_FONT], feature, maker.zoom, &font, 1, map->arena);
    struct label label = {.text = text, .weight = font_weight(font), .rank = layer->rank, .layer = index};
    label.size = maker_number(&maker, PROPERTY_TEXT_SIZE) * maker.scale;
    if (!(label.size > 0))
        return;
    bool is_along = maker_word(&maker, PROPERTY_SYMBOL_PLACEMENT) != PLACEMENT_POINT;
    if (is_along ? !label_along(&maker, geometry, &label) : !geometry_label_point(geometry, maker.scale, &label.anchor))
        return;
    label.spacing = maker_number(&maker, PROPERTY_TEXT_LETTER_SPACING) * label.size;
    label.sort_key = maker_number(&maker, PROPERTY_SYMBOL_SORT_KEY);
    label_look(&maker, &label);
    if (!is_along) {
        double offset[2] = {0, 0};
        expression_numbers(layer->properties[PROPERTY_TEXT_OFFSET], feature, maker.zoom, offset, 2);
        label.offset = (struct point){offset[0] * label.size, offset[1] * label.size};
        label_anchors(&maker, &label);
        label_wrap(&maker, &label);
        label.justify = label_justify(&maker, &label);
    }
    *map_label_new(map) = label;
}

/* ---- drawn ---- */

static void map_line_draw(struct map *map, const struct label *label, const char *text, double x, double y,
                          enum text_anchor anchor)
{
    struct mark *mark = display_text(map->display, ROLE_LABEL, x, y, label->size, label->weight, label->colour, text);
    mark->anchor = anchor;
    mark->halo = label->halo;
    mark->paint.stroke = label->halo_colour;
    mark->rank = label->rank;
    mark->angle = label->angle;
    mark->spacing = label->spacing;
}

void map_label_draw(struct map *map, const struct label *label)
{
    double half = label->width / 2 - label->halo;
    double x = label->x + (label->justify == ANCHOR_START ? -half : label->justify == ANCHOR_END ? half : 0);
    if (label->lines == NULL)
        map_line_draw(map, label, label->text, label->x, label->y, ANCHOR_MIDDLE);
    for (size_t i = 0; label->lines != NULL && i < label->line_count; i++)
        map_line_draw(map, label, label->lines[i], x, label->y + (double)i * label->leading, label->justify);
}

bool map_label_is_repeated(const struct map *map, const struct label *label)
{
    for (size_t i = 0; label->is_along && i < map->label_count; i++) {
        const struct label *other = &map->labels[i];
        if (other->is_placed && other->layer == label->layer && strcmp(other->text, label->text) == 0)
            return true;
    }
    return false;
}
