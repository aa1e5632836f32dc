/* tile/mvt.h: layers in the encoding of Mapbox Vector Tile 2.1. */
#ifndef TERRIL_TILE_MVT_H
#define TERRIL_TILE_MVT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "geo/feature.h"

/* A layer being written; keys and values stand in it once. Memory from the arena. */
struct mvt_layer;

struct mvt_layer *mvt_layer_new(const char *name, const struct field *fields, size_t field_count, struct arena *arena);
/* `geometry` has whole coordinates on the tile's grid, y down; polygons are valid, shells clockwise as seen. A geometry
 * without points adds nothing. Integers are sint64 (negative ones) or uint64, reals double, a null no tag. Texts are
 * borrowed until the layer is written. */
void mvt_layer_add(struct mvt_layer *layer, uint64_t id, const struct value *values, const struct geometry *geometry);
/* Appends it as the tile's next layer; nothing without a feature. A tile is its layers one after another. */
void mvt_layer_write(const struct mvt_layer *layer, struct buffer *out);

/* Walks the layers of a tile that mvt_layer_write wrote: `at` begins at 0. Each layer's whole bytes (tag and length
 * included, so that they may be appended to another tile) and name. False at the end, or when the bytes are no tile. */
struct mvt_slice {
    const char *name; /* not NUL-ended, `name_length` bytes */
    size_t name_length;
    const char *bytes;
    size_t length;
};
bool mvt_next(const void *tile, size_t length, size_t *at, struct mvt_slice *slice);

#endif
