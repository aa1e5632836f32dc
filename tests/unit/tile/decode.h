/* tests/unit/tile/decode.h: a reader of Mapbox Vector Tile 2.1, written apart from what writes them: from the text of the
 * standard, with its own reading of protocol buffers. What is no tile fails the test. */
#ifndef TERRIL_TEST_TILE_DECODE_H
#define TERRIL_TEST_TILE_DECODE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/number.h"
#include "geo/geometry.h"

struct decoded_feature {
    uint64_t id;
    const char *tags; /* "key=value;key=value;" in the order of the tile */
    struct geometry geometry;
};

struct decoded_layer {
    const char *name;
    uint64_t version, extent;
    size_t key_count, value_count, feature_count;
    struct decoded_feature *features;
};

struct decoded_tile {
    size_t layer_count;
    struct decoded_layer layers[16];
};

/* A stretch of bytes that is being read. */
struct span {
    const unsigned char *at, *end;
};

static inline uint64_t span_varint(struct span *span)
{
    uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
        assert_true(span->at < span->end && shift < 70);
        number |= (uint64_t)(*span->at & 127) << shift;
        if (*span->at++ < 128)
            return number;
    }
}

/* The number of the next field. */
static inline unsigned span_tag(struct span *span, unsigned *wire)
{
    uint64_t tag = span_varint(span);
    *wire = tag & 7;
    return (unsigned)(tag >> 3);
}

static inline struct span span_take(struct span *span, uint64_t length)
{
    assert_true(length <= (size_t)(span->end - span->at));
    struct span taken = {span->at, span->at + length};
    span->at += length;
    return taken;
}

static inline char *span_text(struct span span, struct arena *arena)
{
    return arena_copy(arena, (const char *)span.at, (size_t)(span.end - span.at));
}

static inline int64_t unzigzag(uint64_t number)
{
    return number % 2 == 0 ? (int64_t)(number / 2) : -(int64_t)(number / 2) - 1;
}

static inline char *decode_value(struct span value, struct arena *arena)
{
    unsigned wire, field = span_tag(&value, &wire);
    char *text = NULL;
    if (field == 1 && wire == 2)
        text = arena_printf(arena, "'%s'", span_text(span_take(&value, span_varint(&value)), arena));
    if (field == 3 && wire == 1) {
        struct span eight = span_take(&value, 8);
        uint64_t bits = 0;
        double real;
        for (int i = 7; i >= 0; i--)
            bits = bits * 256 + eight.at[i];
        memcpy(&real, &bits, sizeof real);
        struct buffer written = BUFFER_INIT;
        number_write(&written, real, 6);
        text = arena_printf(arena, "%s real", written.bytes);
        buffer_free(&written);
    }
    if (field == 5 && wire == 0)
        text = arena_printf(arena, "%llu", (unsigned long long)span_varint(&value));
    if (field == 6 && wire == 0)
        text = arena_printf(arena, "%lld", (long long)unzigzag(span_varint(&value)));
    assert_non_null(text);
    assert_ptr_equal(value.at, value.end);
    return text;
}

/* 4.3: rings are closed here, and sorted into parts by the way they wind. */
static inline struct geometry decode_geometry(struct span span, uint64_t type, struct arena *arena)
{
    size_t most = (size_t)(span.end - span.at) + 1;
    struct geometry geometry = {.points = arena_array(arena, 2 * most, sizeof(struct point)),
                                .ring_end = arena_array(arena, most, sizeof(uint32_t)),
                                .part_end = arena_array(arena, most, sizeof(uint32_t))};
    struct point cursor = {0, 0};
    while (span.at < span.end) {
        uint64_t command = span_varint(&span);
        uint32_t count = (uint32_t)(command >> 3), begin = geometry.point_count;
        assert_true((command & 7) == 1 && count > 0 && (type == 1 || count == 1)); /* MoveTo */
        for (int is_line = 0; is_line <= (type > 1); is_line++) {
            if (is_line == 1) {
                command = span_varint(&span);
                count = (uint32_t)(command >> 3);
                assert_true((command & 7) == 2 && count >= type - 1); /* LineTo */
            }
            for (uint32_t i = 0; i < count; i++) {
                int64_t dx = unzigzag(span_varint(&span)), dy = unzigzag(span_varint(&span));
                assert_true(is_line == 0 || dx != 0 || dy != 0);
                cursor.x += (double)dx;
                cursor.y += (double)dy;
                geometry.points[geometry.point_count++] = cursor;
                if (type == 1)
                    geometry.part_end[geometry.part_count++] = geometry.ring_end[geometry.ring_count++] =
                        geometry.point_count;
            }
        }
        if (type == 1)
            continue;
        double twice = 0;
        if (type == 3) {
            assert_int_equal(span_varint(&span), 1 << 3 | 7); /* ClosePath */
            geometry.points[geometry.point_count++] = geometry.points[begin];
            for (uint32_t i = begin + 1; i < geometry.point_count; i++)
                twice +=
                    geometry.points[i - 1].x * geometry.points[i].y - geometry.points[i].x * geometry.points[i - 1].y;
            assert_true(twice != 0 && (twice > 0 || geometry.part_count > 0));
        }
        geometry.ring_end[geometry.ring_count++] = geometry.point_count;
        if (twice >= 0)
            geometry.part_count++;
        geometry.part_end[geometry.part_count - 1] = geometry.ring_count;
    }
    assert_true(geometry.point_count > 0 && type >= 1 && type <= 3);
    geometry.type = (enum geometry_type)type;
    if (geometry.part_count > 1)
        geometry.type = geometry_multi(geometry.type);
    return geometry;
}

