/* base/csv.h: comma-separated values written as RFC 4180 says: CRLF, quotes only where needed. */
#ifndef TERRIL_BASE_CSV_H
#define TERRIL_BASE_CSV_H

#include <stdbool.h>

#include "base/buffer.h"

struct csv_writer {
    struct buffer *out; /* borrowed */
    bool has_cell;
};

void csv_writer_init(struct csv_writer *writer, struct buffer *out);
/* NULL is an empty cell, "" too. A cell that begins with = + - @ tab or CR and is not a number gets
 * an apostrophe in front, so that no spreadsheet runs it as a formula. */
void csv_text(struct csv_writer *writer, const char *text);
void csv_number(struct csv_writer *writer, double value, int decimals); /* not finite: empty cell */
void csv_exact(struct csv_writer *writer, double value);
void csv_end_row(struct csv_writer *writer);

#endif
