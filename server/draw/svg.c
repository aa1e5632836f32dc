#include "draw/svg_inside.h"

#include "base/number.h"
#include "draw/paint.h"
#include "draw/picture.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- looks: classes of the style sheet that a file has, for those who want to change them. A page holds several drawings,
 * whose classes would be one another's: there every element says for itself what it looks like ---- */

static void look_number(struct buffer *css, const char *name, double value, const char *unit)
{
    buffer_printf(css, "%s:", name);
    number_write(css, value, 2);
    buffer_printf(css, "%s;", unit);
}

static void look_colour(struct buffer *css, const char *name, struct colour colour)
{
    char hex[8];
    colour_write_hex(colour, hex);
    buffer_printf(css, "%s:%s;", name, colour.alpha > 0 ? hex : "none");
    if (colour.alpha > 0 && colour.alpha < 1)
        look_number(css, strcmp(name, "fill") == 0 ? "fill-opacity" : "stroke-opacity", colour.alpha, "");
}

static void look_of_text(struct buffer *css, const struct mark *mark)
{
    look_number(css, "font-size", mark->size, "px");
    if (mark->weight != WEIGHT_REGULAR)
        buffer_printf(css, "font-weight:%d;", (int)mark->weight);
    if (mark->spacing != 0)
        look_number(css, "letter-spacing", mark->spacing, "px");
    look_colour(css, "fill", mark->paint.fill);
    if (mark->halo > 0) {
        look_colour(css, "stroke", mark->paint.stroke);
        look_number(css, "stroke-width", 2 * mark->halo, "");
        buffer_puts(css, "stroke-linejoin:round;paint-order:stroke;");
    }
}

/* The number of the look, from 1: a new one is kept. */
static size_t look_of(struct svg_writer *writer, const struct mark *mark)
{
    struct buffer css = BUFFER_INIT;
    look_of_text(&css, mark);
    size_t look = 0;
    while (look < writer->look_count && strcmp(writer->looks[look], css.bytes) != 0)
        look++;
    if (look == writer->look_count)
        writer->looks[writer->look_count++] = arena_string(writer->display->arena, css.bytes);
    buffer_free(&css);
    return look + 1;
}

static void svg_looks(struct svg_writer *writer)
{
    const struct display *display = writer->display;
    size_t texts = 0;
    for (size_t i = 0; i < display->mark_count; i++)
        texts += display->marks[i].kind == MARK_TEXT;
    if (writer->options->is_inline || texts == 0)
        return;
    writer->looks = arena_array(display->arena, texts, sizeof *writer->looks);
    for (size_t i = 0; i < display->mark_count; i++) {
        if (display->marks[i].kind == MARK_TEXT)
            look_of(writer, &display->marks[i]);
    }
    buffer_puts(writer->out, "<style>\n");
    for (size_t i = 0; i < writer->look_count; i++)
        buffer_printf(writer->out, ".look-%zu{%s}\n", i + 1, writer->looks[i]);
    buffer_puts(writer->out, "</style>\n");
}

/* ---- text and groups ---- */

static const char *svg_role(enum mark_role role)
{
    static const char *const names[] = {"",        "layer", "title",  "subtitle", "legend", "scale",
                                        "credits", "label", "notice", "map",      "inset",  "logo"};
    return names[role];
}

static void svg_text_class(struct svg_writer *writer, const struct mark *mark)
{
    bool has_role = mark->role != ROLE_NONE;
    if (!has_role && writer->looks == NULL)
        return;
    buffer_printf(writer->out, " class=\"%s", svg_role(mark->role));
    if (has_role && mark->rank > 0)
        buffer_printf(writer->out, " rank-%d", mark->rank);
    if (writer->looks != NULL)
        buffer_printf(writer->out, "%slook-%zu", has_role ? " " : "", look_of(writer, mark));
    buffer_putc(writer->out, '"');
}

