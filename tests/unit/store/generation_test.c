#include "store/fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#define TAGS 4

static const char *const tags[TAGS] = {"aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc", "dddddddddddddddd"};

static int make_all(void **state)
{
    struct error err = ERROR_INIT;
    if (fixture_make_folder(state) != 0)
        return -1;
    for (int i = 0; i < TAGS; i++) {
        fixture_make(fixture_path(tags[i]), tags[i]);
        if (!seal_write(fixture_path(tags[i]), &err))
            return -1;
    }
    return 0;
}

/* As load does it: a whole file in one rename. */
static void publish(const char *name, const char *live)
{
    fixture_copy(fixture_path(name), fixture_path("next"));
    assert_int_equal(rename(fixture_path("next"), fixture_path(live)), 0);
}

static void write_live(const char *live, const void *bytes, size_t length)
{
    FILE *file = fopen(fixture_path("next"), "w");
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(fixture_path("next"), fixture_path(live)), 0);
}

static const char *tag_of(const struct generation *generation)
{
    return generation_snapshot(generation)->generation;
}

/* ---- one generation ---- */

static void a_pinned_generation_outlives_the_swap(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    publish(tags[0], "pinned");
    struct generations *generations = generations_open(fixture_path("pinned"), &err);
    if (generations == NULL)
        fail_msg("%s", err.message);
    struct generation *old = generations_pin(generations);
    publish(tags[1], "pinned");
    assert_true(generations_swap(generations, &err));
    struct generation *new = generations_pin(generations);
    assert_string_equal(tag_of(old), tags[0]);
    assert_string_equal(tag_of(new), tags[1]);
    /* a connection made after the rename reads the old file still */
    struct store *one = generation_borrow(old, &err), *two = generation_borrow(old, &err);
    int64_t is_old = 0;
    assert_true(
        store_integer(two, "SELECT value = 'aaaaaaaaaaaaaaaa' FROM meta WHERE key = 'generation'", &is_old, &err));
    assert_int_equal(is_old, 1);
    generation_return(old, one);
    generation_return(old, two);
    generation_unref(old);
    generations_close(generations);
    assert_string_equal(tag_of(new), tags[1]);
    generation_unref(new);
    generation_unref(NULL);
    generations_close(NULL);
}

static void a_connection_is_given_again_without_its_deadline(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct generation *generation = generation_open(fixture_path(tags[0]), &err);
    struct store *store = generation_borrow(generation, &err);
    store_deadline(store, 1e-9);
    generation_return(generation, store);
    assert_ptr_equal(generation_borrow(generation, &err), store);
    int64_t count;
    assert_true(store_integer(store, "SELECT count(*) FROM cells a, cells b", &count, &err));
    assert_int_equal(count, 10000);
    generation_return(generation, store);
    generation_unref(generation);
}

static void the_same_generation_is_not_swapped(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    publish(tags[2], "same");
    struct generations *generations = generations_open(fixture_path("same"), &err);
    struct generation *before = generations_pin(generations);
    publish(tags[2], "same");
    assert_true(generations_swap(generations, &err));
    struct generation *after = generations_pin(generations);
    assert_ptr_equal(before, after);
    generation_unref(before);
    generation_unref(after);
    generations_close(generations);
}

/* Somebody cuts the served file in place: an error, then the next publication is well again. */
static void a_file_cut_short_while_it_is_served_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    struct items_result result;
    publish(tags[0], "cut");
    struct generations *generations = generations_open(fixture_path("cut"), &err);
    struct generation *generation = generations_pin(generations);
    assert_int_equal(truncate(fixture_path("cut"), 8192), 0);
    struct store *warm = generation_borrow(generation, &err); /* has pages in memory; the next one has none */
    struct store *store = generation_borrow(generation, &err);
    const struct snapshot *snapshot = generation_snapshot(generation);
    const struct items_query query = {.box = BOX_EMPTY, .limit = 100};
    if (store != NULL) {
        assert_false(snapshot_items(store, snapshot, &snapshot->collections[0], &query, &out, &result, &err));
        generation_return(generation, store);
    }
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_int_equal(out.length, 0);
    generation_return(generation, warm);
    generation_unref(generation);
    publish(tags[1], "cut");
    assert_true(generations_swap(generations, &err));
    generations_close(generations);
    buffer_free(&out);
}

