#include "http/parameter.h"

#include "base/number.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static bool parameter_is_list(const struct parameter *parameter)
{
    return parameter->kind == PARAMETER_NUMBERS || parameter->kind == PARAMETER_WORDS;
}

static bool parameter_is_numeric(const struct parameter *parameter)
{
    return parameter->kind == PARAMETER_INTEGER || parameter->kind == PARAMETER_NUMBER ||
           parameter->kind == PARAMETER_NUMBERS;
}

static bool parameter_is_bounded(const struct parameter *parameter)
{
    return parameter->least != 0 || parameter->most != 0;
}

static size_t parameter_bytes(const struct parameter *parameter)
{
    if (parameter->bytes > 0)
        return parameter->bytes;
    if (parameter->kind == PARAMETER_NUMBERS)
        return (size_t)PARAMETER_NUMBER_MAX * (parameter->many > 0 ? parameter->many : 8);
    return parameter_is_numeric(parameter) ? PARAMETER_NUMBER_MAX : PARAMETER_TEXT_MAX;
}

/* ---- what is wanted ---- */

static void bounds_write(const struct parameter *parameter, struct buffer *out)
{
    if (!parameter_is_bounded(parameter))
        return;
    buffer_puts(out, parameter->is_above ? " greater than " : " from ");
    number_write(out, parameter->least, 6);
    if (!isfinite(parameter->most))
        return;
    buffer_puts(out, parameter->is_above ? " and at most " : " to ");
    number_write(out, parameter->most, 6);
}

static void words_write(const char *const *words, struct buffer *out)
{
    for (const char *const *word = words; *word; word++)
        buffer_printf(out, "%s%s", word == words ? "" : ", ", *word);
}

static void counted_write(const struct parameter *parameter, const char *what, struct buffer *out)
{
    if (parameter->few > 0 && parameter->few == parameter->many)
        buffer_printf(out, "%u %s", parameter->few, what);
    else if (parameter->many > 0)
        buffer_printf(out, "%u to %u %s", parameter->few > 0 ? parameter->few : 1, parameter->many, what);
    else
        buffer_puts(out, what);
}

void parameter_wanted(const struct parameter *parameter, struct buffer *out)
{
    if (parameter->wanted) {
        buffer_puts(out, parameter->wanted);
        return;
    }
    switch (parameter->kind) {
    case PARAMETER_TEXT:
        buffer_puts(out, "a value is wanted");
        return;
    case PARAMETER_INTEGER:
    case PARAMETER_NUMBER:
        buffer_puts(out, parameter->kind == PARAMETER_INTEGER ? "a whole number" : "a number");
        bounds_write(parameter, out);
        buffer_puts(out, " is wanted");
        break;
    case PARAMETER_NUMBERS:
        counted_write(parameter, "numbers", out);
        bounds_write(parameter, out);
        buffer_puts(out, " are wanted, with commas between them");
        break;
    case PARAMETER_WORD:
        buffer_puts(out, "allowed: ");
        words_write(parameter->words, out);
        return;
    case PARAMETER_WORDS:
        counted_write(parameter, "words", out);
        buffer_puts(out, " are wanted, with commas between them");
        if (parameter->words) {
            buffer_puts(out, "; allowed: ");
            words_write(parameter->words, out);
        }
        return;
    case PARAMETER_BOOLEAN:
        buffer_puts(out, "true or false is wanted");
        return;
    }
    if (parameter->example)
        buffer_printf(out, ", such as %s", parameter->example);
}

static bool parameter_refuse(const struct parameter *parameter, const char *value, struct error *err)
{
    struct buffer wanted = BUFFER_INIT;
    const char *near = parameter->words ? text_nearest(value, parameter->words) : NULL;
    if (near)
        buffer_printf(&wanted, "did you mean %s? ", near);
    parameter_wanted(parameter, &wanted);
    error_set(err, ERROR_INPUT, "%s=%.80s: %s", parameter->name, value, wanted.bytes);
    buffer_free(&wanted);
    return false;
}

/* ---- what comes ---- */

static bool word_is_one_of(const char *text, size_t length, const char *const *words)
{
    for (; words && *words; words++)
        if (strlen(*words) == length && memcmp(*words, text, length) == 0)
            return true;
    return words == NULL && length > 0;
}

static bool number_is_sound(const struct parameter *parameter, const char *text, size_t length)
{
    double value;
    int64_t integer;
    if (length > PARAMETER_NUMBER_MAX || !number_read(text, length, &value))
        return false;
    if (parameter->kind == PARAMETER_INTEGER && !number_read_integer(text, length, INT64_MIN, INT64_MAX, &integer))
        return false;
    if (!parameter_is_bounded(parameter))
        return true;
    if (value < parameter->least || (parameter->is_above && !(value > parameter->least)))
        return false;
    return value <= parameter->most || parameter->is_clamped;
}

