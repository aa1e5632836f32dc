#include "exchange/sandbox.h"

#include "exchange/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* A child enters the sandbox and tries; each bit of its exit status is something that it should not have been able to do. */
static int tried(int (*attempt)(void), unsigned *got)
{
    int report[2], status;
    assert_int_equal(pipe(report), 0);
    pid_t child = fork();
    if (child == 0) {
        const char *const folders[] = {fixture_folder, "/nonexistent", NULL};
        unsigned parts = 0;
        bool is_in = sandbox_enter(folders, &parts, NULL);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_network_no_program_no_code),
        cmocka_unit_test(only_the_folder_is_read_and_nothing_written),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
