#include "http/answer.h"

#include "base/file.h"
#include "base/text.h"
#include "http/compress.h"

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

static const struct response_header security_headers[] = {
    {"Content-Security-Policy", CONTENT_SECURITY_POLICY},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "strict-origin-when-cross-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"},
};

static const struct response_header api_headers[] = {
    {"Access-Control-Allow-Origin", "*"},
    {"Access-Control-Expose-Headers", "Link, ETag, Content-Crs"},
    {"Cross-Origin-Resource-Policy", "cross-origin"},
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

/* Media type and bytes, so that two forms with the same bytes do not share a strong ETag; the coding, since coded
 * bytes are another representation (RFC 9110, 8.8.3.3). */
static char *etag_make(const struct response *response, const char *tag, const char *coding)
{
    const char *media_type = response->media_type ? response->media_type : "";
    uint64_t hash = hash_bytes(HASH_SEED, media_type, strlen(media_type));
    struct buffer etag = BUFFER_INIT;
    size_t length;
    hash = hash_bytes(hash, response->body.bytes, response->body.length);
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
static const char *body_code(struct response *response, enum coding coding)
{
    static const char *const words[CODING_COUNT] = {NULL, "gzip", "br"};
    struct buffer coded = BUFFER_INIT;
    if (coding == CODING_IDENTITY)
        return NULL;
    if (!compress_bytes(coding, response->body.bytes, response->body.length, &coded) ||
        coded.length >= response->body.length) {
        buffer_free(&coded);
        return NULL;
    }
    buffer_free(&response->body);
    response->body = coded;
    return words[coding];
}

/* libmicrohttpd frees the bytes when the last reader has them; the room that coding asked for is given back first. */
static void body_take(struct answer *answer, struct response *response)
{
    char *bytes = buffer_take(&response->body, &answer->length);
    char *fitted = realloc(bytes, answer->length ? answer->length : 1);
    answer->bytes = fitted ? fitted : bytes;
    answer->mhd =
        MHD_create_response_from_buffer(answer->length, (void *)(uintptr_t)answer->bytes, MHD_RESPMEM_MUST_FREE);
    if (!answer->mhd)
        abort();
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
    headers_add(mhd, security_headers, sizeof security_headers / sizeof *security_headers);
    if (response->is_api)
        headers_add(mhd, api_headers, sizeof api_headers / sizeof *api_headers);
    else
        header_add(mhd, "Cross-Origin-Resource-Policy", "same-origin");
    if (choice->must_close)
        header_add(mhd, "Connection", "close");
}

static struct answer *answer_alloc(int status)
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer)
        abort(); /* as base/ does: nobody could recover */
    atomic_init(&answer->references, 1);
    answer->status = status;
    return answer;
}

struct answer *answer_new(struct response *response, const struct answer_choice *choice)
{
    struct answer *answer = answer_alloc(response->status);
    answer->is_kept = response->status == 200 && !response->is_private && choice->tag;
    /* A handler that has coded bytes ready says so itself. */
    bool is_coded = response_get_header(response, "Content-Encoding") != NULL;
    bool is_worth = !is_coded && compress_is_worth(response->media_type, response->body.length);
    unsigned vary = choice->vary | (is_coded || is_worth ? VARY_ACCEPT_ENCODING : 0);
    const char *coding = is_worth ? body_code(response, choice->coding) : NULL;
    if (answer->is_kept)
        answer->etag = etag_make(response, choice->tag, coding);
    body_take(answer, response);
    headers_compile(answer, response, coding, choice, vary);
    return answer;
}

static void part_release(void *whole)
{
    answer_release(whole);
}

static enum MHD_Result header_copy(void *part, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    header_add(part, name, value);
    return MHD_YES;
}

struct answer *answer_part(struct answer *whole, size_t first, size_t last)
{
    char range[80];
    assert(first <= last && last < whole->length);
    struct answer *part = answer_alloc(206);
    part->bytes = whole->bytes + first;
    part->length = last - first + 1;
    part->mhd = MHD_create_response_from_buffer_with_free_callback_cls(part->length, (void *)(uintptr_t)part->bytes,
                                                                       part_release, answer_hold(whole));
    if (!part->mhd)
        abort();
    MHD_get_response_headers(whole->mhd, header_copy, part->mhd);
    snprintf(range, sizeof range, "bytes %zu-%zu/%zu", first, last, whole->length);
    header_add(part->mhd, "Content-Range", range);
    return part;
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
    free(answer->etag);
    free(answer);
}
