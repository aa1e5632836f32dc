#include "style/expression.h"

#include "base/text.h"
#include "style/expression_tree.h"

#include <string.h>

struct operator_entry {
    const char *name;
    enum operator_kind kind;
    size_t least, most; /* arguments */
};

#define ANY_NUMBER 1000

static const struct operator_entry operators[] = {
    {"literal", OPERATOR_LITERAL, 1, 1},
    {"get", OPERATOR_GET, 1, 1},
    {"has", OPERATOR_HAS, 1, 1},
    {"==", OPERATOR_EQUAL, 2, 2},
    {"!=", OPERATOR_NOT_EQUAL, 2, 2},
    {"<", OPERATOR_LESS, 2, 2},
    {"<=", OPERATOR_AT_MOST, 2, 2},
    {">", OPERATOR_GREATER, 2, 2},
    {">=", OPERATOR_AT_LEAST, 2, 2},
    {"!", OPERATOR_NOT, 1, 1},
    {"all", OPERATOR_ALL, 0, ANY_NUMBER},
    {"any", OPERATOR_ANY, 0, ANY_NUMBER},
    {"in", OPERATOR_IN, 2, 2},
    {"match", OPERATOR_MATCH, 4, ANY_NUMBER},
    {"case", OPERATOR_CASE, 3, ANY_NUMBER},
    {"step", OPERATOR_STEP, 2, ANY_NUMBER},
    {"interpolate", OPERATOR_INTERPOLATE, 4, ANY_NUMBER},
    {"coalesce", OPERATOR_COALESCE, 1, ANY_NUMBER},
    {"zoom", OPERATOR_ZOOM, 0, 0},
    {"concat", OPERATOR_CONCAT, 1, ANY_NUMBER},
    {"to-string", OPERATOR_TO_STRING, 1, 1},
    {"to-number", OPERATOR_TO_NUMBER, 1, ANY_NUMBER},
    {"+", OPERATOR_ADD, 1, ANY_NUMBER},
    {"-", OPERATOR_SUBTRACT, 1, 2},
    {"*", OPERATOR_MULTIPLY, 1, ANY_NUMBER},
    {"/", OPERATOR_DIVIDE, 2, 2},
    {"min", OPERATOR_MIN, 1, ANY_NUMBER},
    {"max", OPERATOR_MAX, 1, ANY_NUMBER},
};

#define OPERATOR_COUNT (sizeof operators / sizeof operators[0])

struct expression_reader {
    const char *where;
    struct arena *arena;
    size_t nodes;
    struct error *err;
};

static struct expression *expression_node(struct expression_reader *reader, const struct json_value *json, int depth);

static struct expression *expression_new(struct expression_reader *reader, enum operator_kind kind)
{
    if (++reader->nodes > EXPRESSION_NODES_MAX) {
        error_set(reader->err, ERROR_LIMIT, "%s: more than %d values in one expression", reader->where,
                  EXPRESSION_NODES_MAX);
        return NULL;
    }
    struct expression *expression = arena_alloc(reader->arena, sizeof *expression);
    expression->kind = kind;
    expression->is_constant = kind == OPERATOR_LITERAL;
    return expression;
}

