#include "http/answer.h"

#include "base/file.h"
#include "base/text.h"
#include "http/key.h"

#include <microhttpd.h>

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Styles may stand in the page because the first view is inline SVG with style attributes; scripts may not. */
#define CONTENT_SECURITY_POLICY                                                                                        \
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "            \
    "connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "                    \
    "frame-ancestors 'self'; object-src 'none'"

/* Of what a browser shows as a document of its own, in which script and frames have a meaning. */
static const struct response_header document_headers[] = {
    {"Content-Security-Policy", CONTENT_SECURITY_POLICY},
    {"Referrer-Policy", "strict-origin-when-cross-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"},
};

/* Of everything else, in few bytes: fields that are three times as long as a small answer cost every reader their reading. */
static const struct response_header data_headers[] = {
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'"},
};

/* libmicrohttpd refuses values with line ends and tabs: such a field is left out rather than split the answer. */
static void header_add(struct MHD_Response *mhd, const char *name, const char *value)
{
    if (value && *value)
        MHD_add_response_header(mhd, name, value);
}

static void headers_add(struct MHD_Response *mhd, const struct response_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        header_add(mhd, headers[i].name, headers[i].value);
}

static const char *response_get_header(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcasecmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

/* Media type and the bytes as they are sent, so that two forms with the same bytes do not share a strong ETag, and bytes
 * coded at once and coded well, which are not the same, do not either: a part of one does not fit the other. The coding
 * is named for readers of logs (RFC 9110, 8.8.3.3). */
static char *etag_make(const struct response *response, const char *tag, const char *coding)
{
    const char *media_type = response->media_type ? response->media_type : "";
    uint64_t hash = key_hash(HASH_SEED, media_type, strlen(media_type));
    struct buffer etag = BUFFER_INIT;
    size_t length;
    const uint64_t bytes = response_hash(response);
    hash = key_hash(hash, &bytes, sizeof bytes);
    buffer_printf(&etag, "\"%s-%016" PRIx64 "%s%s\"", tag, hash, coding ? "-" : "", coding ? coding : "");
    return buffer_take(&etag, &length);
}

static void vary_add(struct MHD_Response *mhd, unsigned vary)
{
    static const char *const names[] = {"Accept", "Accept-Language", "Accept-Encoding"};
    struct buffer value = BUFFER_INIT;
    for (unsigned i = 0; i < 3; i++)
        if (vary & (1u << i))
            buffer_printf(&value, "%s%s", value.length ? ", " : "", names[i]);
    header_add(mhd, "Vary", value.bytes);
    buffer_free(&value);
}

/* Which fields a script of another site may read: of those that say something, those that this answer has. */
static void expose_add(const struct answer *answer, const struct response *response)
{
    static const char *const fields[] = {"Link", "Content-Crs", "Content-Bbox"};
    struct buffer names = BUFFER_INIT;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (response_get_header(response, fields[i]))
            buffer_printf(&names, "%s%s", names.length ? ", " : "", fields[i]);
    if (response->filename)
        buffer_printf(&names, "%sContent-Disposition", names.length ? ", " : "");
    if (answer->etag) /* of a part, where it lies */
        buffer_printf(&names, "%sETag, Content-Range", names.length ? ", " : "");
    header_add(answer->mhd, "Access-Control-Expose-Headers", names.bytes);
    buffer_free(&names);
}

/* RFC 6266: a plain name for everybody, the true one in UTF-8 for those who can. */
static void disposition_add(struct MHD_Response *mhd, const char *filename)
{
    struct buffer value = BUFFER_INIT;
    bool is_plain = true;
    buffer_puts(&value, "attachment; filename=\"");
    for (const char *byte = filename; *byte; byte++) {
        bool plain = (*byte >= 'a' && *byte <= 'z') || (*byte >= 'A' && *byte <= 'Z') ||
                     (*byte >= '0' && *byte <= '9') || strchr("._- ", *byte);
        buffer_putc(&value, plain ? *byte : '_');
        is_plain = is_plain && plain;
    }
    buffer_putc(&value, '"');
    if (!is_plain) {
        buffer_puts(&value, "; filename*=UTF-8''");
        text_percent_encode(&value, filename);
    }
    header_add(mhd, "Content-Disposition", value.bytes);
    buffer_free(&value);
}

/* Codes the body when it pays; the word for Content-Encoding, NULL when it stayed as it was. */
static const char *body_code(struct response *response, const struct answer_choice *choice)
{
    struct buffer coded = BUFFER_INIT;
    if (choice->coding == CODING_IDENTITY)
        return NULL;
    response_join(response);
    if (!compress_bytes(choice->coding, choice->effort, response->body.bytes, response->body.length, &coded) ||
        coded.length >= response->body.length) {
        buffer_free(&coded);
        return NULL;
    }
    response_replace(response, &coded);
    return compress_word(choice->coding);
}

static bool is_document(const char *media_type)
{
    static const char *const types[] = {"text/html", "image/svg+xml", "application/pdf"};
    for (size_t i = 0; media_type && i < sizeof types / sizeof *types; i++)
        if (strncmp(media_type, types[i], strlen(types[i])) == 0)
            return true;
    return false;
}

static void headers_compile(const struct answer *answer, const struct response *response, const char *coding,
                            const struct answer_choice *choice, unsigned vary)
{
    struct MHD_Response *mhd = answer->mhd;
    bool is_error = answer->status >= 400;
    const char *cache_control = response->cache_control;
    if (!cache_control)
        cache_control = is_error || response->is_private ? "no-store" : "public, max-age=60";
    header_add(mhd, "Content-Type", response->media_type);
    header_add(mhd, "Content-Encoding", coding);
    header_add(mhd, "Cache-Control", cache_control);
    header_add(mhd, "ETag", answer->etag);
    if (answer->etag)
        header_add(mhd, "Accept-Ranges", "bytes");
    vary_add(mhd, vary);
    if (response->filename)
        disposition_add(mhd, response->filename);
    headers_add(mhd, response->headers, response->header_count);
    header_add(mhd, "X-Content-Type-Options", "nosniff");
    if (is_document(response->media_type))
        headers_add(mhd, document_headers, sizeof document_headers / sizeof *document_headers);
    else
        headers_add(mhd, data_headers, sizeof data_headers / sizeof *data_headers);
    if (response->is_api) {
        header_add(mhd, "Access-Control-Allow-Origin", "*");
        expose_add(answer, response);
    }
    header_add(mhd, "Cross-Origin-Resource-Policy", response->is_api ? "cross-origin" : "same-origin");
    if (choice->must_close)
        header_add(mhd, "Connection", "close");
}

static struct answer *answer_alloc(int status, struct body *body, size_t first, size_t length)
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer)
        abort(); /* as base/ does: nobody could recover */
    atomic_init(&answer->references, 1);
    answer->status = status;
    answer->body = body_hold(body);
    answer->bytes = body->bytes && body->loans.length == 0 ? body->bytes + first : NULL;
    answer->length = length;
    answer->mhd = body_response(body, first, length);
    return answer;
}

