/* load/inspect.h: is a snapshot, or one source's file, what it should be? Nothing is published. */
#ifndef TERRIL_LOAD_INSPECT_H
#define TERRIL_LOAD_INSPECT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/store.h"

/* Do the figures of the EPCI and of `hors` make up the total, and those of the communes too, to 1e-9? */
bool inspect_sums(struct store *store, struct error *err);

/* Opens the file as the server would; then counts of features and renditions, and sums. `report` gets a line a collection. */
bool inspect_snapshot(const char *path, struct buffer *report, struct error *err);

/* Reads one file as the catalogue's source `id` (NULL: the one that names such a file) without a snapshot. `report` gets
 * what was read, repaired and refused. False when the file would be refused. */
bool inspect_file(const char *home, const char *id, const char *path, struct buffer *report, struct error *err);

#endif
