#include "style/property.h"

#include "base/text.h"

#include <string.h>

/* A property being read. */
struct property_reader {
    const char *style_name;
    struct style_layer *layer;
    struct arena *arena;
    struct error *err;
    const struct property_entry *entry;
    const char *where; /* "styles/cites.json: layer estates, fill-color" */
};

static const char *const layer_names[] = {"background", "fill", "line", "circle", "symbol"};

/* The sentence's end: what a layer of this type takes. Cut by the error's own length, should there be too many. */
static const char *property_list(enum layer_type type, struct arena *arena)
{
    struct buffer list = BUFFER_INIT;
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (property_entry_of((enum property)i)->type == type)
            buffer_printf(&list, "%s%s", list.length > 0 ? ", " : "", property_entry_of((enum property)i)->name);
    }
    const char *copy = arena_copy(arena, list.bytes, list.length);
    buffer_free(&list);
    return copy;
}

static bool property_unknown(const char *name, const struct property_reader *reader)
{
    const char *names[PROPERTY_COUNT + 1] = {NULL};
    size_t count = 0;
    enum layer_type type = reader->layer->type;
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (property_entry_of((enum property)i)->type == type)
            names[count++] = property_entry_of((enum property)i)->name;
    }
    const char *near = text_nearest(name, names);
    if (near != NULL)
        return error_set(reader->err, ERROR_INPUT,
                         "%s: layer %.60s: \"%.60s\" is not a property of a %s layer; did you mean \"%s\"?",
                         reader->style_name, reader->layer->id, name, layer_names[type], near);
    return error_set(reader->err, ERROR_INPUT,
                     "%s: layer %.60s: \"%.60s\" is not a property of a %s layer, which takes %s", reader->style_name,
                     reader->layer->id, name, layer_names[type], property_list(type, reader->arena));
}

/* One that has no entry. */
static bool property_other(const char *name, const struct property_reader *reader, struct buffer *notices)
{
    switch (property_lack_of(name, reader->layer->type)) {
    case PROPERTY_OF_BROWSER:
        return true;
    case PROPERTY_SHARP:
        buffer_printf(notices, "%s: layer %.60s: %s is not drawn, edges are sharp\n", reader->style_name,
                      reader->layer->id, name);
        return true;
    case PROPERTY_REFUSED:
        return error_set(reader->err, ERROR_INPUT, "%s: layer %.60s: \"%s\" is not supported; a %s layer takes %s",
                         reader->style_name, reader->layer->id, name, layer_names[reader->layer->type],
                         property_list(reader->layer->type, reader->arena));
    case PROPERTY_UNKNOWN:
        break;
    }
    return property_unknown(name, reader);
}

/* ---- values ---- */

static const struct type *kind_type(enum property_kind kind)
{
    switch (kind) {
    case KIND_COLOUR:
        return type_of(TYPE_COLOUR);
    case KIND_NUMBER:
        return type_of(TYPE_NUMBER);
    case KIND_BOOL:
        return type_of(TYPE_BOOL);
    case KIND_WORD:
        return type_of(TYPE_TEXT);
    case KIND_WORDS:
    case KIND_TEXTS:
        return &type_texts;
    case KIND_NUMBERS:
        return &type_numbers;
    case KIND_PAIR:
        return &type_pair;
    case KIND_FORMATTED:
        return type_of(TYPE_FORMATTED);
    case KIND_IMAGE:
        break;
    }
    return type_of(TYPE_IMAGE);
}

static bool is_call(const struct json_value *value)
{
    const char *name = json_text(json_at(value, 0), NULL);
    return name != NULL && expression_is_operator(name);
}

static bool word_is_allowed(const struct property_entry *entry, const struct json_value *value)
{
    const char *word = json_text(value, NULL);
    const char *const *words = entry->words;
    while (word != NULL && *words != NULL && strcmp(*words, word) != 0)
        words++;
    return word != NULL && *words != NULL;
}

static bool number_is_allowed(const struct property_entry *entry, const struct json_value *value)
{
    double number = json_double(value, 0);
    return json_type(value) == JSON_NUMBER && (entry->range == FREE || number >= 0) &&
           (entry->range != SHARE || number <= 1);
}

static bool items_are_allowed(const struct property_entry *entry, const struct json_value *value)
{
    size_t count = json_length(value);
    if (json_type(value) != JSON_ARRAY || (entry->kind == KIND_PAIR && count != 2) ||
        (entry->kind == KIND_NUMBERS && count > PROPERTY_NUMBERS_MAX))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct json_value *item = json_at(value, i);
        if (entry->kind == KIND_WORDS   ? !word_is_allowed(entry, item)
            : entry->kind == KIND_TEXTS ? json_type(item) != JSON_STRING
                                        : !number_is_allowed(entry, item))
            return false;
    }
    return true;
}

