#include "filter/shape.h"
#include "filter/shape_maker.h"

#include "base/number.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- made ---- */

void shape_maker_free(struct shape_maker *maker)
{
    buffer_free(&maker->points);
    buffer_free(&maker->ring_end);
    buffer_free(&maker->part_end);
}

void shape_maker_begin(struct shape_maker *maker)
{
    buffer_clear(&maker->points);
    buffer_clear(&maker->ring_end);
    buffer_clear(&maker->part_end);
}

static uint32_t count_of(const struct buffer *buffer, size_t size)
{
    return (uint32_t)(buffer->length / size);
}

static bool vertices_count(struct shape_maker *maker, size_t more)
{
    *maker->vertices += more;
    return *maker->vertices <= FILTER_VERTICES_MAX ||
           error_set(maker->err, ERROR_LIMIT, "more than %d vertices", FILTER_VERTICES_MAX);
}

bool shape_maker_point(struct shape_maker *maker, double x, double y)
{
    struct point point = {x, y};
    if (!vertices_count(maker, 1))
        return false;
    if (!isfinite(x) || !isfinite(y))
        return error_set(maker->err, ERROR_INPUT, "a coordinate that is not finite");
    buffer_append(&maker->points, &point, sizeof point);
    return true;
}

bool shape_maker_ring(struct shape_maker *maker, enum geometry_type type)
{
    uint32_t end = count_of(&maker->points, sizeof(struct point)), rings = count_of(&maker->ring_end, sizeof end);
    uint32_t begin = 0;
    if (rings > 0)
        memcpy(&begin, maker->ring_end.bytes + (rings - 1) * sizeof begin, sizeof begin);
    int dimension = geometry_dimension(type);
    if (dimension == 1 && end - begin < 2)
        return error_set(maker->err, ERROR_INPUT, "a line wants two points or more");
    if (dimension == 2) {
        if (end - begin < 4)
            return error_set(maker->err, ERROR_INPUT, "a ring of a polygon wants four points or more");
        const struct point *points = (const void *)maker->points.bytes;
        if (points[begin].x != points[end - 1].x || points[begin].y != points[end - 1].y)
            return error_set(maker->err, ERROR_INPUT, "a ring of a polygon ends where it begins; this one does not");
    }
    buffer_append(&maker->ring_end, &end, sizeof end);
    return true;
}

void shape_maker_part(struct shape_maker *maker)
{
    uint32_t end = count_of(&maker->ring_end, sizeof end);
    buffer_append(&maker->part_end, &end, sizeof end);
}

static void *taken(struct shape_maker *maker, const struct buffer *buffer)
{
    return memcpy(arena_alloc(maker->arena, buffer->length), buffer->bytes, buffer->length);
}

const struct shape *shape_maker_geometry(struct shape_maker *maker, enum geometry_type type)
{
    struct shape *shape = arena_alloc(maker->arena, sizeof *shape);
    shape->kind = SHAPE_GEOMETRY;
    shape->geometry = (struct geometry){type,
                                        count_of(&maker->points, sizeof(struct point)),
                                        count_of(&maker->ring_end, sizeof(uint32_t)),
                                        count_of(&maker->part_end, sizeof(uint32_t)),
                                        taken(maker, &maker->points),
                                        taken(maker, &maker->ring_end),
                                        taken(maker, &maker->part_end)};
    return shape;
}

const struct shape *shape_maker_bbox(struct shape_maker *maker, const double *numbers, size_t count)
{
    size_t half = count / 2;
    struct shape *shape = arena_alloc(maker->arena, sizeof *shape);
    shape->kind = SHAPE_BBOX;
    memcpy(shape->bbox, (double[]){numbers[0], numbers[1], numbers[half], numbers[half + 1]}, sizeof shape->bbox);
    if (!vertices_count(maker, 4))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!isfinite(numbers[i])) {
            error_set(maker->err, ERROR_INPUT, "a coordinate that is not finite");
            return NULL;
        }
    return shape;
}

