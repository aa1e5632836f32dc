/* draw/pdf_file.h: the objects of a PDF file and their table (ISO 32000-1, 7.3 and 7.5). For the files of pdf. */
#ifndef TERRIL_DRAW_PDF_FILE_H
#define TERRIL_DRAW_PDF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct pdf_file {
    struct buffer *out; /* the file begins where the buffer's end was */
    size_t begin;
    size_t *offsets;          /* by number; 0: not written yet */
    unsigned count, capacity; /* numbers handed out, from 1 */
};

/* The head of the file. */
void pdf_file_begin(struct pdf_file *file, struct buffer *out);
void pdf_file_free(struct pdf_file *file); /* not what was written */
/* The number of an object to be written later. */
unsigned pdf_file_number(struct pdf_file *file);
/* "12 0 obj", then what is appended to file->out, then "endobj". */
void pdf_object_open(struct pdf_file *file, unsigned number);
void pdf_object_close(struct pdf_file *file);
/* A stream, deflated (7.4.4) unless `is_plain`; `entries` are the other entries of its dictionary. */
bool pdf_stream(struct pdf_file *file, unsigned number, const char *entries, const void *bytes, size_t length,
                bool is_plain, struct error *err);
/* The table and the trailer. */
void pdf_file_end(struct pdf_file *file, unsigned catalog, unsigned information);

/* A text string (7.9.2.2), ASCII or UTF-16, from UTF-8. */
void pdf_text(struct buffer *out, const char *text);
/* UTF-16BE in hexadecimal digits, without delimiters. */
void pdf_utf16(struct buffer *out, const char *text);
/* "D:20261122000000Z" (7.9.4) */
void pdf_date(struct buffer *out, int64_t seconds);

#endif