static bool expression_read_value(struct expression_reader *reader, const struct json_value *json, bool is_item,
                                  struct result *result)
{
    switch (json_type(json)) {
    case JSON_NULL:
        *result = (struct result){.kind = RESULT_NULL};
        return true;
    case JSON_BOOL:
        *result = (struct result){.kind = RESULT_BOOL, .boolean = json_is_true(json)};
        return true;
    case JSON_NUMBER:
        *result = (struct result){.kind = RESULT_NUMBER, .number = json_double(json, 0)};
        return true;
    case JSON_STRING:
        *result = (struct result){.kind = RESULT_TEXT, .text = arena_string(reader->arena, json_text(json, ""))};
        return true;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    size_t count = json_length(json);
    if (json_type(json) == JSON_OBJECT || is_item || count > EXPRESSION_NODES_MAX)
        return error_set(reader->err, ERROR_INPUT, "%s: a literal is a text, a number, true, false or an array of them",
                         reader->where);
    struct result *items = arena_array(reader->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        if (!expression_read_value(reader, json_at(json, i), true, &items[i]))
            return false;
    }
    *result = (struct result){.kind = RESULT_ARRAY, .items = items, .count = count};
    return true;
}

static struct expression *expression_read_literal(struct expression_reader *reader, const struct json_value *json)
{
    struct expression *expression = expression_new(reader, OPERATOR_LITERAL);
    if (expression == NULL || !expression_read_value(reader, json, false, &expression->literal))
        return NULL;
    return expression;
}

static const struct operator_entry *operator_find(const char *name)
{
    for (size_t i = 0; i < OPERATOR_COUNT; i++) {
        if (strcmp(operators[i].name, name) == 0)
            return &operators[i];
    }
    return NULL;
}

static void operator_unknown(struct expression_reader *reader, const char *name)
{
    const char *names[OPERATOR_COUNT + 1] = {NULL};
    for (size_t i = 0; i < OPERATOR_COUNT; i++)
        names[i] = operators[i].name;
    const char *near = text_nearest(name, names);
    if (near != NULL)
        error_set(reader->err, ERROR_INPUT, "%s: unknown operator \"%.40s\"; did you mean \"%s\"?", reader->where, name,
                  near);
    else
        error_set(reader->err, ERROR_INPUT,
                  "%s: unknown operator \"%.40s\"; an array of texts stands as [\"literal\", [..]]", reader->where,
                  name);
}

/* ["linear"] or ["exponential", base] */
static bool expression_read_curve(struct expression_reader *reader, const struct json_value *json, double *base)
{
    const char *name = json_text(json_at(json, 0), "");
    if (strcmp(name, "linear") == 0)
        *base = 1;
    else if (strcmp(name, "exponential") == 0)
        *base = json_double(json_at(json, 1), 0);
    else
        *base = 0;
    if (*base > 0)
        return true;
    return error_set(reader->err, ERROR_INPUT, "%s: interpolate takes [\"linear\"] or [\"exponential\", base]",
                     reader->where);
}

/* Is argument `index` of the operator a value that stands for itself: a match's labels, the stops of a ramp? */
static bool argument_is_literal(const struct operator_entry *entry, size_t index, size_t count)
{
    if (entry->kind == OPERATOR_MATCH)
        return index % 2 == 1 && index + 1 < count;
    if (entry->kind == OPERATOR_INTERPOLATE)
        return index % 2 == 1;
    if (entry->kind == OPERATOR_STEP)
        return index >= 2 && index % 2 == 0;
    return false;
}

static bool argument_counts_fit(const struct operator_entry *entry, size_t count)
{
    if (count < entry->least || count > entry->most)
        return false;
    if (entry->kind == OPERATOR_MATCH || entry->kind == OPERATOR_STEP)
        return count % 2 == 0;
    if (entry->kind == OPERATOR_CASE)
        return count % 2 == 1;
    return true;
}

/* Stops are numbers that rise. */
static bool expression_check_stops(struct expression_reader *reader, const struct operator_entry *entry,
                                   const struct expression *expression)
{
    if (entry->kind != OPERATOR_STEP && entry->kind != OPERATOR_INTERPOLATE)
        return true;
    const struct result *before = NULL;
    for (size_t i = entry->kind == OPERATOR_STEP ? 2 : 1; i < expression->count; i += 2) {
        const struct result *stop = &expression->arguments[i]->literal;
        if (stop->kind != RESULT_NUMBER || (before != NULL && stop->number <= before->number))
            return error_set(reader->err, ERROR_INPUT, "%s: the stops of \"%s\" are numbers that rise", reader->where,
                             entry->name);
        before = stop;
    }
    return true;
}

static struct expression *expression_read_call(struct expression_reader *reader, const struct operator_entry *entry,
                                               const struct json_value *json, int depth)
{
    size_t first = entry->kind == OPERATOR_INTERPOLATE ? 2 : 1;
    size_t count = json_length(json) - 1;
    if (!argument_counts_fit(entry, count) || (entry->kind == OPERATOR_INTERPOLATE && count % 2 != 0)) {
        error_set(reader->err, ERROR_INPUT, "%s: \"%s\" does not take %zu arguments", reader->where, entry->name,
                  count);
        return NULL;
    }
    if (entry->kind == OPERATOR_LITERAL)
        return expression_read_literal(reader, json_at(json, 1));
    struct expression *expression = expression_new(reader, entry->kind);
    if (expression == NULL)
        return NULL;
    if (first == 2 && !expression_read_curve(reader, json_at(json, 1), &expression->base))
        return NULL;
    expression->count = count + 1 - first;
    expression->arguments = arena_array(reader->arena, expression->count, sizeof(struct expression *));
    expression->is_constant =
        entry->kind != OPERATOR_GET && entry->kind != OPERATOR_HAS && entry->kind != OPERATOR_ZOOM;
    for (size_t i = 0; i < expression->count; i++) {
        const struct json_value *argument = json_at(json, first + i);
        struct expression *read = argument_is_literal(entry, i, expression->count)
                                      ? expression_read_literal(reader, argument)
                                      : expression_node(reader, argument, depth + 1);
        if (read == NULL)
            return NULL;
        expression->arguments[i] = read;
        expression->is_constant = expression->is_constant && read->is_constant;
    }
    return expression_check_stops(reader, entry, expression) ? expression : NULL;
}

static struct expression *expression_node(struct expression_reader *reader, const struct json_value *json, int depth)
{
    if (depth > EXPRESSION_DEPTH_MAX) {
        error_set(reader->err, ERROR_LIMIT, "%s: nested deeper than %d", reader->where, EXPRESSION_DEPTH_MAX);
        return NULL;
    }
    if (json_type(json) != JSON_ARRAY)
        return expression_read_literal(reader, json);
    const struct json_value *head = json_at(json, 0);
    if (json_type(head) != JSON_STRING) {
        if (depth == 0)
            return expression_read_literal(reader, json);
        error_set(reader->err, ERROR_INPUT, "%s: an array stands as [\"literal\", [..]]", reader->where);
        return NULL;
    }
    const struct operator_entry *entry = operator_find(json_text(head, ""));
    if (entry == NULL) {
        operator_unknown(reader, json_text(head, ""));
        return NULL;
    }
    return expression_read_call(reader, entry, json, depth);
}

struct expression *expression_read(const struct json_value *json, const char *where, struct arena *arena,
                                   struct error *err)
{
    struct expression_reader reader = {where, arena, 0, err};
    return expression_node(&reader, json, 0);
}

struct expression *expression_literal(const struct json_value *json, const char *where, struct arena *arena,
                                      struct error *err)
{
    struct expression_reader reader = {where, arena, 0, err};
    return expression_read_literal(&reader, json);
}

static struct expression *expression_of(struct result result, struct arena *arena)
{
    struct expression *expression = arena_alloc(arena, sizeof *expression);
    *expression = (struct expression){.kind = OPERATOR_LITERAL, .is_constant = true, .literal = result};
    return expression;
}

struct expression *expression_of_number(double number, struct arena *arena)
{
    return expression_of((struct result){.kind = RESULT_NUMBER, .number = number}, arena);
}

struct expression *expression_of_text(const char *text, struct arena *arena)
{
    return expression_of((struct result){.kind = RESULT_TEXT, .text = text}, arena);
}