/* "center, left or right" */
static const char *words_list(const char *const *words, struct arena *arena)
{
    struct buffer list = BUFFER_INIT;
    for (size_t i = 0; words[i] != NULL; i++)
        buffer_printf(&list, "%s\"%s\"", i == 0 ? "" : words[i + 1] != NULL ? ", " : " or ", words[i]);
    const char *copy = arena_copy(arena, list.bytes, list.length);
    buffer_free(&list);
    return copy;
}

/* Is a value that stands for itself of the property's kind? */
static bool constant_check(const struct property_reader *reader, const struct json_value *value)
{
    static const char *const ranges[] = {"a number", "a number of 0 or more", "a number from 0 to 1"};
    const struct property_entry *entry = reader->entry;
    struct colour colour;
    const char *wanted = NULL;
    switch (entry->kind) {
    case KIND_COLOUR:
        wanted = colour_read(json_text(value, ""), &colour) ? NULL : "a colour such as \"#a63a1f\"";
        break;
    case KIND_NUMBER:
        wanted = number_is_allowed(entry, value) ? NULL : ranges[entry->range];
        break;
    case KIND_BOOL:
        wanted = json_type(value) == JSON_BOOL ? NULL : "true or false";
        break;
    case KIND_WORD:
        wanted = word_is_allowed(entry, value) ? NULL : words_list(entry->words, reader->arena);
        break;
    case KIND_WORDS:
        wanted = items_are_allowed(entry, value)
                     ? NULL
                     : arena_printf(reader->arena, "an array of %s", words_list(entry->words, reader->arena));
        break;
    case KIND_NUMBERS:
        wanted = items_are_allowed(entry, value) ? NULL : "an array of at most 8 numbers of 0 or more";
        break;
    case KIND_PAIR:
        wanted = items_are_allowed(entry, value) ? NULL : "an array of two numbers";
        break;
    case KIND_TEXTS:
        wanted = items_are_allowed(entry, value) ? NULL : "an array of texts";
        break;
    case KIND_FORMATTED:
    case KIND_IMAGE:
        wanted = json_type(value) == JSON_STRING ? NULL : "a text";
        break;
    }
    return wanted == NULL || error_set(reader->err, ERROR_INPUT, "%s: wants %s", reader->where, wanted);
}

/* Arrays that are no call stand for themselves where an array is wanted; everywhere else they are calls. */
static const struct expression *property_value(const struct property_reader *reader, const struct json_value *value)
{
    const struct property_entry *entry = reader->entry;
    enum json_type type = json_type(value);
    const struct type *wanted = kind_type(entry->kind);
    if (type == JSON_OBJECT || (type == JSON_ARRAY && (wanted->kind != TYPE_ARRAY || is_call(value)))) {
        struct expression *read = expression_read(value, wanted, reader->where, reader->arena, reader->err);
        if (read == NULL || !expression_check_uses(read, entry->uses, reader->where, reader->err))
            return NULL;
        /* An image's name that is always the same stands as a text, to be had without memory. */
        const char *name = entry->kind == KIND_IMAGE && expression_is_constant(read)
                               ? expression_text(read, NULL, 0, reader->arena)
                               : NULL;
        return name != NULL ? expression_of_text(name, reader->arena) : read;
    }
    if (!constant_check(reader, value))
        return NULL;
    if (entry->kind == KIND_IMAGE)
        return expression_of_text(arena_string(reader->arena, json_text(value, "")), reader->arena);
    if (wanted->kind == TYPE_ARRAY)
        return expression_literal(value, reader->where, reader->arena, reader->err);
    return expression_read(value, wanted, reader->where, reader->arena, reader->err);
}

static bool property_read(const char *name, const struct json_value *value, enum property_block block,
                          struct property_reader *reader, struct buffer *notices)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_entry *entry = property_entry_of((enum property)i);
        if (entry->type != reader->layer->type || strcmp(entry->name, name) != 0)
            continue;
        reader->entry = entry;
        reader->where = arena_printf(reader->arena, "%s: layer %.60s, %s", reader->style_name, reader->layer->id, name);
        if (entry->block != block)
            return error_set(reader->err, ERROR_INPUT, "%s: stands in \"%s\"", reader->where,
                             entry->block == IN_LAYOUT ? "layout" : "paint");
        const struct expression *read = property_value(reader, value);
        if (read != NULL)
            reader->layer->properties[i] = read;
        return read != NULL;
    }
    return property_other(name, reader, notices);
}

bool property_read_all(const struct json_value *members, enum property_block block, const char *style_name,
                       struct style_layer *layer, struct buffer *notices, struct arena *arena, struct error *err)
{
    struct property_reader reader = {style_name, layer, arena, err, NULL, NULL};
    struct json_iterator iterator = json_members(members);
    const char *name;
    const struct json_value *value;
    while (json_next(&iterator, &name, &value)) {
        bool is_visibility = block == IN_LAYOUT && strcmp(name, "visibility") == 0;
        if (!is_visibility && !property_read(name, value, block, &reader, notices))
            return false;
    }
    return true;
}
