#include "style/expression_tree.h"

#include "base/buffer.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

static const struct result result_null = {.kind = RESULT_NULL};

static struct result result_bool(bool boolean)
{
    return (struct result){.kind = RESULT_BOOL, .boolean = boolean};
}

static struct result result_number(double number)
{
    return isfinite(number) ? (struct result){.kind = RESULT_NUMBER, .number = number} : result_null;
}

static struct result result_text(const char *text)
{
    return (struct result){.kind = RESULT_TEXT, .text = text};
}

static struct result result_of_value(const struct value *value)
{
    if (value == NULL || value->type == VALUE_NULL)
        return result_null;
    if (value->type == VALUE_TEXT)
        return result_text(value->text);
    return result_number(value->real);
}

static bool result_equals(const struct result *left, const struct result *right)
{
    if (left->kind != right->kind)
        return false;
    switch (left->kind) {
    case RESULT_NULL:
        return true;
    case RESULT_BOOL:
        return left->boolean == right->boolean;
    case RESULT_NUMBER:
        return left->number == right->number;
    case RESULT_TEXT:
        return strcmp(left->text, right->text) == 0;
    case RESULT_COLOUR:
    case RESULT_ARRAY:
        break;
    }
    return false;
}

static struct arena *evaluation_arena(struct evaluation *evaluation)
{
    if (evaluation->arena == NULL) {
        evaluation->arena = arena_new();
        evaluation->owns_arena = true;
    }
    return evaluation->arena;
}

const char *result_print(struct evaluation *evaluation, const struct result *result)
{
    if (result->kind == RESULT_TEXT)
        return result->text;
    if (result->kind == RESULT_BOOL)
        return result->boolean ? "true" : "false";
    if (result->kind != RESULT_NUMBER)
        return "";
    struct buffer text = BUFFER_INIT;
    number_write_exact(&text, result->number);
    const char *copy = arena_string(evaluation_arena(evaluation), text.bytes);
    buffer_free(&text);
    return copy;
}

/* Values of different types have no order: false, as the specification's runtime error has no drawing. */
static struct result evaluate_comparison(enum operator_kind kind, const struct result *left, const struct result *right)
{
    if (left->kind != right->kind || (left->kind != RESULT_NUMBER && left->kind != RESULT_TEXT))
        return result_bool(false);
    int order = left->kind == RESULT_TEXT ? strcmp(left->text, right->text)
                                          : (left->number > right->number) - (left->number < right->number);
    switch (kind) {
    case OPERATOR_LESS:
        return result_bool(order < 0);
    case OPERATOR_AT_MOST:
        return result_bool(order <= 0);
    case OPERATOR_GREATER:
        return result_bool(order > 0);
    default:
        return result_bool(order >= 0);
    }
}

static struct result evaluate_pair(struct evaluation *evaluation, const struct expression *expression)
{
    struct result left = evaluate(evaluation, expression->arguments[0]);
    struct result right = evaluate(evaluation, expression->arguments[1]);
    if (expression->kind == OPERATOR_EQUAL)
        return result_bool(result_equals(&left, &right));
    if (expression->kind == OPERATOR_NOT_EQUAL)
        return result_bool(!result_equals(&left, &right));
    return evaluate_comparison(expression->kind, &left, &right);
}

static struct result evaluate_logic(struct evaluation *evaluation, const struct expression *expression)
{
    bool ends_with = expression->kind == OPERATOR_ANY;
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        if ((result.kind == RESULT_BOOL && result.boolean) == ends_with)
            return result_bool(ends_with);
    }
    return result_bool(!ends_with);
}

static bool result_is_among(const struct result *needle, const struct result *labels)
{
    if (labels->kind != RESULT_ARRAY)
        return result_equals(needle, labels);
    for (size_t i = 0; i < labels->count; i++) {
        if (result_equals(needle, &labels->items[i]))
            return true;
    }
    return false;
}

static struct result evaluate_in(struct evaluation *evaluation, const struct expression *expression)
{
    struct result needle = evaluate(evaluation, expression->arguments[0]);
    struct result haystack = evaluate(evaluation, expression->arguments[1]);
    if (haystack.kind == RESULT_TEXT)
        return result_bool(needle.kind == RESULT_TEXT && strstr(haystack.text, needle.text) != NULL);
    return result_bool(haystack.kind == RESULT_ARRAY && result_is_among(&needle, &haystack));
}

static struct result evaluate_match(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    for (size_t i = 1; i + 1 < expression->count; i += 2) {
        if (result_is_among(&input, &expression->arguments[i]->literal))
            return evaluate(evaluation, expression->arguments[i + 1]);
    }
    return evaluate(evaluation, expression->arguments[expression->count - 1]);
}

static struct result evaluate_case(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i + 1 < expression->count; i += 2) {
        struct result condition = evaluate(evaluation, expression->arguments[i]);
        if (condition.kind == RESULT_BOOL && condition.boolean)
            return evaluate(evaluation, expression->arguments[i + 1]);
    }
    return evaluate(evaluation, expression->arguments[expression->count - 1]);
}

static struct result evaluate_step(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind != RESULT_NUMBER)
        return result_null;
    size_t output = 1;
    for (size_t i = 2; i < expression->count && expression->arguments[i]->literal.number <= input.number; i += 2)
        output = i + 1;
    return evaluate(evaluation, expression->arguments[output]);
}

static double blend(double from, double to, double share)
{
    return from + (to - from) * share;
}

