#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* stderr as it was, while a test has put something else in its place */
static int kept = -1;

static void stderr_replace(int fd)
{
    kept = dup(STDERR_FILENO);
    assert_true(kept >= 0);
    dup2(fd, STDERR_FILENO);
}

static void stderr_restore(void)
{
    dup2(kept, STDERR_FILENO);
    close(kept);
}

static void said_in_pipe(void (*act)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    stderr_replace(ends[1]);
    act();
    stderr_restore();
    ssize_t got = read(ends[0], said, size - 1);
    said[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    close(ends[1]);
}

/* What the act shows on a terminal; false where the machine has none to lend. */
static bool said_on_terminal(void (*act)(void), char *said, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (master < 0)
        return false;
    int slave = grantpt(master) == 0 && unlockpt(master) == 0 ? open(ptsname(master), O_RDWR | O_NOCTTY) : -1;
    if (slave < 0) {
        close(master);
        return false;
    }
    stderr_replace(slave);
    act();
    stderr_restore();
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = read(master, said + length, size - 1 - length)) > 0)
        length += (size_t)got;
    said[length] = '\0';
    close(slave);
    close(master);
    return true;
}

static void say_a_line(void)
{
    log_line("%d communes", 250);
}

static void a_line_says_who_speaks(void **state)
{
    (void)state;
    char said[100];
    said_in_pipe(say_a_line, said, sizeof said);
    assert_string_equal(said, "terril: 250 communes\n");
}

static void say_something_wild(void)
{
    log_line("%s", "a\nb\x1B[31m\xFF");
}

static void a_strangers_text_stays_on_the_line(void **state)
{
    (void)state;
    char said[100];
    said_in_pipe(say_something_wild, said, sizeof said);
    assert_string_equal(said, "terril: a b [31m?\n");
}

static void say_very_much(void)
{
    char text[6001];
    for (size_t i = 0; i < 6000; i += 2)
        memcpy(text + i, "é", 2);
    text[6000] = '\0';
    log_line("%s", text);
}

static void a_long_line_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    static char said[10000];
    said_in_pipe(say_very_much, said, sizeof said);
    assert_int_equal(strlen(said), 8 + 4094 + 1);
    assert_string_equal(said + strlen(said) - 3, "é\n");
}

static void make_progress(void)
{
    log_progress("communes", 0, 4);
    log_line("a line");
    log_progress("communes", 2, 4);
    log_progress("communes", 4, 4);
    log_progress("communes", 9, 4);
    log_progress("nothing", 0, 0);
    log_progress_end();
}

static void progress_is_not_shown_where_nobody_watches(void **state)
{
    (void)state;
    char said[1000];
    said_in_pipe(make_progress, said, sizeof said);
    assert_string_equal(said, "terril: a line\n");
}

static void progress_is_drawn_on_a_terminal(void **state)
{
    (void)state;
    char said[4000];
    if (!said_on_terminal(make_progress, said, sizeof said))
        skip();
    const char *expected = "\r\033[Kcommunes [                        ]   0 %"
                           "\r\033[Kterril: a line\r\n"
                           "\r\033[Kcommunes [############            ]  50 %"
                           "\r\033[Kcommunes [########################] 100 %"
                           "\r\033[Kcommunes [########################] 100 %"
                           "\r\033[Knothing [                        ]   0 %"
                           "\r\033[K";
    assert_string_equal(said, expected);
}

static void make_hasty_progress(void)
{
    for (size_t i = 0; i < 1000; i++)
        log_progress("x", i, 1000000);
    log_progress_end();
    log_progress_end();
}

static void progress_is_not_drawn_a_thousand_times(void **state)
{
    (void)state;
    static char said[100000];
    if (!said_on_terminal(make_hasty_progress, said, sizeof said))
        skip();
    assert_true(strlen(said) < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_who_speaks),
        cmocka_unit_test(a_strangers_text_stays_on_the_line),
        cmocka_unit_test(a_long_line_is_cut_at_a_whole_character),
        cmocka_unit_test(progress_is_not_shown_where_nobody_watches),
        cmocka_unit_test(progress_is_drawn_on_a_terminal),
        cmocka_unit_test(progress_is_not_drawn_a_thousand_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
