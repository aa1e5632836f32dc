/* The inputs of an execute request, read against what the process says it wants. */
#include "analysis/process.h"

#include "analysis/data_uri.h"
#include "base/text.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define WORDS_NAMED_MAX 12 /* more are not all said in one sentence */

/* What the input may be, in words. */
static void wanted_write(const struct process_input *input, struct buffer *out)
{
    size_t words = 0;
    switch (input->kind) {
    case PROCESS_WORD:
        while (input->words[words] != NULL)
            words++;
        if (words > WORDS_NAMED_MAX) {
            buffer_printf(out, "one of the %zu words that the description of the process lists", words);
            return;
        }
        for (size_t i = 0; i < words; i++)
            buffer_printf(out, "%s%s", i == 0 ? "" : ", ", input->words[i]);
        return;
    case PROCESS_TEXT:
        buffer_printf(out, "a text of 1 to %d characters", process_text_most(input));
        return;
    case PROCESS_WHOLE:
        if (input->number_count == 0)
            buffer_printf(out, "a whole number from %d to %d", input->minimum, input->maximum);
        for (size_t i = 0; i < input->number_count; i++)
            buffer_printf(out, "%s%d", i == 0 ? "" : ", ", input->numbers[i]);
        return;
    case PROCESS_POINT:
        buffer_puts(out, "{\"type\":\"Point\",\"coordinates\":[longitude, latitude]} in degrees");
        return;
    }
}

/* Names the input, what was given, as far as a sentence holds it, and what is allowed. */
static bool value_refuse(const struct process_input *input, const struct json_value *given, struct error *err)
{
    struct buffer text = BUFFER_INIT, wanted = BUFFER_INIT;
    const char *word = json_text(given, NULL);
    const char *nearest = input->kind == PROCESS_WORD && word != NULL ? text_nearest(word, input->words) : NULL;
    json_print(given, &text);
    wanted_write(input, &wanted);
    error_set(err, ERROR_INPUT, "input \"%s\": %.60s%s is not allowed here%s%s%s allowed: %s", input->id, text.bytes,
              text.length > 60 ? ".." : "", nearest != NULL ? ": did you mean " : ";", nearest != NULL ? nearest : "",
              nearest != NULL ? "?" : "", wanted.bytes != NULL ? wanted.bytes : "");
    buffer_free(&text);
    buffer_free(&wanted);
    return false;
}

/* ---- values of each kind ---- */

/* Each reads one value and appends it to `value`, whose arrays have room. */

static bool word_read(const struct process_input *input, const struct json_value *given, struct arena *arena,
                      const char **word)
{
    const char *text = json_text(given, NULL);
    if (text == NULL)
        return false;
    if (input->kind == PROCESS_TEXT) {
        size_t length = strlen(text);
        if (length == 0 || text_characters(text, length) > (size_t)process_text_most(input))
            return false;
        *word = arena_string(arena, text);
        return true;
    }
    for (const char *const *at = input->words; *at != NULL; at++)
        if (strcmp(*at, text) == 0) {
            *word = *at;
            return true;
        }
    return false;
}

static bool number_read_one(const struct process_input *input, const struct json_value *given, int *number)
{
    double value = json_double(given, NAN);
    double least = input->number_count == 0 ? input->minimum : 0,
           most = input->number_count == 0 ? input->maximum : 1e9;
    if (!(value >= least && value <= most) || value != floor(value))
        return false;
    bool is_known = input->number_count == 0;
    for (size_t i = 0; i < input->number_count; i++)
        is_known = is_known || input->numbers[i] == (int)value;
    *number = (int)value;
    return is_known;
}

static bool point_read(const struct json_value *given, struct point *at)
{
    const struct json_value *coordinates = json_get(given, "coordinates");
    size_t count = json_length(coordinates);
    double x = json_double(json_at(coordinates, 0), NAN), y = json_double(json_at(coordinates, 1), NAN);
    if (strcmp(json_text(json_get(given, "type"), ""), "Point") != 0 || count < 2 || count > 3)
        return false;
    bool is_flat = count == 2 || json_type(json_at(coordinates, 2)) == JSON_NUMBER; /* a height does not matter */
    if (!is_flat || !(fabs(x) <= 180 && fabs(y) <= 90))
        return false;
    *at = (struct point){x, y};
    return true;
}

struct room {
    const char **text;
    int *number;
};

