/* tile/matrix.h: tile matrix sets (OGC 17-083r4): which tile covers which ground. */
#ifndef TERRIL_TILE_MATRIX_H
#define TERRIL_TILE_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/box.h"
#include "geo/crs.h"

#define TILE_ZOOM_MAX 22   /* one tile is 9.5 m wide */
#define TILE_UNITS    4096 /* a tile's grid, as Mapbox Vector Tile 2.1 recommends ("extent") */
#define TILE_BUFFER   64   /* grid units of lines and areas beyond the tile's sides, so that strokes do not end there */

/* A quad tree: at zoom z the square is cut in 2^z columns and 2^z rows. */
struct tile_matrix_set {
    const char *id; /* "WebMercatorQuad" */
    const char *title_fr, *title_en;
    const char *uri; /* registered definition; NULL for one of ours */
    enum crs crs;
    double left, top; /* corner where column 0 and row 0 begin, in the CRS's metres */
    double width;     /* of the only tile of zoom 0, metres */
    unsigned
        ahead; /* its tiles of zoom z show as much ground, by about a third, as those of WebMercatorQuad of z + this do
                         in the territory, and as much detail */
};

/* WebMercatorQuad (17-083r4, D.1) and Lambert93Quad: EPSG:2154, corner (0, 7 x 2^20), width 2^21 m, so that all of
 * metropolitan France fits and a tile of zoom z is 2^(21 - z) m wide. */
extern const struct tile_matrix_set tile_matrix_sets[];
extern const size_t tile_matrix_set_count;

/* NULL with ERROR_NOT_FOUND that lists those there are. */
const struct tile_matrix_set *tile_matrix_set_of(const char *id, struct error *err);

struct tile {
    uint8_t zoom; /* 0 to TILE_ZOOM_MAX */
    uint32_t x;   /* column, eastward from the set's corner */
    uint32_t y;   /* row, southward */
};

/* From the three words of an address. ERROR_INPUT naming the word when one is not a whole number (no sign, no leading
 * zero, no blank); ERROR_NOT_FOUND when it lies outside the set. */
bool tile_read(const char *zoom, const char *row, const char *column, struct tile *tile, struct error *err);

/* Ground of the tile in the set's CRS, on every side `margin` grid units wider. */
struct box tile_extent(const struct tile_matrix_set *set, struct tile tile, double margin);
/* Metres (of the set's CRS) of one grid unit. */
double tile_unit(const struct tile_matrix_set *set, unsigned zoom);
/* How far a border may be off, in metres of ground in the territory, at this zoom: 2^(15 - zoom - ahead), two thirds of a pixel
 * of WebMercatorQuad and half of one of Lambert93Quad when a tile is shown 512 pixels wide; half as much again to
 * WebMercatorQuad's zoom 7, where a tile holds whole départements. Measured: the largest tile of zoom 7 of 1,539 communes has
 * 30 kB so, 34 kB without. */
double tile_tolerance(const struct tile_matrix_set *set, unsigned zoom);

/* Tiles of one zoom whose ground meets the box (the set's CRS), kept within the set. */
struct tile_limits {
    uint32_t xmin, ymin, xmax, ymax; /* inclusive */
};
struct tile_limits tile_limits(const struct tile_matrix_set *set, unsigned zoom, struct box box);
bool tile_is_within(struct tile_limits limits, struct tile tile);

/* The tile's place on a Hilbert curve through all tiles of all zooms (PMTiles 3, "TileID"): 0 for zoom 0. */
uint64_t tile_number(struct tile tile);
#define TILE_NUMBER_BITS 45 /* that a number has at most */
struct tile tile_of_number(uint64_t number);

#endif
