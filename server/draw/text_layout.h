/* draw/text_layout.h: pango's layout of one line, for the files of draw/ that measure and paint. */
#ifndef TERRIL_DRAW_TEXT_LAYOUT_H
#define TERRIL_DRAW_TEXT_LAYOUT_H

#include "draw/text.h"

#include <pango/pangocairo.h>

/* Belongs to the calling thread; given back with g_object_unref. */
PangoLayout *text_layout_new(const char *text, double size, enum text_weight weight);
/* Puts `spacing` more between its letters, in the unit of its size; 0 changes nothing. */
void text_layout_spread(PangoLayout *layout, double spacing);

#endif
