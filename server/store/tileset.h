/* store/tileset.h: what a file of all tiles says about itself, and such a file as MBTiles. */
#ifndef TERRIL_STORE_TILESET_H
#define TERRIL_STORE_TILESET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/box.h"
#include "store/snapshot.h"

struct tileset {
    const char *name, *description, *attribution;
    const char *version; /* the snapshot's generation: equal tiles, equal version */
    const char
        *vector_layers; /* a JSON array: of each layer its id, description, zooms and fields (TileJSON 3.0.0, 3.3) */
    struct box bounds;  /* CRS84, of all collections */
    unsigned zoom_min, zoom_max;
};

/* Strings from the arena; `attribution` is borrowed. ERROR_NOT_FOUND when the snapshot has no tiles. */
bool tileset_read(struct store *store, const struct snapshot *snapshot, const char *attribution, struct arena *arena,
                  struct tileset *tileset, struct error *err);

/* Appends it as one JSON object: PMTiles' metadata (specification 3, 5). */
void tileset_write_metadata(const struct tileset *tileset, struct buffer *out);

/* All tiles as MBTiles 1.3: an SQLite file, written beside `path`, then in its place. */
bool tileset_write_mbtiles(struct store *store, const struct tileset *tileset, const char *path, struct error *err);

#endif
