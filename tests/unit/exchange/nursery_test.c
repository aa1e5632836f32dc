#include "exchange/nursery.h"

#include "exchange/fixture.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

/* What an import does here is named by its source. */
static int work(const struct import_order *order)
{
    if (strcmp(order->source_id, "write") == 0) {
        printf("%s %s", order->catalogue_path, order->file);
        return 0;
    }
    if (strcmp(order->source_id, "fail") == 0) {
        fprintf(stderr, "a sentence\n");
        return 1;
    }
    if (strcmp(order->source_id, "crash") == 0)
        raise(SIGKILL);
    if (strcmp(order->source_id, "file") == 0) {
        FILE *file = fopen(order->file, "w"); /* more than its limit of bytes */
        fputs("xx", file);
        fclose(file);
    }
    for (;;)
        pause();
}

/* A nursery in a fork of this test; the other end of its socket. */
static int nursery_started(pid_t *pid)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    *pid = fork();
    if (*pid == 0) {
        close(ends[0]);
        _exit(nursery_run(ends[1], work));
    }
    close(ends[1]);
    return ends[0];
}

static void nursery_ended(int socket, pid_t pid)
{
    int status;
    close(socket);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void asked(int socket, const char *words, size_t length, const int descriptors[2])
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {.bytes = {0}};
    struct iovec text = {(char *)(uintptr_t)words, length};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};
    if (descriptors != NULL) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(2 * sizeof(int));
        memcpy(CMSG_DATA(part), descriptors, 2 * sizeof(int));
    }
    assert_int_equal(sendmsg(socket, &message, MSG_NOSIGNAL), length);
}

struct answer {
    int output, errors; /* reading ends */
};

static struct answer begun(int socket, const char *words, size_t length)
{
    int output[2], errors[2];
    assert_int_equal(pipe(output), 0);
    assert_int_equal(pipe(errors), 0);
    asked(socket, words, length, (const int[]){output[1], errors[1]});
    close(output[1]);
    close(errors[1]);
    return (struct answer){output[0], errors[0]};
}

static void read_all(int descriptor, char *text, size_t size)
{
    size_t length = 0;
    for (ssize_t got; (got = read(descriptor, text + length, size - 1 - length)) > 0;)
        length += (size_t)got;
    text[length] = '\0';
    close(descriptor);
}

#define WORDS(source) "catalogue\0" source "\0file", sizeof("catalogue\0" source "\0file")

static void each_import_answers_on_its_own_pipes_and_has_a_verdict(void **state)
{
    (void)state;
    pid_t pid;
    char text[256];
    int socket = nursery_started(&pid);
    struct answer good = begun(socket, WORDS("write")), bad = begun(socket, WORDS("fail")),
                  dead = begun(socket, WORDS("crash"));
    read_all(good.output, text, sizeof text);
    assert_string_equal(text, "catalogue file");
    read_all(good.errors, text, sizeof text);
    assert_string_equal(text, "\nended 0\n");
    read_all(bad.errors, text, sizeof text);
    assert_string_equal(text, "a sentence\n\nended 1\n");
    read_all(dead.errors, text, sizeof text);
    assert_string_equal(text, "\nkilled 9\n");
    close(bad.output);
    close(dead.output);
    nursery_ended(socket, pid);
}

static void an_import_that_nobody_waits_for_is_killed(void **state)
{
    (void)state;
    pid_t pid;
    char text[256];
    int socket = nursery_started(&pid);
    struct answer held = begun(socket, WORDS("wait"));
    close(held.errors);
    read_all(held.output, text, sizeof text); /* ends only when the import has gone */
    assert_string_equal(text, "");
    nursery_ended(socket, pid);
}

static void with_the_socket_everything_goes(void **state)
{
    (void)state;
    pid_t pid;
    char text[256];
    int socket = nursery_started(&pid);
    struct answer held = begun(socket, WORDS("wait"));
    nursery_ended(socket, pid);
    read_all(held.output, text, sizeof text);
    close(held.errors);
}

static void a_request_that_is_none_does_no_harm(void **state)
{
    (void)state;
    pid_t pid;
    char text[256];
    int socket = nursery_started(&pid);
    asked(socket, "x", 2, NULL);
    struct answer few = begun(socket, "catalogue\0write", 16), good = begun(socket, WORDS("write"));
    read_all(few.errors, text, sizeof text);
    assert_says(text, "an import could not be started");
    read_all(good.errors, text, sizeof text);
    assert_string_equal(text, "\nended 0\n");
    close(few.output);
    close(good.output);
    nursery_ended(socket, pid);
}

static void an_import_writes_no_file(void **state)
{
    (void)state;
    pid_t pid;
    char text[256], words[512];
    int socket = nursery_started(&pid);
    int length = snprintf(words, sizeof words, "catalogue%cfile%c%s", 0, 0, fixture_path("written")) + 1;
    struct answer writes = begun(socket, words, (size_t)length);
    read_all(writes.errors, text, sizeof text);
    snprintf(words, sizeof words, "\nkilled %d\n", SIGXFSZ);
    assert_string_equal(text, words);
    close(writes.output);
    nursery_ended(socket, pid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_import_answers_on_its_own_pipes_and_has_a_verdict),
        cmocka_unit_test(an_import_that_nobody_waits_for_is_killed),
        cmocka_unit_test(with_the_socket_everything_goes),
        cmocka_unit_test(a_request_that_is_none_does_no_harm),
        cmocka_unit_test(an_import_writes_no_file),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
