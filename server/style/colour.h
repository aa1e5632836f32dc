/* style/colour.h: colours as CSS writes them. */
#ifndef TERRIL_STYLE_COLOUR_H
#define TERRIL_STYLE_COLOUR_H

#include <stdbool.h>

/* sRGB, each 0 to 1, not premultiplied. */
struct colour {
    double red, green, blue, alpha;
};

/* #rgb, #rgba, #rrggbb, #rrggbbaa, rgb(), rgba(), hsl(), hsla() with commas or without, names, transparent, in any case
 * (CSS Color 4, without angles other than degrees, "none" and comments; the style specification's colours). */
bool colour_read(const char *text, struct colour *colour);
/* "#a63a1f"; alpha is left out. */
void colour_write_hex(struct colour colour, char text[8]);
bool colour_equals(struct colour left, struct colour right);
/* Its alpha times `opacity`, 0 to 1. */
struct colour colour_fade(struct colour colour, double opacity);

#endif
