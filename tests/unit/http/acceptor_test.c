#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/acceptor.h"

#include "http/client.h"

#include <stdatomic.h>

static atomic_int admitted;
static int room;

static bool admit(void *payload, int descriptor, const struct sockaddr *peer, socklen_t length)
{
    (void)payload, (void)length;
    assert_int_equal(peer->sa_family, AF_INET);
    if (atomic_fetch_add(&admitted, 1) >= room)
        return false;
    if (send(descriptor, "in", 2, MSG_NOSIGNAL) < 0)
        abort();
    close(descriptor);
    return true;
}

static struct acceptor *start(int places)
{
    room = places;
    atomic_store(&admitted, 0);
    struct acceptor *acceptor = acceptor_open("127.0.0.1", 0, 16, NULL);
    assert_non_null(acceptor);
    assert_true(acceptor_port(acceptor) > 0);
    return acceptor;
}

static void who_comes_is_admitted(void **state)
{
    (void)state;
    struct acceptor *acceptor = start(1);
    assert_true(acceptor_start(acceptor, admit, NULL, NULL));
    struct client client = client_connect(acceptor_port(acceptor), 0);
    assert_true(client_fill(&client, CLIENT_SECONDS));
    assert_string_equal(client.bytes, "in");
    client_close(&client);
    acceptor_free(acceptor);
}

static void who_finds_no_room_reads_503_though_he_spoke_first(void **state)
{
    (void)state;
    struct acceptor *acceptor = start(0);
    assert_true(acceptor_start(acceptor, admit, NULL, NULL));
    for (int i = 0; i < 100; i++) { /* more than are kept open */
        struct client client = client_connect(acceptor_port(acceptor), 0);
        client_send(&client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.status, 503);
        assert_string_equal(reply_field(&reply, "Retry-After"), "2");
        assert_int_equal(reply.body[reply.length - 1], '}');
        reply_free(&reply);
        client_close(&client);
    }
    acceptor_free(acceptor);
}

static void who_waits_in_the_kernel_at_the_stop_is_admitted_and_the_next_is_not(void **state)
{
    (void)state;
    struct acceptor *acceptor = start(1);
    uint16_t port = acceptor_port(acceptor);
    struct client early = client_connect(port, 0);
    assert_true(acceptor_start(acceptor, admit, NULL, NULL));
    acceptor_stop(acceptor);
    assert_int_equal(atomic_load(&admitted), 1);
    struct client late = client_connect(port, 0);
    assert_int_equal(late.descriptor, -1);
    client_close(&early);
    client_close(&late);
    acceptor_free(acceptor);
    acceptor_free(NULL);
}

static void an_address_that_is_not_ours_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(acceptor_open("203.0.113.7", 0, 16, &err)); /* TEST-NET-3 */
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.message, "203.0.113.7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_comes_is_admitted),
        cmocka_unit_test(who_finds_no_room_reads_503_though_he_spoke_first),
        cmocka_unit_test(who_waits_in_the_kernel_at_the_stop_is_admitted_and_the_next_is_not),
        cmocka_unit_test(an_address_that_is_not_ours_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
