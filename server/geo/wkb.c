#include "geo/wkb.h"

#include <assert.h>
#include <endian.h>
#include <math.h>
#include <string.h>

enum { WKB_BIG_ENDIAN = 0, WKB_LITTLE_ENDIAN = 1 };

/* The flags of EWKB (PostGIS, doc/ZMSgeoms.txt). */
#define EWKB_Z    0x80000000u
#define EWKB_M    0x40000000u
#define EWKB_SRID 0x20000000u

/* Bytes of the SpatiaLite blob: <https://www.gaia-gis.it/gaia-sins/BLOB-Geometry.html>. */
enum {
    BLOB_START = 0x00,
    BLOB_BOX_END = 0x7C,
    BLOB_ENTITY = 0x69,
    BLOB_END = 0xFE,
    BLOB_SRID_AT = 2,
    BLOB_BOX_END_AT = 38,
    BLOB_CLASS_AT = 39,
    BLOB_LEAST = 44 /* start to class, and the end byte */
};

/* One walk over the bytes of a geometry. It is done twice: the first counts points, rings and parts, so that the
 * second fills arrays of the right size. Parts without points are left out, so that no ring or part is empty. */
struct wkb_walk {
    const uint8_t *at, *end;
    bool big_endian;
    bool is_spatialite; /* entity marks instead of byte orders, no flags in type codes */
    bool is_filling;
    uint32_t dimensions; /* of a coordinate in the part being read: 2 to 4 */
    struct geometry out;
    struct error *err;
};

static size_t walk_left(const struct wkb_walk *walk)
{
    return (size_t)(walk->end - walk->at);
}

static bool walk_cut_short(const struct wkb_walk *walk, const char *what)
{
    return error_set(walk->err, ERROR_INPUT, "geometry cut short: %s does not fit in the %zu bytes that are left", what,
                     walk_left(walk));
}

static uint32_t bytes_uint32(const uint8_t *bytes, bool big_endian)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return big_endian ? be32toh(number) : le32toh(number);
}

