#include "page/filing.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Parameters whose values speak for themselves, in the order in which they stand in a path; others follow with their names. */
static const struct {
    const char *name;
    bool is_bare;
} order[] = {{"theme", true}, {"epci", false}, {"paper", true}, {"lang", true}};

enum { ORDER_COUNT = sizeof order / sizeof *order };

static size_t rank_of(const char *name)
{
    for (size_t i = 0; i < ORDER_COUNT; i++)
        if (strcmp(order[i].name, name) == 0)
            return i;
    return ORDER_COUNT;
}

static int parameter_compare(const void *left, const void *right)
{
    const struct request_parameter *one = left, *other = right;
    size_t rank = rank_of(one->name), other_rank = rank_of(other->name);
    if (rank != other_rank)
        return rank < other_rank ? -1 : 1;
    return strcmp(one->name, other->name);
}

static struct request_parameter *parameters_sorted(const struct request *request)
{
    struct request_parameter *sorted = arena_array(request->arena, request->parameter_count + 1, sizeof *sorted);
    if (request->parameter_count > 0)
        memcpy(sorted, request->parameters, request->parameter_count * sizeof *sorted);
    qsort(sorted, request->parameter_count, sizeof *sorted, parameter_compare);
    return sorted;
}

static const char *buffer_to_arena(struct buffer *buffer, struct arena *arena)
{
    const char *copy = arena_copy(arena, buffer->bytes, buffer->length);
    buffer_free(buffer);
    return copy;
}

const char *filing_target(const struct request *request)
{
    const struct request_parameter *sorted = parameters_sorted(request);
    struct buffer target = BUFFER_INIT;
    buffer_append(&target, request->target, strcspn(request->target, "?"));
    for (size_t i = 0; i < request->parameter_count; i++) {
        buffer_putc(&target, i == 0 ? '?' : '&');
        text_percent_encode(&target, sorted[i].name);
        buffer_putc(&target, '=');
        text_percent_encode(&target, sorted[i].value);
    }
    return buffer_to_arena(&target, request->arena);
}

/* Letters, digits and . _ - as they are, other bytes and a dot in front as ~ and two digits: a name that every file system and
 * host takes. @ and a space within are left as well: MapLibre GL asks for sprites and fonts by names that it makes itself. */
static void name_write(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                        byte == '_' || byte == '-' || byte == '@' || (byte == '.' && i > 0) ||
                        (byte == ' ' && i > 0 && i + 1 < length);
        if (is_plain)
            buffer_putc(out, byte);
        else
            buffer_printf(out, "~%02x", (unsigned char)byte);
    }
}

static void parameters_write(const struct request *request, char before, char behind, struct buffer *out)
{
    const struct request_parameter *sorted = parameters_sorted(request);
    for (size_t i = 0; i < request->parameter_count; i++) {
        size_t rank = rank_of(sorted[i].name);
        if (strcmp(sorted[i].name, "f") == 0) /* the ending says it */
            continue;
        if (before != '\0')
            buffer_putc(out, before);
        if (rank == ORDER_COUNT || !order[rank].is_bare) {
            name_write(out, sorted[i].name, strlen(sorted[i].name));
            buffer_putc(out, '-');
        }
        name_write(out, sorted[i].value, strlen(sorted[i].value));
        if (behind != '\0')
            buffer_putc(out, behind);
    }
}

static const char *index_of(const char *media_type)
{
    static const struct {
        const char *media_type, *name;
    } names[] = {{"text/html", "index.html"},
                 {"application/json", "index.json"},
                 {"application/geo+json", "index.geojson"},
                 {"application/vnd.mapbox.style+json", "style.json"},
                 {"application/vnd.mapbox-tilejson+json", "tiles.json"}};
    size_t length = media_type != NULL ? strcspn(media_type, "; ") : 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].media_type) == length && memcmp(names[i].media_type, media_type, length) == 0)
            return names[i].name;
    return NULL;
}

/* The path's folders; the last segment too unless it has an ending, and then that segment. Decoded after the cut, so that
 * %2F cannot make a folder. */
static const char *folders_write(const struct request *request, struct buffer *out)
{
    const char *path = request->target;
    for (const char *at = path + 1; at < path + strcspn(path, "?");) {
        size_t length = strcspn(at, "/?");
        struct buffer decoded = BUFFER_INIT;
        text_percent_decode(&decoded, at, length, false); /* target_read found it sound */
        const char *segment = arena_copy(request->arena, decoded.bytes, decoded.length);
        buffer_free(&decoded);
        if (at[length] != '/' && strchr(segment, '.') != NULL)
            return segment;
        name_write(out, segment, strlen(segment));
        buffer_putc(out, '/');
        at += length + (at[length] == '/');
    }
    return NULL;
}

const char *filing_path(const struct request *request, const char *media_type, struct error *err)
{
    struct buffer path = BUFFER_INIT;
    const char *name = folders_write(request, &path);
    if (name != NULL) {
        const char *dot = strrchr(name, '.');
        name_write(&path, name, (size_t)(dot - name));
        parameters_write(request, '-', '\0', &path);
        buffer_putc(&path, '.');
        name_write(&path, dot + 1, strlen(dot + 1));
        return buffer_to_arena(&path, request->arena);
    }
    const char *index = index_of(media_type);
    if (index == NULL) {
        buffer_free(&path);
        error_set(err, ERROR_INTERNAL, "%s: no file name is known for %s", request->target, media_type);
        return NULL;
    }
    parameters_write(request, '\0', '/', &path);
    buffer_puts(&path, index);
    return buffer_to_arena(&path, request->arena);
}

const char *filing_link(const char *from, const char *to, struct arena *arena)
{
    struct buffer link = BUFFER_INIT;
    size_t shared = 0; /* bytes of the folders that both have */
    for (size_t i = 0; from[i] != '\0' && from[i] == to[i]; i++)
        if (from[i] == '/')
            shared = i + 1;
    for (const char *at = from + shared; *at != '\0'; at++)
        if (*at == '/')
            buffer_puts(&link, "../");
    /* Of what name_write leaves a space alone needs an escape in a link. */
    for (const char *at = to + shared; *at != '\0'; at++)
        buffer_puts(&link, *at == ' ' ? "%20" : (const char[]){*at, '\0'});
    return buffer_to_arena(&link, arena);
}
