/* store/tileset.h: what a file of all tiles says about itself, and such a file as MBTiles. */
#ifndef TERRIL_STORE_TILESET_H
#define TERRIL_STORE_TILESET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
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

/* Zooms of a set, and what is said of a field: its title (TileJSON 3.0.0, 3.3), or its type (MBTiles 1.3, vector tileset metadata). */
struct tileset_range {
    unsigned min, max;
    enum tileset_word { TILESET_TITLES, TILESET_TYPES } word;
};

/* Members of an array of vector layers that is open: the collection's own layer; of areas, that of their names too. What is needed for
 * the writing comes from the arena. */
void tileset_layers_write(struct json_writer *json, const struct snapshot_collection *collection,
                          const struct tileset_range *zooms, struct arena *arena);

/* Strings from the arena; `attribution` is borrowed. ERROR_NOT_FOUND when the snapshot has no tiles. */
bool tileset_read(struct store *store, const struct snapshot *snapshot, const char *attribution, struct arena *arena,
                  struct tileset *tileset, struct error *err);

/* Appends it as one JSON object: PMTiles' metadata (specification 3, 5). */
void tileset_write_metadata(const struct tileset *tileset, struct buffer *out);

/* All tiles as MBTiles 1.3: an SQLite file, written beside `path`, then in its place. */
bool tileset_write_mbtiles(struct store *store, const struct tileset *tileset, const char *path, struct error *err);

#endif
