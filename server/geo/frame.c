#include "geo/frame.h"

#include "base/json.h"
#include "base/text.h"
#include "geo/wkb.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_START        "TERRIL1\n"
#define FRAME_START_BYTES  (sizeof FRAME_START - 1)
#define FRAME_HEADER_BYTES 5 /* type and length */

/* Bytes asked from the pipe at once. Also what a lying length costs: memory grows only behind bytes that came. */
#define FRAME_READ_BYTES ((size_t)256 * 1024)

/* ---- writing ---- */

static void frame_put_uint32(struct buffer *out, uint32_t number)
{
    number = htole32(number);
    buffer_append(out, &number, sizeof number);
}

static void frame_put_uint64(struct buffer *out, uint64_t number)
{
    number = htole64(number);
    buffer_append(out, &number, sizeof number);
}

void frame_write_start(struct buffer *out)
{
    buffer_append(out, FRAME_START, FRAME_START_BYTES);
}

void frame_write_json(struct buffer *out, enum frame_type type, const char *json, size_t length)
{
    assert(type != FRAME_FEATURE && length <= FRAME_JSON_MAX);
    buffer_putc(out, (char)type);
    frame_put_uint32(out, (uint32_t)length);
    buffer_append(out, json, length);
}

void frame_write_fields(struct json_writer *json, const struct field *fields, size_t count)
{
    static const char *const types[] = {[VALUE_INTEGER] = "integer", [VALUE_REAL] = "real", [VALUE_TEXT] = "text"};
    json_key(json, "fields");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_key_string(json, "name", fields[i].name);
        json_key_string(json, "type", types[fields[i].type]);
        json_object_close(json);
    }
    json_array_close(json);
}

static void frame_put_value(struct buffer *out, const struct value *value)
{
    bool is_null = value->type == VALUE_NULL || (value->type == VALUE_REAL && !isfinite(value->real));
    buffer_putc(out, (char)(is_null ? VALUE_NULL : value->type));
    if (is_null)
        return;
    uint64_t bits;
    switch (value->type) {
    case VALUE_INTEGER:
        frame_put_uint64(out, (uint64_t)value->integer);
        break;
    case VALUE_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        frame_put_uint64(out, bits);
        break;
    case VALUE_TEXT:
        frame_put_uint32(out, (uint32_t)strlen(value->text));
        buffer_puts(out, value->text);
        break;
    case VALUE_NULL:
        break;
    }
}

void frame_write_feature(struct buffer *out, const struct feature *feature, const void *wkb, size_t wkb_length)
{
    assert(feature->id >= 0 && feature->field_count <= FEATURE_FIELDS_MAX);
    size_t start = out->length;
    buffer_putc(out, FRAME_FEATURE);
    frame_put_uint32(out, 0); /* the length, known at the end */
    frame_put_uint64(out, (uint64_t)feature->id);
    for (size_t i = 0; i < feature->field_count; i++) {
        assert(feature->values[i].type == VALUE_NULL || feature->values[i].type == feature->fields[i].type);
        frame_put_value(out, &feature->values[i]);
    }
    frame_put_uint32(out, (uint32_t)wkb_length);
    if (wkb_length > 0)
        buffer_append(out, wkb, wkb_length);
    size_t length = out->length - start - FRAME_HEADER_BYTES;
    assert(length <= UINT32_MAX);
    uint32_t ordered = htole32((uint32_t)length);
    memcpy(out->bytes + start + 1, &ordered, sizeof ordered);
}

/* ---- reading ---- */

struct frame_reader {
    int descriptor;
    const char *name;
    struct arena *lasting; /* fields and the source's JSON */
    struct arena *passing; /* one frame */
    struct buffer input;
    size_t at; /* what is read and not yet taken begins here */
    const char *source;
    struct field *fields;
    struct value *values;
    size_t field_count;
    bool has_ended;  /* behind the 'E' frame */
    bool has_failed; /* nothing behind an error can be trusted */
};

