#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/cache.h"

#include "base/file.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct cache_key key_of(const char *text)
{
    return (struct cache_key){text, strlen(text), hash_bytes(HASH_SEED, text, strlen(text))};
}

static struct answer *answer_of(size_t length)
{
    struct response response;
    response_init(&response);
    memset(buffer_reserve(&response.body, length), 'a', length);
    response.body.length += length;
    return answer_new(&response, &(struct answer_choice){.tag = "1"});
}

static void put(struct cache *cache, const char *key, size_t length)
{
    struct answer *answer = answer_of(length);
    cache_put(cache, key_of(key), answer);
    answer_release(answer);
}

/* Length of the answer under the key; -1 when there is none. */
static int length_of(struct cache *cache, const char *key)
{
    struct answer *answer = cache_get(cache, key_of(key));
    int length = answer ? (int)answer->length : -1;
    answer_release(answer);
    return length;
}

static void what_was_put_is_got(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1u << 20);
    put(cache, "a", 10);
    put(cache, "b", 20);
    assert_int_equal(length_of(cache, "a"), 10);
    assert_int_equal(length_of(cache, "b"), 20);
    assert_int_equal(length_of(cache, "c"), -1);
    put(cache, "a", 30);
    assert_int_equal(length_of(cache, "a"), 30);
    assert_int_equal(cache_used(cache), 2 * ANSWER_OVERHEAD + 52);
    cache_free(cache);
}

static void what_is_forgotten_is_gone_and_its_bytes_with_it(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1u << 20);
    put(cache, "a", 10);
    put(cache, "b", 20);
    assert_true(cache_forget(cache, key_of("a")));
    assert_false(cache_forget(cache, key_of("a")));
    assert_int_equal(length_of(cache, "a"), -1);
    assert_int_equal(length_of(cache, "b"), 20);
    assert_int_equal(cache_used(cache), ANSWER_OVERHEAD + 21);
    cache_free(cache);
}

static void keys_with_the_same_hash_are_told_apart(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1u << 20);
    struct answer *answer = answer_of(1);
    cache_put(cache, (struct cache_key){"a", 1, 7}, answer);
    assert_null(cache_get(cache, (struct cache_key){"b", 1, 7}));
    assert_null(cache_get(cache, (struct cache_key){"a\0", 2, 7}));
    answer_release(answer);
    cache_free(cache);
}

static void the_longest_unused_is_forgotten_first(void **state)
{
    (void)state;
    struct cache *cache = cache_new(4 * (ANSWER_OVERHEAD + 101));
    put(cache, "a", 100);
    put(cache, "b", 100);
    put(cache, "c", 100);
    put(cache, "d", 100);
    assert_int_equal(length_of(cache, "a"), 100); /* used: b is the oldest now */
    put(cache, "e", 100);
    assert_int_equal(length_of(cache, "b"), -1);
    assert_int_equal(length_of(cache, "a"), 100);
    assert_int_equal(length_of(cache, "e"), 100);
    cache_free(cache);
}

static void more_than_a_quarter_is_not_kept(void **state)
{
    (void)state;
    struct cache *cache = cache_new(40000);
    put(cache, "a", 10000 - ANSWER_OVERHEAD - 1);
    put(cache, "b", 10000 - ANSWER_OVERHEAD);
    assert_true(length_of(cache, "a") > 0);
    assert_int_equal(length_of(cache, "b"), -1);
    cache_free(cache);
}

static struct answer *prepared_of(size_t length)
{
    struct answer *answer = answer_of(length);
    answer->effort = COMPRESS_ONCE;
    return answer;
}

static void what_was_prepared_outlives_pressure_and_is_not_replaced_by_less(void **state)
{
    (void)state;
    struct cache *cache = cache_new(4 * (ANSWER_OVERHEAD + 101));
    struct answer *prepared = prepared_of(50);
    put(cache, "a", 100);
    cache_put(cache, key_of("a"), prepared);
    assert_int_equal(length_of(cache, "a"), 50);
    put(cache, "a", 100);
    assert_int_equal(length_of(cache, "a"), 50);
    for (int i = 0; i < 9; i++)
        put(cache, (const char *[]){"b", "c", "d", "e", "f", "g", "h", "i", "j"}[i], 100);
    assert_int_equal(length_of(cache, "a"), 50);
    assert_int_equal(length_of(cache, "b"), -1);
    answer_release(prepared);
    cache_free(cache);
}

static void other_generations_are_forgotten_when_asked(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1u << 20);
    put(cache, "one 1f", 1);
    put(cache, "two 20", 2);
    put(cache, "f", 3);
    cache_keep_only(cache, "1f");
    assert_int_equal(length_of(cache, "one 1f"), 1);
    assert_int_equal(length_of(cache, "two 20"), -1);
    assert_int_equal(cache_used(cache), ANSWER_OVERHEAD + 7);
    cache_free(cache);
}

static void an_answer_in_use_survives_being_forgotten(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1u << 20);
    put(cache, "a", 10);
    struct answer *answer = cache_get(cache, key_of("a"));
    cache_free(cache);
    assert_int_equal(answer->length, 10);
    answer_release(answer);
}

static void *churn(void *argument)
{
    struct cache *cache = argument;
    char key[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(key, sizeof key, "%d", i * 7 % 50);
        int length = length_of(cache, key);
        if (length < 0)
            put(cache, key, 100 + (size_t)(i * 7 % 50));
        else if (length != 100 + i * 7 % 50)
            return argument; /* not what belongs to the key */
    }
    return NULL;
}

static void many_threads_get_what_belongs_to_their_key(void **state)
{
    (void)state;
    struct cache *cache = cache_new(20 * (ANSWER_OVERHEAD + 150));
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, churn, cache);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_null(result);
    }
    assert_true(cache_used(cache) <= 20 * (ANSWER_OVERHEAD + 150));
    cache_free(cache);
    cache_free(NULL);
}

static void what_was_asked_of_late_is_known(void **state)
{
    (void)state;
    struct cache *cache = cache_new(1000);
    struct cache_key one = {"a", 1, 77}, same_place = {"b", 1, 77 + (UINT64_C(1) << 40)};
    assert_false(cache_ask(cache, one));
    assert_true(cache_ask(cache, one));
    assert_false(cache_ask(cache, same_place));
    assert_false(cache_ask(cache, one)); /* forgotten for the other */
    assert_int_equal(cache_used(cache), 0);
    cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_got),
        cmocka_unit_test(what_is_forgotten_is_gone_and_its_bytes_with_it),
        cmocka_unit_test(keys_with_the_same_hash_are_told_apart),
        cmocka_unit_test(the_longest_unused_is_forgotten_first),
        cmocka_unit_test(more_than_a_quarter_is_not_kept),
        cmocka_unit_test(what_was_prepared_outlives_pressure_and_is_not_replaced_by_less),
        cmocka_unit_test(other_generations_are_forgotten_when_asked),
        cmocka_unit_test(an_answer_in_use_survives_being_forgotten),
        cmocka_unit_test(what_was_asked_of_late_is_known),
        cmocka_unit_test(many_threads_get_what_belongs_to_their_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