/* ---- broken candidates ---- */

struct broken {
    struct generations *generations;
    struct buffer bytes; /* of a whole next file */
};

static void broken_open(struct broken *broken)
{
    struct error err = ERROR_INIT;
    publish(tags[0], "live");
    *broken = (struct broken){generations_open(fixture_path("live"), &err), BUFFER_INIT};
    assert_non_null(broken->generations);
    assert_true(file_read(fixture_path(tags[1]), 64 << 20, &broken->bytes, &err));
}

static void broken_close(struct broken *broken)
{
    struct error err = ERROR_INIT;
    write_live("live", broken->bytes.bytes, broken->bytes.length); /* whole again: and now it goes live */
    assert_true(generations_swap(broken->generations, &err));
    struct generation *live = generations_pin(broken->generations);
    assert_string_equal(tag_of(live), tags[1]);
    generation_unref(live);
    generations_close(broken->generations);
    buffer_free(&broken->bytes);
}

static void expect_refused(struct broken *broken, const char *why, size_t where)
{
    struct error err = ERROR_INIT;
    if (generations_swap(broken->generations, &err))
        fail_msg("%s at %zu: went live", why, where);
    assert_int_not_equal(err.kind, ERROR_NONE);
    assert_true(err.message[0] != '\0');
    struct generation *live = generations_pin(broken->generations);
    assert_string_equal(tag_of(live), tags[0]);
    generation_unref(live);
}

static void a_candidate_cut_short_never_goes_live(void **state)
{
    (void)state;
    struct broken broken;
    broken_open(&broken);
    for (size_t i = 0; i < 100; i++) {
        size_t length = i * broken.bytes.length / 100;
        write_live("live", broken.bytes.bytes, length);
        expect_refused(&broken, "cut short", length);
    }
    write_live("live", broken.bytes.bytes, broken.bytes.length - 1);
    expect_refused(&broken, "cut short", broken.bytes.length - 1);
    broken_close(&broken);
}

static void a_candidate_with_one_bit_changed_never_goes_live(void **state)
{
    (void)state;
    struct broken broken;
    broken_open(&broken);
    srand(11);
    for (int i = 0; i < 300; i++) {
        /* the header first, then anywhere */
        size_t at = i < 100 ? (size_t)i : (size_t)rand() % broken.bytes.length;
        char *byte = broken.bytes.bytes + at, bit = (char)(1 << (rand() % 8));
        *byte ^= bit;
        write_live("live", broken.bytes.bytes, broken.bytes.length);
        expect_refused(&broken, "bit changed", at);
        *byte ^= bit;
    }
    broken_close(&broken);
}

static void a_candidate_that_is_something_else_never_goes_live(void **state)
{
    (void)state;
    struct broken broken;
    broken_open(&broken);
    write_live("live", "<!DOCTYPE html><p>404", 21);
    expect_refused(&broken, "a page", 0);
    assert_int_equal(unlink(fixture_path("live")), 0);
    expect_refused(&broken, "nothing", 0);
    assert_int_equal(mkdir(fixture_path("live"), 0700), 0);
    expect_refused(&broken, "a folder", 0);
    assert_int_equal(rmdir(fixture_path("live")), 0);
    assert_int_equal(mkfifo(fixture_path("live"), 0600), 0);
    expect_refused(&broken, "a FIFO", 0);
    fixture_copy(fixture_path(tags[1]), fixture_path("spoiled"));
    fixture_spoil(fixture_path("spoiled"), "DELETE FROM collection; PRAGMA user_version = 0");
    fixture_spoil(fixture_path("spoiled"), "UPDATE meta SET value = '9' WHERE key = 'format'");
    assert_int_equal(rename(fixture_path("spoiled"), fixture_path("live")), 0);
    expect_refused(&broken, "another format", 0);
    broken_close(&broken);
}

