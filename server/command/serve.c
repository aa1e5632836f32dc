#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/number.h"
#include "command/routes.h"
#include "http/prepare.h"
#include "http/server.h"
#include "page/site.h"
#include "store/snapshot.h"

#include <errno.h>
#include <limits.h>
#include <linux/sched/types.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char help[] = "terril serve: serve a snapshot\n"
                           "\n"
                           "  terril serve var/terril.sqlite               on http://127.0.0.1:8080/\n"
                           "  terril serve var/terril.sqlite --port 0      on any free port\n"
                           "  terril serve FILE --address 0.0.0.0 --public https://cartes.example.fr\n"
                           "\n"
                           "  --port N        port (8080; 0 takes any free one)\n"
                           "  --address A     address to listen on (127.0.0.1)\n"
                           "  --public URL    address that people use, for the links in answers\n"
                           "  --no-prepare    make answers when they are asked for, none ahead: for a small\n"
                           "                  machine that starts often\n"
                           "\n"
                           "The first line on stdout is \"listening on http://ADDRESS:PORT/\". A snapshot\n"
                           "that takes the file's place is served from then on, without a lost answer;\n"
                           "SIGHUP asks for it at once. SIGTERM finishes what is in flight and stops.\n";

#define SWAP_NICENESS    10     /* less than that of the threads that answer */
#define TURN_NANOSECONDS 300000 /* a tenth of what Linux gives others */

/* What in flight may take when the server is asked to stop. */
#define STOP_SECONDS 10.0

static void *hook_pin(void *payload)
{
    return generations_pin(payload);
}

static void hook_unpin(void *payload, void *generation)
{
    (void)payload;
    generation_unref(generation);
}

static const char *hook_tag(void *generation)
{
    return generation_snapshot(generation)->generation;
}

static const char *hook_current(void *payload)
{
    return generations_current(payload);
}

static void hook_report(void *payload, const struct request *request, const struct error *err)
{
    (void)payload;
    log_line("%s: %s", request->target, err->message);
}

/* ---- prepared answers: `terril serve FILE --prepare BASE`, a process that the server starts for itself ---- */

/* Addresses, in the order of making: what most people ask for first. A * in a pattern stands for a word. */
struct targets {
    struct arena *arena;
    const char **list;
    size_t count, room;
};

static void target_add(struct targets *targets, const char *pattern, const char *word)
{
    if (targets->count == targets->room) {
        size_t room = targets->room * 2 + 64;
        const char **list = arena_array(targets->arena, room, sizeof *list);
        if (targets->count > 0) {
            memcpy(list, targets->list, targets->count * sizeof *list);
        }
        targets->list = list;
        targets->room = room;
    }
    const char *star = strchr(pattern, '*');
    targets->list[targets->count++] =
        star == NULL ? pattern
                     : arena_printf(targets->arena, "%.*s%s%s", (int)(star - pattern), pattern, word, star + 1);
}

static void targets_add(struct targets *targets, const char *const *patterns, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        target_add(targets, patterns[i], word);
    }
}

#define FIRST_LAYER "estates" /* what the page shows */

#define TARGETS_ADD(targets, patterns, word) targets_add(targets, patterns, sizeof(patterns) / sizeof *(patterns), word)

/* Whole layers, pages, styles, the API's documents. Not the page of each EPCI and theme, eight times as much for what few
 * ask; tiles are prepared by load. */
