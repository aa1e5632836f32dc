#include "exchange/child.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/number.h"
#include "base/process.h"
#include "base/text.h"
#include "exchange/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define IMPORT_SECONDS 60.0
#define FETCH_SECONDS  7200.0          /* hundreds of megabytes over a country line */
#define SAID_MAX       ((size_t)65536) /* of what an import says on stderr; the end counts */
#define PROGRAM        "terril-exchange"

struct exchange_import {
    struct frame_reader *reader;
    struct arena *arena;
    const char *name;    /* of the source, for error lines */
    struct buffer order; /* what the nursery was asked */
    unsigned long birth; /* of the nursery that was asked */
    int output, errors;  /* what we read: frames, and sentences with the nursery's verdict behind */
    struct buffer said;
    bool has_ended, is_late;
};

/* ---- the nursery: one for this process, started with the first import ---- */

static pthread_mutex_t nursery_lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t nursery_pid = -1;
static int nursery_socket = -1;
static unsigned long nursery_births = 0; /* how many there have been */

static void nursery_close(void)
{
    if (nursery_socket >= 0)
        close(nursery_socket);
    if (nursery_pid > 0)
        while (waitpid(nursery_pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    nursery_socket = -1;
    nursery_pid = -1;
}

/* In a process group of its own, with nothing open but the socket and stderr; signals as they are by default. */
static int nursery_spawn(const char *program, int socket)
{
    extern char **environ;
    char *const words[] = {(char *)(uintptr_t)program, (char *)(uintptr_t) "nursery", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, socket, NURSERY_SOCKET);
    posix_spawn_file_actions_addclosefrom_np(&actions, NURSERY_SOCKET + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int failed = posix_spawn(&nursery_pid, program, &actions, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

static bool nursery_open(struct error *err)
{
    char program[PATH_MAX];
    int ends[2];
    if (nursery_socket >= 0)
        return true;
    if (!process_sibling(PROGRAM, program, sizeof program, err))
        return false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set(err, ERROR_INTERNAL, "%s: %s", program, strerror(errno));
    nursery_socket = ends[0];
    int failed = nursery_spawn(program, ends[1]);
    close(ends[1]);
    if (failed == 0) {
        nursery_births++;
        return true;
    }
    nursery_pid = -1;
    nursery_close();
    return error_set(err, ERROR_INTERNAL, "%s: %s", program, strerror(failed));
}

static bool nursery_send(const struct buffer *words, const int descriptors[2])
{
    union {
        struct cmsghdr head; /* for its alignment */
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {.bytes = {0}};
    struct iovec text = {words->bytes, words->length};
    struct msghdr message = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(part), descriptors, 2 * sizeof(int));
    ssize_t sent;
    do
        sent = sendmsg(nursery_socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)words->length;
}

/* A nursery that has gone (killed, out of memory) is replaced once. `birth` becomes that of the one that was asked. */
static bool nursery_ask(const struct buffer *words, const int descriptors[2], unsigned long *birth, struct error *err)
{
    bool is_sent = false;
    pthread_mutex_lock(&nursery_lock);
    for (int i = 0; i < 2 && !is_sent && nursery_open(err); i++) {
        is_sent = nursery_send(words, descriptors);
        if (!is_sent) {
            error_set(err, ERROR_INTERNAL, "%s: %s", PROGRAM, strerror(errno));
            nursery_close();
        }
    }
    *birth = nursery_births;
    pthread_mutex_unlock(&nursery_lock);
    return is_sent;
}

/* One that left an import without a verdict is dead or dying: the next import has another. */
static void nursery_give_up(unsigned long birth)
{
    pthread_mutex_lock(&nursery_lock);
    if (birth == nursery_births)
        nursery_close();
    pthread_mutex_unlock(&nursery_lock);
}

/* ---- an import ---- */

static void descriptor_close(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static bool import_ask(struct exchange_import *import, struct error *err)
{
    int output[2] = {-1, -1}, errors[2] = {-1, -1};
    bool is_sent = false;
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0) {
        error_set(err, ERROR_INTERNAL, "%s: %s", import->name, strerror(errno));
    } else {
        const int descriptors[2] = {output[1], errors[1]};
        is_sent = nursery_ask(&import->order, descriptors, &import->birth, err);
    }
    import->output = output[0];
    import->errors = errors[0];
    descriptor_close(&output[1]);
    descriptor_close(&errors[1]);
    return is_sent;
}

struct exchange_import *exchange_import_start(const char *catalogue_path, const char *source_id, const char *file,
                                              struct error *err)
{
    const char *const words[] = {catalogue_path, source_id, file};
    struct exchange_import *import = calloc(1, sizeof *import);
    if (import == NULL) {
        error_set(err, ERROR_INTERNAL, "%s: no memory", source_id);
        return NULL;
    }
    import->arena = arena_new();
    import->name = arena_string(import->arena, source_id);
    import->output = import->errors = -1;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        buffer_append(&import->order, words[i], strlen(words[i]) + 1);
    bool is_started = import->order.length <= NURSERY_MESSAGE_MAX
                          ? import_ask(import, err)
                          : error_set(err, ERROR_LIMIT, "%s: path too long", file);
    if (is_started)
        return import;
    exchange_import_free(import);
    return NULL;
}

struct frame_reader *exchange_import_reader(struct exchange_import *import)
{
    return import->reader;
}

/* Everything until the pipe closes, which is when import and nursery are done with it. */
static void import_listen(struct exchange_import *import)
{
    double deadline = clock_seconds() + IMPORT_SECONDS;
    while (!import->has_ended && !import->is_late) {
        struct pollfd event = {import->errors, POLLIN, 0};
        double left = deadline - clock_seconds();
        int ready = left > 0 ? poll(&event, 1, (int)(left * 1000) + 1) : 0;
        import->is_late = ready == 0;
        if (ready <= 0)
            continue;
        ssize_t got = read(import->errors, buffer_reserve(&import->said, 4096), 4096);
        import->has_ended = got == 0 || (got < 0 && errno != EINTR);
        import->said.length += got > 0 ? (size_t)got : 0;
        if (import->said.length > SAID_MAX) { /* the end counts */
            memmove(import->said.bytes, import->said.bytes + SAID_MAX / 2, import->said.length - SAID_MAX / 2);
            import->said.length -= SAID_MAX / 2;
        }
    }
}

/* The last line of the first `length` bytes that is not empty; `length` becomes where it begins. */
static const char *said_line(const struct buffer *said, size_t *length, struct arena *arena)
{
    while (*length > 0 && said->bytes[*length - 1] == '\n')
        --*length;
    size_t end = *length;
    while (*length > 0 && said->bytes[*length - 1] != '\n')
        --*length;
    return arena_copy(arena, end > *length ? said->bytes + *length : "", end - *length);
}

/* The nursery's last line; NULL when it was killed before it could give one. */
static const char *import_verdict(const struct exchange_import *import, size_t *length)
{
    const char *line = said_line(&import->said, length, import->arena);
    return text_starts_with(line, "ended ") || text_starts_with(line, "killed ") ? line : NULL;
}

static bool import_judge(struct exchange_import *import, struct error *err)
{
    size_t length = import->said.length;
    const char *verdict = import_verdict(import, &length);
    const char *sentence = said_line(&import->said, &length, import->arena);
    if (verdict != NULL && strcmp(verdict, "ended 0") == 0)
        return true;
    int64_t number = 0;
    const char *word = verdict != NULL ? strchr(verdict, ' ') + 1 : "";
    if (!number_read_integer(word, strlen(word), 0, 255, &number))
        return error_set(err, ERROR_INTERNAL, "%s: %s ended before the import", import->name, PROGRAM);
    if (text_starts_with(verdict, "killed ") && number == SIGXCPU)
        return error_set(err, ERROR_LIMIT, "%s: reading it takes too long", import->name);
    if (text_starts_with(verdict, "killed "))
        return error_set(err, ERROR_INPUT, "%s: its reader was killed by signal %d", import->name, (int)number);
    if (sentence[0] == '\0')
        return error_set(err, ERROR_INPUT, "%s: its reader ended with status %d", import->name, (int)number);
    return error_set(err, ERROR_INPUT, "%s", sentence);
}

bool exchange_import_finish(struct exchange_import *import, struct error *err)
{
    import_listen(import);
    if (import->is_late) {
        descriptor_close(&import->errors); /* the nursery kills it */
        return error_set(err, ERROR_LIMIT, "%s: its reader gave no answer for %.0f s", import->name, IMPORT_SECONDS);
    }
    return import_judge(import, err);
}

/* A nursery that was killed with our request unread has begun nothing: another one is asked, once. */
static bool import_again(struct exchange_import *import)
{
    import_listen(import);
    size_t length = import->said.length;
    if (import->is_late || import_verdict(import, &length) != NULL)
        return false;
    nursery_give_up(import->birth);
    descriptor_close(&import->output);
    descriptor_close(&import->errors);
    import->said.length = 0;
    import->has_ended = false;
    return import_ask(import, NULL);
}

bool exchange_import_open(struct exchange_import *import, struct error *err)
{
    struct error broken = ERROR_INIT;
    import->reader = frame_reader_open(import->output, import->name, &broken);
    if (import->reader == NULL && import_again(import))
        import->reader = frame_reader_open(import->output, import->name, &broken);
    if (import->reader != NULL)
        return true;
    /* A child that refuses the file says why; only one that ends well without frames leaves us our own words. */
    if (exchange_import_finish(import, err))
        error_set(err, broken.kind, "%s", broken.message);
    return false;
}

void exchange_import_free(struct exchange_import *import)
{
    if (import == NULL)
        return;
    frame_reader_close(import->reader);
    descriptor_close(&import->output);
    descriptor_close(&import->errors);
    buffer_free(&import->said);
    buffer_free(&import->order);
    arena_free(import->arena);
    free(import);
}

/* ---- a download ---- */

/* The child's stderr is kept for its last sentence, so its progress comes as lines on stdout: "progress 1024 65536". */
static void fetch_follow(int output, const char *source_id)
{
    unsigned long long done, total;
    char line[LINE_MAX];
    FILE *lines = fdopen(dup(output), "r");
    while (lines != NULL && fgets(line, sizeof line, lines) != NULL)
        if (sscanf(line, "progress %19llu %19llu", &done, &total) == 2)
            log_progress(source_id, (size_t)done, (size_t)total);
    if (lines != NULL)
        fclose(lines);
    log_progress_end();
}

bool exchange_fetch(const char *catalogue_path, const char *source_id, const char *folder, struct error *err)
{
    char program[PATH_MAX];
    if (!process_sibling(PROGRAM, program, sizeof program, err))
        return false;
    const char *const words[] = {program,    "fetch", "--catalogue", catalogue_path, "--source", source_id,
                                 "--folder", folder,  NULL};
    const struct process_limits none = {0, 0, 0, 0};
    struct process *process = process_start(words, &none, err);
    if (process == NULL)
        return false;
    fetch_follow(process_output(process), source_id);
    bool is_done = process_wait(process, FETCH_SECONDS, err);
    process_free(process);
    return is_done;
}