static bool reader_fail(struct frame_reader *reader, struct error *err, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static bool reader_fail(struct frame_reader *reader, struct error *err, enum error_kind kind, const char *format, ...)
{
    struct error cause = ERROR_INIT;
    va_list arguments;
    va_start(arguments, format);
    error_set_va(&cause, kind, format, arguments);
    va_end(arguments);
    reader->has_failed = true;
    return error_set(err, kind, "%s: %s", reader->name, cause.message);
}

static size_t reader_left(const struct frame_reader *reader)
{
    return reader->input.length - reader->at;
}

/* Reads until `need` bytes are there or the stream ends. False only when read(2) fails. */
static bool reader_fill(struct frame_reader *reader, size_t need, struct error *err)
{
    if (reader_left(reader) >= need)
        return true;
    if (reader->at > 0) {
        memmove(reader->input.bytes, reader->input.bytes + reader->at, reader_left(reader));
        reader->input.length -= reader->at;
        reader->at = 0;
    }
    while (reader_left(reader) < need) {
        char *room = buffer_reserve(&reader->input, FRAME_READ_BYTES);
        ssize_t got = read(reader->descriptor, room, FRAME_READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return reader_fail(reader, err, ERROR_STORAGE, "%s", strerror(errno));
        if (got == 0)
            return true;
        reader->input.length += (size_t)got;
    }
    return true;
}

/* The next `count` bytes, borrowed until the next fill; an error when the stream ends before. */
static const uint8_t *reader_take(struct frame_reader *reader, size_t count, struct error *err)
{
    if (!reader_fill(reader, count, err))
        return NULL;
    if (reader_left(reader) < count) {
        reader_fail(reader, err, ERROR_INPUT, "the stream ends without its end frame: %zu bytes where %zu are due",
                    reader_left(reader), count);
        return NULL;
    }
    const uint8_t *bytes = (const uint8_t *)reader->input.bytes + reader->at;
    reader->at += count;
    return bytes;
}

static bool reader_take_header(struct frame_reader *reader, uint8_t *type, uint32_t *length, struct error *err)
{
    const uint8_t *header = reader_take(reader, FRAME_HEADER_BYTES, err);
    if (header == NULL)
        return false;
    uint32_t ordered;
    memcpy(&ordered, header + 1, sizeof ordered);
    *type = header[0];
    *length = le32toh(ordered);
    uint32_t most = *type == FRAME_FEATURE ? FRAME_MAX : FRAME_JSON_MAX;
    if (*length > most)
        return reader_fail(reader, err, ERROR_LIMIT, "a frame of %u bytes; at most %u are allowed", *length, most);
    return true;
}

/* The frame's payload as text with a NUL behind. */
static const char *reader_take_json(struct frame_reader *reader, uint32_t length, struct arena *arena,
                                    struct error *err)
{
    const char *bytes = (const char *)reader_take(reader, length, err);
    if (bytes == NULL)
        return NULL;
    if (length == 0 || !text_is_utf8(bytes, length)) {
        reader_fail(reader, err, ERROR_INPUT, "a frame of JSON is empty or not UTF-8");
        return NULL;
    }
    return arena_copy(arena, bytes, length);
}

/* ---- the source frame ---- */

static bool field_type_read(const char *text, enum value_type *type)
{
    static const struct {
        const char *name;
        enum value_type type;
    } types[] = {{"integer", VALUE_INTEGER}, {"real", VALUE_REAL}, {"text", VALUE_TEXT}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(text, types[i].name) == 0) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

static bool reader_add_field(struct frame_reader *reader, const struct json_value *description, struct error *err)
{
    struct field field;
    const char *name = json_text(json_get(description, "name"), "");
    const char *type = json_text(json_get(description, "type"), "");
    if (name[0] == '\0' || !text_is_utf8(name, strlen(name)))
        return reader_fail(reader, err, ERROR_INPUT, "field %zu has no name", reader->field_count + 1);
    if (!field_type_read(type, &field.type))
        return reader_fail(reader, err, ERROR_INPUT, "field %s has type \"%s\"; integer, real and text are allowed",
                           name, type);
    for (size_t i = 0; i < reader->field_count; i++)
        if (strcmp(reader->fields[i].name, name) == 0)
            return reader_fail(reader, err, ERROR_INPUT, "two fields named %s", name);
    field.name = arena_string(reader->lasting, name);
    reader->fields[reader->field_count++] = field;
    return true;
}

static bool reader_read_fields(struct frame_reader *reader, const struct json_value *fields, struct error *err)
{
    if (json_type(fields) != JSON_ARRAY)
        return reader_fail(reader, err, ERROR_INPUT, "the source frame has no list \"fields\"");
    size_t count = json_length(fields);
    if (count > FEATURE_FIELDS_MAX)
        return reader_fail(reader, err, ERROR_LIMIT, "%zu fields; at most %d are allowed", count, FEATURE_FIELDS_MAX);
    reader->fields = arena_array(reader->lasting, count, sizeof *reader->fields);
    reader->values = arena_array(reader->lasting, count, sizeof *reader->values);
    for (size_t i = 0; i < count; i++)
        if (!reader_add_field(reader, json_at(fields, i), err))
            return false;
    return true;
}

static bool reader_read_source(struct frame_reader *reader, struct error *err)
{
    const uint8_t *start = reader_take(reader, FRAME_START_BYTES, err);
    if (start == NULL)
        return false;
    if (memcmp(start, FRAME_START, FRAME_START_BYTES) != 0)
        return reader_fail(reader, err, ERROR_INPUT, "not a stream of features: it does not begin with TERRIL1");
    uint8_t type;
    uint32_t length;
    if (!reader_take_header(reader, &type, &length, err))
        return false;
    if (type != FRAME_SOURCE)
        return reader_fail(reader, err, ERROR_INPUT, "the first frame is of type %u, not the source's (S)", type);
    reader->source = reader_take_json(reader, length, reader->lasting, err);
    if (reader->source == NULL)
        return false;
    struct json_document *document = json_read(reader->source, length, reader->name, err);
    if (document == NULL)
        return false;
    bool is_good = reader_read_fields(reader, json_get(json_root(document), "fields"), err);
    json_free(document);
    return is_good;
}

struct frame_reader *frame_reader_open(int descriptor, const char *name, struct error *err)
{
    struct frame_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        error_set(err, ERROR_INTERNAL, "%s: no memory to read it", name);
        return NULL;
    }
    reader->descriptor = descriptor;
    reader->lasting = arena_new();
    reader->passing = arena_new();
    reader->name = arena_string(reader->lasting, name);
    if (!reader_read_source(reader, err)) {
        frame_reader_close(reader);
        return NULL;
    }
    return reader;
}

void frame_reader_close(struct frame_reader *reader)
{
    if (reader == NULL)
        return;
    buffer_free(&reader->input);
    arena_free(reader->passing);
    arena_free(reader->lasting);
    free(reader);
}

const char *frame_reader_source(const struct frame_reader *reader)
{
    return reader->source;
}

const struct field *frame_reader_fields(const struct frame_reader *reader, size_t *count)
{
    *count = reader->field_count;
    return reader->fields;
}

/* ---- the feature frame ---- */

/* Payload of a feature's frame, not yet parsed. */
struct slice {
    const uint8_t *at;
    size_t left;
};

/* NULL when so many are not left. */
static const uint8_t *slice_take(struct slice *slice, size_t count)
{
    if (slice->left < count)
        return NULL;
    const uint8_t *bytes = slice->at;
    slice->at += count;
    slice->left -= count;
    return bytes;
}

static bool slice_uint32(struct slice *slice, uint32_t *number)
{
    const uint8_t *bytes = slice_take(slice, sizeof *number);
    if (bytes == NULL)
        return false;
    memcpy(number, bytes, sizeof *number);
    *number = le32toh(*number);
    return true;
}

static bool slice_uint64(struct slice *slice, uint64_t *number)
{
    const uint8_t *bytes = slice_take(slice, sizeof *number);
    if (bytes == NULL)
        return false;
    memcpy(number, bytes, sizeof *number);
    *number = le64toh(*number);
    return true;
}

/* The value behind its type byte; false when it is cut short, not finite or not UTF-8. */
static bool slice_value(struct slice *slice, enum value_type type, struct arena *arena, struct value *value)
{
    if (type == VALUE_TEXT) {
        uint32_t length;
        if (!slice_uint32(slice, &length))
            return false;
        const char *bytes = (const char *)slice_take(slice, length);
        if (bytes == NULL || !text_is_utf8(bytes, length))
            return false;
        *value = value_text(arena_copy(arena, bytes, length));
        return true;
    }
    uint64_t bits;
    if (!slice_uint64(slice, &bits))
        return false;
    if (type == VALUE_INTEGER) {
        *value = value_integer((int64_t)bits);
        return true;
    }
    double real;
    memcpy(&real, &bits, sizeof real);
    *value = value_real(real);
    return isfinite(real);
}

static bool reader_read_values(struct frame_reader *reader, int64_t id, struct slice *slice, struct error *err)
{
    for (size_t i = 0; i < reader->field_count; i++) {
        const struct field *field = &reader->fields[i];
        const uint8_t *type = slice_take(slice, 1);
        if (type != NULL && *type == VALUE_NULL) {
            reader->values[i] = VALUE_UNKNOWN;
            continue;
        }
        if (type != NULL && *type != field->type)
            return reader_fail(reader, err, ERROR_INPUT,
                               "feature %lld: field %s: a value of type %u in a field of type %d", (long long)id,
                               field->name, *type, field->type);
        if (type == NULL || !slice_value(slice, field->type, reader->passing, &reader->values[i]))
            return reader_fail(reader, err, ERROR_INPUT,
                               "feature %lld: field %s: the value is cut short, not finite or not UTF-8", (long long)id,
                               field->name);
    }
    return true;
}

static bool reader_read_geometry(struct frame_reader *reader, struct slice *slice, struct frame *frame,
                                 struct error *err)
{
    long long id = (long long)frame->feature.id;
    uint32_t length;
    if (!slice_uint32(slice, &length) || length != slice->left)
        return reader_fail(reader, err, ERROR_INPUT, "feature %lld: the geometry's length is not that of the frame",
                           id);
    if (length == 0)
        return true;
    struct error cause = ERROR_INIT;
    if (!wkb_read(slice->at, length, reader->passing, &frame->feature.geometry, &cause))
        return reader_fail(reader, err, cause.kind, "feature %lld: %s", id, cause.message);
    frame->wkb = slice->at;
    frame->wkb_length = length;
    return true;
}

static bool reader_read_feature(struct frame_reader *reader, uint32_t length, struct frame *frame, struct error *err)
{
    const uint8_t *payload = reader_take(reader, length, err);
    if (payload == NULL)
        return false;
    struct slice slice = {payload, length};
    uint64_t index;
    if (!slice_uint64(&slice, &index) || index > INT64_MAX)
        return reader_fail(reader, err, ERROR_INPUT, "a feature without an index");
    frame->feature = (struct feature){
        .id = (int64_t)index,
        .fields = reader->fields,
        .values = reader->values,
        .field_count = reader->field_count,
        .geometry = GEOMETRY_EMPTY,
    };
    return reader_read_values(reader, frame->feature.id, &slice, err) &&
           reader_read_geometry(reader, &slice, frame, err);
}

/* Behind the 'E' frame: 0 when nothing follows. */
static int reader_read_nothing(struct frame_reader *reader, struct error *err)
{
    if (!reader_fill(reader, 1, err))
        return -1;
    if (reader_left(reader) == 0)
        return 0;
    reader_fail(reader, err, ERROR_INPUT, "bytes behind the end frame");
    return -1;
}

int frame_read(struct frame_reader *reader, struct frame *frame, struct error *err)
{
    if (reader->has_failed) {
        error_set(err, ERROR_INPUT, "%s: the stream was found broken before", reader->name);
        return -1;
    }
    if (reader->has_ended)
        return reader_read_nothing(reader, err);
    arena_reset(reader->passing);
    uint8_t type;
    uint32_t length;
    if (!reader_take_header(reader, &type, &length, err))
        return -1;
    struct frame found = {.type = (enum frame_type)type};
    if (type == FRAME_FEATURE) {
        if (!reader_read_feature(reader, length, &found, err))
            return -1;
    } else if (type == FRAME_REPAIRED || type == FRAME_REFUSED || type == FRAME_END) {
        found.json = reader_take_json(reader, length, reader->passing, err);
        if (found.json == NULL)
            return -1;
        found.json_length = length;
        reader->has_ended = type == FRAME_END;
    } else {
        reader_fail(reader, err, ERROR_INPUT, "a frame of type %u where a feature or the end is due", type);
        return -1;
    }
    *frame = found;
    return 1;
}
