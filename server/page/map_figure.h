/* page/map_figure.h: the map of the page as inline SVG with its legend as its foot. */
#ifndef TERRIL_PAGE_MAP_FIGURE_H
#define TERRIL_PAGE_MAP_FIGURE_H

#include "base/buffer.h"
#include "page/view.h"

/* Appends <figure>; `credits` gets the credit line of what was drawn, from the view's arena. */
bool map_figure_write(const struct view *view, struct buffer *out, const char **credits, struct error *err);

#endif
