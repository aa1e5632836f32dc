#include "draw/png.h"

#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Measured on sheets of 8.7 Mpx: libpng's own choice (level 6, the best of five filters for each row) takes twice the time
 * for a quarter more bytes. */
#define PNG_LEVEL 4
#define IDAT_SIZE 65536u

static void png_uint32(unsigned char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* A chunk (5.3): length, type, data, CRC-32 of type and data. */
static void png_chunk(struct buffer *out, const char type[4], const unsigned char *data, size_t length)
{
    unsigned char word[4];
    png_uint32(word, (uint32_t)length);
    buffer_append(out, word, 4);
    buffer_append(out, type, 4);
    if (length > 0)
        buffer_append(out, data, length);
    png_uint32(word, (uint32_t)crc32(crc32(0, (const unsigned char *)type, 4), data, (unsigned)length));
    buffer_append(out, word, 4);
}

/* Signature, IHDR and pHYs. */
static void png_head(struct buffer *out, int width, int height, bool has_alpha, double density)
{
    static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char head[13] = {[8] = 8, [9] = has_alpha ? 6 : 2};
    unsigned char size[9] = {[8] = 1 /* per metre */};
    png_uint32(head, (uint32_t)width);
    png_uint32(head + 4, (uint32_t)height);
    png_uint32(size, (uint32_t)lround(density));
    png_uint32(size + 4, (uint32_t)lround(density));
    buffer_append(out, signature, sizeof signature);
    png_chunk(out, "IHDR", head, sizeof head);
    png_chunk(out, "pHYs", size, sizeof size);
}

/* cairo's pixels are numbers 0xaarrggbb with the colours multiplied by alpha. */
static void row_rgb(const uint32_t *pixels, int width, unsigned char *row)
{
    for (int x = 0; x < width; x++, row += 3) {
        row[0] = (unsigned char)(pixels[x] >> 16);
        row[1] = (unsigned char)(pixels[x] >> 8);
        row[2] = (unsigned char)pixels[x];
    }
}

static void row_rgba(const uint32_t *pixels, int width, unsigned char *row)
{
    for (int x = 0; x < width; x++, row += 4) {
        uint32_t pixel = pixels[x], alpha = pixel >> 24;
        for (int i = 0; i < 3; i++) {
            uint32_t value = pixel >> (16 - 8 * i) & 0xff;
            row[i] = (unsigned char)(alpha == 0 ? 0 : (value * 255 + alpha / 2) / alpha);
        }
        row[3] = (unsigned char)alpha;
    }
}

/* What is being deflated. */
struct png_stream {
    z_stream zlib;
    struct buffer *out;
    unsigned char *room; /* IDAT_SIZE */
};

static bool stream_push(struct png_stream *stream, unsigned char *bytes, size_t length, int flush)
{
    stream->zlib.next_in = bytes;
    stream->zlib.avail_in = (unsigned)length;
    int code;
    do {
        if (stream->zlib.avail_out == 0) {
            png_chunk(stream->out, "IDAT", stream->room, IDAT_SIZE);
            stream->zlib.next_out = stream->room;
            stream->zlib.avail_out = IDAT_SIZE;
        }
        code = deflate(&stream->zlib, flush);
    } while (code == Z_OK && (flush == Z_FINISH || stream->zlib.avail_in > 0 || stream->zlib.avail_out == 0));
    return code == Z_STREAM_END || (flush != Z_FINISH && (code == Z_OK || code == Z_BUF_ERROR));
}

static bool stream_rows(struct png_stream *stream, cairo_surface_t *surface, bool has_alpha)
{
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface), length = (size_t)width * (has_alpha ? 4 : 3);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    /* filter 0, none (9.2): rows of flat colours are like those above them, which deflate finds */
    unsigned char *line = memory_alloc(length + 1);
    bool is_good = true;
    line[0] = 0;
    for (int y = 0; y < height && is_good; y++) {
        const uint32_t *row = (const uint32_t *)(const void *)(pixels + (size_t)y * stride);
        (has_alpha ? row_rgba : row_rgb)(row, width, line + 1);
        is_good = stream_push(stream, line, length + 1, Z_NO_FLUSH);
    }
    free(line);
    return is_good && stream_push(stream, NULL, 0, Z_FINISH);
}

bool png_encode(cairo_surface_t *surface, double density, struct buffer *out, struct error *err)
{
    bool has_alpha = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
    struct png_stream stream = {.out = out};
    size_t before = out->length;
    if (deflateInit(&stream.zlib, PNG_LEVEL) != Z_OK)
        return error_set(err, ERROR_INTERNAL, "PNG: zlib: %s", stream.zlib.msg != NULL ? stream.zlib.msg : "no memory");
    cairo_surface_flush(surface);
    stream.room = memory_alloc(IDAT_SIZE);
    stream.zlib.next_out = stream.room;
    stream.zlib.avail_out = IDAT_SIZE;
    png_head(out, cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), has_alpha, density);
    bool is_good = stream_rows(&stream, surface, has_alpha);
    png_chunk(out, "IDAT", stream.room, IDAT_SIZE - stream.zlib.avail_out);
    png_chunk(out, "IEND", stream.room, 0);
    deflateEnd(&stream.zlib);
    free(stream.room);
    if (is_good)
        return true;
    out->length = before;
    return error_set(err, ERROR_INTERNAL, "PNG: the pixels could not be compressed");
}
