/* What the tests of filter/ share: queryables of each kind, filters read from text and JSON. */
#ifndef TERRIL_TEST_FILTER_FIXTURE_H
#define TERRIL_TEST_FILTER_FIXTURE_H

#include "filter/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct queryable queryables[] = {
    {"nom", FILTER_TEXT},          {"type", FILTER_TEXT},      {"population", FILTER_NUMBER},
    {"surface", FILTER_NUMBER},    {"ouvert", FILTER_BOOLEAN}, {"jour", FILTER_DATE},
    {"fin", FILTER_DATE},          {"vu", FILTER_INSTANT},     {"communes", FILTER_LIST},
    {"geometry", FILTER_GEOMETRY}, {"date", FILTER_TEXT},      {"a\"b", FILTER_TEXT},
    {"x'); DROP", FILTER_NUMBER},  {"`é`", FILTER_TEXT},
};
#define QUERYABLES (sizeof queryables / sizeof queryables[0])

static struct arena *arena;

static inline int arena_setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static inline int arena_teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static inline const struct filter *read_text(const char *text, struct error *err)
{
    *err = (struct error)ERROR_INIT;
    return filter_read_text(text, strlen(text), queryables, QUERYABLES, CRS_CRS84, arena, err);
}

static inline const struct filter *read_json(const char *text, struct error *err)
{
    *err = (struct error)ERROR_INIT;
    return filter_read_json(text, strlen(text), queryables, QUERYABLES, CRS_CRS84, arena, err);
}

/* In the arena. */
static inline const char *text_of(const struct filter *filter)
{
    struct buffer text = BUFFER_INIT;
    filter_write_text(filter, &text);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

static inline const char *json_of(const struct filter *filter)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    filter_write_json(filter, &json);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

static inline const struct filter *good_text(const char *text)
{
    struct error err;
    const struct filter *filter = read_text(text, &err);
    if (filter == NULL)
        fail_msg("%s: %s", text, err.message);
    return filter;
}

static inline const struct filter *good_json(const char *text)
{
    struct error err;
    const struct filter *filter = read_json(text, &err);
    if (filter == NULL)
        fail_msg("%s: %s", text, err.message);
    return filter;
}

static inline bool same(const struct filter *left, const struct filter *right)
{
    if (left->op != right->op || left->type != right->type || left->depth != right->depth ||
        left->count != right->count)
        return false;
    if (left->op == FILTER_PROPERTY && left->property != right->property)
        return false;
    if ((left->text == NULL) != (right->text == NULL) || (left->text != NULL && strcmp(left->text, right->text) != 0))
        return false;
    if (left->truth != right->truth || left->is_integer != right->is_integer || left->integer != right->integer ||
        left->real != right->real)
        return false;
    if (left->shape != NULL && strcmp(text_of(left), text_of(right)) != 0)
        return false;
    for (uint32_t i = 0; i < left->count; i++)
        if (!same(left->args[i], right->args[i]))
            return false;
    return true;
}

#define test(name)     cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

#endif
