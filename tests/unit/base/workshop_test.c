#include "base/workshop.h"

#include "base/buffer.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int folder_open(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/terril-workshop-XXXXXX");
    return mkdtemp(folder) == NULL;
}

/* Fails when anything is left in it. */
static int folder_close(void **state)
{
    (void)state;
    return rmdir(folder);
}

static const char *path(const char *name)
{
    static char text[2][256];
    static unsigned turn;
    snprintf(text[++turn % 2], sizeof text[0], "%s/%s", folder, name);
    return text[turn % 2];
}

static void put(const char *at, const char *text)
{
    FILE *file = fopen(at, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_holds(const char *at, const char *text)
{
    struct buffer bytes = BUFFER_INIT;
    assert_true(file_read(at, 100, &bytes, NULL));
    assert_string_equal(bytes.bytes, text);
    buffer_free(&bytes);
}

static void what_is_made_takes_the_targets_place(void **state)
{
    (void)state;
    put(path("a.gpkg"), "old");
    struct workshop *workshop = workshop_open(path("a.gpkg"), "a.gpkg", NULL);
    assert_non_null(workshop);
    assert_true(workshop_file(workshop)[0] == '/');
    assert_true(file_is_folder(workshop_folder(workshop)));
    put(workshop_file(workshop), "new");
    assert_holds(path("a.gpkg"), "old");
    assert_true(workshop_publish(workshop, NULL));
    assert_holds(path("a.gpkg"), "new");
    workshop_close(workshop);
    assert_int_equal(unlink(path("a.gpkg")), 0);
}

static void what_is_not_published_is_swept_away(void **state)
{
    (void)state;
    struct workshop *workshop = workshop_open(path("b"), "b", NULL);
    assert_non_null(workshop);
    char beside[512];
    snprintf(beside, sizeof beside, "%s-journal", workshop_file(workshop));
    put(workshop_file(workshop), "half");
    put(beside, "journal");
    workshop_close(workshop);
    assert_int_not_equal(access(path("b"), F_OK), 0);
}

static void nothing_made_is_nothing_published(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    put(path("c"), "old");
    struct workshop *workshop = workshop_open(path("c"), "c", NULL);
    assert_false(workshop_publish(workshop, &err));
    assert_int_equal(err.kind, ERROR_STORAGE);
    workshop_close(workshop);
    assert_holds(path("c"), "old");
    unlink(path("c"));
}

static void two_beside_one_file_do_not_meet(void **state)
{
    (void)state;
    struct workshop *one = workshop_open(path("d"), "d", NULL), *two = workshop_open(path("d"), "d", NULL);
    assert_non_null(one);
    assert_non_null(two);
    assert_string_not_equal(workshop_file(one), workshop_file(two));
    workshop_close(one);
    workshop_close(two);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_null(workshop_open(folder, "x", &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_null(workshop_open("/dev/null", "x", &err));
    assert_non_null(strstr(err.message, "not a regular file"));
    assert_null(workshop_open(path("e/"), "x", &err));
    assert_null(workshop_open("", "x", &err));
    assert_null(workshop_open(path("nowhere/x"), "x", &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.message, "nowhere/x: its folder is not there"));
    workshop_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_takes_the_targets_place), cmocka_unit_test(what_is_not_published_is_swept_away),
        cmocka_unit_test(nothing_made_is_nothing_published),    cmocka_unit_test(two_beside_one_file_do_not_meet),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, folder_open, folder_close);
}
