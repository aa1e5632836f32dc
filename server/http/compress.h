/* http/compress.h: gzip (RFC 1952) and brotli (RFC 7932). Knows no request, so that a load can code tiles with it. */
#ifndef TERRIL_HTTP_COMPRESS_H
#define TERRIL_HTTP_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Bytes below which coding does not pay. */
#define COMPRESS_MIN 512u

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_BR, CODING_COUNT };

enum compress_effort {
    COMPRESS_NOW, /* somebody waits: gzip 6, br 5 */
    COMPRESS_ONCE /* prepared, sent many times: gzip 9, br 11; about 2 MB a second */
};

const char *compress_word(enum coding coding);                 /* "gzip", "br"; NULL for identity */
bool compress_is_worth(const char *media_type, size_t length); /* text, JSON, SVG, XML; not PNG or PDF */
/* Appends the coded bytes. Deterministic (gzip time 0). False when the library has no memory; nothing is appended. */
bool compress_bytes(enum coding coding, enum compress_effort effort, const void *bytes, size_t length,
                    struct buffer *out);
/* gzip for who codes one thing after another: holds the 0.7 MB that compress_bytes asks for each time. Belongs to one thread; the
 * same bytes come out. NULL when there is no memory. */
struct compress_gzip;
struct compress_gzip *compress_gzip_new(void);
void compress_gzip_free(struct compress_gzip *gzip); /* NULL is fine */
bool compress_gzip_bytes(struct compress_gzip *gzip, enum compress_effort effort, const void *bytes, size_t length,
                         struct buffer *out);
/* Appends what one gzip member holds. False, and nothing appended, when it is damaged, has bytes behind its end or
 * holds more than `limit`. */
bool compress_undo_gzip(const void *bytes, size_t length, size_t limit, struct buffer *out);

#endif
