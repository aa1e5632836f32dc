/* Operators whose arguments are more than values of fixed types. */
#include "style/expression_reader.h"

#include <math.h>
#include <string.h>

struct expression *read_literal(struct expression_reader *reader, const struct operator_entry *entry,
                                const struct json_value *json, const struct type *wanted)
{
    (void)entry;
    struct expression *expression = reader_literal(reader, json_at(json, 1));
    /* An empty array is one of whatever is wanted. */
    bool is_empty = expression != NULL && expression->type.kind == TYPE_ARRAY && expression->type.length == 0;
    if (is_empty && wanted != NULL && wanted->kind == TYPE_ARRAY && wanted->length <= 0)
        expression->type = *wanted;
    return expression;
}

/* Arguments first .. of any type. */
static struct expression *read_values(struct expression_reader *reader, enum operator_kind kind, struct type type,
                                      const struct json_value *json, size_t first)
{
    struct expression *expression = reader_new(reader, kind, type, json_length(json) - first);
    for (size_t i = 0; expression != NULL && i < expression->count; i++) {
        expression->arguments[i] =
            reader_node(reader, json_at(json, first + i), type_of(TYPE_VALUE), ANNOTATION_BY_TYPE);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    return expression;
}

struct expression *read_coercion(struct expression_reader *reader, const struct operator_entry *entry,
                                 const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    return read_values(reader, entry->kind, *type_of(entry->gives), json, 1);
}

/* ["array", item type, length, value, ..], item type and length where there are more arguments than one. */
static bool read_array_type(struct expression_reader *reader, const struct json_value *json, struct type *type,
                            size_t *first)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } items[] = {{"string", TYPE_TEXT}, {"number", TYPE_NUMBER}, {"boolean", TYPE_BOOL}};
    size_t length = json_length(json);
    *type = *type_of(TYPE_ARRAY);
    if (length > 2) {
        const char *name = json_text(json_at(json, (*first)++), "");
        type->item = NULL;
        for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
            if (strcmp(items[i].name, name) == 0)
                type->item = type_of(items[i].kind);
        }
        if (type->item == NULL)
            return reader_error(reader, "the items of \"array\" are string, number or boolean") != NULL;
    }
    if (length > 3) {
        const struct json_value *count = json_at(json, (*first)++);
        double items_count = json_double(count, TYPE_ANY_LENGTH);
        if (json_type(count) != JSON_NULL &&
            !(items_count >= 0 && items_count <= EXPRESSION_NODES_MAX && items_count == floor(items_count)))
            return reader_error(reader, "the length of \"array\" is a whole number") != NULL;
        type->length = (long)items_count;
    }
    return true;
}

struct expression *read_assertion(struct expression_reader *reader, const struct operator_entry *entry,
                                  const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    struct type type = *type_of(entry->gives);
    size_t first = 1;
    if (entry->gives == TYPE_ARRAY && !read_array_type(reader, json, &type, &first))
        return NULL;
    return read_values(reader, entry->kind, type, json, first);
}

/* ---- comparisons ---- */

static bool type_is_compared(enum operator_kind kind, enum type_kind type)
{
    if (type == TYPE_TEXT || type == TYPE_NUMBER || type == TYPE_VALUE)
        return true;
    return (kind == OPERATOR_EQUAL || kind == OPERATOR_NOT_EQUAL) && (type == TYPE_BOOL || type == TYPE_NULL);
}

