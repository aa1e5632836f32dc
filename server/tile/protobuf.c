#include "tile/protobuf.h"

#include <string.h>

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

#define VARINT_MAX 10 /* bytes of the longest one */

void protobuf_varint(struct buffer *out, uint64_t number)
{
    char *bytes = buffer_reserve(out, VARINT_MAX);
    size_t length = 0;
    for (; number >= 0x80; number >>= 7)
        bytes[length++] = (char)(number | 0x80);
    bytes[length++] = (char)number;
    out->length += length;
}

uint64_t protobuf_zigzag(int64_t number)
{
    return ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static void put_tag(struct buffer *out, unsigned field, enum wire wire)
{
    protobuf_varint(out, (uint64_t)field << 3 | wire);
}

void protobuf_put_number(struct buffer *out, unsigned field, uint64_t number)
{
    put_tag(out, field, WIRE_VARINT);
    protobuf_varint(out, number);
}

void protobuf_put_real(struct buffer *out, unsigned field, double real)
{
    uint64_t bits;
    unsigned char bytes[sizeof bits];
    memcpy(&bits, &real, sizeof bits);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(bits >> (8 * i)); /* little-endian, whatever the machine */
    put_tag(out, field, WIRE_64);
    buffer_append(out, bytes, sizeof bytes);
}

void protobuf_put_bytes(struct buffer *out, unsigned field, const void *bytes, size_t length)
{
    put_tag(out, field, WIRE_BYTES);
    protobuf_varint(out, length);
    buffer_append(out, bytes, length);
}

static bool varint_read(const unsigned char *bytes, size_t length, size_t *at, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; shift < 7 * VARINT_MAX && *at < length; shift += 7) {
        unsigned char byte = bytes[(*at)++];
        *number |= (uint64_t)(byte & 0x7f) << shift; /* what is beyond 64 bits falls away, as protobuf.dev has it */
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool protobuf_next(const void *message, size_t length, size_t *at, struct protobuf_field *field)
{
    const unsigned char *bytes = message;
    size_t end = *at;
    uint64_t tag, number;
    if (!varint_read(bytes, length, &end, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3)
        return false;
    struct protobuf_field read = {.field = (unsigned)(tag >> 3)};
    switch (tag & 7) {
    case WIRE_VARINT:
        if (!varint_read(bytes, length, &end, &read.number))
            return false;
        break;
    case WIRE_64:
        read.length = 8;
        break;
    case WIRE_32:
        read.length = 4;
        break;
    case WIRE_BYTES:
        if (!varint_read(bytes, length, &end, &number) || number > length - end)
            return false;
        read.is_bytes = true;
        read.length = (size_t)number;
        break;
    default: /* groups, which nobody writes */
        return false;
    }
    if (read.length > length - end)
        return false;
    read.bytes = (const char *)message + end;
    *at = end + read.length;
    *field = read;
    return true;
}
