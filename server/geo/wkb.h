/* geo/wkb.h: well-known binary (OGC 06-103r4, 8) and the blob that SpatiaLite stores. */
#ifndef TERRIL_GEO_WKB_H
#define TERRIL_GEO_WKB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "geo/geometry.h"

/* Both byte orders; Z and M (ISO codes and the high bits of EWKB) are read and dropped. Every count is checked against
 * the bytes that remain, so a lie in the input costs nothing. Collections are refused, and so are coordinates that are
 * not finite, lines of one point, rings of fewer than 4 points or not closed, and bytes behind the end. POINT of NaN NaN
 * is the empty point; empty members are left out, so that no ring and no part is empty. Memory from the arena. */
bool wkb_read(const void *bytes, size_t length, struct arena *arena, struct geometry *geometry, struct error *err);
/* Little-endian, two dimensions, appended. GEOMETRY_NONE writes nothing. A single type has at most one part. */
void wkb_write(const struct geometry *geometry, struct buffer *out);

/* SpatiaLite's internal blob: 00, byte order, SRID, box, 7C, class and coordinates, FE
 * (the BLOB-Geometry format of the SpatiaLite wiki). Same care, same arena. `srid` may be NULL. SpatiaLite's compressed
 * classes and TinyPoints, which it makes only when asked to, are refused. */
bool wkb_read_spatialite(const void *bytes, size_t length, struct arena *arena, struct geometry *geometry,
                         int32_t *srid, struct error *err);
/* Such a blob, little-endian, two dimensions, appended. The geometry is not empty. */
void wkb_write_spatialite(const struct geometry *geometry, int32_t srid, struct buffer *out);

#endif
