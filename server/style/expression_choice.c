/* Operators that choose one of their outputs. The first output tells the type of the others, unless one is wanted. */
#include "style/expression_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the outputs must be: what is wanted, then what the first one was; NULL while nothing is known. */
static const struct type *output_type(const struct type *wanted, const struct expression *first)
{
    if (wanted != NULL && wanted->kind != TYPE_VALUE)
        return wanted;
    return first != NULL ? &first->type : NULL;
}

static struct expression *read_output(struct expression_reader *reader, const struct json_value *json,
                                      const struct type *wanted, const struct expression **first)
{
    struct expression *output = reader_node(reader, json, output_type(wanted, *first), ANNOTATION_BY_TYPE);
    if (*first == NULL)
        *first = output;
    return output;
}

struct expression *read_case(struct expression_reader *reader, const struct operator_entry *entry,
                             const struct json_value *json, const struct type *wanted)
{
    size_t count = json_length(json) - 1;
    if (count % 2 == 0)
        return reader_error(reader,
                            "\"case\" does not take %zu arguments, but conditions and outputs in turn and what "
                            "else",
                            count);
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), count);
    const struct expression *first = NULL;
    for (size_t i = 0; expression != NULL && i < count; i++) {
        const struct json_value *argument = json_at(json, i + 1);
        bool is_condition = i % 2 == 0 && i + 1 < count;
        expression->arguments[i] = is_condition ? reader_node(reader, argument, type_of(TYPE_BOOL), ANNOTATION_BY_TYPE)
                                                : read_output(reader, argument, wanted, &first);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    if (expression != NULL)
        expression->type = *output_type(wanted, first);
    return expression;
}

/* ---- match ---- */

#define LABEL_MAX 9007199254740991.0 /* 2^53 - 1 */

static bool read_label(struct expression_reader *reader, const struct json_value *json, size_t output,
                       struct match_label *label)
{
    enum json_type type = json_type(json);
    double number = json_double(json, 0);
    if (type == JSON_STRING || (type == JSON_NUMBER && fabs(number) <= LABEL_MAX && floor(number) == number)) {
        const char *text = type == JSON_STRING ? arena_string(reader->arena, json_text(json, "")) : NULL;
        *label = (struct match_label){number, text, output};
        return true;
    }
    reader_error(reader, "the labels of \"match\" are texts or whole numbers, or arrays of them");
    return false;
}

static size_t labels_count(const struct json_value *json)
{
    size_t count = 0;
    for (size_t i = 2; i + 1 < json_length(json); i += 2)
        count += json_type(json_at(json, i)) == JSON_ARRAY ? json_length(json_at(json, i)) : 1;
    return count;
}

static int label_compare(const void *left, const void *right)
{
    const struct match_label *a = left, *b = right;
    return a->text != NULL ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
}

static bool read_labels(struct expression_reader *reader, const struct json_value *json, struct expression *expression)
{
    size_t count = labels_count(json), read = 0;
    reader->nodes += count;
    struct match_label *labels = arena_array(reader->arena, count, sizeof *labels);
    for (size_t i = 2; i + 1 < json_length(json); i += 2) {
        const struct json_value *label = json_at(json, i);
        bool is_array = json_type(label) == JSON_ARRAY;
        size_t branch = is_array ? json_length(label) : 1;
        if (branch == 0)
            return reader_error(reader, "a branch of \"match\" has no label") != NULL;
        for (size_t j = 0; j < branch; j++) {
            if (!read_label(reader, is_array ? json_at(label, j) : label, i / 2, &labels[read++]))
                return false;
            if ((labels[read - 1].text == NULL) != (labels[0].text == NULL))
                return reader_error(reader, "the labels of one \"match\" are all texts or all numbers") != NULL;
        }
    }
    qsort(labels, count, sizeof *labels, label_compare);
    for (size_t i = 1; i < count; i++) {
        if (label_compare(&labels[i - 1], &labels[i]) == 0)
            return reader_error(reader, "a label of \"match\" stands twice") != NULL;
    }
    expression->labels = labels;
    expression->label_count = count;
    return true;
}