struct expression *read_comparison(struct expression_reader *reader, const struct operator_entry *entry,
                                   const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    struct expression *expression = read_values(reader, entry->kind, *type_of(TYPE_BOOL), json, 1);
    if (expression == NULL)
        return NULL;
    struct expression **sides = expression->arguments;
    enum type_kind left = sides[0]->type.kind, right = sides[1]->type.kind;
    if (!type_is_compared(entry->kind, left) || !type_is_compared(entry->kind, right))
        return reader_error(reader, "\"%s\" does not compare values of such a type", entry->name);
    if (left != right && left != TYPE_VALUE && right != TYPE_VALUE &&
        !reader_fits(reader, &sides[0]->type, &sides[1]->type))
        return NULL;
    bool is_order = entry->kind != OPERATOR_EQUAL && entry->kind != OPERATOR_NOT_EQUAL;
    if (is_order && left == TYPE_VALUE && right != TYPE_VALUE)
        sides[0] = reader_wrap(reader, OPERATOR_ASSERT, sides[1]->type, sides[0]);
    else if (is_order && right == TYPE_VALUE && left != TYPE_VALUE)
        sides[1] = reader_wrap(reader, OPERATOR_ASSERT, sides[0]->type, sides[1]);
    return sides[0] != NULL && sides[1] != NULL ? expression : NULL;
}

/* ---- lists and texts ---- */

static bool type_is_scalar(enum type_kind kind)
{
    return kind == TYPE_BOOL || kind == TYPE_TEXT || kind == TYPE_NUMBER || kind == TYPE_NULL || kind == TYPE_VALUE;
}

/* in, index-of. */
struct expression *read_find(struct expression_reader *reader, const struct operator_entry *entry,
                             const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    size_t count = json_length(json) - 1;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(entry->gives), count);
    for (size_t i = 0; expression != NULL && i < count; i++) {
        const struct type *takes = type_of(i == 2 ? TYPE_NUMBER : TYPE_VALUE);
        expression->arguments[i] = reader_node(reader, json_at(json, i + 1), takes, ANNOTATION_BY_TYPE);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    if (expression != NULL && !type_is_scalar(expression->arguments[0]->type.kind))
        return reader_error(reader, "\"%s\" looks for a text, a number, a truth or null", entry->name);
    return expression;
}

struct expression *read_at(struct expression_reader *reader, const struct operator_entry *entry,
                           const struct json_value *json, const struct type *wanted)
{
    struct type *array = arena_alloc(reader->arena, sizeof *array);
    *array = (struct type){TYPE_ARRAY, wanted != NULL ? wanted : type_of(TYPE_VALUE), TYPE_ANY_LENGTH};
    struct expression *expression = reader_new(reader, entry->kind, *array->item, 2);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, 1), type_of(TYPE_NUMBER), ANNOTATION_BY_TYPE);
    if (expression->arguments[0] == NULL)
        return NULL;
    expression->arguments[1] = reader_node(reader, json_at(json, 2), array, ANNOTATION_BY_TYPE);
    if (expression->arguments[1] == NULL)
        return NULL;
    expression->type = *expression->arguments[1]->type.item;
    return expression;
}

struct expression *read_length(struct expression_reader *reader, const struct operator_entry *entry,
                               const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_NUMBER), 1);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, 1), NULL, ANNOTATION_BY_TYPE);
    if (expression->arguments[0] == NULL)
        return NULL;
    enum type_kind kind = expression->arguments[0]->type.kind;
    if (kind != TYPE_ARRAY && kind != TYPE_TEXT && kind != TYPE_VALUE)
        return reader_error(reader, "\"length\" takes a text or an array");
    return expression;
}

struct expression *read_slice(struct expression_reader *reader, const struct operator_entry *entry,
                              const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    size_t count = json_length(json) - 1;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), count);
    for (size_t i = 0; expression != NULL && i < count; i++) {
        const struct type *takes = type_of(i == 0 ? TYPE_VALUE : TYPE_NUMBER);
        expression->arguments[i] = reader_node(reader, json_at(json, i + 1), takes, ANNOTATION_BY_TYPE);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    if (expression == NULL)
        return NULL;
    expression->type = expression->arguments[0]->type;
    enum type_kind kind = expression->type.kind;
    if (kind != TYPE_ARRAY && kind != TYPE_TEXT && kind != TYPE_VALUE)
        return reader_error(reader, "\"slice\" takes a text or an array");
    return expression;
}

/* ---- format, image, number-format, to-rgba ---- */

