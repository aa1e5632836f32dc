/* geo/feature.h: a feature with its fields, and a stream of them: how the floors hand features to each other. */
#ifndef TERRIL_GEO_FEATURE_H
#define TERRIL_GEO_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/geometry.h"

enum value_type { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT };

struct value {
    enum value_type type;
    int64_t integer;  /* VALUE_INTEGER */
    double real;      /* VALUE_REAL; for VALUE_INTEGER the same number as a double */
    const char *text; /* VALUE_TEXT: UTF-8, NUL-ended, borrowed as its feature is */
};

#define VALUE_UNKNOWN ((struct value){VALUE_NULL, 0, 0.0, NULL})
struct value value_integer(int64_t integer);
struct value value_real(double real);
struct value value_text(const char *text); /* NULL gives VALUE_NULL */

/* What a field's text means. */
enum field_kind {
    FIELD_PLAIN, /* what its type says */
    FIELD_DATE,  /* text, YYYY-MM-DD */
    FIELD_LIST   /* text, words between single spaces: GeoJSON has an array of strings */
};

struct field {
    const char *name;
    enum value_type type; /* what the column holds; never VALUE_NULL */
};

#define FEATURE_FIELDS_MAX 256

struct feature {
    int64_t id;                 /* positive, stable within a snapshot */
    const struct field *fields; /* the stream's, `field_count` of them */
    const struct value *values;
    size_t field_count;
    struct geometry geometry; /* in the CRS that the stream's maker says; GEOMETRY_NONE when there is none */
};

/* NULL when the feature has no field of that name. */
const struct value *feature_value(const struct feature *feature, const char *name);

/* A feature is borrowed until the next call of `next` or of `close`. */
struct feature_stream {
    void *payload;
    const struct field *fields;
    size_t field_count;
    /* 1 with a feature, 0 at the end, -1 with an error. */
    int (*next)(struct feature_stream *stream, struct feature *feature, struct error *err);
    void (*close)(struct feature_stream *stream);
};

/* Features in memory, for tests and for small sets; borrows the array and `position`, which counts what was handed out.
 * The fields are those of the first feature. */
struct feature_stream feature_stream_of(struct feature *features, size_t count, size_t *position);

#endif
