/* print/sheet_file.h: a finished sheet as the bytes of a file. */
#ifndef TERRIL_PRINT_SHEET_FILE_H
#define TERRIL_PRINT_SHEET_FILE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "draw/display.h"
#include "print/sheet.h"

/* `form` is "pdf", "svg" or "png" (nothing else). `dpi`: of a PNG on paper; pictures have the pixels that they ask for unless it
 * is given; 0 for none. */
bool sheet_file(const struct display *display, const struct paper *paper, const char *form, double dpi,
                struct buffer *out, struct error *err);

#endif
