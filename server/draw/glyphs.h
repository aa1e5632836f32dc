/* draw/glyphs.h: letters as pictures of the distance to their outline, which a graphics card draws sharp at every size and angle
 * (Green 2007, "Improved alpha-tested magnification for vector textures and special effects"). */
#ifndef TERRIL_DRAW_GLYPHS_H
#define TERRIL_DRAW_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "draw/display.h"

#define GLYPH_EM     24 /* pixels that an em has in the pictures */
#define GLYPH_MARGIN 3  /* pixels around the letter's box */

struct glyph {
    unsigned code;          /* of Unicode */
    unsigned width, height; /* pixels, of the box without its margin; both 0 of a space */
    int left, top;          /* of the box's corner: to the right of the pen, and up from the baseline */
    unsigned advance;       /* of the pen, pixels */
    /* Rows from the top, of width + 2 GLYPH_MARGIN bytes; NULL of a space. 191 on the outline, 32 more a pixel within, 32 less a
     * pixel without (font-maker's and MapLibre's convention: a radius of 8 pixels, cut off at a quarter). */
    const unsigned char *distances;
};

/* The letters that the drawing font has of `count` codes from `first` on, in order; memory from the arena. ERROR_INTERNAL when
 * FreeType refuses the font. Safe from any thread. */
bool glyphs_make(enum text_weight weight, unsigned first, unsigned count, struct arena *arena, struct glyph **glyphs,
                 size_t *glyph_count, struct error *err);

#endif
