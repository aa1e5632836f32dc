#include "base/process.h"

#include "base/buffer.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seconds that no test should need; a machine under load is forgiven. */
#define PATIENCE 60

static struct process *shell(const char *script, const struct process_limits *limits)
{
    struct error err = ERROR_INIT;
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    struct process *process = process_start(argv, limits, &err);
    if (process == NULL)
        fail_msg("%s", err.message);
    return process;
}

/* Everything the child writes to stdout until its end. */
static void output_read(const struct process *process, struct buffer *out)
{
    ssize_t got;
    while ((got = read(process_output(process), buffer_reserve(out, 4096), 4096)) > 0)
        out->length += (size_t)got;
    buffer_append(out, NULL, 0);
}

static void check_output(const char *script, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    struct error err = ERROR_INIT;
    struct process *process = shell(script, NULL);
    output_read(process, &out);
    if (!process_wait(process, PATIENCE, &err))
        fail_msg("%s", err.message);
    assert_string_equal(out.bytes, expected);
    process_free(process);
    buffer_free(&out);
}

/* Runs the script to its failure, without reading its output. */
static struct error failure_of(const char *script, const struct process_limits *limits, double seconds)
{
    struct error err = ERROR_INIT;
    struct process *process = shell(script, limits);
    assert_false(process_wait(process, seconds, &err));
    process_free(process);
    return err;
}

static void the_output_of_a_child_is_read_through_a_pipe(void **state)
{
    (void)state;
    check_output("echo bonjour; echo talk >&2", "bonjour\n");
}

static void the_child_has_no_input_and_no_other_descriptor(void **state)
{
    (void)state;
    int open_here = open("/dev/null", O_RDONLY); /* not close-on-exec */
    assert_true(open_here > 2);
    check_output("cat; ls -l /proc/self/fd | grep -c -- '->'", "4\n"); /* 0, 1, 2 and the one of ls itself */
    close(open_here);
}

static void arguments_are_handed_over_as_they_are(void **state)
{
    (void)state;
    const char *argv[] = {"/bin/echo", "a b", "$HOME", "'; x", NULL};
    struct buffer out = BUFFER_INIT;
    struct process *process = process_start(argv, NULL, NULL);
    assert_non_null(process);
    output_read(process, &out);
    assert_true(process_wait(process, PATIENCE, NULL));
    assert_string_equal(out.bytes, "a b $HOME '; x\n");
    process_free(process);
    buffer_free(&out);
}

static void a_child_may_be_given_something_to_read(void **state)
{
    (void)state;
    const char *argv[] = {"/bin/cat", NULL};
    struct buffer out = BUFFER_INIT;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct process *process = process_start_reading(argv, NULL, ends[0], NULL);
    assert_non_null(process);
    close(ends[0]);
    assert_int_equal(write(ends[1], "read this", 9), 9);
    close(ends[1]);
    output_read(process, &out);
    assert_true(process_wait(process, PATIENCE, NULL));
    assert_string_equal(out.bytes, "read this");
    process_free(process);
    buffer_free(&out);
}

static void a_program_that_is_not_there_cannot_start(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(process_start((const char *const[]){"/no/such/program", NULL}, NULL, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_string_equal(err.message, "/no/such/program: No such file or directory");
    assert_null(process_start((const char *const[]){"/etc/passwd", NULL}, NULL, &err));
    assert_int_equal(err.kind, ERROR_INTERNAL);
    assert_null(process_start((const char *const[]){"/tmp", NULL}, NULL, NULL));
}

static void the_last_line_on_stderr_tells_why_it_failed(void **state)
{
    (void)state;
    struct error err = failure_of("echo first >&2; echo cites.gpkg: no layer >&2; exit 3", NULL, PATIENCE);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "cites.gpkg: no layer");
    err = failure_of("printf 'one\\ntwo\\n\\n\\r\\n' >&2; exit 1", NULL, PATIENCE);
    assert_string_equal(err.message, "two");
    err = failure_of("printf 'unended \\033[31m\\377' >&2; exit 1", NULL, PATIENCE);
    assert_string_equal(err.message, "unended  [31m?");
}

static void a_silent_failure_gives_its_status(void **state)
{
    (void)state;
    struct error err = failure_of("exit 3", NULL, PATIENCE);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "/bin/sh: exit status 3");
}

static void a_crash_gives_its_signal(void **state)
{
    (void)state;
    struct error err = failure_of("kill -SEGV $$", NULL, PATIENCE);
    assert_int_equal(err.kind, ERROR_INTERNAL);
    assert_string_equal(err.message, "/bin/sh: killed by signal 11");
    err = failure_of("echo reading >&2; kill -SEGV $$", NULL, PATIENCE);
    assert_string_equal(err.message, "/bin/sh: killed by signal 11 after: reading");
}

