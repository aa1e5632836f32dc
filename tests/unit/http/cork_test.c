#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/cork.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* Both ends of a connection over the loopback. */
static void connect_both(int ends[2])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(ends[0], (struct sockaddr *)&address, sizeof address), 0);
    ends[1] = accept(listener, NULL, NULL);
    close(listener);
}

static bool is_corked(int descriptor)
{
    int value = 0;
    socklen_t length = sizeof value;
    assert_int_equal(getsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &value, &length), 0);
    return value != 0;
}

static void what_is_held_back_leaves_in_one_run_when_the_cork_is_lifted(void **state)
{
    (void)state;
    int ends[2];
    char room[32] = "";
    connect_both(ends);
    cork_set(ends[0], true);
    assert_true(is_corked(ends[0]));
    assert_int_equal(send(ends[0], "head, ", 6, MSG_NOSIGNAL), 6);
    assert_int_equal(send(ends[0], "body", 4, MSG_NOSIGNAL), 4);
    cork_set(ends[0], false);
    assert_false(is_corked(ends[0]));
    assert_int_equal(recv(ends[1], room, sizeof room, 0), 10);
    assert_string_equal(room, "head, body");
    close(ends[0]);
    close(ends[1]);
}

static void a_descriptor_that_is_no_tcp_socket_is_left_as_it_is(void **state)
{
    (void)state;
    int ends[2];
    char room[4] = "";
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    cork_set(ends[0], true);
    assert_int_equal(send(ends[0], "now", 3, MSG_NOSIGNAL), 3);
    assert_int_equal(recv(ends[1], room, sizeof room, MSG_DONTWAIT), 3);
    cork_set(-1, true);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_back_leaves_in_one_run_when_the_cork_is_lifted),
        cmocka_unit_test(a_descriptor_that_is_no_tcp_socket_is_left_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
