#include "exchange/nursery.h"

#include "exchange/driver.h"
#include "exchange/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPEN_FILES 64
/* Without pidfd_open (Linux before 5.3) the end of a child is asked for this often. */
#define ASK_MILLISECONDS 10

struct job {
    pid_t pid;
    int end;    /* pidfd, -1 where the kernel has none */
    int errors; /* where its sentences and our verdict go */
};

struct nursery {
    int socket;
    int (*run)(const struct import_order *order);
    struct job jobs[NURSERY_JOBS_MAX];
    size_t count;
};

/* ---- in the fork ---- */

/* By name, not all that are open: PROJ holds its database. */
static void job_close_descriptors(const struct nursery *nursery, int output, int errors)
{
    close(nursery->socket);
    close(output);
    close(errors);
    for (size_t i = 0; i < nursery->count; i++) {
        close(nursery->jobs[i].errors);
        if (nursery->jobs[i].end >= 0)
            close(nursery->jobs[i].end);
    }
}

/* It writes to its pipes only: not a byte to a file, few descriptors. The rest is sandbox_limit's. */
static _Noreturn void job_run(const struct nursery *nursery, const struct import_order *order, int output, int errors,
                              pid_t parent)
{
    const struct rlimit files = {OPEN_FILES, OPEN_FILES}, bytes = {1, 1};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
        _exit(1);
    job_close_descriptors(nursery, output, errors);
    setrlimit(RLIMIT_NOFILE, &files);
    setrlimit(RLIMIT_FSIZE, &bytes);
    int status = nursery->run(order);
    if (!SANDBOX_IS_BUILT_IN)
        exit(status); /* with the sanitizer's look for leaks */
    fflush(NULL);
    _exit(status); /* the libraries' farewells take milliseconds and change nothing */
}

/* ---- requests ---- */

struct request {
    char text[NURSERY_MESSAGE_MAX + 1];
    int output, errors;
};

static void request_take_descriptors(struct msghdr *message, struct request *request)
{
    int taken[2];
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part))
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
            part->cmsg_len == CMSG_LEN(sizeof taken)) {
            memcpy(taken, CMSG_DATA(part), sizeof taken);
            request->output = taken[0];
            request->errors = taken[1];
        }
}

/* False when the other side has gone. */
static bool request_read(int socket, struct request *request, size_t *length)
{
    union {
        struct cmsghdr head; /* for its alignment */
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec text = {request->text, NURSERY_MESSAGE_MAX};
    struct msghdr message = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    request->output = request->errors = -1;
    ssize_t got;
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    request_take_descriptors(&message, request);
    request->text[got] = '\0';
    *length = (size_t)got;
    return true;
}

static bool request_order(const struct request *request, size_t length, struct import_order *order)
{
    const char *words[3] = {NULL, NULL, NULL};
    size_t count = 0;
    for (size_t at = 0; at < length && count < 3; at += strlen(request->text + at) + 1)
        words[count++] = request->text + at;
    *order = (struct import_order){words[0], words[1], words[2], STDOUT_FILENO, SANDBOX_IS_BUILT_IN};
    return count == 3 && request->output >= 0;
}

static void nursery_begin(struct nursery *nursery, const struct request *request, size_t length)
{
    struct import_order order;
    struct job *job = &nursery->jobs[nursery->count];
    pid_t parent = getpid();
    job->pid = -1;
    if (request_order(request, length, &order) && nursery->count < NURSERY_JOBS_MAX)
        job->pid = fork();
    if (job->pid == 0)
        job_run(nursery, &order, request->output, request->errors, parent);
    if (request->output >= 0)
        close(request->output);
    if (job->pid < 0) {
        if (request->errors >= 0) {
            dprintf(request->errors, "terril-exchange: an import could not be started\nended 1\n");
            close(request->errors);
        }
        return;
    }
    job->end = pidfd_open(job->pid, 0);
    job->errors = request->errors;
    nursery->count++;
}

/* ---- ends ---- */

static void job_end(struct nursery *nursery, size_t index, int status)
{
    struct job *job = &nursery->jobs[index];
    if (WIFSIGNALED(status))
        dprintf(job->errors, "\nkilled %d\n", WTERMSIG(status));
    else
        dprintf(job->errors, "\nended %d\n", WEXITSTATUS(status));
    close(job->errors);
    if (job->end >= 0)
        close(job->end);
    *job = nursery->jobs[--nursery->count];
}

static void nursery_reap(struct nursery *nursery)
{
    int status;
    for (size_t i = nursery->count; i-- > 0;)
        if (waitpid(nursery->jobs[i].pid, &status, WNOHANG) == nursery->jobs[i].pid)
            job_end(nursery, i, status);
}

/* Waits for a request, an end, or somebody who no longer wants an import. False when the socket is closed. */
static bool nursery_wait(struct nursery *nursery, bool *has_request)
{
    struct pollfd events[1 + 2 * NURSERY_JOBS_MAX];
    size_t count = 0;
    int patience = -1;
    events[count++] = (struct pollfd){nursery->socket, POLLIN, 0};
    for (size_t i = 0; i < nursery->count; i++) {
        events[count++] = (struct pollfd){nursery->jobs[i].errors, 0, 0}; /* POLLERR: the reader has gone */
        events[count++] = (struct pollfd){nursery->jobs[i].end, POLLIN, 0};
        patience = nursery->jobs[i].end < 0 ? ASK_MILLISECONDS : patience;
    }
    if (poll(events, (nfds_t)count, patience) < 0)
        return errno == EINTR;
    for (size_t i = 0; i < nursery->count; i++)
        if ((events[1 + 2 * i].revents & POLLERR) != 0)
            kill(nursery->jobs[i].pid, SIGKILL);
    *has_request = (events[0].revents & POLLIN) != 0;
    return *has_request || (events[0].revents & (POLLHUP | POLLERR)) == 0;
}

int nursery_run(int socket, int (*run)(const struct import_order *order))
{
    struct nursery *nursery = calloc(1, sizeof *nursery);
    struct request *request = calloc(1, sizeof *request);
    bool is_open = nursery != NULL && request != NULL;
    signal(SIGPIPE, SIG_IGN); /* a verdict that nobody waits for */
    if (is_open) {
        nursery->socket = socket;
        nursery->run = run;
        driver_start(); /* once, for all */
        driver_warm();
    }
    while (is_open) {
        bool has_request = false;
        size_t length = 0;
        is_open = nursery_wait(nursery, &has_request);
        if (is_open && has_request && (is_open = request_read(socket, request, &length)))
            nursery_begin(nursery, request, length);
        nursery_reap(nursery);
    }
    for (size_t i = 0; nursery != NULL && i < nursery->count; i++)
        kill(nursery->jobs[i].pid, SIGKILL);
    free(nursery);
    free(request);
    return 0;
}
