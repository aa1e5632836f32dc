#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/file_test.XXXXXX";
static struct arena *arena;

static int folder_make(void **state)
{
    (void)state;
    arena = arena_new();
    return mkdtemp(folder) == NULL;
}

static int folder_remove(void **state)
{
    (void)state;
    int status = system(arena_printf(arena, "rm -r '%s'", folder));
    arena_free(arena);
    return status;
}

static char *in_folder(const char *name)
{
    return file_join(arena, folder, name);
}

static size_t entries_in(const char *path)
{
    DIR *listing = opendir(path);
    assert_non_null(listing);
    size_t count = 0;
    while (readdir(listing) != NULL)
        count++;
    closedir(listing);
    return count;
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    char *path = in_folder("a");
    buffer_puts(&out, ">");
    assert_true(file_write_atomic(path, "one\0two", 7, &err));
    assert_true(file_read(path, 7, &out, &err));
    assert_int_equal(out.length, 8);
    assert_memory_equal(out.bytes, ">one\0two", 9);
    assert_true(file_write_atomic(path, "", 0, &err));
    assert_true(file_read(path, 0, &out, &err));
    assert_int_equal(out.length, 8);
    buffer_free(&out);
}

static void a_large_file_is_read_whole(void **state)
{
    (void)state;
    struct buffer bytes = BUFFER_INIT, out = BUFFER_INIT;
    for (unsigned i = 0; i < 300000; i++)
        buffer_putc(&bytes, (char)(i * 7 % 251));
    char *path = in_folder("large");
    assert_true(file_write_atomic(path, bytes.bytes, bytes.length, NULL));
    assert_true(file_read(path, bytes.length, &out, NULL));
    assert_int_equal(out.length, bytes.length);
    assert_memory_equal(out.bytes, bytes.bytes, bytes.length);
    uint64_t hash;
    assert_true(file_hash(path, HASH_SEED, &hash, NULL));
    assert_true(hash == hash_bytes(HASH_SEED, bytes.bytes, bytes.length));
    buffer_free(&bytes);
    buffer_free(&out);
}

