#include "exchange/download.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/json.h"
#include "exchange/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_MAX ((size_t)64 * 1024) /* bytes of a part's .json */

int64_t download_date(const char *text)
{
    return (int64_t)curl_getdate(text, NULL);
}

/* ---- the part and what is known of it ---- */

static void state_path(const char *part, struct buffer *path)
{
    buffer_puts(path, part);
    buffer_puts(path, ".json");
}

static void state_write(const char *part, const char *address, const struct validator *validator)
{
    struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    json_object_open(&json);
    json_key_string(&json, "address", address);
    json_key_string(&json, "etag", validator->etag);
    json_key_string(&json, "last_modified", validator->last_modified);
    json_object_close(&json);
    state_path(part, &path);
    file_write_atomic(path.bytes, text.bytes, text.length, NULL); /* without it the part is only begun anew */
    buffer_free(&path);
    buffer_free(&text);
}

/* False when the bytes of the part cannot be continued: of another address, or without a validator to tell. */
static bool state_read(const char *part, const char *address, struct validator *validator)
{
    struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
    bool is_good = false;
    state_path(part, &path);
    if (file_read(path.bytes, STATE_MAX, &text, NULL)) {
        struct json_document *document = json_read(text.bytes, text.length, path.bytes, NULL);
        const struct json_value *root = json_root(document);
        is_good = document != NULL && strcmp(json_text(json_get(root, "address"), ""), address) == 0;
        if (is_good) {
            snprintf(validator->etag, VALIDATOR_MAX, "%s", json_text(json_get(root, "etag"), ""));
            snprintf(validator->last_modified, VALIDATOR_MAX, "%s", json_text(json_get(root, "last_modified"), ""));
        }
        json_free(document);
    }
    buffer_free(&path);
    buffer_free(&text);
    return is_good && (validator->etag[0] == '"' || validator->last_modified[0] != '\0');
}

