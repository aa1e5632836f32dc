/* tile/protobuf.h: the wire format of protocol buffers (protobuf.dev, "Encoding"), as much as tiles need. */
#ifndef TERRIL_TILE_PROTOBUF_H
#define TERRIL_TILE_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Base 128, the lowest seven bits first. */
void protobuf_varint(struct buffer *out, uint64_t number);
/* 0, -1, 1, -2, 2 .. as 0, 1, 2, 3, 4 ..: small numbers of either sign are short. */
uint64_t protobuf_zigzag(int64_t number);

void protobuf_put_number(struct buffer *out, unsigned field, uint64_t number);
void protobuf_put_real(struct buffer *out, unsigned field, double real);
/* A string, a message or packed numbers. */
void protobuf_put_bytes(struct buffer *out, unsigned field, const void *bytes, size_t length);

/* One field of a message, from `at` on, which moves behind it. False at the end, and for bytes that are no field: then `at`
 * stays. `bytes` point into the message: a length-delimited field's content, or the 4 or 8 bytes of a fixed one. */
struct protobuf_field {
    unsigned field;
    bool is_bytes;   /* length-delimited */
    uint64_t number; /* of a varint */
    const char *bytes;
    size_t length;
};
bool protobuf_next(const void *message, size_t length, size_t *at, struct protobuf_field *field);

#endif
