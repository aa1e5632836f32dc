#include "exchange/download.h"

#include "exchange/fixture.h"

static struct error refused(const char *address, const char *part, bool is_private_allowed)
{
    struct error err = ERROR_INIT;
    struct download download;
    const struct download_order order = {
        .address = address, .part = part, .patience = 1, .tries = 1, .is_private_allowed = is_private_allowed};
    assert_false(download_get(&order, &download, &err));
    return err;
}

static void dates_are_those_of_http(void **state)
{
    (void)state;
    assert_int_equal(download_date("Tue, 10 Mar 2026 08:00:00 GMT"), 1773129600);
    assert_int_equal(download_date(""), -1);
    assert_int_equal(download_date("yesterday"), -1);
}

static void a_download_that_cannot_be_says_why(void **state)
{
    (void)state;
    unsetenv("http_proxy");
    assert_says(refused("http://10.0.0.1/x", fixture_path("a.part"), false).message,
                "http://10.0.0.1/x: leads to 10.0.0.1, which is not a host of the public internet");
    assert_says(refused("file:///etc/passwd", fixture_path("a.part"), true).message, "not https");
    assert_says(refused("http://127.0.0.1:1/", fixture_path("a.part"), true).message, "http://127.0.0.1:1/: ");
    assert_int_equal(refused("http://127.0.0.1:1/", fixture_path("no/such/folder"), true).kind, ERROR_STORAGE);
}

static void a_part_that_is_a_link_is_not_followed(void **state)
{
    (void)state;
    fixture_file("precious", "precious");
    assert_int_equal(symlink("precious", fixture_path("l.part")), 0);
    assert_int_equal(refused("http://127.0.0.1:1/", fixture_path("l.part"), true).kind, ERROR_STORAGE);
    assert_int_equal(access(fixture_path("precious"), R_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_those_of_http),
        cmocka_unit_test(a_download_that_cannot_be_says_why),
        cmocka_unit_test(a_part_that_is_a_link_is_not_followed),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
