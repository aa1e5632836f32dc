/* draw/text_layout.h: pango's layout of one line, for the files of draw/ that measure and paint. */
#ifndef TERRIL_DRAW_TEXT_LAYOUT_H
#define TERRIL_DRAW_TEXT_LAYOUT_H

#include "draw/text.h"

#include <pango/pangocairo.h>

/* Belongs to the calling thread; given back with g_object_unref. */
PangoLayout *text_layout_new(const char *text, double size, enum text_weight weight);

#endif
