#include "draw/paint.h"

#include "style/property.h"

#include <math.h>
#include <string.h>

/* The image that a property names, or NULL. */
static const struct style_image *layer_image(const struct style_layer *layer, enum property property,
                                             const struct feature *feature, struct paint_scale scale)
{
    const struct expression *value = layer->properties[property];
    if (expression_is_constant(value)) {
        const char *id = expression_word(value, NULL, 0, NULL); /* a text: nothing is put together */
        return id == NULL || id[0] == '\0' ? NULL : style_image_of(scale.style, id);
    }
    struct arena *arena = arena_new();
    const char *id = expression_word(value, feature, scale.zoom, arena);
    const struct style_image *image = id == NULL || id[0] == '\0' ? NULL : style_image_of(scale.style, id);
    arena_free(arena);
    return image;
}

static enum pattern pattern_of(const struct style_image *image)
{
    if (strcmp(image->kind, "hatch") == 0)
        return PATTERN_HATCH;
    if (strcmp(image->kind, "hatch-wide") == 0)
        return PATTERN_HATCH_WIDE;
    return strcmp(image->kind, "dots") == 0 ? PATTERN_DOTS : PATTERN_NONE;
}

/* The image of an icon, or NULL. */
static const struct style_image *layer_icon(const struct style_layer *layer, const struct feature *feature,
                                            struct paint_scale scale)
{
    const struct style_image *image = layer_image(layer, PROPERTY_ICON_IMAGE, feature, scale);
    return image != NULL && style_image_is_pattern(image) ? NULL : image;
}

/* With a pattern the colour is not drawn (style specification, fill-pattern). False when there is none. */
static bool paint_pattern(const struct style_image *image, double opacity, struct paint_scale scale,
                          struct paint *paint)
{
    if (image == NULL || !style_image_is_pattern(image))
        return false;
    paint->pattern = pattern_of(image);
    paint->pattern_colour = colour_fade(image->fill, opacity);
    paint->pattern_scale = scale.scale;
    return true;
}

static void paint_background(const struct style_layer *layer, struct paint_scale scale, struct paint *paint)
{
    double opacity = property_number(layer, PROPERTY_BACKGROUND_OPACITY, NULL, scale.zoom);
    if (!paint_pattern(layer_image(layer, PROPERTY_BACKGROUND_PATTERN, NULL, scale), opacity, scale, paint))
        paint->fill = colour_fade(property_colour(layer, PROPERTY_BACKGROUND_COLOR, NULL, scale.zoom), opacity);
}

static void paint_fill(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    const double outline = 0.8; /* the engine's hairline, on a 1000-wide map */
    double opacity = property_number(layer, PROPERTY_FILL_OPACITY, feature, scale.zoom);
    if (paint_pattern(layer_image(layer, PROPERTY_FILL_PATTERN, feature, scale), opacity, scale, paint))
        return;
    paint->fill = colour_fade(property_colour(layer, PROPERTY_FILL_COLOR, feature, scale.zoom), opacity);
    paint->stroke = colour_fade(property_colour(layer, PROPERTY_FILL_OUTLINE_COLOR, feature, scale.zoom), opacity);
    paint->width = outline * scale.scale;
    paint->join = JOIN_ROUND;
}

static void paint_line(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    double zoom = scale.zoom;
    paint->cap = (enum line_cap)property_word(layer, PROPERTY_LINE_CAP, feature, zoom);
    paint->join = (enum line_join)property_word(layer, PROPERTY_LINE_JOIN, feature, zoom);
    if (paint->join == JOIN_MITER)
        paint->miter_limit = fmax(property_number(layer, PROPERTY_LINE_MITER_LIMIT, feature, zoom), 1);
    paint->stroke = colour_fade(property_colour(layer, PROPERTY_LINE_COLOR, feature, zoom),
                                property_number(layer, PROPERTY_LINE_OPACITY, feature, zoom));
    paint->width = property_number(layer, PROPERTY_LINE_WIDTH, feature, zoom) * scale.scale;
    paint->dash_count =
        expression_numbers(layer->properties[PROPERTY_LINE_DASHARRAY], feature, zoom, paint->dash, DASHES_MAX);
    double whole = 0;
    for (size_t i = 0; i < paint->dash_count; i++) {
        paint->dash[i] = fmax(paint->dash[i], 0) * paint->width; /* in widths of the line */
        whole += paint->dash[i];
    }
    if (whole <= 0)
        paint->dash_count = 0;
}

static void paint_circle(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                         struct paint *paint)
{
    double zoom = scale.zoom;
    paint->fill = colour_fade(property_colour(layer, PROPERTY_CIRCLE_COLOR, feature, zoom),
                              property_number(layer, PROPERTY_CIRCLE_OPACITY, feature, zoom));
    paint->width = property_number(layer, PROPERTY_CIRCLE_STROKE_WIDTH, feature, zoom) * scale.scale;
    if (paint->width > 0)
        paint->stroke = colour_fade(property_colour(layer, PROPERTY_CIRCLE_STROKE_COLOR, feature, zoom),
                                    property_number(layer, PROPERTY_CIRCLE_STROKE_OPACITY, feature, zoom));
}

