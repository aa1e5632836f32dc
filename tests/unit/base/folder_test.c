#include "base/folder.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char place[] = "/tmp/folder_test.XXXXXX";
static struct arena *arena;

static int place_make(void **state)
{
    (void)state;
    arena = arena_new();
    return mkdtemp(place) == NULL;
}

static int place_remove(void **state)
{
    (void)state;
    int status = system(arena_printf(arena, "rm -r '%s'", place));
    arena_free(arena);
    return status;
}

static const char *in(const char *name)
{
    return file_join(arena, place, name);
}

static struct folder *begun(const char *name)
{
    struct error err = ERROR_INIT;
    struct folder *folder = folder_open(in(name), &err);
    if (folder == NULL)
        fail_msg("%s", err.message);
    return folder;
}

static void put(struct folder *folder, const char *name, const char *text)
{
    struct error err = ERROR_INIT;
    if (!folder_write(folder, name, text, strlen(text), &err))
        fail_msg("%s", err.message);
}

static void published(struct folder *folder)
{
    struct error err = ERROR_INIT;
    if (!folder_publish(folder, &err))
        fail_msg("%s", err.message);
}

static void reads(const char *name, const char *text)
{
    struct error err = ERROR_INIT;
    struct buffer bytes = BUFFER_INIT;
    if (!file_read(in(name), 1000, &bytes, &err))
        fail_msg("%s", err.message);
    assert_string_equal(bytes.bytes, text);
    buffer_free(&bytes);
}

static void a_new_folder_takes_the_place_of_the_old_one_whole(void **state)
{
    (void)state;
    struct folder *folder = begun("site");
    put(folder, "a.txt", "one");
    put(folder, "deep/er/b.txt", "two");
    assert_false(file_is_folder(in("site")));
    published(folder);
    reads("site/a.txt", "one");
    reads("site/deep/er/b.txt", "two");
    folder = begun("site/");
    put(folder, "a.txt", "three");
    reads("site/a.txt", "one");
    published(folder);
    reads("site/a.txt", "three");
    assert_false(file_is_folder(in("site/deep")));
    assert_false(file_is_folder(in("site.part")));
}

static void an_empty_folder_may_be_taken(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in("empty"), 0777), 0);
    struct folder *folder = begun("empty");
    put(folder, "a.txt", "one");
    published(folder);
    reads("empty/a.txt", "one");
}

static void what_somebody_else_made_is_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(mkdir(in("theirs"), 0777), 0);
    assert_true(file_write_new(in("theirs/thesis.txt"), "x", 1, &err));
    assert_null(folder_open(in("theirs"), &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_null(folder_open(in("theirs/thesis.txt"), &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(symlink(in("theirs"), in("link")), 0);
    assert_null(folder_open(in("link"), &err));
    reads("theirs/thesis.txt", "x");
    assert_false(file_is_folder(in("theirs.part")));
}

static void what_fails_leaves_the_old_one(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct folder *folder = begun("kept");
    put(folder, "a.txt", "one");
    published(folder);
    folder = begun("kept");
    put(folder, "a.txt", "two");
    folder_abandon(folder);
    reads("kept/a.txt", "one");
    assert_false(file_is_folder(in("kept.part")));
    /* Somebody puts a file of his own in the place meanwhile. */
    folder = begun("meanwhile");
    put(folder, "a.txt", "two");
    assert_int_equal(mkdir(in("meanwhile"), 0777), 0);
    assert_true(file_write_new(in("meanwhile/b.txt"), "b", 1, &err));
    assert_false(folder_publish(folder, &err));
    reads("meanwhile/b.txt", "b");
    folder_abandon(NULL);
}

static void two_things_cannot_have_one_name(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct folder *folder = begun("twice");
    put(folder, "a", "one");
    assert_false(folder_write(folder, "a", "two", 3, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    assert_false(folder_write(folder, "a/b", "two", 3, &err));
    folder_abandon(folder);
}

static void two_processes_do_not_write_the_same(void **state)
{
    (void)state;
    struct folder *folder = begun("shared");
    pid_t child = fork();
    if (child == 0) {
        struct error err = ERROR_INIT;
        bool is_refused = folder_open(in("shared"), &err) == NULL && err.kind == ERROR_BUSY;
        _exit(is_refused ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    put(folder, "a", "one");
    published(folder);
    reads("shared/a", "one");
}

static void what_a_process_that_died_left_is_removed(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct folder *folder = folder_open(in("dead"), NULL);
        _exit(folder != NULL && folder_write(folder, "left", "x", 1, NULL) ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(file_is_regular(in("dead.part/left")));
    struct folder *folder = begun("dead");
    put(folder, "a", "one");
    published(folder);
    assert_false(file_is_regular(in("dead/left")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_folder_takes_the_place_of_the_old_one_whole),
        cmocka_unit_test(an_empty_folder_may_be_taken),
        cmocka_unit_test(what_somebody_else_made_is_refused),
        cmocka_unit_test(what_fails_leaves_the_old_one),
        cmocka_unit_test(two_things_cannot_have_one_name),
        cmocka_unit_test(two_processes_do_not_write_the_same),
        cmocka_unit_test(what_a_process_that_died_left_is_removed),
    };
    return cmocka_run_group_tests(tests, place_make, place_remove);
}
