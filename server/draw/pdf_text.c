#include "draw/pdf_graphics.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* A line of text on its way into the stream. */
struct pdf_line {
    struct pdf_fonts *fonts;
    const struct mark *mark;
    const char *text;            /* the layout's */
    struct buffer out;           /* text operators */
    struct path_builder *shapes; /* of runs whose font cannot be embedded; NULL: none */
    struct arena *arena;
    double x; /* where the next run begins */
};

/* The text of the glyph's cluster, for the cluster's first glyph; nothing for the others. */
static size_t glyph_text(const struct pdf_line *line, const PangoGlyphItem *run, int glyph, const char **text)
{
    const int *clusters = run->glyphs->log_clusters;
    int begin = clusters[glyph], end = run->item->length;
    *text = line->text + run->item->offset + begin;
    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
        if (clusters[i] == begin && i < glyph)
            return 0;
        if (clusters[i] > begin && clusters[i] < end)
            end = clusters[i];
    }
    return (size_t)(end - begin);
}

/* The matrix of the next run, which is turned about the mark's place; y goes down on our pages. */
static void line_place(struct pdf_line *line)
{
    const struct mark *mark = line->mark;
    double along = line->x - mark->x, cosine = cos(mark->angle), sine = sin(mark->angle);
    const double matrix[] = {cosine, sine, sine, -cosine};
    if (mark->angle == 0)
        buffer_puts(&line->out, "1 0 0 -1 ");
    for (size_t i = 0; mark->angle != 0 && i < 4; i++) {
        number_write(&line->out, matrix[i], 6); /* a thousandth of the page's width at its other side */
        buffer_putc(&line->out, ' ');
    }
    pdf_number(&line->out, mark->x + along * cosine);
    pdf_number(&line->out, mark->y + along * sine);
}

/* Glyphs in one array (ISO 32000-1, 9.4.3); numbers between them where the font's own widths do not lead there. */
static void line_run(struct pdf_line *line, const PangoGlyphItem *run, struct pdf_font *font)
{
    double size = line->mark->size, x = line->x, pen = line->x, rise = 0;
    buffer_printf(&line->out, "/F%u ", pdf_font_number(font));
    number_write(&line->out, size, 3);
    buffer_puts(&line->out, " Tf ");
    line_place(line);
    buffer_puts(&line->out, "Tm [<");
    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *glyph = &run->glyphs->glyphs[i];
        double at = x + (double)glyph->geometry.x_offset / PANGO_SCALE;
        double up = -(double)glyph->geometry.y_offset / PANGO_SCALE;
        x += (double)glyph->geometry.width / PANGO_SCALE;
        if (glyph->glyph == PANGO_GLYPH_EMPTY)
            continue;
        if (up != rise) {
            buffer_puts(&line->out, ">]TJ ");
            pdf_number(&line->out, up);
            buffer_puts(&line->out, "Ts [<");
            rise = up;
        }
        double back = round((pen - at) * 1000 / size);
        if (back != 0) {
            buffer_printf(&line->out, ">%.0f<", back);
            pen -= back * size / 1000;
        }
        /* What no font has is shown as the font's sign for it, glyph 0, and read as U+FFFD. */
        bool is_unknown = glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG;
        unsigned shown = is_unknown ? 0 : glyph->glyph;
        const char *text = "\ufffd";
        size_t length = is_unknown ? strlen(text) : glyph_text(line, run, i, &text);
        buffer_printf(&line->out, "%04X", shown);
        pen += size * pdf_font_use(line->fonts, font, shown, text, length);
    }
    buffer_puts(&line->out, rise != 0 ? ">]TJ 0 Ts\n" : ">]TJ\n");
    line->x = x;
}

/* As shapes: what cannot be embedded. */
static void line_outlines(struct pdf_line *line, const PangoGlyphItem *run)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    if (line->shapes == NULL)
        line->shapes = path_builder_new(line->arena);
    cairo_translate(cairo, line->mark->x, line->mark->y);
    cairo_rotate(cairo, line->mark->angle);
    cairo_move_to(cairo, line->x - line->mark->x, 0);
    pango_cairo_glyph_string_path(cairo, run->item->analysis.font, run->glyphs);
    cairo_identity_matrix(cairo);
    cairo_path_t *path = cairo_copy_path_flat(cairo);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        if (data->header.type == CAIRO_PATH_MOVE_TO)
            path_move(line->shapes, data[1].point.x, data[1].point.y);
        else if (data->header.type == CAIRO_PATH_LINE_TO)
            path_line(line->shapes, data[1].point.x, data[1].point.y);
        else
            path_close(line->shapes);
    }
    cairo_path_destroy(path);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    line->x += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
}

static void line_fill(struct pdf_line *line, const PangoLayoutLine *pango_line)
{
    for (GSList *runs = pango_line->runs; runs != NULL; runs = runs->next) {
        const PangoGlyphItem *run = runs->data;
        struct pdf_font *font = pdf_font_of(line->fonts, run->item->analysis.font);
        if (font != NULL)
            line_run(line, run, font);
        else if (run->item->analysis.font != NULL)
            line_outlines(line, run);
    }
}

static void paint_outlines(struct pdf_graphics *graphics, const struct mark *mark, bool is_halo,
                           struct path_builder *outlines)
{
    struct mark shapes = {.path = path_take(outlines)};
    if (is_halo)
        shapes.paint = (struct paint){.stroke = mark->paint.stroke, .width = 2 * mark->halo, .join = JOIN_ROUND};
    else
        shapes.paint = (struct paint){.fill = mark->paint.fill};
    pdf_paint_path(graphics, &shapes);
}

static void paint_line(struct pdf_graphics *graphics, const struct mark *mark, bool is_halo, const struct buffer *line)
{
    if (is_halo) {
        pdf_set_stroke(graphics, mark->paint.stroke, 2 * mark->halo, JOIN_ROUND);
        pdf_set_dash(graphics, NULL, 0);
    } else {
        pdf_set_fill(graphics, mark->paint.fill);
    }
    buffer_puts(graphics->out, is_halo ? "BT 1 Tr\n" : "BT\n");
    buffer_append(graphics->out, line->bytes, line->length);
    buffer_puts(graphics->out, is_halo ? "0 Tr ET\n" : "ET\n");
}

void pdf_paint_text(struct pdf_graphics *graphics, const struct mark *mark, bool is_halo)
{
    PangoLayout *layout = text_layout_new(mark->text, mark->size, mark->weight);
    text_layout_spread(layout, mark->spacing);
    PangoLayoutLine *pango_line = pango_layout_get_line_readonly(layout, 0);
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_line, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    double x = mark->x - (mark->anchor == ANCHOR_MIDDLE ? width / 2 : mark->anchor == ANCHOR_END ? width : 0);
    struct pdf_line line = {.fonts = graphics->content->fonts,
                            .mark = mark,
                            .text = pango_layout_get_text(layout),
                            .arena = graphics->content->arena,
                            .x = x};
    line_fill(&line, pango_line);
    if (line.out.length > 0)
        paint_line(graphics, mark, is_halo, &line.out);
    if (line.shapes != NULL)
        paint_outlines(graphics, mark, is_halo, line.shapes);
    buffer_free(&line.out);
    g_object_unref(layout);
}