const struct shape *shape_maker_collection(struct shape_maker *maker, const struct shape *const *members, size_t count)
{
    struct shape *shape = arena_alloc(maker->arena, sizeof *shape);
    struct shape *copy = arena_array(maker->arena, count, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = *members[i];
    shape->kind = SHAPE_COLLECTION;
    shape->members = copy;
    shape->member_count = count;
    return shape;
}

bool shape_maker_level(struct shape_maker *maker, size_t level)
{
    return level <= FILTER_NESTING_MAX ||
           error_set(maker->err, ERROR_LIMIT, "geometry nested deeper than %d levels", FILTER_NESTING_MAX);
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(word, wanted, length) == 0;
}

enum geometry_type shape_type(const char *word, size_t length)
{
    for (enum geometry_type type = GEOMETRY_POINT; type <= GEOMETRY_MULTIPOLYGON; type++)
        if (is_word(word, length, geometry_type_name(type)))
            return type;
    return GEOMETRY_NONE;
}

bool shape_begins(const char *word, size_t length)
{
    return shape_type(word, length) != GEOMETRY_NONE || is_word(word, length, "GEOMETRYCOLLECTION") ||
           is_word(word, length, "BBOX");
}

/* ---- checked ---- */

static bool degrees_check(struct point point, struct error *err)
{
    return (fabs(point.x) <= 180 && fabs(point.y) <= 90) ||
           error_set(err, ERROR_INPUT,
                     "degrees from -180 to 180 and -90 to 90 are wanted; filter-crs says in which system they are "
                     "and so which comes first");
}

static bool points_check(const struct geometry *geometry, bool is_turned, struct error *err)
{
    for (uint32_t i = 0; i < geometry->point_count; i++) {
        struct point point = geometry->points[i];
        if (!degrees_check(is_turned ? (struct point){point.y, point.x} : point, err))
            return false;
    }
    return true;
}

static bool bbox_check(const double bbox[4], enum crs crs, struct error *err)
{
    bool is_turned = crs == CRS_EPSG4326, is_degrees = is_turned || crs == CRS_CRS84;
    struct point least = {bbox[is_turned], bbox[!is_turned]}, most = {bbox[2 + is_turned], bbox[2 + !is_turned]};
    if (least.y > most.y)
        return error_set(err, ERROR_INPUT, "the BBOX has its south above its north");
    if (!is_degrees)
        return least.x <= most.x || error_set(err, ERROR_INPUT, "the BBOX has its west east of its east");
    return degrees_check(least, err) && degrees_check(most, err);
}

bool shape_check(const struct shape *shape, enum crs crs, struct error *err)
{
    bool is_turned = crs == CRS_EPSG4326, is_degrees = is_turned || crs == CRS_CRS84;
    if (shape->kind == SHAPE_BBOX)
        return bbox_check(shape->bbox, crs, err);
    if (shape->kind == SHAPE_GEOMETRY)
        return !is_degrees || points_check(&shape->geometry, is_turned, err);
    for (size_t i = 0; i < shape->member_count; i++)
        if (!shape_check(&shape->members[i], crs, err))
            return false;
    return true;
}

/* ---- written ---- */

/* How lists of lists are written: WKT and GeoJSON have the same nesting and other marks. */
struct shape_pen {
    struct buffer *out;
    bool is_json;
};

static void pen_point(struct shape_pen *pen, struct point point)
{
    if (!pen->is_json) {
        number_write_exact(pen->out, point.x);
        buffer_putc(pen->out, ' ');
        number_write_exact(pen->out, point.y);
        return;
    }
    struct json_writer json;
    json_writer_init(&json, pen->out);
    json_array_open(&json);
    json_exact(&json, point.x);
    json_exact(&json, point.y);
    json_array_close(&json);
}

static void pen_open(struct shape_pen *pen)
{
    buffer_putc(pen->out, pen->is_json ? '[' : '(');
}

static void pen_close(struct shape_pen *pen)
{
    buffer_putc(pen->out, pen->is_json ? ']' : ')');
}

static void pen_comma(struct shape_pen *pen, bool is_first)
{
    if (!is_first)
        buffer_puts(pen->out, pen->is_json ? "," : ", ");
}

static void pen_ring(struct shape_pen *pen, const struct geometry *geometry, uint32_t ring)
{
    pen_open(pen);
    for (uint32_t i = geometry_ring_begin(geometry, ring); i < geometry->ring_end[ring]; i++) {
        pen_comma(pen, i == geometry_ring_begin(geometry, ring));
        pen_point(pen, geometry->points[i]);
    }
    pen_close(pen);
}

static void pen_part(struct shape_pen *pen, const struct geometry *geometry, uint32_t part)
{
    uint32_t begin = geometry_part_begin(geometry, part);
    if (geometry_dimension(geometry->type) == 0 && pen->is_json) {
        pen_point(pen, geometry->points[geometry_ring_begin(geometry, begin)]);
        return;
    }
    if (geometry_dimension(geometry->type) < 2) {
        pen_ring(pen, geometry, begin);
        return;
    }
    pen_open(pen);
    for (uint32_t ring = begin; ring < geometry->part_end[part]; ring++) {
        pen_comma(pen, ring == begin);
        pen_ring(pen, geometry, ring);
    }
    pen_close(pen);
}

static void pen_geometry(struct shape_pen *pen, const struct geometry *geometry)
{
    if (geometry_multi(geometry->type) != geometry->type) {
        pen_part(pen, geometry, 0);
        return;
    }
    pen_open(pen);
    for (uint32_t part = 0; part < geometry->part_count; part++) {
        pen_comma(pen, part == 0);
        pen_part(pen, geometry, part);
    }
    pen_close(pen);
}

/* In capitals. */
static void word_write(const char *word, struct buffer *out)
{
    for (; *word != '\0'; word++)
        buffer_putc(out, (char)(*word >= 'a' && *word <= 'z' ? *word - 'a' + 'A' : *word));
}

void shape_write_text(const struct shape *shape, struct buffer *out)
{
    struct shape_pen pen = {.out = out, .is_json = false};
    if (shape->kind == SHAPE_GEOMETRY) {
        word_write(geometry_type_name(shape->geometry.type), out);
        pen_geometry(&pen, &shape->geometry);
        return;
    }
    size_t count = shape->kind == SHAPE_BBOX ? 4 : shape->member_count;
    buffer_puts(out, shape->kind == SHAPE_BBOX ? "BBOX(" : "GEOMETRYCOLLECTION(");
    for (size_t i = 0; i < count; i++) {
        pen_comma(&pen, i == 0);
        if (shape->kind == SHAPE_BBOX)
            number_write_exact(out, shape->bbox[i]);
        else
            shape_write_text(&shape->members[i], out);
    }
    pen_close(&pen);
}

void shape_write_json(const struct shape *shape, struct json_writer *json)
{
    json_object_open(json);
    if (shape->kind == SHAPE_BBOX) {
        json_key(json, "bbox");
        json_array_open(json);
        for (size_t i = 0; i < 4; i++)
            json_exact(json, shape->bbox[i]);
        json_array_close(json);
    } else if (shape->kind == SHAPE_COLLECTION) {
        json_key_string(json, "type", "GeometryCollection");
        json_key(json, "geometries");
        json_array_open(json);
        for (size_t i = 0; i < shape->member_count; i++)
            shape_write_json(&shape->members[i], json);
        json_array_close(json);
    } else {
        struct buffer text = BUFFER_INIT;
        struct shape_pen pen = {.out = &text, .is_json = true};
        json_key_string(json, "type", geometry_type_name(shape->geometry.type));
        json_key(json, "coordinates");
        pen_geometry(&pen, &shape->geometry);
        json_raw(json, text.bytes, text.length);
        buffer_free(&text);
    }
    json_object_close(json);
}
