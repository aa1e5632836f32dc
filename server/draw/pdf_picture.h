/* draw/pdf_picture.h: a picture as an image of a PDF (ISO 32000-1, 8.9.5). For the files of pdf. */
#ifndef TERRIL_DRAW_PDF_PICTURE_H
#define TERRIL_DRAW_PDF_PICTURE_H

#include <stdbool.h>

#include "draw/pdf_file.h"

struct picture;

/* Writes object `number`, and one for its transparency where it has any. */
bool pdf_picture_write(struct pdf_file *file, unsigned number, const struct picture *picture, struct error *err);

#endif
