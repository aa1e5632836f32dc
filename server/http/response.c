#include "http/response.h"

#include "base/json.h"
#include "base/file.h"
#include "http/key.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/* Seconds after which a full queue is likely to have room again: a few slow answers. */
#define RETRY_AFTER "2"

/* Bytes that are copied in less time than libmicrohttpd and the kernel take for one more slice. */
#define LEND_MIN 512u

void response_init(struct response *response)
{
    *response = (struct response){.status = 200, .file = -1};
}

static void response_drop_file(struct response *response)
{
    if (response->file >= 0)
        close(response->file);
    response->file = -1;
    response->file_length = 0;
}

void response_free(struct response *response)
{
    response_drop_file(response);
    buffer_free(&response->body);
    loans_free(&response->loans);
}

void response_lender(struct response *response, void *owner, void (*release)(void *owner))
{
    assert(!response->loans.release);
    response->loans.owner = owner;
    response->loans.release = release;
}

void response_lend(struct response *response, const char *bytes, size_t length, uint64_t name)
{
    struct loans *loans = &response->loans;
    assert(loans->release && response->file < 0);
    if (length < LEND_MIN || loans_count(loans) == LOANS_MAX) {
        buffer_append(&response->body, bytes, length);
        return;
    }
    const struct loan loan = {bytes, response->body.length, length, name};
    buffer_append(&loans->list, &loan, sizeof loan);
    loans->length += length;
}

size_t response_length(const struct response *response)
{
    return response->body.length + response->loans.length;
}

void response_join(struct response *response)
{
    struct loan_slice slices[LOAN_SLICES_MAX];
    struct buffer whole = BUFFER_INIT;
    if (response->loans.length > 0) {
        response->hash = response_hash(response);
        response->is_hashed = true;
        size_t length = response_length(response);
        size_t count = loans_slices(&response->loans, response->body.bytes, response->body.length, 0, length, slices);
        buffer_reserve(&whole, length);
        for (size_t i = 0; i < count; i++)
            buffer_append(&whole, slices[i].bytes, slices[i].length);
        buffer_free(&response->body);
        response->body = whole;
    }
    loans_free(&response->loans);
}

uint64_t response_hash(const struct response *response)
{
    if (response->is_hashed)
        return response->hash;
    const struct loan *list = loans_list(&response->loans);
    uint64_t hash = key_hash(HASH_SEED, response->body.bytes, response->body.length);
    for (size_t i = 0; i < loans_count(&response->loans); i++) {
        const uint64_t parts[] = {list[i].at, list[i].length, list[i].name};
        hash = key_hash(hash, parts, sizeof parts);
    }
    return hash ^ response->file_hash;
}

void response_replace(struct response *response, struct buffer *body)
{
    buffer_free(&response->body);
    loans_free(&response->loans);
    response->is_hashed = false;
    response->body = *body;
    *body = (struct buffer)BUFFER_INIT;
}

void response_header(struct response *response, const char *name, const char *value)
{
    assert(response->header_count < RESPONSE_HEADERS_MAX);
    if (response->header_count < RESPONSE_HEADERS_MAX && value)
        response->headers[response->header_count++] = (struct response_header){name, value};
}

const char *response_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {204, "No Content"},
        {206, "Partial Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}

static int error_status(enum error_kind kind)
{
    switch (kind) {
    case ERROR_INPUT:
    case ERROR_LIMIT:
        return 400;
    case ERROR_NOT_FOUND:
        return 404;
    case ERROR_BUSY:
        return 503;
    case ERROR_NONE:
    case ERROR_STORAGE:
    case ERROR_INTERNAL:
        break;
    }
    return 500;
}

void response_status(struct response *response, int status, const char *detail)
{
    response_status_typed(response, status, "about:blank", detail);
}

void response_status_typed(struct response *response, int status, const char *type, const char *detail)
{
    struct json_writer json;
    buffer_clear(&response->body);
    loans_free(&response->loans);
    response->is_hashed = response->is_cheap = false;
    response_drop_file(response);
    response->status = status;
    response->media_type = "application/problem+json";
    response->filename = NULL;
    response->cache_control = NULL;
    response->header_count = 0;
    response->is_api = true; /* a script of another site may read why it was refused */
    json_writer_init(&json, &response->body);
    json_object_open(&json);
    json_key_string(&json, "type", type);
    json_key_string(&json, "title", response_reason(status));
    json_key_integer(&json, "status", status);
    if (detail)
        json_key_string(&json, "detail", detail);
    json_object_close(&json);
    if (status == 503)
        response_header(response, "Retry-After", RETRY_AFTER);
}

void response_problem(struct response *response, const struct error *err)
{
    int status = error_status(err->kind);
    /* Paths and SQL of ours are nobody's business; the operator gets them (server_hooks.report). */
    response_status(response, status, status == 500 ? "the server could not make this answer" : err->message);
}
