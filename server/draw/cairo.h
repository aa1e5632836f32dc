/* draw/cairo.h: the display list as PNG, through cairo and pango. */
#ifndef TERRIL_DRAW_CAIRO_H
#define TERRIL_DRAW_CAIRO_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "draw/display.h"
#include "draw/pdf.h"

#define PNG_PIXELS_MAX 40000000.0 /* 40 Mpx: A3 at 300 dpi is 17.4 */

/* `dots` is the number of pixels in one unit of the display. */
bool png_write(const struct display *display, double dots, struct buffer *out, struct error *err);

#endif
