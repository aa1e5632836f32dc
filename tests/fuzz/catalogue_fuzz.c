/* tests/fuzz/catalogue_fuzz.c: strangers' bytes as catalogue.json, and as indicators.json beside a small sound one. */
#include "catalogue/catalogue.h"
#include "catalogue/entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TITLE "{\"fr\": \"f\", \"en\": \"e\"}"
static const char sound[] =
    "{\"extent\": [1, 49, 4, 51], \"sources\": [{\"id\": \"ponds\", \"title\": " TITLE ", \"publisher\": \"p\","
    " \"licence\": \"l\", \"credit\": \"c\", \"files\": [{\"name\": \"p.csv\"}], \"inputs\": [{\"name\": \"code\","
    " \"type\": \"text\"}]}], \"collections\": [{\"id\": \"ponds\", \"title\": " TITLE ", \"description\": " TITLE ","
    " \"geometry\": \"Point\", \"key\": \"code\", \"label\": \"code\", \"source\": \"ponds\", \"select\": \"p.sql\","
    " \"fields\": [{\"name\": \"code\", \"type\": \"text\", \"title\": " TITLE "}]}]}";

static char strange[64] = "/dev/shm/terril-fuzz-XXXXXX", beside[64] = "/dev/shm/terril-fuzz-XXXXXX";

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void put(const char *folder, const char *name, const void *bytes, size_t length)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    check(file >= 0 && write(file, bytes, length) == (ssize_t)length);
    close(file);
}

static void remove_folders(void)
{
    const char *const folders[] = {strange, beside};
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/catalogue.json", folders[i]);
        unlink(path);
        snprintf(path, sizeof path, "%s/indicators.json", folders[i]);
        unlink(path);
        rmdir(folders[i]);
    }
}

static void check_collection(const struct catalogue *catalogue, const struct catalogue_collection *collection)
{
    check(catalogue_collection_of(catalogue, collection->id) == collection);
    check(catalogue_source_of(catalogue, collection->source) != NULL);
    check(name_is_safe(collection->table, false) && path_is_safe(collection->select));
    check(collection->title.fr != NULL && collection->description.en != NULL);
    check(collection->field_count >= 1 && collection->field_count <= FEATURE_FIELDS_MAX);
    for (size_t i = 0; i < collection->field_count; i++)
        check(name_is_safe(collection->fields[i].name, false) && collection->fields[i].title.fr != NULL);
    for (size_t i = 0; i < collection->check_count; i++)
        check(collection->checks[i].what != NULL && collection->checks[i].count_min >= -1);
}

static void check_catalogue(const struct catalogue *catalogue)
{
    check(!box_is_empty(catalogue->extent) && catalogue->analyses != NULL);
    for (size_t i = 0; i < catalogue->source_count; i++) {
        const struct catalogue_source *source = &catalogue->sources[i];
        check(catalogue_source_of(catalogue, source->id) == source && name_is_safe(source->id, false));
        check(source->file_count >= 1 && source->input_count >= 1 && source->inputs[0].from[0] != NULL);
    }
    for (size_t i = 0; i < catalogue->collection_count; i++)
        check_collection(catalogue, &catalogue->collections[i]);
    for (size_t i = 0; i < catalogue->indicator_count; i++)
        check(catalogue->indicators[i].sources != NULL && catalogue->indicators[i].decimals <= 15);
}

static void open_in(const char *folder)
{
    char path[128];
    struct error err = ERROR_INIT;
    snprintf(path, sizeof path, "%s/catalogue.json", folder);
    struct catalogue *catalogue = catalogue_open(path, &err);
    check((catalogue == NULL) == (err.kind != ERROR_NONE));
    if (catalogue != NULL)
        check_catalogue(catalogue);
    catalogue_close(catalogue);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    check(mkdtemp(strange) != NULL && mkdtemp(beside) != NULL && atexit(remove_folders) == 0);
    put(beside, "catalogue.json", sound, sizeof sound - 1);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    put(strange, "catalogue.json", data, size);
    put(beside, "indicators.json", data, size);
    open_in(strange);
    open_in(beside);
    return 0;
}
