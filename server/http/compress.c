#include "http/compress.h"

#include "base/memory.h"

#include <brotli/encode.h>
#include <libdeflate.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* libdeflate's levels from 10 on take ten times as long and 9 MB for one percent. */
static const int gzip_levels[] = {[COMPRESS_NOW] = 6, [COMPRESS_ONCE] = 9};
static const int br_qualities[] = {[COMPRESS_NOW] = 5, [COMPRESS_ONCE] = 11};

/* A gzip member ends with the length of what it holds, modulo 2^32, least byte first (RFC 1952, 2.3.1); its header and
 * trailer alone take 18 bytes. */
#define GZIP_MIN 18u

const char *compress_word(enum coding coding)
{
    static const char *const words[CODING_COUNT] = {NULL, "gzip", "br"};
    return words[coding];
}

static bool type_ends_with(const char *type, size_t length, const char *end)
{
    size_t end_length = strlen(end);
    return length >= end_length && strncasecmp(type + length - end_length, end, end_length) == 0;
}

bool compress_is_worth(const char *media_type, size_t length)
{
    static const char *const exact[] = {
        "application/json", "application/javascript",  "application/x-protobuf",
        "application/xml",  "application/schema+json", "application/vnd.mapbox-vector-tile",
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

static bool gzip_with(struct libdeflate_compressor *compressor, const void *bytes, size_t length, struct buffer *out)
{
    size_t bound = libdeflate_gzip_compress_bound(compressor, length);
    size_t coded = libdeflate_gzip_compress(compressor, bytes, length, buffer_reserve(out, bound), bound);
    out->length += coded;
    return coded > 0;
}

static bool gzip_bytes(enum compress_effort effort, const void *bytes, size_t length, struct buffer *out)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(gzip_levels[effort]);
    bool done = compressor && gzip_with(compressor, bytes, length, out);
    if (compressor)
        libdeflate_free_compressor(compressor);
    return done;
}

struct compress_gzip {
    struct libdeflate_compressor *efforts[sizeof gzip_levels / sizeof *gzip_levels];
};

struct compress_gzip *compress_gzip_new(void)
{
    struct compress_gzip *gzip = memory_alloc(sizeof *gzip);
    for (size_t i = 0; i < sizeof gzip_levels / sizeof *gzip_levels; i++)
        gzip->efforts[i] = libdeflate_alloc_compressor(gzip_levels[i]);
    if (gzip->efforts[COMPRESS_NOW] && gzip->efforts[COMPRESS_ONCE])
        return gzip;
    compress_gzip_free(gzip);
    return NULL;
}

void compress_gzip_free(struct compress_gzip *gzip)
{
    for (size_t i = 0; gzip && i < sizeof gzip_levels / sizeof *gzip_levels; i++)
        if (gzip->efforts[i])
            libdeflate_free_compressor(gzip->efforts[i]);
    free(gzip);
}

bool compress_gzip_bytes(struct compress_gzip *gzip, enum compress_effort effort, const void *bytes, size_t length,
                         struct buffer *out)
{
    return gzip_with(gzip->efforts[effort], bytes, length, out);
}

/* Prepared in blocks of 64 kB, which cost half a percent of length: brotli's best holds seventy bytes for each byte of a
 * block. */
#define BR_BLOCK_BITS 16

static bool br_set_up(BrotliEncoderState *state, enum compress_effort effort, size_t length)
{
    return BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, br_qualities[effort]) &&
           BrotliEncoderSetParameter(state, BROTLI_PARAM_SIZE_HINT, (uint32_t)length) &&
           (effort == COMPRESS_NOW || BrotliEncoderSetParameter(state, BROTLI_PARAM_LGBLOCK, BR_BLOCK_BITS));
}

static bool br_whole(BrotliEncoderState *state, const uint8_t *in, size_t length, uint8_t *room, size_t *size)
{
    size_t space = *size;
    *size = 0;
    while (!BrotliEncoderIsFinished(state))
        if (!BrotliEncoderCompressStream(state, BROTLI_OPERATION_FINISH, &length, &in, &space, &room, size))
            return false;
    return true;
}

static bool br_bytes(enum compress_effort effort, const void *bytes, size_t length, struct buffer *out)
{
    size_t size = BrotliEncoderMaxCompressedSize(length);
    BrotliEncoderState *state = size > 0 && length < UINT32_MAX ? BrotliEncoderCreateInstance(NULL, NULL, NULL) : NULL;
    if (!state)
        return false;
    bool done =
        br_set_up(state, effort, length) && br_whole(state, bytes, length, (uint8_t *)buffer_reserve(out, size), &size);
    BrotliEncoderDestroyInstance(state);
    out->length += done ? size : 0;
    return done;
}

bool compress_bytes(enum coding coding, enum compress_effort effort, const void *bytes, size_t length,
                    struct buffer *out)
{
    switch (coding) {
    case CODING_GZIP:
        return gzip_bytes(effort, bytes, length, out);
    case CODING_BR:
        return br_bytes(effort, bytes, length, out);
    case CODING_IDENTITY:
    case CODING_COUNT:
        break;
    }
    assert(coding == CODING_IDENTITY);
    buffer_append(out, bytes, length);
    return true;
}

bool compress_undo_gzip(const void *bytes, size_t length, size_t limit, struct buffer *out)
{
    if (length < GZIP_MIN)
        return false;
    const unsigned char *trailer = (const unsigned char *)bytes + length - 4;
    size_t held = (size_t)trailer[0] | (size_t)trailer[1] << 8 | (size_t)trailer[2] << 16 | (size_t)trailer[3] << 24;
    if (held > limit)
        return false;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        return false;
    size_t used = 0, written = 0;
    bool done = libdeflate_gzip_decompress_ex(decompressor, bytes, length, buffer_reserve(out, held), held, &used,
                                              &written) == LIBDEFLATE_SUCCESS &&
                used == length && written == held;
    libdeflate_free_decompressor(decompressor);
    out->length += done ? held : 0;
    return done;
}
