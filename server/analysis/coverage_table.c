/* The coverage table for a terminal. */
#include "analysis/coverage.h"

#include "base/number.h"
#include "base/text.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_WIDTH  24 /* characters; with the columns below this fills 80 */
#define COLUMNS_MAX 64
#define GAP         2

static const char *const default_indicators[] = {"population", "cites",   "cites_ha", "cyclable_km",
                                                 "gares",      "friches", NULL};

static void pad(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_putc(out, ' ');
}

/* Left-aligned, cut with an ellipsis. */
static void name_write(const char *name, struct buffer *out)
{
    size_t length = strlen(name), count = text_characters(name, length);
    if (count <= NAME_WIDTH) {
        buffer_puts(out, name);
        pad(out, NAME_WIDTH - count);
        return;
    }
    size_t end = 0;
    for (int i = 0; i < NAME_WIDTH - 1; i++) {
        size_t size = utf8_size(name + end, length - end);
        end += size != 0 ? size : 1;
    }
    buffer_append(out, name, end);
    buffer_puts(out, "…");
}

static void figure_write(double value, int decimals, struct buffer *out)
{
    if (isfinite(value))
        number_write_french(out, value, decimals);
    else
        buffer_puts(out, "n. r.");
}

static void right_write(const struct buffer *text, size_t width, struct buffer *out)
{
    size_t count = text_characters(text->bytes, text->length);
    pad(out, GAP + (width > count ? width - count : 0));
    buffer_append(out, text->bytes, text->length);
}

struct table {
    const struct coverage *coverage;
    size_t columns[COLUMNS_MAX]; /* places in the snapshot's indicators */
    size_t widths[COLUMNS_MAX];
    size_t count;
    struct buffer cell;
};

static size_t cell_width(struct table *table, size_t column, const struct coverage_row *row)
{
    const struct snapshot_indicator *indicator = &table->coverage->snapshot->indicators[table->columns[column]];
    buffer_clear(&table->cell);
    if (row == NULL)
        buffer_puts(&table->cell, indicator->id);
    else
        figure_write(row->values[table->columns[column]], indicator->decimals, &table->cell);
    return text_characters(table->cell.bytes, table->cell.length);
}

static void table_open(struct table *table, const struct coverage *coverage, const char *const *indicators)
{
    *table = (struct table){.coverage = coverage};
    const struct snapshot *snapshot = coverage->snapshot;
    for (; *indicators != NULL && table->count < COLUMNS_MAX; indicators++)
        for (size_t i = 0; i < snapshot->indicator_count; i++)
            if (strcmp(snapshot->indicators[i].id, *indicators) == 0) {
                table->columns[table->count++] = i;
                break;
            }
    for (size_t column = 0; column < table->count; column++) {
        table->widths[column] = cell_width(table, column, NULL);
        for (size_t row = 0; row < coverage->row_count; row++) {
            size_t width = cell_width(table, column, &coverage->rows[row]);
            if (width > table->widths[column])
                table->widths[column] = width;
        }
    }
}

/* `row` NULL: the line of titles. */
static void line_write(struct table *table, const struct coverage_row *row, struct buffer *out)
{
    name_write(row != NULL ? row->name : "", out);
    for (size_t column = 0; column < table->count; column++) {
        cell_width(table, column, row);
        right_write(&table->cell, table->widths[column], out);
    }
    buffer_putc(out, '\n');
}

void coverage_write_table(const struct coverage *coverage, const char *const *indicators, struct buffer *out)
{
    struct table table;
    table_open(&table, coverage, indicators != NULL ? indicators : default_indicators);
    line_write(&table, NULL, out);
    for (size_t row = 0; row < coverage->row_count; row++)
        line_write(&table, &coverage->rows[row], out);
    buffer_putc(out, '\n');
    for (size_t column = 0; column < table.count; column++) {
        const struct snapshot_indicator *indicator = &coverage->snapshot->indicators[table.columns[column]];
        buffer_printf(out, "%s : %s (%s)\n", indicator->id, indicator->title_fr, indicator->unit);
    }
    buffer_puts(out, coverage->query.perimeter == PERIMETER_BASSIN ? "Périmètre : les communes du Bassin minier.\n"
                                                                   : "Périmètre : toutes les communes des 8 EPCI.\n");
    buffer_puts(out, "n. r. : non renseigné.\n");
    if (coverage->snapshot->is_schematic)
        buffer_puts(out, "Édition schématique : surfaces et longueurs approchées.\n");
    buffer_free(&table.cell);
}
