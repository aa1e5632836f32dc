#include "draw/painter.h"

#include "draw/picture.h"
#include "draw/text_layout.h"

#include <math.h>
#include <string.h>

static void painter_colour(cairo_t *cairo, struct colour colour)
{
    cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, colour.alpha);
}

static void painter_trace(cairo_t *cairo, const struct path *path)
{
    const float *point = path->points;
    cairo_new_path(cairo);
    for (uint32_t i = 0; i < path->verb_count; i++) {
        switch ((enum path_verb)path->verbs[i]) {
        case PATH_MOVE:
            cairo_move_to(cairo, point[0], point[1]);
            point += 2;
            break;
        case PATH_LINE:
            cairo_line_to(cairo, point[0], point[1]);
            point += 2;
            break;
        case PATH_CLOSE:
            cairo_close_path(cairo);
            break;
        }
    }
}

/* Stripes or dots as shapes of their own, cut by the path: nothing is turned into a picture. */
static void painter_pattern(cairo_t *cairo, const struct paint *paint)
{
    struct pattern_shape shape = pattern_shape_of(paint->pattern, paint->pattern_scale);
    double xmin, ymin, xmax, ymax;
    cairo_save(cairo);
    cairo_clip_preserve(cairo);
    cairo_rotate(cairo, M_PI / 4);
    cairo_clip_extents(cairo, &xmin, &ymin, &xmax, &ymax);
    cairo_new_path(cairo);
    for (double x = floor(xmin / shape.spacing) * shape.spacing; x < xmax; x += shape.spacing) {
        if (!shape.is_dots) {
            cairo_rectangle(cairo, x, ymin, shape.stroke, ymax - ymin);
            continue;
        }
        for (double y = floor(ymin / shape.spacing) * shape.spacing; y < ymax; y += shape.spacing) {
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, x + shape.spacing / 2, y + shape.spacing / 2, shape.stroke / 2, 0, 2 * M_PI);
        }
    }
    painter_colour(cairo, paint->pattern_colour);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

static void painter_stroke(cairo_t *cairo, const struct paint *paint)
{
    static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
    static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND, CAIRO_LINE_JOIN_BEVEL};
    painter_colour(cairo, paint->stroke);
    cairo_set_line_width(cairo, paint->width);
    cairo_set_line_cap(cairo, caps[paint->cap]);
    cairo_set_line_join(cairo, joins[paint->join]);
    cairo_set_miter_limit(cairo, paint->miter_limit > 0 ? paint->miter_limit : 10);
    cairo_set_dash(cairo, paint->dash, (int)paint->dash_count, 0);
    cairo_stroke(cairo);
}

static void painter_path(cairo_t *cairo, const struct mark *mark)
{
    const struct paint *paint = &mark->paint;
    painter_trace(cairo, &mark->path);
    if (paint->fill.alpha > 0) {
        painter_colour(cairo, paint->fill);
        cairo_fill_preserve(cairo);
    }
    if (paint->pattern != PATTERN_NONE) {
        painter_pattern(cairo, paint);
        painter_trace(cairo, &mark->path);
    }
    if (paint->stroke.alpha > 0 && paint->width > 0)
        painter_stroke(cairo, paint);
    cairo_new_path(cairo);
}

/* Only for a text that is turned: cairo would look for its fonts anew. */
static void painter_turn(cairo_t *cairo, const struct mark *mark)
{
    cairo_translate(cairo, mark->x, mark->y);
    cairo_rotate(cairo, mark->angle);
    cairo_translate(cairo, -mark->x, -mark->y);
}

static void painter_text(cairo_t *cairo, const struct mark *mark)
{
    PangoLayout *layout = text_layout_new(mark->text, mark->size, mark->weight);
    text_layout_spread(layout, mark->spacing);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    PangoRectangle logical;
    cairo_save(cairo);
    if (mark->angle != 0)
        painter_turn(cairo, mark);
    pango_layout_line_get_extents(line, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    double x = mark->x - (mark->anchor == ANCHOR_MIDDLE ? width / 2 : mark->anchor == ANCHOR_END ? width : 0);
    if (mark->halo > 0) {
        cairo_move_to(cairo, x, mark->y);
        pango_cairo_layout_line_path(cairo, line);
        painter_colour(cairo, mark->paint.stroke);
        cairo_set_line_width(cairo, 2 * mark->halo);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(cairo, NULL, 0, 0);
        cairo_stroke(cairo);
    }
    cairo_move_to(cairo, x, mark->y);
    painter_colour(cairo, mark->paint.fill);
    pango_cairo_show_layout_line(cairo, line);
    cairo_restore(cairo);
    g_object_unref(layout);
}

static void painter_picture(cairo_t *cairo, const struct mark *mark)
{
    const struct picture *picture = mark->picture;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, picture->width, picture->height);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        size_t row = (size_t)picture->width, stride = (size_t)cairo_image_surface_get_stride(surface);
        for (size_t y = 0; y < (size_t)picture->height; y++)
            memcpy(cairo_image_surface_get_data(surface) + y * stride, picture->pixels + y * row,
                   row * sizeof *picture->pixels);
        cairo_surface_mark_dirty(surface);
    }
    cairo_save(cairo);
    cairo_translate(cairo, mark->x, mark->y);
    cairo_scale(cairo, mark->size / picture->height, mark->size / picture->height);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
}

void painter_paint(cairo_t *cairo, const struct display *display)
{
    for (size_t i = 0; i < display->mark_count; i++) {
        const struct mark *mark = &display->marks[i];
        switch (mark->kind) {
        case MARK_GROUP_OPEN:
        case MARK_GROUP_CLOSE:
            break;
        case MARK_PATH:
            painter_path(cairo, mark);
            break;
        case MARK_TEXT:
            painter_text(cairo, mark);
            break;
        case MARK_PICTURE:
            painter_picture(cairo, mark);
            break;
        case MARK_CLIP_OPEN:
            cairo_save(cairo);
            painter_trace(cairo, &mark->path);
            cairo_clip(cairo);
            break;
        case MARK_CLIP_CLOSE:
            cairo_restore(cairo);
            break;
        }
    }
}
