/* Lists and texts, positions in them counted in characters, and numbers written for people. */
#include "style/expression_tree.h"

#include "base/number.h"
#include "base/text.h"
#include "base/utf8.h"
#include "style/text_case.h"

#include <math.h>
#include <string.h>

/* Where character `index` of the text begins, in bytes; its end when there are fewer. */
static size_t text_offset(const char *text, size_t index)
{
    size_t length = strlen(text), offset = 0;
    for (; index > 0 && offset < length; index--) {
        size_t size = utf8_size(text + offset, length - offset);
        offset += size == 0 ? 1 : size;
    }
    return offset;
}

/* A position as slice of ECMAScript takes it: from the end when below 0, within 0 to `count`, 0 when not a number. */
static size_t position(double index, size_t count)
{
    index = isnan(index) ? 0 : trunc(index);
    if (index < 0)
        index = fmax(index + (double)count, 0);
    return (size_t)fmin(index, (double)count);
}

static struct result evaluate_slice(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind == RESULT_ERROR)
        return input;
    struct result bounds[2] = {result_number(0), result_number(INFINITY)};
    for (size_t i = 1; i < expression->count; i++) {
        bounds[i - 1] = evaluate(evaluation, expression->arguments[i]);
        if (bounds[i - 1].kind == RESULT_ERROR)
            return bounds[i - 1];
    }
    if (input.kind != RESULT_TEXT && input.kind != RESULT_ARRAY)
        return result_error("\"slice\" takes a text or an array");
    size_t count = input.kind == RESULT_ARRAY ? input.count : text_characters(input.text, strlen(input.text));
    size_t begin = position(bounds[0].number, count), end = position(bounds[1].number, count);
    end = end < begin ? begin : end;
    if (input.kind == RESULT_ARRAY)
        return (struct result){.kind = RESULT_ARRAY, .count = end - begin, .items = input.items + begin};
    const char *from = input.text + text_offset(input.text, begin);
    return result_text(arena_copy(evaluation_arena(evaluation), from, text_offset(from, end - begin)));
}

static bool result_is_scalar(const struct result *result)
{
    return result->kind <= RESULT_TEXT;
}

/* What is looked for in a text: null is the word. */
static const char *needle_text(struct evaluation *evaluation, const struct result *needle)
{
    return needle->kind == RESULT_NULL ? "null" : result_print(evaluation, needle);
}

static double text_find(const char *text, const char *needle, double from)
{
    size_t count = text_characters(text, strlen(text));
    size_t start = from > 0 ? position(from, count) : 0;
    const char *found = strstr(text + text_offset(text, start), needle);
    return found == NULL ? -1 : (double)text_characters(text, (size_t)(found - text));
}

static double array_find(const struct result *array, const struct result *needle, double from)
{
    for (size_t i = position(from, array->count); i < array->count; i++) {
        if (result_equals(&array->items[i], needle))
            return (double)i;
    }
    return -1;
}

static bool result_is_nothing(const struct result *result)
{
    return result->kind == RESULT_NULL || (result->kind == RESULT_BOOL && !result->boolean) ||
           (result->kind == RESULT_NUMBER && !(result->number < 0 || result->number > 0)) ||
           (result->kind == RESULT_TEXT && result->text[0] == '\0');
}

static struct result evaluate_find(struct evaluation *evaluation, const struct expression *expression)
{
    bool is_in = expression->kind == OPERATOR_IN;
    struct result needle = evaluate(evaluation, expression->arguments[0]);
    if (needle.kind == RESULT_ERROR)
        return needle;
    struct result haystack = evaluate(evaluation, expression->arguments[1]), from = result_number(0);
    if (haystack.kind == RESULT_ERROR)
        return haystack;
    if (is_in && result_is_nothing(&haystack))
        return result_bool(false);
    if (!result_is_scalar(&needle))
        return result_error("only a text, a number, a truth or null is looked for");
    if (expression->count == 3)
        from = evaluate(evaluation, expression->arguments[2]);
    if (from.kind == RESULT_ERROR)
        return from;
    if (haystack.kind != RESULT_TEXT && haystack.kind != RESULT_ARRAY)
        return result_error("one looks in a text or an array");
    double at = haystack.kind == RESULT_TEXT ? text_find(haystack.text, needle_text(evaluation, &needle), from.number)
                                             : array_find(&haystack, &needle, from.number);
    return is_in ? result_bool(at >= 0) : result_number(at);
}

