#include "catalogue/entry.h"

#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 63

bool entry_open(struct entry *entry, const struct json_value *json, const struct entry *parent, const char *kind,
                size_t number, struct error *err)
{
    const char *id = json_text(json_get(json, "id"), NULL);
    if (id == NULL)
        id = json_text(json_get(json, "name"), NULL);
    entry->json = json;
    entry->file = parent->file;
    entry->arena = parent->arena;
    const char *before = parent->label != NULL ? parent->label : "";
    const char *space = parent->label != NULL ? ", " : "";
    if (id != NULL)
        entry->label = arena_printf(entry->arena, "%s%s%s %.80s", before, space, kind, id);
    else
        entry->label = arena_printf(entry->arena, "%s%s%s number %zu", before, space, kind, number);
    if (json_type(json) != JSON_OBJECT)
        return entry_error(entry, err, "must be an object");
    return true;
}

/* In brackets: clang-tidy has a macro of this name. */
bool(entry_error)(const struct entry *entry, struct error *err, const char *format, ...)
{
    va_list arguments;
    struct error line = ERROR_INIT;
    va_start(arguments, format);
    error_set_va(&line, ERROR_INPUT, format, arguments);
    va_end(arguments);
    if (entry->label == NULL)
        return error_set(err, ERROR_INPUT, "%s: %s", entry->file, line.message);
    return error_set(err, ERROR_INPUT, "%s: %s: %s", entry->file, entry->label, line.message);
}

bool entry_members(const struct entry *entry, const char *const *known, struct error *err)
{
    struct json_iterator members = json_members(entry->json);
    const char *key;
    const struct json_value *value;
    while (json_next(&members, &key, &value)) {
        size_t at = 0;
        while (known[at] != NULL && strcmp(known[at], key) != 0)
            at++;
        if (known[at] != NULL)
            continue;
        const char *meant = text_nearest(key, known);
        if (meant != NULL)
            return entry_error(entry, err, "member \"%s\" is not known; did you mean \"%s\"?", key, meant);
        return entry_error(entry, err, "member \"%s\" is not known", key);
    }
    return true;
}

bool entry_text(const struct entry *entry, const char *member, bool required, const char **text, struct error *err)
{
    const struct json_value *value = json_get(entry->json, member);
    if (value == NULL || json_type(value) == JSON_NULL) {
        if (required)
            return entry_error(entry, err, "member \"%s\" is missing", member);
        *text = NULL;
        return true;
    }
    const char *found = json_text(value, NULL);
    if (found == NULL || found[0] == '\0')
        return entry_error(entry, err, "member \"%s\" must be text that is not empty", member);
    *text = arena_string(entry->arena, found);
    return true;
}

bool entry_choice(const struct entry *entry, const char *member, bool required, const char *const *choices, int *index,
                  struct error *err)
{
    const char *text;
    if (!entry_text(entry, member, required, &text, err))
        return false;
    *index = 0;
    if (text == NULL)
        return true;
    struct buffer allowed = BUFFER_INIT;
    for (int at = 0; choices[at] != NULL; at++) {
        if (strcmp(choices[at], text) == 0) {
            *index = at;
            buffer_free(&allowed);
            return true;
        }
        buffer_printf(&allowed, "%s%s", at == 0 ? "" : ", ", choices[at]);
    }
    entry_error(entry, err, "member \"%s\" is \"%s\"; allowed are %s", member, text, allowed.bytes);
    buffer_free(&allowed);
    return false;
}

bool name_is_safe(const char *name, bool hyphens)
{
    size_t length = strlen(name);
    if (length == 0 || length > NAME_MAX_BYTES || name[0] < 'a' || name[0] > 'z')
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (!letter && !(hyphens && c == '-'))
            return false;
    }
    return true;
}

bool entry_name(const struct entry *entry, const char *member, bool hyphens, const char **text, struct error *err)
{
    const char *name;
    if (!entry_text(entry, member, true, &name, err))
        return false;
    if (!name_is_safe(name, hyphens))
        return entry_error(entry, err, "member \"%s\" is \"%s\"; a name has small letters, digits and %s", member, name,
                           hyphens ? "hyphens" : "underscores");
    *text = name;
    return true;
}

bool path_is_safe(const char *path)
{
    return path[0] != '/' && strstr(path, "..") == NULL && text_ends_with(path, ".sql");
}

