/* tile/maker.h: one vector tile (Mapbox Vector Tile 2.1) made from features.
 *
 * Everything is cut to the tile and its buffer and put on the tile's grid, each point to the nearest. Areas that share
 * borders are put there together: borders are cut where they meet on the grid, so that neighbours still share each of
 * their points, no two areas overlap and none leaves a gap (geo/topology.h, topology_build_on_grid). An area or line on
 * its own stays valid by itself. */
#ifndef TERRIL_TILE_MAKER_H
#define TERRIL_TILE_MAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "geo/feature.h"
#include "tile/matrix.h"

/* More than this in one tile is refused: bounded work for whoever asks. */
#define TILE_POINTS_MAX 2000000u

struct tile_maker;

/* Memory from the arena, which lives until the tile is written. */
struct tile_maker *tile_maker_new(const struct tile_matrix_set *set, struct tile tile, struct arena *arena);

enum tile_layer_kind {
    TILE_FREE,   /* each feature by itself */
    TILE_SHARED, /* its areas share borders with each other and with those of every other shared layer of this tile */
};
/* What is added from now on belongs to this layer. `fields` are borrowed until the tile is written. Layers come out in this
 * order; one without a feature in the tile does not come out. */
void tile_maker_layer(struct tile_maker *maker, const char *name, enum tile_layer_kind kind, const struct field *fields,
                      size_t field_count);

/* `geometry` in the set's CRS, borrowed during the call; `values` (one a field, texts too) borrowed until the tile is
 * written; `id` is the MVT feature id. Points count when they lie in the tile itself (left and top sides in, right and bottom
 * sides out), so that each is in one tile; lines and areas reach into the buffer. A free area that is smaller than the grid
 * becomes its smallest shape, a square one unit wide; a shared one that has no ground left on the grid is left out, and
 * its ground is its neighbours'. ERROR_LIMIT beyond TILE_POINTS_MAX points. */
bool tile_maker_add(struct tile_maker *maker, uint64_t id, const struct value *values, const struct geometry *geometry,
                    struct error *err);

/* Appends the tile; nothing for an empty one. Shells wind clockwise as seen (y down), holes the other way (MVT 2.1, 4.3.3.3).
 * A null value is no tag. Deterministic. */
bool tile_maker_write(struct tile_maker *maker, struct buffer *out, struct error *err);

#endif
