#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/reaper.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Two ends of a connection: the reaper's and the stranger's. */
struct pair {
    int ours, theirs;
};

static struct pair pair_open(void)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    return (struct pair){ends[0], ends[1]};
}

static void pair_close(struct reaper *reaper, struct pair pair)
{
    reaper_forget(reaper, pair.ours);
    close(pair.ours);
    close(pair.theirs);
}

/* Does the stranger see the end within the time? */
static bool ends(struct pair pair, int milliseconds)
{
    struct pollfd event = {.fd = pair.theirs, .events = POLLIN};
    return poll(&event, 1, milliseconds) == 1 && (event.revents & (POLLHUP | POLLRDHUP)) != 0;
}

static void a_connection_is_hung_up_at_its_deadline_and_not_before(void **state)
{
    (void)state;
    struct reaper *reaper = reaper_open(64, 0.02, NULL);
    struct pair reading = pair_open(), answering = pair_open(), endless = pair_open();
    reaper_watch(reaper, reading.ours, REAPER_READING, 0.3);
    reaper_watch(reaper, answering.ours, REAPER_ANSWERING, 0.3);
    reaper_watch(reaper, endless.ours, REAPER_WORKING, 0);
    assert_false(ends(reading, 100));
    assert_true(ends(reading, 2000));
    assert_true(ends(answering, 2000));
    assert_false(ends(endless, 100));
    pair_close(reaper, reading);
    pair_close(reaper, answering);
    pair_close(reaper, endless);
    reaper_close(reaper);
}

static void a_new_stage_brings_a_new_deadline(void **state)
{
    (void)state;
    struct reaper *reaper = reaper_open(64, 0.02, NULL);
    struct pair pair = pair_open();
    reaper_watch(reaper, pair.ours, REAPER_READING, 0.1);
    reaper_watch(reaper, pair.ours, REAPER_WORKING, 0);
    assert_false(ends(pair, 300));
    reaper_watch(reaper, pair.ours, REAPER_ANSWERING, 0.05);
    assert_true(ends(pair, 2000));
    pair_close(reaper, pair);
    reaper_close(reaper);
}

static void a_forgotten_descriptor_is_not_touched(void **state)
{
    (void)state;
    struct reaper *reaper = reaper_open(64, 0.02, NULL);
    struct pair pair = pair_open();
    reaper_watch(reaper, pair.ours, REAPER_READING, 0.1);
    reaper_forget(reaper, pair.ours);
    assert_false(ends(pair, 300));
    reaper_hang_up_all(reaper);
    assert_false(ends(pair, 50));
    pair_close(reaper, pair);
    reaper_close(reaper);
    reaper_close(NULL);
}

static void only_the_idle_are_hung_up_on_at_the_stop(void **state)
{
    (void)state;
    struct reaper *reaper = reaper_open(64, 10, NULL);
    struct pair idle = pair_open(), asking = pair_open(), working = pair_open();
    reaper_watch(reaper, idle.ours, REAPER_IDLE, 0);
    reaper_watch(reaper, asking.ours, REAPER_IDLE, 0);
    reaper_watch(reaper, working.ours, REAPER_WORKING, 0);
    assert_int_equal(write(asking.theirs, "GET", 3), 3); /* on its way: somebody asks */
    reaper_hang_up_idle(reaper, 5);
    assert_false(ends(idle, 20)); /* not idle for long enough */
    usleep(20000);
    reaper_hang_up_idle(reaper, 0.01);
    assert_true(ends(idle, 500));
    assert_false(ends(asking, 20));
    assert_false(ends(working, 20));
    reaper_hang_up_all(reaper);
    assert_true(ends(asking, 500));
    assert_true(ends(working, 500));
    pair_close(reaper, idle);
    pair_close(reaper, asking);
    pair_close(reaper, working);
    reaper_close(reaper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_hung_up_at_its_deadline_and_not_before),
        cmocka_unit_test(a_new_stage_brings_a_new_deadline),
        cmocka_unit_test(a_forgotten_descriptor_is_not_touched),
        cmocka_unit_test(only_the_idle_are_hung_up_on_at_the_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
