/* CQL2 JSON (OGC 21-065r2, annex C) to the tree. */
#include "filter/reader.h"

#include "base/number.h"

#include <string.h>

static const struct filter *value_read(struct reader *reader, const struct json_value *value);

/* Always NULL. */
static const struct filter *fail(struct reader *reader, const char *what)
{
    reader_fail(reader, ERROR_INPUT, 0, "%s", what);
    return NULL;
}

/* As it was written: whole numbers of 64 bits stay exact. */
static const struct filter *number_of(struct reader *reader, const struct json_value *value)
{
    struct buffer text = BUFFER_INIT;
    int64_t integer;
    json_print(value, &text);
    bool is_integer = number_read_integer(text.bytes, text.length, INT64_MIN, INT64_MAX, &integer);
    buffer_free(&text);
    return is_integer ? reader_integer(reader, 0, integer) : reader_real(reader, 0, json_double(value, 0));
}

/* The document goes before the tree does. */
static const char *text_of(struct reader *reader, const struct json_value *value)
{
    return arena_string(reader->arena, json_text(value, ""));
}

static const struct filter *array_of(struct reader *reader, const struct json_value *value)
{
    size_t count = json_length(value);
    const struct filter **nodes = arena_array(reader->arena, count, sizeof *nodes);
    for (size_t i = 0; i < count && i <= FILTER_NODES_MAX; i++)
        if ((nodes[i] = value_read(reader, json_at(value, i))) == NULL)
            return NULL;
    return reader_operator(reader, 0, FILTER_ARRAY, nodes, count);
}

static const struct filter *bound_of(struct reader *reader, const struct json_value *value)
{
    if (json_type(value) == JSON_STRING)
        return reader_bound(reader, 0, text_of(reader, value));
    if (json_type(json_get(value, "property")) == JSON_STRING)
        return reader_property(reader, 0, text_of(reader, json_get(value, "property")));
    return fail(reader, "an interval is an array of two days, moments, \"..\" or properties");
}

static const struct filter *span_of(struct reader *reader, const struct json_value *value)
{
    const struct filter *args[2];
    if (json_length(value) != 2)
        return fail(reader, "an interval is an array of two days, moments, \"..\" or properties");
    for (size_t i = 0; i < 2; i++)
        if ((args[i] = bound_of(reader, json_at(value, i))) == NULL)
            return NULL;
    return reader_operator(reader, 0, FILTER_SPAN, args, 2);
}

static const struct filter *shape_of(struct reader *reader, const struct json_value *value)
{
    struct error cause = ERROR_INIT;
    const struct shape *shape = shape_read_json(value, &reader->vertices, reader->arena, &cause);
    if (shape != NULL)
        return reader_shape(reader, 0, shape);
    reader_fail(reader, cause.kind, 0, "%s", cause.message);
    return NULL;
}

static const struct filter *operator_unknown(struct reader *reader, const char *name)
{
    reader_fail(
        reader, ERROR_INPUT, 0,
        "no \"op\" \"%.40s\"; there are and, or, not, =, <>, <, >, <=, >=, like, between, in, isNull, casei, accenti, "
        "+, -, *, /, %%, div, ^, s_intersects and the others of geometry, t_after and the others of time, a_contains "
        "and the others of arrays",
        name);
    return NULL;
}