/* Without a seal SQLite's own test must do: enough for pages that are not there or make no sense. */
static void an_unsealed_file_is_tested_by_sqlite(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct broken broken;
    broken_open(&broken);
    fixture_copy(fixture_path(tags[1]), fixture_path("unsealed"));
    fixture_spoil(fixture_path("unsealed"), "PRAGMA user_version = 0");
    struct buffer bytes = BUFFER_INIT;
    assert_true(file_read(fixture_path("unsealed"), 64 << 20, &bytes, &err));
    for (size_t page = 1; page < bytes.length / 4096; page += 7) {
        write_live("live", bytes.bytes, page * 4096);
        expect_refused(&broken, "unsealed and cut short", page);
    }
    write_live("live", bytes.bytes, bytes.length);
    assert_true(generations_swap(broken.generations, &err));
    buffer_free(&bytes);
    generations_close(broken.generations);
    buffer_free(&broken.bytes);
}

/* ---- swapping under load ---- */

struct load {
    struct generations *generations;
    atomic_bool is_over;
    atomic_size_t answers, mixed, failed;
};

/* Every feature of an answer, and what the file says of itself, must name the generation that was pinned. */
static void ask_once(struct load *load, struct buffer *out)
{
    struct error err = ERROR_INIT;
    struct generation *generation = generations_pin(load->generations);
    const struct snapshot *snapshot = generation_snapshot(generation);
    struct store *store = generation_borrow(generation, &err);
    const struct items_query queries[] = {{.box = BOX_EMPTY, .limit = 50, .after = 20},
                                          {.box = {2.72, 50.37, 2.80, 50.42}, .limit = 50}};
    for (size_t i = 0; store != NULL && i < 2; i++) {
        struct items_result result;
        buffer_clear(out);
        if (!snapshot_items(store, snapshot, snapshot_collection_of(snapshot, "cells"), &queries[i], out, &result,
                            &err) ||
            result.returned == 0)
            atomic_fetch_add(&load->failed, 1);
        char member[64];
        snprintf(member, sizeof member, "{\"generation\":\"%s\"", snapshot->generation);
        int64_t same = 0;
        for (const char *at = out->bytes; at != NULL && (at = strstr(at, member)) != NULL; at++)
            same++;
        if (same != result.returned)
            atomic_fetch_add(&load->mixed, 1);
        atomic_fetch_add(&load->answers, 1);
    }
    if (store == NULL)
        atomic_fetch_add(&load->failed, 1);
    else
        generation_return(generation, store);
    generation_unref(generation);
}

static void *ask_on(void *payload)
{
    struct load *load = payload;
    struct buffer out = BUFFER_INIT;
    while (!atomic_load(&load->is_over))
        ask_once(load, &out);
    buffer_free(&out);
    return NULL;
}

static void swaps_under_load_lose_and_mix_nothing(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct load load = {0};
    pthread_t threads[4];
    publish(tags[0], "busy");
    load.generations = generations_open(fixture_path("busy"), &err);
    assert_non_null(load.generations);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &load), 0);
    for (int i = 1; i <= 60; i++) {
        publish(tags[i % TAGS], "busy");
        if (!generations_swap(load.generations, &err))
            fail_msg("%s", err.message);
        struct generation *live = generations_pin(load.generations);
        assert_string_equal(tag_of(live), tags[i % TAGS]);
        generation_unref(live);
    }
    atomic_store(&load.is_over, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&load.failed), 0);
    assert_int_equal(atomic_load(&load.mixed), 0);
    assert_true(atomic_load(&load.answers) > 60);
    generations_close(load.generations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pinned_generation_outlives_the_swap),
        cmocka_unit_test(a_connection_is_given_again_without_its_deadline),
        cmocka_unit_test(the_same_generation_is_not_swapped),
        cmocka_unit_test(a_file_cut_short_while_it_is_served_is_an_error),
        cmocka_unit_test(a_candidate_cut_short_never_goes_live),
        cmocka_unit_test(a_candidate_with_one_bit_changed_never_goes_live),
        cmocka_unit_test(a_candidate_that_is_something_else_never_goes_live),
        cmocka_unit_test(an_unsealed_file_is_tested_by_sqlite),
        cmocka_unit_test(swaps_under_load_lose_and_mix_nothing),
    };
    return cmocka_run_group_tests(tests, make_all, fixture_remove_folder);
}
