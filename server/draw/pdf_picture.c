#include "draw/pdf_picture.h"

#include "base/memory.h"
#include "draw/picture.h"

#include <stdio.h>
#include <stdlib.h>

/* Colours without what was multiplied into them, and the alpha in a picture of its own (11.6.5.3). Says whether it is
 * needed. */
static bool picture_split(const struct picture *picture, unsigned char *colours, unsigned char *alphas)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    bool is_opaque = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = picture->pixels[i], alpha = pixel >> 24;
        alphas[i] = (unsigned char)alpha;
        is_opaque = is_opaque && alpha == 255;
        for (int part = 0; part < 3; part++) {
            uint32_t value = pixel >> (16 - 8 * part) & 0xff;
            colours[3 * i + (size_t)part] = (unsigned char)(alpha == 0 ? 255 : (value * 255 + alpha / 2) / alpha);
        }
    }
    return !is_opaque;
}

static bool picture_stream(struct pdf_file *file, unsigned number, const struct picture *picture, const char *space,
                           const unsigned char *bytes, size_t length, struct error *err)
{
    struct buffer entries = BUFFER_INIT;
    buffer_printf(&entries, "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s",
                  picture->width, picture->height, space);
    bool is_done = pdf_stream(file, number, entries.bytes, bytes, length, false, err);
    buffer_free(&entries);
    return is_done;
}

bool pdf_picture_write(struct pdf_file *file, unsigned number, const struct picture *picture, struct error *err)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    unsigned char *colours = memory_alloc(4 * count), *alphas = colours + 3 * count;
    char space[48] = "/DeviceRGB";
    bool is_done = true;
    if (picture_split(picture, colours, alphas)) {
        unsigned mask = pdf_file_number(file);
        snprintf(space, sizeof space, "/DeviceRGB/SMask %u 0 R", mask);
        is_done = picture_stream(file, mask, picture, "/DeviceGray", alphas, count, err);
    }
    is_done = is_done && picture_stream(file, number, picture, space, colours, 3 * count, err);
    free(colours);
    return is_done;
}