/* A value that was taken out of its wrapping. */
struct opened {
    const struct json_value *value;
    struct json_document *document; /* what a reference held; NULL: the value was written inline */
};

/* The sentence of an error under the name of its input. */
static bool cause_name(const struct process_input *input, const struct error *cause, struct error *err)
{
    return error_set(err, cause->kind, "input \"%s\": %s", input->id, cause->message);
}

/* Is a value of this media type what the input wants (job-creation-input-ref B)? */
static bool media_type_fits(const struct process_input *input, const char *type)
{
    if (strcmp(type, "application/json") == 0)
        return true;
    if (input->kind == PROCESS_POINT)
        return strcmp(type, "application/geo+json") == 0;
    return input->kind != PROCESS_WHOLE && strcmp(type, "text/plain") == 0;
}

static const char *media_types_fitting(const struct process_input *input)
{
    static const char *const types[] = {"application/json or text/plain", "application/json or text/plain",
                                        "application/json", "application/json or application/geo+json"};
    return types[input->kind]; /* in the order of the kinds */
}

/* What the address holds as a JSON value: JSON itself, or a plain text as one string. */
static bool reference_follow(const struct process_input *input, const char *address, const char *type,
                             struct arena *arena, struct opened *opened, struct error *err)
{
    struct data_uri uri;
    struct error cause = ERROR_INIT;
    if (!data_uri_read(address, arena, &uri, &cause))
        return cause_name(input, &cause, err);
    if (!media_type_fits(input, uri.media_type))
        return error_set(err, ERROR_INPUT, "input \"%s\": a reference to %.60s is not allowed here; allowed: %s",
                         input->id, uri.media_type, media_types_fitting(input));
    if (type != NULL && strcasecmp(type, uri.media_type) != 0)
        return error_set(err, ERROR_INPUT, "input \"%s\": \"type\" says %.60s and the address %.60s", input->id, type,
                         uri.media_type);
    struct buffer text = BUFFER_INIT;
    if (strcmp(uri.media_type, "text/plain") == 0) {
        struct json_writer json;
        json_writer_init(&json, &text);
        json_string(&json, uri.bytes);
    } else {
        buffer_append(&text, uri.bytes, uri.length);
    }
    opened->document = json_read(text.bytes, text.length, "the data of the reference", &cause);
    buffer_free(&text);
    if (opened->document == NULL)
        return cause_name(input, &cause, err);
    opened->value = json_root(opened->document);
    return true;
}

/* 18-062r2, link.yaml: the address and what is said about it, of which only the type matters. */
static bool reference_open(const struct process_input *input, const struct json_value *link, struct arena *arena,
                           struct opened *opened, struct error *err)
{
    static const char *const members[] = {"href", "rel", "type", "hreflang", "title", NULL};
    struct json_iterator iterator = json_members(link);
    const char *key;
    const struct json_value *member;
    while (json_next(&iterator, &key, &member)) {
        size_t i = 0;
        while (members[i] != NULL && strcmp(members[i], key) != 0)
            i++;
        if (members[i] == NULL || json_text(member, NULL) == NULL)
            return error_set(
                err, ERROR_INPUT,
                "input \"%s\": a reference has the texts href, rel, type, hreflang and title, not \"%.60s\"", input->id,
                key);
    }
    return reference_follow(input, json_text(json_get(link, "href"), ""), json_text(json_get(link, "type"), NULL),
                            arena, opened, err);
}

/* Opens a value that is qualified (18-062r2, qualifiedValue.yaml). */
static bool qualified_open(const struct process_input *input, const struct json_value *given, struct opened *opened,
                           struct error *err)
{
    struct json_iterator members = json_members(given);
    const char *key;
    const struct json_value *member;
    while (json_next(&members, &key, &member)) {
        const char *type = strcmp(key, "mediaType") == 0 ? json_text(member, "") : NULL;
        bool is_json = type != NULL && strcmp(type, "application/json") == 0;
        bool is_geojson = type != NULL && input->kind == PROCESS_POINT && strcmp(type, "application/geo+json") == 0;
        if (strcmp(key, "value") != 0 && !is_json && !is_geojson)
            return error_set(
                err, ERROR_INPUT,
                "input \"%s\": beside \"value\" only \"mediaType\" is allowed, and that is application/json%s",
                input->id, input->kind == PROCESS_POINT ? " or application/geo+json" : "");
    }
    opened->value = json_get(given, "value");
    return true;
}