static void svg_text_look(struct svg_writer *writer, const struct mark *mark)
{
    svg_attribute(writer, "font-size", mark->size);
    if (mark->weight != WEIGHT_REGULAR)
        buffer_printf(writer->out, " font-weight=\"%d\"", (int)mark->weight);
    if (mark->spacing != 0)
        svg_attribute(writer, "letter-spacing", mark->spacing);
    svg_colour(writer, "fill", mark->paint.fill);
    if (mark->halo > 0) {
        svg_colour(writer, "stroke", mark->paint.stroke);
        svg_attribute(writer, "stroke-width", 2 * mark->halo);
        buffer_puts(writer->out, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
}

static void svg_text(struct svg_writer *writer, const struct mark *mark)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    buffer_puts(writer->out, "<text");
    svg_text_class(writer, mark);
    svg_attribute(writer, "x", mark->x);
    svg_attribute(writer, "y", mark->y);
    if (mark->anchor != ANCHOR_START)
        buffer_printf(writer->out, " text-anchor=\"%s\"", anchors[mark->anchor]);
    if (mark->angle != 0) {
        buffer_puts(writer->out, " transform=\"rotate(");
        const double turn[] = {mark->angle * 180 / M_PI, mark->x, mark->y};
        for (size_t i = 0; i < 3; i++) {
            number_write(writer->out, turn[i], 2);
            buffer_puts(writer->out, i < 2 ? " " : ")\"");
        }
    }
    if (writer->looks == NULL)
        svg_text_look(writer, mark);
    buffer_putc(writer->out, '>');
    buffer_xml(writer->out, mark->text);
    buffer_puts(writer->out, "</text>\n");
}

/* The PNG itself in base64 (RFC 4648, 4), so that the drawing is one file. */
static void svg_picture(struct svg_writer *writer, const struct mark *mark)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const struct picture *picture = mark->picture;
    buffer_puts(writer->out, "<image");
    svg_attribute(writer, "x", mark->x);
    svg_attribute(writer, "y", mark->y);
    svg_attribute(writer, "width", mark->size * picture->width / picture->height);
    svg_attribute(writer, "height", mark->size);
    buffer_puts(writer->out, " xlink:href=\"data:image/png;base64,");
    for (size_t i = 0; i < picture->length; i += 3) {
        size_t left = picture->length - i;
        uint32_t bits = (uint32_t)picture->bytes[i] << 16 | (left > 1 ? (uint32_t)picture->bytes[i + 1] << 8 : 0) |
                        (left > 2 ? picture->bytes[i + 2] : 0);
        buffer_putc(writer->out, digits[bits >> 18]);
        buffer_putc(writer->out, digits[bits >> 12 & 63]);
        buffer_putc(writer->out, left > 1 ? digits[bits >> 6 & 63] : '=');
        buffer_putc(writer->out, left > 2 ? digits[bits & 63] : '=');
    }
    buffer_puts(writer->out, "\"/>\n");
}

/* What all marks of a layer look like: several paths of one paint, without a pattern. NULL when they differ. */
static const struct paint *svg_shared_paint(const struct svg_writer *writer, const struct mark *group)
{
    const struct mark *mark = group + 1, *end = writer->display->marks + writer->display->mark_count;
    if (group->role != ROLE_LAYER || mark == end || mark->kind != MARK_PATH || mark->paint.pattern != PATTERN_NONE)
        return NULL;
    const struct paint *paint = &mark->paint;
    while (mark < end && mark->kind == MARK_PATH && paint_equals(paint, &mark->paint))
        mark++;
    return mark < end && mark->kind == MARK_GROUP_CLOSE && mark - group > 2 ? paint : NULL;
}

static void svg_group_open(struct svg_writer *writer, const struct mark *mark)
{
    buffer_puts(writer->out, "<g");
    if (mark->id != NULL)
        svg_attribute_text(writer, "id", mark->id);
    if (mark->role != ROLE_NONE)
        buffer_printf(writer->out, " class=\"%s\"", svg_role(mark->role));
    if (!writer->options->is_inline && mark->title != NULL) {
        buffer_puts(writer->out, " inkscape:groupmode=\"layer\"");
        svg_attribute_text(writer, "inkscape:label", mark->title);
    }
    writer->shared = svg_shared_paint(writer, mark);
    if (writer->shared != NULL) {
        svg_fill(writer, writer->shared);
        if (writer->shared->stroke.alpha > 0)
            svg_stroke(writer, writer->shared);
    }
    buffer_puts(writer->out, ">\n");
}

