/* store/builder.h: a snapshot being built, and its publication in one step. */
#ifndef TERRIL_STORE_BUILDER_H
#define TERRIL_STORE_BUILDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "catalogue/catalogue.h"
#include "geo/feature.h"
#include "geo/frame.h"
#include "store/store.h"
#include "tile/matrix.h"

struct builder;

/* A new file beside `target`, with SpatiaLite's metadata and schema.sql. Leftovers of loads that died are removed. */
struct builder *builder_open(const char *target, const char *schema_path, struct error *err);
struct store *builder_store(struct builder *builder);

/* An empty table with the source's inputs, fid and, when it has geometry, `geometry` (2154): temp.raw_<id> for a source,
 * temp.<id> for a fact table (whose id begins with fact_). Exists for every source, loaded or not, so that a SELECT can name
 * it. */
bool builder_raw(struct builder *builder, const struct catalogue_source *source, struct error *err);
/* Adds a feature frame's row to it. */
bool builder_raw_add(struct builder *builder, const struct catalogue_source *source, const struct frame *frame,
                     struct error *err);

/* The collection's table filled by its SELECT (ordered by key, so that fids are the same for every order of input), geometry
 * column and spatial index, rows of `collection` and `field`. What the SELECT gave stays in temp.filling until the next one;
 * its rows without geometry and doubles word for word are left out. False, naming the feature, when a key is missing or given twice, or geometry is of
 * another type or not valid; nothing of the collection is left then. `select` NULL makes the empty table alone, without
 * rows of `collection`: not loaded, not served, but there for analyses to name. */
bool builder_collection(struct builder *builder, const struct catalogue_collection *collection, const char *select,
                        const char *select_name, int64_t position, bool is_approximate, struct error *err);
/* GeoJSON of each feature of each collection into `rendition`, boxes into `collection`. */
bool builder_renditions(struct builder *builder, struct error *err);

/* What stands beside the features for smaller scales (snapshot.h). `position` is the collection's; geometry in EPSG:2154. */
bool builder_outline(struct builder *builder, int64_t position, int64_t fid, unsigned level,
                     const struct geometry *geometry, struct error *err);
bool builder_label_point(struct builder *builder, int64_t position, int64_t fid, struct point at, struct error *err);
bool builder_zoom_min(struct builder *builder, int64_t position, unsigned zoom, struct error *err);
/* The ground on which there is something, in the set's own system. */
bool builder_tile_extent(struct builder *builder, const struct tile_matrix_set *set, struct box extent,
                         struct error *err);
bool builder_tile(struct builder *builder, const struct tile_matrix_set *set, struct tile tile, const void *gzip,
                  size_t length, struct error *err);

/* ANALYZE, integrity_check, foreign keys, close, seal, mode 0444, fsync, rename onto the target, fsync of the folder. The target
 * is the old file until it is wholly the new one. Frees the builder either way. */
bool builder_publish(struct builder *builder, struct error *err);
void builder_abandon(struct builder *builder); /* removes the file; NULL is fine */

#endif