static struct result result_blend(struct result from, struct result to, double share)
{
    if (from.kind == RESULT_NUMBER && to.kind == RESULT_NUMBER)
        return result_number(blend(from.number, to.number, share));
    struct colour a, b;
    if (from.kind != RESULT_TEXT || to.kind != RESULT_TEXT || !colour_read(from.text, &a) || !colour_read(to.text, &b))
        return from;
    struct colour colour = {blend(a.red, b.red, share), blend(a.green, b.green, share), blend(a.blue, b.blue, share),
                            blend(a.alpha, b.alpha, share)};
    return (struct result){.kind = RESULT_COLOUR, .colour = colour};
}

static struct result evaluate_interpolate(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind != RESULT_NUMBER)
        return result_null;
    size_t last = expression->count - 2, before = 1;
    for (size_t i = 1; i <= last && expression->arguments[i]->literal.number <= input.number; i += 2)
        before = i;
    double low = expression->arguments[before]->literal.number;
    struct result from = evaluate(evaluation, expression->arguments[before + 1]);
    if (before == last || input.number <= low)
        return from;
    double range = expression->arguments[before + 2]->literal.number - low, base = expression->base;
    double share =
        base == 1 ? (input.number - low) / range : (pow(base, input.number - low) - 1) / (pow(base, range) - 1);
    return result_blend(from, evaluate(evaluation, expression->arguments[before + 3]), share);
}

static struct result evaluate_coalesce(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        if (result.kind != RESULT_NULL)
            return result;
    }
    return result_null;
}

static struct result evaluate_concat(struct evaluation *evaluation, const struct expression *expression)
{
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "");
    for (size_t i = 0; i < expression->count; i++) {
        struct result part = evaluate(evaluation, expression->arguments[i]);
        buffer_puts(&text, result_print(evaluation, &part));
    }
    struct result result = result_text(arena_copy(evaluation_arena(evaluation), text.bytes, text.length));
    buffer_free(&text);
    return result;
}

/* The first argument that is a number or reads as one. */
static struct result evaluate_to_number(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        double number = 0;
        if (result.kind == RESULT_NUMBER)
            return result;
        if (result.kind == RESULT_BOOL)
            return result_number(result.boolean ? 1 : 0);
        if (result.kind == RESULT_TEXT && number_read(result.text, strlen(result.text), &number))
            return result_number(number);
    }
    return result_null;
}

static double arithmetic(enum operator_kind kind, double left, double right)
{
    switch (kind) {
    case OPERATOR_ADD:
        return left + right;
    case OPERATOR_SUBTRACT:
        return left - right;
    case OPERATOR_MULTIPLY:
        return left * right;
    case OPERATOR_DIVIDE:
        return right == 0 ? NAN : left / right;
    case OPERATOR_MIN:
        return fmin(left, right);
    default:
        return fmax(left, right);
    }
}

static struct result evaluate_arithmetic(struct evaluation *evaluation, const struct expression *expression)
{
    struct result sum = evaluate(evaluation, expression->arguments[0]);
    if (sum.kind != RESULT_NUMBER)
        return result_null;
    if (expression->count == 1)
        return expression->kind == OPERATOR_SUBTRACT ? result_number(-sum.number) : sum;
    double number = sum.number;
    for (size_t i = 1; i < expression->count; i++) {
        struct result next = evaluate(evaluation, expression->arguments[i]);
        if (next.kind != RESULT_NUMBER)
            return result_null;
        number = arithmetic(expression->kind, number, next.number);
    }
    return result_number(number);
}

static const struct value *evaluate_field(struct evaluation *evaluation, const struct expression *expression)
{
    struct result name = evaluate(evaluation, expression->arguments[0]);
    if (evaluation->feature == NULL || name.kind != RESULT_TEXT)
        return NULL;
    return feature_value(evaluation->feature, name.text);
}

/* A table of operators; long for that reason. */
struct result evaluate(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result;
    switch (expression->kind) {
    case OPERATOR_LITERAL:
        return expression->literal;
    case OPERATOR_GET:
        return result_of_value(evaluate_field(evaluation, expression));
    case OPERATOR_HAS:
        result = result_of_value(evaluate_field(evaluation, expression));
        return result_bool(result.kind != RESULT_NULL);
    case OPERATOR_EQUAL:
    case OPERATOR_NOT_EQUAL:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return evaluate_pair(evaluation, expression);
    case OPERATOR_NOT:
        result = evaluate(evaluation, expression->arguments[0]);
        return result_bool(!(result.kind == RESULT_BOOL && result.boolean));
    case OPERATOR_ALL:
    case OPERATOR_ANY:
        return evaluate_logic(evaluation, expression);
    case OPERATOR_IN:
        return evaluate_in(evaluation, expression);
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
    case OPERATOR_ZOOM:
        return result_number(evaluation->zoom);
    case OPERATOR_CONCAT:
        return evaluate_concat(evaluation, expression);
    case OPERATOR_TO_STRING:
        result = evaluate(evaluation, expression->arguments[0]);
        return result_text(result_print(evaluation, &result));
    case OPERATOR_TO_NUMBER:
        return evaluate_to_number(evaluation, expression);
    case OPERATOR_ADD:
    case OPERATOR_SUBTRACT:
    case OPERATOR_MULTIPLY:
    case OPERATOR_DIVIDE:
    case OPERATOR_MIN:
    case OPERATOR_MAX:
        return evaluate_arithmetic(evaluation, expression);
    }
    return result_null;
}
