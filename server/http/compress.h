/* http/compress.h: gzip (RFC 1952) and brotli (RFC 7932). */
#ifndef TERRIL_HTTP_COMPRESS_H
#define TERRIL_HTTP_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "http/negotiate.h"

/* Bytes below which coding does not pay. */
#define COMPRESS_MIN 512u

bool compress_is_worth(const char *media_type, size_t length); /* text, JSON, SVG, XML; not PNG or PDF */
/* Appends the coded bytes. Levels for answers made once and kept: gzip 6, br 5. Deterministic (gzip time 0). */
bool compress_bytes(enum coding coding, const void *bytes, size_t length, struct buffer *out);
/* Appends what one gzip member holds. False, and nothing appended, when it is damaged, has bytes behind its end or
 * holds more than `limit`. */
bool compress_undo_gzip(const void *bytes, size_t length, size_t limit, struct buffer *out);

#endif
