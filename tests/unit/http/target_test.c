#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/target.h"

#include <string.h>

static int set_up(void **state)
{
    struct request *request = test_calloc(1, sizeof *request);
    request->arena = arena_new();
    *state = request;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct request *)*state)->arena);
    test_free(*state);
    return 0;
}

static void path_and_parameters_are_decoded(void **state)
{
    struct request *request = *state;
    assert_true(target_read(request, "/carte/cit%C3%A9s.svg?title=H%C3%A9nin+2026&lang=fr&grid&&x=a%26b=c", NULL));
    assert_string_equal(request->path, "/carte/cités.svg");
    assert_string_equal(request->target, "/carte/cit%C3%A9s.svg?title=H%C3%A9nin+2026&lang=fr&grid&&x=a%26b=c");
    assert_int_equal(request->parameter_count, 4);
    assert_string_equal(request->parameters[0].name, "title");
    assert_string_equal(request->parameters[0].value, "Hénin 2026");
    assert_string_equal(request->parameters[2].name, "grid");
    assert_string_equal(request->parameters[2].value, "");
    assert_string_equal(request->parameters[3].value, "a&b=c");
}

static void a_plus_in_a_path_is_a_plus(void **state)
{
    struct request *request = *state;
    assert_true(target_read(request, "/a+b", NULL));
    assert_string_equal(request->path, "/a+b");
    assert_int_equal(request->parameter_count, 0);
}

static void what_people_type_is_escaped_before_it_stands_in_a_link(void **state)
{
    struct request *request = *state;
    assert_true(target_read(request, "/items?filter=a>5&b=\"<é>\"", NULL));
    assert_string_equal(request->target, "/items?filter=a%3E5&b=%22%3C%C3%A9%3E%22");
    assert_string_equal(request->parameters[0].value, "a>5");
    assert_string_equal(request->parameters[1].value, "\"<é>\"");
}

static void the_absolute_form_is_read_behind_its_authority(void **state)
{
    struct request *request = *state;
    const char *authority;
    size_t length;
    assert_true(target_read(request, "HTTP://a:80/b?c=d", NULL));
    assert_string_equal(request->target, "/b?c=d");
    assert_true(target_read(request, "http://a?c=d", NULL));
    assert_string_equal(request->target, "/?c=d");
    assert_string_equal(request->path, "/");
    assert_true(target_read(request, "http://a", NULL));
    assert_string_equal(request->target, "/");
    assert_string_equal(target_origin("https://host:1/x", &authority, &length), "/x");
    assert_int_equal(length, 6);
    target_origin("/x", &authority, &length);
    assert_null(authority);
}

static void an_asterisk_is_itself(void **state)
{
    struct request *request = *state;
    assert_true(target_read(request, "*", NULL));
    assert_string_equal(request->target, "*");
}

static void what_cannot_be_an_address_is_refused(void **state)
{
    static const char *const bad[] = {"",        "a",      "ftp://a/", "/%",      "/%4",   "/%zz", "/%00",
                                      "/?a=%00", "/?a=%1", "/?%zz=1",  "/?=1",    "/a#b",  "/a b", "/a\tb",
                                      "/\x7f",   "/\x01",  "/%C0%AF",  "/?a=%FF", "/\xff", "/%0A", "/?a=%0d"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err = ERROR_INIT;
        if (target_read(*state, bad[i], &err))
            fail_msg("%s", bad[i]);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_true(err.message[0] != '\0');
    }
}

static void sixty_four_parameters_are_read_and_one_more_is_too_many(void **state)
{
    struct request *request = *state;
    struct error err = ERROR_INIT;
    char target[300] = "/?";
    for (unsigned i = 0; i < REQUEST_PARAMETERS_MAX; i++)
        strcat(target, "a&");
    assert_true(target_read(request, target, NULL));
    assert_int_equal(request->parameter_count, REQUEST_PARAMETERS_MAX);
    strcat(target, "a");
    assert_false(target_read(request, target, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
}

static void authorities_are_names_and_addresses_with_a_port(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "a.b-c:80", "127.0.0.1", "[::1]", "[2001:db8::1]:8080", "a:"};
    static const char *const bad[] = {"",     ":80", "a:b", "a:123456", "a b", "a/b",     "a\"", "<a>",
                                      "[::1", "[]",  "[x]", "[::1]x",   "a@b", "a:80:80", "é",   "a_b"};
    char longest[300];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!target_authority_is_sound(good[i], strlen(good[i])))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (target_authority_is_sound(bad[i], strlen(bad[i])))
            fail_msg("%s", bad[i]);
    memset(longest, 'a', sizeof longest);
    assert_true(target_authority_is_sound(longest, 261));
    assert_false(target_authority_is_sound(longest, 262));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_and_parameters_are_decoded),
        cmocka_unit_test(a_plus_in_a_path_is_a_plus),
        cmocka_unit_test(what_people_type_is_escaped_before_it_stands_in_a_link),
        cmocka_unit_test(the_absolute_form_is_read_behind_its_authority),
        cmocka_unit_test(an_asterisk_is_itself),
        cmocka_unit_test(what_cannot_be_an_address_is_refused),
        cmocka_unit_test(sixty_four_parameters_are_read_and_one_more_is_too_many),
        cmocka_unit_test(authorities_are_names_and_addresses_with_a_port),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
