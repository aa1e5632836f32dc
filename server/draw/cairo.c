#include "draw/cairo.h"

#include "draw/painter.h"
#include "draw/png.h"

#include <cairo.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static bool png_paint(const struct display *display, double dots, cairo_surface_t *surface, struct error *err)
{
    cairo_t *cairo = cairo_create(surface);
    if (!display->is_transparent) {
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
    }
    cairo_scale(cairo, dots, dots);
    cairo_translate(cairo, display->slug, display->slug);
    painter_paint(cairo, display);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
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
    cairo_surface_t *surface = cairo_image_surface_create(
        display->is_transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, (int)width, (int)height);
    bool is_done = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
                       ? png_paint(display, dots, surface, err) &&
                             png_encode(surface, dots / display->point * 72 / 0.0254, out, err)
                       : error_set(err, ERROR_INTERNAL, "PNG: no memory for %.0f x %.0f pixels", width, height);
    cairo_surface_destroy(surface);
    return is_done;
}
