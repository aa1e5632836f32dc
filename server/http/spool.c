#include "http/spool.h"

#include "base/file.h"
#include "http/key.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

static bool spool_fail(const char *what, struct error *err)
{
    return error_set(err, ERROR_STORAGE, "a long answer: %s: %s", what, strerror(errno));
}

static bool file_add(struct response *response, struct error *err)
{
    const char *bytes = response->body.bytes;
    size_t length = response->body.length;
    if (response->file_length + length > SPOOL_MAX)
        return error_set(err, ERROR_INTERNAL, "a long answer: more than %zu bytes", SPOOL_MAX);
    for (size_t done = 0; done < length;) {
        ssize_t wrote = write(response->file, bytes + done, length - done);
        if (wrote < 0 && errno != EINTR)
            return spool_fail("not written", err);
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    response->file_hash = key_hash(response->file_hash, bytes, length);
    response->file_length += length;
    buffer_clear(&response->body);
    return true;
}

bool spool_flush(struct response *response, struct error *err)
{
    if (response->file < 0 && response->body.length <= SPOOL_MIN)
        return true;
    if (response->file < 0 && (response->file = file_unnamed()) < 0)
        return spool_fail("no file for it", err);
    bool is_first = response->file_length == 0;
    bool is_done = file_add(response, err);
    if (is_first) /* the next pieces are small */
        buffer_free(&response->body);
    return is_done;
}

/* The tag of an answer is made of its bytes. */
static bool file_hash_all(struct response *response, struct error *err)
{
    struct buffer piece = BUFFER_INIT;
    ssize_t count = 1;
    uint64_t hash = 0;
    while (count > 0) {
        count = read(response->file, buffer_reserve(&piece, PIECE), PIECE);
        if (count > 0)
            hash = key_hash(hash, piece.bytes, (size_t)count);
    }
    buffer_free(&piece);
    response->file_hash = hash;
    return count == 0 || spool_fail("not read", err);
}

bool spool_take(struct response *response, const char *path, struct error *err)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0)
            close(file);
        return spool_fail("not there", err);
    }
    if ((uint64_t)status.st_size <= SPOOL_MIN) {
        close(file);
        return file_read(path, SPOOL_MIN, &response->body, err);
    }
    response->file = file;
    response->file_length = (size_t)status.st_size;
    if (response->file_length > SPOOL_MAX)
        return error_set(err, ERROR_INTERNAL, "a long answer: more than %zu bytes", SPOOL_MAX);
    return file_hash_all(response, err);
}

bool spool_recall(struct response *response, struct error *err)
{
    if (response->file < 0)
        return true;
    struct buffer whole = BUFFER_INIT;
    size_t done = 0;
    ssize_t count = 1;
    while (done < response->file_length && count > 0) {
        count = pread(response->file, buffer_reserve(&whole, PIECE), PIECE, (off_t)done);
        whole.length += count > 0 ? (size_t)count : 0;
        done += count > 0 ? (size_t)count : 0;
    }
    bool is_done = done == response->file_length;
    if (is_done) {
        buffer_append(&whole, response->body.bytes, response->body.length);
        buffer_free(&response->body);
        response->body = whole;
        close(response->file);
        response->file = -1;
        response->file_length = 0;
        return true;
    }
    buffer_free(&whole);
    return spool_fail("not read", err);
}
