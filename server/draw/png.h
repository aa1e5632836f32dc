/* draw/png.h: a cairo surface as PNG (ISO/IEC 15948). For the files of cairo. */
#ifndef TERRIL_DRAW_PNG_H
#define TERRIL_DRAW_PNG_H

#include <stdbool.h>

#include <cairo.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends the picture of an image surface of format RGB24 or ARGB32, 8 bits a channel. `density`: dots a metre, so that programs
 * know the size in print. Row by row: no second picture in memory. The same pixels give the same bytes.
 *
 * cairo's own writer has libpng try five filters for each row; flat colours want none. */
bool png_encode(cairo_surface_t *surface, double density, struct buffer *out, struct error *err);

#endif