struct expression *read_match(struct expression_reader *reader, const struct operator_entry *entry,
                              const struct json_value *json, const struct type *wanted)
{
    size_t count = json_length(json) - 1;
    if (count % 2 != 0)
        return reader_error(reader,
                            "\"match\" does not take %zu arguments, but an input, labels and outputs in turn "
                            "and what else",
                            count);
    size_t outputs = count / 2; /* with what else */
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), outputs + 1);
    if (expression == NULL || !read_labels(reader, json, expression))
        return NULL;
    const struct expression *first = NULL;
    for (size_t i = 1; i <= outputs; i++) {
        size_t at = i < outputs ? 2 * i + 1 : count;
        expression->arguments[i] = read_output(reader, json_at(json, at), wanted, &first);
        if (expression->arguments[i] == NULL)
            return NULL;
    }
    struct expression *input = reader_node(reader, json_at(json, 1), type_of(TYPE_VALUE), ANNOTATION_BY_TYPE);
    enum type_kind label = expression->labels[0].text != NULL ? TYPE_TEXT : TYPE_NUMBER;
    if (input == NULL || (input->type.kind != TYPE_VALUE && !reader_fits(reader, type_of(label), &input->type)))
        return NULL;
    expression->arguments[0] = input;
    expression->type = *output_type(wanted, first);
    return expression;
}

/* ---- step and interpolate ---- */

static bool read_bezier(const struct json_value *json, struct curve *curve)
{
    double *const points[] = {&curve->x1, &curve->y1, &curve->x2, &curve->y2};
    curve->kind = CURVE_BEZIER;
    for (size_t i = 0; i < 4; i++) {
        *points[i] = json_double(json_at(json, i + 1), -1);
        if (!(*points[i] >= 0 && *points[i] <= 1))
            return false;
    }
    return json_length(json) == 5;
}

/* ["linear"], ["exponential", base] or ["cubic-bezier", x1, y1, x2, y2]. */
static bool read_curve(struct expression_reader *reader, const struct json_value *json, struct curve *curve)
{
    const char *name = json_text(json_at(json, 0), "");
    if (strcmp(name, "linear") == 0) {
        curve->kind = CURVE_LINEAR;
        return true;
    }
    if (strcmp(name, "exponential") == 0 && json_type(json_at(json, 1)) == JSON_NUMBER) {
        curve->kind = CURVE_EXPONENTIAL;
        curve->base = json_double(json_at(json, 1), 1);
        return true;
    }
    if (strcmp(name, "cubic-bezier") == 0 && read_bezier(json, curve))
        return true;
    return reader_error(reader, "interpolate takes [\"linear\"], [\"exponential\", base] or [\"cubic-bezier\", x1, y1, "
                                "x2, y2] with four numbers from 0 to 1") != NULL;
}

/* An interpolation gives numbers, colours, or arrays of as many numbers. */
static bool check_blends(struct expression_reader *reader, const struct type *type)
{
    if (type->kind == TYPE_NUMBER || type->kind == TYPE_COLOUR ||
        (type->kind == TYPE_ARRAY && type->item->kind == TYPE_NUMBER && type->length != TYPE_ANY_LENGTH))
        return true;
    struct buffer name = BUFFER_INIT;
    type_write(type, &name);
    reader_error(reader, "values of type %s cannot be interpolated", name.bytes);
    buffer_free(&name);
    return false;
}

static bool read_stop(struct expression_reader *reader, const struct operator_entry *entry,
                      const struct json_value *json, const double *before, double *stop)
{
    *stop = json_double(json, 0);
    if (json_type(json) == JSON_NUMBER && (before == NULL || *before < *stop))
        return true;
    return reader_error(reader, "the stops of \"%s\" are numbers that rise", entry->name) != NULL;
}

