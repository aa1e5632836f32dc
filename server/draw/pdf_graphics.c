#include "draw/pdf_graphics.h"

#include "base/number.h"
#include "draw/picture.h"
#include "draw/step.h"

#include <math.h>
#include <string.h>

/* Of a unit: a hundredth of a point is 3.5 micrometres. */
#define STEPS 100

void pdf_number(struct buffer *out, double value)
{
    step_write(out, step_round(value, STEPS), STEPS, false);
    buffer_putc(out, ' ');
}

void pdf_graphics_forget(struct pdf_graphics *graphics)
{
    graphics->fill.alpha = graphics->stroke.alpha = graphics->width = -1;
    graphics->dash_count = SIZE_MAX;
    graphics->cap = graphics->join = -1;
}

/* ---- what is set ---- */

static void pdf_colour(struct buffer *out, struct colour colour, const char *operator)
{
    const double parts[] = {colour.red, colour.green, colour.blue};
    for (int i = 0; i < 3; i++) {
        number_write(out, parts[i], 3);
        buffer_putc(out, ' ');
    }
    buffer_printf(out, "%s\n", operator);
}

static void pdf_alpha(struct buffer *out, double alpha, double known, char kind, bool used[256])
{
    long step = lround(255 * fmin(fmax(alpha, 0), 1));
    /* At the beginning everything is opaque; what was forgotten is set again. */
    if (known >= 0 && lround(255 * known) == step)
        return;
    used[step] = true;
    buffer_printf(out, "/%c%ld gs\n", kind, step);
}

void pdf_set_fill(struct pdf_graphics *graphics, struct colour colour)
{
    if (colour_equals(graphics->fill, colour))
        return;
    pdf_alpha(graphics->out, colour.alpha, graphics->fill.alpha, 'a', graphics->content->fill_alphas);
    pdf_colour(graphics->out, colour, "rg");
    graphics->fill = colour;
}

void pdf_set_stroke(struct pdf_graphics *graphics, struct colour colour, double width, enum line_join join)
{
    if (!colour_equals(graphics->stroke, colour)) {
        pdf_alpha(graphics->out, colour.alpha, graphics->stroke.alpha, 'b', graphics->content->stroke_alphas);
        pdf_colour(graphics->out, colour, "RG");
        graphics->stroke = colour;
    }
    if (graphics->width != width) {
        pdf_number(graphics->out, width);
        buffer_puts(graphics->out, "w\n");
        graphics->width = width;
    }
    if (graphics->join != (int)join) {
        static const int joins[] = {[JOIN_MITER] = 0, [JOIN_ROUND] = 1, [JOIN_BEVEL] = 2};
        buffer_printf(graphics->out, "%d j\n", joins[join]);
        graphics->join = (int)join;
    }
}

static void pdf_set_cap(struct pdf_graphics *graphics, enum line_cap cap)
{
    static const int caps[] = {[CAP_BUTT] = 0, [CAP_ROUND] = 1, [CAP_SQUARE] = 2};
    if (graphics->cap != (int)cap)
        buffer_printf(graphics->out, "%d J\n", caps[cap]);
    graphics->cap = (int)cap;
}

void pdf_set_dash(struct pdf_graphics *graphics, const double *dash, size_t count)
{
    if (graphics->dash_count == count && (count == 0 || memcmp(graphics->dash, dash, count * sizeof *dash) == 0))
        return;
    buffer_putc(graphics->out, '[');
    for (size_t i = 0; i < count; i++)
        pdf_number(graphics->out, dash[i]);
    buffer_puts(graphics->out, "]0 d\n");
    graphics->dash_count = count;
    if (count > 0)
        memcpy(graphics->dash, dash, count * sizeof *dash);
}

/* ---- paths ---- */

void pdf_trace(struct buffer *out, const struct path *path)
{
    const float *point = path->points;
    for (uint32_t i = 0; i < path->verb_count; i++) {
        if (path->verbs[i] == PATH_CLOSE) {
            buffer_puts(out, "h\n");
            continue;
        }
        pdf_number(out, (double)point[0]);
        pdf_number(out, (double)point[1]);
        buffer_puts(out, path->verbs[i] == PATH_MOVE ? "m\n" : "l\n");
        point += 2;
    }
}

