/* draw/picture.h: a picture given by the operator, a logo: PNG. */
#ifndef TERRIL_DRAW_PICTURE_H
#define TERRIL_DRAW_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

#define PICTURE_SIDE_MAX 4000 /* pixels */

struct picture {
    int width, height;          /* pixels */
    const unsigned char *bytes; /* the PNG file, for media that take it as it is */
    size_t length;
    const uint32_t *pixels; /* row by row, 0xAARRGGBB, colours multiplied by alpha */
};

/* Decodes the whole file, so that a broken one is found before anything is drawn. Memory from the arena. NULL when it is no
 * PNG, is broken, or has a side of more than PICTURE_SIDE_MAX; `name` is what the sentence calls it. */
const struct picture *picture_read(const void *bytes, size_t length, const char *name, struct arena *arena,
                                   struct error *err);

#endif
