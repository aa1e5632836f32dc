#include "load/resolve.h"

#include "base/file.h"

bool resolve_open(struct resolve *resolve, const char *home, const char *named, bool is_schematic, struct arena *arena,
                  struct error *err)
{
    size_t count = 0;
    *resolve = (struct resolve){file_join(arena, home, "geodata/facts"), {NULL}};
    if (named != NULL && !file_is_folder(named))
        return error_set(err, ERROR_NOT_FOUND, "%s: the folder of sources is not there", named);
    if (is_schematic)
        return true;
    if (named != NULL)
        resolve->folders[count++] = named;
    const char *const usual[] = {file_join(arena, home, "geodata/sources"),
                                 file_join(arena, home, "../shared/geodata")};
    for (size_t i = 0; i < 2; i++)
        if (file_is_folder(usual[i]))
            resolve->folders[count++] = usual[i];
    return true;
}

const struct candidate *resolve_files(const struct resolve *resolve, const struct catalogue_source *source,
                                      struct arena *arena, size_t *count)
{
    const char *const facts[] = {resolve->facts, NULL};
    const char *const *folders = source->is_fact ? facts : resolve->folders;
    size_t folder_count = 0;
    while (folders[folder_count] != NULL)
        folder_count++;
    struct candidate *found = arena_array(arena, folder_count * source->file_count, sizeof *found);
    *count = 0;
    for (size_t i = 0; i < folder_count; i++) {
        for (size_t k = 0; k < source->file_count; k++) {
            const char *path = file_join(arena, folders[i], source->files[k].name);
            if (file_is_regular(path))
                found[(*count)++] = (struct candidate){path, &source->files[k]};
        }
    }
    return found;
}
