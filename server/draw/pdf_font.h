/* draw/pdf_font.h: the fonts of a PDF: which glyphs were used, embedded as a subset. For the files of pdf. */
#ifndef TERRIL_DRAW_PDF_FONT_H
#define TERRIL_DRAW_PDF_FONT_H

#include <stdbool.h>

#include "base/arena.h"
#include "draw/pdf_file.h"
#include "draw/text_layout.h"

struct pdf_font;
struct pdf_fonts {
    struct pdf_font *first; /* in the order of their first use */
    unsigned count;
    struct arena *arena;
};

/* The face of pango's font, known from now on; it is /F<number> in the page's resources. NULL when it cannot be embedded: a
 * font of pictures, or one with axes. */
struct pdf_font *pdf_font_of(struct pdf_fonts *fonts, PangoFont *font);
unsigned pdf_font_number(const struct pdf_font *font);
/* A glyph was shown that stands for `text` (not ended, may be empty). Returns its width in ems. */
double pdf_font_use(struct pdf_fonts *fonts, struct pdf_font *font, unsigned glyph, const char *text, size_t length);
/* Writes them all and appends "/F1 7 0 R/F2 .." to `resources`. */
bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file, struct buffer *resources, struct error *err);
void pdf_fonts_free(struct pdf_fonts *fonts);

#endif
