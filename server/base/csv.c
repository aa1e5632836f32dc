#include "base/csv.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

void csv_writer_init(struct csv_writer *writer, struct buffer *out)
{
    writer->out = out;
    writer->has_cell = false;
}

static void csv_next_cell(struct csv_writer *writer)
{
    if (writer->has_cell)
        buffer_putc(writer->out, ',');
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
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
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
    if (isfinite(value))
        number_write(writer->out, value, decimals);
}

void csv_exact(struct csv_writer *writer, double value)
{
    csv_next_cell(writer);
    if (isfinite(value))
        number_write_exact(writer->out, value);
}

void csv_end_row(struct csv_writer *writer)
{
    buffer_puts(writer->out, "\r\n");
    writer->has_cell = false;
}
