#include "tile/mvt.h"

#include "tile/matrix.h"
#include "tile/protobuf.h"

#include <string.h>

/* Field numbers of vector_tile.proto, Mapbox Vector Tile 2.1. */
enum { TILE_LAYERS = 3 };
enum { LAYER_NAME = 1, LAYER_FEATURES = 2, LAYER_KEYS = 3, LAYER_VALUES = 4, LAYER_EXTENT = 5, LAYER_VERSION = 15 };
enum { FEATURE_ID = 1, FEATURE_TAGS = 2, FEATURE_TYPE = 3, FEATURE_GEOMETRY = 4 };
enum { VALUE_STRING = 1, VALUE_DOUBLE = 3, VALUE_UINT = 5, VALUE_SINT = 6 };
enum { COMMAND_MOVE_TO = 1, COMMAND_LINE_TO = 2, COMMAND_CLOSE_PATH = 7 };

/* A feature's bytes, encoded. */
struct written {
    struct written *next;
    const char *bytes;
    size_t length;
};

struct mvt_layer {
    struct arena *arena;
    const char *name;
    const struct field *fields;
    size_t field_count;
    uint32_t *key_of; /* by field: 1 + its number among the keys, or 0 */
    uint32_t *keys;   /* fields that are keys, in the order of their numbers */
    uint32_t key_count;
    struct value *values; /* different ones, in the order of their numbers */
    uint32_t value_count, value_room;
    uint32_t
        *slots; /* by hash, open addressing, at most half full: 1 + a value's number, or 0; 2 x value_room of them */
    struct written *first, **end;
};

struct mvt_layer *mvt_layer_new(const char *name, const struct field *fields, size_t field_count, struct arena *arena)
{
    struct mvt_layer *layer = arena_alloc(arena, sizeof *layer);
    *layer = (struct mvt_layer){.arena = arena, .name = name, .fields = fields, .field_count = field_count};
    layer->key_of = arena_array(arena, field_count, sizeof *layer->key_of);
    layer->keys = arena_array(arena, field_count, sizeof *layer->keys);
    layer->end = &layer->first;
    return layer;
}

/* ---- tags ---- */

/* Of a real number its bits: 0 and -0 are two values. */
static uint64_t value_bits(const struct value *value)
{
    uint64_t bits = (uint64_t)value->integer;
    if (value->type == VALUE_REAL)
        memcpy(&bits, &value->real, sizeof bits);
    return bits;
}

static bool value_equal(const struct value *one, const struct value *other)
{
    if (one->type != other->type)
        return false;
    return one->type == VALUE_TEXT ? strcmp(one->text, other->text) == 0 : value_bits(one) == value_bits(other);
}

/* FNV-1a for texts, of short ones its upper half hardly depends on the last characters; then Fibonacci hashing (Knuth, 6.4). */
static uint32_t value_hash(const struct value *value)
{
    uint64_t hash = 14695981039346656037u;
    if (value->type == VALUE_TEXT)
        for (const char *byte = value->text; *byte != '\0'; byte++)
            hash = (hash ^ (unsigned char)*byte) * 1099511628211u;
    else
        hash = value_bits(value) ^ value->type;
    return (uint32_t)((hash ^ hash >> 32) * 11400714819323198485u >> 32);
}

/* The slot that has the value, or the free one where it would stand. */
static uint32_t *value_slot(const struct mvt_layer *layer, const struct value *value)
{
    uint32_t mask = 2 * layer->value_room - 1, slot = value_hash(value) & mask;
    while (layer->slots[slot] != 0 && !value_equal(&layer->values[layer->slots[slot] - 1], value))
        slot = (slot + 1) & mask;
    return &layer->slots[slot];
}

static void values_grow(struct mvt_layer *layer)
{
    const struct value *old = layer->values;
    layer->value_room = layer->value_room == 0 ? 32 : 2 * layer->value_room;
    layer->values = arena_array(layer->arena, layer->value_room, sizeof *layer->values);
    layer->slots = arena_array(layer->arena, (size_t)layer->value_room * 2, sizeof *layer->slots);
    for (uint32_t i = 0; i < layer->value_count; i++) {
        layer->values[i] = old[i];
        *value_slot(layer, &old[i]) = i + 1;
    }
}

static uint32_t value_number(struct mvt_layer *layer, const struct value *value)
{
    if (layer->value_count == layer->value_room)
        values_grow(layer);
    uint32_t *slot = value_slot(layer, value);
    if (*slot == 0) {
        layer->values[layer->value_count++] = *value;
        *slot = layer->value_count;
    }
    return *slot - 1;
}

static void tags_write(struct mvt_layer *layer, const struct value *values, struct buffer *out)
{
    for (uint32_t i = 0; i < layer->field_count; i++) {
        if (values[i].type == VALUE_NULL)
            continue;
        if (layer->key_of[i] == 0) {
            layer->keys[layer->key_count++] = i;
            layer->key_of[i] = layer->key_count;
        }
        protobuf_varint(out, layer->key_of[i] - 1);
        protobuf_varint(out, value_number(layer, &values[i]));
    }
}

/* ---- geometry (2.1, 4.3) ---- */

static void command_write(struct buffer *out, unsigned command, uint32_t count)
{
    protobuf_varint(out, (uint64_t)count << 3 | command);
}

