/* tile/pmtiles.h: all tiles in one file that is read in parts: PMTiles, specification version 3.
 *
 * The parts stand in this order: header (127 bytes), root directory, metadata, leaf directories, tiles. The tiles are
 * clustered (in the order of their numbers), each content there once, and runs of equal tiles one entry. The same tiles
 * give the same bytes. */
#ifndef TERRIL_TILE_PMTILES_H
#define TERRIL_TILE_PMTILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "geo/box.h"
#include "tile/matrix.h"

/* A reader's first request: header and root directory lie in it (specification, 3.1). */
#define PMTILES_FIRST_REQUEST 16384u

/* Appends `bytes` as gzip, the same for the same bytes; false when that failed. Directories and metadata pass through it. */
typedef bool pmtiles_gzip(const void *bytes, size_t length, struct buffer *out);

struct pmtiles_about {
    const char *metadata; /* a JSON object; for vector tiles with "vector_layers" (specification, 5) */
    struct box bounds;    /* CRS84; the centre is its middle */
};

struct pmtiles;

struct pmtiles *pmtiles_new(void);
void pmtiles_free(struct pmtiles *pmtiles); /* NULL is fine */
/* One tile (Mapbox Vector Tile, gzip), in ascending order of tile_number; not empty, since an empty one has no entry. The
 * bytes are copied. ERROR_INPUT for a tile out of order, ERROR_LIMIT for one of 4 GiB. */
bool pmtiles_add(struct pmtiles *pmtiles, struct tile tile, const void *gzip, size_t length, struct error *err);
/* Appends the file: as many bytes as its tiles have, and little more. ERROR_NOT_FOUND when there is no tile. */
bool pmtiles_write(const struct pmtiles *pmtiles, const struct pmtiles_about *about, pmtiles_gzip *compress,
                   struct buffer *out, struct error *err);

#endif
