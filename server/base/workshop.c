#include "base/workshop.h"

#include "base/arena.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTEMPTS 100 /* names left behind by a process of the same id that crashed are passed over */

struct workshop {
    struct arena *arena;
    const char *target, *folder, *file;
};

static bool workshop_fail(const char *path, struct error *err)
{
    int cause = errno;
    bool is_missing = cause == ENOENT || cause == ENOTDIR;
    return error_set(err, is_missing ? ERROR_NOT_FOUND : ERROR_STORAGE, "%s: %s", path,
                     is_missing ? "its folder is not there" : strerror(cause));
}

static bool target_check(const char *target, struct error *err)
{
    struct stat status;
    size_t length = strlen(target);
    if (length == 0)
        return error_set(err, ERROR_INPUT, "an empty name, where a file is wanted");
    if (target[length - 1] == '/' || (stat(target, &status) == 0 && S_ISDIR(status.st_mode)))
        return error_set(err, ERROR_INPUT, "%s: a folder, where a file is wanted", target);
    if (stat(target, &status) == 0 && !S_ISREG(status.st_mode))
        return error_set(err, ERROR_INPUT, "%s: not a regular file", target);
    return true;
}

/* Makes the folder beside the target. */
static bool folder_make(struct workshop *workshop, struct error *err)
{
    char real[PATH_MAX];
    const char *folder = NULL;
    int made = -1;
    for (int attempt = 0; attempt < ATTEMPTS && made != 0; attempt++) {
        folder = arena_printf(workshop->arena, "%s.%ld-%d.part", workshop->target, (long)getpid(), attempt);
        made = mkdir(folder, 0700);
        if (made != 0 && errno != EEXIST)
            break;
    }
    if (made != 0)
        return workshop_fail(workshop->target, err);
    workshop->folder = folder;
    if (realpath(folder, real) == NULL)
        return workshop_fail(workshop->target, err);
    workshop->folder = arena_string(workshop->arena, real);
    return true;
}

struct workshop *workshop_open(const char *target, const char *name, struct error *err)
{
    if (!target_check(target, err))
        return NULL;
    struct arena *arena = arena_new();
    struct workshop *workshop = arena_alloc(arena, sizeof *workshop);
    *workshop = (struct workshop){.arena = arena, .target = arena_string(arena, target)};
    if (!folder_make(workshop, err)) {
        workshop_close(workshop);
        return NULL;
    }
    workshop->file = file_join(arena, workshop->folder, name);
    return workshop;
}

const char *workshop_folder(const struct workshop *workshop)
{
    return workshop->folder;
}

const char *workshop_file(const struct workshop *workshop)
{
    return workshop->file;
}

bool workshop_publish(struct workshop *workshop, struct error *err)
{
    int fd = open(workshop->file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool is_good = fd >= 0 && fsync(fd) == 0 && rename(workshop->file, workshop->target) == 0;
    if (!is_good)
        error_set(err, ERROR_STORAGE, "%s: %s", workshop->target, strerror(errno));
    if (fd >= 0)
        close(fd);
    return is_good && file_sync_folder_of(workshop->target, err);
}

void workshop_close(struct workshop *workshop)
{
    if (workshop == NULL)
        return;
    DIR *folder = workshop->folder != NULL ? opendir(workshop->folder) : NULL;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder != NULL)
        closedir(folder);
    if (workshop->folder != NULL)
        rmdir(workshop->folder);
    arena_free(workshop->arena);
}
