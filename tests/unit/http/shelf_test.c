#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/shelf.h"

#include "http/record.h"
#include "http/service.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SEED 7u

static const atomic_bool never;

static struct cache_key key_of(struct buffer *room, const char *target, enum key_reach reach)
{
    const struct request request = {.base = "http://a", .accept = WISH_ACCEPT_PREPARED, .accept_language = ""};
    return key_make(room, &request, target, 1, reach, "abc", SEED);
}

static void record_send(int pipe, const char *tag, const char *target, const char *body, bool is_relative)
{
    struct record record = {.tag = tag, .target = target, .codings = 1};
    response_init(&record.response);
    record.response.media_type = "text/plain";
    record.response.is_relative = is_relative;
    buffer_puts(&record.response.body, body);
    assert_true(record_write(pipe, &record));
    response_free(&record.response);
}

/* A shelf with what `fill` sends, and the step that it ended with. */
static struct shelf *shelf_filled(void (*fill)(int pipe), enum shelf_step *last)
{
    struct shelf *shelf = shelf_open("abc", "http://a", SEED);
    struct cache_key key;
    int ends[2];
    assert_non_null(shelf);
    assert_int_equal(pipe(ends), 0);
    fill(ends[1]);
    close(ends[1]);
    while ((*last = shelf_add(shelf, ends[0], &never, &key)) == SHELF_ADDED)
        assert_true(shelf_has(shelf, key));
    close(ends[0]);
    return shelf;
}

static void fill_two(int pipe)
{
    record_send(pipe, "abc", "/one", "first", false);
    record_send(pipe, "abc", "/two", "second", true);
    record_send(pipe, "abc", "/one", "first once more", false);
}

static void what_is_added_is_taken_as_often_as_wanted(void **state)
{
    (void)state;
    enum shelf_step last;
    struct buffer room = BUFFER_INIT;
    struct shelf *shelf = shelf_filled(fill_two, &last);
    assert_int_equal(last, SHELF_END);
    for (int i = 0; i < 2; i++) {
        struct answer *answer = shelf_take(shelf, key_of(&room, "/one", KEY_BASE));
        assert_non_null(answer);
        assert_int_equal(answer->length, 5);
        assert_memory_equal(answer->bytes, "first", 5);
        assert_int_equal(answer->status, 200);
        assert_int_equal(answer->effort, COMPRESS_ONCE);
        assert_true(answer->is_kept);
        assert_memory_equal(answer->etag, "\"abc-", 5);
        answer_release(answer);
    }
    struct answer *bare = shelf_take(shelf, key_of(&room, "/two", KEY_BARE));
    assert_non_null(bare);
    assert_true(bare->is_relative);
    answer_release(bare);
    assert_null(shelf_take(shelf, key_of(&room, "/two", KEY_BASE)));
    assert_null(shelf_take(shelf, key_of(&room, "/three", KEY_BASE)));
    shelf_release(shelf);
    buffer_free(&room);
}

static void fill_foreign(int pipe)
{
    record_send(pipe, "abc", "/one", "first", false);
    record_send(pipe, "abd", "/two", "second", false);
    record_send(pipe, "abc", "/three", "third", false);
}

static void fill_noise(int pipe)
{
    record_send(pipe, "abc", "/one", "first", false);
    for (int i = 0; i < 100; i++)
        assert_int_equal(write(pipe, "noise", 5), 5);
}

static void fill_half(int pipe)
{
    record_send(pipe, "abc", "/one", "first", false);
    const struct record_head head = {.magic = 0x72726574u, .fields = 100};
    assert_int_equal(write(pipe, &head, sizeof head), sizeof head);
}

static void what_is_not_of_this_shelf_ends_it_and_keeps_what_there_was(void **state)
{
    (void)state;
    const struct {
        void (*fill)(int pipe);
        enum shelf_step last;
    } cases[] = {{fill_foreign, SHELF_FAILED}, {fill_noise, SHELF_FAILED}, {fill_half, SHELF_END}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum shelf_step last;
        struct buffer room = BUFFER_INIT;
        struct shelf *shelf = shelf_filled(cases[i].fill, &last);
        assert_int_equal(last, cases[i].last);
        assert_true(shelf_has(shelf, key_of(&room, "/one", KEY_BASE)));
        assert_false(shelf_has(shelf, key_of(&room, "/three", KEY_BASE)));
        shelf_release(shelf);
        buffer_free(&room);
    }
}

static void a_set_stop_ends_the_waiting_for_a_writer_that_says_nothing(void **state)
{
    (void)state;
    static const atomic_bool stopped = true;
    struct shelf *shelf = shelf_open("abc", "http://a", SEED);
    struct cache_key key;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(shelf_add(shelf, ends[0], &stopped, &key), SHELF_END);
    close(ends[0]);
    close(ends[1]);
    shelf_release(shelf);
}

/* A full disk, played by a limit on the size of files. */
static void without_room_the_shelf_keeps_what_it_has(void **state)
{
    (void)state;
    struct rlimit before, small;
    enum shelf_step last;
    struct buffer room = BUFFER_INIT;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 45; /* the first with its strings has 25 bytes */
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct shelf *shelf = shelf_filled(fill_two, &last);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(last, SHELF_FAILED);
    struct answer *answer = shelf_take(shelf, key_of(&room, "/one", KEY_BASE));
    assert_non_null(answer);
    answer_release(answer);
    assert_null(shelf_take(shelf, key_of(&room, "/two", KEY_BARE)));
    shelf_release(shelf);
    buffer_free(&room);
}

static void a_folder_that_cannot_be_written_to_is_passed_over(void **state)
{
    (void)state;
    enum shelf_step last;
    struct buffer room = BUFFER_INIT;
    setenv("TMPDIR", "/proc", 1);
    struct shelf *shelf = shelf_filled(fill_two, &last);
    unsetenv("TMPDIR");
    assert_true(shelf_has(shelf, key_of(&room, "/one", KEY_BASE)));
    shelf_release(shelf);
    buffer_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_is_taken_as_often_as_wanted),
        cmocka_unit_test(what_is_not_of_this_shelf_ends_it_and_keeps_what_there_was),
        cmocka_unit_test(a_set_stop_ends_the_waiting_for_a_writer_that_says_nothing),
        cmocka_unit_test(without_room_the_shelf_keeps_what_it_has),
        cmocka_unit_test(a_folder_that_cannot_be_written_to_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
