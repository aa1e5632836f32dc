#include "http/target.h"

#include "base/buffer.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define AUTHORITY_MAX 261u /* a DNS name of 255 bytes, ":65535" */

static bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool byte_is_hex(char byte)
{
    return byte_is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static bool byte_is_name(char byte)
{
    return byte_is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '.' ||
           byte == '-';
}

static bool port_is_sound(const char *text, size_t length)
{
    if (length == 0)
        return true;
    if (text[0] != ':' || length > sizeof ":65535" - 1)
        return false;
    for (size_t i = 1; i < length; i++)
        if (!byte_is_digit(text[i]))
            return false;
    return true;
}

bool target_authority_is_sound(const char *authority, size_t length)
{
    size_t used = 0;
    if (length == 0 || length > AUTHORITY_MAX)
        return false;
    if (authority[0] == '[') {
        used = 1;
        while (used < length && (byte_is_hex(authority[used]) || authority[used] == ':' || authority[used] == '.'))
            used++;
        if (used < 3 || used == length || authority[used] != ']')
            return false;
        used++;
    } else {
        while (used < length && byte_is_name(authority[used]))
            used++;
        if (used == 0)
            return false;
    }
    return port_is_sound(authority + used, length - used);
}

const char *target_origin(const char *raw, const char **authority, size_t *length)
{
    *authority = NULL;
    *length = 0;
    if (raw[0] == '/' || raw[0] == '*')
        return raw;
    size_t scheme = strncasecmp(raw, "http://", 7) == 0 ? 7 : strncasecmp(raw, "https://", 8) == 0 ? 8 : 0;
    if (scheme == 0)
        return raw;
    *authority = raw + scheme;
    *length = strcspn(*authority, "/?#");
    return *authority + *length;
}

/* Is it one of the bytes that RFC 3986 leaves out of an address, though people type them (a > of a filter, é)? */
static bool byte_wants_escape(unsigned char byte)
{
    return byte >= 0x80 || strchr("\"<>\\^`{|}", byte) != NULL;
}

static const char *target_escape(struct arena *arena, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t extra = 0;
    for (const char *byte = text; *byte; byte++)
        extra += byte_wants_escape((unsigned char)*byte) ? 2 : 0;
    char *out = arena_alloc(arena, strlen(text) + extra + 1);
    char *end = out;
    for (const char *byte = text; *byte; byte++) {
        unsigned char value = (unsigned char)*byte;
        if (byte_wants_escape(value)) {
            *end++ = '%';
            *end++ = digits[value >> 4];
            *end++ = digits[value & 15];
        } else {
            *end++ = *byte;
        }
    }
    *end = '\0';
    return out;
}

/* NULL for what text_percent_decode refuses. */
static const char *target_decode(struct arena *arena, const char *text, size_t length, bool plus)
{
    struct buffer decoded = BUFFER_INIT;
    const char *out = NULL;
    if (text_percent_decode(&decoded, text, length, plus))
        out = arena_copy(arena, decoded.length ? decoded.bytes : "", decoded.length);
    buffer_free(&decoded);
    return out;
}

static bool parameter_read(struct request *request, const char *text, size_t length, struct error *err)
{
    if (length == 0) /* "?", "a=1&&b=2", "a=1&" */
        return true;
    if (request->parameter_count == REQUEST_PARAMETERS_MAX)
        return error_set(err, ERROR_LIMIT, "more than %u parameters", REQUEST_PARAMETERS_MAX);
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    struct request_parameter *parameter = &request->parameters[request->parameter_count];
    parameter->name = target_decode(request->arena, text, name_length, true);
    parameter->value = equals ? target_decode(request->arena, equals + 1, length - name_length - 1, true) : "";
    if (!parameter->name || !parameter->value)
        return error_set(err, ERROR_INPUT, "parameter %zu: bad escape, control character or not UTF-8",
                         request->parameter_count + 1);
    if (!*parameter->name)
        return error_set(err, ERROR_INPUT, "parameter %zu has no name", request->parameter_count + 1);
    request->parameter_count++;
    return true;
}

static bool parameters_read(struct request *request, const char *query, struct error *err)
{
    for (;;) {
        size_t length = strcspn(query, "&");
        if (!parameter_read(request, query, length, err))
            return false;
        if (!query[length])
            return true;
        query += length + 1;
    }
}

static bool bytes_are_sound(const char *raw, struct error *err)
{
    for (const char *byte = raw; *byte; byte++) {
        if ((unsigned char)*byte <= ' ' || *byte == 0x7f)
            return error_set(err, ERROR_INPUT, "a control character or space in the address");
        if (*byte == '#')
            return error_set(err, ERROR_INPUT, "a fragment (#) in the address");
    }
    return true;
}

bool target_read(struct request *request, const char *raw, struct error *err)
{
    assert(request->arena);
    const char *authority;
    size_t authority_length;
    request->parameter_count = 0;
    if (!bytes_are_sound(raw, err))
        return false;
    const char *origin = target_origin(raw, &authority, &authority_length);
    if (authority && *origin != '/') /* "http://host" and "http://host?q" mean the root */
        origin = arena_printf(request->arena, "/%s", origin);
    if (strcmp(origin, "*") == 0) {
        request->path = request->target = "*";
        return true;
    }
    if (*origin != '/')
        return error_set(err, ERROR_INPUT, "the address must begin with /");
    size_t length = strcspn(origin, "?");
    request->path = target_decode(request->arena, origin, length, false);
    if (!request->path)
        return error_set(err, ERROR_INPUT, "bad escape, control character or not UTF-8 in the path");
    request->target = target_escape(request->arena, origin);
    return !origin[length] || parameters_read(request, origin + length + 1, err);
}
