#include "analysis/process.h"

#include <string.h>

const struct process *const processes[] = {&process_coverage, &process_land};
const size_t process_count = sizeof processes / sizeof processes[0];

const struct process *process_of(const char *id)
{
    for (size_t i = 0; i < process_count; i++)
        if (strcmp(processes[i]->id, id) == 0)
            return processes[i];
    return NULL;
}

const char *process_media_type(enum process_form form)
{
    static const char *const types[PROCESS_FORMS] = {"application/json", "application/geo+json", "text/csv"};
    return types[form];
}

static void numbers_write(const struct process_input *input, struct json_writer *json)
{
    if (input->number_count == 0) {
        json_key_integer(json, "minimum", input->minimum);
        json_key_integer(json, "maximum", input->maximum);
        return;
    }
    json_key(json, "enum");
    json_array_open(json);
    for (size_t i = 0; i < input->number_count; i++)
        json_integer(json, input->numbers[i]);
    json_array_close(json);
}

void process_schema_write(const struct process_input *input, struct json_writer *json)
{
    static const char *const types[] = {"string", "string", "integer", "object"}; /* in the order of the kinds */
    json_object_open(json);
    json_key_string(json, "type", types[input->kind]);
    if (input->kind == PROCESS_WORD) {
        json_key(json, "enum");
        json_array_open(json);
        for (const char *const *word = input->words; *word != NULL; word++)
            json_string(json, *word);
        json_array_close(json);
    } else if (input->kind == PROCESS_TEXT) {
        json_key_integer(json, "minLength", 1);
        json_key_integer(json, "maxLength", process_text_most(input));
    } else if (input->kind == PROCESS_WHOLE) {
        numbers_write(input, json);
    } else {
        static const char members[] =
            "[\"type\",\"coordinates\"],\"properties\":{\"type\":{\"type\":\"string\",\"enum\":[\"Point\"]},"
            "\"coordinates\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":3,\"items\":{\"type\":\"number\"}}}";
        json_key_string(json, "format", "geojson-geometry");
        json_key(json, "required");
        json_raw(json, members, sizeof members - 1);
    }
    /* the default of an input that takes several values is a list of them, and is told in words */
    if (input->otherwise != NULL && input->most == 1) {
        json_key(json, "default");
        json_raw(json, input->otherwise, strlen(input->otherwise));
    }
    json_object_close(json);
}

int process_text_most(const struct process_input *input)
{
    return input->maximum > 0 ? input->maximum : PROCESS_TEXT_MAX;
}
