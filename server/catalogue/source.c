#include "catalogue/part.h"

#include "base/text.h"

#include <string.h>

static bool input_read(const struct entry *entry, struct catalogue_input *input, struct error *err)
{
    static const char *const members[] = {"name", "from", "type", "required", NULL};
    if (!entry_members(entry, members, err) || !entry_name(entry, "name", false, &input->name, err) ||
        !entry_list(entry, "from", &input->from, err) || !entry_value_type(entry, &input->type, err) ||
        !entry_flag(entry, "required", &input->required, err))
        return false;
    if (strcmp(input->name, "fid") == 0 || strcmp(input->name, "geometry") == 0)
        return entry_error(entry, err, "the names fid and geometry are taken");
    if (input->from == NULL) {
        const char **from = arena_array(entry->arena, 2, sizeof *from);
        from[0] = input->name;
        input->from = from;
    }
    return true;
}

static bool inputs_read(const struct entry *entry, struct catalogue_source *source, struct error *err)
{
    const struct json_value *array;
    if (!entry_array(entry, "inputs", 1, &array, &source->input_count, err))
        return false;
    struct catalogue_input *inputs = arena_array(entry->arena, source->input_count, sizeof *inputs);
    for (size_t i = 0; i < source->input_count; i++) {
        struct entry item;
        if (!entry_open(&item, json_at(array, i), entry, "input", i + 1, err) || !input_read(&item, &inputs[i], err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(inputs[k].name, inputs[i].name) == 0)
                return entry_error(&item, err, "the name is given twice");
    }
    source->inputs = inputs;
    return true;
}

/* No folder in a file's name: it is looked for in folders of sources. */
static bool files_read(const struct entry *entry, struct catalogue_source *source, struct error *err)
{
    static const char *const members[] = {"name", "date", NULL};
    const struct json_value *array;
    if (!entry_array(entry, "files", 1, &array, &source->file_count, err))
        return false;
    struct catalogue_file *files = arena_array(entry->arena, source->file_count, sizeof *files);
    for (size_t i = 0; i < source->file_count; i++) {
        struct entry item;
        if (!entry_open(&item, json_at(array, i), entry, "file", i + 1, err) || !entry_members(&item, members, err) ||
            !entry_text(&item, "name", true, &files[i].name, err) ||
            !entry_text(&item, "date", false, &files[i].date, err))
            return false;
        if (strchr(files[i].name, '/') != NULL || files[i].name[0] == '.')
            return entry_error(&item, err, "a file's name has no folder");
    }
    source->files = files;
    return true;
}

static bool filter_is_known(const struct catalogue_source *source)
{
    const char *at = source->filter_field;
    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, " ");
        bool known = false;
        for (size_t i = 0; i < source->input_count; i++)
            known =
                known || (strlen(source->inputs[i].name) == length && strncmp(source->inputs[i].name, at, length) == 0);
        if (!known)
            return false;
        at += length;
        at += strspn(at, " ");
    }
    return true;
}

static bool service_read(const struct entry *entry, struct catalogue_source *source, struct error *err)
{
    static const char *const services[] = {"none", "file", "wfs", "api-geo", NULL};
    int service;
    if (!entry_choice(entry, "service", false, services, &service, err) ||
        !entry_list(entry, "downloads", &source->downloads, err) ||
        !entry_text(entry, "filter", false, &source->filter_field, err))
        return false;
    source->service = (enum catalogue_service)service; /* the list stands in the order of the enumeration */
    if (source->service != SERVICE_NONE && source->downloads == NULL)
        return entry_error(entry, err, "a source with a \"service\" needs \"downloads\"");
    for (size_t i = 0; source->downloads != NULL && source->downloads[i] != NULL; i++)
        if (!text_starts_with(source->downloads[i], "https://"))
            return entry_error(entry, err, "member \"downloads\": \"%s\" must begin with https://",
                               source->downloads[i]);
    return true;
}

bool source_read(const struct entry *entry, struct catalogue_source *source, struct error *err)
{
    static const char *const members[] = {"id",        "title",     "publisher", "licence", "credit", "address",
                                          "service",   "downloads", "filter",    "files",   "fact",   "geometry",
                                          "partition", "crs",       "inputs",    NULL};
    if (!entry_members(entry, members, err) || !entry_name(entry, "id", false, &source->id, err) ||
        !entry_title(entry, "title", &source->title, err) ||
        !entry_text(entry, "publisher", true, &source->publisher, err) ||
        !entry_text(entry, "licence", true, &source->licence, err) ||
        !entry_text(entry, "credit", true, &source->credit, err) ||
        !entry_text(entry, "address", false, &source->address, err) || !service_read(entry, source, err) ||
        !entry_flag(entry, "fact", &source->is_fact, err) ||
        !entry_flag(entry, "geometry", &source->has_geometry, err) ||
        !entry_flag(entry, "partition", &source->is_partition, err) ||
        !entry_text(entry, "crs", false, &source->crs, err) || !files_read(entry, source, err) ||
        !inputs_read(entry, source, err))
        return false;
    if (source->is_fact != text_starts_with(source->id, "fact_"))
        return entry_error(entry, err, "the id of a fact table, and of nothing else, begins with fact_");
    if (source->is_fact && source->has_geometry)
        return entry_error(entry, err, "a fact table has no geometry");
    if (source->is_partition && !source->has_geometry)
        return entry_error(entry, err, "a source without geometry is no partition");
    if (source->has_geometry && source->crs == NULL)
        return entry_error(entry, err, "a source with geometry needs \"crs\", assumed when the file says none");
    if (!filter_is_known(source))
        return entry_error(entry, err, "member \"filter\" must name inputs, with a space between them");
    return true;
}
