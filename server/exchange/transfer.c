#include "exchange/transfer.h"

#include "base/number.h"
#include "base/text.h"
#include "exchange/address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CONNECT_SECONDS 15L

/* ---- what comes in ---- */

static bool header_is(const char *line, size_t length, const char *name, char *value, size_t size)
{
    size_t name_length = strlen(name);
    if (length <= name_length || strncasecmp(line, name, name_length) != 0 || line[name_length] != ':')
        return false;
    const char *at = line + name_length + 1, *end = line + length;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    while (end > at && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
        end--;
    if ((size_t)(end - at) < size)
        snprintf(value, size, "%.*s", (int)(end - at), at);
    return true;
}

/* Content-Range (RFC 9110 14.4): "bytes 100-199/200", "bytes 0-1/ *" or "bytes * /200" (without the spaces). */
static void header_range(struct transfer *transfer, const char *value)
{
    const char *slash = strchr(value, '/');
    if (!text_starts_with(value, "bytes ") || slash == NULL)
        return;
    number_read_integer(slash + 1, strlen(slash + 1), 0, INT64_MAX, &transfer->range_total);
    const char *first = value + strlen("bytes ");
    number_read_integer(first, strcspn(first, "-"), 0, INT64_MAX, &transfer->range_begin);
}

/* Each answer on the way (redirects) begins anew with its status line. */
static size_t transfer_header(char *line, size_t one, size_t length, void *payload)
{
    (void)one;
    struct transfer *transfer = payload;
    char value[VALIDATOR_MAX] = "";
    if (length > 5 && strncmp(line, "HTTP/", 5) == 0) {
        memset(&transfer->validator, 0, sizeof transfer->validator);
        transfer->range_begin = transfer->range_total = -1;
        const char *space = memchr(line, ' ', length);
        transfer->status = space != NULL ? strtol(space, NULL, 10) : 0;
    } else if (header_is(line, length, "ETag", value, sizeof value)) {
        memcpy(transfer->validator.etag, value, sizeof value);
    } else if (header_is(line, length, "Last-Modified", value, sizeof value)) {
        memcpy(transfer->validator.last_modified, value, sizeof value);
    } else if (header_is(line, length, "Content-Range", value, sizeof value)) {
        header_range(transfer, value);
    }
    return length;
}

/* An answer that is not the continuation we asked for begins the part anew. */
static bool transfer_begin(struct transfer *transfer)
{
    bool is_continued =
        transfer->status == 206 && transfer->begin > 0 && transfer->range_begin == (int64_t)transfer->begin;
    if (is_continued)
        return true;
    if (transfer->status == 206) /* a part of the whole that nobody asked for */
        return false;
    transfer->begin = 0;
    if (ftruncate(transfer->file, 0) != 0 || lseek(transfer->file, 0, SEEK_SET) != 0) {
        transfer->write_errno = errno;
        return false;
    }
    transfer->written = 0;
    return true;
}

static size_t transfer_body(char *bytes, size_t one, size_t length, void *payload)
{
    (void)one;
    struct transfer *transfer = payload;
    if (transfer->status != 200 && transfer->status != 206)
        return length; /* what an error page says is not kept */
    if (transfer->written == transfer->begin && !transfer_begin(transfer))
        return 0;
    transfer->is_too_large = transfer->written + length > (uint64_t)DOWNLOAD_MAX;
    if (transfer->is_too_large)
        return 0;
    for (size_t sent = 0; sent < length;) {
        ssize_t count = write(transfer->file, bytes + sent, length - sent);
        if (count < 0 && errno != EINTR) {
            transfer->write_errno = errno;
            return 0;
        }
        sent += count > 0 ? (size_t)count : 0;
    }
    transfer->written += length;
    return length;
}

static int transfer_progress(void *payload, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up)
{
    (void)up_total;
    (void)up;
    struct transfer *transfer = payload;
    if (transfer->order->progress != NULL && (transfer->status == 200 || transfer->status == 206))
        transfer->order->progress(transfer->order->title, transfer->begin + (uint64_t)done,
                                  total > 0 ? transfer->begin + (uint64_t)total : 0);
    return 0;
}

/* Called with the address that a name resolved to, for redirects too: rebinding a name gains nothing. */
static curl_socket_t transfer_socket(void *payload, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct transfer *transfer = payload;
    if (!transfer->order->is_private_allowed && !address_is_public(&address->addr)) {
        address_write(&address->addr, transfer->refused_host);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- what goes out ---- */

static struct curl_slist *transfer_add(struct curl_slist *headers, const char *name, const char *value)
{
    char line[VALIDATOR_MAX + 32];
    snprintf(line, sizeof line, "%s: %s", name, value);
    return curl_slist_append(headers, line);
}

/* A weak ETag continues nothing (RFC 9110 13.1.5). */
static struct curl_slist *transfer_headers(const struct transfer *transfer)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: */*");
    const struct validator *part = &transfer->if_range, *known = &transfer->order->known;
    if (transfer->begin > 0)
        return transfer_add(headers, "If-Range", part->etag[0] == '"' ? part->etag : part->last_modified);
    if (known->etag[0] != '\0')
        headers = transfer_add(headers, "If-None-Match", known->etag);
    if (known->last_modified[0] != '\0')
        headers = transfer_add(headers, "If-Modified-Since", known->last_modified);
    return headers;
}

static void transfer_limits(CURL *curl, const struct transfer *transfer)
{
    const struct download_order *order = transfer->order;
    bool is_secure = text_starts_with(order->address, "https://");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, is_secure ? "https" : "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)DOWNLOAD_REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)DOWNLOAD_MAX);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, DOWNLOAD_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, DOWNLOAD_SLOW);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)order->patience);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

static void transfer_callbacks(CURL *curl, struct transfer *transfer)
{
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, transfer_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, transfer_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, transfer_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, transfer_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->words);
}

void transfer_run(struct transfer *transfer)
{
    char range[32];
    CURL *curl = curl_easy_init();
    transfer->code = CURLE_FAILED_INIT;
    transfer->written = transfer->begin;
    transfer->range_begin = transfer->range_total = -1;
    if (curl == NULL)
        return;
    struct curl_slist *headers = transfer_headers(transfer);
    transfer_limits(curl, transfer);
    transfer_callbacks(curl, transfer);
    if (transfer->begin > 0) {
        snprintf(range, sizeof range, "%llu-", (unsigned long long)transfer->begin);
        curl_easy_setopt(curl, CURLOPT_RANGE, range);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "terril/" TERRIL_VERSION);
    curl_easy_setopt(curl, CURLOPT_URL, transfer->order->address);
    transfer->code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