static struct body *response_take_body(struct response *response)
{
    if (response->file < 0)
        return body_take_lent(&response->body, &response->loans);
    struct body *body = body_file(response->file, response->file_length);
    response->file = -1;
    return body;
}

struct answer *answer_new(struct response *response, const struct answer_choice *choice)
{
    /* A handler that has coded bytes ready says so itself. */
    const char *coding = response_get_header(response, "Content-Encoding");
    bool is_worth = !coding && response->file < 0 && compress_is_worth(response->media_type, response_length(response));
    unsigned vary = choice->vary | (coding || is_worth ? VARY_ACCEPT_ENCODING : 0);
    bool is_kept = response->status == 200 && !response->is_private && choice->tag;
    const char *done = is_worth ? body_code(response, choice) : NULL;
    char *etag = is_kept ? etag_make(response, choice->tag, coding ? coding : done) : NULL;
    struct body *body = response_take_body(response);
    struct answer *answer = answer_alloc(response->status, body, 0, body->length);
    body_release(body);
    answer->is_kept = is_kept;
    answer->is_relative = response->is_relative;
    answer->vary = vary;
    answer->effort = choice->effort;
    answer->etag = etag;
    headers_compile(answer, response, done, choice, vary);
    return answer;
}

static enum MHD_Result header_copy(void *copy, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    header_add(copy, name, value);
    return MHD_YES;
}

struct answer *answer_part(struct answer *whole, size_t first, size_t last)
{
    char range[80];
    assert(first <= last && last < whole->length);
    struct answer *part = answer_alloc(206, whole->body, first, last - first + 1);
    MHD_get_response_headers(whole->mhd, header_copy, part->mhd);
    snprintf(range, sizeof range, "bytes %zu-%zu/%zu", first, last, whole->length);
    header_add(part->mhd, "Content-Range", range);
    return part;
}

static struct answer *answer_over(const struct answer *answer, struct body *body)
{
    struct answer *copy = answer_alloc(answer->status, body, 0, answer->length);
    MHD_get_response_headers(answer->mhd, header_copy, copy->mhd);
    copy->etag = answer->etag ? strdup(answer->etag) : NULL;
    if (answer->etag && !copy->etag)
        abort();
    copy->is_kept = answer->is_kept;
    copy->is_relative = answer->is_relative;
    copy->vary = answer->vary;
    copy->effort = answer->effort;
    return copy;
}

struct answer *answer_twin(struct answer *answer)
{
    return answer_over(answer, answer->body);
}

struct answer *answer_settle(struct answer *answer)
{
    struct body *body = body_settle(answer->body);
    if (!body)
        return NULL;
    struct answer *settled = answer_over(answer, body);
    body_release(body);
    return settled;
}

struct answer *answer_hold(struct answer *answer)
{
    atomic_fetch_add_explicit(&answer->references, 1, memory_order_relaxed);
    return answer;
}

void answer_release(struct answer *answer)
{
    if (!answer || atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) != 1)
        return;
    MHD_destroy_response(answer->mhd);
    body_release(answer->body);
    free(answer->etag);
    free(answer);
}