struct expression *read_stops(struct expression_reader *reader, const struct operator_entry *entry,
                              const struct json_value *json, const struct type *wanted)
{
    bool is_step = entry->kind == OPERATOR_STEP;
    size_t count = json_length(json) - 1, begin = is_step ? 1 : 2; /* where the input stands */
    if (count % 2 != 0)
        return reader_error(reader, "\"%s\" does not take %zu arguments, but stops and outputs in turn", entry->name,
                            count);
    size_t outputs = is_step ? count / 2 : count / 2 - 1;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), outputs + 1);
    if (expression == NULL || (!is_step && !read_curve(reader, json_at(json, 1), &expression->curve)))
        return NULL;
    expression->arguments[0] = reader_node(reader, json_at(json, begin), type_of(TYPE_NUMBER), ANNOTATION_BY_TYPE);
    if (expression->arguments[0] == NULL)
        return NULL;
    double *stops = arena_array(reader->arena, outputs, sizeof *stops);
    expression->stops = stops;
    const struct expression *first = NULL;
    for (size_t i = 0; i < outputs; i++) {
        size_t at = begin + 2 * i + (is_step ? 1 : 2); /* of the output; its stop stands before it */
        if (is_step && i == 0)
            stops[0] = -INFINITY;
        else if (!read_stop(reader, entry, json_at(json, at - 1), i > 0 ? &stops[i - 1] : NULL, &stops[i]))
            return NULL;
        expression->arguments[i + 1] = read_output(reader, json_at(json, at), wanted, &first);
        if (expression->arguments[i + 1] == NULL)
            return NULL;
    }
    expression->type = *output_type(wanted, first);
    return is_step || check_blends(reader, &expression->type) ? expression : NULL;
}

/* ---- coalesce, let, var ---- */

/* Its arguments are not asserted, so that null passes on to the next; the whole is, where one of them would have been. */
struct expression *read_coalesce(struct expression_reader *reader, const struct operator_entry *entry,
                                 const struct json_value *json, const struct type *wanted)
{
    size_t count = json_length(json) - 1;
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), count);
    if (expression == NULL)
        return NULL;
    const struct type *output = output_type(wanted, NULL);
    bool is_annotated = false;
    for (size_t i = 0; i < count; i++) {
        struct expression *argument = reader_node(reader, json_at(json, i + 1), output, ANNOTATION_NONE);
        if (argument == NULL)
            return NULL;
        if (output == NULL)
            output = &argument->type;
        is_annotated = is_annotated || (wanted != NULL && !type_fits(wanted, &argument->type));
        expression->arguments[i] = argument;
    }
    expression->type = is_annotated ? *type_of(TYPE_VALUE) : *output;
    return expression;
}

static bool name_is_plain(const char *name)
{
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

struct expression *read_let(struct expression_reader *reader, const struct operator_entry *entry,
                            const struct json_value *json, const struct type *wanted)
{
    size_t count = json_length(json) - 1, names = count / 2;
    if (count % 2 == 0)
        return reader_error(reader, "\"let\" takes names and values in turn, then the result");
    struct expression *expression = reader_new(reader, entry->kind, *type_of(TYPE_VALUE), names + 1);
    struct binding *bindings = arena_array(reader->arena, names, sizeof *bindings);
    const struct binding *outer = reader->scope, *scope = outer;
    for (size_t i = 0; expression != NULL && i < names; i++) {
        const char *name = json_text(json_at(json, 2 * i + 1), NULL);
        if (name == NULL || !name_is_plain(name))
            return reader_error(reader, "a name of \"let\" is a text of letters, digits and _");
        struct expression *value = reader_node(reader, json_at(json, 2 * i + 2), NULL, ANNOTATION_BY_TYPE);
        if (value == NULL)
            return NULL;
        bindings[i] = (struct binding){arena_string(reader->arena, name), value, scope};
        scope = &bindings[i];
        expression->arguments[i] = value;
    }
    if (expression == NULL)
        return NULL;
    reader->scope = scope;
    struct expression *result = reader_node(reader, json_at(json, count), wanted, ANNOTATION_BY_TYPE);
    reader->scope = outer;
    if (result == NULL)
        return NULL;
    expression->arguments[names] = result;
    expression->type = result->type;
    return expression;
}

struct expression *read_var(struct expression_reader *reader, const struct operator_entry *entry,
                            const struct json_value *json, const struct type *wanted)
{
    (void)wanted;
    const char *name = json_text(json_at(json, 1), "");
    const struct binding *binding = reader->scope;
    while (binding != NULL && strcmp(binding->name, name) != 0)
        binding = binding->outer;
    if (binding == NULL)
        return reader_error(reader, "\"var\" names \"%.40s\", which no \"let\" around it binds", name);
    struct expression *expression = reader_new(reader, entry->kind, binding->expression->type, 1);
    if (expression != NULL)
        expression->arguments[0] = binding->expression;
    return expression;
}
