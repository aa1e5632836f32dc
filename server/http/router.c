#include "http/router.h"

#include "base/buffer.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* How well a segment fits: literal before stem.extension before {name}. */
enum fit { FIT_NONE, FIT_NAME, FIT_SPLIT, FIT_LITERAL };

struct slice {
    const char *text;
    size_t length;
};

struct path {
    struct slice segments[REQUEST_SEGMENTS_MAX];
    size_t count;
};

/* Cuts at slashes, the empty segment of a trailing slash left out. False when there are too many. */
static bool path_split(struct path *path, const char *text, size_t length)
{
    assert(length > 0 && text[0] == '/');
    path->count = 0;
    while (length > 1) { /* text stands on a slash with something behind it */
        text++, length--;
        const char *slash = memchr(text, '/', length);
        size_t taken = slash ? (size_t)(slash - text) : length;
        if (path->count == REQUEST_SEGMENTS_MAX)
            return false;
        path->segments[path->count++] = (struct slice){text, taken};
        text += taken;
        length -= taken;
    }
    return true;
}

static bool slice_equals(struct slice left, struct slice right)
{
    return left.length == right.length && memcmp(left.text, right.text, left.length) == 0;
}

static bool slice_is_name(struct slice slice)
{
    return slice.length > 2 && slice.text[0] == '{' && slice.text[slice.length - 1] == '}';
}

static const char *slice_last_dot(struct slice slice)
{
    return memrchr(slice.text, '.', slice.length);
}

/* Cuts "a.b" at its last dot; false when there is none or a side would be empty. */
static bool slice_cut(struct slice slice, struct slice *stem, struct slice *extension)
{
    const char *dot = slice_last_dot(slice);
    if (!dot || dot == slice.text || dot + 1 == slice.text + slice.length)
        return false;
    *stem = (struct slice){slice.text, (size_t)(dot - slice.text)};
    *extension = (struct slice){dot + 1, slice.length - stem->length - 1};
    return true;
}

/* As slice_cut, for a segment of a pattern; false when neither side is a {name}. */
static bool pattern_cut(struct slice pattern, struct slice *stem, struct slice *extension)
{
    return slice_cut(pattern, stem, extension) && (slice_is_name(*stem) || slice_is_name(*extension));
}

static enum fit segment_fit(struct slice pattern, struct slice value)
{
    struct slice pattern_stem, pattern_extension, stem, extension;
    if (value.length == 0)
        return FIT_NONE;
    if (pattern_cut(pattern, &pattern_stem, &pattern_extension)) {
        if (!slice_cut(value, &stem, &extension))
            return FIT_NONE;
        bool fits = (slice_is_name(pattern_stem) || slice_equals(pattern_stem, stem)) &&
                    (slice_is_name(pattern_extension) || slice_equals(pattern_extension, extension));
        return fits ? FIT_SPLIT : FIT_NONE;
    }
    if (slice_is_name(pattern))
        return FIT_NAME;
    return slice_equals(pattern, value) ? FIT_LITERAL : FIT_NONE;
}

/* Fits of the segments as digits of one number, the first the most significant; 0 when one does not fit. */
static uint64_t path_fit(const struct path *pattern, const struct path *path)
{
    uint64_t fit = 1; /* the root has no segments and fits itself */
    if (pattern->count != path->count)
        return 0;
    for (size_t i = 0; i < path->count; i++) {
        enum fit segment = segment_fit(pattern->segments[i], path->segments[i]);
        if (segment == FIT_NONE)
            return 0;
        fit = fit * 4 + segment;
    }
    return fit;
}

static void capture(struct request *request, size_t *count, struct slice pattern, struct slice value)
{
    if (!slice_is_name(pattern))
        return;
    assert(*count < REQUEST_CAPTURES_MAX);
    request->captures[(*count)++] = arena_copy(request->arena, value.text, value.length);
    request->captures[*count] = NULL;
}

static void path_capture(struct request *request, const struct path *pattern, const struct path *path)
{
    size_t count = 0;
    request->captures[0] = NULL;
    for (size_t i = 0; i < path->count; i++) {
        struct slice part = pattern->segments[i], value = path->segments[i];
        struct slice pattern_stem, pattern_extension, stem, extension;
        if (pattern_cut(part, &pattern_stem, &pattern_extension) && slice_cut(value, &stem, &extension)) {
            capture(request, &count, pattern_stem, stem);
            capture(request, &count, pattern_extension, extension);
        } else {
            capture(request, &count, part, value);
        }
    }
}

