/* A layer's filter. Which form it has, and what the old one means: feature_filter of the reference implementation. */
#include "style/expression_reader.h"

#include <string.h>

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

static bool filter_is_expression(const struct json_value *json)
{
    static const char *const comparisons[] = {"==", "!=", "<", "<=", ">", ">=", NULL};
    static const char *const old[] = {"!in", "!has", "none", NULL}, *const joins[] = {"all", "any", NULL};
    const char *name = json_text(json_at(json, 0), "");
    const char *key = json_text(json_at(json, 1), NULL);
    size_t length = json_length(json);
    if (json_type(json) != JSON_ARRAY || length == 0)
        return json_type(json) == JSON_BOOL;
    if (is_one_of(name, old))
        return false;
    if (strcmp(name, "has") == 0)
        return length >= 2 && (key == NULL || (strcmp(key, "$id") != 0 && strcmp(key, "$type") != 0));
    if (strcmp(name, "in") == 0)
        return length >= 3 && (key == NULL || json_type(json_at(json, 2)) == JSON_ARRAY);
    if (is_one_of(name, comparisons))
        return length != 3 || json_type(json_at(json, 1)) == JSON_ARRAY || json_type(json_at(json, 2)) == JSON_ARRAY;
    for (size_t i = 1; is_one_of(name, joins) && i < length; i++) {
        if (!filter_is_expression(json_at(json, i)))
            return false;
    }
    return true;
}

/* The field that an old filter names: $type is the kind of geometry, $id the feature's id. */
static struct expression *read_field(struct expression_reader *reader, const struct json_value *json)
{
    const char *key = json_text(json, NULL);
    if (key == NULL)
        return reader_error(reader, "a filter of the old form names a field; it does not mix with expressions");
    enum operator_kind kind = strcmp(key, "$type") == 0 ? OPERATOR_GEOMETRY_TYPE
                              : strcmp(key, "$id") == 0 ? OPERATOR_ID
                                                        : OPERATOR_GET;
    struct expression *field = reader_new(reader, kind, *type_of(TYPE_VALUE), kind == OPERATOR_GET ? 1 : 0);
    if (field != NULL && kind == OPERATOR_GET) {
        field->arguments[0] = reader_literal(reader, json);
        if (field->arguments[0] == NULL)
            return NULL;
    }
    return field != NULL && reader_close(reader, field) ? field : NULL;
}

static struct expression *read_pair(struct expression_reader *reader, enum operator_kind kind,
                                    const struct json_value *key, const struct json_value *value)
{
    struct expression *pair = reader_new(reader, kind, *type_of(TYPE_BOOL), 2);
    if (pair == NULL)
        return NULL;
    pair->arguments[0] = read_field(reader, key);
    pair->arguments[1] = pair->arguments[0] != NULL ? reader_literal(reader, value) : NULL;
    return pair->arguments[1] != NULL && reader_close(reader, pair) ? pair : NULL;
}

/* ["in", key, value, ..]: any of the values is the field's. */
static struct expression *read_among(struct expression_reader *reader, const struct json_value *json)
{
    size_t length = json_length(json);
    struct expression *any = reader_new(reader, OPERATOR_ANY, *type_of(TYPE_BOOL), length > 2 ? length - 2 : 0);
    for (size_t i = 2; any != NULL && i < length; i++) {
        any->arguments[i - 2] = read_pair(reader, OPERATOR_OLD_EQUAL, json_at(json, 1), json_at(json, i));
        if (any->arguments[i - 2] == NULL)
            return NULL;
    }
    return any != NULL && reader_close(reader, any) ? any : NULL;
}

static struct expression *read_old(struct expression_reader *reader, const struct json_value *json);

/* all, any, and none: not any. */
static struct expression *read_join(struct expression_reader *reader, enum operator_kind kind,
                                    const struct json_value *json)
{
    struct expression *join = reader_new(reader, kind, *type_of(TYPE_BOOL), json_length(json) - 1);
    for (size_t i = 0; join != NULL && i < join->count; i++) {
        join->arguments[i] = read_old(reader, json_at(json, i + 1));
        if (join->arguments[i] == NULL)
            return NULL;
    }
    return join != NULL && reader_close(reader, join) ? join : NULL;
}

/* One operator of the old form; a "!" in its name is left to the caller. */
static struct expression *read_old_operator(struct expression_reader *reader, const char *name,
                                            const struct json_value *json)
{
    static const struct {
        const char *name;
        enum operator_kind kind;
    } comparisons[] = {{"==", OPERATOR_OLD_EQUAL},   {"!=", OPERATOR_OLD_EQUAL},  {"<", OPERATOR_OLD_LESS},
                       {"<=", OPERATOR_OLD_AT_MOST}, {">", OPERATOR_OLD_GREATER}, {">=", OPERATOR_OLD_AT_LEAST}};
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
        if (strcmp(comparisons[i].name, name) == 0)
            return read_pair(reader, comparisons[i].kind, json_at(json, 1), json_at(json, 2));
    }
    if (strcmp(name, "in") == 0 || strcmp(name, "!in") == 0)
        return read_among(reader, json);
    if (strcmp(name, "has") == 0 || strcmp(name, "!has") == 0) {
        struct expression *field = read_field(reader, json_at(json, 1));
        return field == NULL ? NULL : reader_wrap(reader, OPERATOR_KNOWN, *type_of(TYPE_BOOL), field);
    }
    if (strcmp(name, "all") == 0)
        return read_join(reader, OPERATOR_ALL, json);
    if (strcmp(name, "any") == 0 || strcmp(name, "none") == 0)
        return read_join(reader, OPERATOR_ANY, json);
    return reader_error(reader,
                        "\"%.40s\" is an operator of expressions; a filter of the old form does not mix with "
                        "them",
                        name);
}

static struct expression *read_old(struct expression_reader *reader, const struct json_value *json)
{
    static const char *const negations[] = {"!=", "!in", "!has", "none", NULL};
    const char *name = json_text(json_at(json, 0), NULL);
    if (name == NULL || json_type(json) != JSON_ARRAY)
        return reader_error(reader, "a filter is an array that begins with an operator");
    if (reader->depth >= EXPRESSION_DEPTH_MAX) {
        error_set(reader->err, ERROR_LIMIT, "%s: nested deeper than %d", reader->where, EXPRESSION_DEPTH_MAX);
        return NULL;
    }
    if (json_length(json) == 1)
        return reader_constant(reader, result_bool(strcmp(name, "any") != 0));
    reader->depth++;
    struct expression *filter = read_old_operator(reader, name, json);
    reader->depth--;
    if (filter == NULL || !is_one_of(name, negations))
        return filter;
    return reader_wrap(reader, OPERATOR_NOT, *type_of(TYPE_BOOL), filter);
}

struct expression *filter_read(const struct json_value *json, const char *where, struct arena *arena, struct error *err)
{
    if (filter_is_expression(json)) {
        struct expression *filter = expression_read(json, type_of(TYPE_BOOL), where, arena, err);
        bool is_fine = filter != NULL && (expression_uses(filter) & USE_STATE) == 0;
        if (filter != NULL && !is_fine)
            error_set(err, ERROR_INPUT, "%s: a filter cannot look at feature-state", where);
        return is_fine ? filter : NULL;
    }
    struct expression_reader reader = {where, arena, 0, 0, NULL, err};
    return read_old(&reader, json);
}
