#include "http/body.h"

#include "base/file.h"
#include "http/cork.h"

#include <microhttpd.h>

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define READ_BLOCK 65536

static atomic_uint settled; /* bodies, in the whole process, as descriptors are */

static bool settled_allow(void)
{
    if (atomic_fetch_add(&settled, 1) < BODY_SETTLED_MAX)
        return true;
    atomic_fetch_sub(&settled, 1);
    return false;
}

static struct body *body_new(const char *bytes, size_t length, int descriptor)
{
    struct body *body = malloc(sizeof *body);
    if (!body)
        abort(); /* as base/ does: nobody could recover */
    *body = (struct body){.bytes = bytes, .length = length, .descriptor = descriptor};
    atomic_init(&body->references, 1);
    return body;
}

/* The room that the writer or coder asked for and did not need is given back. */
struct body *body_take(struct buffer *buffer)
{
    size_t length;
    char *bytes = buffer_take(buffer, &length);
    char *fitted = realloc(bytes, length ? length : 1);
    return body_new(fitted ? fitted : bytes, length, -1);
}

struct body *body_take_lent(struct buffer *buffer, struct loans *loans)
{
    struct body *body = body_take(buffer);
    body->length += loans->length;
    body->loans = *loans;
    *loans = (struct loans){.list = BUFFER_INIT};
    return body;
}

static size_t own_length(const struct body *body)
{
    return body->length - body->loans.length;
}

static size_t body_slices(const struct body *body, size_t first, size_t length,
                          struct loan_slice slices[LOAN_SLICES_MAX])
{
    return loans_slices(&body->loans, body->bytes, own_length(body), first, length, slices);
}

static bool bytes_write(int descriptor, const char *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t wrote = write(descriptor, bytes + done, length - done);
        if (wrote <= 0)
            return false;
        done += (size_t)wrote;
    }
    return true;
}

struct body *body_settle(const struct body *body)
{
    const bool pays = body->length >= BODY_SETTLE_MIN && body->length <= CORK_MAX;
    if (!pays || body->descriptor >= 0 || body->loans.length > 0 || !settled_allow())
        return NULL;
    int descriptor = file_unnamed();
    /* Mapped for the parts that people ask for; pages that nobody looks at through the map are not counted to us twice. */
    void *map = MAP_FAILED;
    if (descriptor >= 0 && bytes_write(descriptor, body->bytes, body->length))
        map = mmap(NULL, body->length, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (map != MAP_FAILED)
        return body_new(map, body->length, descriptor);
    if (descriptor >= 0)
        close(descriptor);
    atomic_fetch_sub(&settled, 1);
    return NULL;
}

struct body *body_file(int descriptor, size_t length)
{
    struct body *body = body_new(NULL, length, descriptor);
    body->is_on_disk = true;
    return body;
}

size_t body_weight(const struct body *body)
{
    return body->is_on_disk ? body->length / 64 : own_length(body);
}

struct body *body_hold(struct body *body)
{
    atomic_fetch_add_explicit(&body->references, 1, memory_order_relaxed);
    return body;
}

void body_release(struct body *body)
{
    if (!body || atomic_fetch_sub_explicit(&body->references, 1, memory_order_acq_rel) != 1)
        return;
    if (body->is_on_disk) {
        close(body->descriptor);
    } else if (body->descriptor >= 0) {
        munmap((void *)(uintptr_t)body->bytes, body->length);
        close(body->descriptor);
        atomic_fetch_sub(&settled, 1);
    } else {
        free((void *)(uintptr_t)body->bytes);
    }
    loans_free(&body->loans);
    free(body);
}

static void response_release(void *body)
{
    body_release(body);
}

/* ---- a file on the disk, when there is no descriptor to give away ---- */

struct file_reading {
    struct body *body;
    size_t first;
};

static struct file_reading *file_reading_new(struct body *body, size_t first)
{
    struct file_reading *reading = malloc(sizeof *reading);
    if (!reading)
        abort();
    *reading = (struct file_reading){body_hold(body), first};
    return reading;
}

static void file_reading_free(void *payload)
{
    struct file_reading *reading = payload;
    body_release(reading->body);
    free(reading);
}

static ssize_t file_read_at(void *payload, uint64_t position, char *room, size_t most)
{
    const struct file_reading *reading = payload;
    ssize_t count = pread(reading->body->descriptor, room, most, (off_t)(reading->first + position));
    return count > 0 ? count : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* ---- what libmicrohttpd sends ---- */

static struct MHD_Response *memory_response(struct body *body, size_t first, size_t length)
{
    struct loan_slice slices[LOAN_SLICES_MAX];
    struct MHD_IoVec vector[LOAN_SLICES_MAX];
    size_t count = body_slices(body, first, length, slices);
    if (count <= 1)
        return MHD_create_response_from_buffer_with_free_callback_cls(
            length, (void *)(uintptr_t)(count > 0 ? slices[0].bytes : body->bytes), response_release, body_hold(body));
    for (size_t i = 0; i < count; i++)
        vector[i] = (struct MHD_IoVec){slices[i].bytes, slices[i].length};
    return MHD_create_response_from_iovec(vector, (unsigned)count, response_release, body_hold(body));
}

struct MHD_Response *body_response(struct body *body, size_t first, size_t length)
{
    struct MHD_Response *response = NULL;
    if (body->descriptor >= 0 && (body->is_on_disk || length == body->length)) {
        int own = fcntl(body->descriptor, F_DUPFD_CLOEXEC, 0); /* libmicrohttpd closes what it is given */
        if (own >= 0)
            response = MHD_create_response_from_fd_at_offset64(length, own, first);
        if (!response && own >= 0)
            close(own);
    }
    if (!response && !body->is_on_disk)
        response = memory_response(body, first, length);
    if (!response && body->is_on_disk) /* no descriptor left: libmicrohttpd reads through ours */
        response = MHD_create_response_from_callback(length, READ_BLOCK, file_read_at, file_reading_new(body, first),
                                                     file_reading_free);
    if (!response)
        abort();
    return response;
}
