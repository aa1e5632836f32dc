#include "exchange/geojson_text.h"

#include "base/json.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX     64 /* as base/json.h */
#define EXCEPTION_MAX ((size_t)64 * 1024)

struct geojson_text {
    const char *name;
    char *bytes; /* the mapped file */
    size_t length, at;
    bool is_begun, is_in_features, is_ended;
    bool has_features;
    size_t count;
    struct slice crs;
    int64_t matched;
};

struct geojson_text *geojson_text_open(const char *path, const char *name, struct error *err)
{
    struct stat status;
    struct geojson_text *text = calloc(1, sizeof *text);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (text == NULL || file < 0 || fstat(file, &status) != 0) {
        error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
        goto failed;
    }
    text->name = name;
    text->matched = -1;
    text->length = (size_t)status.st_size;
    void *bytes = text->length > 0 ? mmap(NULL, text->length, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    if (bytes == MAP_FAILED) {
        error_set(err, ERROR_INPUT, "%s: %s", name,
                  text->length == 0 ? "the file is empty (0 bytes)" : strerror(errno));
        goto failed;
    }
    text->bytes = bytes;
    madvise(bytes, text->length, MADV_SEQUENTIAL);
    if (text->length >= 3 && memcmp(text->bytes, "\xEF\xBB\xBF", 3) == 0)
        text->at = 3;
    close(file);
    return text;
failed:
    if (file >= 0)
        close(file);
    free(text);
    return NULL;
}

void geojson_text_close(struct geojson_text *text)
{
    if (text == NULL)
        return;
    munmap(text->bytes, text->length);
    free(text);
}

/* ---- the small grammar ---- */

static bool text_fail(const struct geojson_text *text, struct error *err)
{
    if (text->at >= text->length)
        return error_set(err, ERROR_INPUT, "%s: cut short: the JSON does not end (%zu features were whole)", text->name,
                         text->count);
    return error_set(err, ERROR_INPUT, "%s: not JSON at byte %zu, behind %zu features", text->name, text->at + 1,
                     text->count);
}

/* The next byte that is not a space, NUL at the end. */
static char text_peek(struct geojson_text *text)
{
    while (text->at < text->length && memchr(" \t\r\n", text->bytes[text->at], 4) != NULL)
        text->at++;
    return text->at < text->length ? text->bytes[text->at] : '\0';
}

static bool text_expect(struct geojson_text *text, char wanted, struct error *err)
{
    if (text_peek(text) != wanted)
        return text_fail(text, err);
    text->at++;
    return true;
}

/* From the opening quote to behind the closing one. */
static bool text_skip_string(struct geojson_text *text, struct error *err)
{
    for (text->at++; text->at < text->length; text->at++) {
        char byte = text->bytes[text->at];
        if (byte == '\\')
            text->at++;
        else if (byte == '"') {
            text->at++;
            return true;
        }
    }
    text->at = text->length;
    return text_fail(text, err);
}

/* An object or array: only the order of brackets is followed. */
static bool text_skip_nested(struct geojson_text *text, struct error *err)
{
    char closing[DEPTH_MAX];
    size_t depth = 0;
    while (text->at < text->length) {
        char byte = text->bytes[text->at];
        if (byte == '"') {
            if (!text_skip_string(text, err))
                return false;
            continue;
        }
        if ((byte == '{' || byte == '[') && depth == DEPTH_MAX)
            return error_set(err, ERROR_LIMIT, "%s: JSON nested deeper than %d", text->name, DEPTH_MAX);
        if (byte == '{' || byte == '[')
            closing[depth++] = byte == '{' ? '}' : ']';
        else if ((byte == '}' || byte == ']') && (depth == 0 || closing[--depth] != byte))
            return text_fail(text, err);
        text->at++;
        if (depth == 0)
            return true;
    }
    return text_fail(text, err);
}

static bool text_skip_value(struct geojson_text *text, struct slice *value, struct error *err)
{
    char first = text_peek(text);
    size_t begin = text->at;
    if (first == '"') {
        if (!text_skip_string(text, err))
            return false;
    } else if (first == '{' || first == '[') {
        if (!text_skip_nested(text, err))
            return false;
    } else {
        while (text->at < text->length && memchr(",]} \t\r\n", text->bytes[text->at], 7) == NULL)
            text->at++;
        if (text->at == begin)
            return text_fail(text, err);
    }
    *value = (struct slice){text->bytes + begin, text->at - begin};
    return true;
}

static bool slice_is(struct slice slice, const char *word)
{
    return slice.length == strlen(word) && memcmp(slice.bytes, word, slice.length) == 0;
}

/* ---- members of the collection ---- */

/* GeoServer: {"exceptions":[{"code":..,"text":"the cause"}]}; OGC API: {"title":..,"detail":..}. */
static bool text_refuse_exception(const struct geojson_text *text, struct slice value, struct error *err)
{
    struct json_document *document =
        value.length <= EXCEPTION_MAX ? json_read(value.bytes, value.length, text->name, NULL) : NULL;
    const struct json_value *first = json_at(json_root(document), 0);
    error_set(err, ERROR_INPUT, "%s: the service answered with an exception instead of data: %s", text->name,
              json_text(json_get(first, "text"), "no cause given"));
    json_free(document);
    return false;
}

static bool text_take_member(struct geojson_text *text, struct slice key, struct error *err)
{
    struct slice value;
    if (slice_is(key, "\"features\"") && text_peek(text) == '[') {
        text->at++;
        text->is_in_features = text->has_features = true;
        return true;
    }
    if (!text_skip_value(text, &value, err))
        return false;
    if (slice_is(key, "\"exceptions\""))
        return text_refuse_exception(text, value, err);
    if (slice_is(key, "\"type\"") && !slice_is(value, "\"FeatureCollection\""))
        return error_set(err, ERROR_INPUT, "%s: JSON, but no FeatureCollection", text->name);
    if (slice_is(key, "\"crs\"") && !slice_is(value, "null"))
        text->crs = value;
    if (slice_is(key, "\"numberMatched\"") || slice_is(key, "\"totalFeatures\""))
        number_read_integer(value.bytes, value.length, 0, INT64_MAX, &text->matched);
    return true;
}

/* One member, or the closing bracket, behind which nothing may follow. */
static bool text_take_one(struct geojson_text *text, struct error *err)
{
    struct slice key;
    if (text_peek(text) == '}') {
        text->at++;
        text->is_ended = true;
        text_peek(text);
        return text->at == text->length || text_fail(text, err);
    }
    if (text_peek(text) == ',')
        text->at++;
    if (text_peek(text) != '"')
        return text_fail(text, err);
    return text_skip_value(text, &key, err) && text_expect(text, ':', err) && text_take_member(text, key, err);
}

int geojson_text_next(struct geojson_text *text, struct slice *feature, struct error *err)
{
    while (!text->is_ended) {
        if (!text->is_begun && !text_expect(text, '{', err))
            return -1;
        text->is_begun = true;
        if (!text->is_in_features) {
            if (!text_take_one(text, err))
                return -1;
            continue;
        }
        char next = text_peek(text);
        if (next == ',' && text->count > 0) {
            text->at++;
            next = text_peek(text);
        }
        if (next == '{') {
            if (!text_skip_value(text, feature, err))
                return -1;
            text->count++;
            return 1;
        }
        if (!text_expect(text, ']', err))
            return -1;
        text->is_in_features = false;
    }
    if (!text->has_features) {
        error_set(err, ERROR_INPUT, "%s: JSON without features", text->name);
        return -1;
    }
    return 0;
}

struct slice geojson_text_crs(const struct geojson_text *text)
{
    return text->crs;
}

int64_t geojson_text_matched(const struct geojson_text *text)
{
    return text->matched;
}