/* Opens the part at its end; `begin` is what can be continued. */
static bool part_open(struct transfer *transfer, struct error *err)
{
    const struct download_order *order = transfer->order;
    struct stat status;
    transfer->file = open(order->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (transfer->file < 0 || fstat(transfer->file, &status) != 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", order->part, strerror(errno));
    bool is_continued = status.st_size > 0 && state_read(order->part, order->address, &transfer->if_range);
    transfer->begin = is_continued ? (uint64_t)status.st_size : 0;
    if ((!is_continued && ftruncate(transfer->file, 0) != 0) || lseek(transfer->file, 0, SEEK_END) < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", order->part, strerror(errno));
    return true;
}

static void part_forget(const struct download_order *order)
{
    struct buffer path = BUFFER_INIT;
    state_path(order->part, &path);
    unlink(path.bytes);
    unlink(order->part);
    buffer_free(&path);
}

/* ---- what came of it, in words ---- */

static bool download_refuse_status(const struct transfer *transfer, struct error *err)
{
    const char *address = transfer->order->address;
    const char *hint = transfer->status >= 500                              ? "; the service is out of order"
                       : transfer->status == 404 || transfer->status == 410 ? "; the file has moved"
                                                                            : "";
    return error_set(err, ERROR_INPUT, "%s: the server answered with status %ld%s", address, transfer->status, hint);
}

static bool download_refuse(const struct transfer *transfer, struct error *err)
{
    const struct download_order *order = transfer->order;
    unsigned long long written = transfer->written;
    if (transfer->refused_host[0] != '\0')
        return error_set(err, ERROR_INPUT, "%s: leads to %s, which is not a host of the public internet",
                         order->address, transfer->refused_host);
    if (transfer->write_errno != 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", order->part, strerror(transfer->write_errno));
    if (transfer->is_too_large || transfer->code == CURLE_FILESIZE_EXCEEDED)
        return error_set(err, ERROR_LIMIT, "%s: an answer of more than 2 GB", order->address);
    switch (transfer->code) {
    case CURLE_OK:
        return download_refuse_status(transfer, err);
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return error_set(err, ERROR_INPUT, "%s: the answer broke off after %llu bytes", order->address, written);
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(err, ERROR_INPUT, "%s: nearly nothing came for %u s (%llu bytes so far)", order->address,
                         order->patience, written);
    case CURLE_TOO_MANY_REDIRECTS:
        return error_set(err, ERROR_INPUT, "%s: more than %d redirects", order->address, DOWNLOAD_REDIRECTS);
    case CURLE_UNSUPPORTED_PROTOCOL:
        return error_set(err, ERROR_INPUT, "%s: leads to an address that is not https", order->address);
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_set(err, ERROR_INPUT, "%s: the host's name is not known (no network?)", order->address);
    default:
        return error_set(err, ERROR_INPUT, "%s: %s", order->address,
                         transfer->words[0] != '\0' ? transfer->words : curl_easy_strerror(transfer->code));
    }
}

/* ---- trying ---- */

enum outcome { OUTCOME_DONE, OUTCOME_AGAIN, OUTCOME_NEVER };

static bool transfer_is_whole(const struct transfer *transfer)
{
    return transfer->range_total < 0 || transfer->written == (uint64_t)transfer->range_total;
}

static enum outcome download_judge(struct transfer *transfer, struct error *err)
{
    bool is_body = transfer->status == 200 || transfer->status == 206;
    if (transfer->code == CURLE_OK && is_body && transfer_is_whole(transfer))
        return OUTCOME_DONE;
    if (transfer->code == CURLE_OK && transfer->status == 304 && transfer->begin == 0)
        return OUTCOME_DONE;
    if (transfer->status == 416 && transfer->begin > 0) {
        if (transfer->range_total == (int64_t)transfer->begin)
            return OUTCOME_DONE; /* the part was whole already, and If-Range says that it is still the same */
        part_forget(transfer->order);
        error_set(err, ERROR_INPUT, "%s: the server does not continue what was begun", transfer->order->address);
        return OUTCOME_AGAIN;
    }
    download_refuse(transfer, err);
    bool is_final = transfer->refused_host[0] != '\0' || transfer->write_errno != 0 || transfer->is_too_large ||
                    transfer->code == CURLE_FILESIZE_EXCEEDED || transfer->code == CURLE_TOO_MANY_REDIRECTS ||
                    transfer->code == CURLE_UNSUPPORTED_PROTOCOL || transfer->code == CURLE_URL_MALFORMAT ||
                    transfer->code == CURLE_PEER_FAILED_VERIFICATION ||
                    (transfer->code == CURLE_OK && transfer->status < 500 && transfer->status != 429 && !is_body);
    return is_final ? OUTCOME_NEVER : OUTCOME_AGAIN;
}

static enum outcome download_try(const struct download_order *order, struct download *download, struct error *err)
{
    struct transfer transfer = {.order = order, .file = -1};
    enum outcome outcome = OUTCOME_NEVER;
    if (part_open(&transfer, err)) {
        transfer_run(&transfer);
        if (transfer.status == 200 && transfer.begin > 0 && ftruncate(transfer.file, 0) == 0)
            transfer.begin = transfer.written = 0; /* a whole answer of no bytes in place of a continuation */
        if (transfer.status == 200 && transfer.written > 0)
            state_write(order->part, order->address, &transfer.validator);
        outcome = download_judge(&transfer, err);
    }
    if (transfer.file >= 0)
        close(transfer.file);
    if (outcome == OUTCOME_DONE) {
        download->is_unchanged = transfer.status == 304;
        download->validator = transfer.status == 416 ? transfer.if_range : transfer.validator;
        download->bytes = transfer.written;
    }
    return outcome;
}

bool download_get(const struct download_order *order, struct download *download, struct error *err)
{
    struct error last = ERROR_INIT;
    enum outcome outcome = OUTCOME_AGAIN;
    memset(download, 0, sizeof *download);
    for (unsigned i = 0; i < order->tries && outcome == OUTCOME_AGAIN; i++) {
        if (i > 0)
            sleep(1u << (i - 1)); /* a server in trouble gets more time each time */
        outcome = download_try(order, download, &last);
    }
    if (outcome == OUTCOME_DONE && download->is_unchanged)
        part_forget(order);
    if (outcome == OUTCOME_DONE)
        return true;
    return error_set(err, last.kind, "%s", last.message);
}
