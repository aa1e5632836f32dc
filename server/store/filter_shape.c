/* A filter's geometry brought to the snapshot's system. What a visitor wrote was read by filter/; here it becomes blobs that
 * SpatiaLite need not doubt: finite, near, valid. */
#include "store/filter_sql.h"
#include "store/connection.h"

#include "geo/clip.h"
#include "geo/wkb.h"

#include <math.h>
#include <string.h>

/* Lines straight in degrees or in Mercator bend in Lambert-93 with a radius of 4,900 km or more (window.c): over 600 m by
 * 600 * 600 / (8 * 4,900,000) = 0.009 m. */
#define STEP      600.0    /* metres */
#define DEGREE    111700.0 /* metres, at most */
#define MERCATOR  6378137.0
#define RADIAN    0.017453292519943295
#define CUTS_MAX  100000 /* points that cutting may make of a literal; beyond it steps are longer */
#define NEAR_BOX  1.0 /* degrees around a collection: boxes end there, which changes no answer about what lies within */
#define NEAR_REST 10.0 /* the same for other geometry, cut only when it reaches farther */

struct placing {
    struct store *store;
    const struct snapshot_collection *collection;
    enum crs crs; /* of the geometry at hand: never CRS_EPSG4326, whose axes are turned at once */
    struct arena *arena;
    struct error *err;
    struct crs_transform *transform; /* to EPSG:2154; NULL when it is that */
    struct buffer pieces;            /* struct placed_piece */
    struct box box;
    bool reaches_out;
};

/* ---- near ---- */

static struct point mercator_of(double longitude, double latitude)
{
    return (struct point){MERCATOR * longitude * RADIAN, MERCATOR * asinh(tan(latitude * RADIAN))};
}

/* What lies within so many degrees of the collection, in the literal's system; empty for projected ones, which are not cut. */
static struct box near_box(const struct placing *placing, double margin)
{
    struct box box = box_grow(placing->collection->extent, margin);
    box = (struct box){fmax(box.xmin, -180), fmax(box.ymin, -85), fmin(box.xmax, 180), fmin(box.ymax, 85)};
    if (placing->crs == CRS_CRS84)
        return box;
    if (placing->crs != CRS_WEBMERCATOR)
        return BOX_EMPTY;
    struct point least = mercator_of(box.xmin, box.ymin), most = mercator_of(box.xmax, box.ymax);
    return (struct box){least.x, least.y, most.x, most.y};
}

/* ---- straight lines cut into steps ---- */

static double segment_length(const struct placing *placing, struct point from, struct point to)
{
    double x = to.x - from.x, y = to.y - from.y;
    if (placing->crs != CRS_CRS84)
        return hypot(x, y);
    double flattest = fmin(fabs(from.y), fabs(to.y));
    return DEGREE * hypot(x * cos(flattest * RADIAN), y);
}

static double step_of(const struct placing *placing, const struct geometry *geometry)
{
    double length = 0;
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++)
        for (uint32_t i = geometry_ring_begin(geometry, ring) + 1; i < geometry->ring_end[ring]; i++)
            length += segment_length(placing, geometry->points[i - 1], geometry->points[i]);
    return fmax(STEP, length / CUTS_MAX);
}

static void segment_cut(struct buffer *points, struct point from, struct point to, double pieces)
{
    for (double i = 1; i < pieces; i++) {
        struct point point = {from.x + (to.x - from.x) * (i / pieces), from.y + (to.y - from.y) * (i / pieces)};
        buffer_append(points, &point, sizeof point);
    }
    buffer_append(points, &to, sizeof to);
}

static void geometry_cut(const struct placing *placing, struct geometry *geometry)
{
    if (placing->crs == CRS_LAMBERT93 || geometry_dimension(geometry->type) == 0)
        return;
    struct buffer points = BUFFER_INIT;
    double step = step_of(placing, geometry);
    uint32_t *ring_end = arena_array(placing->arena, geometry->ring_count, sizeof *ring_end);
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring);
        buffer_append(&points, &geometry->points[begin], sizeof(struct point));
        for (uint32_t i = begin + 1; i < geometry->ring_end[ring]; i++) {
            struct point from = geometry->points[i - 1], to = geometry->points[i];
            segment_cut(&points, from, to, ceil(segment_length(placing, from, to) / step));
        }
        ring_end[ring] = (uint32_t)(points.length / sizeof(struct point));
    }
    geometry->point_count = (uint32_t)(points.length / sizeof(struct point));
    geometry->points = memcpy(arena_alloc(placing->arena, points.length), points.bytes, points.length);
    geometry->ring_end = ring_end;
    buffer_free(&points);
}

/* ---- placed ---- */

