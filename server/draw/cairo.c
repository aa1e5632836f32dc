#include "draw/cairo.h"

#include "draw/painter.h"

#include <cairo.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static cairo_status_t cairo_append(void *payload, const unsigned char *bytes, unsigned int length)
{
    buffer_append(payload, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* CRC-32 of a chunk's type and data (PNG specification, 5.5 and annex D). */
static uint32_t png_crc(const unsigned char *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
    return ~crc;
}

static void png_uint32(unsigned char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* Behind the signature and IHDR (8 + 25 bytes): the pHYs chunk, so that programs know the size in print. */
static void png_add_density(struct buffer *png, double dots_per_metre)
{
    const size_t head = 33;
    unsigned char chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
    png_uint32(chunk + 8, (uint32_t)lround(dots_per_metre));
    png_uint32(chunk + 12, (uint32_t)lround(dots_per_metre));
    chunk[16] = 1; /* per metre */
    png_uint32(chunk + 17, png_crc(chunk + 4, 13));
    buffer_reserve(png, sizeof chunk);
    memmove(png->bytes + head + sizeof chunk, png->bytes + head, png->length - head + 1);
    memcpy(png->bytes + head, chunk, sizeof chunk);
    png->length += sizeof chunk;
}

static bool png_paint(const struct display *display, double dots, cairo_surface_t *surface, struct buffer *png,
                      struct error *err)
{
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, dots, dots);
    cairo_translate(cairo, display->slug, display->slug);
    painter_paint(cairo, display, false);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, cairo_append, png);
    return status == CAIRO_STATUS_SUCCESS || error_set(err, ERROR_INTERNAL, "PNG: %s", cairo_status_to_string(status));
}

bool png_write(const struct display *display, double dots, struct buffer *out, struct error *err)
{
    double width = fmax(round((display->width + 2 * display->slug) * dots), 1);
    double height = fmax(round((display->height + 2 * display->slug) * dots), 1);
    if (!(dots > 0) || !(width * height <= PNG_PIXELS_MAX) || width > INT16_MAX || height > INT16_MAX)
        return error_set(err, ERROR_LIMIT,
                         "a picture of %.0f x %.0f pixels is too large: at most %.0f million pixels and %d on a side",
                         width, height, PNG_PIXELS_MAX / 1e6, INT16_MAX);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    struct buffer png = BUFFER_INIT;
    bool is_painted = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
                          ? png_paint(display, dots, surface, &png, err)
                          : error_set(err, ERROR_INTERNAL, "PNG: no memory for %.0f x %.0f pixels", width, height);
    cairo_surface_destroy(surface);
    if (is_painted) {
        png_add_density(&png, dots / display->point * 72 / 0.0254);
        buffer_append(out, png.bytes, png.length);
    }
    buffer_free(&png);
    return is_painted;
}
