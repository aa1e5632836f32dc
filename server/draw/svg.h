/* draw/svg.h: the display list as SVG 1.1 with live text and layers that Inkscape and Illustrator name. */
#ifndef TERRIL_DRAW_SVG_H
#define TERRIL_DRAW_SVG_H

#include <stdbool.h>

#include "base/buffer.h"
#include "draw/display.h"

struct svg_options {
    bool is_inline;   /* inside an HTML page: no XML head, viewBox without a size, classes for the page's CSS */
    int decimals;     /* of coordinates: 1 for the screen, 2 for paper */
    const char *unit; /* of width and height when not inline: "mm" sizes are computed from `point`, "px" */
};

/* A file has a style sheet for its texts, with classes "look-1" and so on; inside a page each text says what it looks like.
 * What the page's CSS and scripts can hold on to: groups have the class of their role ("layer", "label", ..) and the id
 * "layer-<layer of the style>"; a label is <text class="label rank-1">; a titled feature is a <path> with its <title> and, inline, its
 * key in data-key; the whole is named by #map-title and described by #map-description. A display without a title is
 * hidden from screen readers. */
void svg_write(const struct display *display, const struct svg_options *options, struct buffer *out);

#endif
