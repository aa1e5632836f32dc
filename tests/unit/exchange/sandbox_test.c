#include "exchange/sandbox.h"

#include "exchange/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

static bool enter_reading(const char *const *folders, unsigned *parts)
{
    return sandbox_enter(folders, parts, NULL);
}

static bool enter_workshop(const char *const *folders, unsigned *parts)
{
    return sandbox_enter_workshop(folders, fixture_path("workshop"), parts, NULL);
}

static int connection[2]; /* open before the sandbox is closed */

static bool enter_connected(const char *const *folders, unsigned *parts)
{
    return socketpair(AF_UNIX, SOCK_STREAM, 0, connection) == 0 && sandbox_enter_connected(folders, parts, NULL);
}

/* A child enters the sandbox and tries; each bit of its exit status is something that it should not have been able to do. */
static int tried_in(bool (*enter)(const char *const *folders, unsigned *parts), int (*attempt)(void), unsigned *got)
{
    int report[2], status;
    assert_int_equal(pipe(report), 0);
    pid_t child = fork();
    if (child == 0) {
        const char *const folders[] = {fixture_folder, "/nonexistent", NULL};
        unsigned parts = 0;
        bool is_in = enter(folders, &parts);
        ssize_t ignored = write(report[1], &parts, sizeof parts);
        (void)ignored;
        _exit(is_in ? attempt() : 255);
    }
    close(report[1]);
    assert_int_equal(read(report[0], got, sizeof *got), sizeof *got);
    close(report[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int tried(int (*attempt)(void), unsigned *got)
{
    return tried_in(enter_reading, attempt, got);
}

static int network_and_programs(void)
{
    int done = 0;
    done |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 0;
    done |= socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 2 : 0;
    done |= fork() >= 0 ? 4 : 0;
    char *const words[] = {(char *)(uintptr_t) "true", NULL};
    execv("/bin/true", words);
    done |= errno != EPERM ? 8 : 0;
    done |= ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 16 : 0;
    done |= mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 32 : 0;
    done |= kill(getppid(), 0) == 0 ? 64 : 0;
    return done;
}

static void no_network_no_program_no_code(void **state)
{
    (void)state;
    unsigned got;
    int done = tried(network_and_programs, &got);
    if ((got & SANDBOX_SECCOMP) == 0)
        skip();
    assert_int_equal(done, 0);
}

static int files(void)
{
    int done = 0;
    done |= open(fixture_path("a.csv"), O_RDONLY) < 0 ? 1 : 0;
    done |= open("/etc/passwd", O_RDONLY) >= 0 ? 2 : 0;
    done |= open(fixture_path("a.csv"), O_RDWR) >= 0 ? 4 : 0;
    done |= open(fixture_path("new.csv"), O_WRONLY | O_CREAT, 0600) >= 0 ? 8 : 0;
    done |= unlink(fixture_path("a.csv")) == 0 ? 16 : 0;
    done |= symlink("/etc/passwd", fixture_path("link")) == 0 ? 32 : 0;
    return done;
}

static void only_the_folder_is_read_and_nothing_written(void **state)
{
    (void)state;
    unsigned got;
    fixture_file("a.csv", "x");
    int done = tried(files, &got);
    if ((got & SANDBOX_LANDLOCK) == 0)
        done &= ~2;
    if (got == 0)
        skip();
    assert_int_equal(done, 0);
    assert_int_equal(access(fixture_path("a.csv"), R_OK), 0);
}

static int a_files_writer(void)
{
    int done = 0;
    int fd = open(fixture_path("workshop/new.gpkg"), O_RDWR | O_CREAT | O_EXCL, 0600);
    done |= fd < 0 || write(fd, "x", 1) != 1 || ftruncate(fd, 0) != 0 || fsync(fd) != 0 ? 1 : 0;
    done |= unlink(fixture_path("workshop/new.gpkg")) != 0 ? 1 : 0;
    done |= open(fixture_path("a.csv"), O_RDWR) >= 0 ? 2 : 0;
    done |= open(fixture_path("new.csv"), O_WRONLY | O_CREAT, 0600) >= 0 ? 4 : 0;
    done |= unlink(fixture_path("a.csv")) == 0 ? 8 : 0;
    return done | (network_and_programs() != 0 ? 16 : 0);
}

static void who_makes_a_file_writes_in_its_workshop_alone(void **state)
{
    (void)state;
    unsigned got;
    fixture_file("a.csv", "x");
    mkdir(fixture_path("workshop"), 0700);
    int done = tried_in(enter_workshop, a_files_writer, &got);
    if ((got & SANDBOX_LANDLOCK) == 0)
        done &= ~(2 | 4 | 8);
    if ((got & SANDBOX_SECCOMP) == 0)
        done &= ~16;
    assert_int_equal(done, 0);
}

static int a_connections_writer(void)
{
    char byte;
    int done = 0;
    struct pollfd event = {connection[1], POLLIN, 0};
    done |= send(connection[0], "x", 1, MSG_NOSIGNAL) != 1 || poll(&event, 1, 1000) != 1 ? 1 : 0;
    done |= recv(connection[1], &byte, 1, 0) != 1 ? 1 : 0;
    done |= connect(connection[0], &(struct sockaddr){.sa_family = AF_UNSPEC}, sizeof(struct sockaddr)) == 0 ? 2 : 0;
    done |= files() != 0 ? 4 : 0;
    return done | (network_and_programs() != 0 ? 8 : 0);
}

static void who_is_connected_opens_nothing_more(void **state)
{
    (void)state;
    unsigned got;
    fixture_file("a.csv", "x");
    int done = tried_in(enter_connected, a_connections_writer, &got);
    if (got != (SANDBOX_LANDLOCK | SANDBOX_SECCOMP))
        done &= 1;
    assert_int_equal(done, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_network_no_program_no_code),
        cmocka_unit_test(only_the_folder_is_read_and_nothing_written),
        cmocka_unit_test(who_makes_a_file_writes_in_its_workshop_alone),
        cmocka_unit_test(who_is_connected_opens_nothing_more),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
