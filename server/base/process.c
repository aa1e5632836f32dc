#include "base/process.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Without pidfd_open (Linux before 5.3) the child's end is asked for this often. */
#define ASK_MILLISECONDS 10

/* What the child says on stderr is read by a thread of its own, so that neither a caller busy with its stdout nor
 * one that sleeps makes it wait. Of it only the last line is kept. */
struct listener {
    int fd;
    int stop; /* eventfd: the child has gone, take what is left and end */
    size_t length;
    bool line_ended;
    char line[sizeof((struct error *)0)->message];
};

struct process {
    char *name; /* argv[0], for the error line */
    pid_t pid;  /* also its process group */
    int end;    /* pidfd, readable when the child has ended; -1 where the kernel has none */
    int output;
    pthread_t thread;
    struct listener listener;
    bool running;
    double late; /* seconds after which it was killed for not answering; 0 when it was not */
    int status;  /* as waitpid gives it, once not running */
};

/* ---- in the child, between fork and exec: only async-signal-safe calls ---- */

struct launch {
    const char *const *argv;
    const struct process_limits *limits;
    pid_t parent;
    int input, output, errors;
    int report; /* closed by a successful exec, else errno is written here */
};

static bool limit_set(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    /* nobody may raise the hard limit; a stricter one than asked for stays */
    struct rlimit wanted = {soft < now.rlim_max ? soft : now.rlim_max, hard < now.rlim_max ? hard : now.rlim_max};
    return setrlimit(resource, &wanted) == 0;
}

static bool limits_set(const struct process_limits *limits)
{
    struct rlimit no_core = {0, 0};
    if (setrlimit(RLIMIT_CORE, &no_core) != 0)
        return false;
    if (limits == NULL)
        return true;
    if (limits->memory_bytes > 0 && !limit_set(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes))
        return false;
    /* SIGXCPU at the limit, which tells the cause; SIGKILL a second later for who ignores it */
    if (limits->cpu_seconds > 0 && !limit_set(RLIMIT_CPU, limits->cpu_seconds, (rlim_t)limits->cpu_seconds + 1))
        return false;
    if (limits->file_bytes > 0 && !limit_set(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes))
        return false;
    return limits->open_files == 0 || limit_set(RLIMIT_NOFILE, limits->open_files, limits->open_files);
}

