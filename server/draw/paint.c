#include "draw/paint.h"

#include <math.h>
#include <string.h>

static const struct colour nothing = {0, 0, 0, 0};

static double layer_number(const struct style_layer *layer, enum property property, const struct feature *feature,
                           struct paint_scale scale)
{
    return expression_number(layer->properties[property], feature, scale.zoom, 0);
}

static struct colour layer_colour(const struct style_layer *layer, enum property property,
                                  const struct feature *feature, struct paint_scale scale)
{
    return expression_colour(layer->properties[property], feature, scale.zoom, nothing);
}

/* The image that a property names, or NULL. */
static const struct style_image *layer_image(const struct style_layer *layer, enum property property,
                                             const struct feature *feature, struct paint_scale scale)
{
    struct arena *arena = arena_new();
    const char *id = expression_text(layer->properties[property], feature, scale.zoom, arena);
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

/* With a fill-pattern the fill-color is not drawn (style specification, fill-pattern). */
static void paint_fill(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    const double outline = 0.8; /* the engine's hairline, on a 1000-wide map */
    double opacity = layer_number(layer, PROPERTY_FILL_OPACITY, feature, scale);
    const struct style_image *image = layer_image(layer, PROPERTY_FILL_PATTERN, feature, scale);
    if (image != NULL) {
        paint->pattern = pattern_of(image);
        paint->pattern_colour = colour_fade(image->fill, opacity);
        paint->pattern_scale = scale.scale;
        return;
    }
    paint->fill = colour_fade(layer_colour(layer, PROPERTY_FILL_COLOR, feature, scale), opacity);
    paint->stroke = colour_fade(layer_colour(layer, PROPERTY_FILL_OUTLINE_COLOR, feature, scale), opacity);
    paint->width = outline * scale.scale;
    paint->join = JOIN_ROUND;
}

static void paint_line(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    struct arena *arena = arena_new();
    const char *cap = expression_text(layer->properties[PROPERTY_LINE_CAP], feature, scale.zoom, arena);
    const char *join = expression_text(layer->properties[PROPERTY_LINE_JOIN], feature, scale.zoom, arena);
    paint->cap = cap == NULL || strcmp(cap, "butt") == 0 ? CAP_BUTT : cap[0] == 'r' ? CAP_ROUND : CAP_SQUARE;
    paint->join = join == NULL || strcmp(join, "miter") == 0 ? JOIN_MITER : join[0] == 'r' ? JOIN_ROUND : JOIN_BEVEL;
    arena_free(arena);
    paint->stroke = colour_fade(layer_colour(layer, PROPERTY_LINE_COLOR, feature, scale),
                                layer_number(layer, PROPERTY_LINE_OPACITY, feature, scale));
    paint->width = fmax(layer_number(layer, PROPERTY_LINE_WIDTH, feature, scale), 0) * scale.scale;
    paint->dash_count = expression_numbers(layer->properties[PROPERTY_LINE_DASHARRAY], feature, scale.zoom, paint->dash,
                                           sizeof paint->dash / sizeof paint->dash[0]);
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
    double opacity = layer_number(layer, PROPERTY_CIRCLE_OPACITY, feature, scale);
    paint->fill = colour_fade(layer_colour(layer, PROPERTY_CIRCLE_COLOR, feature, scale), opacity);
    paint->width = layer_number(layer, PROPERTY_CIRCLE_STROKE_WIDTH, feature, scale) * scale.scale;
    if (paint->width > 0)
        paint->stroke = layer_colour(layer, PROPERTY_CIRCLE_STROKE_COLOR, feature, scale);
}

static void paint_icon(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                       struct paint *paint)
{
    const struct style_image *image = layer_image(layer, PROPERTY_ICON_IMAGE, feature, scale);
    if (image == NULL || pattern_of(image) != PATTERN_NONE)
        return;
    paint->fill = image->fill;
    paint->stroke = image->stroke;
    paint->width = image->stroke_width * scale.scale * layer_number(layer, PROPERTY_ICON_SIZE, feature, scale);
}

struct paint paint_of_layer(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale)
{
    struct paint paint;
    memset(&paint, 0, sizeof paint);
    switch (layer->type) {
    case LAYER_BACKGROUND:
        paint.fill = layer_colour(layer, PROPERTY_BACKGROUND_COLOR, feature, scale);
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

bool paint_is_visible(const struct paint *paint)
{
    return paint->fill.alpha > 0 || paint->pattern != PATTERN_NONE || (paint->stroke.alpha > 0 && paint->width > 0);
}

bool paint_equals(const struct paint *left, const struct paint *right)
{
    if (!colour_equals(left->fill, right->fill) || !colour_equals(left->stroke, right->stroke) ||
        !colour_equals(left->pattern_colour, right->pattern_colour) || left->pattern != right->pattern ||
        left->pattern_scale != right->pattern_scale || left->width != right->width || left->cap != right->cap ||
        left->join != right->join || left->dash_count != right->dash_count)
        return false;
    for (size_t i = 0; i < left->dash_count; i++) {
        if (left->dash[i] != right->dash[i])
            return false;
    }
    return true;
}

double symbol_radius(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale)
{
    if (layer->type == LAYER_CIRCLE)
        return fmax(layer_number(layer, PROPERTY_CIRCLE_RADIUS, feature, scale), 0) * scale.scale;
    if (layer->type != LAYER_SYMBOL)
        return 0;
    const struct style_image *image = layer_image(layer, PROPERTY_ICON_IMAGE, feature, scale);
    if (image == NULL || pattern_of(image) != PATTERN_NONE)
        return 0;
    return fmax(layer_number(layer, PROPERTY_ICON_SIZE, feature, scale), 0) * image->size / 2 * scale.scale;
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

void symbol_outline(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                    struct point at, struct path_builder *builder)
{
    double radius = symbol_radius(layer, feature, scale);
    if (!(radius > 0))
        return;
    const struct style_image *image =
        layer->type == LAYER_SYMBOL ? layer_image(layer, PROPERTY_ICON_IMAGE, feature, scale) : NULL;
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