static struct result evaluate_at(struct evaluation *evaluation, const struct expression *expression)
{
    struct result index = evaluate(evaluation, expression->arguments[0]);
    if (index.kind == RESULT_ERROR)
        return index;
    struct result array = evaluate(evaluation, expression->arguments[1]);
    if (array.kind == RESULT_ERROR)
        return array;
    if (!(index.number >= 0 && index.number < (double)array.count && index.number == floor(index.number)))
        return result_error("no item of the array stands there");
    return array.items[(size_t)index.number];
}

static struct result evaluate_length(struct evaluation *evaluation, const struct expression *expression)
{
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind == RESULT_TEXT)
        return result_number((double)text_characters(input.text, strlen(input.text)));
    if (input.kind == RESULT_ARRAY)
        return result_number((double)input.count);
    return input.kind == RESULT_ERROR ? input : result_error("\"length\" takes a text or an array");
}

/* Everything as texts, one behind the other: concat, and the sections of format. */
static struct result evaluate_concat(struct evaluation *evaluation, const struct expression *expression)
{
    struct buffer text = BUFFER_INIT;
    struct result result = {.kind = expression->kind == OPERATOR_FORMAT ? RESULT_FORMATTED : RESULT_TEXT};
    buffer_puts(&text, "");
    for (size_t i = 0; i < expression->count; i++) {
        struct result part = evaluate(evaluation, expression->arguments[i]);
        if (part.kind == RESULT_ERROR)
            result = part;
        if (part.kind == RESULT_ERROR)
            break;
        result_write(&part, &text);
    }
    if (result.kind != RESULT_ERROR)
        result.text = arena_copy(evaluation_arena(evaluation), text.bytes, text.length);
    buffer_free(&text);
    return result;
}

static struct result evaluate_case_of_letters(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result = evaluate(evaluation, expression->arguments[0]);
    if (result.kind == RESULT_ERROR)
        return result;
    struct buffer text = BUFFER_INIT;
    text_case_write(result.text, expression->kind == OPERATOR_UPCASE, &text);
    result.text = arena_copy(evaluation_arena(evaluation), text.bytes, text.length);
    buffer_free(&text);
    return result;
}

static struct result evaluate_typeof(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result = evaluate(evaluation, expression->arguments[0]);
    if (result.kind == RESULT_ERROR)
        return result;
    struct buffer text = BUFFER_INIT;
    struct type type = result_type(evaluation, &result);
    type_write(&type, &text);
    result = result_text(arena_copy(evaluation_arena(evaluation), text.bytes, text.length));
    buffer_free(&text);
    return result;
}

/* ---- numbers for people ---- */

/* The shortest decimal of the number, rounded to `most` digits behind the point, halves away from zero: as Intl.NumberFormat rounds.
 * `digits`: how many are left behind the point, at least `least`. */
static double decimal_round(double number, int least, int most, int *digits)
{
    struct buffer text = BUFFER_INIT;
    number_write_exact(&text, number);
    const char *point = strchr(text.bytes, '.');
    int behind = point == NULL ? 0 : (int)strlen(point + 1);
    bool is_plain = strchr(text.bytes, 'e') == NULL;
    *digits = behind < least || !is_plain ? least : behind > most ? most : behind;
    if (is_plain && behind > most) {
        bool is_up = point[1 + most] >= '5';
        char kept[64];
        size_t length = (size_t)(point - text.bytes) + 1 + (size_t)most;
        memcpy(kept, text.bytes, length < sizeof kept ? length : 0);
        number_read(kept, most == 0 ? length - 1 : length, &number);
        if (is_up)
            number += copysign(pow(10, -most), text.bytes[0] == '-' ? -1 : 1);
    }
    buffer_free(&text);
    struct buffer rounded = BUFFER_INIT;
    number_write(&rounded, number, *digits);
    point = strchr(rounded.bytes, '.');
    int left = point == NULL ? 0 : (int)strlen(point + 1);
    *digits = left > least ? left : least;
    number_read(rounded.bytes, rounded.length, &number);
    buffer_free(&rounded);
    return number;
}

