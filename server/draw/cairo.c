#include "draw/cairo.h"

#include "base/clock.h"
#include "draw/painter.h"
#include "draw/png.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

cairo_status_t painter_append(void *payload, const unsigned char *bytes, unsigned int length)
{
    buffer_append(payload, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* ---- PNG ---- */

static bool png_paint(const struct display *display, double dots, cairo_surface_t *surface, struct error *err)
{
    cairo_t *cairo = cairo_create(surface);
    if (!display->is_transparent) {
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
    }
    cairo_scale(cairo, dots, dots);
    painter_paint(cairo, display, false);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    return status == CAIRO_STATUS_SUCCESS || error_set(err, ERROR_INTERNAL, "PNG: %s", cairo_status_to_string(status));
}

bool png_write(const struct display *display, double dots, struct buffer *out, struct error *err)
{
    double width = fmax(round(display->width * dots), 1), height = fmax(round(display->height * dots), 1);
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

/* ---- PDF ---- */

void painter_properties(cairo_surface_t *surface, const struct display *display)
{
    char date[21];
    /* The day alone, so that two servers of one snapshot give the same bytes all day long. */
    clock_rfc3339(clock_date() / 86400 * 86400, date);
    if (display->title != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, display->title);
    if (display->description != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, display->description);
    if (display->author != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, display->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "terril " TERRIL_VERSION);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

bool pdf_write(const struct display *display, struct buffer *out, struct error *err)
{
    struct buffer pdf = BUFFER_INIT;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        painter_append, &pdf, display->width * display->point, display->height * display->point);
    painter_properties(surface, display);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, display->point, display->point);
    painter_paint(cairo, display, true);
    cairo_show_page(cairo);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        buffer_append(out, pdf.bytes, pdf.length);
    buffer_free(&pdf);
    return status == CAIRO_STATUS_SUCCESS || error_set(err, ERROR_INTERNAL, "PDF: %s", cairo_status_to_string(status));
}