static void paint_icon(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    const struct style_image *image = layer_icon(layer, feature, scale);
    if (image == NULL)
        return;
    double opacity = property_number(layer, PROPERTY_ICON_OPACITY, feature, scale.zoom);
    paint->fill = colour_fade(image->fill, opacity);
    paint->stroke = colour_fade(image->stroke, opacity);
    paint->width = image->stroke_width * scale.scale * property_number(layer, PROPERTY_ICON_SIZE, feature, scale.zoom);
}

struct paint paint_of_layer(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale)
{
    struct paint paint;
    memset(&paint, 0, sizeof paint);
    switch (layer->type) {
    case LAYER_BACKGROUND:
        paint_background(layer, scale, &paint);
        break;
    case LAYER_FILL:
        paint_fill(layer, feature, scale, &paint);
        break;
    case LAYER_LINE:
        paint_line(layer, feature, scale, &paint);
        break;
    case LAYER_CIRCLE:
        paint_circle(layer, feature, scale, &paint);
        break;
    case LAYER_SYMBOL:
        paint_icon(layer, feature, scale, &paint);
        break;
    }
    return paint;
}

double paint_sort_key(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale)
{
    switch (layer->type) {
    case LAYER_FILL:
        return property_number(layer, PROPERTY_FILL_SORT_KEY, feature, scale.zoom);
    case LAYER_LINE:
        return property_number(layer, PROPERTY_LINE_SORT_KEY, feature, scale.zoom);
    case LAYER_CIRCLE:
        return property_number(layer, PROPERTY_CIRCLE_SORT_KEY, feature, scale.zoom);
    case LAYER_SYMBOL:
        return property_number(layer, PROPERTY_SYMBOL_SORT_KEY, feature, scale.zoom);
    case LAYER_BACKGROUND:
        break;
    }
    return 0;
}

bool paint_is_visible(const struct paint *paint)
{
    return paint->fill.alpha > 0 || paint->pattern != PATTERN_NONE || (paint->stroke.alpha > 0 && paint->width > 0);
}

bool paint_equals(const struct paint *left, const struct paint *right)
{
    if (!colour_equals(left->fill, right->fill) || !colour_equals(left->stroke, right->stroke) ||
        !colour_equals(left->pattern_colour, right->pattern_colour) || left->pattern != right->pattern ||
        left->pattern_scale != right->pattern_scale || left->width != right->width || left->cap != right->cap ||
        left->join != right->join || left->miter_limit != right->miter_limit || left->dash_count != right->dash_count)
        return false;
    for (size_t i = 0; i < left->dash_count; i++) {
        if (left->dash[i] != right->dash[i])
            return false;
    }
    return true;
}

double paint_radius(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale)
{
    if (layer->type == LAYER_CIRCLE)
        return property_number(layer, PROPERTY_CIRCLE_RADIUS, feature, scale.zoom) * scale.scale;
    const struct style_image *image = layer->type == LAYER_SYMBOL ? layer_icon(layer, feature, scale) : NULL;
    if (image == NULL)
        return 0;
    return property_number(layer, PROPERTY_ICON_SIZE, feature, scale.zoom) * image->size / 2 * scale.scale;
}

/* A regular polygon; the first corner at `turn` from straight down. */
static void outline_polygon(struct path_builder *builder, struct point at, double radius, int corners, double turn)
{
    for (int i = 0; i < corners; i++) {
        double angle = turn + 2 * M_PI * i / corners;
        double x = at.x + radius * sin(angle), y = at.y + radius * cos(angle);
        if (i == 0)
            path_move(builder, x, y);
        else
            path_line(builder, x, y);
    }
    path_close(builder);
}

void paint_outline(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                   struct point at, struct path_builder *builder)
{
    double radius = paint_radius(layer, feature, scale);
    if (!(radius > 0))
        return;
    const struct style_image *image = layer->type == LAYER_SYMBOL ? layer_icon(layer, feature, scale) : NULL;
    const char *kind = image != NULL ? image->kind : "circle";
    /* Corners of a circle: a chord stays within a twentieth of a unit of the arc. */
    int corners = (int)fmin(fmax(ceil(M_PI / sqrt(2 * 0.05 / radius)), 8), 120);
    if (strcmp(kind, "square") == 0)
        outline_polygon(builder, at, radius * M_SQRT2, 4, M_PI / 4);
    else if (strcmp(kind, "diamond") == 0)
        outline_polygon(builder, at, radius * M_SQRT2, 4, 0);
    else if (strcmp(kind, "triangle") == 0)
        outline_polygon(builder, at, radius * 1.3, 3, M_PI);
    else
        outline_polygon(builder, at, radius, corners, 0);
}
