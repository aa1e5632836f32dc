/* tests/fuzz/cql2_text_fuzz.c: a stranger's text as CQL2. What is read is written, read again, and must be the same text; so must its
 * JSON be. */
#include "filter/filter.h"

#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static const struct queryable queryables[] = {
    {"nom", FILTER_TEXT},  {"n", FILTER_NUMBER},    {"b", FILTER_BOOLEAN},
    {"jour", FILTER_DATE}, {"vu", FILTER_INSTANT},  {"mots", FILTER_LIST},
    {"date", FILTER_TEXT}, {"a\"b", FILTER_NUMBER}, {"geometry", FILTER_GEOMETRY},
};
#define QUERYABLES (sizeof queryables / sizeof queryables[0])

/* 21-065r2, annex B: a backslash before the closing apostrophe makes it part of the text, so such a text cannot be written. */
static bool can_be_written(const struct filter *filter)
{
    size_t length = filter->op == FILTER_STRING ? strlen(filter->text) : 0;
    if (length > 0 && filter->text[length - 1] == '\\')
        return false;
    for (uint32_t i = 0; i < filter->count; i++)
        if (!can_be_written(filter->args[i]))
            return false;
    return true;
}

static void check_round_trips(const struct filter *filter, enum crs crs, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct buffer text = BUFFER_INIT, again = BUFFER_INIT, json = BUFFER_INIT;
    struct json_writer writer;
    filter_write_text(filter, &text);
    if (can_be_written(filter) && text.length <= FILTER_TEXT_MAX) {
        const struct filter *second =
            filter_read_text(text.bytes, text.length, queryables, QUERYABLES, crs, arena, &err);
        check(second != NULL);
        filter_write_text(second, &again);
        check(strcmp(text.bytes, again.bytes) == 0);
    }
    json_writer_init(&writer, &json);
    filter_write_json(filter, &writer);
    if (json.length <= FILTER_TEXT_MAX) {
        const struct filter *third =
            filter_read_json(json.bytes, json.length, queryables, QUERYABLES, crs, arena, &err);
        /* JSON may nest 64 levels, and geometry has some of its own */
        check(third != NULL || strstr(err.message, "64 levels") != NULL);
        buffer_clear(&again);
        if (third != NULL)
            filter_write_text(third, &again);
        check(third == NULL || strcmp(text.bytes, again.bytes) == 0);
    }
    buffer_free(&json);
    buffer_free(&again);
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum crs systems[] = {CRS_CRS84, CRS_LAMBERT93};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < 2; i++) {
        struct error err = ERROR_INIT;
        const struct filter *filter =
            filter_read_text((const char *)data, size, queryables, QUERYABLES, systems[i], arena, &err);
        check((filter == NULL) == (err.kind != ERROR_NONE));
        check(filter == NULL || (filter->type == FILTER_BOOLEAN && filter->depth <= FILTER_DEPTH_MAX));
        if (filter != NULL)
            check_round_trips(filter, systems[i], arena);
    }
    arena_free(arena);
    return 0;
}
