#include "exchange/transfer.h"

#include "exchange/fixture.h"

#include <fcntl.h>

/* What goes well, and badly, with a server is in tests/wire/fetch.test.mjs; here is what needs none. */
static struct transfer tried(const char *address, bool is_private_allowed)
{
    static struct download_order order;
    order = (struct download_order){
        .address = address, .part = "x", .patience = 1, .tries = 1, .is_private_allowed = is_private_allowed};
    struct transfer transfer = {.order = &order, .file = open(fixture_path("part"), O_RDWR | O_CREAT, 0600)};
    transfer_run(&transfer);
    close(transfer.file);
    return transfer;
}

static void only_http_is_spoken(void **state)
{
    (void)state;
    static const char *const addresses[] = {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x",
                                            "dict://127.0.0.1/x"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct transfer transfer = tried(addresses[i], true);
        assert_int_equal(transfer.code, CURLE_UNSUPPORTED_PROTOCOL);
        assert_int_equal(transfer.written, 0);
    }
}

static void a_private_host_is_refused_before_a_socket_is_opened(void **state)
{
    (void)state;
    static const char *const addresses[][2] = {{"http://127.0.0.1:1/", "127.0.0.1"},
                                               {"http://[::1]:1/", "::1"},
                                               {"http://0x7f000001:1/", "127.0.0.1"},
                                               {"http://2130706433:1/", "127.0.0.1"},
                                               {"http://169.254.169.254/latest/meta-data", "169.254.169.254"},
                                               {"http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1"}};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct transfer transfer = tried(addresses[i][0], false);
        assert_int_not_equal(transfer.code, CURLE_OK);
        assert_string_equal(transfer.refused_host, addresses[i][1]);
    }
}

static void a_test_may_speak_with_its_own_machine(void **state)
{
    (void)state;
    struct transfer transfer = tried("http://127.0.0.1:1/", true); /* where nobody listens */
    assert_string_equal(transfer.refused_host, "");
    assert_int_equal(transfer.code, CURLE_COULDNT_CONNECT);
}

int main(void)
{
    /* a proxy would be spoken with instead */
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_http_is_spoken),
        cmocka_unit_test(a_private_host_is_refused_before_a_socket_is_opened),
        cmocka_unit_test(a_test_may_speak_with_its_own_machine),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
