/* base/json.h: JSON (RFC 8259) written to a buffer and read from text. */
#ifndef TERRIL_BASE_JSON_H
#define TERRIL_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* ---- writing: commas and nesting are kept right by the writer ---- */

#define JSON_DEPTH_MAX 64 /* arrays and objects in each other, written or read */

struct json_writer {
    struct buffer *out; /* borrowed */
    int depth;
    bool has_member[JSON_DEPTH_MAX];
    bool after_key;
};

void json_writer_init(struct json_writer *writer, struct buffer *out);
void json_object_open(struct json_writer *writer);
void json_object_close(struct json_writer *writer);
void json_array_open(struct json_writer *writer);
void json_array_close(struct json_writer *writer);
void json_key(struct json_writer *writer, const char *key);
/* NULL writes null; bytes that are not UTF-8 become U+FFFD, in keys too. */
void json_string(struct json_writer *writer, const char *text);
void json_number(struct json_writer *writer, double value, int decimals);
void json_exact(struct json_writer *writer, double value); /* shortest text that json_read reads back the same */
void json_integer(struct json_writer *writer, int64_t value);
void json_bool(struct json_writer *writer, bool value);
void json_null(struct json_writer *writer);
void json_raw(struct json_writer *writer, const char *bytes, size_t length); /* one whole value, already JSON */
/* key and value in one go */
void json_key_string(struct json_writer *writer, const char *key, const char *text);
void json_key_integer(struct json_writer *writer, const char *key, int64_t value);

/* ---- reading: a tree, borrowed from the document ---- */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_document;
/* Borrowed from its document. NULL where a getter finds nothing, and every getter takes NULL; a null that was
 * written is not NULL, so that it can be told from a member that is missing. */
struct json_value;

/* `name` stands in the error line ("styles/cites.json: line 12: ..."). Depth at most JSON_DEPTH_MAX (ERROR_LIMIT), one
 * value, nothing behind, UTF-8 without a byte order mark. Stricter than RFC 8259: no \u0000, integers of 64 bits, other
 * numbers finite. A lone surrogate (\ud800) becomes U+FFFD. Of members with the same key the last counts. */
struct json_document *json_read(const char *text, size_t length, const char *name, struct error *err);
void json_free(struct json_document *document);
const struct json_value *json_root(const struct json_document *document);

enum json_type json_type(const struct json_value *value); /* JSON_NULL for NULL */
const struct json_value *json_get(const struct json_value *object, const char *key);
size_t json_length(const struct json_value *array); /* 0 when it is not an array */
const struct json_value *json_at(const struct json_value *array, size_t index);
const char *json_text(const struct json_value *value, const char *otherwise); /* `otherwise` unless a string */
double json_double(const struct json_value *value, double otherwise);         /* `otherwise` unless a number */
bool json_is_true(const struct json_value *value);

/* Members of an object in their written order. */
struct json_iterator {
    const struct json_value *object;
    void *position;
};
struct json_iterator json_members(const struct json_value *object);
bool json_next(struct json_iterator *iterator, const char **key, const struct json_value **value);
/* The value as compact JSON text, appended; NULL gives null. Numbers are written anew: 1.0 as 1. */
void json_print(const struct json_value *value, struct buffer *out);

#endif
