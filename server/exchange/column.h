/* exchange/column.h: a file's columns found by the catalogue's spellings, and its values made ours. */
#ifndef TERRIL_EXCHANGE_COLUMN_H
#define TERRIL_EXCHANGE_COLUMN_H

#include <ogr_api.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "catalogue/catalogue.h"
#include "exchange/layer.h"
#include "exchange/note.h"
#include "geo/feature.h"

/* Where one input of the source stands in the file, and what went wrong in it. */
struct column {
    int index; /* -1: the file does not have it; every value is NULL then */
    OGRFieldType type;
    size_t unreadable;     /* values that are no number where the catalogue wants one */
    const char *first_bad; /* the first of them */
};

struct column_set {
    const struct catalogue_source *source; /* borrowed */
    struct field *fields;                  /* what goes into frames: name and type of each input */
    struct column *columns;
    size_t count;
    size_t key;     /* the input that names a feature in the report */
    size_t recoded; /* texts that were not UTF-8 */
    struct buffer room;
};

/* Names are compared without regard to case; in a Shapefile ten characters are all that a name keeps. A required input without
 * a column is an error that says which columns there are. */
bool column_set_open(struct column_set *set, const struct catalogue_source *source, const struct layer *layer,
                     const char *file_name, struct arena *arena, struct error *err);
void column_set_close(struct column_set *set);

/* `values` has room for set->count. Empty text is NULL: what is unknown is said to be unknown, and CSV and
 * Shapefile cannot tell the two apart. Text lives in the arena. */
void column_set_read(struct column_set *set, OGRFeatureH feature, struct value *values, struct arena *arena);

/* The key's value as text, "" when it is unknown. */
const char *column_set_key(const struct column_set *set, const struct value *values, struct arena *arena);

/* Says what was recoded and what was not a number. */
void column_set_note(const struct column_set *set, struct note_list *notes);

/* A number as a spreadsheet in France writes it: comma or point, groups of three parted by (no-break) spaces. */
bool column_number(const char *text, double *number);

#endif