/* Signals that we ignore or block would stay so in the program that follows. */
static void signals_reset(void)
{
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &plain, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Everything from 3 on closes at exec; the report must live until then. */
static void descriptors_close_at_exec(void)
{
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    /* Linux before 5.11 */
    struct rlimit open_files;
    int most =
        getrlimit(RLIMIT_NOFILE, &open_files) == 0 && open_files.rlim_cur < 65536 ? (int)open_files.rlim_cur : 65536;
    for (int fd = 3; fd < most; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static _Noreturn void launch_run(const struct launch *launch)
{
    extern char **environ;
    setpgid(0, 0);
    signals_reset();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        goto failed;
    if (getppid() != launch->parent)
        _exit(1); /* it had died before the signal was asked for */
    if (dup2(launch->input, 0) < 0 || dup2(launch->output, 1) < 0 || dup2(launch->errors, 2) < 0)
        goto failed;
    descriptors_close_at_exec();
    if (!limits_set(launch->limits))
        goto failed;
    execve(launch->argv[0], (char *const *)launch->argv, environ);
failed:;
    int cause = errno;
    ssize_t ignored = write(launch->report, &cause, sizeof cause);
    (void)ignored;
    _exit(127);
}

/* ---- the listener ---- */

/* Keeps the last line that has anything in it, its beginning where it is long. */
static void listener_take(struct listener *listener, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
            listener->line_ended = true;
            continue;
        }
        if (listener->line_ended)
            listener->length = 0;
        listener->line_ended = false;
        if (listener->length < sizeof listener->line - 1)
            listener->line[listener->length++] = bytes[i];
    }
}

/* False when nothing will follow. */
static bool listener_read(struct listener *listener)
{
    char bytes[4096];
    ssize_t got = read(listener->fd, bytes, sizeof bytes);
    if (got > 0)
        listener_take(listener, bytes, (size_t)got);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

static void *listener_run(void *payload)
{
    struct listener *listener = payload;
    struct pollfd events[2] = {{listener->fd, POLLIN, 0}, {listener->stop, POLLIN, 0}};
    for (;;) {
        if (poll(events, 2, -1) < 0 && errno != EINTR)
            break;
        /* told to stop and nothing left: a grandchild may keep the pipe open for ever */
        if (events[0].revents == 0 && events[1].revents != 0)
            break;
        if (events[0].revents != 0 && !listener_read(listener))
            break;
    }
    return NULL;
}

/* ---- starting ---- */

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Above 2 even where our own standard descriptors are closed, so that dup2 in the child overwrites none of them. */
static bool fd_lift(int *fd)
{
    if (*fd < 0 || *fd > 2)
        return *fd >= 0;
    int lifted = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    close(*fd);
    *fd = lifted;
    return lifted >= 0;
}

static bool pipe_open(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    bool first = fd_lift(&ends[0]), second = fd_lift(&ends[1]);
    return first && second;
}

/* What the child writes about its failed exec; 0 when it runs. */
static int report_read(int fd)
{
    int cause = 0;
    ssize_t got;
    do
        got = read(fd, &cause, sizeof cause);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof cause ? cause : 0;
}

static pid_t launch_fork(const struct launch *launch)
{
    /* our handlers must not run in the child */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0)
        launch_run(launch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

/* Fills process->pid; false with errno. */
static bool launch_child(struct process *process, struct launch *launch)
{
    int report[2], cause = 0;
    if (!pipe_open(report)) {
        cause = errno;
    } else {
        launch->report = report[1];
        process->pid = launch_fork(launch);
        if (process->pid < 0)
            cause = errno;
        fd_close(&report[1]);
        if (process->pid > 0 && (cause = report_read(report[0])) != 0)
            while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
                ;
    }
    fd_close(&report[0]);
    fd_close(&report[1]);
    errno = cause;
    return cause == 0;
}

/* Opens the pipes and runs the child; false with errno, descriptors closed but for process->output and listener's. The
 * child's stdin is `given`, or nothing where that is -1. */
static bool process_launch(struct process *process, const char *const *argv, const struct process_limits *limits,
                           int given)
{
    int output[2] = {-1, -1}, errors[2] = {-1, -1};
    int input = given >= 0 ? fcntl(given, F_DUPFD_CLOEXEC, 3) : open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool done = fd_lift(&input) && pipe_open(output) && pipe_open(errors);
    process->listener.stop = eventfd(0, EFD_CLOEXEC);
    done = done && process->listener.stop >= 0;
    if (done) {
        struct launch launch = {argv, limits, getpid(), input, output[1], errors[1], -1};
        done = launch_child(process, &launch);
    }
    int cause = errno;
    fd_close(&input);
    fd_close(&output[1]);
    fd_close(&errors[1]);
    process->output = output[0];
    process->listener.fd = errors[0];
    errno = cause;
    return done;
}

static void process_close(struct process *process)
{
    fd_close(&process->output);
    fd_close(&process->listener.fd);
    fd_close(&process->listener.stop);
    fd_close(&process->end);
    free(process->name);
    free(process);
}

struct process *process_start(const char *const *argv, const struct process_limits *limits, struct error *err)
{
    return process_start_reading(argv, limits, -1, err);
}

struct process *process_start_reading(const char *const *argv, const struct process_limits *limits, int input,
                                      struct error *err)
{
    assert(argv[0] != NULL && argv[0][0] == '/');
    struct process *process = memory_alloc(sizeof *process);
    memset(process, 0, sizeof *process);
    process->end = process->output = process->listener.fd = process->listener.stop = -1;
    process->name = memcpy(memory_alloc(strlen(argv[0]) + 1), argv[0], strlen(argv[0]) + 1);
    if (!process_launch(process, argv, limits, input)) {
        int cause = errno;
        error_set(err, cause == ENOENT ? ERROR_NOT_FOUND : ERROR_INTERNAL, "%s: %s", argv[0], strerror(cause));
        process_close(process);
        return NULL;
    }
    process->running = true;
    process->end = pidfd_open(process->pid, 0);
    int cause = pthread_create(&process->thread, NULL, listener_run, &process->listener);
    if (cause == 0)
        return process;
    kill(-process->pid, SIGKILL);
    waitpid(process->pid, NULL, 0);
    error_set(err, ERROR_INTERNAL, "%s: no thread: %s", argv[0], strerror(cause));
    process_close(process);
    return NULL;
}

int process_output(const struct process *process)
{
    return process->output;
}

/* ---- ending ---- */

/* The child's whole group dies, then the child is reaped: until then its id belongs to nobody else. */
static void process_reap(struct process *process)
{
    kill(-process->pid, SIGKILL);
    while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
        ;
    process->running = false;
    uint64_t one = 1;
    ssize_t ignored = write(process->listener.stop, &one, sizeof one);
    (void)ignored;
    pthread_join(process->thread, NULL);
    process->listener.line[utf8_whole(process->listener.line, process->listener.length)] = '\0';
    utf8_one_line(process->listener.line);
}

static bool process_has_ended(const struct process *process)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    return waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

/* Throws away what the caller did not read, as a child whose pipe is full would never end. */
static void output_discard(struct process *process)
{
    char bytes[4096];
    ssize_t got = read(process->output, bytes, sizeof bytes);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
        fd_close(&process->output);
}

/* True when the child ended by itself before `deadline`. */
static bool process_await(struct process *process, double deadline)
{
    while (!process_has_ended(process)) {
        double left = (deadline - clock_seconds()) * 1000;
        if (!(left > 0))
            return false;
        int wait = left < INT_MAX ? (int)left + 1 : INT_MAX;
        if (process->end < 0 && wait > ASK_MILLISECONDS)
            wait = ASK_MILLISECONDS;
        /* poll passes over negative descriptors */
        struct pollfd events[2] = {{process->end, POLLIN, 0}, {process->output, POLLIN, 0}};
        if (poll(events, 2, wait) > 0 && events[1].revents != 0)
            output_discard(process);
    }
    return true;
}

static bool fail_late(const struct process *process, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    number_write(&text, process->late, 1);
    error_set(err, ERROR_LIMIT, "%s: no answer for %s s", process->name, text.bytes);
    buffer_free(&text);
    return false;
}

static bool fail_dead(const struct process *process, struct error *err)
{
    const char *line = process->listener.line;
    if (WIFSIGNALED(process->status)) {
        int number = WTERMSIG(process->status);
        bool limited = number == SIGXCPU || number == SIGXFSZ;
        return error_set(err, limited ? ERROR_LIMIT : ERROR_INTERNAL, "%s: killed by signal %d%s%s", process->name,
                         number, *line != '\0' ? " after: " : "", line);
    }
    if (*line != '\0')
        return error_set(err, ERROR_INPUT, "%s", line);
    return error_set(err, ERROR_INPUT, "%s: exit status %d", process->name, WEXITSTATUS(process->status));
}

bool process_wait(struct process *process, double seconds, struct error *err)
{
    assert(seconds > 0);
    if (process->running) {
        if (!process_await(process, clock_seconds() + seconds))
            process->late = seconds;
        process_reap(process);
    }
    if (process->late > 0)
        return fail_late(process, err);
    if (WIFEXITED(process->status) && WEXITSTATUS(process->status) == 0)
        return true;
    return fail_dead(process, err);
}

void process_free(struct process *process)
{
    if (process == NULL)
        return;
    if (process->running)
        process_reap(process);
    process_close(process);
}

/* ---- our own programs ---- */

bool process_sibling(const char *name, char *path, size_t size, struct error *err)
{
    static const char *const places[] = {"", "../libexec/terril/", "../"};
    char folder[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return error_set(err, ERROR_INTERNAL, "/proc/self/exe: %s", strerror(errno));
    slash[1] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char found[PATH_MAX];
        int needed = snprintf(found, sizeof found, "%s%s%s", folder, places[i], name);
        if (needed < 0 || (size_t)needed >= sizeof found || access(found, X_OK) != 0)
            continue;
        if ((size_t)needed >= size)
            return error_set(err, ERROR_LIMIT, "%s: path longer than %zu bytes", found, size - 1);
        memcpy(path, found, (size_t)needed + 1);
        return true;
    }
    return error_set(err, ERROR_NOT_FOUND, "%s is neither beside this program nor in ../libexec/terril", name);
}
