/* geo/frame.h: features as frames of bytes, for the pipe between terril-exchange and terril, either way.
 *
 * The reader trusts nothing: the writer may have been parsing strangers' files. A stream is
 *   "TERRIL1\n"
 *   frames: type (1 byte), length of the payload (uint32, little-endian), payload
 *     'S' once, first: JSON about the source: {"fields":[{"name","type":"integer|real|text"}],
 *         "crs":"EPSG:4326","encoding":"UTF-8","driver":"GeoJSON","layer":"..","notes":["sentence",..]}
 *     'F' a feature: index in the file (int64, 0 or more), then for each field its type (1 byte: 0 for null, else
 *         the field's own, 1 integer, 2 real, 3 text) and value (int64, finite double, or uint32 length and
 *         bytes of UTF-8 without NUL; nothing for null), then uint32 length and WKB in EPSG:2154 (0: no geometry)
 *     'R' a feature repaired, 'X' a feature refused: JSON {"feature":index,"key":"..","reason":"sentence"}
 *     'E' once, last: JSON {"read":n}
 * Numbers are little-endian. A stream without its 'E', or with anything behind it, is broken. */
#ifndef TERRIL_GEO_FRAME_H
#define TERRIL_GEO_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "geo/feature.h"

#define FRAME_MAX      (64u * 1024u * 1024u) /* payload of one frame */
#define FRAME_JSON_MAX (1024u * 1024u) /* of one that is not a feature: as a tree JSON takes many times its bytes */

enum frame_type { FRAME_SOURCE = 'S', FRAME_FEATURE = 'F', FRAME_REPAIRED = 'R', FRAME_REFUSED = 'X', FRAME_END = 'E' };

/* ---- writing, to a buffer that the caller flushes ---- */
void frame_write_start(struct buffer *out);
/* The member "fields" of the 'S' frame's JSON, whose object is open. */
void frame_write_fields(struct json_writer *json, const struct field *fields, size_t count);
/* `length` at most FRAME_JSON_MAX. */
void frame_write_json(struct buffer *out, enum frame_type type, const char *json, size_t length);
/* Values of the fields' own types or null; a real that is not finite is written as null. The reader refuses the whole
 * stream for a frame longer than FRAME_MAX, so a caller that sees `out` grow by more takes it back and writes an 'X'. */
void frame_write_feature(struct buffer *out, const struct feature *feature, const void *wkb, size_t wkb_length);

/* ---- reading, from a descriptor ---- */
struct frame_reader;

struct frame {
    enum frame_type type;
    const char *json; /* NUL-ended UTF-8, not yet parsed, for all but 'F'; borrowed until the next read */
    size_t json_length;
    struct feature feature; /* for 'F': values and fields borrowed until the next read; geometry decoded */
    const void *wkb;        /* for 'F': the geometry's bytes as sent; NULL when there is none */
    size_t wkb_length;
};

/* Reads the start and the 'S' frame. The descriptor stays the caller's. `name` stands in error lines. Field names are
 * not empty and differ from each other; there are at most FEATURE_FIELDS_MAX. */
struct frame_reader *frame_reader_open(int descriptor, const char *name, struct error *err);
void frame_reader_close(struct frame_reader *reader);
const char *frame_reader_source(const struct frame_reader *reader); /* JSON of the 'S' frame */
const struct field *frame_reader_fields(const struct frame_reader *reader, size_t *count);
/* Behind an error every read is an error. 1 with a frame, 0 behind the 'E' frame, -1 with an error (broken, too large, cut short, geometry that does not parse). */
int frame_read(struct frame_reader *reader, struct frame *frame, struct error *err);

#endif
