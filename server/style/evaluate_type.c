/* Values asserted to be of a type, and made values of another. */
#include "style/expression_tree.h"

#include "style/decimal.h"

#include <math.h>
#include <string.h>

struct result evaluate_assert(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        if (result.kind == RESULT_ERROR)
            return result;
        struct type type = result_type(evaluation, &result);
        if (type_fits(&expression->type, &type))
            return result;
    }
    return result_error("a value is of another type");
}

/* ---- numbers, as Number() of ECMAScript reads them ---- */

#define SPACES " \t\n\v\f\r"

static double digits_read(const char *text, size_t length, unsigned base)
{
    double number = 0;
    for (size_t i = 0; i < length; i++) {
        char digit = text[i];
        unsigned value = digit >= '0' && digit <= '9'   ? (unsigned)(digit - '0')
                         : digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10
                         : digit >= 'A' && digit <= 'F' ? (unsigned)(digit - 'A') + 10
                                                        : base;
        if (value >= base)
            return NAN;
        number = number * base + value;
    }
    return length > 0 ? number : NAN;
}

static double text_number(const char *text)
{
    text += strspn(text, SPACES);
    size_t length = strlen(text);
    while (length > 0 && strchr(SPACES, text[length - 1]) != NULL)
        length--;
    if (length == 0)
        return 0;
    if (length > 2 && text[0] == '0') {
        char base = text[1];
        if (base == 'x' || base == 'X')
            return digits_read(text + 2, length - 2, 16);
        if (base == 'o' || base == 'O')
            return digits_read(text + 2, length - 2, 8);
        if (base == 'b' || base == 'B')
            return digits_read(text + 2, length - 2, 2);
    }
    size_t sign = text[0] == '+' || text[0] == '-';
    if (length - sign == 8 && strncmp(text + sign, "Infinity", 8) == 0)
        return text[0] == '-' ? -INFINITY : INFINITY;
    return decimal_read(text, length);
}

static double result_to_number(struct evaluation *evaluation, const struct result *result)
{
    switch (result->kind) {
    case RESULT_BOOL:
        return result->boolean ? 1 : 0;
    case RESULT_NUMBER:
        return result->number;
    case RESULT_TEXT:
    case RESULT_FORMATTED:
    case RESULT_IMAGE:
        return text_number(result->text);
    case RESULT_ARRAY:
        /* An array is its items joined by commas: none is "", one is itself. */
        if (result->count == 0)
            return 0;
        if (result->count > 1 || result->items[0].kind == RESULT_BOOL)
            return NAN;
        return result->items[0].kind == RESULT_ARRAY ? result_to_number(evaluation, &result->items[0])
                                                     : text_number(result_print(evaluation, &result->items[0]));
    case RESULT_NULL:
    case RESULT_COLOUR:
    case RESULT_OBJECT:
    case RESULT_ERROR:
        break;
    }
    return NAN;
}

static struct result coerce_to_number(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        if (result.kind == RESULT_ERROR)
            return result;
        if (result.kind == RESULT_NULL)
            return result_number(0);
        double number = result_to_number(evaluation, &result);
        if (!isnan(number))
            return result_number(number);
    }
    return result_error("a value does not read as a number");
}

/* ---- colours ---- */

/* [red, green, blue] or [red, green, blue, alpha]. The reference takes them as premultiplied, unlike "rgba". */
static bool array_to_colour(const struct result *array, struct colour *colour)
{
    double channels[4] = {0, 0, 0, 1};
    if (array->count < 3 || array->count > 4)
        return false;
    for (size_t i = 0; i < array->count; i++) {
        const struct result *item = &array->items[i];
        if (item->kind != RESULT_NUMBER || !(item->number >= 0 && item->number <= (i < 3 ? 255 : 1)))
            return false;
        channels[i] = item->number;
    }
    double alpha = channels[3], factor = alpha > 0 ? 255 * alpha : INFINITY;
    *colour = (struct colour){channels[0] / factor, channels[1] / factor, channels[2] / factor, alpha};
    return true;
}

static struct result coerce_to_colour(struct evaluation *evaluation, const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        struct result result = evaluate(evaluation, expression->arguments[i]);
        struct colour colour;
        if (result.kind == RESULT_ERROR || result.kind == RESULT_COLOUR)
            return result;
        if ((result.kind == RESULT_TEXT && colour_read(result.text, &colour)) ||
            (result.kind == RESULT_ARRAY && array_to_colour(&result, &colour)))
            return (struct result){.kind = RESULT_COLOUR, .colour = colour};
    }
    return result_error("a value is not a colour such as \"#a63a1f\"");
}

/* ---- the others ---- */

static bool result_is_true(const struct result *result)
{
    switch (result->kind) {
    case RESULT_NULL:
        return false;
    case RESULT_BOOL:
        return result->boolean;
    case RESULT_NUMBER:
        return result->number < 0 || result->number > 0;
    case RESULT_TEXT:
        return result->text[0] != '\0';
    default:
        return true;
    }
}

struct result evaluate_coerce(struct evaluation *evaluation, const struct expression *expression)
{
    if (expression->type.kind == TYPE_NUMBER)
        return coerce_to_number(evaluation, expression);
    if (expression->type.kind == TYPE_COLOUR)
        return coerce_to_colour(evaluation, expression);
    struct result result = evaluate(evaluation, expression->arguments[0]);
    if (result.kind == RESULT_ERROR)
        return result;
    if (expression->type.kind == TYPE_BOOL)
        return result_bool(result_is_true(&result));
    const char *text = result_print(evaluation, &result);
    if (expression->type.kind == TYPE_IMAGE)
        return text[0] == '\0' ? result_null() : (struct result){.kind = RESULT_IMAGE, .text = text};
    return (struct result){.kind = expression->type.kind == TYPE_FORMATTED ? RESULT_FORMATTED : RESULT_TEXT,
                           .text = text};
}