/* Segments are decoded after the cut, so that %2F cannot make a new one. "." and ".." fit nothing. */
static bool path_decode(struct path *path, struct arena *arena)
{
    struct buffer decoded = BUFFER_INIT;
    bool sound = true;
    for (size_t i = 0; i < path->count && sound; i++) {
        struct slice *segment = &path->segments[i];
        buffer_clear(&decoded);
        sound = text_percent_decode(&decoded, segment->text, segment->length, false) && decoded.length > 0 &&
                strcmp(decoded.bytes, ".") != 0 && strcmp(decoded.bytes, "..") != 0;
        if (sound)
            *segment = (struct slice){arena_copy(arena, decoded.bytes, decoded.length), decoded.length};
    }
    buffer_free(&decoded);
    return sound;
}

bool route_takes(const struct route *route, enum request_method method)
{
    unsigned methods = route && route->methods ? route->methods : ROUTE_GET;
    switch (method) {
    case METHOD_GET:
    case METHOD_HEAD:
        return methods & ROUTE_GET;
    case METHOD_POST:
        return methods & ROUTE_POST;
    case METHOD_OPTIONS:
        return true;
    case METHOD_OTHER:
        break;
    }
    return false;
}

const struct route *router_find(const struct route *routes, size_t count, struct request *request)
{
    const struct route *best = NULL;
    uint64_t best_fit = 0;
    struct path path, pattern, best_pattern = {.count = 0};
    assert(request->target && request->arena);
    size_t length = strcspn(request->target, "?");
    if (request->target[0] != '/' || !path_split(&path, request->target, length) || !path_decode(&path, request->arena))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        bool split = path_split(&pattern, routes[i].pattern, strlen(routes[i].pattern));
        assert(split && "a pattern has at most REQUEST_SEGMENTS_MAX segments");
        uint64_t fit = split ? path_fit(&pattern, &path) : 0;
        if (fit > best_fit) {
            best = &routes[i];
            best_fit = fit;
            best_pattern = pattern;
        }
    }
    if (!best)
        return NULL;
    path_capture(request, &best_pattern, &path);
    request->context = best->context;
    return best;
}

/* ---- what a route takes ---- */

bool route_form_parameter(const struct route *route, struct arena *arena, struct parameter *parameter)
{
    size_t count = 0, most = 0;
    while (route->forms && route->forms[most].media_type)
        most++;
    const char **words = arena_array(arena, most + 1, sizeof *words);
    for (size_t i = 0; i < most; i++)
        if (route->forms[i].word)
            words[count++] = route->forms[i].word;
    words[count] = NULL;
    *parameter = (struct parameter){.name = "f",
                                    .kind = PARAMETER_WORD,
                                    .description = "Forme de la réponse, au lieu de l’en-tête Accept",
                                    .words = words};
    return count > 0;
}

static const struct parameter *parameter_find(const struct parameter *const *parameters, const char *name)
{
    for (; parameters && *parameters; parameters++)
        if (strcmp((*parameters)->name, name) == 0)
            return *parameters;
    return NULL;
}

static bool name_refuse(const struct route *route, bool has_form, const char *name, struct arena *arena,
                        struct error *err)
{
    size_t count = 0;
    while (route->parameters && route->parameters[count])
        count++;
    const char **names = arena_array(arena, count + 2, sizeof *names), **end = names;
    if (has_form)
        *end++ = "f";
    for (size_t i = 0; i < count; i++)
        *end++ = route->parameters[i]->name;
    *end = NULL;
    if (!*names && !route->allows)
        return error_set(err, ERROR_INPUT, "unknown parameter \"%.64s\": this address takes none", name);
    struct buffer list = BUFFER_INIT;
    const char *nearest = text_nearest(name, names);
    if (nearest)
        buffer_printf(&list, "did you mean %s? ", nearest);
    buffer_puts(&list, "allowed: ");
    for (const char **word = names; *word; word++)
        buffer_printf(&list, "%s%s", word == names ? "" : ", ", *word);
    if (route->allows)
        buffer_puts(&list, " and the resource's own properties");
    error_set(err, ERROR_INPUT, "unknown parameter \"%.64s\": %s", name, list.bytes);
    buffer_free(&list);
    return false;
}

bool route_check(const struct route *route, const struct request *request, struct error *err)
{
    struct parameter form;
    if (request->parameter_count == 0)
        return true;
    bool has_form = route_form_parameter(route, request->arena, &form);
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct request_parameter *given = &request->parameters[i];
        bool is_form = has_form && strcmp(given->name, form.name) == 0;
        const struct parameter *parameter = is_form ? &form : parameter_find(route->parameters, given->name);
        if (!parameter && !(route->allows && route->allows(request, given->name)))
            return name_refuse(route, has_form, given->name, request->arena, err);
        for (size_t k = 0; k < request->parameter_count; k++)
            if (k != i && strcmp(request->parameters[k].name, given->name) == 0)
                return error_set(err, ERROR_INPUT, "parameter \"%.64s\" is given twice", given->name);
        if (parameter && !parameter_check(parameter, given->value, err))
            return false;
    }
    return true;
}