static void a_file_of_unknown_size_is_read_and_still_limited(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    if (!file_is_regular("/proc/self/status"))
        skip();
    assert_true(file_read("/proc/self/status", 100000, &out, &err)); /* st_size says 0 */
    assert_true(out.length > 100);
    buffer_clear(&out);
    buffer_puts(&out, "kept");
    assert_false(file_read("/proc/self/status", 10, &out, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_string_equal(out.bytes, "kept");
    buffer_free(&out);
}

static void what_cannot_be_read_leaves_the_buffer_alone(void **state)
{
    (void)state;
    assert_true(file_write_atomic(in_folder("eight"), "12345678", 8, NULL));
    assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
    const struct {
        const char *path;
        enum error_kind kind;
    } cases[] = {
        {in_folder("none"), ERROR_NOT_FOUND},
        {in_folder("eight/none"), ERROR_NOT_FOUND},
        {folder, ERROR_INPUT},
        {in_folder("fifo"), ERROR_INPUT},
        {"/dev/zero", ERROR_INPUT},
        {in_folder("eight"), ERROR_LIMIT},
    };
    struct buffer out = BUFFER_INIT;
    buffer_puts(&out, "kept");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error err = ERROR_INIT;
        assert_false(file_read(cases[i].path, 7, &out, &err));
        assert_int_equal(err.kind, cases[i].kind);
        assert_memory_equal(err.message, cases[i].path, strlen(cases[i].path));
        assert_string_equal(out.bytes, "kept");
        assert_int_equal(out.length, 4);
    }
    buffer_free(&out);
}

static void a_file_is_replaced_and_nothing_is_left_beside_it(void **state)
{
    (void)state;
    assert_true(file_make_folder(in_folder("w"), NULL));
    char *path = in_folder("w/data");
    assert_true(file_write_atomic(path, "old", 3, NULL));
    int reader = open(path, O_RDONLY);
    assert_true(file_write_atomic(path, "newer", 5, NULL));
    char bytes[10];
    assert_int_equal(read(reader, bytes, sizeof bytes), 3); /* who had it open keeps the old one */
    close(reader);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
    assert_int_equal(entries_in(in_folder("w")), 3);
}

static void a_write_that_fails_changes_nothing(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_true(file_make_folder(in_folder("f/target/full"), NULL));
    assert_false(file_write_atomic(in_folder("f/target"), "x", 1, &err)); /* a folder is in the way */
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_int_equal(entries_in(in_folder("f")), 3);
    assert_false(file_write_atomic(in_folder("nowhere/x"), "x", 1, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

static void a_file_in_the_current_folder_is_written_too(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    bool written = file_write_atomic("plain", "x", 1, NULL);
    bool regular = file_is_regular("plain");
    assert_int_equal(chdir(before), 0);
    assert_true(written && regular);
    struct error err = ERROR_INIT;
    assert_false(file_sync_folder_of(in_folder("nowhere/x"), &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

static void a_new_file_takes_no_others_place(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    assert_true(file_write_new(in_folder("new"), "one", 3, &err));
    assert_false(file_write_new(in_folder("new"), "two", 3, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_true(file_read(in_folder("new"), 10, &out, &err));
    assert_string_equal(out.bytes, "one");
    assert_false(file_write_new(in_folder("none/new"), "two", 3, &err));
    buffer_free(&out);
}

static void a_finished_file_takes_its_name(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    assert_true(file_write_new(in_folder("named"), "old", 3, &err));
    assert_true(file_write_new(in_folder("finished"), "new", 3, &err));
    assert_true(file_publish(in_folder("finished"), in_folder("named"), &err));
    assert_false(file_is_regular(in_folder("finished")));
    assert_true(file_read(in_folder("named"), 10, &out, &err));
    assert_string_equal(out.bytes, "new");
    assert_false(file_publish(in_folder("finished"), in_folder("named"), &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_false(file_publish(in_folder("named"), in_folder("none/named"), &err));
    assert_true(file_is_regular(in_folder("named")));
    buffer_free(&out);
}

static void kinds_of_files_are_told_apart(void **state)
{
    (void)state;
    assert_true(file_write_atomic(in_folder("file"), "", 0, NULL));
    assert_int_equal(symlink(in_folder("file"), in_folder("link")), 0);
    assert_int_equal(symlink(folder, in_folder("folderlink")), 0);
    assert_true(file_is_regular(in_folder("file")));
    assert_false(file_is_regular(in_folder("link")));
    assert_false(file_is_regular(folder));
    assert_false(file_is_regular(in_folder("none")));
    assert_true(file_is_folder(folder));
    assert_true(file_is_folder(in_folder("folderlink")));
    assert_false(file_is_folder(in_folder("file")));
    assert_false(file_is_folder(in_folder("none")));
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_true(file_make_folder(in_folder("x/y/z"), &err));
    assert_true(file_is_folder(in_folder("x/y/z")));
    assert_true(file_make_folder(in_folder("x/y/z/"), &err));
    assert_true(file_make_folder(in_folder("x//v"), &err));
    assert_true(file_make_folder("/", &err));
    assert_true(file_write_atomic(in_folder("x/file"), "", 0, NULL));
    assert_false(file_make_folder(in_folder("x/file"), &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_false(file_make_folder(in_folder("x/file/below"), &err));
}

static void folder_and_name_are_joined_by_one_slash(void **state)
{
    (void)state;
    assert_string_equal(file_join(arena, "a", "b"), "a/b");
    assert_string_equal(file_join(arena, "a/", "b"), "a/b");
    assert_string_equal(file_join(arena, "/", "b"), "/b");
    assert_string_equal(file_join(arena, "", "b"), "b");
}

static void the_hash_is_fnv_1a(void **state)
{
    (void)state;
    /* test vectors of draft-eastlake-fnv, appendix C */
    assert_true(hash_bytes(HASH_SEED, "", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(hash_bytes(HASH_SEED, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hash_bytes(HASH_SEED, "foobar", 6) == UINT64_C(0x85944171f73967e8));
    assert_true(hash_bytes(hash_bytes(HASH_SEED, "foo", 3), "bar", 3) == hash_bytes(HASH_SEED, "foobar", 6));
}

static void the_hash_of_a_missing_file_is_an_error(void **state)
{
    (void)state;
    uint64_t hash = 42;
    struct error err = ERROR_INIT;
    assert_false(file_hash(in_folder("none"), HASH_SEED, &hash, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_false(file_hash(folder, HASH_SEED, &hash, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_true(hash == 42);
}

static void home_is_where_the_environment_says(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    setenv("TERRIL_HOME", folder, 1);
    assert_string_equal(file_home(&err), folder);
    setenv("TERRIL_HOME", in_folder("none"), 1);
    assert_null(file_home(&err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.message, in_folder("none")));
    unsetenv("TERRIL_HOME");
}

static void home_without_a_word_holds_the_catalogue_or_is_an_error(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    unsetenv("TERRIL_HOME");
    const char *home = file_home(&err);
    if (home != NULL) {
        assert_true(file_is_regular(file_join(arena, home, "geodata/catalogue.json")));
        assert_ptr_equal(file_home(&err), home);
    } else {
        assert_int_equal(err.kind, ERROR_NOT_FOUND);
        assert_non_null(strstr(err.message, "TERRIL_HOME"));
    }
    setenv("TERRIL_HOME", "", 1); /* as if not there */
    assert_ptr_equal(file_home(&err), home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(a_large_file_is_read_whole),
        cmocka_unit_test(a_file_of_unknown_size_is_read_and_still_limited),
        cmocka_unit_test(what_cannot_be_read_leaves_the_buffer_alone),
        cmocka_unit_test(a_file_is_replaced_and_nothing_is_left_beside_it),
        cmocka_unit_test(a_write_that_fails_changes_nothing),
        cmocka_unit_test(a_file_in_the_current_folder_is_written_too),
        cmocka_unit_test(a_new_file_takes_no_others_place),
        cmocka_unit_test(a_finished_file_takes_its_name),
        cmocka_unit_test(kinds_of_files_are_told_apart),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(folder_and_name_are_joined_by_one_slash),
        cmocka_unit_test(the_hash_is_fnv_1a),
        cmocka_unit_test(the_hash_of_a_missing_file_is_an_error),
        cmocka_unit_test(home_is_where_the_environment_says),
        cmocka_unit_test(home_without_a_word_holds_the_catalogue_or_is_an_error),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
