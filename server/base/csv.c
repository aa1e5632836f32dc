#include "base/csv.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

void csv_writer_init(struct csv_writer *writer, struct buffer *out)
{
    writer->out = out;
    writer->has_cell = false;
    writer->is_french = false;
}

void csv_writer_french(struct csv_writer *writer, struct buffer *out)
{
    csv_writer_init(writer, out);
    writer->is_french = true;
}

/* The decimal point of a number written since `from` becomes a comma. */
static void csv_comma(struct csv_writer *writer, size_t from)
{
    char *point = writer->is_french ? strchr(writer->out->bytes + from, '.') : NULL;
    if (point != NULL)
        *point = ',';
}

static void csv_next_cell(struct csv_writer *writer)
{
    if (writer->has_cell)
        buffer_putc(writer->out, writer->is_french ? ';' : ',');
    writer->has_cell = true;
}

/* What spreadsheets take for a formula (OWASP, "CSV injection"). */
static bool text_is_formula(const char *text)
{
    if (*text == '\0' || strchr("=+-@\t\r", *text) == NULL)
        return false;
    double ignored;
    return !number_read(text, strlen(text), &ignored);
}

void csv_text(struct csv_writer *writer, const char *text)
{
    csv_next_cell(writer);
    if (text == NULL)
        return;
    bool quoted = strpbrk(text, writer->is_french ? ";\"\r\n" : ",\"\r\n") != NULL;
    if (quoted)
        buffer_putc(writer->out, '"');
    if (text_is_formula(text))
        buffer_putc(writer->out, '\'');
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        buffer_append(writer->out, text, (size_t)(quote - text));
        buffer_puts(writer->out, "\"\"");
    }
    buffer_puts(writer->out, text);
    if (quoted)
        buffer_putc(writer->out, '"');
}

void csv_number(struct csv_writer *writer, double value, int decimals)
{
    csv_next_cell(writer);
    if (!isfinite(value))
        return;
    size_t from = writer->out->length;
    number_write(writer->out, value, decimals);
    csv_comma(writer, from);
}

void csv_exact(struct csv_writer *writer, double value)
{
    csv_next_cell(writer);
    if (!isfinite(value))
        return;
    size_t from = writer->out->length;
    number_write_exact(writer->out, value);
    csv_comma(writer, from);
}

void csv_end_row(struct csv_writer *writer)
{
    buffer_puts(writer->out, "\r\n");
    writer->has_cell = false;
}
