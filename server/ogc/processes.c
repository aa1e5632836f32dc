#include "ogc/processes.h"

#include "base/text.h"
#include "ogc/form.h"
#include "ogc/resource.h"

#include <inttypes.h>
#include <string.h>

#define JSON_MEDIA "application/json"
#define EXCEPTIONS "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
#define RELATIONS  "http://www.opengis.net/def/rel/ogc/1.0/"

const struct process *process_find(const struct request *request, struct response *response)
{
    const struct process *process = process_of(request->captures[0]);
    if (process != NULL)
        return process;
    struct buffer text = BUFFER_INIT;
    buffer_printf(&text, "no process \"%.60s\"; there are ", request->captures[0]);
    for (size_t i = 0; i < process_count; i++)
        buffer_printf(&text, "%s%s", i == 0 ? "" : ", ", processes[i]->id);
    response_status_typed(response, 404, EXCEPTIONS "no-such-process", text.bytes);
    buffer_free(&text);
    return NULL;
}

bool job_get(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    response_status_typed(response, 404, EXCEPTIONS "no-such-job",
                          arena_printf(request->arena,
                                       "no job \"%.60s\": processes answer at once and leave no job behind",
                                       request->captures[0]));
    return true;
}

/* ---- list ---- */

/* Members of processSummary.yaml. */
static void summary_write(struct json_writer *json, const struct process *process)
{
    json_key_string(json, "id", process->id);
    json_key_string(json, "title", process->title);
    json_key_string(json, "description", process->description);
    json_key_string(json, "version", process->version);
    static const char options[] = "[\"sync-execute\"]", transmission[] = "[\"value\"]";
    json_key(json, "jobControlOptions");
    json_raw(json, options, sizeof options - 1);
    json_key(json, "outputTransmission");
    json_raw(json, transmission, sizeof transmission - 1);
}

static const char *process_path(const struct request *request, const struct process *process)
{
    return arena_printf(request->arena, "/ogc/processes/%s", process->id);
}

/* Behind the process that `after` names; from the start without it. */
static bool first_read(const struct request *request, size_t *first, struct error *err)
{
    const char *after = request_parameter(request, "after");
    *first = 0;
    if (after == NULL)
        return true;
    for (size_t i = 0; i < process_count; i++)
        if (strcmp(processes[i]->id, after) == 0) {
            *first = i + 1;
            return true;
        }
    return error_set(err, ERROR_INPUT, "after=%.60s: the id of a process is wanted, as a \"next\" link gives it",
                     after);
}

static void list_links(struct json_writer *json, const struct request *request, int64_t limit, size_t end,
                       const struct form *form)
{
    json_key(json, "links");
    json_array_open(json);
    resource_link(json, request, request->target, "self", JSON_MEDIA, "Cette liste");
    if (end < process_count)
        resource_link(
            json, request,
            arena_printf(request->arena, "/ogc/processes?limit=%" PRId64 "&after=%s", limit, processes[end - 1]->id),
            "next", JSON_MEDIA, "Suite");
    resource_link(json, request, "/ogc", "up", JSON_MEDIA, "Page d’accueil de l’API");
    form_links(json, request, form_plain, form);
    json_array_close(json);
}

bool processes_get(const struct request *request, struct response *response, struct error *err)
{
    int64_t limit;
    size_t first;
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err) || !resource_limit(request, &limit, err) ||
        !first_read(request, &first, err))
        return false;
    size_t end = first;
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    json_key(&json, "processes");
    json_array_open(&json);
    for (; end < process_count && end - first < (size_t)limit; end++) {
        json_object_open(&json);
        summary_write(&json, processes[end]);
        json_key(&json, "links");
        json_array_open(&json);
        resource_link(&json, request, process_path(request, processes[end]), "self", JSON_MEDIA, "Description");
        json_array_close(&json);
        json_object_close(&json);
    }
    json_array_close(&json);
    list_links(&json, request, limit, end, form);
    json_object_close(&json);
    return form_finish(request, response, HTML_PROCESSES, form_plain, form, err);
}

/* ---- description ---- */

/* inputDescription.yaml */
static void input_write(struct json_writer *json, const struct process_input *input)
{
    json_key(json, input->id);
    json_object_open(json);
    json_key_string(json, "title", input->title);
    json_key_string(json, "description", input->description);
    json_key_integer(json, "minOccurs", 0);
    json_key_integer(json, "maxOccurs", (int64_t)input->most);
    json_key(json, "schema");
    process_schema_write(input, json);
    json_object_close(json);
}

/* outputDescription.yaml: one output in several forms. */
static void output_write(struct json_writer *json, const struct process *process)
{
    json_key(json, PROCESS_OUTPUT);
    json_object_open(json);
    json_key_string(json, "title", process->output_title);
    json_key_string(json, "description", process->output_description);
    json_key(json, "schema");
    json_object_open(json);
    json_key(json, "oneOf");
    json_array_open(json);
    static const char *const types[PROCESS_FORMS] = {"array", "object", "string"};
    for (enum process_form form = 0; form < PROCESS_FORMS; form++) {
        json_object_open(json);
        json_key_string(json, "type", types[form]);
        json_key_string(json, "contentMediaType", process_media_type(form));
        if (form == PROCESS_JSON) {
            json_key(json, "items");
            json_raw(json, process->row_schema, strlen(process->row_schema));
        } else if (form == PROCESS_GEOJSON) {
            json_key_string(json, "format", "geojson-feature-collection");
        }
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    json_object_close(json);
}

bool process_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    const struct process *process = process_find(request, response);
    if (process == NULL)
        return true;
    struct process_input inputs[PROCESS_INPUTS_MAX];
    size_t count = process->inputs(resource_snapshot(request), request->arena, inputs);
    const char *path = process_path(request, process);
    struct json_writer json;
    resource_begin(response, &json, JSON_MEDIA);
    json_object_open(&json);
    summary_write(&json, process);
    json_key(&json, "inputs");
    json_object_open(&json);
    for (size_t i = 0; i < count; i++)
        input_write(&json, &inputs[i]);
    json_object_close(&json);
    json_key(&json, "outputs");
    json_object_open(&json);
    output_write(&json, process);
    json_object_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, path, "self", JSON_MEDIA, "Cette description");
    if (!request->is_filed) /* nobody would be there to compute */
        resource_link(&json, request, arena_printf(request->arena, "%s/execution", path), RELATIONS "execute",
                      JSON_MEDIA, "Exécution (POST)");
    resource_link(&json, request, "/ogc/processes", "up", JSON_MEDIA, "Traitements");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_PROCESS, form_plain, form, err);
}
