/* command/export_tiles.h: all tiles of a snapshot in one file. */
#ifndef TERRIL_COMMAND_EXPORT_TILES_H
#define TERRIL_COMMAND_EXPORT_TILES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/snapshot.h"

/* Does the ending name a form of tiles? ERROR_INPUT when it does not. */
bool export_tiles_check(const char *target, struct error *err);
/* PMTiles 3 or MBTiles 1.3, as the ending of `target` says (.pmtiles, .mbtiles). Equal snapshots
 * give equal bytes; the file is wholly old or wholly new. */
bool export_tiles(const char *snapshot, const char *target, struct error *err);
/* The PMTiles file of an open generation, appended. */
bool export_tiles_pmtiles(struct generation *generation, struct buffer *out, struct error *err);

#endif
