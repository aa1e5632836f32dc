#include "http/head.h"

#include <microhttpd.h>

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define CRLF 2

struct reading {
    struct head *head;
    struct arena *arena;
    const char *behind; /* the byte behind what was read so far */
    unsigned hosts, lengths, codings;
    const char *why;
};

/* 0.9.75 puts NULs into its read buffer and hands out pointers into it. A line is whole only when the next one begins
 * exactly behind its CRLF: a NUL in it, a folded line or a bare LF leaves another distance. 1.0 parses strictly. */
static bool line_follows(const struct reading *reading, const char *line)
{
    return MHD_VERSION >= 0x01000000 || line == reading->behind + CRLF;
}

static bool value_is_sound(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

static enum MHD_Result reading_refuse(struct reading *reading, const char *why)
{
    reading->why = why;
    return MHD_NO;
}

static void list_add(struct arena *arena, const char **list, const char *value)
{
    *list = **list ? arena_printf(arena, "%s, %s", *list, value) : value;
}

/* The fields that an answer is chosen by; others are nobody's business. */
static void wish_read(struct reading *reading, const char *name, size_t length, const char *value)
{
    struct head *head = reading->head;
    const struct {
        const char *name;
        size_t length;
        const char **list;
    } wishes[] = {{"Accept", 6, &head->accept},
                  {"Content-Type", 12, &head->content_type},
                  {"Accept-Encoding", 15, &head->accept_encoding},
                  {"Accept-Language", 15, &head->accept_language},
                  {"If-None-Match", 13, &head->if_none_match},
                  {"If-Range", 8, &head->if_range},
                  {"Range", 5, &head->range}};
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        if (wishes[i].length == length && strcasecmp(wishes[i].name, name) == 0)
            list_add(reading->arena, wishes[i].list, value);
}

static enum MHD_Result field_read(void *payload, enum MHD_ValueKind kind, const char *name, size_t name_length,
                                  const char *value, size_t length)
{
    struct reading *reading = payload;
    struct head *head = reading->head;
    (void)kind;
    if (!value || !line_follows(reading, name))
        return reading_refuse(reading, "a header line is folded, holds a NUL or does not end with CRLF");
    reading->behind = value + length;
    if (!value_is_sound(value, length))
        return reading_refuse(reading, "a control character in a header field");
    if (name_length == 4 && strcasecmp(name, "Host") == 0) {
        head->host = value;
        if (++reading->hosts > 1)
            return reading_refuse(reading, "more than one Host");
    } else if (name_length == 14 && strcasecmp(name, "Content-Length") == 0) {
        head->content_length = value;
        if (++reading->lengths > 1)
            return reading_refuse(reading, "more than one Content-Length");
    } else if (name_length == 17 && strcasecmp(name, "Transfer-Encoding") == 0) {
        head->is_coded = true;
        if (++reading->codings > 1)
            return reading_refuse(reading, "more than one Transfer-Encoding");
    } else {
        wish_read(reading, name, name_length, value);
    }
    return MHD_YES;
}

/* The blank line stands directly behind the last field: what is left out in between would be a NUL or a fold. */
static bool head_ends(struct MHD_Connection *connection, const char *method, const char *behind)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return MHD_VERSION >= 0x01000000 || !info || behind + 2 * CRLF == method + info->header_size;
}

int head_read(struct head *head, struct MHD_Connection *connection, const char *method, const char *version,
              const char *target_end, struct arena *arena, const char **why)
{
    struct reading reading = {.head = head, .arena = arena, .behind = version + strlen(version)};
    *head = (struct head){"", "", "", "", "", "", NULL, "", NULL, false};
    if (strncmp(version, "HTTP/1.", 7) != 0) {
        *why = "HTTP/1.1 is spoken here";
        return 505;
    }
    if (MHD_VERSION < 0x01000000 && version != target_end + 1) {
        *why = "a NUL in the request line";
        return 400;
    }
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, field_read, &reading);
    if (!reading.why && !head_ends(connection, method, reading.behind))
        reading.why = "a header line is folded, holds a NUL or does not end with CRLF";
    if (!reading.why && head->is_coded && head->content_length)
        reading.why = "both Transfer-Encoding and Content-Length"; /* which of the two counts? (request smuggling) */
    *why = reading.why;
    return reading.why ? 400 : 0;
}
