#include "ogc/process_execution.h"

#include "base/text.h"
#include "http/negotiate.h"
#include "ogc/processes.h"
#include "ogc/resource.h"

#include <string.h>

#define MEDIA_TYPES "application/json, application/geo+json, text/csv"

/* ---- the request ---- */

static bool format_read(const struct json_value *format, struct execution *execution, struct error *err)
{
    struct json_iterator members = json_members(format);
    const char *key, *type = NULL;
    const struct json_value *value;
    if (json_type(format) != JSON_OBJECT)
        return error_set(err, ERROR_INPUT, "\"format\" must be an object such as {\"mediaType\":\"text/csv\"}");
    while (json_next(&members, &key, &value)) {
        if (strcmp(key, "mediaType") != 0)
            return error_set(err, ERROR_INPUT, "unknown member \"%.60s\" of \"format\"; allowed: mediaType", key);
        type = json_text(value, "");
    }
    for (enum process_form form = 0; form < PROCESS_FORMS && type != NULL; form++)
        if (strcmp(type, process_media_type(form)) == 0) {
            execution->form = form;
            execution->has_form = true;
            return true;
        }
    return error_set(err, ERROR_INPUT, "\"mediaType\" \"%.60s\" is not made here; allowed: " MEDIA_TYPES,
                     type != NULL ? type : "");
}

/* output.yaml */
static bool output_read(const struct json_value *output, struct execution *execution, struct error *err)
{
    struct json_iterator members = json_members(output);
    const char *key;
    const struct json_value *value;
    if (json_type(output) != JSON_OBJECT)
        return error_set(err, ERROR_INPUT, "output \"" PROCESS_OUTPUT "\" must be an object, {} for all defaults");
    while (json_next(&members, &key, &value)) {
        if (strcmp(key, "format") == 0) {
            if (!format_read(value, execution, err))
                return false;
        } else if (strcmp(key, "transmissionMode") == 0) {
            if (strcmp(json_text(value, ""), "value") != 0)
                return error_set(err, ERROR_INPUT,
                                 "\"transmissionMode\" must be value: results are not kept, so that "
                                 "there is nothing to refer to");
        } else {
            return error_set(
                err, ERROR_INPUT,
                "unknown member \"%.60s\" of output \"" PROCESS_OUTPUT "\"; allowed: format, transmissionMode", key);
        }
    }
    return true;
}

static bool outputs_read(const struct json_value *outputs, struct execution *execution, struct error *err)
{
    struct json_iterator members = json_members(outputs);
    const char *key;
    const struct json_value *value;
    if (json_type(outputs) != JSON_OBJECT)
        return error_set(err, ERROR_INPUT, "\"outputs\" must be an object such as {\"" PROCESS_OUTPUT "\":{}}");
    while (json_next(&members, &key, &value)) {
        if (strcmp(key, PROCESS_OUTPUT) != 0)
            return error_set(err, ERROR_INPUT, "unknown output \"%.60s\"; allowed: " PROCESS_OUTPUT, key);
        if (!output_read(value, execution, err))
            return false;
    }
    return true;
}

static bool response_read(const struct json_value *response, struct execution *execution, struct error *err)
{
    const char *word = json_text(response, "");
    execution->is_document = strcmp(word, "document") == 0;
    return execution->is_document || strcmp(word, "raw") == 0 ||
           error_set(err, ERROR_INPUT, "\"response\" must be raw or document");
}

/* The process that is executed stands in the address; OGC's own test suite says it again in the body, as drafts of the
 * standard had it. */
static bool id_read(const struct json_value *value, const char *id, struct error *err)
{
    return strcmp(json_text(value, ""), id) == 0 ||
           error_set(err, ERROR_INPUT, "\"id\" must be the process of the address, %s, or be left out", id);
}