#define FRACTION_DIGITS_MAX 15

/* As Intl.NumberFormat: 0 to 3 digits behind the point unless said otherwise. */
static bool fraction_digits(const struct result *least, const struct result *most, int *low, int *high)
{
    bool has_least = least->kind == RESULT_NUMBER, has_most = most->kind == RESULT_NUMBER;
    double from = has_least ? floor(least->number) : 0, to = has_most ? floor(most->number) : fmax(from, 3);
    if (!(from >= 0 && to <= FRACTION_DIGITS_MAX && from <= to))
        return false;
    *low = (int)from;
    *high = (int)to;
    return true;
}

/* "fr" and "fr-FR", "en" and the like; in French when nothing is said. */
static bool locale_is_english(const char *locale, bool *is_known)
{
    bool is_english = strncmp(locale, "en", 2) == 0, is_french = strncmp(locale, "fr", 2) == 0;
    *is_known = (is_english || is_french) && (locale[2] == '\0' || locale[2] == '-');
    return is_english;
}

static struct result evaluate_number_format(struct evaluation *evaluation, const struct expression *expression)
{
    struct result parts[4];
    for (size_t i = 0; i < 4; i++) {
        parts[i] = evaluate(evaluation, expression->arguments[i]);
        if (parts[i].kind == RESULT_ERROR)
            return parts[i];
    }
    bool is_known = true;
    bool is_english = parts[1].kind == RESULT_TEXT && locale_is_english(parts[1].text, &is_known);
    int least, most, digits;
    if (!is_known)
        return result_error("\"number-format\" knows the locales fr and en");
    if (!fraction_digits(&parts[2], &parts[3], &least, &most))
        return result_error("\"number-format\" takes 0 to 15 digits behind the point, the least not above the most");
    double number = isfinite(parts[0].number) ? decimal_round(parts[0].number, least, most, &digits) : parts[0].number;
    struct buffer text = BUFFER_INIT;
    if (is_english)
        number_write_english(&text, number, isfinite(number) ? digits : 0);
    else
        number_write_french(&text, number, isfinite(number) ? digits : 0);
    struct result result = result_text(arena_copy(evaluation_arena(evaluation), text.bytes, text.length));
    buffer_free(&text);
    return result;
}

static struct result evaluate_image(struct evaluation *evaluation, const struct expression *expression)
{
    struct result name = evaluate(evaluation, expression->arguments[0]);
    if (name.kind == RESULT_ERROR)
        return name;
    return name.text[0] == '\0' ? result_null() : (struct result){.kind = RESULT_IMAGE, .text = name.text};
}

struct result evaluate_text(struct evaluation *evaluation, const struct expression *expression)
{
    switch (expression->kind) {
    case OPERATOR_IN:
    case OPERATOR_INDEX_OF:
        return evaluate_find(evaluation, expression);
    case OPERATOR_AT:
        return evaluate_at(evaluation, expression);
    case OPERATOR_LENGTH:
        return evaluate_length(evaluation, expression);
    case OPERATOR_SLICE:
        return evaluate_slice(evaluation, expression);
    case OPERATOR_UPCASE:
    case OPERATOR_DOWNCASE:
        return evaluate_case_of_letters(evaluation, expression);
    case OPERATOR_TYPEOF:
        return evaluate_typeof(evaluation, expression);
    case OPERATOR_NUMBER_FORMAT:
        return evaluate_number_format(evaluation, expression);
    case OPERATOR_IMAGE:
        return evaluate_image(evaluation, expression);
    default:
        return evaluate_concat(evaluation, expression);
    }
}
