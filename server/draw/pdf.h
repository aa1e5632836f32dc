/* draw/pdf.h: the display list as a PDF that goes straight to the printer. */
#ifndef TERRIL_DRAW_PDF_H
#define TERRIL_DRAW_PDF_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "draw/display.h"

/* One page, all vector but the pictures, PDF 1.7 (ISO 32000-1):
 * - fonts embedded and subset, each text to be copied and searched;
 * - structure for readers who do not see it (14.8): the title is the heading, the map one figure with the display's
 *   description as its alternative text, the legend a list; what only decorates is an artifact;
 * - title, language, author, dates (SOURCE_DATE_EPOCH) in the properties and as XMP (ISO 16684-1);
 * - the layers as optional content (8.11) and, with the title and the map, in the outline;
 * - where the display knows its ground, a viewport measured in Lambert-93 (ISO 32000-2, 12.10), which GDAL, QGIS and
 *   Acrobat read;
 * - TrimBox and BleedBox for the print shop.
 * The same display gives the same bytes. A font that cannot be embedded, one with axes, is drawn as shapes; pictures of
 * letters (emoji) are left out. Nothing is appended on failure. */
bool pdf_write(const struct display *display, struct buffer *out, struct error *err);

#endif