/* An area that crosses itself has no inside that all agree on. The reason is asked for, since GEOS says nothing of it on
 * stderr, as it does of ST_IsValid's no: a stranger could fill a log, or stop a server whose stderr nobody reads. */
static bool area_check(struct placing *placing, const struct bound *blob)
{
    if (!store_spatialite(placing->store, placing->err))
        return false;
    struct statement *test =
        store_statement(placing->store, "SELECT ST_IsValidReason(?1) = 'Valid Geometry'", placing->err);
    if (test == NULL)
        return false;
    statement_bind_blob(test, 1, blob->bytes, blob->length);
    int step = statement_step(test, placing->err);
    bool is_valid = step == 1 && statement_integer(test, 0) == 1;
    statement_reset(test);
    return is_valid ||
           (step == 1 && error_set(placing->err, ERROR_INPUT,
                                   "filter: a polygon is not valid: its border crosses or touches itself along a "
                                   "line, or a hole lies outside"));
}

static bool geometry_place(struct placing *placing, struct geometry geometry)
{
    geometry = geometry_copy(&geometry, placing->arena);
    geometry_cut(placing, &geometry);
    if (placing->transform != NULL && !crs_transform_geometry(placing->transform, &geometry, placing->err))
        return false;
    struct buffer bytes = BUFFER_INIT;
    wkb_write_spatialite(&geometry, CRS_LAMBERT93, &bytes);
    struct placed_piece piece = {.blob = {.kind = BOUND_BLOB, .length = bytes.length},
                                 .dimension = geometry_dimension(geometry.type)};
    piece.blob.bytes = memcpy(arena_alloc(placing->arena, bytes.length), bytes.bytes, bytes.length);
    buffer_free(&bytes);
    if (piece.dimension == 2 && !area_check(placing, &piece.blob))
        return false;
    buffer_append(&placing->pieces, &piece, sizeof piece);
    placing->box = box_join(placing->box, geometry_box(&geometry));
    return true;
}

static bool geometry_place_near(struct placing *placing, struct geometry geometry)
{
    struct box near = near_box(placing, NEAR_REST);
    if (!box_is_empty(near) && !box_contains(near, geometry_box(&geometry))) {
        geometry = clip_to_box(&geometry, near, placing->arena);
        placing->reaches_out = true;
    }
    return geometry.part_count == 0 || geometry_place(placing, geometry);
}

/* ---- boxes ---- */

/* A box without width or height is a line or a point. */
static struct geometry box_geometry(struct box box, struct arena *arena)
{
    struct point corners[] = {
        {box.xmin, box.ymin}, {box.xmax, box.ymin}, {box.xmax, box.ymax}, {box.xmin, box.ymax}, {box.xmin, box.ymin}};
    bool is_line = box_width(box) == 0 || box_height(box) == 0;
    if (box_width(box) == 0 && box_height(box) == 0)
        return geometry_point(box.xmin, box.ymin, arena);
    if (is_line)
        corners[1] = corners[2];
    uint32_t points = is_line ? 2 : 5, one = 1;
    struct geometry outline = {is_line ? GEOMETRY_LINE : GEOMETRY_POLYGON, points, 1, 1, corners, &points, &one};
    return geometry_copy(&outline, arena);
}

static bool box_place(struct placing *placing, struct box box)
{
    struct box near = near_box(placing, NEAR_BOX);
    if (!box_is_empty(near)) {
        placing->reaches_out = placing->reaches_out || !box_contains(near, box);
        if (!box_meets(near, box))
            return true;
        box = (struct box){fmax(box.xmin, near.xmin), fmax(box.ymin, near.ymin), fmin(box.xmax, near.xmax),
                           fmin(box.ymax, near.ymax)};
    }
    return geometry_place(placing, box_geometry(box, placing->arena));
}

/* West of east, or over the antimeridian. */
static bool bbox_place(struct placing *placing, const double sides[4], bool is_turned)
{
    struct box box = is_turned ? (struct box){sides[1], sides[0], sides[3], sides[2]}
                               : (struct box){sides[0], sides[1], sides[2], sides[3]};
    if (box.xmin <= box.xmax)
        return box_place(placing, box);
    return box_place(placing, (struct box){box.xmin, box.ymin, 180, box.ymax}) &&
           box_place(placing, (struct box){-180, box.ymin, box.xmax, box.ymax});
}

/* ---- collections: what is of one dimension together, each area alone, since areas of a collection may overlap ---- */

struct gathered {
    struct buffer points, ring_end, part_end;
};