static double bytes_double(const uint8_t *bytes, bool big_endian)
{
    uint64_t bits;
    memcpy(&bits, bytes, sizeof bits);
    bits = big_endian ? be64toh(bits) : le64toh(bits);
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* The next number as a count of things that take at least `least` bytes each. */
static bool walk_count(struct wkb_walk *walk, size_t least, const char *what, uint32_t *count)
{
    if (walk_left(walk) < 4)
        return walk_cut_short(walk, "a count");
    uint32_t number = bytes_uint32(walk->at, walk->big_endian);
    walk->at += 4;
    if (number > walk_left(walk) / least)
        return error_set(walk->err, ERROR_INPUT, "geometry cut short: %u %s do not fit in the %zu bytes that are left",
                         number, what, walk_left(walk));
    *count = number;
    return true;
}

static struct point walk_point_at(const struct wkb_walk *walk, const uint8_t *at)
{
    return (struct point){bytes_double(at, walk->big_endian), bytes_double(at + 8, walk->big_endian)};
}

static bool walk_fill_ring(struct wkb_walk *walk, uint32_t count)
{
    struct point *points = walk->out.points + walk->out.point_count;
    for (uint32_t i = 0; i < count; i++) {
        points[i] = walk_point_at(walk, walk->at + (size_t)i * 8 * walk->dimensions);
        if (!isfinite(points[i].x) || !isfinite(points[i].y))
            return error_set(walk->err, ERROR_INPUT, "coordinate %u of the geometry is not a finite number",
                             walk->out.point_count + i + 1);
    }
    if (geometry_dimension(walk->out.type) == 2 &&
        (points[0].x != points[count - 1].x || points[0].y != points[count - 1].y))
        return error_set(walk->err, ERROR_INPUT, "ring %u of the polygon is not closed", walk->out.ring_count + 1);
    walk->out.ring_end[walk->out.ring_count] = walk->out.point_count + count;
    return true;
}

/* `count` coordinates, which walk_count found to be there; at least one. */
static bool walk_ring(struct wkb_walk *walk, uint32_t count)
{
    if (count > GEOMETRY_POINTS_MAX - walk->out.point_count)
        return error_set(walk->err, ERROR_LIMIT, "a geometry of more than %u points", GEOMETRY_POINTS_MAX);
    if (walk->is_filling && !walk_fill_ring(walk, count))
        return false;
    walk->at += (size_t)count * 8 * walk->dimensions;
    walk->out.point_count += count;
    walk->out.ring_count++;
    return true;
}

static bool walk_end_part(struct wkb_walk *walk)
{
    if (walk->is_filling)
        walk->out.part_end[walk->out.part_count] = walk->out.ring_count;
    walk->out.part_count++;
    return true;
}

static bool walk_point(struct wkb_walk *walk)
{
    size_t size = (size_t)8 * walk->dimensions;
    if (walk_left(walk) < size)
        return walk_cut_short(walk, "a point");
    struct point point = walk_point_at(walk, walk->at);
    if (isnan(point.x) && isnan(point.y)) { /* how POINT EMPTY is written (OGC 12-128r18, clause 2.1.3) */
        walk->at += size;
        return true;
    }
    return walk_ring(walk, 1) && walk_end_part(walk);
}

static bool walk_line(struct wkb_walk *walk)
{
    uint32_t count = 0;
    if (!walk_count(walk, (size_t)8 * walk->dimensions, "points of a line", &count))
        return false;
    if (count == 0)
        return true;
    if (count == 1)
        return error_set(walk->err, ERROR_INPUT, "a line with a single point");
    return walk_ring(walk, count) && walk_end_part(walk);
}

static bool walk_polygon(struct wkb_walk *walk)
{
    uint32_t ring_count = 0;
    if (!walk_count(walk, 4, "rings of a polygon", &ring_count))
        return false;
    for (uint32_t i = 0; i < ring_count; i++) {
        uint32_t count = 0;
        if (!walk_count(walk, (size_t)8 * walk->dimensions, "points of a ring", &count))
            return false;
        if (count < 4)
            return error_set(walk->err, ERROR_INPUT, "ring %u of the polygon has %u points; at least 4 close a ring",
                             walk->out.ring_count + 1, count);
        if (!walk_ring(walk, count))
            return false;
    }
    return ring_count == 0 || walk_end_part(walk);
}

/* A type code as ours and the dimensions of its coordinates: ISO's thousands (OGC 06-103r4, table 7) or EWKB's flags.
 * GEOMETRY_NONE and an error for what is not one of ours. */
static enum geometry_type walk_type(struct wkb_walk *walk, uint32_t code)
{
    uint32_t flags = walk->is_spatialite ? 0 : code & (EWKB_Z | EWKB_M | EWKB_SRID);
    uint32_t thousands = (code & ~flags) / 1000, type = (code & ~flags) % 1000;
    if (type == 7 && thousands <= 3) {
        error_set(walk->err, ERROR_INPUT, "a collection of mixed geometries; points, lines or polygons are allowed");
        return GEOMETRY_NONE;
    }
    if (thousands > 3 || type < GEOMETRY_POINT || type > GEOMETRY_MULTIPOLYGON) {
        error_set(walk->err, ERROR_INPUT,
                  "geometry type %u; points (1, 4), lines (2, 5) and polygons (3, 6) are allowed", code);
        return GEOMETRY_NONE;
    }
    bool has_z = (flags & EWKB_Z) != 0 || thousands == 1 || thousands == 3;
    bool has_m = (flags & EWKB_M) != 0 || thousands >= 2;
    walk->dimensions = 2 + (uint32_t)has_z + (uint32_t)has_m;
    if ((flags & EWKB_SRID) != 0) {
        if (walk_left(walk) < 4) {
            walk_cut_short(walk, "an SRID");
            return GEOMETRY_NONE;
        }
        walk->at += 4;
    }
    return (enum geometry_type)type;
}

/* Byte order (or entity mark) and type code; GEOMETRY_NONE and an error when they are wrong. */
static enum geometry_type walk_header(struct wkb_walk *walk)
{
    if (walk_left(walk) < 5) {
        walk_cut_short(walk, "a geometry's type");
        return GEOMETRY_NONE;
    }
    uint8_t mark = walk->at[0];
    if (walk->is_spatialite ? mark != BLOB_ENTITY : mark != WKB_BIG_ENDIAN && mark != WKB_LITTLE_ENDIAN) {
        error_set(walk->err, ERROR_INPUT, "byte %u where a geometry should begin", mark);
        return GEOMETRY_NONE;
    }
    if (!walk->is_spatialite)
        walk->big_endian = mark == WKB_BIG_ENDIAN;
    uint32_t code = bytes_uint32(walk->at + 1, walk->big_endian);
    walk->at += 5;
    return walk_type(walk, code);
}

static bool walk_single(struct wkb_walk *walk, enum geometry_type type)
{
    if (type == GEOMETRY_POINT)
        return walk_point(walk);
    return type == GEOMETRY_LINE ? walk_line(walk) : walk_polygon(walk);
}

static bool walk_body(struct wkb_walk *walk, enum geometry_type type)
{
    walk->out.type = type;
    if (type <= GEOMETRY_POLYGON)
        return walk_single(walk, type);
    enum geometry_type member = (enum geometry_type)(type - 3);
    uint32_t count = 0;
    if (!walk_count(walk, 5 + 4, "members", &count)) /* the least: a header and a count of 0 */
        return false;
    for (uint32_t i = 0; i < count; i++) {
        enum geometry_type found = walk_header(walk);
        if (found == GEOMETRY_NONE)
            return false;
        if (found != member)
            return error_set(walk->err, ERROR_INPUT, "a %s in a %s", geometry_type_name(found),
                             geometry_type_name(type));
        if (!walk_single(walk, member))
            return false;
    }
    return true;
}

static bool walk_once(struct wkb_walk *walk)
{
    enum geometry_type type;
    if (walk->is_spatialite) {
        uint32_t code = bytes_uint32(walk->at, walk->big_endian); /* BLOB_LEAST makes sure of it */
        walk->at += 4;
        type = walk_type(walk, code);
    } else {
        type = walk_header(walk);
    }
    if (type == GEOMETRY_NONE || !walk_body(walk, type))
        return false;
    if (walk->at != walk->end)
        return error_set(walk->err, ERROR_INPUT, "%zu bytes behind the end of the geometry", walk_left(walk));
    return true;
}

static bool walk_twice(const struct wkb_walk *start, struct arena *arena, struct geometry *geometry)
{
    struct wkb_walk counting = *start;
    if (!walk_once(&counting))
        return false;
    const struct geometry *counts = &counting.out;
    struct wkb_walk filling = *start;
    filling.is_filling = true;
    if (counts->point_count > 0) {
        filling.out.points = arena_array(arena, counts->point_count, sizeof *filling.out.points);
        filling.out.ring_end = arena_array(arena, counts->ring_count, sizeof *filling.out.ring_end);
        filling.out.part_end = arena_array(arena, counts->part_count, sizeof *filling.out.part_end);
    }
    if (!walk_once(&filling))
        return false;
    *geometry = filling.out;
    return true;
}

bool wkb_read(const void *bytes, size_t length, struct arena *arena, struct geometry *geometry, struct error *err)
{
    const uint8_t *at = bytes;
    if (length == 0)
        return error_set(err, ERROR_INPUT, "geometry cut short: no bytes at all");
    struct wkb_walk walk = {.at = at, .end = at + length, .err = err};
    return walk_twice(&walk, arena, geometry);
}

bool wkb_read_spatialite(const void *bytes, size_t length, struct arena *arena, struct geometry *geometry,
                         int32_t *srid, struct error *err)
{
    const uint8_t *blob = bytes;
    if (length < BLOB_LEAST)
        return error_set(err, ERROR_INPUT, "geometry cut short: a SpatiaLite blob has at least %d bytes, not %zu",
                         BLOB_LEAST, length);
    if (blob[0] != BLOB_START || blob[1] > WKB_LITTLE_ENDIAN || blob[BLOB_BOX_END_AT] != BLOB_BOX_END ||
        blob[length - 1] != BLOB_END)
        return error_set(err, ERROR_INPUT, "the bytes are not a SpatiaLite geometry, or not one with a box");
    struct wkb_walk walk = {
        .at = blob + BLOB_CLASS_AT,
        .end = blob + length - 1,
        .big_endian = blob[1] == WKB_BIG_ENDIAN,
        .is_spatialite = true,
        .err = err,
    };
    if (!walk_twice(&walk, arena, geometry))
        return false;
    if (srid != NULL)
        *srid = (int32_t)bytes_uint32(blob + BLOB_SRID_AT, walk.big_endian);
    return true;
}

static void wkb_write_uint32(struct buffer *out, uint32_t number)
{
    number = htole32(number);
    buffer_append(out, &number, sizeof number);
}

static void wkb_write_header(struct buffer *out, char mark, enum geometry_type type)
{
    buffer_putc(out, mark);
    wkb_write_uint32(out, (uint32_t)type);
}

static void wkb_write_points(struct buffer *out, const struct point *points, uint32_t count)
{
    char *at = buffer_reserve(out, (size_t)count * 16);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits[2];
        memcpy(bits, &points[i], sizeof bits);
        bits[0] = htole64(bits[0]);
        bits[1] = htole64(bits[1]);
        memcpy(at + (size_t)i * 16, bits, sizeof bits);
    }
    at[(size_t)count * 16] = '\0';
    out->length += (size_t)count * 16;
}