bool entry_path(const struct entry *entry, const char *member, bool required, const char **path, struct error *err)
{
    const char *text;
    if (!entry_text(entry, member, required, &text, err))
        return false;
    if (text != NULL && !path_is_safe(text))
        return entry_error(entry, err, "member \"%s\" is \"%s\"; it must be an .sql file below geodata/", member, text);
    *path = text;
    return true;
}

bool entry_title(const struct entry *entry, const char *member, struct catalogue_title *title, struct error *err)
{
    static const char *const languages[] = {"fr", "en", NULL};
    const struct json_value *value = json_get(entry->json, member);
    if (json_type(value) != JSON_OBJECT)
        return entry_error(entry, err, "member \"%s\" must be an object with \"fr\" and \"en\"", member);
    struct entry inside = *entry;
    inside.json = value;
    inside.label = arena_printf(entry->arena, "%s, %s", entry->label, member);
    struct catalogue_title read;
    if (!entry_members(&inside, languages, err) || !entry_text(&inside, "fr", true, &read.fr, err) ||
        !entry_text(&inside, "en", true, &read.en, err))
        return false;
    *title = read;
    return true;
}

bool entry_flag(const struct entry *entry, const char *member, bool *flag, struct error *err)
{
    const struct json_value *value = json_get(entry->json, member);
    if (value != NULL && json_type(value) != JSON_BOOL)
        return entry_error(entry, err, "member \"%s\" must be true or false", member);
    *flag = json_is_true(value);
    return true;
}

bool entry_number(const struct entry *entry, const char *member, double otherwise, double *number, struct error *err)
{
    const struct json_value *value = json_get(entry->json, member);
    if (value == NULL || json_type(value) == JSON_NULL) {
        *number = otherwise;
        return true;
    }
    if (json_type(value) != JSON_NUMBER || !isfinite(json_double(value, NAN)))
        return entry_error(entry, err, "member \"%s\" must be a number", member);
    *number = json_double(value, otherwise);
    return true;
}

bool entry_list(const struct entry *entry, const char *member, const char *const **list, struct error *err)
{
    const struct json_value *array = json_get(entry->json, member);
    if (array == NULL || json_type(array) == JSON_NULL) {
        *list = NULL;
        return true;
    }
    size_t count = json_length(array);
    if (json_type(array) != JSON_ARRAY || count == 0 || count > ENTRY_ITEMS_MAX)
        return entry_error(entry, err, "member \"%s\" must be a list of 1 to %d texts", member, ENTRY_ITEMS_MAX);
    const char **texts = arena_array(entry->arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_text(json_at(array, i), NULL);
        if (text == NULL || text[0] == '\0')
            return entry_error(entry, err, "member \"%s\": item %zu must be text that is not empty", member, i + 1);
        texts[i] = arena_string(entry->arena, text);
    }
    *list = texts;
    return true;
}

bool entry_box(const struct entry *entry, const char *member, bool required, struct box *box, struct error *err)
{
    const struct json_value *array = json_get(entry->json, member);
    if (array == NULL && !required) {
        *box = BOX_EMPTY;
        return true;
    }
    double side[4] = {NAN, NAN, NAN, NAN};
    for (size_t i = 0; i < 4 && json_length(array) == 4; i++)
        side[i] = json_double(json_at(array, i), NAN);
    bool in_order = side[0] < side[2] && side[1] < side[3]; /* false with any NAN */
    if (!in_order || side[0] < -180 || side[1] < -90 || side[2] > 180 || side[3] > 90)
        return entry_error(entry, err, "member \"%s\" must be [west, south, east, north] in degrees", member);
    *box = (struct box){side[0], side[1], side[2], side[3]};
    return true;
}

bool entry_array(const struct entry *entry, const char *member, size_t least, const struct json_value **array,
                 size_t *count, struct error *err)
{
    const struct json_value *value = json_get(entry->json, member);
    if (value != NULL && json_type(value) != JSON_ARRAY)
        return entry_error(entry, err, "member \"%s\" must be a list", member);
    size_t length = json_length(value);
    if (length < least || length > ENTRY_ITEMS_MAX)
        return entry_error(entry, err, "member \"%s\" must have %zu to %d items", member, least, ENTRY_ITEMS_MAX);
    *array = value;
    *count = length;
    return true;
}

bool entry_value_type(const struct entry *entry, enum value_type *type, struct error *err)
{
    static const char *const names[] = {"integer", "real", "text", NULL};
    static const enum value_type types[] = {VALUE_INTEGER, VALUE_REAL, VALUE_TEXT};
    int index;
    if (!entry_choice(entry, "type", true, names, &index, err))
        return false;
    *type = types[index];
    return true;
}
