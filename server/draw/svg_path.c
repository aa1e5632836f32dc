/* Paths of a drawing, their paints and patterns, as SVG. */
#include "draw/svg_inside.h"

#include "base/number.h"
#include "draw/step.h"

#include <math.h>
#include <string.h>

void svg_attribute(struct svg_writer *writer, const char *name, double value)
{
    buffer_printf(writer->out, " %s=\"", name);
    number_write(writer->out, value, writer->options->decimals < 2 ? 2 : writer->options->decimals);
    buffer_putc(writer->out, '"');
}

void svg_attribute_text(struct svg_writer *writer, const char *name, const char *text)
{
    buffer_printf(writer->out, " %s=\"", name);
    buffer_xml(writer->out, text);
    buffer_putc(writer->out, '"');
}

void svg_colour(struct svg_writer *writer, const char *name, struct colour colour)
{
    char hex[8];
    colour_write_hex(colour, hex);
    buffer_printf(writer->out, " %s=\"%s\"", name, hex);
    if (colour.alpha < 1) {
        buffer_printf(writer->out, " %s-opacity=\"", name);
        number_write(writer->out, colour.alpha, 2);
        buffer_putc(writer->out, '"');
    }
}

/* ---- paths ---- */

/* Relative coordinates. Points are rounded in relation to the beginning of their part of the path, which keeps rounding from
 * adding up, and gives all symbols of a kind the same words, which compress to nothing. */
void svg_path_data(struct svg_writer *writer, const struct path *path)
{
    int64_t x = 0, y = 0, start_x = 0, start_y = 0;
    const float *point = path->points, *start = path->points;
    int last = -1;
    for (uint32_t i = 0; i < path->verb_count; i++) {
        int verb = path->verbs[i];
        if (verb == PATH_CLOSE) {
            buffer_putc(writer->out, 'z');
            x = start_x;
            y = start_y;
            last = verb;
            continue;
        }
        if (verb == PATH_MOVE) {
            start = point;
            start_x = step_round((double)start[0], writer->steps);
            start_y = step_round((double)start[1], writer->steps);
        }
        int64_t next_x = start_x + step_round((double)point[0] - (double)start[0], writer->steps),
                next_y = start_y + step_round((double)point[1] - (double)start[1], writer->steps);
        point += 2;
        if (verb == PATH_LINE && next_x == x && next_y == y && i + 1 < path->verb_count)
            continue;
        /* Pairs behind a moveto are linetos (SVG 1.1, 8.3.2). */
        bool continues = verb == PATH_LINE && last >= 0 && last != PATH_CLOSE;
        if (!continues)
            buffer_putc(writer->out, verb == PATH_LINE ? 'l' : 'm');
        step_write(writer->out, next_x - x, writer->steps, continues); /* SVG 1.1, 8.3.9 */
        step_write(writer->out, next_y - y, writer->steps, true);
        x = next_x;
        y = next_y;
        last = verb;
    }
}

void svg_stroke(struct svg_writer *writer, const struct paint *paint)
{
    static const char *const caps[] = {"butt", "round", "square"}, *const joins[] = {"miter", "round", "bevel"};
    svg_colour(writer, "stroke", paint->stroke);
    svg_attribute(writer, "stroke-width", paint->width);
    if (paint->cap != CAP_BUTT)
        buffer_printf(writer->out, " stroke-linecap=\"%s\"", caps[paint->cap]);
    if (paint->join != JOIN_MITER)
        buffer_printf(writer->out, " stroke-linejoin=\"%s\"", joins[paint->join]);
    else if (paint->miter_limit > 0)
        svg_attribute(writer, "stroke-miterlimit", paint->miter_limit);
    if (paint->dash_count == 0)
        return;
    buffer_puts(writer->out, " stroke-dasharray=\"");
    for (size_t i = 0; i < paint->dash_count; i++) {
        if (i > 0)
            buffer_putc(writer->out, ' ');
        number_write(writer->out, paint->dash[i], 2);
    }
    buffer_putc(writer->out, '"');
}

void svg_fill(struct svg_writer *writer, const struct paint *paint)
{
    if (paint->fill.alpha > 0)
        svg_colour(writer, "fill", paint->fill);
    else
        buffer_puts(writer->out, " fill=\"none\"");
}

