/* draw/paint.h: a layer's properties for one feature, as paint; and the shapes of icons. */
#ifndef TERRIL_DRAW_PAINT_H
#define TERRIL_DRAW_PAINT_H

#include "draw/display.h"
#include "style/style.h"

/* How much a style's pixel is and at which zoom expressions are read. */
struct paint_scale {
    const struct style *style;
    double zoom;
    double scale; /* display units in a style's pixel */
};

/* Of a background, fill, line or circle layer, or of a symbol layer's icon. */
struct paint paint_of_layer(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale);
bool paint_is_visible(const struct paint *paint);
bool paint_equals(const struct paint *left, const struct paint *right);

/* Features of a layer are drawn from the least key on (the specification's *-sort-key). */
double paint_sort_key(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale);

/* Half the width of a circle or an icon without its stroke; 0 when there is none. */
double paint_radius(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale);
/* The symbol's outline around a point, appended. */
void paint_outline(const struct style_layer *layer, const struct feature *feature, struct paint_scale scale,
                   struct point at, struct path_builder *builder);

#endif
