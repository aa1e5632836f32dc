#include "style/expression_reader.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static operator_reader read_call;

/* In the order of the specification's chapters. */
static const struct operator_entry operators[] = {
    {"literal", OPERATOR_LITERAL, 1, 1, read_literal, TYPE_VALUE, {0}},
    {"array", OPERATOR_ASSERT, 1, -1, read_assertion, TYPE_ARRAY, {0}},
    {"boolean", OPERATOR_ASSERT, 1, -1, read_assertion, TYPE_BOOL, {0}},
    {"number", OPERATOR_ASSERT, 1, -1, read_assertion, TYPE_NUMBER, {0}},
    {"object", OPERATOR_ASSERT, 1, -1, read_assertion, TYPE_OBJECT, {0}},
    {"string", OPERATOR_ASSERT, 1, -1, read_assertion, TYPE_TEXT, {0}},
    {"to-boolean", OPERATOR_COERCE, 1, 1, read_coercion, TYPE_BOOL, {0}},
    {"to-color", OPERATOR_COERCE, 1, -1, read_coercion, TYPE_COLOUR, {0}},
    {"to-number", OPERATOR_COERCE, 1, -1, read_coercion, TYPE_NUMBER, {0}},
    {"to-string", OPERATOR_COERCE, 1, 1, read_coercion, TYPE_TEXT, {0}},
    {"typeof", OPERATOR_TYPEOF, 1, 1, read_call, TYPE_TEXT, {TYPE_VALUE}},
    {"format", OPERATOR_FORMAT, 1, -1, read_format, TYPE_FORMATTED, {0}},
    {"image", OPERATOR_IMAGE, 1, 1, read_image, TYPE_IMAGE, {0}},
    {"number-format", OPERATOR_NUMBER_FORMAT, 2, 2, read_number_format, TYPE_TEXT, {0}},
    {"get", OPERATOR_GET, 1, 2, read_call, TYPE_VALUE, {TYPE_TEXT, TYPE_OBJECT}},
    {"has", OPERATOR_HAS, 1, 2, read_call, TYPE_BOOL, {TYPE_TEXT, TYPE_OBJECT}},
    {"feature-state", OPERATOR_FEATURE_STATE, 1, 1, read_call, TYPE_VALUE, {TYPE_TEXT}},
    {"geometry-type", OPERATOR_GEOMETRY_TYPE, 0, 0, read_call, TYPE_TEXT, {0}},
    {"id", OPERATOR_ID, 0, 0, read_call, TYPE_VALUE, {0}},
    {"properties", OPERATOR_PROPERTIES, 0, 0, read_call, TYPE_OBJECT, {0}},
    {"zoom", OPERATOR_ZOOM, 0, 0, read_call, TYPE_NUMBER, {0}},
    {"at", OPERATOR_AT, 2, 2, read_at, TYPE_VALUE, {0}},
    {"in", OPERATOR_IN, 2, 2, read_find, TYPE_BOOL, {0}},
    {"index-of", OPERATOR_INDEX_OF, 2, 3, read_find, TYPE_NUMBER, {0}},
    {"length", OPERATOR_LENGTH, 1, 1, read_length, TYPE_NUMBER, {0}},
    {"slice", OPERATOR_SLICE, 2, 3, read_slice, TYPE_VALUE, {0}},
    {"!", OPERATOR_NOT, 1, 1, read_call, TYPE_BOOL, {TYPE_BOOL}},
    {"==", OPERATOR_EQUAL, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {"!=", OPERATOR_NOT_EQUAL, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {"<", OPERATOR_LESS, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {"<=", OPERATOR_AT_MOST, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {">", OPERATOR_GREATER, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {">=", OPERATOR_AT_LEAST, 2, 2, read_comparison, TYPE_BOOL, {0}},
    {"all", OPERATOR_ALL, 0, -1, read_call, TYPE_BOOL, {TYPE_BOOL}},
    {"any", OPERATOR_ANY, 0, -1, read_call, TYPE_BOOL, {TYPE_BOOL}},
    {"case", OPERATOR_CASE, 3, -1, read_case, TYPE_VALUE, {0}},
    {"match", OPERATOR_MATCH, 4, -1, read_match, TYPE_VALUE, {0}},
    {"coalesce", OPERATOR_COALESCE, 1, -1, read_coalesce, TYPE_VALUE, {0}},
    {"step", OPERATOR_STEP, 4, -1, read_stops, TYPE_VALUE, {0}},
    {"interpolate", OPERATOR_INTERPOLATE, 4, -1, read_stops, TYPE_VALUE, {0}},
    {"let", OPERATOR_LET, 3, -1, read_let, TYPE_VALUE, {0}},
    {"var", OPERATOR_VAR, 1, 1, read_var, TYPE_VALUE, {0}},
    {"concat", OPERATOR_CONCAT, 0, -1, read_call, TYPE_TEXT, {TYPE_VALUE}},
    {"downcase", OPERATOR_DOWNCASE, 1, 1, read_call, TYPE_TEXT, {TYPE_TEXT}},
    {"upcase", OPERATOR_UPCASE, 1, 1, read_call, TYPE_TEXT, {TYPE_TEXT}},
    {"rgb", OPERATOR_RGBA, 3, 3, read_call, TYPE_COLOUR, {TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER}},
    {"rgba", OPERATOR_RGBA, 4, 4, read_call, TYPE_COLOUR, {TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER}},
    {"to-rgba", OPERATOR_TO_RGBA, 1, 1, read_to_rgba, TYPE_ARRAY, {0}},
    {"+", OPERATOR_ADD, 0, -1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"-", OPERATOR_SUBTRACT, 1, 2, read_call, TYPE_NUMBER, {TYPE_NUMBER, TYPE_NUMBER}},
    {"*", OPERATOR_MULTIPLY, 0, -1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"/", OPERATOR_DIVIDE, 2, 2, read_call, TYPE_NUMBER, {TYPE_NUMBER, TYPE_NUMBER}},
    {"%", OPERATOR_REMAINDER, 2, 2, read_call, TYPE_NUMBER, {TYPE_NUMBER, TYPE_NUMBER}},
    {"^", OPERATOR_POWER, 2, 2, read_call, TYPE_NUMBER, {TYPE_NUMBER, TYPE_NUMBER}},
    {"min", OPERATOR_MIN, 0, -1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"max", OPERATOR_MAX, 0, -1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"abs", OPERATOR_ABS, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"round", OPERATOR_ROUND, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"floor", OPERATOR_FLOOR, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"ceil", OPERATOR_CEIL, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"sqrt", OPERATOR_SQRT, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"ln", OPERATOR_LN, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"log10", OPERATOR_LOG10, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"log2", OPERATOR_LOG2, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"sin", OPERATOR_SIN, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"cos", OPERATOR_COS, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"tan", OPERATOR_TAN, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"asin", OPERATOR_ASIN, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"acos", OPERATOR_ACOS, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"atan", OPERATOR_ATAN, 1, 1, read_call, TYPE_NUMBER, {TYPE_NUMBER}},
    {"e", OPERATOR_E, 0, 0, read_call, TYPE_NUMBER, {0}},
    {"pi", OPERATOR_PI, 0, 0, read_call, TYPE_NUMBER, {0}},
    {"ln2", OPERATOR_LN2, 0, 0, read_call, TYPE_NUMBER, {0}},
};

#define OPERATOR_COUNT (sizeof operators / sizeof operators[0])

/* ---- for all who read ---- */

struct expression *reader_error(struct expression_reader *reader, const char *format, ...)
{
    char sentence[sizeof reader->err->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    error_set(reader->err, ERROR_INPUT, "%s: %s", reader->where, sentence);
    return NULL;
}

bool reader_fits(struct expression_reader *reader, const struct type *wanted, const struct type *found)
{
    if (type_fits(wanted, found))
        return true;
    struct buffer names[2] = {BUFFER_INIT, BUFFER_INIT};
    type_write(wanted, &names[0]);
    type_write(found, &names[1]);
    reader_error(reader, "a value of type %s stands where %s is wanted", names[1].bytes, names[0].bytes);
    buffer_free(&names[0]);
    buffer_free(&names[1]);
    return false;
}

struct expression *reader_new(struct expression_reader *reader, enum operator_kind kind, struct type type, size_t count)
{
    if (++reader->nodes > EXPRESSION_NODES_MAX) {
        error_set(reader->err, ERROR_LIMIT, "%s: more than %d values in one expression", reader->where,
                  EXPRESSION_NODES_MAX);
        return NULL;
    }
    struct expression *expression = arena_alloc(reader->arena, sizeof *expression);
    expression->kind = kind;
    expression->type = type;
    expression->count = count;
    expression->cost = 1;
    if (count > 0)
        expression->arguments = arena_array(reader->arena, count, sizeof(struct expression *));
    return expression;
}

struct expression *reader_constant(struct expression_reader *reader, struct result value)
{
    struct evaluation evaluation = {NULL, 0, reader->arena, false};
    struct expression *expression = reader_new(reader, OPERATOR_LITERAL, result_type(&evaluation, &value), 0);
    if (expression != NULL)
        expression->literal = value;
    return expression;
}

static unsigned operator_uses(const struct expression *expression)
{
    switch (expression->kind) {
    case OPERATOR_GET:
    case OPERATOR_HAS:
        return expression->count == 1 ? USE_FEATURE : 0;
    case OPERATOR_PROPERTIES:
    case OPERATOR_GEOMETRY_TYPE:
    case OPERATOR_ID:
        return USE_FEATURE;
    case OPERATOR_FEATURE_STATE:
        return USE_STATE;
    case OPERATOR_ZOOM:
        return USE_ZOOM;
    default:
        return expression->kind != OPERATOR_LITERAL && expression->type.kind == TYPE_IMAGE ? USE_IMAGE : 0;
    }
}

bool reader_close(struct expression_reader *reader, struct expression *expression)
{
    expression->uses = operator_uses(expression);
    expression->cost = 1;
    for (size_t i = 0; i < expression->count; i++) {
        expression->uses |= expression->arguments[i]->uses;
        expression->cost += expression->arguments[i]->cost;
    }
    if (expression->cost <= EXPRESSION_COST_MAX)
        return true;
    return error_set(reader->err, ERROR_LIMIT, "%s: more than %d operators for one feature", reader->where,
                     EXPRESSION_COST_MAX);
}

struct expression *reader_wrap(struct expression_reader *reader, enum operator_kind kind, struct type type,
                               struct expression *inner)
{
    struct expression *expression = reader_new(reader, kind, type, 1);
    if (expression == NULL)
        return NULL;
    expression->arguments[0] = inner;
    return reader_close(reader, expression) ? expression : NULL;
}

/* ---- values that stand for themselves ---- */

static bool reader_value(struct expression_reader *reader, const struct json_value *json, struct result *value);

static bool reader_object(struct expression_reader *reader, const struct json_value *json, struct result *value)
{
    struct json_iterator iterator = json_members(json);
    const char *key;
    const struct json_value *member;
    size_t count = 0;
    while (json_next(&iterator, &key, &member))
        count++;
    struct result *items = arena_array(reader->arena, 2 * count, sizeof *items);
    *value = (struct result){.kind = RESULT_OBJECT, .count = 2 * count, .items = items};
    iterator = json_members(json);
    while (json_next(&iterator, &key, &member)) {
        *items++ = result_text(arena_string(reader->arena, key));
        if (!reader_value(reader, member, items++))
            return false;
    }
    return true;
}

static bool reader_value(struct expression_reader *reader, const struct json_value *json, struct result *value)
{
    if (++reader->nodes > EXPRESSION_NODES_MAX)
        return error_set(reader->err, ERROR_LIMIT, "%s: more than %d values in one expression", reader->where,
                         EXPRESSION_NODES_MAX);
    switch (json_type(json)) {
    case JSON_NULL:
        *value = result_null();
        return true;
    case JSON_BOOL:
        *value = result_bool(json_is_true(json));
        return true;
    case JSON_NUMBER:
        *value = result_number(json_double(json, 0));
        return true;
    case JSON_STRING:
        *value = result_text(arena_string(reader->arena, json_text(json, "")));
        return true;
    case JSON_OBJECT:
        return reader_object(reader, json, value);
    case JSON_ARRAY:
        break;
    }
    size_t count = json_length(json);
    struct result *items = arena_array(reader->arena, count, sizeof *items);
    *value = (struct result){.kind = RESULT_ARRAY, .count = count, .items = items};
    for (size_t i = 0; i < count; i++) {
        if (!reader_value(reader, json_at(json, i), &items[i]))
            return false;
    }
    return true;
}

struct expression *reader_literal(struct expression_reader *reader, const struct json_value *json)
{
    struct result value;
    return reader_value(reader, json, &value) ? reader_constant(reader, value) : NULL;
}

/* ---- calls ---- */

static const struct operator_entry *operator_find(const char *name)
{
    for (size_t i = 0; i < OPERATOR_COUNT; i++) {
        if (strcmp(operators[i].name, name) == 0)
            return &operators[i];
    }
    return NULL;
}

bool expression_is_operator(const char *name)
{
    return operator_find(name) != NULL;
}

static struct expression *operator_unknown(struct expression_reader *reader, const char *name)
{
    static const char *const others[] = {
        "collator",    "within",          "distance",        "global-state",    "heatmap-density",     "line-progress",
        "accumulated", "interpolate-hcl", "interpolate-lab", "resolved-locale", "is-supported-script", "elevation",
        "error"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i], name) == 0)
            return reader_error(reader, "the operator \"%s\" is not supported here", name);
    }
    const char *names[OPERATOR_COUNT + 1] = {NULL};
    for (size_t i = 0; i < OPERATOR_COUNT; i++)
        names[i] = operators[i].name;
    const char *near = text_nearest(name, names);
    if (near != NULL)
        return reader_error(reader, "unknown operator \"%.40s\"; did you mean \"%s\"?", name, near);
    return reader_error(reader, "unknown operator \"%.40s\"; an array of texts stands as [\"literal\", [..]]", name);
}

/* Arguments of the types that the table gives. */
static struct expression *read_call(struct expression_reader *reader, const struct operator_entry *entry,
                                    const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    size_t count = json_length(json) - 1;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(entry->gives), count);
    if (expression == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct type *takes = type_of(entry->takes[entry->most < 0 ? 0 : i]);
        expression->arguments[i] = reader_node(reader, json_at(json, i + 1), takes, ANNOTATION_BY_TYPE);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    return expression;
}

static struct expression *read_operator(struct expression_reader *reader, const struct json_value *json,
                                        const struct type *wanted)
{
    const struct json_value *head = json_at(json, 0);
    if (json_type(json) == JSON_OBJECT)
        return reader_error(reader, "an object stands as [\"literal\", {..}]; functions with \"stops\" are not "
                                    "supported, write [\"interpolate\", ..] or [\"step\", ..]");
    if (head == NULL || json_type(head) != JSON_STRING)
        return reader_error(reader, "an array stands as [\"literal\", [..]]");
    const struct operator_entry *entry = operator_find(json_text(head, ""));
    if (entry == NULL)
        return operator_unknown(reader, json_text(head, ""));
    size_t count = json_length(json) - 1;
    if (count < (size_t)entry->least || (entry->most >= 0 && count > (size_t)entry->most))
        return reader_error(reader, "\"%s\" does not take %zu arguments", entry->name, count);
    struct expression *expression = entry->read(reader, entry, json, wanted);
    return expression != NULL && reader_close(reader, expression) ? expression : NULL;
}

/* Fits what was read to the type that is wanted (reference: parsing_context, annotate). */
static struct expression *reader_annotate(struct expression_reader *reader, struct expression *expression,
                                          const struct type *wanted, enum annotation annotation)
{
    enum type_kind kind = wanted->kind, found = expression->type.kind;
    bool asserts =
        kind == TYPE_TEXT || kind == TYPE_NUMBER || kind == TYPE_BOOL || kind == TYPE_OBJECT || kind == TYPE_ARRAY;
    bool coerces = kind == TYPE_COLOUR || kind == TYPE_FORMATTED || kind == TYPE_IMAGE;
    if ((asserts && found == TYPE_VALUE) || (coerces && (found == TYPE_VALUE || found == TYPE_TEXT))) {
        if (annotation == ANNOTATION_NONE)
            return expression;
        bool is_made = coerces || annotation == ANNOTATION_COERCE;
        return reader_wrap(reader, is_made ? OPERATOR_COERCE : OPERATOR_ASSERT, *wanted, expression);
    }
    return reader_fits(reader, wanted, &expression->type) ? expression : NULL;
}

/* What depends on nothing is computed now. */
static struct expression *reader_fold(struct expression_reader *reader, struct expression *expression)
{
    if (expression->kind == OPERATOR_LITERAL || expression->uses != 0)
        return expression;
    struct evaluation evaluation = {NULL, 0, reader->arena, false};
    struct result value = evaluate(&evaluation, expression);
    if (value.kind == RESULT_ERROR)
        return reader_error(reader, "%s", value.text);
    struct expression *literal = reader_new(reader, OPERATOR_LITERAL, expression->type, 0);
    if (literal != NULL)
        literal->literal = value;
    return literal;
}

struct expression *reader_node(struct expression_reader *reader, const struct json_value *json,
                               const struct type *wanted, enum annotation annotation)
{
    if (reader->depth >= EXPRESSION_DEPTH_MAX) {
        error_set(reader->err, ERROR_LIMIT, "%s: nested deeper than %d", reader->where, EXPRESSION_DEPTH_MAX);
        return NULL;
    }
    reader->depth++;
    bool is_call = json_type(json) == JSON_ARRAY || json_type(json) == JSON_OBJECT;
    struct expression *expression = is_call ? read_operator(reader, json, wanted) : reader_literal(reader, json);
    if (expression != NULL && wanted != NULL)
        expression = reader_annotate(reader, expression, wanted, annotation);
    if (expression != NULL)
        expression = reader_fold(reader, expression);
    reader->depth--;
    return expression;
}
