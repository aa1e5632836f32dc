/* style/style.h: a theme: one MapLibre style (style specification v8) with our metadata, read and evaluated. Draws nothing. */
#ifndef TERRIL_STYLE_STYLE_H
#define TERRIL_STYLE_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/feature.h"
#include "style/expression.h"

enum layer_type { LAYER_BACKGROUND, LAYER_FILL, LAYER_LINE, LAYER_CIRCLE, LAYER_SYMBOL };

/* Every property that the drawing uses; read once, each an expression (constants too), with the specification's default
 * when the style says nothing. Unknown properties and layer types are errors that name layer and property. */
/* clang-format off */
enum property {
    PROPERTY_BACKGROUND_COLOR, PROPERTY_BACKGROUND_OPACITY, PROPERTY_BACKGROUND_PATTERN,
    PROPERTY_FILL_COLOR, PROPERTY_FILL_OPACITY, PROPERTY_FILL_OUTLINE_COLOR, PROPERTY_FILL_PATTERN,
    PROPERTY_FILL_SORT_KEY,
    PROPERTY_LINE_COLOR, PROPERTY_LINE_WIDTH, PROPERTY_LINE_OPACITY, PROPERTY_LINE_DASHARRAY, PROPERTY_LINE_CAP,
    PROPERTY_LINE_JOIN, PROPERTY_LINE_MITER_LIMIT, PROPERTY_LINE_OFFSET, PROPERTY_LINE_GAP_WIDTH,
    PROPERTY_LINE_SORT_KEY,
    PROPERTY_CIRCLE_RADIUS, PROPERTY_CIRCLE_COLOR, PROPERTY_CIRCLE_OPACITY, PROPERTY_CIRCLE_STROKE_COLOR,
    PROPERTY_CIRCLE_STROKE_WIDTH, PROPERTY_CIRCLE_STROKE_OPACITY, PROPERTY_CIRCLE_SORT_KEY,
    PROPERTY_SYMBOL_PLACEMENT, PROPERTY_SYMBOL_SPACING, PROPERTY_SYMBOL_SORT_KEY, PROPERTY_ICON_IMAGE, PROPERTY_ICON_SIZE,
    PROPERTY_ICON_OPACITY, PROPERTY_ICON_IGNORE_PLACEMENT,
    PROPERTY_TEXT_FIELD, PROPERTY_TEXT_SIZE, PROPERTY_TEXT_FONT, PROPERTY_TEXT_COLOR, PROPERTY_TEXT_OPACITY,
    PROPERTY_TEXT_HALO_COLOR, PROPERTY_TEXT_HALO_WIDTH, PROPERTY_TEXT_ANCHOR, PROPERTY_TEXT_VARIABLE_ANCHOR,
    PROPERTY_TEXT_OFFSET, PROPERTY_TEXT_RADIAL_OFFSET, PROPERTY_TEXT_MAX_WIDTH, PROPERTY_TEXT_LINE_HEIGHT,
    PROPERTY_TEXT_LETTER_SPACING, PROPERTY_TEXT_JUSTIFY, PROPERTY_TEXT_TRANSFORM, PROPERTY_TEXT_ALLOW_OVERLAP,
    PROPERTY_TEXT_OVERLAP, PROPERTY_TEXT_IGNORE_PLACEMENT,
    PROPERTY_COUNT
};
/* clang-format on */

/* A picture that icon-image and fill-pattern name: drawn from its numbers by us, and by the page for the browser's
 * engine (metadata "terril:images"). */
struct style_image {
    const char *id;
    const char *kind;   /* "square", "circle", "diamond", "triangle"; of fill-pattern "hatch", "hatch-wide", "dots" */
    double size;        /* across, pixels on a 1000-wide map; of shapes */
    struct colour fill; /* of patterns the colour of their strokes */
    struct colour stroke;
    double stroke_width;
};

