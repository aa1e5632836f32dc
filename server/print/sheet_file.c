#include "print/sheet_file.h"

#include "draw/cairo.h"
#include "draw/svg.h"

#include <assert.h>
#include <string.h>

#define PAPER_DPI 300.0

bool sheet_file(const struct display *display, const struct paper *paper, const char *form, double dpi,
                struct buffer *out, struct error *err)
{
    if (strcmp(form, "pdf") == 0)
        return pdf_write(display, out, err);
    if (strcmp(form, "png") == 0) {
        double dots = (dpi > 0 ? dpi : PAPER_DPI) * display->point / 72;
        return png_write(display, paper->is_pixels && !(dpi > 0) ? 1 : dots, out, err);
    }
    assert(strcmp(form, "svg") == 0);
    struct svg_options svg = {false, 2, paper->is_pixels ? "px" : "mm"};
    svg_write(display, &svg, out);
    return true;
}
