#include "exchange/send.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/process.h"
#include "exchange/sandbox.h"
#include "geo/frame.h"
#include "geo/wkb.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM      "terril-exchange"
#define FLUSH_BYTES  ((size_t)256 * 1024)
#define STALL_SECS   120.0 /* that the child may take to read what lies before it */
#define FINISH_SECS  600.0 /* to build its indexes and commit, with millions of features */
#define MEMORY_BYTES (UINT64_C(2) << 30)
#define CPU_SECS     900u
#define FILE_BYTES   (UINT64_C(64) << 30)
#define OPEN_FILES   64u

struct sending {
    int socket; /* the child's stdin; a socket, which can be told not to send SIGPIPE */
    struct buffer out, wkb;
    uint64_t count;
    double deadline; /* clock_seconds(); 0 for none */
    bool is_gone;    /* the child reads no more: it will say why */
};

/* Seconds that the child may take from now. */
static double sending_patience(const struct sending *sending, double most)
{
    double left = sending->deadline - clock_seconds();
    if (sending->deadline == 0 || left > most)
        return most;
    return left > 0.001 ? left : 0.001;
}

static bool sending_wait(struct sending *sending, struct error *err)
{
    struct pollfd event = {sending->socket, POLLOUT, 0};
    double seconds = sending_patience(sending, STALL_SECS);
    int ready;
    do
        ready = poll(&event, 1, (int)(seconds * 1000));
    while (ready < 0 && errno == EINTR);
    return ready > 0 || error_set(err, ERROR_LIMIT, "%s: took nothing for %.0f s", PROGRAM, seconds);
}

/* False when the child has gone, without an error, or does not move, with one. */
static bool sending_flush(struct sending *sending, size_t at_least, struct error *err)
{
    if (sending->out.length < at_least)
        return true;
    for (size_t sent = 0; sent < sending->out.length;) {
        if (!sending_wait(sending, err))
            return false;
        ssize_t count =
            send(sending->socket, sending->out.bytes + sent, sending->out.length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            sending->is_gone = true;
            return false;
        }
        sent += count > 0 ? (size_t)count : 0;
    }
    buffer_clear(&sending->out);
    return true;
}

static void sending_frame(struct sending *sending, enum frame_type type, struct buffer *json)
{
    frame_write_json(&sending->out, type, json->bytes, json->length);
    buffer_free(json);
}

static void sending_head(struct sending *sending, const struct exchange_layer *layer,
                         const struct feature_stream *features)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    json_object_open(&json);
    frame_write_fields(&json, features->fields, features->field_count);
    json_key_string(&json, "layer", layer->name);
    json_key_string(&json, "title", layer->title);
    json_key_string(&json, "description", layer->description);
    json_key_string(&json, "date", layer->date);
    json_key_string(&json, "geometry", geometry_type_name(layer->geometry));
    json_key(&json, "metadata");
    json_object_open(&json);
    for (size_t i = 0; layer->metadata[i][0] != NULL; i++)
        if (layer->metadata[i][1] != NULL)
            json_key_string(&json, layer->metadata[i][0], layer->metadata[i][1]);
    json_object_close(&json);
    json_object_close(&json);
    frame_write_start(&sending->out);
    sending_frame(sending, FRAME_SOURCE, &text);
}

static void sending_end(struct sending *sending)
{
    struct buffer text = BUFFER_INIT;
    buffer_printf(&text, "{\"read\":%llu}", (unsigned long long)sending->count);
    sending_frame(sending, FRAME_END, &text);
}

static bool sending_run(struct sending *sending, const struct exchange_layer *layer, struct feature_stream *features,
                        struct error *err)
{
    struct feature feature;
    int step;
    sending_head(sending, layer, features);
    while ((step = features->next(features, &feature, err)) == 1) {
        buffer_clear(&sending->wkb);
        wkb_write(&feature.geometry, &sending->wkb);
        frame_write_feature(&sending->out, &feature, sending->wkb.bytes, sending->wkb.length);
        sending->count++;
        if (!sending_flush(sending, FLUSH_BYTES, err))
            return false;
    }
    if (step != 0)
        return false;
    sending_end(sending);
    return sending_flush(sending, 0, err);
}

/* The process, and our end of its stdin. */
static struct process *sending_start(struct sending *sending, const struct exchange_target *target, struct error *err)
{
    char program[PATH_MAX];
    int ends[2];
    const char *const words[] = {
        program,     "export", "--format",    target->form, "--crs",
        target->crs, "--to",   target->place, "--schema",   target->schema != NULL ? target->schema : "public",
        NULL};
    const struct process_limits limits = {SANDBOX_IS_BUILT_IN ? MEMORY_BYTES : 0, /* sanitizers map terabytes */
                                          CPU_SECS, FILE_BYTES, OPEN_FILES};
    if (!process_sibling(PROGRAM, program, sizeof program, err))
        return NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        error_set(err, ERROR_INTERNAL, "%s: %s", PROGRAM, strerror(errno));
        return NULL;
    }
    sending->socket = ends[0];
    struct process *process = process_start_reading(words, &limits, ends[1], err);
    close(ends[1]);
    return process;
}

bool exchange_send(const struct exchange_target *target, const struct exchange_layer *layer,
                   struct feature_stream *features, uint64_t *count, struct error *err)
{
    struct sending sending = {.socket = -1, .deadline = target->seconds > 0 ? clock_seconds() + target->seconds : 0};
    struct process *process = sending_start(&sending, target, err);
    bool is_done = process != NULL && sending_run(&sending, layer, features, err);
    if (sending.socket >= 0)
        close(sending.socket);
    if (is_done || sending.is_gone) {
        bool has_ended_well = process_wait(process, sending_patience(&sending, FINISH_SECS), err);
        if (has_ended_well && !is_done)
            error_set(err, ERROR_INTERNAL, "%s ended before it had read everything", PROGRAM);
        is_done = is_done && has_ended_well;
    }
    process_free(process);
    buffer_free(&sending.out);
    buffer_free(&sending.wkb);
    if (is_done)
        *count = sending.count;
    return is_done;
}