static void gathered_add(struct gathered *gathered, const struct geometry *geometry)
{
    uint32_t points = (uint32_t)(gathered->points.length / sizeof(struct point));
    uint32_t rings = (uint32_t)(gathered->ring_end.length / sizeof(uint32_t));
    buffer_append(&gathered->points, geometry->points, geometry->point_count * sizeof(struct point));
    for (uint32_t i = 0; i < geometry->ring_count; i++)
        buffer_append(&gathered->ring_end, &(uint32_t){points + geometry->ring_end[i]}, sizeof(uint32_t));
    for (uint32_t i = 0; i < geometry->part_count; i++)
        buffer_append(&gathered->part_end, &(uint32_t){rings + geometry->part_end[i]}, sizeof(uint32_t));
}

static bool gathered_place(struct placing *placing, struct gathered *gathered, enum geometry_type type)
{
    bool done = true;
    if (gathered->points.length > 0) {
        struct geometry together = {type,
                                    (uint32_t)(gathered->points.length / sizeof(struct point)),
                                    (uint32_t)(gathered->ring_end.length / sizeof(uint32_t)),
                                    (uint32_t)(gathered->part_end.length / sizeof(uint32_t)),
                                    (void *)gathered->points.bytes,
                                    (void *)gathered->ring_end.bytes,
                                    (void *)gathered->part_end.bytes};
        done = geometry_place_near(placing, together);
    }
    buffer_free(&gathered->points);
    buffer_free(&gathered->ring_end);
    buffer_free(&gathered->part_end);
    return done;
}

/* Longitude first. */
static struct geometry turned(struct geometry geometry, bool is_turned, struct arena *arena)
{
    if (!is_turned)
        return geometry;
    geometry = geometry_copy(&geometry, arena);
    for (uint32_t i = 0; i < geometry.point_count; i++)
        geometry.points[i] = (struct point){geometry.points[i].y, geometry.points[i].x};
    return geometry;
}

static bool collection_gather(struct placing *placing, const struct shape *shape, bool is_turned,
                              struct gathered gathered[2])
{
    for (size_t i = 0; i < shape->member_count; i++) {
        const struct shape *member = &shape->members[i];
        if (member->kind == SHAPE_COLLECTION) {
            if (!collection_gather(placing, member, is_turned, gathered))
                return false;
            continue;
        }
        struct geometry geometry = turned(member->geometry, is_turned, placing->arena);
        int dimension = geometry_dimension(geometry.type);
        if (dimension < 2)
            gathered_add(&gathered[dimension], &geometry);
        else if (!geometry_place_near(placing, geometry))
            return false;
    }
    return true;
}

static bool collection_place(struct placing *placing, const struct shape *shape, bool is_turned)
{
    struct gathered gathered[2] = {{BUFFER_INIT, BUFFER_INIT, BUFFER_INIT}, {BUFFER_INIT, BUFFER_INIT, BUFFER_INIT}};
    bool done = collection_gather(placing, shape, is_turned, gathered);
    done = gathered_place(placing, &gathered[0], GEOMETRY_MULTIPOINT) && done;
    return gathered_place(placing, &gathered[1], GEOMETRY_MULTILINE) && done;
}

/* ---- all of them ---- */

static bool shape_place(struct placing *placing, const struct shape *shape, bool is_turned)
{
    switch (shape->kind) {
    case SHAPE_BBOX:
        return bbox_place(placing, shape->bbox, is_turned);
    case SHAPE_COLLECTION:
        return collection_place(placing, shape, is_turned);
    case SHAPE_GEOMETRY:
        break;
    }
    return geometry_place_near(placing, turned(shape->geometry, is_turned, placing->arena));
}

bool filter_shape_place(struct store *store, const struct snapshot_collection *collection, const struct filter *filter,
                        struct arena *arena, struct placed_shape *placed, struct error *err)
{
    bool is_turned = filter->crs == CRS_EPSG4326;
    struct placing placing = {.store = store,
                              .collection = collection,
                              .crs = is_turned ? CRS_CRS84 : filter->crs,
                              .arena = arena,
                              .err = err,
                              .box = BOX_EMPTY};
    *placed = (struct placed_shape){.box = BOX_EMPTY};
    if (box_is_empty(collection->extent))
        return true; /* nothing lies anywhere */
    if (placing.crs != CRS_LAMBERT93 &&
        (placing.transform = crs_transform_open(placing.crs, CRS_LAMBERT93, err)) == NULL)
        return false;
    bool done = shape_place(&placing, filter->shape, is_turned);
    crs_transform_close(placing.transform);
    if (done && placing.pieces.length > 0) {
        struct placed_piece *pieces =
            memcpy(arena_alloc(arena, placing.pieces.length), placing.pieces.bytes, placing.pieces.length);
        *placed =
            (struct placed_shape){pieces, placing.pieces.length / sizeof *pieces, placing.box, placing.reaches_out};
    }
    buffer_free(&placing.pieces);
    return done;
}
