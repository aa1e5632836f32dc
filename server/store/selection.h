/* store/selection.h: which features of a collection a filter chooses. */
#ifndef TERRIL_STORE_SELECTION_H
#define TERRIL_STORE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "filter/filter.h"
#include "store/snapshot.h"
#include "store/store.h"

/* Sorted fids; immutable; lives in the arena it was made in. Everywhere NULL means that nothing was asked: every feature. */
struct selection;

/* What a question may last. */
#define SELECTION_SECONDS 2.0
/* The name that filters give to the geometry of every collection. */
#define SELECTION_GEOMETRY "geometry"

/* What filters may ask of the collection: its fields in their order, then its geometry. Returns how many; the list is the
 * arena's, the names the collection's. A filter's property is an index in it. */
size_t collection_queryables(const struct snapshot_collection *collection, struct arena *arena,
                             const struct queryable **queryables);

/* The features for which the filter is true (neither false nor unknown). `filter` was read against collection_queryables of
 * this collection. A filter of geometry loads SpatiaLite into the store (10 ms) the first time. ERROR_INPUT for geometry that is not
 * valid or lies where Lambert-93 has no place for it; ERROR_LIMIT after SELECTION_SECONDS. */
struct selection *selection_make(struct store *store, const struct snapshot_collection *collection,
                                 const struct filter *filter, struct arena *arena, struct error *err);
/* A filter as a request or a command line gives it: the texts of filter, filter-lang (cql2-text unless given, or cql2-json) and
 * filter-crs (of its geometry: CRS84 unless given; the systems of geo/crs.h). NULL for what is not given. */
struct selection_wish {
    const char *filter, *language, *crs;
};
/* NULL, and true, without a filter. The texts outlive the filter. */
bool selection_filter(const struct selection_wish *wish, const struct snapshot_collection *collection,
                      struct arena *arena, const struct filter **filter, struct error *err);
/* What it chooses; NULL, and true, without a filter. */
bool selection_read(const struct selection_wish *wish, const struct snapshot_collection *collection,
                    struct store *store, struct arena *arena, const struct selection **selection, struct error *err);
/* `count` fids in ascending order, copied. */
struct selection *selection_of(const int64_t *fids, size_t count, struct arena *arena);
bool selection_has(const struct selection *selection, int64_t fid); /* NULL has every one */
size_t selection_count(const struct selection *selection);
const int64_t *selection_fids(const struct selection *selection);
/* The stream goes on without the features that were not chosen. NULL changes nothing. Memory from the arena. */
void selection_narrow(const struct selection *selection, struct feature_stream *stream, struct arena *arena);

#endif