/* in: [value, [choices]]. */
static const struct filter *in_of(struct reader *reader, const struct json_value *args)
{
    const struct json_value *choices = json_at(args, 1);
    if (json_length(args) != 2 || json_length(choices) == 0)
        return fail(reader, "\"in\" has a value and an array of one or more as its \"args\"");
    size_t count = json_length(choices) + 1;
    const struct filter **nodes = arena_array(reader->arena, count, sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        if ((nodes[i] = value_read(reader, i == 0 ? json_at(args, 0) : json_at(choices, i - 1))) == NULL)
            return NULL;
    return reader_operator(reader, 0, FILTER_IN, nodes, count);
}

static const struct filter *args_of(struct reader *reader, enum filter_op op, const struct json_value *args)
{
    const struct operator_word *word = &operator_words[op];
    size_t count = json_length(args);
    if (json_type(args) != JSON_ARRAY || count < (size_t)word->least ||
        (word->most >= 0 && count > (size_t)word->most)) {
        reader_fail(reader, ERROR_INPUT, 0, "\"%s\" has %d%s values in its \"args\"", word->json, word->least,
                    word->most < 0 ? " or more" : "");
        return NULL;
    }
    if (op == FILTER_IN)
        return in_of(reader, args);
    const struct filter **nodes = arena_array(reader->arena, count, sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        if ((nodes[i] = value_read(reader, json_at(args, i))) == NULL)
            return NULL;
    return reader_operator(reader, 0, op, nodes, count);
}

static const struct filter *operator_of(struct reader *reader, const struct json_value *value)
{
    const char *name = json_text(json_get(value, "op"), "");
    enum filter_op op = operator_json(name);
    if (op == FILTER_OP_COUNT)
        return operator_unknown(reader, name);
    if (reader->path_count == READER_PATH_MAX) {
        reader_fail(reader, ERROR_LIMIT, 0, "operators nested deeper than %d levels", FILTER_DEPTH_MAX);
        return NULL;
    }
    reader->path[reader->path_count++] = operator_words[op].json;
    const struct filter *node = args_of(reader, op, json_get(value, "args"));
    reader->path_count--;
    return node;
}

static const struct filter *object_of(struct reader *reader, const struct json_value *value)
{
    if (json_get(value, "op") != NULL)
        return operator_of(reader, value);
    if (json_type(json_get(value, "property")) == JSON_STRING)
        return reader_property(reader, 0, text_of(reader, json_get(value, "property")));
    if (json_type(json_get(value, "date")) == JSON_STRING)
        return reader_time(reader, 0, FILTER_DAY, text_of(reader, json_get(value, "date")));
    if (json_type(json_get(value, "timestamp")) == JSON_STRING)
        return reader_time(reader, 0, FILTER_MOMENT, text_of(reader, json_get(value, "timestamp")));
    if (json_get(value, "interval") != NULL)
        return span_of(reader, json_get(value, "interval"));
    if (json_get(value, "type") != NULL || json_get(value, "bbox") != NULL)
        return shape_of(reader, value);
    return fail(
        reader,
        "an object is wanted that has \"op\", \"property\", \"date\", \"timestamp\", \"interval\", \"bbox\" or a "
        "GeoJSON geometry");
}

/* As deep as json_read lets it become, and not deeper than FILTER_DEPTH_MAX operators. */
static const struct filter *value_read(struct reader *reader, const struct json_value *value)
{
    switch (json_type(value)) {
    case JSON_BOOL:
        return reader_truth(reader, 0, json_is_true(value));
    case JSON_NUMBER:
        return number_of(reader, value);
    case JSON_STRING:
        return reader_string(reader, 0, text_of(reader, value));
    case JSON_OBJECT:
        return object_of(reader, value);
    case JSON_ARRAY:
        return reader->path_count > 0 &&
                       operator_words[operator_json(reader->path[reader->path_count - 1])].family == FAMILY_SETS
                   ? array_of(reader, value)
                   : fail(reader,
                          "an array stands in \"in\" and in a_equals, a_contains, a_containedBy, a_overlaps alone");
    case JSON_NULL:
        break;
    }
    return fail(reader, "null is no value; ask with \"isNull\"");
}

const struct filter *filter_read_json(const char *text, size_t length, const struct queryable *queryables, size_t count,
                                      enum crs literals, struct arena *arena, struct error *err)
{
    struct error own = ERROR_INIT;
    struct reader reader = {.arena = arena,
                            .err = err != NULL ? err : &own,
                            .queryables = queryables,
                            .queryable_count = count,
                            .crs = literals};
    if (length > FILTER_TEXT_MAX) {
        error_set(err, ERROR_LIMIT, "filter: more than %d bytes", FILTER_TEXT_MAX);
        return NULL;
    }
    struct json_document *document = json_read(text, length, "filter", err);
    if (document == NULL)
        return NULL;
    const struct filter *node = reader_root(&reader, value_read(&reader, json_root(document)));
    json_free(document);
    return node;
}
