#include "http/record.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MAGIC 0x72726574u /* "terr" */

/* tag, target, media type, Cache-Control, file name; then name and value of each header field. */
#define STRINGS 5u

enum flag { FLAG_API = 1, FLAG_RELATIVE = 2 };

static bool bytes_write(int descriptor, const void *bytes, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(descriptor, bytes, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes = (const char *)bytes + wrote;
        length -= (size_t)wrote;
    }
    return true;
}

static void string_add(struct buffer *fields, const char *string)
{
    if (string)
        buffer_puts(fields, string);
    buffer_putc(fields, '\0');
}

bool record_write(int descriptor, const struct record *record)
{
    const struct response *response = &record->response;
    struct buffer fields = BUFFER_INIT;
    string_add(&fields, record->tag);
    string_add(&fields, record->target);
    string_add(&fields, response->media_type);
    string_add(&fields, response->cache_control);
    string_add(&fields, response->filename);
    for (size_t i = 0; i < response->header_count; i++) {
        string_add(&fields, response->headers[i].name);
        string_add(&fields, response->headers[i].value);
    }
    const struct record_head head = {.magic = MAGIC,
                                     .fields = (uint32_t)fields.length,
                                     .body = response->body.length,
                                     .codings = record->codings,
                                     .vary = record->vary,
                                     .flags = (response->is_api ? FLAG_API : 0u) |
                                              (response->is_relative ? FLAG_RELATIVE : 0u),
                                     .headers = (uint32_t)response->header_count};
    bool done = record_head_is_sound(&head) && bytes_write(descriptor, &head, sizeof head) &&
                bytes_write(descriptor, fields.bytes, fields.length) &&
                bytes_write(descriptor, response->body.bytes, response->body.length);
    buffer_free(&fields);
    return done;
}

bool record_head_is_sound(const struct record_head *head)
{
    return head->magic == MAGIC && head->fields >= STRINGS && head->fields <= RECORD_FIELDS_MAX &&
           head->body <= RECORD_BODY_MAX && head->headers <= RESPONSE_HEADERS_MAX;
}

/* The string at `*at`, which moves behind its NUL. */
static const char *string_next(const char **at)
{
    const char *string = *at;
    *at += strlen(string) + 1;
    return string;
}

static const char *string_or_null(const char *string)
{
    return *string ? string : NULL;
}

bool record_open(const struct record_head *head, const char *fields, struct record *record)
{
    size_t ends = 0;
    for (size_t i = 0; i < head->fields; i++)
        ends += fields[i] == '\0';
    if (ends != STRINGS + 2 * head->headers || fields[head->fields - 1] != '\0')
        return false;
    const char *at = fields;
    *record = (struct record){.codings = head->codings, .vary = head->vary};
    struct response *response = &record->response;
    response_init(response);
    record->tag = string_next(&at);
    record->target = string_next(&at);
    response->media_type = string_next(&at);
    response->cache_control = string_or_null(string_next(&at));
    response->filename = string_or_null(string_next(&at));
    response->is_api = (head->flags & FLAG_API) != 0;
    response->is_relative = (head->flags & FLAG_RELATIVE) != 0;
    for (size_t i = 0; i < head->headers; i++) {
        const char *name = string_next(&at);
        response_header(response, name, string_next(&at));
    }
    assert(at == fields + head->fields);
    return true;
}