static bool member_read(const char *key, const struct json_value *value, const char *id, struct execution *execution,
                        struct error *err)
{
    if (strcmp(key, "inputs") == 0) /* read by process_read */
        return true;
    if (strcmp(key, "id") == 0)
        return id_read(value, id, err);
    if (strcmp(key, "outputs") == 0)
        return outputs_read(value, execution, err);
    if (strcmp(key, "response") == 0)
        return response_read(value, execution, err);
    if (strcmp(key, "subscriber") == 0)
        return error_set(err, ERROR_INPUT,
                         "\"subscriber\" is not allowed: processes answer at once, and this server calls "
                         "nobody back");
    static const char *const known[] = {"inputs", "outputs", "response", NULL};
    const char *nearest = text_nearest(key, known);
    return error_set(
        err, ERROR_INPUT, "unknown member \"%.60s\" of the request%s%s%s allowed: inputs, outputs, response", key,
        nearest != NULL ? ": did you mean " : ";", nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

bool execution_read(const char *body, size_t length, const char *id, const struct process_input *inputs, size_t count,
                    struct arena *arena, struct execution *execution, struct error *err)
{
    struct json_document *document = json_read(body, length, "the request body", err);
    if (document == NULL)
        return false;
    struct execution read = {.form = PROCESS_JSON};
    const struct json_value *root = json_root(document);
    bool done = json_type(root) == JSON_OBJECT ||
                error_set(err, ERROR_INPUT, "the request body must be an object such as {\"inputs\":{}}");
    struct json_iterator members = json_members(root);
    const char *key;
    const struct json_value *value;
    while (done && json_next(&members, &key, &value))
        done = member_read(key, value, id, &read, err);
    done = done && process_read(inputs, count, json_get(root, "inputs"), arena, read.values, err);
    json_free(document);
    if (done)
        *execution = read;
    return done;
}

/* ---- the answer ---- */

/* results.yaml: an array stands for itself, anything else is qualified with its media type (7.13.1). */
static void document_write(enum process_form form, const struct buffer *result, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key(&json, PROCESS_OUTPUT);
    if (form == PROCESS_JSON) {
        json_raw(&json, result->bytes, result->length);
    } else {
        json_object_open(&json);
        json_key_string(&json, "mediaType", process_media_type(form));
        json_key(&json, "value");
        if (form == PROCESS_CSV)
            json_string(&json, result->bytes);
        else
            json_raw(&json, result->bytes, result->length);
        json_object_close(&json);
    }
    json_object_close(&json);
}

static bool process_run(const struct process *process, const struct request *request, const struct execution *execution,
                        struct buffer *out, struct error *err)
{
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL)
        return false;
    struct error cause = ERROR_INIT;
    bool done = process->run(store, resource_snapshot(request), execution->values, execution->form, request->arena, out,
                             &cause);
    generation_return(request->generation, store);
    if (!done) /* the address was found: what was not is an input */
        error_set(err, cause.kind == ERROR_NOT_FOUND ? ERROR_INPUT : cause.kind, "%s", cause.message);
    return done;
}

/* As asked for in the body, else the Accept field; a document holds JSON unless it was asked for something else. */
static bool form_choose(const struct request *request, struct execution *execution, struct error *err)
{
    struct form forms[PROCESS_FORMS];
    if (execution->has_form || execution->is_document)
        return true;
    for (enum process_form form = 0; form < PROCESS_FORMS; form++)
        forms[form] = (struct form){"", process_media_type(form)};
    const struct form *form = negotiate_form(request, forms, PROCESS_FORMS, err);
    if (form == NULL)
        return false;
    execution->form = (enum process_form)(form - forms);
    return true;
}

bool process_execution_post(const struct request *request, struct response *response, struct error *err)
{
    const struct process *process = process_find(request, response);
    if (process == NULL)
        return true;
    struct process_input inputs[PROCESS_INPUTS_MAX];
    struct execution execution;
    struct buffer result = BUFFER_INIT;
    size_t count = process->inputs(resource_snapshot(request), request->arena, inputs);
    if (!execution_read(request->body, request->body_length, process->id, inputs, count, request->arena, &execution,
                        err) ||
        !form_choose(request, &execution, err))
        return false;
    if (!process_run(process, request, &execution, &result, err)) {
        buffer_free(&result);
        return false;
    }
    response->is_api = true;
    if (execution.is_document) {
        response->media_type = "application/json";
        document_write(execution.form, &result, &response->body);
        buffer_free(&result);
        return true;
    }
    response->media_type =
        execution.form == PROCESS_CSV ? "text/csv; charset=utf-8; header=present" : process_media_type(execution.form);
    response->body = result;
    return true;
}
