/* draw/pdf_graphics.h: paths and texts as operators of a content stream (ISO 32000-1, 8.5, 9.4). For pdf_content. */
#ifndef TERRIL_DRAW_PDF_GRAPHICS_H
#define TERRIL_DRAW_PDF_GRAPHICS_H

#include "draw/pdf_content.h"

/* What the stream has set, so that it is not set again. */
struct pdf_graphics {
    struct pdf_content *content;
    struct buffer *out;
    struct colour fill, stroke;
    double width, dash[sizeof((struct paint){0}.dash) / sizeof(double)];
    size_t dash_count;
    int cap, join;
};

/* Nothing is known to be set: at the beginning and behind each Q. */
void pdf_graphics_forget(struct pdf_graphics *graphics);
void pdf_trace(struct buffer *out, const struct path *path);
void pdf_paint_path(struct pdf_graphics *graphics, const struct mark *mark);
/* The text, or the halo behind it, which is the same text as a stroke. */
void pdf_paint_text(struct pdf_graphics *graphics, const struct mark *mark, bool is_halo);
void pdf_paint_picture(struct pdf_graphics *graphics, const struct mark *mark, size_t number);

/* For the files of graphics. */
void pdf_number(struct buffer *out, double value);
void pdf_set_fill(struct pdf_graphics *graphics, struct colour colour);
void pdf_set_stroke(struct pdf_graphics *graphics, struct colour colour, double width, enum line_join join);
void pdf_set_dash(struct pdf_graphics *graphics, const double *dash, size_t count);

#endif