/* From the cursor, which moves on. */
static void point_write(struct buffer *out, struct point *cursor, struct point to)
{
    protobuf_varint(out, protobuf_zigzag((int64_t)(to.x - cursor->x)));
    protobuf_varint(out, protobuf_zigzag((int64_t)(to.y - cursor->y)));
    *cursor = to;
}

static void geometry_write(const struct geometry *geometry, struct buffer *out)
{
    struct point cursor = {0.0, 0.0};
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 0) {
        command_write(out, COMMAND_MOVE_TO, geometry->point_count);
        for (uint32_t i = 0; i < geometry->point_count; i++)
            point_write(out, &cursor, geometry->points[i]);
        return;
    }
    for (uint32_t ring = 0; ring < geometry->ring_count; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring);
        uint32_t end = geometry->ring_end[ring] - (dimension == 2); /* ClosePath stands for a ring's last point */
        command_write(out, COMMAND_MOVE_TO, 1);
        point_write(out, &cursor, geometry->points[begin]);
        command_write(out, COMMAND_LINE_TO, end - begin - 1);
        for (uint32_t i = begin + 1; i < end; i++)
            point_write(out, &cursor, geometry->points[i]);
        if (dimension == 2)
            command_write(out, COMMAND_CLOSE_PATH, 1);
    }
}

/* ---- features and layers ---- */

void mvt_layer_add(struct mvt_layer *layer, uint64_t id, const struct value *values, const struct geometry *geometry)
{
    if (geometry->point_count == 0)
        return;
    struct buffer part = BUFFER_INIT, feature = BUFFER_INIT;
    size_t room = 64 + 4 * layer->field_count + 4 * (size_t)geometry->point_count; /* mostly enough */
    buffer_reserve(&part, room);
    buffer_reserve(&feature, room);
    protobuf_put_number(&feature, FEATURE_ID, id);
    tags_write(layer, values, &part);
    if (part.length > 0)
        protobuf_put_bytes(&feature, FEATURE_TAGS, part.bytes, part.length);
    /* GeomType: 1 for points, 2 for lines, 3 for polygons */
    protobuf_put_number(&feature, FEATURE_TYPE, (uint64_t)geometry_dimension(geometry->type) + 1);
    buffer_clear(&part);
    geometry_write(geometry, &part);
    protobuf_put_bytes(&feature, FEATURE_GEOMETRY, part.bytes, part.length);
    struct written *written = arena_alloc(layer->arena, sizeof *written);
    *written = (struct written){NULL, arena_copy(layer->arena, feature.bytes, feature.length), feature.length};
    *layer->end = written;
    layer->end = &written->next;
    buffer_free(&part);
    buffer_free(&feature);
}

static void value_write(const struct value *value, struct buffer *out)
{
    switch (value->type) {
    case VALUE_TEXT:
        protobuf_put_bytes(out, VALUE_STRING, value->text, strlen(value->text));
        break;
    case VALUE_REAL:
        protobuf_put_real(out, VALUE_DOUBLE, value->real);
        break;
    case VALUE_INTEGER:
        if (value->integer < 0)
            protobuf_put_number(out, VALUE_SINT, protobuf_zigzag(value->integer));
        else
            protobuf_put_number(out, VALUE_UINT, (uint64_t)value->integer);
        break;
    case VALUE_NULL: /* never a value of the layer */
        break;
    }
}

void mvt_layer_write(const struct mvt_layer *layer, struct buffer *out)
{
    if (layer->first == NULL)
        return;
    struct buffer bytes = BUFFER_INIT, value = BUFFER_INIT;
    protobuf_put_number(&bytes, LAYER_VERSION, 2);
    protobuf_put_bytes(&bytes, LAYER_NAME, layer->name, strlen(layer->name));
    for (const struct written *written = layer->first; written != NULL; written = written->next)
        protobuf_put_bytes(&bytes, LAYER_FEATURES, written->bytes, written->length);
    for (uint32_t i = 0; i < layer->key_count; i++) {
        const char *key = layer->fields[layer->keys[i]].name;
        protobuf_put_bytes(&bytes, LAYER_KEYS, key, strlen(key));
    }
    for (uint32_t i = 0; i < layer->value_count; i++) {
        buffer_clear(&value);
        value_write(&layer->values[i], &value);
        protobuf_put_bytes(&bytes, LAYER_VALUES, value.bytes, value.length);
    }
    protobuf_put_number(&bytes, LAYER_EXTENT, TILE_UNITS);
    protobuf_put_bytes(out, TILE_LAYERS, bytes.bytes, bytes.length);
    buffer_free(&value);
    buffer_free(&bytes);
}

bool mvt_next(const void *tile, size_t length, size_t *at, struct mvt_slice *slice)
{
    struct protobuf_field layer, field;
    size_t begin = *at, end = *at, inside = 0;
    if (!protobuf_next(tile, length, &end, &layer) || layer.field != TILE_LAYERS || !layer.is_bytes)
        return false;
    struct mvt_slice found = {.bytes = (const char *)tile + begin, .length = end - begin};
    while (protobuf_next(layer.bytes, layer.length, &inside, &field))
        if (field.field == LAYER_NAME && field.is_bytes) {
            found.name = field.bytes;
            found.name_length = field.length;
        }
    if (inside != layer.length || found.name == NULL)
        return false;
    *at = end;
    *slice = found;
    return true;
}
