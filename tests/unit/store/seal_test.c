#include "store/fixture.h"

#include <fcntl.h>

static enum seal seal_of(const char *path)
{
    struct error err = ERROR_INIT;
    enum seal seal;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    struct seal_reading *begun = seal_begin(fd, path, &err);
    if (begun == NULL || !seal_end(begun, &seal, &err))
        fail_msg("%s", err.message);
    close(fd);
    return seal;
}

/* Some longer than the blocks that it is read in, and no multiple of them. */
static void make_file(const char *path, size_t length)
{
    FILE *file = fopen(path, "w");
    for (size_t i = 0; i < length; i++)
        fputc(i >= 60 && i < 64 ? 0 : (int)(i * 2654435761u >> 24 & 0xff), file);
    assert_int_equal(fclose(file), 0);
}

static void a_seal_holds_until_a_bit_changes(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    static const size_t lengths[] = {64, 65, 512, 262144, 262144 + 4096, 600001, 3000000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const char *path = fixture_path("file");
        make_file(path, lengths[i]);
        assert_int_equal(seal_of(path), SEAL_NONE);
        assert_true(seal_write(path, &err));
        assert_int_equal(seal_of(path), SEAL_WHOLE);
        assert_true(seal_write(path, &err)); /* again is the same */
        assert_int_equal(seal_of(path), SEAL_WHOLE);
        for (size_t at = 0; at < lengths[i]; at += lengths[i] / 64) {
            FILE *file = fopen(path, "r+");
            fseek(file, (long)at, SEEK_SET);
            int byte = fgetc(file);
            fseek(file, (long)at, SEEK_SET);
            fputc(byte ^ 1 << at % 8, file);
            fclose(file);
            assert_int_equal(seal_of(path), SEAL_BROKEN);
            file = fopen(path, "r+");
            fseek(file, (long)at, SEEK_SET);
            fputc(byte, file);
            fclose(file);
        }
        assert_int_equal(seal_of(path), SEAL_WHOLE);
        assert_int_equal(truncate(path, (off_t)lengths[i] - 1), 0);
        if (lengths[i] > 64)
            assert_int_equal(seal_of(path), SEAL_BROKEN);
    }
}

static void what_is_too_short_has_no_seal(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *path = fixture_path("short");
    make_file(path, 63);
    assert_false(seal_write(path, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_false(seal_write(fixture_path("missing"), &err));
}

/* Blocks that are alike but for their place. */
static void a_seal_knows_the_order_of_blocks(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    enum { BLOCK = 256 * 1024 };
    const char *path = fixture_path("blocks");
    FILE *file = fopen(path, "w");
    for (size_t i = 0; i < 4 * BLOCK; i++)
        fputc(i >= BLOCK && i / BLOCK % 2 == 0 ? 7 : 0, file);
    assert_int_equal(fclose(file), 0);
    assert_true(seal_write(path, &err));
    assert_int_equal(seal_of(path), SEAL_WHOLE);
    file = fopen(path, "r+");
    for (size_t i = BLOCK; i < 3 * BLOCK; i++) {
        fseek(file, (long)i, SEEK_SET);
        fputc(i / BLOCK == 1 ? 7 : 0, file);
    }
    fclose(file);
    assert_int_equal(seal_of(path), SEAL_BROKEN);
}

static void a_reading_that_is_left_ends_by_itself(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *path = fixture_path("left");
    make_file(path, 3000000);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    seal_leave(seal_begin(fd, path, &err));
    close(fd);
    seal_leave(NULL);
}

static void sqlite_reads_a_sealed_file(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *path = fixture_path("sealed.sqlite");
    struct store *store = store_open(path, STORE_CREATE, &err);
    fixture_run(store, "CREATE TABLE t (a); INSERT INTO t VALUES (41)");
    store_close(store);
    assert_true(seal_write(path, &err));
    store = store_open(path, STORE_READ, &err);
    int64_t value;
    assert_true(store_integer(store, "SELECT a + 1 FROM t", &value, &err));
    assert_int_equal(value, 42);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seal_holds_until_a_bit_changes),
        cmocka_unit_test(a_seal_knows_the_order_of_blocks),
        cmocka_unit_test(a_reading_that_is_left_ends_by_itself),
        cmocka_unit_test(what_is_too_short_has_no_seal),
        cmocka_unit_test(sqlite_reads_a_sealed_file),
    };
    return cmocka_run_group_tests(tests, fixture_make_folder, fixture_remove_folder);
}
