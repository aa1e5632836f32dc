/* base/csv.h: comma-separated values written as RFC 4180 says: CRLF, quotes only where needed. */
#ifndef TERRIL_BASE_CSV_H
#define TERRIL_BASE_CSV_H

#include <stdbool.h>

#include "base/buffer.h"

struct csv_writer {
    struct buffer *out; /* borrowed */
    bool has_cell, is_french;
};

void csv_writer_init(struct csv_writer *writer, struct buffer *out);
/* As a French spreadsheet reads it: semicolons between cells, decimal commas. */
void csv_writer_french(struct csv_writer *writer, struct buffer *out);
/* U+FEFF in UTF-8: what stands first in a file for a spreadsheet, which takes it for Windows-1252 otherwise. */
#define CSV_BYTE_ORDER_MARK "\xEF\xBB\xBF"
/* NULL is an empty cell, "" too. A cell that begins with = + - @ tab or CR and is not a number gets
 * an apostrophe in front, so that no spreadsheet runs it as a formula. */
void csv_text(struct csv_writer *writer, const char *text);
void csv_number(struct csv_writer *writer, double value, int decimals); /* not finite: empty cell */
void csv_exact(struct csv_writer *writer, double value);
void csv_end_row(struct csv_writer *writer);

#endif