static struct targets targets_list(struct arena *arena, const struct site *site, const struct snapshot *snapshot)
{
    static const char *const firsts[] = {"/", "/?lang=en", "/ogc", "/ogc/collections", "/data/coverage.csv"};
    static const char *const themes[] = {"/?theme=*",
                                         "/?theme=*&lang=en",
                                         "/ogc/styles/*",
                                         "/ogc/styles/*/sprite.json",
                                         "/ogc/styles/*/sprite.png",
                                         "/ogc/styles/*/sprite@2x.json",
                                         "/ogc/styles/*/sprite@2x.png"};
    static const char *const documents[] = {"/data/coverage.json",
                                            "/data/coverage.geojson",
                                            "/data/indicators.json",
                                            "/ogc/api",
                                            "/ogc/conformance",
                                            "/ogc/styles",
                                            "/ogc/tiles",
                                            "/ogc/tiles/WebMercatorQuad",
                                            "/ogc/tiles/WebMercatorQuad?f=tilejson",
                                            "/ogc/tiles/Lambert93Quad",
                                            "/ogc/tileMatrixSets",
                                            "/ogc/tileMatrixSets/WebMercatorQuad",
                                            "/ogc/tileMatrixSets/Lambert93Quad"};
    static const char *const layers[] = {"/data/*.geojson", "/data/*.csv", "/ogc/collections/*"};
    struct targets targets = {.arena = arena};
    TARGETS_ADD(&targets, firsts, "");
    TARGETS_ADD(&targets, layers, FIRST_LAYER);
    for (size_t i = 0; site->styles[i] != NULL; i++) {
        TARGETS_ADD(&targets, themes, site->styles[i]->id);
    }
    TARGETS_ADD(&targets, documents, "");
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        if (strcmp(snapshot->collections[i].id, FIRST_LAYER) != 0) {
            TARGETS_ADD(&targets, layers, snapshot->collections[i].id);
        }
    }
    return targets;
}

static int prepare(const char *base, struct site *site, struct generations *generations, struct arena *arena)
{
    size_t count;
    struct route *routes = routes_join(arena, site, &count);
    struct generation *generation = generations_pin(generations);
    const struct snapshot *snapshot = generation_snapshot(generation);
    struct targets targets = targets_list(arena, site, snapshot);
    const struct prepare source = {
        .routes = routes, .route_count = count, .generation = generation, .tag = snapshot->generation, .base = base};
    bool done = prepare_write(&source, targets.list, targets.count, STDOUT_FILENO);
    generation_unref(generation);
    return done ? EXIT_DONE : EXIT_FAILED;
}

/* Signals come through a descriptor, so that every thread started later leaves them alone. */
static int signals_open(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    return pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0 ? signalfd(-1, &signals, SFD_CLOEXEC) : -1;
}

/* Tells of files that take another's place in the snapshot's folder. */
static int watch_open(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash == NULL ? "." : slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
    int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch >= 0 && inotify_add_watch(watch, folder, IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
        close(watch);
        watch = -1;
    }
    return watch;
}

/* True when one of the waiting events is about the snapshot's file. */
static bool watch_read(int watch, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    bool is_ours = false;
    _Alignas(struct inotify_event) char events[4096];
    ssize_t length;
    while ((length = read(watch, events, sizeof events)) > 0) {
        for (char *at = events; at < events + length;) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            is_ours = is_ours || (event->len > 0 && strcmp(event->name, name) == 0);
            at += sizeof *event + event->len;
        }
    }
    return is_ours;
}

/* What a running server is made of, for the signals and events that reach it. */
struct serving {
    struct server *server;
    struct generations *generations;
};

static void swap(const struct serving *serving)
{
    struct generations *generations = serving->generations;
    struct error err = ERROR_INIT;
    if (generations_swap(generations, &err)) {
        struct generation *generation = generations_pin(generations);
        log_line("serving generation %s", generation_snapshot(generation)->generation);
        generation_unref(generation);
        server_warm(serving->server);
    } else {
        log_line("the new snapshot is not served, the old one is: %s", err.message);
    }
}

/* Until a signal asks to stop. */
static void wait_for_end(int signals, int watch, const char *path, const struct serving *serving)
{
    for (;;) {
        struct pollfd sources[2] = {{signals, POLLIN, 0}, {watch, POLLIN, 0}};
        if (poll(sources, watch >= 0 ? 2 : 1, -1) < 0 && errno != EINTR) {
            return;
        }
        if ((sources[0].revents & POLLIN) != 0) {
            struct signalfd_siginfo info;
            if (read(signals, &info, sizeof info) != sizeof info) {
                continue;
            }
            if (info.ssi_signo != SIGHUP) {
                return;
            }
            swap(serving);
        }
        if (watch >= 0 && (sources[1].revents & POLLIN) != 0 && watch_read(watch, path)) {
            swap(serving);
        }
    }
}