static inline struct decoded_feature decode_feature(struct span span, char **keys, size_t key_count, char **values,
                                                    size_t value_count, struct arena *arena)
{
    struct decoded_feature feature = {.tags = ""};
    struct span commands = {NULL, NULL};
    uint64_t type = 0;
    while (span.at < span.end) {
        unsigned wire, field = span_tag(&span, &wire);
        if (field == 1 && wire == 0) {
            feature.id = span_varint(&span);
        } else if (field == 3 && wire == 0) {
            type = span_varint(&span);
        } else if (field == 2 && wire == 2) {
            for (struct span tags = span_take(&span, span_varint(&span)); tags.at < tags.end;) {
                uint64_t key = span_varint(&tags), value = span_varint(&tags);
                assert_true(key < key_count && value < value_count);
                feature.tags = arena_printf(arena, "%s%s=%s;", feature.tags, keys[key], values[value]);
            }
        } else if (field == 4 && wire == 2) {
            commands = span_take(&span, span_varint(&span));
        } else {
            fail_msg("feature: field %u, wire type %u", field, wire);
        }
    }
    feature.geometry = decode_geometry(commands, type, arena);
    return feature;
}

static inline struct decoded_layer decode_layer(struct span span, struct arena *arena)
{
    size_t most = (size_t)(span.end - span.at);
    struct decoded_layer layer = {.features = arena_array(arena, most, sizeof *layer.features)};
    struct span *features = arena_array(arena, most, sizeof *features);
    char **keys = arena_array(arena, most, sizeof *keys), **values = arena_array(arena, most, sizeof *values);
    while (span.at < span.end) {
        unsigned wire, field = span_tag(&span, &wire);
        if (wire == 0 && (field == 5 || field == 15)) {
            *(field == 5 ? &layer.extent : &layer.version) = span_varint(&span);
            continue;
        }
        assert_true(wire == 2);
        struct span inside = span_take(&span, span_varint(&span));
        if (field == 1)
            layer.name = span_text(inside, arena);
        else if (field == 2)
            features[layer.feature_count++] = inside;
        else if (field == 3)
            keys[layer.key_count++] = span_text(inside, arena);
        else if (field == 4)
            values[layer.value_count++] = decode_value(inside, arena);
        else
            fail_msg("layer: field %u", field);
    }
    for (size_t i = 0; i < layer.feature_count; i++)
        layer.features[i] = decode_feature(features[i], keys, layer.key_count, values, layer.value_count, arena);
    assert_non_null(layer.name);
    assert_int_equal(layer.version, 2);
    assert_int_equal(layer.extent, 4096);
    return layer;
}

static inline struct decoded_tile decode_tile(const void *bytes, size_t length, struct arena *arena)
{
    struct decoded_tile tile = {.layer_count = 0};
    struct span span = {bytes, (const unsigned char *)bytes + length};
    while (length > 0 && span.at < span.end) {
        unsigned wire, field = span_tag(&span, &wire);
        assert_true(field == 3 && wire == 2 && tile.layer_count < 16);
        tile.layers[tile.layer_count++] = decode_layer(span_take(&span, span_varint(&span)), arena);
    }
    return tile;
}

#endif
