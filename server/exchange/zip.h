/* exchange/zip.h: a zip is looked through before GDAL inflates any of it. */
#ifndef TERRIL_EXCHANGE_ZIP_H
#define TERRIL_EXCHANGE_ZIP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

#define ZIP_MEMBERS_MAX  100
#define ZIP_INFLATED_MAX (UINT64_C(2) << 30) /* bytes of all members */
#define ZIP_RATIO_MAX    100                 /* inflated to packed: an honest Shapefile stays below 20 */

/* Reads the central directory (APPNOTE 6.3.10, 4.3.12 and 4.3.16) and refuses what is too large, nested,
 * encrypted, of another method than stored or deflated, or named to climb out. Gives the member that holds the layer:
 * the only .shp, .geojson, .json, .gpkg or .csv, or of several the one called as `wanted`. Borrowed from the arena. */
const char *zip_member(const char *path, const char *wanted, struct arena *arena, struct error *err);

/* Inflates the member, and for a .shp its neighbours, and counts: a directory may lie. Takes "/vsizip/{path}/member"
 * and needs driver_start. */
bool zip_measure(const char *path, const char *member, struct error *err);

#endif