static bool turn_set(int niceness)
{
    const struct sched_attr wish = {.size = sizeof wish, .sched_nice = niceness, .sched_runtime = TURN_NANOSECONDS};
    return syscall(SYS_sched_setattr, 0, &wish, 0) == 0;
}

/* The calling thread, and those that it starts, have their turn soon although all others are at work: a new snapshot takes
 * 10 ms of a processor, and should not wait for them among threads that never rest. Short turns come sooner (Linux 6.12;
 * nothing before, https://docs.kernel.org/scheduler/sched-eevdf.html); more of them need a right (CAP_SYS_NICE, or
 * LimitNICE= of systemd). */
static void turn_hasten(void)
{
    int niceness = getpriority(PRIO_PROCESS, 0);
    if (!turn_set(niceness - SWAP_NICENESS)) {
        turn_set(niceness);
    }
}

static int serve(const char *path, const struct server_settings *settings, struct site *site,
                 struct generations *generations, struct arena *arena)
{
    struct error err = ERROR_INIT;
    int signals = signals_open();
    int watch = watch_open(arena, path);
    size_t count;
    struct route *routes = routes_join(arena, site, &count);
    const struct server_hooks hooks = {hook_pin, hook_unpin, hook_tag, generations, hook_report, hook_current};
    struct server *server = signals >= 0 ? server_start(settings, routes, count, &hooks, &err) : NULL;
    if (server == NULL) {
        return command_failed(&err);
    }
    bool is_v6 = strchr(settings->address, ':') != NULL;
    printf("listening on http://%s%s%s:%u/\n", is_v6 ? "[" : "", settings->address, is_v6 ? "]" : "",
           server_port(server));
    fflush(stdout);
    server_warm(server);
    turn_hasten();
    wait_for_end(signals, watch, path, &(struct serving){server, generations});
    server_stop(server, STOP_SECONDS);
    if (watch >= 0) {
        close(watch);
    }
    close(signals);
    return EXIT_DONE;
}

/* This program. When its file was replaced or removed, nothing is prepared any more. */
static bool program_path(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length <= 0) {
        return false;
    }
    path[length] = '\0';
    return true;
}

int command_serve(int argc, char **argv)
{
    const char *path = SNAPSHOT_DEFAULT, *port = "8080", *address = "127.0.0.1", *public_base = NULL, *prepared = NULL;
    bool prepares_nothing = false;
    const struct option options[] = {{"--port", &port, NULL},
                                     {"--address", &address, NULL},
                                     {"--public", &public_base, NULL},
                                     {"--no-prepare", NULL, &prepares_nothing},
                                     {"--prepare", &prepared, NULL}, /* for the server itself */
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, &path};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO) {
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    }
    int64_t number;
    if (!number_read_integer(port, strlen(port), 0, 65535, &number)) {
        log_line("serve: --port %s: a number from 0 to 65535 is wanted", port);
        return EXIT_MISUSE;
    }
    struct error err = ERROR_INIT;
    char program[PATH_MAX];
    const char *const preparer[] = {program, "serve", path, "--prepare", NULL};
    const struct server_settings settings = {
        .address = address,
        .port = (uint16_t)number,
        .public_base = public_base,
        .preparer = !prepares_nothing && program_path(program, sizeof program) ? preparer : NULL};
    const char *home = file_home(&err);
    struct site *site = home != NULL ? site_open(home, &err) : NULL;
    struct generations *generations =
        site != NULL && command_has_snapshot(path, &err) ? generations_open(path, &err) : NULL;
    struct arena *arena = arena_new();
    int status = generations == NULL ? command_failed(&err)
                 : prepared != NULL  ? prepare(prepared, site, generations, arena)
                                     : serve(path, &settings, site, generations, arena);
    arena_free(arena);
    generations_close(generations);
    site_close(site);
    return status;
}
