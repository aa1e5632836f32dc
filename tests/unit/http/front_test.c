#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/front.h"

#include <string.h>

static struct answer *answer_of(size_t length)
{
    struct response response;
    response_init(&response);
    memset(buffer_reserve(&response.body, length), 'a', length);
    response.body.length += length;
    return answer_new(&response, &(struct answer_choice){.tag = "1"});
}

static struct cache_key key_of(const char *text)
{
    return (struct cache_key){text, strlen(text), 7}; /* all in one set */
}

static void put(struct front *front, const char *key, struct front_season season, size_t length)
{
    struct answer *answer = answer_of(length);
    front_put(front, key_of(key), season, answer);
    answer_release(answer);
}

static int length_of(struct front *front, const char *key, struct front_season season)
{
    struct answer *answer = front_get(front, key_of(key), season);
    int length = answer ? (int)answer->length : -1;
    answer_release(answer);
    return length;
}

static void what_was_put_is_got_and_what_is_asked_for_stays(void **state)
{
    (void)state;
    const struct front_season season = {1, "a"};
    struct front *front = front_new();
    put(front, "one", season, 1);
    put(front, "two", season, 2);
    assert_int_equal(length_of(front, "one", season), 1);
    assert_int_equal(length_of(front, "two", season), 2);
    assert_int_equal(length_of(front, "six", season), -1);
    for (int i = 0; i < 6; i++)
        put(front, (const char *[]){"c", "d", "e", "f", "g", "h"}[i], season, 3);
    assert_int_equal(length_of(front, "one", season), 1);
    assert_int_equal(length_of(front, "two", season), 2);
    assert_int_equal(length_of(front, "c", season), -1);
    assert_int_equal(length_of(front, "h", season), 3);
    front_free(front);
    front_free(NULL);
}

static void another_generation_finds_nothing_and_lets_go(void **state)
{
    (void)state;
    struct front *front = front_new();
    struct answer *answer = answer_of(5);
    front_put(front, key_of("x"), (struct front_season){1, "a"}, answer);
    assert_int_equal(answer->body->references, 4); /* answer and twin, and libmicrohttpd for each */
    assert_int_equal(length_of(front, "x", (struct front_season){1, "b"}), -1);
    assert_int_equal(answer->body->references, 2);
    front_put(front, key_of("x"), (struct front_season){1, "b"}, answer);
    front_renew(front, 2);
    assert_int_equal(answer->body->references, 2);
    front_put(front, key_of("x"), (struct front_season){1, "b"}, answer); /* read before the renewal: too late */
    assert_int_equal(answer->body->references, 2);
    assert_int_equal(length_of(front, "x", (struct front_season){1, "b"}), -1);
    front_put(front, key_of("x"), (struct front_season){2, "b"}, answer);
    assert_int_equal(length_of(front, "x", (struct front_season){2, "b"}), 5);
    answer_release(answer);
    front_free(front);
}

static void without_a_generation_nothing_is_kept(void **state)
{
    (void)state;
    const struct front_season season = {1, NULL};
    struct front *front = front_new();
    put(front, "x", season, 1);
    assert_int_equal(length_of(front, "x", season), -1);
    front_free(front);
}

static void its_bytes_are_bounded(void **state)
{
    (void)state;
    const struct front_season season = {1, "a"};
    struct front *front = front_new();
    put(front, "x", season, FRONT_BYTES_MAX - 10);
    put(front, "y", season, 11);
    put(front, "z", season, 10);
    assert_int_equal(length_of(front, "y", season), -1);
    assert_int_equal(length_of(front, "z", season), 10);
    front_free(front);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_got_and_what_is_asked_for_stays),
        cmocka_unit_test(another_generation_finds_nothing_and_lets_go),
        cmocka_unit_test(without_a_generation_nothing_is_kept),
        cmocka_unit_test(its_bytes_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
