/* draw/painter.h: a display list painted with cairo, whatever the surface. For the files of cairo. */
#ifndef TERRIL_DRAW_PAINTER_H
#define TERRIL_DRAW_PAINTER_H

#include <cairo.h>

#include "draw/display.h"

/* One unit of the display is one unit of `cairo`. */
void painter_paint(cairo_t *cairo, const struct display *display);

#endif
