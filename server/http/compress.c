#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <assert.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#define GZIP_LEVEL  6
#define GZIP_WINDOW (15 + 16) /* 32 kB, 16 asks zlib for a gzip header */
#define BR_QUALITY  5

static bool type_ends_with(const char *type, size_t length, const char *end)
{
    size_t end_length = strlen(end);
    return length >= end_length && strncasecmp(type + length - end_length, end, end_length) == 0;
}

bool compress_is_worth(const char *media_type, size_t length)
{
    static const char *const exact[] = {"application/json",
                                        "application/javascript",
                                        "application/xml",
                                        "application/schema+json",
                                        "application/vnd.mapbox-vector-tile",
                                        "image/svg+xml"};
    if (length < COMPRESS_MIN || !media_type)
        return false;
    size_t type_length = strcspn(media_type, "; ");
    if (strncasecmp(media_type, "text/", 5) == 0 || type_ends_with(media_type, type_length, "+json") ||
        type_ends_with(media_type, type_length, "+xml"))
        return true;
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        if (strlen(exact[i]) == type_length && strncasecmp(media_type, exact[i], type_length) == 0)
            return true;
    return false;
}

static bool gzip_bytes(const void *bytes, size_t length, struct buffer *out)
{
    z_stream stream = {0};
    if (length > UINT_MAX / 2)
        return false;
    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong bound = deflateBound(&stream, (uLong)length);
    stream.next_in = (Bytef *)(uintptr_t)bytes; /* zlib reads it only, though it says otherwise */
    stream.avail_in = (uInt)length;
    stream.next_out = (Bytef *)buffer_reserve(out, bound);
    stream.avail_out = (uInt)bound;
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    if (done)
        out->length += stream.total_out;
    deflateEnd(&stream);
    return done;
}

static bool br_bytes(const void *bytes, size_t length, struct buffer *out)
{
    size_t size = BrotliEncoderMaxCompressedSize(length);
    if (size == 0)
        return false;
    uint8_t *room = (uint8_t *)buffer_reserve(out, size);
    if (!BrotliEncoderCompress(BR_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, length, bytes, &size, room))
        return false;
    out->length += size;
    return true;
}

bool compress_bytes(enum coding coding, const void *bytes, size_t length, struct buffer *out)
{
    switch (coding) {
    case CODING_GZIP:
        return gzip_bytes(bytes, length, out);
    case CODING_BR:
        return br_bytes(bytes, length, out);
    case CODING_IDENTITY:
    case CODING_COUNT:
        break;
    }
    assert(coding == CODING_IDENTITY);
    buffer_append(out, bytes, length);
    return true;
}

#define PIECE 65536u

bool compress_undo_gzip(const void *bytes, size_t length, size_t limit, struct buffer *out)
{
    z_stream stream = {0};
    size_t start = out->length;
    int code = Z_OK;
    if (length > UINT_MAX || inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
        return false;
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)length;
    while (code == Z_OK && out->length - start <= limit) {
        stream.next_out = (Bytef *)buffer_reserve(out, PIECE);
        stream.avail_out = PIECE;
        code = inflate(&stream, Z_NO_FLUSH);
        out->length += PIECE - stream.avail_out;
    }
    bool is_whole = code == Z_STREAM_END && stream.avail_in == 0 && out->length - start <= limit;
    inflateEnd(&stream);
    if (!is_whole)
        out->length = start;
    buffer_append(out, "", 0);
    return is_whole;
}
