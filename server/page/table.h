/* page/table.h: the coverage table and the key figures of the page. */
#ifndef TERRIL_PAGE_TABLE_H
#define TERRIL_PAGE_TABLE_H

#include "base/buffer.h"
#include "page/view.h"

/* The table per EPCI with the theme's indicators, a bar for the first of them, the total last. */
void table_write(const struct view *view, struct buffer *out);
/* The theme's figures for the view's territory, each with its definition, date and source. */
bool key_figures_write(const struct view *view, struct buffer *out, struct error *err);
/* Title and definition of each indicator of the table, as a list. */
void definitions_write(const struct view *view, struct buffer *out);

#endif
