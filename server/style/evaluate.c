#include "style/expression_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct arena *evaluation_arena(struct evaluation *evaluation)
{
    if (evaluation->arena == NULL) {
        evaluation->arena = arena_new();
        evaluation->owns_arena = true;
    }
    return evaluation->arena;
}

/* ---- the feature ---- */

static struct result result_of_value(const struct value *value)
{
    if (value == NULL || value->type == VALUE_NULL)
        return result_null();
    return value->type == VALUE_TEXT ? result_text(value->text) : result_number(value->real);
}

static const struct result *object_member(const struct result *object, const char *key)
{
    for (size_t i = 0; i < object->count; i += 2) {
        if (strcmp(object->items[i].text, key) == 0)
            return &object->items[i + 1];
    }
    return NULL;
}

/* The field, or the member of the object, that is asked for; true when it is there. An error of the arguments counts as one. */
static bool evaluate_member(struct evaluation *evaluation, const struct expression *expression, struct result *member)
{
    *member = evaluate(evaluation, expression->arguments[0]);
    if (member->kind == RESULT_ERROR)
        return true;
    const char *key = member->text;
    if (expression->count == 1) {
        *member =
            evaluation->feature == NULL ? result_null() : result_of_value(feature_value(evaluation->feature, key));
        return member->kind != RESULT_NULL;
    }
    struct result object = evaluate(evaluation, expression->arguments[1]);
    const struct result *found = object.kind == RESULT_ERROR ? &object : object_member(&object, key);
    *member = found == NULL ? result_null() : *found;
    return found != NULL;
}

static struct result evaluate_get(struct evaluation *evaluation, const struct expression *expression)
{
    struct result member;
    bool is_there = evaluate_member(evaluation, expression, &member);
    return expression->kind == OPERATOR_GET || member.kind == RESULT_ERROR ? member : result_bool(is_there);
}

static struct result evaluate_properties(struct evaluation *evaluation)
{
    const struct feature *feature = evaluation->feature;
    size_t count = feature == NULL ? 0 : feature->field_count, known = 0;
    struct result *items = arena_array(evaluation_arena(evaluation), 2 * count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        if (feature->values[i].type == VALUE_NULL)
            continue;
        items[known++] = result_text(feature->fields[i].name);
        items[known++] = result_of_value(&feature->values[i]);
    }
    return (struct result){.kind = RESULT_OBJECT, .count = known, .items = items};
}

/* Without "Multi", as tiles tell it (MVT 2.1, 4.3.4). */
static struct result evaluate_geometry_type(const struct evaluation *evaluation)
{
    static const char *const names[] = {"Point", "LineString", "Polygon"};
    if (evaluation->feature == NULL)
        return result_null();
    int dimension = geometry_dimension(evaluation->feature->geometry.type);
    return result_text(dimension < 0 ? "Unknown" : names[dimension]);
}

/* ---- truth ---- */

static struct result compare(enum operator_kind kind, const struct result *left, const struct result *right)
{
    /* An order of its own for numbers, so that what is not a number is in none. */
    double a = 0, b = 0;
    if (left->kind == RESULT_TEXT) {
        a = strcmp(left->text, right->text);
    } else {
        a = left->number;
        b = right->number;
    }
    switch (kind) {
    case OPERATOR_LESS:
    case OPERATOR_OLD_LESS:
        return result_bool(a < b);
    case OPERATOR_AT_MOST:
    case OPERATOR_OLD_AT_MOST:
        return result_bool(a <= b);
    case OPERATOR_GREATER:
    case OPERATOR_OLD_GREATER:
        return result_bool(a > b);
    default:
        return result_bool(a >= b);
    }
}

static bool results_have_order(const struct result *left, const struct result *right)
{
    return left->kind == right->kind && (left->kind == RESULT_TEXT || left->kind == RESULT_NUMBER);
}

static struct result evaluate_pair(struct evaluation *evaluation, const struct expression *expression)
{
    struct result left = evaluate(evaluation, expression->arguments[0]);
    if (left.kind == RESULT_ERROR)
        return left;
    struct result right = evaluate(evaluation, expression->arguments[1]);
    if (right.kind == RESULT_ERROR)
        return right;
    if (expression->kind == OPERATOR_EQUAL)
        return result_bool(result_equals(&left, &right));
    if (expression->kind == OPERATOR_NOT_EQUAL)
        return result_bool(!result_equals(&left, &right));
    if (!results_have_order(&left, &right))
        return result_error("only two numbers or two texts have an order");
    return compare(expression->kind, &left, &right);
}

/* Old filters: a field that is not there, or of another type, is in no relation. */
static struct result evaluate_old(struct evaluation *evaluation, const struct expression *expression)
{
    struct result left = evaluate(evaluation, expression->arguments[0]);
    struct result right = evaluate(evaluation, expression->arguments[1]);
    if (expression->kind == OPERATOR_OLD_EQUAL)
        return result_bool(left.kind != RESULT_NULL && result_equals(&left, &right));
    return results_have_order(&left, &right) ? compare(expression->kind, &left, &right) : result_bool(false);
}

static struct result evaluate_logic(struct evaluation *evaluation, const struct expression *expression)
{
    bool ends_with = expression->kind == OPERATOR_ANY;
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        if (result.kind == RESULT_ERROR)
            return result;
        if (result.boolean == ends_with)
            return result_bool(ends_with);
    }
    return result_bool(!ends_with);
}

