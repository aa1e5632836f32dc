#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analysis/data_uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void data_are_read_percent_coded_and_in_base64(void **state)
{
    (void)state;
    static const struct {
        const char *address, *media_type, *bytes;
    } cases[] = {
        {"data:,", "text/plain", ""},
        {"data:,A%20brief%20note", "text/plain", "A brief note"}, /* RFC 2397, 4 */
        {"data:,a,b;c#d?e+f", "text/plain", "a,b;c#d?e+f"},
        {"data:;charset=UTF-8,B%C3%A9thune", "text/plain", "Béthune"},
        {"data:,Béthune", "text/plain", "Béthune"},
        {"data:,%0A%09%22", "text/plain", "\n\t\""},
        {"DATA:Application/JSON;Charset=us-ascii,%5B500%5d", "application/json", "[500]"},
        {"data:application/geo+json;charset=utf-8;base64,e30=", "application/geo+json", "{}"},
        /* RFC 4648, 10 */
        {"data:;base64,", "text/plain", ""},
        {"data:;base64,Zg==", "text/plain", "f"},
        {"data:;base64,Zm8=", "text/plain", "fo"},
        {"data:;base64,Zm9v", "text/plain", "foo"},
        {"data:;base64,Zm9vYg==", "text/plain", "foob"},
        {"data:;base64,Zm9vYmE=", "text/plain", "fooba"},
        {"data:;BASE64,Zm9vYmFy", "text/plain", "foobar"},
        {"data:;base64,Pj4%2BPz8/w78%3D", "text/plain", ">>>???ÿ"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        struct data_uri uri;
        if (!data_uri_read(cases[i].address, arena, &uri, &err))
            fail_msg("%s: %s", cases[i].address, err.message);
        assert_string_equal(uri.media_type, cases[i].media_type);
        assert_string_equal(uri.bytes, cases[i].bytes);
        assert_int_equal(uri.length, strlen(cases[i].bytes));
    }
    arena_free(arena);
}

static void what_cannot_be_followed_is_told_why(void **state)
{
    (void)state;
    static const struct {
        const char *address, *sentence;
    } cases[] = {
        {"", "opens no connection"},
        {"http://169.254.169.254/",
         "\"http://169.254.169.254/\" is not allowed, since this server opens no connection"},
        {"file:///etc/passwd", "allowed: data: addresses"},
        {" data:,x", "opens no connection"},
        {"data:", "a comma"},
        {"data:text/plain", "a comma"},
        {"data:text,x", "no media type"},
        {"data:/,x", "no media type"},
        {"data:text/,x", "no media type"},
        {"data:te xt/plain,x", "no media type"},
        {"data:text/plain/more,x", "no media type"},
        {"data:text/plain;charset=latin1,x", "\"charset=latin1"},
        {"data:text/plain;base64;charset=utf-8,x", "before its comma"},
        {"data:;,x", "before its comma"},
        {"data:,%", "bad escape"},
        {"data:,%4", "bad escape"},
        {"data:,%G0", "bad escape"},
        {"data:,%0g", "bad escape"},
        {"data:,%00", "U+0000"},
        {"data:,%FF", "UTF-8"},
        {"data:,%C0%AF", "UTF-8"},
        {"data:;base64,AA==", "U+0000"},
        {"data:;base64,Zg=", "bad base64"},
        {"data:;base64,Zg", "bad base64"},
        {"data:;base64,Zh==", "bad base64"},
        {"data:;base64,Z===", "bad base64"},
        {"data:;base64,====", "bad base64"},
        {"data:;base64,Zg==Zg==", "bad base64"},
        {"data:;base64,Zm 9v", "bad base64"},
        {"data:;base64,_-__", "bad base64"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        struct data_uri uri = {.length = 77};
        if (data_uri_read(cases[i].address, arena, &uri, &err) || strstr(err.message, cases[i].sentence) == NULL)
            fail_msg("%s: %s", cases[i].address, err.kind != ERROR_NONE ? err.message : "was read");
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_int_equal(uri.length, 77);
    }
    arena_free(arena);
}

static void an_address_has_its_limit_and_no_more(void **state)
{
    (void)state;
    static char address[DATA_URI_MAX + 2] = "data:,";
    memset(address + 6, 'x', DATA_URI_MAX - 6);
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    struct data_uri uri;
    assert_true(data_uri_read(address, arena, &uri, &err));
    assert_int_equal(uri.length, DATA_URI_MAX - 6);
    address[DATA_URI_MAX] = 'x';
    assert_false(data_uri_read(address, arena, &uri, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(err.message, "a data URI has at most 32768 characters, this one 32769");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_are_read_percent_coded_and_in_base64),
        cmocka_unit_test(what_cannot_be_followed_is_told_why),
        cmocka_unit_test(an_address_has_its_limit_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