/* Opens a value that is qualified or referred to; others are themselves. What `opened` has is to be freed. */
static bool value_open(const struct process_input *input, const struct json_value *given, struct arena *arena,
                       struct opened *opened, struct error *err)
{
    *opened = (struct opened){.value = given};
    if (json_type(given) != JSON_OBJECT)
        return true;
    if (json_get(given, "href") != NULL)
        return reference_open(input, given, arena, opened, err);
    return json_get(given, "value") == NULL || qualified_open(input, given, opened, err);
}

/* `given` was opened. */
static bool one_read(const struct process_input *input, const struct json_value *given, struct arena *arena,
                     const struct room *room, struct process_value *value, struct error *err)
{
    bool is_read = false;
    switch (input->kind) {
    case PROCESS_WORD:
    case PROCESS_TEXT:
        is_read = word_read(input, given, arena, &room->text[value->count]);
        break;
    case PROCESS_WHOLE:
        is_read = number_read_one(input, given, &room->number[value->count]);
        break;
    case PROCESS_POINT:
        is_read = point_read(given, &value->at);
        break;
    }
    value->count += is_read;
    return is_read || value_refuse(input, given, err);
}

static bool member_read(const struct process_input *input, const struct json_value *given, struct arena *arena,
                        const struct room *room, struct process_value *value, struct error *err)
{
    struct opened opened;
    bool done = value_open(input, given, arena, &opened, err) && one_read(input, opened.value, arena, room, value, err);
    json_free(opened.document);
    return done;
}

/* `given` was opened; the members of a list may be wrapped in their turn. */
static bool opened_read(const struct process_input *input, const struct json_value *given, struct arena *arena,
                        struct process_value *value, struct error *err)
{
    bool is_list = json_type(given) == JSON_ARRAY && input->most > 1;
    size_t count = is_list ? json_length(given) : 1;
    if (count == 0 || count > input->most)
        return error_set(err, ERROR_INPUT, "input \"%s\": 1 to %zu values are allowed, %zu were given", input->id,
                         input->most, count);
    const struct room room = {arena_array(arena, count, sizeof *room.text),
                              arena_array(arena, count, sizeof *room.number)};
    struct process_value read = {.text = room.text, .number = room.number};
    if (!is_list && !one_read(input, given, arena, &room, &read, err))
        return false;
    for (size_t i = 0; is_list && i < count; i++)
        if (!member_read(input, json_at(given, i), arena, &room, &read, err))
            return false;
    *value = read;
    return true;
}

static bool values_read(const struct process_input *input, const struct json_value *given, struct arena *arena,
                        struct process_value *value, struct error *err)
{
    struct opened opened;
    bool done = value_open(input, given, arena, &opened, err) && opened_read(input, opened.value, arena, value, err);
    json_free(opened.document);
    return done;
}

static bool input_unknown(const struct process_input *inputs, size_t count, const char *name, struct error *err)
{
    const char *names[PROCESS_INPUTS_MAX + 1] = {NULL};
    struct buffer list = BUFFER_INIT;
    for (size_t i = 0; i < count; i++) {
        names[i] = inputs[i].id;
        buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", inputs[i].id);
    }
    const char *nearest = text_nearest(name, names);
    error_set(err, ERROR_INPUT, "unknown input \"%.60s\"%s%s%s allowed: %s", name,
              nearest != NULL ? ": did you mean " : ";", nearest != NULL ? nearest : "", nearest != NULL ? "?" : "",
              list.bytes);
    buffer_free(&list);
    return false;
}

bool process_read(const struct process_input *inputs, size_t count, const struct json_value *given, struct arena *arena,
                  struct process_value *values, struct error *err)
{
    struct process_value read[PROCESS_INPUTS_MAX] = {{0}};
    if (given != NULL && json_type(given) != JSON_OBJECT)
        return error_set(err, ERROR_INPUT, "\"inputs\" must be an object with a member for each input that is given");
    struct json_iterator members = json_members(given);
    const char *key;
    const struct json_value *value;
    while (json_next(&members, &key, &value)) {
        size_t i = 0;
        while (i < count && strcmp(inputs[i].id, key) != 0)
            i++;
        if (i == count)
            return input_unknown(inputs, count, key, err);
        if (!values_read(&inputs[i], value, arena, &read[i], err))
            return false;
    }
    memcpy(values, read, count * sizeof *values);
    return true;
}
