/* draw/pdf_document.h: what a PDF says about its page beside drawing it. For the files of pdf. */
#ifndef TERRIL_DRAW_PDF_DOCUMENT_H
#define TERRIL_DRAW_PDF_DOCUMENT_H

#include "draw/pdf_content.h"

/* Title, description, language, author, dates as an XMP packet (ISO 16684-1, 7.3.2). */
bool pdf_metadata_write(struct pdf_file *file, unsigned number, const struct display *display, struct error *err);
/* The document information dictionary (ISO 32000-1, 14.3.3). */
void pdf_information_write(struct pdf_file *file, unsigned number, const struct display *display);
/* The structure tree (14.7) of the one page. */
void pdf_structure_write(struct pdf_file *file, unsigned number, unsigned page, struct pdf_content *content);
/* The optional content groups; appends "/OCProperties .." to `catalog` and "/Properties .." to `resources`. */
void pdf_layers_write(struct pdf_file *file, struct pdf_content *content, struct buffer *catalog,
                      struct buffer *resources);
/* Title, map and, under it, its layers (12.3.3). */
void pdf_outline_write(struct pdf_file *file, unsigned number, unsigned page, const struct pdf_content *content);
/* "/VP[..]" with the map's ground: ISO 32000-2, 12.9 and 12.10. Nothing where the display has none. */
bool pdf_viewport_append(struct buffer *page, const struct display *display, struct error *err);
/* The box in points, y upward, of one in the display's units: "[x0 y0 x1 y1]". */
void pdf_box(struct buffer *out, const struct display *display, struct box box);

#endif