static bool piece_is_sound(const struct parameter *parameter, const char *text, size_t length)
{
    if (parameter_is_numeric(parameter))
        return number_is_sound(parameter, text, length);
    return word_is_one_of(text, length, parameter->words);
}

static bool list_is_sound(const struct parameter *parameter, const char *text)
{
    for (unsigned count = 1;; count++) {
        size_t length = strcspn(text, ",");
        if ((parameter->many > 0 && count > parameter->many) || !piece_is_sound(parameter, text, length))
            return false;
        if (text[length] == '\0')
            return count >= parameter->few;
        text += length + 1;
    }
}

static bool value_is_sound(const struct parameter *parameter, const char *value)
{
    static const char *const booleans[] = {"true", "false", NULL};
    switch (parameter->kind) {
    case PARAMETER_TEXT:
        return *value != '\0';
    case PARAMETER_INTEGER:
    case PARAMETER_NUMBER:
    case PARAMETER_WORD:
        return piece_is_sound(parameter, value, strlen(value));
    case PARAMETER_NUMBERS:
    case PARAMETER_WORDS:
        return list_is_sound(parameter, value);
    case PARAMETER_BOOLEAN:
        return word_is_one_of(value, strlen(value), booleans);
    }
    return false;
}

bool parameter_check(const struct parameter *parameter, const char *value, struct error *err)
{
    size_t length = strlen(value);
    bool is_said = parameter->kind == PARAMETER_TEXT || parameter_is_list(parameter);
    if (length == 0 && parameter->may_be_empty)
        return true;
    /* a number or a word that is too long is none of those allowed, which the sentence below says better */
    if (is_said && length > parameter_bytes(parameter))
        return error_set(err, ERROR_INPUT, "%s has %zu bytes; %zu are allowed", parameter->name, length,
                         parameter_bytes(parameter));
    return value_is_sound(parameter, value) || parameter_refuse(parameter, value, err);
}

/* ---- for the description ---- */

static void schema_bounds(const struct parameter *parameter, struct json_writer *json)
{
    if (!parameter_is_bounded(parameter))
        return;
    json_key(json, "minimum");
    json_exact(json, parameter->least);
    if (parameter->is_above) {
        json_key(json, "exclusiveMinimum");
        json_bool(json, true);
    }
    if (isfinite(parameter->most)) {
        json_key(json, "maximum");
        json_exact(json, parameter->most);
    }
}

static void schema_words(const struct parameter *parameter, struct json_writer *json)
{
    if (!parameter->words)
        return;
    json_key(json, "enum");
    json_array_open(json);
    for (const char *const *word = parameter->words; *word; word++)
        json_string(json, *word);
    json_array_close(json);
}

/* Of the value, or of each member of the list; inside an object that is open. */
static void schema_piece(const struct parameter *parameter, struct json_writer *json)
{
    static const char *const types[] = {
        [PARAMETER_TEXT] = "string",    [PARAMETER_INTEGER] = "integer", [PARAMETER_NUMBER] = "number",
        [PARAMETER_NUMBERS] = "number", [PARAMETER_WORD] = "string",     [PARAMETER_WORDS] = "string",
        [PARAMETER_BOOLEAN] = "boolean"};
    json_key_string(json, "type", types[parameter->kind]);
    schema_bounds(parameter, json);
    schema_words(parameter, json);
    if (parameter->kind == PARAMETER_TEXT && !parameter->is_addressed) {
        json_key_integer(json, "minLength", parameter->may_be_empty ? 0 : 1);
        json_key_integer(json, "maxLength", (int64_t)parameter_bytes(parameter));
    }
}

static void schema_default(const struct parameter *parameter, struct json_writer *json)
{
    if (!parameter->otherwise)
        return;
    json_key(json, "default");
    if (parameter_is_list(parameter))
        json_array_open(json);
    if (parameter_is_numeric(parameter) || parameter->kind == PARAMETER_BOOLEAN)
        json_raw(json, parameter->otherwise, strlen(parameter->otherwise)); /* with its commas, a list's members */
    else
        json_string(json, parameter->otherwise);
    if (parameter_is_list(parameter))
        json_array_close(json);
}

void parameter_schema(const struct parameter *parameter, struct json_writer *json)
{
    json_object_open(json);
    if (parameter_is_list(parameter)) {
        json_key_string(json, "type", "array");
        json_key(json, "items");
        json_object_open(json);
        schema_piece(parameter, json);
        json_object_close(json);
        json_key_integer(json, "minItems", parameter->few > 0 ? parameter->few : 1);
        if (parameter->many > 0)
            json_key_integer(json, "maxItems", parameter->many);
    } else {
        schema_piece(parameter, json);
    }
    schema_default(parameter, json);
    json_object_close(json);
}
