/* tests/unit/style/expression_main.c: a test's tool, expression_tool, that asks style/expression.h and style/colour.h about strangers'
 * expressions. Each line of stdin is an object: "expression" or "filter", with "type" (what is wanted: "number", "string", "boolean", "color",
 * "formatted", "resolvedImage", "array"; any without), "zoom", "id", "geometry" ("Point", "LineString", "Polygon"), and "properties", an array
 * of objects. It is answered by a line: {"error": sentence} when it cannot be read, else an array with what it gives for each
 * feature, {"kind": .., "value": ..} or null for an error. */
#include "style/expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 32

static const struct type *type_named(const char *name)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } types[] = {{"number", TYPE_NUMBER},      {"string", TYPE_TEXT}, {"boolean", TYPE_BOOL},
                 {"color", TYPE_COLOUR},       {"array", TYPE_ARRAY}, {"formatted", TYPE_FORMATTED},
                 {"resolvedImage", TYPE_IMAGE}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, name) == 0)
            return type_of(types[i].kind);
    }
    return NULL;
}

static enum geometry_type geometry_named(const char *name)
{
    return strcmp(name, "Point") == 0        ? GEOMETRY_MULTIPOINT
           : strcmp(name, "LineString") == 0 ? GEOMETRY_LINE
           : strcmp(name, "Polygon") == 0    ? GEOMETRY_MULTIPOLYGON
                                             : GEOMETRY_NONE;
}

static size_t fields_read(const struct json_value *properties, struct field *fields, struct value *values)
{
    struct json_iterator iterator = json_members(properties);
    const char *name;
    const struct json_value *value;
    size_t count = 0;
    while (count < FIELDS_MAX && json_next(&iterator, &name, &value)) {
        fields[count] = (struct field){name, json_type(value) == JSON_NUMBER ? VALUE_REAL : VALUE_TEXT};
        values[count++] =
            json_type(value) == JSON_NUMBER ? value_real(json_double(value, 0)) : value_text(json_text(value, NULL));
    }
    return count;
}

static void features_answer(const struct expression *expression, const struct json_value *question,
                            struct json_writer *json)
{
    const struct json_value *all = json_get(question, "properties");
    json_array_open(json);
    for (size_t i = 0; i < json_length(all); i++) {
        struct field fields[FIELDS_MAX];
        struct value values[FIELDS_MAX];
        struct feature feature = {(int64_t)json_double(json_get(question, "id"), 1), fields, values, 0, GEOMETRY_EMPTY};
        feature.geometry.type = geometry_named(json_text(json_get(question, "geometry"), ""));
        feature.field_count = fields_read(json_at(all, i), fields, values);
        if (!expression_print(expression, &feature, json_double(json_get(question, "zoom"), 0), json))
            json_null(json);
    }
    json_array_close(json);
}

static void question_answer(const struct json_value *question, struct json_writer *json)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const struct json_value *filter = json_get(question, "filter");
    const struct type *wanted = type_named(json_text(json_get(question, "type"), ""));
    struct expression *expression =
        filter != NULL ? filter_read(filter, "question", arena, &err)
                       : expression_read(json_get(question, "expression"), wanted, "question", arena, &err);
    if (expression != NULL) {
        features_answer(expression, question, json);
    } else {
        json_object_open(json);
        json_key_string(json, "error", err.message);
        json_object_close(json);
    }
    arena_free(arena);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    struct buffer out = BUFFER_INIT;
    int status = 0;
    while (status == 0 && (length = getline(&line, &room, stdin)) > 0) {
        struct error err = ERROR_INIT;
        struct json_document *question = json_read(line, (size_t)length, "question", &err);
        struct json_writer json;
        buffer_clear(&out);
        json_writer_init(&json, &out);
        if (question != NULL) {
            question_answer(json_root(question), &json);
            printf("%s\n", out.bytes);
        } else {
            fprintf(stderr, "%s\n", err.message);
            status = 2;
        }
        json_free(question);
    }
    buffer_free(&out);
    free(line);
    return status;
}
