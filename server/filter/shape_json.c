/* GeoJSON geometry (RFC 7946, 3.1) and CQL2's bbox (21-065r2, annex C). */
#include "filter/shape_maker.h"

#include <string.h>

static bool json_fail(struct shape_maker *maker, const char *what)
{
    return error_set(maker->err, ERROR_INPUT, "geometry: %s", what);
}

static bool point_of(struct shape_maker *maker, const struct json_value *position)
{
    size_t count = json_length(position);
    if (count != 2 && count != 3)
        return json_fail(maker, "a position is an array of two numbers, or three with the height");
    for (size_t i = 0; i < count; i++)
        if (json_type(json_at(position, i)) != JSON_NUMBER)
            return json_fail(maker, "a coordinate is a number");
    return shape_maker_point(maker, json_double(json_at(position, 0), 0), json_double(json_at(position, 1), 0));
}

/* `positions` is an array of positions; for points, one position. */
static bool ring_of(struct shape_maker *maker, const struct json_value *positions, enum geometry_type type)
{
    if (geometry_dimension(type) == 0)
        return point_of(maker, positions) && shape_maker_ring(maker, type);
    if (json_type(positions) != JSON_ARRAY)
        return json_fail(maker, "an array of positions is wanted");
    for (size_t i = 0; i < json_length(positions); i++)
        if (!point_of(maker, json_at(positions, i)))
            return false;
    return shape_maker_ring(maker, type);
}

static bool part_of(struct shape_maker *maker, const struct json_value *part, enum geometry_type type)
{
    if (geometry_dimension(type) < 2) {
        if (!ring_of(maker, part, type))
            return false;
    } else {
        if (json_length(part) == 0)
            return json_fail(maker, "a polygon is an array of one ring or more");
        for (size_t i = 0; i < json_length(part); i++)
            if (!ring_of(maker, json_at(part, i), type))
                return false;
    }
    shape_maker_part(maker);
    return true;
}

static const struct shape *geometry_of(struct shape_maker *maker, const struct json_value *value,
                                       enum geometry_type type)
{
    const struct json_value *coordinates = json_get(value, "coordinates");
    shape_maker_begin(maker);
    if (json_length(coordinates) == 0) {
        json_fail(maker, "coordinates are wanted");
        return NULL;
    }
    if (geometry_multi(type) != type)
        return part_of(maker, coordinates, type) ? shape_maker_geometry(maker, type) : NULL;
    for (size_t i = 0; i < json_length(coordinates); i++)
        if (!part_of(maker, json_at(coordinates, i), type))
            return NULL;
    return shape_maker_geometry(maker, type);
}

static const struct shape *bbox_of(struct shape_maker *maker, const struct json_value *bbox)
{
    double numbers[6];
    size_t count = json_length(bbox);
    bool is_right = count == 4 || count == 6;
    for (size_t i = 0; is_right && i < count; i++) {
        is_right = json_type(json_at(bbox, i)) == JSON_NUMBER;
        numbers[i] = json_double(json_at(bbox, i), 0);
    }
    if (is_right)
        return shape_maker_bbox(maker, numbers, count);
    json_fail(maker, "a bbox is an array of four numbers, or six with heights");
    return NULL;
}

static const struct shape *shape_of(struct shape_maker *maker, const struct json_value *value, size_t level);

static const struct shape *collection_of(struct shape_maker *maker, const struct json_value *value, size_t level)
{
    const struct json_value *geometries = json_get(value, "geometries");
    size_t count = json_length(geometries);
    if (count == 0) {
        json_fail(maker, "a GeometryCollection has an array of geometries, one or more");
        return NULL;
    }
    const struct shape **members = arena_array(maker->arena, count, sizeof *members);
    for (size_t i = 0; i < count; i++)
        if ((members[i] = shape_of(maker, json_at(geometries, i), level + 1)) == NULL)
            return NULL;
    return shape_maker_collection(maker, members, count);
}

static const struct shape *shape_of(struct shape_maker *maker, const struct json_value *value, size_t level)
{
    const char *word = json_text(json_get(value, "type"), "");
    enum geometry_type type = shape_type(word, strlen(word));
    bool is_collection = strcmp(word, "GeometryCollection") == 0;
    if (!shape_maker_level(maker, level))
        return NULL;
    if (word[0] == '\0' && level == 1 && json_get(value, "bbox") != NULL)
        return bbox_of(maker, json_get(value, "bbox"));
    if (is_collection)
        return collection_of(maker, value, level);
    if (type != GEOMETRY_NONE && strcmp(word, geometry_type_name(type)) == 0)
        return geometry_of(maker, value, type);
    json_fail(maker, "its type is Point, LineString, Polygon, MultiPoint, MultiLineString, MultiPolygon or "
                     "GeometryCollection");
    return NULL;
}

const struct shape *shape_read_json(const struct json_value *value, size_t *vertices, struct arena *arena,
                                    struct error *err)
{
    struct shape_maker maker = {.arena = arena, .err = err, .vertices = vertices};
    const struct shape *shape = shape_of(&maker, value, 1);
    shape_maker_free(&maker);
    return shape;
}
