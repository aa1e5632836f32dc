#include "draw/map.h"

#include "draw/paint.h"

#include <math.h>

/* Widths that grow with the zoom are shown as on a map of the whole basin. */
#define SWATCH_ZOOM 9.0

struct swatch {
    struct display *display;
    struct box box;
    struct paint_scale scale;
    bool is_area; /* one of the layers is a fill, so that a line is its outline */
};

static void swatch_mark(struct swatch *swatch, const struct paint *paint, struct path path)
{
    struct mark *mark = display_add(swatch->display, MARK_PATH);
    mark->paint = *paint;
    mark->path = path;
}

static void swatch_line(struct swatch *swatch, struct paint paint)
{
    struct path_builder *builder = path_builder_new(swatch->display->arena);
    double y = (swatch->box.ymin + swatch->box.ymax) / 2;
    paint.width = fmin(paint.width, box_height(swatch->box));
    paint.cap = CAP_BUTT;
    path_move(builder, swatch->box.xmin, y);
    path_line(builder, swatch->box.xmax, y);
    swatch_mark(swatch, &paint, path_take(builder));
}

static void swatch_area(struct swatch *swatch, const struct paint *paint)
{
    struct box box = box_grow(swatch->box, -paint->width / 2);
    display_rectangle(swatch->display, box.xmin, box.ymin, box_width(box), box_height(box), paint);
}

static void swatch_layer(struct swatch *swatch, const struct style_layer *layer, const struct feature *sample)
{
    struct paint paint = paint_of_layer(layer, sample, swatch->scale);
    if (!paint_is_visible(&paint))
        return;
    if (layer->type == LAYER_LINE && swatch->is_area) {
        display_rectangle(swatch->display, swatch->box.xmin, swatch->box.ymin, box_width(swatch->box),
                          box_height(swatch->box), &paint);
    } else if (layer->type == LAYER_LINE) {
        swatch_line(swatch, paint);
    } else if (layer->type == LAYER_FILL || layer->type == LAYER_BACKGROUND) {
        swatch_area(swatch, &paint);
    } else {
        struct path_builder *builder = path_builder_new(swatch->display->arena);
        struct point middle = {(swatch->box.xmin + swatch->box.xmax) / 2, (swatch->box.ymin + swatch->box.ymax) / 2};
        paint_outline(layer, sample, swatch->scale, middle, builder);
        swatch_mark(swatch, &paint, path_take(builder));
    }
}

/* Is one of the layers a fill, and how far does the widest outline reach outward? */
static bool swatch_outline(const struct swatch *swatch, const struct style_legend_entry *entry, double *reach)
{
    bool is_area = false;
    *reach = 0;
    for (const char *const *id = entry->layers; *id != NULL; id++) {
        const struct style_layer *layer = style_layer_of(swatch->scale.style, *id);
        is_area = is_area || (layer != NULL && layer->type == LAYER_FILL);
        if (layer != NULL && layer->type == LAYER_LINE)
            *reach = fmax(*reach, paint_of_layer(layer, entry->sample, swatch->scale).width / 2);
    }
    return is_area;
}

void map_swatch(struct display *display, const struct style *style, const struct style_legend_entry *entry, double x,
                double y, double width, double height, double scale)
{
    struct swatch swatch = {display, {x, y, x + width, y + height}, {style, SWATCH_ZOOM, scale}, false};
    double reach;
    swatch.is_area = swatch_outline(&swatch, entry, &reach);
    if (swatch.is_area)
        swatch.box = box_grow(swatch.box, -reach);
    for (const char *const *id = entry->layers; *id != NULL; id++) {
        const struct style_layer *layer = style_layer_of(style, *id);
        if (layer != NULL)
            swatch_layer(&swatch, layer, entry->sample);
    }
}
