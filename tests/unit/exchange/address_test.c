#include "exchange/address.h"

#include "exchange/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool is_public(const char *host)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    char text[ADDRESS_TEXT_MAX];
    const struct sockaddr *address = (const struct sockaddr *)(const void *)&four;
    if (inet_pton(AF_INET, host, &four.sin_addr) != 1) {
        assert_int_equal(inet_pton(AF_INET6, host, &six.sin6_addr), 1);
        address = (const struct sockaddr *)(const void *)&six;
    }
    address_write(address, text);
    assert_string_equal(text, host);
    return address_is_public(address);
}

static void hosts_of_the_public_internet_are_spoken_with(void **state)
{
    (void)state;
    static const char *const hosts[] = {"8.8.8.8",          "185.75.143.29",        "100.63.255.255", "100.128.0.1",
                                        "172.15.0.1",       "172.32.0.1",           "198.20.0.1",     "223.255.255.1",
                                        "2a00:1450::1",     "2001:4860:4860::8888", "2001:200::1",    "::ffff:8.8.8.8",
                                        "64:ff9b::808:808", "2002:808:808::1"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        assert_true(is_public(hosts[i]));
}

static void our_own_network_and_the_clouds_is_not(void **state)
{
    (void)state;
    static const char *const hosts[] = {"127.0.0.1",
                                        "0.0.0.0",
                                        "10.1.2.3",
                                        "172.16.0.1",
                                        "172.31.255.255",
                                        "192.168.1.1",
                                        "169.254.169.254",
                                        "100.64.0.1",
                                        "192.0.2.1",
                                        "224.0.0.1",
                                        "240.0.0.1",
                                        "255.255.255.255",
                                        "198.18.0.1",
                                        "::1",
                                        "::",
                                        "fe80::1",
                                        "fd00::1",
                                        "ff02::1",
                                        "2001:db8::1",
                                        "2001::1",
                                        "::ffff:127.0.0.1",
                                        "::ffff:169.254.169.254",
                                        "64:ff9b::7f00:1",
                                        "2002:7f00:1::1",
                                        "fec0::1",
                                        "100::1"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (is_public(hosts[i]))
            fail_msg("%s passes for public", hosts[i]);
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_false(address_is_public(&other));
}

static void a_mirror_has_the_same_paths(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"https://a.fr/x/y?z=1", "http://127.0.0.1:80", "http://127.0.0.1:80/x/y?z=1"},
        {"https://a.fr:8443?z", "http://m/", "http://m?z"},
        {"http://a.fr", "http://m", "http://m"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *address = address_at_mirror(cases[i][0], cases[i][1]);
        assert_string_equal(address, cases[i][2]);
        free(address);
    }
    assert_null(address_at_mirror("file:///etc/passwd", "http://m"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_of_the_public_internet_are_spoken_with),
        cmocka_unit_test(our_own_network_and_the_clouds_is_not),
        cmocka_unit_test(a_mirror_has_the_same_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
