/* tests/unit/filter/filter_main.c: a test's tool, filter_tool, that reads strangers' filters. Its arguments are queryables, name:type
 * (boolean, number, text, date, instant, list, geometry). Each line of stdin is an object: "text" holds CQL2 text, or "json" a string with
 * CQL2 JSON. It is answered by a line: {"error": sentence}, or {"text": canonical text, "json": the tree}. */
#include "filter/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERYABLES_MAX 64

static enum filter_type type_named(const char *name)
{
    static const struct {
        const char *name;
        enum filter_type type;
    } types[] = {{"boolean", FILTER_BOOLEAN},  {"number", FILTER_NUMBER},   {"text", FILTER_TEXT},
                 {"date", FILTER_DATE},        {"instant", FILTER_INSTANT}, {"list", FILTER_LIST},
                 {"geometry", FILTER_GEOMETRY}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, name) == 0)
            return types[i].type;
    fprintf(stderr, "filter_tool: no type %s\n", name);
    exit(2);
}

static void answer(const struct json_value *question, const struct queryable *queryables, size_t count,
                   struct json_writer *json)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const char *text = json_text(json_get(question, "text"), NULL), *object = json_text(json_get(question, "json"), "");
    const struct filter *filter =
        text != NULL ? filter_read_text(text, strlen(text), queryables, count, CRS_CRS84, arena, &err)
                     : filter_read_json(object, strlen(object), queryables, count, CRS_CRS84, arena, &err);
    json_object_open(json);
    if (filter == NULL) {
        json_key_string(json, "error", err.message);
    } else {
        struct buffer canonical = BUFFER_INIT, tree = BUFFER_INIT;
        struct json_writer inner;
        filter_write_text(filter, &canonical);
        json_writer_init(&inner, &tree);
        filter_write_json(filter, &inner);
        json_key_string(json, "text", canonical.bytes);
        json_key(json, "json");
        json_raw(json, tree.bytes, tree.length);
        buffer_free(&tree);
        buffer_free(&canonical);
    }
    json_object_close(json);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    struct queryable queryables[QUERYABLES_MAX];
    size_t count = 0, size = 0;
    char *line = NULL;
    ssize_t length;
    for (int i = 1; i < argc && count < QUERYABLES_MAX; i++) {
        char *colon = strrchr(argv[i], ':');
        if (colon == NULL)
            return 2;
        *colon = '\0';
        queryables[count++] = (struct queryable){argv[i], type_named(colon + 1)};
    }
    while ((length = getline(&line, &size, stdin)) > 0) {
        struct error err = ERROR_INIT;
        struct json_document *document = json_read(line, (size_t)length, "question", &err);
        if (document == NULL) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        struct buffer out = BUFFER_INIT;
        struct json_writer json;
        json_writer_init(&json, &out);
        answer(json_root(document), queryables, count, &json);
        puts(out.bytes);
        buffer_free(&out);
        json_free(document);
    }
    free(line);
    return 0;
}
