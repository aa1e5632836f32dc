/* tests/fuzz/cql2_json_fuzz.c: a stranger's text as CQL2 JSON. What is read is written and read again: the same. */
#include "filter/filter.h"

#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static const struct queryable queryables[] = {
    {"nom", FILTER_TEXT},   {"n", FILTER_NUMBER},  {"b", FILTER_BOOLEAN},         {"jour", FILTER_DATE},
    {"vu", FILTER_INSTANT}, {"mots", FILTER_LIST}, {"geometry", FILTER_GEOMETRY},
};
#define QUERYABLES (sizeof queryables / sizeof queryables[0])

static void json_write(const struct filter *filter, struct buffer *json)
{
    struct json_writer writer;
    json_writer_init(&writer, json);
    filter_write_json(filter, &writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    struct buffer json = BUFFER_INIT, again = BUFFER_INIT;
    const struct filter *filter =
        filter_read_json((const char *)data, size, queryables, QUERYABLES, CRS_CRS84, arena, &err);
    check((filter == NULL) == (err.kind != ERROR_NONE));
    if (filter != NULL) {
        check(filter->type == FILTER_BOOLEAN && filter->depth <= FILTER_DEPTH_MAX);
        json_write(filter, &json);
        const struct filter *second =
            filter_read_json(json.bytes, json.length, queryables, QUERYABLES, CRS_CRS84, arena, &err);
        check(second != NULL || json.length > FILTER_TEXT_MAX);
        if (second != NULL) {
            json_write(second, &again);
            check(strcmp(json.bytes, again.bytes) == 0);
        }
    }
    buffer_free(&again);
    buffer_free(&json);
    arena_free(arena);
    return 0;
}
