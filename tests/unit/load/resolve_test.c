#include "load/resolve.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], home[96], named[96];

static const struct catalogue_file files[] = {{"ponds.geojson", "2026"}, {"PONDS.shp", "2018"}};
static const struct catalogue_source ponds = {.id = "ponds", .files = files, .file_count = 2};
static const struct catalogue_file fact_files[] = {{"ponds.csv", "2025"}};
static const struct catalogue_source fact = {.id = "fact_ponds", .files = fact_files, .file_count = 1, .is_fact = true};

static int make_folders(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/terril-resolve-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(home, sizeof home, "%s/home", folder);
    snprintf(named, sizeof named, "%s/named", folder);
    char command[512];
    snprintf(command, sizeof command,
             "cd '%s' && mkdir -p home/geodata/sources home/geodata/facts shared/geodata named && "
             "touch shared/geodata/ponds.geojson home/geodata/sources/PONDS.shp home/geodata/facts/ponds.csv",
             folder);
    return system(command);
}

static int remove_folders(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static const struct candidate *files_of(const char *sources, bool is_schematic, const struct catalogue_source *source,
                                        struct arena *arena, size_t *count)
{
    struct error err = ERROR_INIT;
    struct resolve resolve;
    assert_true(resolve_open(&resolve, home, sources, is_schematic, arena, &err));
    return resolve_files(&resolve, source, arena, count);
}

static void folders_are_looked_in_one_after_another(void **state)
{
    (void)state;
    size_t count;
    char command[256];
    struct arena *arena = arena_new();
    const struct candidate *found = files_of(named, false, &ponds, arena, &count);
    assert_int_equal(count, 2);
    assert_non_null(strstr(found[0].path, "home/geodata/sources/PONDS.shp"));
    assert_string_equal(found[0].file->date, "2018");
    assert_non_null(strstr(found[1].path, "shared/geodata/ponds.geojson"));
    snprintf(command, sizeof command, "touch '%s/ponds.geojson'", named);
    assert_int_equal(system(command), 0);
    found = files_of(named, false, &ponds, arena, &count);
    assert_int_equal(count, 3);
    assert_non_null(strstr(found[0].path, "named/ponds.geojson"));
    arena_free(arena);
}

static void the_schematic_edition_takes_fact_tables_alone(void **state)
{
    (void)state;
    size_t count;
    struct arena *arena = arena_new();
    files_of(named, true, &ponds, arena, &count);
    assert_int_equal(count, 0);
    const struct candidate *found = files_of(NULL, true, &fact, arena, &count);
    assert_int_equal(count, 1);
    assert_non_null(strstr(found[0].path, "geodata/facts/ponds.csv"));
    arena_free(arena);
}

static void a_folder_that_is_named_must_be_there(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct resolve resolve;
    struct arena *arena = arena_new();
    assert_false(resolve_open(&resolve, home, "/nowhere/at/all", false, arena, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.message, "/nowhere/at/all"));
    arena_free(arena);
}

static void a_link_is_not_a_file(void **state)
{
    (void)state;
    size_t count;
    char link[128];
    struct arena *arena = arena_new();
    snprintf(link, sizeof link, "%s/PONDS.shp", named);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    const struct candidate *found = files_of(named, false, &ponds, arena, &count);
    for (size_t i = 0; i < count; i++)
        assert_string_not_equal(found[i].path, link);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_looked_in_one_after_another),
        cmocka_unit_test(the_schematic_edition_takes_fact_tables_alone),
        cmocka_unit_test(a_folder_that_is_named_must_be_there),
        cmocka_unit_test(a_link_is_not_a_file),
    };
    return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
