#include "http/request.h"

#include "base/buffer.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

const char *request_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return NULL;
}

static bool name_is_in(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static bool name_refuse(const char *name, const char *const *allowed, struct error *err)
{
    if (!*allowed)
        return error_set(err, ERROR_INPUT, "unknown parameter \"%.64s\": this address takes none", name);
    struct buffer list = BUFFER_INIT;
    const char *nearest = text_nearest(name, allowed);
    if (nearest)
        buffer_printf(&list, "did you mean %s? ", nearest);
    buffer_puts(&list, "allowed: ");
    for (const char *const *word = allowed; *word; word++)
        buffer_printf(&list, "%s%s", word == allowed ? "" : ", ", *word);
    error_set(err, ERROR_INPUT, "unknown parameter \"%.64s\": %s", name, list.bytes);
    buffer_free(&list);
    return false;
}

bool request_allow(const struct request *request, const char *const *allowed, struct error *err)
{
    return request_allow_also(request, allowed, NULL, err);
}

bool request_allow_also(const struct request *request, const char *const *allowed,
                        bool (*also)(const struct request *request, const char *name), struct error *err)
{
    static const char *const none[] = {NULL};
    if (!allowed)
        allowed = none;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const char *name = request->parameters[i].name;
        if (!name_is_in(name, allowed) && !(also && also(request, name)))
            return name_refuse(name, allowed, err);
        for (size_t k = 0; k < i; k++)
            if (strcmp(request->parameters[k].name, name) == 0)
                return error_set(err, ERROR_INPUT, "parameter \"%.64s\" is given twice", name);
    }
    return true;
}
