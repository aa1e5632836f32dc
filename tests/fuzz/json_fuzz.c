/* tests/fuzz/json_fuzz.c: strangers' bytes as JSON. What is read is walked, printed, read again and must print the same. */
#include "base/json.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void walk(const struct json_value *value, int depth);

static void walk_members(const struct json_value *object, int depth)
{
    const char *key;
    const struct json_value *member;
    struct json_iterator iterator = json_members(object);
    while (json_next(&iterator, &key, &member)) {
        check(text_is_utf8(key, strlen(key)));
        check(json_get(object, key) == member && member != NULL);
        walk(member, depth);
    }
}

static void walk(const struct json_value *value, int depth)
{
    check(depth <= JSON_DEPTH_MAX);
    switch (json_type(value)) {
    case JSON_STRING:
        check(text_is_utf8(json_text(value, NULL), strlen(json_text(value, NULL))));
        break;
    case JSON_NUMBER:
        check(isfinite(json_double(value, NAN)));
        break;
    case JSON_ARRAY:
        for (size_t i = 0; i < json_length(value); i++)
            walk(json_at(value, i), depth + 1);
        break;
    case JSON_OBJECT:
        walk_members(value, depth + 1);
        break;
    default:
        check(json_text(value, NULL) == NULL && json_length(value) == 0 && json_get(value, "a") == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = ERROR_INIT;
    struct json_document *document = json_read(size > 0 ? (const char *)data : "", size, "fuzz.json", &err);
    check((document == NULL) == (err.kind != ERROR_NONE));
    if (document == NULL)
        return 0;
    walk(json_root(document), 0);
    struct buffer text = BUFFER_INIT, again = BUFFER_INIT;
    json_print(json_root(document), &text);
    struct json_document *printed = json_read(text.bytes, text.length, "printed.json", &err);
    check(printed != NULL);
    json_print(json_root(printed), &again);
    check(text.length == again.length && memcmp(text.bytes, again.bytes, text.length) == 0);
    buffer_free(&again);
    buffer_free(&text);
    json_free(printed);
    json_free(document);
    return 0;
}
