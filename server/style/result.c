#include "style/expression_tree.h"

#include "base/json.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

struct result result_null(void)
{
    return (struct result){.kind = RESULT_NULL};
}

struct result result_bool(bool boolean)
{
    return (struct result){.kind = RESULT_BOOL, .boolean = boolean};
}

struct result result_number(double number)
{
    return (struct result){.kind = RESULT_NUMBER, .number = number};
}

struct result result_text(const char *text)
{
    return (struct result){.kind = RESULT_TEXT, .text = text};
}

struct result result_error(const char *why)
{
    return (struct result){.kind = RESULT_ERROR, .text = why};
}

bool result_equals(const struct result *left, const struct result *right)
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
    case RESULT_OBJECT:
    case RESULT_FORMATTED:
    case RESULT_IMAGE:
    case RESULT_ERROR:
        break;
    }
    return false;
}

static enum type_kind result_type_kind(const struct result *result)
{
    static const enum type_kind kinds[] = {TYPE_NULL,  TYPE_BOOL,   TYPE_NUMBER,    TYPE_TEXT,  TYPE_COLOUR,
                                           TYPE_ARRAY, TYPE_OBJECT, TYPE_FORMATTED, TYPE_IMAGE, TYPE_NULL};
    return kinds[result->kind];
}

/* Items of one type give an array of it; arrays in an array have one type only when there is one (as the reference tells them). */
struct type result_type(struct evaluation *evaluation, const struct result *result)
{
    if (result->kind != RESULT_ARRAY)
        return *type_of(result_type_kind(result));
    const struct type *item = type_of(TYPE_VALUE);
    bool is_one = result->count > 0;
    for (size_t i = 1; i < result->count; i++)
        is_one = is_one && result->items[i].kind == result->items[0].kind && result->items[0].kind != RESULT_ARRAY;
    if (is_one && result->items[0].kind == RESULT_ARRAY) {
        struct type *inner = arena_alloc(evaluation_arena(evaluation), sizeof *inner);
        *inner = result_type(evaluation, &result->items[0]);
        item = inner;
    } else if (is_one) {
        item = type_of(result_type_kind(&result->items[0]));
    }
    return (struct type){TYPE_ARRAY, item, (long)result->count};
}

static void colour_write(struct colour colour, struct buffer *out)
{
    const double channels[] = {colour.red, colour.green, colour.blue};
    buffer_puts(out, "rgba(");
    for (size_t i = 0; i < 3; i++) {
        number_write_exact(out, floor(channels[i] * 255 + 0.5));
        buffer_putc(out, ',');
    }
    number_write_exact(out, colour.alpha);
    buffer_putc(out, ')');
}

/* As String() of ECMAScript writes it: a large exponent has its sign. */
static void number_write_any(double number, struct buffer *out)
{
    if (!isfinite(number)) {
        buffer_puts(out, isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        return;
    }
    struct buffer text = BUFFER_INIT;
    number_write_exact(&text, number);
    const char *exponent = strchr(text.bytes, 'e');
    size_t head = exponent == NULL ? text.length : (size_t)(exponent - text.bytes) + 1;
    buffer_append(out, text.bytes, head);
    if (exponent != NULL && exponent[1] != '-')
        buffer_putc(out, '+');
    buffer_append(out, text.bytes + head, text.length - head);
    buffer_free(&text);
}

static void result_write_json(const struct result *result, struct json_writer *json)
{
    switch (result->kind) {
    case RESULT_NULL:
    case RESULT_ERROR:
        json_null(json);
        break;
    case RESULT_BOOL:
        json_bool(json, result->boolean);
        break;
    case RESULT_NUMBER:
        json_exact(json, result->number);
        break;
    case RESULT_TEXT:
    case RESULT_FORMATTED:
    case RESULT_IMAGE:
        json_string(json, result->text);
        break;
    case RESULT_COLOUR: {
        const double channels[] = {result->colour.red, result->colour.green, result->colour.blue, result->colour.alpha};
        json_array_open(json);
        for (size_t i = 0; i < 4; i++)
            json_exact(json, channels[i]);
        json_array_close(json);
        break;
    }
    case RESULT_ARRAY:
        json_array_open(json);
        for (size_t i = 0; i < result->count; i++)
            result_write_json(&result->items[i], json);
        json_array_close(json);
        break;
    case RESULT_OBJECT:
        json_object_open(json);
        for (size_t i = 0; i < result->count; i += 2) {
            json_key(json, result->items[i].text);
            result_write_json(&result->items[i + 1], json);
        }
        json_object_close(json);
        break;
    }
}

void result_write(const struct result *result, struct buffer *out)
{
    struct json_writer json;
    switch (result->kind) {
    case RESULT_NULL:
    case RESULT_ERROR:
        break;
    case RESULT_BOOL:
        buffer_puts(out, result->boolean ? "true" : "false");
        break;
    case RESULT_NUMBER:
        number_write_any(result->number, out);
        break;
    case RESULT_TEXT:
    case RESULT_FORMATTED:
    case RESULT_IMAGE:
        buffer_puts(out, result->text);
        break;
    case RESULT_COLOUR:
        colour_write(result->colour, out);
        break;
    case RESULT_ARRAY:
    case RESULT_OBJECT:
        json_writer_init(&json, out);
        result_write_json(result, &json);
        break;
    }
}

const char *result_print(struct evaluation *evaluation, const struct result *result)
{
    if (result->kind == RESULT_TEXT || result->kind == RESULT_FORMATTED || result->kind == RESULT_IMAGE)
        return result->text;
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "");
    result_write(result, &text);
    const char *copy = arena_copy(evaluation_arena(evaluation), text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

bool expression_print(const struct expression *expression, const struct feature *feature, double zoom,
                      struct json_writer *out)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    if (result.kind != RESULT_ERROR) {
        struct buffer kind = BUFFER_INIT;
        struct type type = result_type(&evaluation, &result);
        type_write(&type, &kind);
        json_object_open(out);
        json_key_string(out, "kind", kind.bytes);
        json_key(out, "value");
        if (result.kind == RESULT_NUMBER && !isfinite(result.number))
            json_string(out, result_print(&evaluation, &result));
        else
            result_write_json(&result, out);
        json_object_close(out);
        buffer_free(&kind);
    }
    if (evaluation.owns_arena)
        arena_free(evaluation.arena);
    return result.kind != RESULT_ERROR;
}
