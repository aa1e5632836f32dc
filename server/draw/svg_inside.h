/* draw/svg_inside.h: what the writers of a drawing's parts share; only for the svg*.c files. */
#ifndef TERRIL_DRAW_SVG_INSIDE_H
#define TERRIL_DRAW_SVG_INSIDE_H

#include "draw/svg.h"

struct svg_writer {
    const struct display *display;
    const struct svg_options *options;
    struct buffer *out;
    int64_t steps; /* in one unit: a power of ten */
    unsigned clips;
    /* Of a file: what its texts look like, as CSS, each once: the class is "look-1", .. */
    const char **looks;
    size_t look_count;
    /* Of the group that we are in: all its paths look so, and it says so for them; or NULL */
    const struct paint *shared;
};

/* ---- svg_path.c ---- */

void svg_attribute(struct svg_writer *writer, const char *name, double value);
void svg_attribute_text(struct svg_writer *writer, const char *name, const char *text);
/* "name" and "name-opacity" when the colour lets something through. */
void svg_colour(struct svg_writer *writer, const char *name, struct colour colour);
void svg_stroke(struct svg_writer *writer, const struct paint *paint);
void svg_fill(struct svg_writer *writer, const struct paint *paint);
/* What stands in d="". */
void svg_path_data(struct svg_writer *writer, const struct path *path);
/* The mark, its title, and its pattern above it. */
void svg_path(struct svg_writer *writer, const struct mark *mark);
/* The definitions of all patterns that the drawing has. */
void svg_patterns(struct svg_writer *writer);

#endif