static void a_child_that_gives_no_answer_is_killed(void **state)
{
    (void)state;
    double start = clock_seconds();
    struct error err = failure_of("echo working >&2; sleep 1000", NULL, 0.2);
    assert_true(clock_seconds() - start < PATIENCE);
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(err.message, "/bin/sh: no answer for 0.2 s");
}

static void the_second_answer_is_the_first(void **state)
{
    (void)state;
    struct error first = ERROR_INIT, second = ERROR_INIT;
    struct process *process = shell("sleep 1000", NULL);
    assert_false(process_wait(process, 0.1, &first));
    assert_false(process_wait(process, PATIENCE, &second));
    assert_string_equal(first.message, second.message);
    process_free(process);
    process = shell("true", NULL);
    assert_true(process_wait(process, PATIENCE, NULL));
    assert_true(process_wait(process, PATIENCE, NULL));
    process_free(process);
}

static void much_talk_on_stderr_holds_nobody_up(void **state)
{
    (void)state;
    /* ten pipes full, before and while stdout is read */
    check_output("head -c 655360 /dev/zero | tr '\\0' x >&2; echo done", "done\n");
}

static void a_long_last_line_keeps_its_beginning(void **state)
{
    (void)state;
    struct error err =
        failure_of("printf 'begin ' >&2; head -c 655360 /dev/zero | tr '\\0' x >&2; exit 1", NULL, PATIENCE);
    assert_memory_equal(err.message, "begin xxx", 9);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

static void output_that_nobody_reads_holds_nobody_up(void **state)
{
    (void)state;
    struct process *process = shell("head -c 655360 /dev/zero; exit 0", NULL);
    struct error err = ERROR_INIT;
    if (!process_wait(process, PATIENCE, &err))
        fail_msg("%s", err.message);
    process_free(process);
}

static void a_grandchild_that_stays_does_not_delay_the_end(void **state)
{
    (void)state;
    double start = clock_seconds();
    struct error err = failure_of("sleep 1000 & echo sorry >&2; exit 1", NULL, PATIENCE);
    assert_string_equal(err.message, "sorry");
    assert_true(clock_seconds() - start < PATIENCE);
}

static void limits_are_set_for_the_child_alone(void **state)
{
    (void)state;
    const struct process_limits limits = {.cpu_seconds = 7, .file_bytes = 512 * 20, .open_files = 30};
    struct buffer out = BUFFER_INIT;
    struct process *process = shell("ulimit -t; ulimit -f; ulimit -n; ulimit -c", &limits);
    output_read(process, &out);
    assert_true(process_wait(process, PATIENCE, NULL));
    assert_string_equal(out.bytes, "7\n20\n30\n0\n");
    process_free(process);
    buffer_free(&out);
}

static void a_file_beyond_its_limit_stops_the_child(void **state)
{
    (void)state;
    char path[] = "/tmp/process_test.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    setenv("PROCESS_TEST_FILE", path, 1);
    const struct process_limits limits = {.file_bytes = 4096};
    struct error err = failure_of("exec head -c 100000 /dev/zero >$PROCESS_TEST_FILE", &limits, PATIENCE);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    unlink(path);
    assert_true(status.st_size <= 4096);
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(err.message, "/bin/sh: killed by signal 25");
}

static void computing_beyond_its_limit_stops_the_child(void **state)
{
    (void)state;
    const struct process_limits limits = {.cpu_seconds = 1};
    struct error err = failure_of("while :; do :; done", &limits, PATIENCE);
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(err.message, "/bin/sh: killed by signal 24");
}

static void memory_beyond_its_limit_stops_the_child(void **state)
{
    (void)state;
    const struct process_limits limits = {.memory_bytes = 64u << 20};
    struct error err =
        failure_of("head -c 1000000000 /dev/zero | tail >/dev/null || exit 1; exit 0", &limits, PATIENCE);
    assert_int_equal(err.kind, ERROR_INPUT); /* tail said that it has no memory */
}

static void a_signal_ignored_here_works_there(void **state)
{
    (void)state;
    void (*before)(int) = signal(SIGTERM, SIG_IGN);
    struct error err = failure_of("kill -TERM $$; exit 0", NULL, PATIENCE);
    signal(SIGTERM, before);
    assert_string_equal(err.message, "/bin/sh: killed by signal 15");
}

static void freeing_kills_what_still_runs(void **state)
{
    (void)state;
    struct process *process = shell("echo $$; exec sleep 1000", NULL);
    char digits[32];
    ssize_t got = read(process_output(process), digits, sizeof digits - 1);
    assert_true(got > 0);
    digits[got] = '\0';
    pid_t pid = (pid_t)atoi(digits);
    assert_int_equal(kill(pid, 0), 0);
    process_free(process);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(errno, ESRCH);
    process_free(NULL);
}

/* Starts a child that sleeps, tells its pid and dies without a word to it. */
static _Noreturn void parent_that_dies(int tell)
{
    struct process *process = shell("echo $$; exec sleep 1000", NULL);
    char digits[32];
    ssize_t got = read(process_output(process), digits, sizeof digits);
    ssize_t ignored = write(tell, digits, got > 0 ? (size_t)got : 0);
    (void)ignored;
    kill(getpid(), SIGKILL);
    _exit(0);
}

static void the_child_dies_with_its_parent(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    /* orphans come to us, so that the end of this one can be seen */
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t parent = fork();
    assert_true(parent >= 0);
    if (parent == 0)
        parent_that_dies(ends[1]);
    close(ends[1]);
    char digits[32];
    ssize_t got = read(ends[0], digits, sizeof digits - 1);
    assert_true(got > 0);
    digits[got] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(parent, &status, 0), parent);
    pid_t orphan = (pid_t)atoi(digits);
    assert_int_equal(waitpid(orphan, &status, 0), orphan);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void many_children_run_side_by_side(void **state)
{
    (void)state;
    struct process *processes[8];
    for (size_t i = 0; i < 8; i++)
        processes[i] = shell("echo x >&2; exit 0", NULL);
    for (size_t i = 0; i < 8; i++)
        assert_true(process_wait(processes[i], PATIENCE, NULL));
    for (size_t i = 0; i < 8; i++)
        process_free(processes[i]);
}

static size_t descriptors_open(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void no_descriptor_stays_open(void **state)
{
    (void)state;
    size_t before = descriptors_open();
    process_free(shell("sleep 1000", NULL));
    failure_of("exit 1", NULL, PATIENCE);
    assert_null(process_start((const char *const[]){"/no/such/program", NULL}, NULL, NULL));
    assert_int_equal(descriptors_open(), before);
}

static void a_sibling_stands_beside_this_program(void **state)
{
    (void)state;
    char path[PATH_MAX], own[PATH_MAX];
    struct error err = ERROR_INIT;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    assert_true(length > 0);
    own[length] = '\0';
    assert_true(process_sibling(strrchr(own, '/') + 1, path, sizeof path, &err));
    assert_string_equal(path, own);
    strcpy(path, "kept");
    assert_false(process_sibling("no-such-program", path, sizeof path, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_false(process_sibling(strrchr(own, '/') + 1, path, 5, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(path, "kept");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_output_of_a_child_is_read_through_a_pipe),
        cmocka_unit_test(the_child_has_no_input_and_no_other_descriptor),
        cmocka_unit_test(arguments_are_handed_over_as_they_are),
        cmocka_unit_test(a_child_may_be_given_something_to_read),
        cmocka_unit_test(a_program_that_is_not_there_cannot_start),
        cmocka_unit_test(the_last_line_on_stderr_tells_why_it_failed),
        cmocka_unit_test(a_silent_failure_gives_its_status),
        cmocka_unit_test(a_crash_gives_its_signal),
        cmocka_unit_test(a_child_that_gives_no_answer_is_killed),
        cmocka_unit_test(the_second_answer_is_the_first),
        cmocka_unit_test(much_talk_on_stderr_holds_nobody_up),
        cmocka_unit_test(a_long_last_line_keeps_its_beginning),
        cmocka_unit_test(output_that_nobody_reads_holds_nobody_up),
        cmocka_unit_test(a_grandchild_that_stays_does_not_delay_the_end),
        cmocka_unit_test(limits_are_set_for_the_child_alone),
        cmocka_unit_test(a_file_beyond_its_limit_stops_the_child),
        cmocka_unit_test(computing_beyond_its_limit_stops_the_child),
        cmocka_unit_test(memory_beyond_its_limit_stops_the_child),
        cmocka_unit_test(a_signal_ignored_here_works_there),
        cmocka_unit_test(freeing_kills_what_still_runs),
        cmocka_unit_test(the_child_dies_with_its_parent),
        cmocka_unit_test(many_children_run_side_by_side),
        cmocka_unit_test(no_descriptor_stays_open),
        cmocka_unit_test(a_sibling_stands_beside_this_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