struct style_layer {
    const char *id;
    /* metadata "terril:title": the name people see on a layer of the SVG; never NULL */
    const char *title_fr, *title_en;
    enum layer_type type;
    const char *source;              /* collection id; NULL for the background */
    const struct expression *filter; /* NULL: every feature */
    double zoom_min, zoom_max;
    const struct expression *properties[PROPERTY_COUNT]; /* NULL where the layer's type has no such property */
    /* metadata "terril:feature-title" ({"fr": .., "en": ..}, or one for both) and "terril:feature-key", expressions: what a
     * feature says when pointed at and what it is known by. NULL: the layer's features are one shape. A titled feature never
     * vanishes at any scale. */
    const struct expression *feature_title, *feature_title_en, *feature_key;
    bool
        shares_borders; /* metadata "terril:shares-borders": titled areas side by side, drawn no closer than their borders */
    bool is_kept_clear; /* metadata "terril:keep-clear": labels keep off it */
    bool is_for_epci;   /* metadata "terril:for-epci": drawn at every zoom on the map of one EPCI */
    int rank;           /* metadata "terril:rank" of labels: 1, 2 or 3 (the default) */
};

/* An entry of the legend: a swatch drawn with a layer's own properties for an imagined feature, or a line of words. */
struct style_legend_entry {
    const char *const *layers; /* ids, drawn one over another; NULL-ended; none: a line of words alone */
    const char *layer;         /* id of the first; "" for a line of words */
    bool is_for_epci;          /* "for-epci": only on the map of one EPCI */
    const char *text_fr, *text_en;
    const char *short_fr, *short_en; /* for a line of legend; the text itself when the theme gives no other */
    const struct feature *sample;    /* fields and values for the expressions; no geometry */
};

/* Which palette suits a group of indicators. */
struct style_palette {
    const char *group; /* "estates", as geodata/indicators.json has it under "theme" */
    const char *id;    /* style/palette.h */
};

/* "terril:classes": the theme shows any indicator, by territory. What it shows when nobody chooses, and how large a circle gets. */
struct style_classes {
    const char *indicator, *by, *perimeter;
    double commune_radius, epci_radius; /* of the greatest value, pixels on a 1000-wide map */
    const struct style_palette *palettes;
    size_t palette_count;
};

struct style {
    const char *id;                /* file name without ending: "cites" */
    const char *name_fr, *name_en; /* short, for menus: "Cités prioritaires" */
    /* templates: {indicator id} is replaced by the territory's figure, {territory} by its name */
    const char *title_fr, *title_en, *subtitle_fr, *subtitle_en;
    const char *none_fr, *none_en; /* the title where the indicator below is 0; "" for the same */
    const char *indicator;         /* the one that the table and the bars show first */
    const char *const *table;   /* "terril:table": NULL-ended ids of the indicators in the page's table; never NULL */
    const char *const *figures; /* "terril:figures": NULL-ended ids of the figures under the map; "programme:ID" is a
                                     * programme's figure, the newest; never NULL */
    const char *collection;     /* "terril:collection": the layer that people take away with this theme; "" for none */
    const struct style_classes *classes; /* NULL: the theme shows one subject */
    const struct style_layer *layers;
    size_t layer_count;
    const struct style_legend_entry *legend;
    size_t legend_count;
    const struct style_image *images;
    size_t image_count;
    const char *notices; /* sentences about what is drawn otherwise than a browser does, one a line; "" for none */
};

const struct style_layer *style_layer_of(const struct style *style, const char *id);
const struct style_image *style_image_of(const struct style *style, const char *id);
/* For fill-pattern, not for icon-image. */
bool style_image_is_pattern(const struct style_image *image);

#define STYLE_BYTES_MAX    (4u * 1024u * 1024u)
#define STYLE_LAYERS_MAX   256
#define STYLE_PALETTES_MAX 16
#define STYLE_ZOOM_MAX     24

/* From JSON text; `name` stands in error lines and, without folder and ending, is the style's id. Memory from the arena. */
struct style *style_read(const char *text, size_t length, const char *name, struct arena *arena, struct error *err);
/* Every *.json of a folder, by name. NULL-ended. */
struct style **styles_open(const char *folder, struct arena *arena, struct error *err);
const struct style *styles_find(struct style *const *styles, const char *id);
/* The same, or ERROR_NOT_FOUND that lists those there are. */
const struct style *styles_need(struct style *const *styles, const char *id, struct error *err);

#endif
