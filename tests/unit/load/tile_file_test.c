#include "load/tile_file.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TILES = 2000, WRITERS = 2 };

struct writer {
    struct tile_file *file;
    unsigned number;
    uint64_t offsets[TILES];
};

/* Each tile has a length and a content of its own; every seventh is empty. */
static size_t tile_fill(unsigned writer, size_t tile, unsigned char bytes[512])
{
    size_t length = tile % 7 == 0 ? 0 : tile % 512;
    memset(bytes, (int)(tile * 31 + writer), length);
    return length;
}

static void *writer_run(void *argument)
{
    struct writer *writer = argument;
    unsigned char bytes[512];
    for (size_t i = 0; i < TILES; i++) {
        size_t length = tile_fill(writer->number, i, bytes);
        if (!tile_file_add(writer->file, bytes, length, &writer->offsets[i], NULL))
            abort();
    }
    return NULL;
}

static void tiles_of_two_threads_come_back_as_they_went_in(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct tile_file *file = tile_file_open("/tmp/terril-tiles.sqlite", &err);
    assert_non_null(file);
    struct writer *writers = calloc(WRITERS, sizeof *writers);
    pthread_t threads[WRITERS];
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i].file = file;
        writers[i].number = i;
        assert_int_equal(pthread_create(&threads[i], NULL, writer_run, &writers[i]), 0);
    }
    for (unsigned i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    struct buffer out = BUFFER_INIT;
    for (unsigned i = 0; i < WRITERS; i++)
        for (size_t k = 0; k < TILES; k++) {
            unsigned char wanted[512];
            size_t length = tile_fill(i, k, wanted);
            assert_true(tile_file_read(file, writers[i].offsets[k], length, &out, &err));
            assert_int_equal(out.length, length);
            assert_memory_equal(out.bytes, wanted, length);
        }
    buffer_free(&out);
    free(writers);
    tile_file_close(file);
    assert_int_not_equal(access("/tmp/terril-tiles.sqlite", F_OK), 0); /* the target is not touched */
}

static void what_is_not_there_is_not_read(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    uint64_t offset;
    struct tile_file *file = tile_file_open("/tmp/terril-tiles.sqlite", &err);
    assert_true(tile_file_add(file, "abc", 3, &offset, &err));
    assert_false(tile_file_read(file, offset, 4, &out, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    buffer_free(&out);
    tile_file_close(file);
    tile_file_close(NULL);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(tile_file_open("/tmp/terril-no-such-folder/a.sqlite", &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_of_two_threads_come_back_as_they_went_in),
        cmocka_unit_test(what_is_not_there_is_not_read),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
