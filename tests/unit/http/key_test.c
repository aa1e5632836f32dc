#include "http/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static void what_a_client_without_accept_gets_is_not_what_is_the_same_for_all(void **state)
{
    (void)state;
    const struct request request = {.base = "http://localhost", .accept = "", .accept_language = ""};
    struct buffer rooms[2] = {BUFFER_INIT, BUFFER_INIT};
    struct cache_key full = key_make(&rooms[0], &request, "/ogc/map", 1, KEY_FULL, "tag", 7);
    struct cache_key base = key_make(&rooms[1], &request, "/ogc/map", 1, KEY_BASE, "tag", 7);
    assert_true(full.hash != base.hash);
    assert_true(full.length != base.length || memcmp(full.bytes, base.bytes, full.length) != 0);
    buffer_free(&rooms[0]);
    buffer_free(&rooms[1]);
}

static void the_same_request_has_the_same_key(void **state)
{
    (void)state;
    const struct request request = {.base = "http://localhost", .accept = "image/png", .accept_language = "fr"};
    struct buffer rooms[2] = {BUFFER_INIT, BUFFER_INIT};
    struct cache_key first = key_make(&rooms[0], &request, "/ogc/map", 3, KEY_FULL, "tag", 7);
    struct cache_key second = key_make(&rooms[1], &request, "/ogc/map", 3, KEY_FULL, "tag", 7);
    assert_int_equal(first.hash, second.hash);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    buffer_free(&rooms[0]);
    buffer_free(&rooms[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_client_without_accept_gets_is_not_what_is_the_same_for_all),
        cmocka_unit_test(the_same_request_has_the_same_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
