/* filter/shape.h: geometry as a filter's literal, read by our own readers: well-known text (OGC 06-103r4, 7) and GeoJSON (RFC 7946)
 * as CQL2 allows them (21-065r2 annex B and C). */
#ifndef TERRIL_FILTER_SHAPE_H
#define TERRIL_FILTER_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "geo/crs.h"
#include "geo/geometry.h"

#define FILTER_VERTICES_MAX 10000 /* of all shapes of a filter; a box counts 4 */
#define FILTER_NESTING_MAX  8     /* collections in each other, what they hold counted as well: a point alone is 1 */

enum shape_kind { SHAPE_GEOMETRY, SHAPE_COLLECTION, SHAPE_BBOX };

/* Heights are read and left out. Every coordinate is finite, every line has two points, every ring four and is closed. */
struct shape {
    enum shape_kind kind;
    struct geometry geometry;    /* SHAPE_GEOMETRY */
    const struct shape *members; /* SHAPE_COLLECTION: `member_count` of them, at least one */
    size_t member_count;
    double bbox
        [4]; /* SHAPE_BBOX: least and most of the first axis and the second as west, south, east, north are written; west
                     * may lie east of east, over the antimeridian, south never north of north */
};

/* One shape at the start of `text`: POINT(..), .., GEOMETRYCOLLECTION(..), BBOX(..). `used` is how many bytes it takes;
 * on failure, where it is wrong. `vertices` counts on from what it is. Memory from the arena. */
const struct shape *shape_read_text(const char *text, size_t length, size_t *used, size_t *vertices,
                                    struct arena *arena, struct error *err);
/* A GeoJSON geometry or {"bbox": [..]}. */
const struct shape *shape_read_json(const struct json_value *value, size_t *vertices, struct arena *arena,
                                    struct error *err);
/* Does the word at the start of `text` begin a shape? Any case. */
bool shape_begins(const char *word, size_t length);

/* Does it fit its system: degrees within the globe, no box upside down? In the system's order of axes. */
bool shape_check(const struct shape *shape, enum crs crs, struct error *err);

void shape_write_text(const struct shape *shape, struct buffer *out);
void shape_write_json(const struct shape *shape, struct json_writer *json);

#endif