static struct result evaluate_not(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result = evaluate(evaluation, expression->arguments[0]);
    if (result.kind == RESULT_ERROR)
        return result;
    if (expression->kind == OPERATOR_KNOWN)
        return result_bool(result.kind != RESULT_NULL);
    return result_bool(!result.boolean);
}

/* ---- choices ---- */

static int label_compare(const void *key, const void *member)
{
    const struct result *input = key;
    const struct match_label *label = member;
    if (label->text != NULL)
        return strcmp(input->text, label->text);
    return (input->number > label->number) - (input->number < label->number);
}

static struct result evaluate_match(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind == RESULT_ERROR)
        return input;
    enum result_kind kind = expression->labels[0].text != NULL ? RESULT_TEXT : RESULT_NUMBER;
    const struct match_label *label = NULL;
    if (input.kind == kind && !(kind == RESULT_NUMBER && isnan(input.number)))
        label = bsearch(&input, expression->labels, expression->label_count, sizeof *label, label_compare);
    return evaluate(evaluation, expression->arguments[label != NULL ? label->output : expression->count - 1]);
}

static struct result evaluate_case(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i + 1 < expression->count; i += 2) {
        struct result condition = evaluate(evaluation, expression->arguments[i]);
        if (condition.kind == RESULT_ERROR)
            return condition;
        if (condition.boolean)
            return evaluate(evaluation, expression->arguments[i + 1]);
    }
    return evaluate(evaluation, expression->arguments[expression->count - 1]);
}

static struct result evaluate_step(struct evaluation *evaluation, const struct expression *expression)
{
    if (expression->count == 2)
        return evaluate(evaluation, expression->arguments[1]);
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind == RESULT_ERROR)
        return input;
    if (isnan(input.number))
        return result_error("the input of \"step\" is not a number");
    size_t output = 1;
    while (output + 1 < expression->count && expression->stops[output] <= input.number)
        output++;
    return evaluate(evaluation, expression->arguments[output]);
}

static struct result evaluate_coalesce(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result = result_null();
    for (size_t i = 0; i < expression->count && result.kind == RESULT_NULL; i++)
        result = evaluate(evaluation, expression->arguments[i]);
    return result;
}

/* A table of operators; long for that reason. */
struct result evaluate(struct evaluation *evaluation, const struct expression *expression)
{
    switch (expression->kind) {
    case OPERATOR_LITERAL:
        return expression->literal;
    case OPERATOR_ASSERT:
        return evaluate_assert(evaluation, expression);
    case OPERATOR_COERCE:
        return evaluate_coerce(evaluation, expression);
    case OPERATOR_GET:
    case OPERATOR_HAS:
        return evaluate_get(evaluation, expression);
    case OPERATOR_PROPERTIES:
        return evaluate_properties(evaluation);
    case OPERATOR_GEOMETRY_TYPE:
        return evaluate_geometry_type(evaluation);
    case OPERATOR_ID:
        return evaluation->feature == NULL ? result_null() : result_number((double)evaluation->feature->id);
    case OPERATOR_FEATURE_STATE: {
        struct result key = evaluate(evaluation, expression->arguments[0]);
        return key.kind == RESULT_ERROR ? key : result_null();
    }
    case OPERATOR_ZOOM:
        return result_number(evaluation->zoom);
    case OPERATOR_EQUAL:
    case OPERATOR_NOT_EQUAL:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return evaluate_pair(evaluation, expression);
    case OPERATOR_OLD_EQUAL:
    case OPERATOR_OLD_LESS:
    case OPERATOR_OLD_AT_MOST:
    case OPERATOR_OLD_GREATER:
    case OPERATOR_OLD_AT_LEAST:
        return evaluate_old(evaluation, expression);
    case OPERATOR_NOT:
    case OPERATOR_KNOWN:
        return evaluate_not(evaluation, expression);
    case OPERATOR_ALL:
    case OPERATOR_ANY:
        return evaluate_logic(evaluation, expression);
    case OPERATOR_MATCH:
        return evaluate_match(evaluation, expression);
    case OPERATOR_CASE:
        return evaluate_case(evaluation, expression);
    case OPERATOR_STEP:
        return evaluate_step(evaluation, expression);
    case OPERATOR_INTERPOLATE:
        return evaluate_interpolate(evaluation, expression);
    case OPERATOR_COALESCE:
        return evaluate_coalesce(evaluation, expression);
    case OPERATOR_LET:
    case OPERATOR_VAR:
        return evaluate(evaluation, expression->arguments[expression->count - 1]);
    case OPERATOR_IN:
    case OPERATOR_AT:
    case OPERATOR_LENGTH:
    case OPERATOR_SLICE:
    case OPERATOR_INDEX_OF:
    case OPERATOR_CONCAT:
    case OPERATOR_UPCASE:
    case OPERATOR_DOWNCASE:
    case OPERATOR_TYPEOF:
    case OPERATOR_FORMAT:
    case OPERATOR_IMAGE:
    case OPERATOR_NUMBER_FORMAT:
        return evaluate_text(evaluation, expression);
    default:
        return evaluate_number(evaluation, expression);
    }
}