/* The box around the path in a system turned by 45 degrees. */
static struct box pdf_turned_box(const struct path *path)
{
    struct box box = BOX_EMPTY;
    for (uint32_t i = 0; i < path->point_count; i++) {
        double x = (double)path->points[2 * i] * M_SQRT1_2, y = (double)path->points[2 * i + 1] * M_SQRT1_2;
        box = box_join(box, (struct box){x + y, y - x, x + y, y - x});
    }
    return box;
}

/* Stripes as lines and dots as lines without length and with round ends, cut by the path: nothing is turned into a picture,
 * and no tile shows its seams. */
static void pdf_pattern(struct pdf_graphics *graphics, const struct mark *mark)
{
    struct buffer *out = graphics->out;
    struct pattern_shape shape = pattern_shape_of(mark->paint.pattern, mark->paint.pattern_scale);
    struct box box = pdf_turned_box(&mark->path);
    double step = shape.spacing, half = shape.is_dots ? step / 2 : shape.stroke / 2;
    buffer_puts(out, "q\n");
    pdf_trace(out, &mark->path);
    buffer_puts(out, "W n\n.70711 .70711 -.70711 .70711 0 0 cm\n");
    pdf_set_stroke(graphics, mark->paint.pattern_colour, shape.stroke, JOIN_MITER);
    pdf_set_cap(graphics, shape.is_dots ? CAP_ROUND : CAP_BUTT);
    pdf_set_dash(graphics, NULL, 0);
    for (double x = floor(box.xmin / step) * step + half; x < box.xmax + step; x += step) {
        double y = shape.is_dots ? floor(box.ymin / step) * step + half : box.ymin;
        for (; y < box.ymax; y += shape.is_dots ? step : INFINITY) {
            pdf_number(out, x);
            pdf_number(out, y);
            buffer_puts(out, "m ");
            pdf_number(out, x);
            pdf_number(out, shape.is_dots ? y : box.ymax);
            buffer_puts(out, "l\n");
        }
    }
    buffer_puts(out, "S\nQ\n");
    pdf_graphics_forget(graphics);
}

void pdf_paint_path(struct pdf_graphics *graphics, const struct mark *mark)
{
    const struct paint *paint = &mark->paint;
    bool fills = paint->fill.alpha > 0, strokes = paint->stroke.alpha > 0 && paint->width > 0;
    /* In one go only where nothing shines through: there the two are one object (11.7.4.4). */
    bool at_once = fills && strokes && paint->pattern == PATTERN_NONE && paint->stroke.alpha >= 1;
    if (mark->path.verb_count == 0)
        return;
    if (fills) {
        pdf_set_fill(graphics, paint->fill);
        if (!at_once) {
            pdf_trace(graphics->out, &mark->path);
            buffer_puts(graphics->out, "f\n");
        }
    }
    if (paint->pattern != PATTERN_NONE)
        pdf_pattern(graphics, mark);
    if (!strokes)
        return;
    pdf_set_stroke(graphics, paint->stroke, paint->width, paint->join);
    pdf_set_cap(graphics, paint->cap);
    pdf_set_dash(graphics, paint->dash, paint->dash_count);
    pdf_trace(graphics->out, &mark->path);
    buffer_puts(graphics->out, at_once ? "B\n" : "S\n");
}

void pdf_paint_picture(struct pdf_graphics *graphics, const struct mark *mark, size_t number)
{
    struct buffer *out = graphics->out;
    const struct picture *picture = mark->picture;
    buffer_puts(out, "q\n");
    pdf_number(out, mark->size * picture->width / picture->height);
    buffer_puts(out, "0 0 ");
    pdf_number(out, -mark->size);
    pdf_number(out, mark->x);
    pdf_number(out, mark->y + mark->size);
    buffer_printf(out, "cm\n/I%zu Do\nQ\n", number);
}