static void wkb_write_ring(struct buffer *out, const struct geometry *geometry, uint32_t ring, bool counted)
{
    uint32_t begin = geometry_ring_begin(geometry, ring);
    uint32_t count = geometry->ring_end[ring] - begin;
    if (counted)
        wkb_write_uint32(out, count);
    wkb_write_points(out, geometry->points + begin, count);
}

static void wkb_write_part(struct buffer *out, const struct geometry *geometry, uint32_t part)
{
    uint32_t begin = geometry_part_begin(geometry, part), end = geometry->part_end[part];
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 2)
        wkb_write_uint32(out, end - begin);
    for (uint32_t ring = begin; ring < end; ring++)
        wkb_write_ring(out, geometry, ring, dimension > 0);
}

static void wkb_write_empty(struct buffer *out, enum geometry_type type)
{
    if (type == GEOMETRY_POINT)
        wkb_write_points(out, &(struct point){NAN, NAN}, 1);
    else
        wkb_write_uint32(out, 0);
}

/* What follows the type; `mark` is the byte before the type of each member. */
static void wkb_write_body(struct buffer *out, const struct geometry *geometry, char mark)
{
    if (geometry->type <= GEOMETRY_POLYGON) {
        assert(geometry->part_count <= 1);
        if (geometry->part_count == 0)
            wkb_write_empty(out, geometry->type);
        else
            wkb_write_part(out, geometry, 0);
        return;
    }
    wkb_write_uint32(out, geometry->part_count);
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        wkb_write_header(out, mark, (enum geometry_type)(geometry->type - 3));
        wkb_write_part(out, geometry, part);
    }
}

void wkb_write(const struct geometry *geometry, struct buffer *out)
{
    if (geometry->type == GEOMETRY_NONE)
        return;
    wkb_write_header(out, WKB_LITTLE_ENDIAN, geometry->type);
    wkb_write_body(out, geometry, WKB_LITTLE_ENDIAN);
}

void wkb_write_spatialite(const struct geometry *geometry, int32_t srid, struct buffer *out)
{
    assert(geometry->part_count > 0);
    struct box box = geometry_box(geometry);
    buffer_putc(out, BLOB_START);
    buffer_putc(out, WKB_LITTLE_ENDIAN);
    wkb_write_uint32(out, (uint32_t)srid);
    wkb_write_points(out, (struct point[]){{box.xmin, box.ymin}, {box.xmax, box.ymax}}, 2);
    wkb_write_header(out, BLOB_BOX_END, geometry->type);
    wkb_write_body(out, geometry, BLOB_ENTITY);
    buffer_putc(out, (char)BLOB_END);
}
