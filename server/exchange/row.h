/* exchange/row.h: a layer's features in memory, typed, not yet brought to Lambert-93. All are read before the first is
 * written, because whether the axes are swapped shows only in the whole. */
#ifndef TERRIL_EXCHANGE_ROW_H
#define TERRIL_EXCHANGE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "exchange/codes.h"
#include "exchange/column.h"
#include "exchange/layer.h"
#include "geo/feature.h"

#define ROWS_MAX ((size_t)2000000) /* kept of one file */

struct row {
    int64_t index;            /* in the file, from 1 */
    struct value *values;     /* one for each input of the source */
    struct geometry geometry; /* as the file has it; GEOMETRY_NONE for a table */
    const char *refusal;      /* a sentence, NULL while the row is good */
};

struct row_list {
    struct row *rows;
    size_t count, capacity;
    size_t passed_over; /* features of other communes, by the source's filter */
};

/* Everything but the list itself is borrowed from the arena. `codes` may be NULL: no filter. A file that breaks off is an
 * error; a feature that cannot be used is a row with its refusal. */
bool row_list_read(struct row_list *list, struct layer *layer, struct column_set *columns, const struct codes *codes,
                   const char *file_name, struct arena *arena, struct error *err);
void row_list_free(struct row_list *list);

#endif
