/* command/site_tiles.h: the vector tiles of a site of plain files, one a file: tiles/{z}/{x}/{y}.pbf. */
#ifndef TERRIL_COMMAND_SITE_TILES_H
#define TERRIL_COMMAND_SITE_TILES_H

#include <stdbool.h>

#include "base/folder.h"
#include "store/snapshot.h"

/* Every prepared tile of WebMercatorQuad, uncoded. Where nothing lies within the limits that the tileset states, a file of no bytes,
 * which is a tile without layers: OGC API - Tiles wants an answer there, and map engines report what is missing. */
bool site_tiles_write(struct generation *generation, struct folder *folder, struct error *err);

#endif