/* "hatch-a63a1f-100". Swatches, which have no title, stand in the page of the map: theirs is "swatch-hatch-.." */
static void svg_pattern_id(const struct svg_writer *writer, const struct paint *paint)
{
    struct buffer *out = writer->out;
    static const char *const names[] = {"", "hatch", "hatch-wide", "dots"};
    char hex[8];
    colour_write_hex(paint->pattern_colour, hex);
    double scale = paint->pattern_scale > 0 ? paint->pattern_scale : 1;
    buffer_printf(out, "%s%s-%s-%ld", writer->display->title == NULL ? "swatch-" : "", names[paint->pattern], hex + 1,
                  lround(100 * scale));
}

static void svg_path_element(struct svg_writer *writer, const struct mark *mark, bool is_pattern)
{
    const struct paint *paint = &mark->paint;
    buffer_puts(writer->out, "<path");
    if (mark->id != NULL && writer->options->is_inline && !is_pattern)
        svg_attribute_text(writer, "data-key", mark->id);
    if (is_pattern) {
        buffer_puts(writer->out, " fill=\"url(#");
        svg_pattern_id(writer, paint);
        buffer_puts(writer->out, ")\"");
    } else if (writer->shared == NULL) {
        svg_fill(writer, paint);
    }
    bool strokes_now = paint->stroke.alpha > 0 && (is_pattern || paint->pattern == PATTERN_NONE);
    if (strokes_now && writer->shared == NULL)
        svg_stroke(writer, paint);
    buffer_puts(writer->out, " d=\"");
    svg_path_data(writer, &mark->path);
    buffer_putc(writer->out, '"');
}

void svg_path(struct svg_writer *writer, const struct mark *mark)
{
    if (mark->path.verb_count == 0)
        return;
    bool has_ground = mark->paint.pattern == PATTERN_NONE || mark->paint.fill.alpha > 0 || mark->title != NULL;
    if (has_ground) {
        svg_path_element(writer, mark, false);
        if (mark->title != NULL) {
            buffer_puts(writer->out, "><title>");
            buffer_xml(writer->out, mark->title);
            buffer_puts(writer->out, "</title></path>\n");
        } else {
            buffer_puts(writer->out, "/>\n");
        }
    }
    if (mark->paint.pattern == PATTERN_NONE)
        return;
    svg_path_element(writer, mark, true);
    buffer_puts(writer->out, " pointer-events=\"none\"/>\n");
}

/* ---- patterns ---- */

static void svg_pattern(struct svg_writer *writer, const struct paint *paint)
{
    struct pattern_shape shape = pattern_shape_of(paint->pattern, paint->pattern_scale);
    buffer_puts(writer->out, "<pattern id=\"");
    svg_pattern_id(writer, paint);
    buffer_puts(writer->out, "\" patternUnits=\"userSpaceOnUse\"");
    svg_attribute(writer, "width", shape.spacing);
    svg_attribute(writer, "height", shape.spacing);
    buffer_puts(writer->out, " patternTransform=\"rotate(45)\">");
    if (shape.is_dots) {
        buffer_puts(writer->out, "<circle");
        svg_attribute(writer, "cx", shape.spacing / 2);
        svg_attribute(writer, "cy", shape.spacing / 2);
        svg_attribute(writer, "r", shape.stroke / 2);
    } else {
        buffer_puts(writer->out, "<rect");
        svg_attribute(writer, "width", shape.stroke);
        svg_attribute(writer, "height", shape.spacing);
    }
    svg_colour(writer, "fill", paint->pattern_colour);
    buffer_puts(writer->out, "/></pattern>\n");
}

static bool svg_pattern_equals(const struct paint *left, const struct paint *right)
{
    return left->pattern == right->pattern && left->pattern_scale == right->pattern_scale &&
           colour_equals(left->pattern_colour, right->pattern_colour);
}

void svg_patterns(struct svg_writer *writer)
{
    const struct mark *marks = writer->display->marks;
    bool has_any = false;
    for (size_t i = 0; i < writer->display->mark_count; i++) {
        if (marks[i].kind != MARK_PATH || marks[i].paint.pattern == PATTERN_NONE)
            continue;
        size_t j = 0;
        while (j < i && !(marks[j].kind == MARK_PATH && svg_pattern_equals(&marks[j].paint, &marks[i].paint)))
            j++;
        if (j < i)
            continue;
        buffer_puts(writer->out, has_any ? "" : "<defs>\n");
        has_any = true;
        svg_pattern(writer, &marks[i].paint);
    }
    if (has_any)
        buffer_puts(writer->out, "</defs>\n");
}