/* Sections in turn with {}: what they look like is the layer's. */
struct expression *read_format(struct expression_reader *reader, const struct operator_entry *entry,
                               const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    size_t count = json_length(json), sections = 0;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_FORMATTED), count - 1);
    if (expression == NULL)
        return NULL;
    for (size_t i = 1; i < count; i++) {
        const struct json_value *argument = json_at(json, i);
        struct json_iterator iterator = json_members(argument);
        const char *option;
        const struct json_value *value;
        if (json_type(argument) == JSON_OBJECT && i > 1 && json_type(json_at(json, i - 1)) != JSON_OBJECT) {
            if (json_next(&iterator, &option, &value))
                return reader_error(reader,
                                    "\"format\" joins its sections in the layer's look; \"%.40s\" of one "
                                    "section is not supported",
                                    option);
            continue;
        }
        struct expression *section = reader_node(reader, argument, type_of(TYPE_VALUE), ANNOTATION_BY_TYPE);
        if (section == NULL)
            return NULL;
        enum type_kind kind = section->type.kind;
        if (kind != TYPE_TEXT && kind != TYPE_VALUE && kind != TYPE_NULL)
            return reader_error(reader, "a section of \"format\" is a text");
        expression->arguments[sections++] = section;
    }
    expression->count = sections;
    return expression;
}

struct expression *read_image(struct expression_reader *reader, const struct operator_entry *entry,
                              const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_IMAGE), 1);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, 1), type_of(TYPE_TEXT), ANNOTATION_BY_TYPE);
    return expression->arguments[0] != NULL ? expression : NULL;
}

/* The reference takes an option that is 0 or "" as one that is not given, and so must we: screen and paper show one number. */
static bool option_is_given(const struct json_value *option)
{
    return option != NULL && json_type(option) != JSON_NULL && json_double(option, 1) != 0 &&
           json_text(option, "-")[0] != '\0';
}

struct expression *read_number_format(struct expression_reader *reader, const struct operator_entry *entry,
                                      const struct json_value *json, const struct type *wanted)
{
    static const struct {
        const char *name;
        enum type_kind takes;
    } options[] = {{"locale", TYPE_TEXT}, {"min-fraction-digits", TYPE_NUMBER}, {"max-fraction-digits", TYPE_NUMBER}};
    (void)wanted;
    const struct json_value *given = json_at(json, 2);
    if (json_type(given) != JSON_OBJECT)
        return reader_error(reader, "\"number-format\" takes a number and an object of options");
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_TEXT), 4);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, 1), type_of(TYPE_NUMBER), ANNOTATION_BY_TYPE);
    for (size_t i = 0; i < 3; i++) {
        const struct json_value *option = json_get(given, options[i].name);
        expression->arguments[i + 1] = !option_is_given(option)
                                           ? reader_constant(reader, result_null())
                                           : reader_node(reader, option, type_of(options[i].takes), ANNOTATION_BY_TYPE);
    }
    for (size_t i = 0; i < 4; i++) {
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    struct json_iterator iterator = json_members(given);
    const char *name;
    const struct json_value *value;
    while (json_next(&iterator, &name, &value)) {
        if (strcmp(name, "locale") != 0 && strcmp(name, "min-fraction-digits") != 0 &&
            strcmp(name, "max-fraction-digits") != 0)
            return reader_error(reader,
                                "\"number-format\" takes locale, min-fraction-digits and max-fraction-digits, "
                                "not \"%.40s\"",
                                name);
    }
    return expression;
}

struct expression *read_to_rgba(struct expression_reader *reader, const struct operator_entry *entry,
                                const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    struct type four = {TYPE_ARRAY, type_of(TYPE_NUMBER), 4};
    struct expression *expression = reader_new(reader, entry->kind, four, 1);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, 1), type_of(TYPE_COLOUR), ANNOTATION_BY_TYPE);
    return expression->arguments[0] != NULL ? expression : NULL;
}
