/* style/colour.h: colours as CSS writes them. */
#ifndef TERRIL_STYLE_COLOUR_H
#define TERRIL_STYLE_COLOUR_H

#include <stdbool.h>

/* sRGB, each 0 to 1, not premultiplied. */
struct colour {
    double red, green, blue, alpha;
};

/* #rgb, #rrggbb, #rrggbbaa, rgb(), rgba(), and the names transparent, white, black. */
bool colour_read(const char *text, struct colour *colour);
/* "#a63a1f"; alpha is left out. */
void colour_write_hex(struct colour colour, char text[8]);
bool colour_equals(struct colour left, struct colour right);
/* Its alpha times `opacity`, 0 to 1. */
struct colour colour_fade(struct colour colour, double opacity);

#endif
