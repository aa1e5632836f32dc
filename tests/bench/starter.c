/* Starts servers and says when the first answer was there: a process that does little else, so that what it measures is the server's.
 *
 *   starter PORT PATH PROGRAM [ARGUMENT..] [::: PROGRAM [ARGUMENT..]]..
 *
 * Starts the programs in turn, asks http://127.0.0.1:PORT/PATH again every tenth of a millisecond until an answer 200 has
 * ended, and prints the milliseconds from before the first start to then. Afterwards it waits for the programs to end; it is for
 * others to end them (SIGTERM to the process group, which it does not heed itself). Exit 1 when there is no such answer in 30 s
 * or a program ends before. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 30000.0
#define AGAIN   100 /* microseconds */

extern char **environ;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int program_start(char **argv)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    sigset_t heeded;
    pid_t pid;
    sigemptyset(&heeded);
    sigaddset(&heeded, SIGTERM);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigdefault(&attributes, &heeded);
    posix_spawn_file_actions_init(&files); /* our own output is one number */
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    return posix_spawnp(&pid, argv[0], &files, &attributes, argv, environ) == 0;
}

/* Begins with the status line; 0 when nobody listens. The connection is closed by who answers. */
static int answer_read(const struct sockaddr_in *address, const char *request, char status[32])
{
    static char rest[1 << 16];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ssize_t got = 0, begin = 0;
    memset(status, 0, 32);
    if (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 &&
        write(fd, request, strlen(request)) == (ssize_t)strlen(request))
        while ((got = read(fd, begin < 31 ? status + begin : rest, begin < 31 ? (size_t)(31 - begin) : sizeof rest)) >
               0)
            begin += got;
    close(fd);
    return begin > 0 && got == 0;
}

static int answer_wait(const char *port, const char *path, double begin)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    char request[4096], status[32];
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n", path, port);
    while (now() - begin < WAIT_MS) {
        if (answer_read(&address, request, status) && strncmp(status, "HTTP/1.1 200", 12) == 0)
            return 1;
        if (waitpid(-1, NULL, WNOHANG) > 0)
            return 0;
        usleep(AGAIN);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "starter PORT PATH PROGRAM [ARGUMENT..] [::: PROGRAM [ARGUMENT..]]..\n");
        return 2;
    }
    signal(SIGTERM, SIG_IGN);
    double begin = now();
    for (int i = 3, first = 3; i <= argc; i++) {
        if (i < argc && strcmp(argv[i], ":::") != 0)
            continue;
        argv[i] = NULL;
        if (!program_start(argv + first)) {
            fprintf(stderr, "starter: %s cannot be started\n", argv[first]);
            return 1;
        }
        first = i + 1;
    }
    if (!answer_wait(argv[1], argv[2], begin))
        return 1;
    printf("%.3f\n", now() - begin);
    fclose(stdout);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
