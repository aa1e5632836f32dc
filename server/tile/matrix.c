#include "tile/matrix.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Half the equator on the sphere of EPSG:3857, metres: pi x 6378137 (OGC 17-083r4, D.1). */
#define MERCATOR_HALF 20037508.3427892476320267

const struct tile_matrix_set tile_matrix_sets[] = {
    {"WebMercatorQuad", "Mercator pour le web", "Web Mercator",
     "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad", CRS_WEBMERCATOR, -MERCATOR_HALF, MERCATOR_HALF,
     2 * MERCATOR_HALF, 0},
    {"Lambert93Quad", "Lambert-93, par puissances de deux", "Lambert-93 in powers of two", NULL, CRS_LAMBERT93, 0,
     7340032, 2097152, 4},
};
const size_t tile_matrix_set_count = sizeof tile_matrix_sets / sizeof *tile_matrix_sets;

const struct tile_matrix_set *tile_matrix_set_of(const char *id, struct error *err)
{
    for (size_t i = 0; i < tile_matrix_set_count; i++)
        if (strcmp(tile_matrix_sets[i].id, id) == 0)
            return &tile_matrix_sets[i];
    error_set(err, ERROR_NOT_FOUND, "no tile matrix set \"%.40s\"; there are %s and %s", id, tile_matrix_sets[0].id,
              tile_matrix_sets[1].id);
    return NULL;
}

static bool word_read(const char *what, const char *word, uint32_t *number, struct error *err)
{
    int64_t value;
    size_t length = strlen(word);
    bool is_plain = length > 0 && strspn(word, "0123456789") == length && (word[0] != '0' || length == 1);
    if (!is_plain)
        return error_set(err, ERROR_INPUT, "%s \"%.40s\": a whole number is wanted, 0 or more", what, word);
    if (!number_read_integer(word, length, 0, UINT32_MAX, &value))
        return error_set(err, ERROR_NOT_FOUND, "%s %.40s: outside the tile matrix set", what, word);
    *number = (uint32_t)value;
    return true;
}

bool tile_read(const char *zoom, const char *row, const char *column, struct tile *tile, struct error *err)
{
    uint32_t z, x, y;
    if (!word_read("zoom", zoom, &z, err) || !word_read("row", row, &y, err) || !word_read("column", column, &x, err))
        return false;
    if (z > TILE_ZOOM_MAX)
        return error_set(err, ERROR_NOT_FOUND, "zoom %u: there are 0 to %d", (unsigned)z, TILE_ZOOM_MAX);
    if (x >> z != 0 || y >> z != 0)
        return error_set(err, ERROR_NOT_FOUND, "row %u, column %u: zoom %u has rows and columns 0 to %u", (unsigned)y,
                         (unsigned)x, (unsigned)z, (1u << z) - 1);
    *tile = (struct tile){(uint8_t)z, x, y};
    return true;
}

double tile_unit(const struct tile_matrix_set *set, unsigned zoom)
{
    return ldexp(set->width / TILE_UNITS, -(int)zoom);
}

/* To this zoom of WebMercatorQuad a tile holds more than a département. */
#define TILE_ZOOM_WHOLE 7

double tile_tolerance(const struct tile_matrix_set *set, unsigned zoom)
{
    int as_mercator = (int)(zoom + set->ahead);
    return ldexp(as_mercator > TILE_ZOOM_WHOLE ? 1 : 1.5, 15 - as_mercator);
}

struct box tile_extent(const struct tile_matrix_set *set, struct tile tile, double margin)
{
    double unit = tile_unit(set, tile.zoom), width = unit * TILE_UNITS;
    double xmin = set->left + tile.x * width, ymax = set->top - tile.y * width;
    return box_grow((struct box){xmin, ymax - width, xmin + width, ymax}, margin * unit);
}

static uint32_t place_of(double place, unsigned zoom)
{
    double last = ldexp(1, (int)zoom) - 1;
    return (uint32_t)fmin(fmax(floor(place), 0), last);
}

struct tile_limits tile_limits(const struct tile_matrix_set *set, unsigned zoom, struct box box)
{
    double width = tile_unit(set, zoom) * TILE_UNITS;
    return (struct tile_limits){
        place_of((box.xmin - set->left) / width, zoom), place_of((set->top - box.ymax) / width, zoom),
        place_of((box.xmax - set->left) / width, zoom), place_of((set->top - box.ymin) / width, zoom)};
}

bool tile_is_within(struct tile_limits limits, struct tile tile)
{
    return tile.x >= limits.xmin && tile.x <= limits.xmax && tile.y >= limits.ymin && tile.y <= limits.ymax;
}

/* ---- the Hilbert curve ---- */

/* Tiles of all smaller zooms. */
static uint64_t numbers_before(unsigned zoom)
{
    return ((UINT64_C(1) << (2 * zoom)) - 1) / 3;
}

static void quadrant_turn(uint32_t side, uint32_t *x, uint32_t *y, uint32_t right, uint32_t down)
{
    if (down != 0)
        return;
    if (right != 0) {
        *x = side - 1 - *x;
        *y = side - 1 - *y;
    }
    uint32_t swap = *x;
    *x = *y;
    *y = swap;
}

uint64_t tile_number(struct tile tile)
{
    uint64_t number = numbers_before(tile.zoom);
    uint32_t x = tile.x, y = tile.y;
    for (uint32_t half = (UINT32_C(1) << tile.zoom) / 2; half > 0; half /= 2) {
        uint32_t right = (x & half) != 0, down = (y & half) != 0;
        number += (uint64_t)half * half * ((3 * right) ^ down);
        x &= half - 1;
        y &= half - 1;
        quadrant_turn(half, &x, &y, right, down);
    }
    return number;
}

struct tile tile_of_number(uint64_t number)
{
    unsigned zoom = 0;
    while (zoom < TILE_ZOOM_MAX && number >= numbers_before(zoom + 1))
        zoom++;
    uint64_t left = number - numbers_before(zoom);
    uint32_t x = 0, y = 0;
    for (uint32_t side = 1; side < UINT32_C(1) << zoom; side *= 2) {
        uint32_t right = 1 & (uint32_t)(left / 2), down = 1 & ((uint32_t)left ^ right);
        quadrant_turn(side, &x, &y, right, down);
        x += side * right;
        y += side * down;
        left /= 4;
    }
    return (struct tile){(uint8_t)zoom, x, y};
}
