#include "draw/picture.h"

#include <cairo.h>
#include <string.h>

struct picture_bytes {
    const unsigned char *next;
    size_t left;
};

static cairo_status_t picture_take(void *payload, unsigned char *bytes, unsigned length)
{
    struct picture_bytes *from = payload;
    if (length > from->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, from->next, length);
    from->next += length;
    from->left -= length;
    return CAIRO_STATUS_SUCCESS;
}

/* Width and height stand in the first chunk (PNG specification, 11.2.2), before anything is unpacked. */
static bool picture_head(const unsigned char *bytes, size_t length, const char *name, struct error *err)
{
    static const unsigned char head[16] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    if (length < 33 || memcmp(bytes, head, sizeof head) != 0)
        return error_set(err, ERROR_INPUT, "%s: is no PNG file; a logo is a PNG", name);
    uint32_t sides[2];
    for (int i = 0; i < 2; i++) {
        const unsigned char *side = bytes + 16 + 4 * i;
        sides[i] = (uint32_t)side[0] << 24 | (uint32_t)side[1] << 16 | (uint32_t)side[2] << 8 | side[3];
    }
    if (sides[0] == 0 || sides[1] == 0 || sides[0] > PICTURE_SIDE_MAX || sides[1] > PICTURE_SIDE_MAX)
        return error_set(err, ERROR_LIMIT, "%s: %u x %u pixels; a logo has 1 to %d on a side", name, sides[0], sides[1],
                         PICTURE_SIDE_MAX);
    return true;
}

/* cairo gives 32 bits a pixel for every kind of PNG; without an alpha channel the upper 8 are not set. */
static const uint32_t *picture_pixels(cairo_surface_t *surface, struct picture *picture, struct arena *arena)
{
    bool is_opaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24;
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const unsigned char *rows = cairo_image_surface_get_data(surface);
    picture->width = cairo_image_surface_get_width(surface);
    picture->height = cairo_image_surface_get_height(surface);
    size_t width = (size_t)picture->width, height = (size_t)picture->height;
    uint32_t *pixels = arena_array(arena, width * height, sizeof *pixels);
    for (size_t y = 0; y < height; y++)
        memcpy(pixels + y * width, rows + y * stride, width * sizeof *pixels);
    for (size_t i = 0; is_opaque && i < width * height; i++)
        pixels[i] |= 0xff000000u;
    return pixels;
}

const struct picture *picture_read(const void *bytes, size_t length, const char *name, struct arena *arena,
                                   struct error *err)
{
    if (!picture_head(bytes, length, name, err))
        return NULL;
    struct picture_bytes from = {bytes, length};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(picture_take, &from);
    struct picture *picture = NULL;
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        picture = arena_alloc(arena, sizeof *picture);
        picture->bytes = (const unsigned char *)arena_copy(arena, bytes, length);
        picture->length = length;
        picture->pixels = picture_pixels(surface, picture, arena);
    } else {
        error_set(err, ERROR_INPUT, "%s: this PNG is broken: %s", name,
                  cairo_status_to_string(cairo_surface_status(surface)));
    }
    cairo_surface_destroy(surface);
    return picture;
}