static void svg_clip_open(struct svg_writer *writer, const struct mark *mark)
{
    unsigned number = ++writer->clips;
    buffer_printf(writer->out, "<clipPath id=\"clip-%u\"><path d=\"", number);
    svg_path_data(writer, &mark->path);
    buffer_printf(writer->out, "\"/></clipPath>\n<g clip-path=\"url(#clip-%u)\">\n", number);
}

static void svg_mark(struct svg_writer *writer, const struct mark *mark)
{
    switch (mark->kind) {
    case MARK_GROUP_OPEN:
        svg_group_open(writer, mark);
        break;
    case MARK_GROUP_CLOSE:
    case MARK_CLIP_CLOSE:
        writer->shared = NULL;
        buffer_puts(writer->out, "</g>\n");
        break;
    case MARK_PATH:
        svg_path(writer, mark);
        break;
    case MARK_TEXT:
        svg_text(writer, mark);
        break;
    case MARK_PICTURE:
        svg_picture(writer, mark);
        break;
    case MARK_CLIP_OPEN:
        svg_clip_open(writer, mark);
        break;
    }
}

/* ---- the whole ---- */

static void svg_size(struct svg_writer *writer)
{
    const struct display *display = writer->display;
    bool is_mm = strcmp(writer->options->unit, "mm") == 0;
    double factor = is_mm ? display->point * 25.4 / 72 : 1;
    const char *const names[] = {"width", "height"};
    const double sizes[] = {display->width + 2 * display->slug, display->height + 2 * display->slug};
    for (int i = 0; i < 2; i++) {
        buffer_printf(writer->out, " %s=\"", names[i]);
        number_write(writer->out, sizes[i] * factor, 2);
        buffer_printf(writer->out, "%s\"", is_mm ? "mm" : "");
    }
}

static void svg_head(struct svg_writer *writer)
{
    const struct display *display = writer->display;
    if (!writer->options->is_inline)
        buffer_puts(writer->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buffer_puts(writer->out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    if (!writer->options->is_inline) {
        buffer_puts(writer->out, " xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        buffer_puts(writer->out, " xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" version=\"1.1\"");
        svg_attribute_text(writer, "xml:lang", display->lang);
        svg_size(writer);
    }
    const double slug = display->slug;
    const double view[] = {-slug, -slug, display->width + 2 * slug, display->height + 2 * slug};
    for (int i = 0; i < 4; i++) {
        buffer_puts(writer->out, i == 0 ? " viewBox=\"" : " ");
        number_write(writer->out, view[i], 2);
    }
    buffer_puts(writer->out, "\" font-family=\"Inter, Arial, sans-serif\"");
    /* A drawing without a name says nothing to those who do not see it: a swatch beside its text. */
    buffer_puts(writer->out,
                display->title != NULL ? " role=\"img\" aria-labelledby=\"map-title\"" : " aria-hidden=\"true\"");
    buffer_puts(writer->out, display->description != NULL ? " aria-describedby=\"map-description\">\n" : ">\n");
    if (display->title != NULL) {
        buffer_puts(writer->out, "<title id=\"map-title\">");
        buffer_xml(writer->out, display->title);
        buffer_puts(writer->out, "</title>\n");
    }
    if (display->description != NULL) {
        buffer_puts(writer->out, "<desc id=\"map-description\">");
        buffer_xml(writer->out, display->description);
        buffer_puts(writer->out, "</desc>\n");
    }
}

void svg_write(const struct display *display, const struct svg_options *options, struct buffer *out)
{
    assert(options->decimals >= 0 && options->decimals <= 3);
    struct svg_writer writer = {.display = display, .options = options, .out = out, .steps = 1};
    for (int i = 0; i < options->decimals; i++)
        writer.steps *= 10;
    svg_head(&writer);
    svg_looks(&writer);
    svg_patterns(&writer);
    for (size_t i = 0; i < display->mark_count; i++)
        svg_mark(&writer, &display->marks[i]);
    buffer_puts(out, "</svg>\n");
}
