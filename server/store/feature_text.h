/* store/feature_text.h: features written one by one: GeoJSON (RFC 7946), a text sequence of it (RFC 8142), JSON-FG (OGC 21-045r1),
 * CSV (RFC 4180). What stands around them (a collection's head, links) is its owner's. */
#ifndef TERRIL_STORE_FEATURE_TEXT_H
#define TERRIL_STORE_FEATURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "geo/crs.h"
#include "geo/feature.h"
#include "store/snapshot.h"

enum feature_form {
    FEATURE_GEOJSON,
    FEATURE_SEQUENCE, /* each feature between U+001E and a line feed */
    FEATURE_JSONFG,   /* coordinates of another system than CRS84 in `place`, `geometry` null then */
    FEATURE_CSV,      /* points with two columns of coordinates, lines and areas without */
    FEATURE_CSV_FRENCH /* semicolons, decimal commas; begins with a byte order mark */
};

/* Zero is GeoJSON in CRS84 with everything. */
struct feature_text {
    enum feature_form form;
    enum crs crs;       /* of the coordinates, in the order of its axes; 0: CRS84 */
    const bool *fields; /* which of the collection's are written; NULL: all */
    bool skips_geometry;
};

/* Digits behind the point: degrees to about 1 cm, metres to 1 mm. */
int feature_text_decimals(enum crs crs);
/* Is a feature's text what load has prepared, but for what stands around it? */
bool feature_text_is_prepared(const struct feature_text *text);
/* What stands before the first feature: the header row of CSV; nothing for the other forms. */
void feature_text_head(const struct feature_text *text, const struct snapshot_collection *collection,
                       struct buffer *out);
/* What stands between two features: "," or "". */
const char *feature_text_between(enum feature_form form);
/* Appends a feature of the collection: a value for each of its fields, geometry in EPSG:2154, which is transformed in place through
 * the store's transformations. Nothing on failure: ERROR_INPUT for a place without an image. */
bool feature_text_write(const struct feature_text *text, struct store *store,
                        const struct snapshot_collection *collection, struct feature *feature, struct buffer *out,
                        struct error *err);

/* One property's value as JSON; a list is an array of strings. */
void feature_text_value(struct json_writer *json, enum field_kind kind, const struct value *value);

#endif
