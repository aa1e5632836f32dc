#include "base/folder.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Descriptors that nftw may hold; deeper folders are walked with fewer. */
#define WALK_DESCRIPTORS 16

struct folder {
    struct arena *arena;
    const char *target, *part;
    int lock; /* the marker of the part, locked while it is written */
};

static bool fail(struct error *err, const char *path)
{
    return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
}

static int entry_remove(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static bool tree_remove(const char *path, struct error *err)
{
    return nftw(path, entry_remove, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT || fail(err, path);
}

static bool folder_is_empty(const char *path)
{
    DIR *directory = opendir(path);
    int others = 0;
    if (directory == NULL)
        return false;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        others += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    return others == 0;
}

/* May what is at `path` be thrown away? */
static bool place_is_ours(struct folder *folder, const char *path, struct error *err)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return errno == ENOENT || fail(err, path);
    if (!S_ISDIR(status.st_mode))
        return error_set(err, ERROR_INPUT, "%s: not a folder", path);
    if (folder_is_empty(path) || file_is_regular(file_join(folder->arena, path, FOLDER_MARKER)))
        return true;
    return error_set(err, ERROR_INPUT,
                     "%s: holds files that were not made by this command; give an empty or a new folder", path);
}

/* The marker is the lock: who holds it writes the part. */
static bool part_begin(struct folder *folder, struct error *err)
{
    const char *marker = file_join(folder->arena, folder->part, FOLDER_MARKER);
    if (!place_is_ours(folder, folder->part, err))
        return false;
    int lock = open(marker, O_RDONLY | O_CLOEXEC);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        return error_set(err, ERROR_BUSY, "%s: another process is writing it", folder->part);
    }
    bool is_gone = tree_remove(folder->part, err);
    if (lock >= 0)
        close(lock);
    if (!is_gone || !file_make_folder(folder->part, err))
        return false;
    folder->lock = open(marker, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return (folder->lock >= 0 && flock(folder->lock, LOCK_EX | LOCK_NB) == 0) || fail(err, marker);
}

static void folder_free(struct folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    arena_free(folder->arena);
}

struct folder *folder_open(const char *target, struct error *err)
{
    struct arena *arena = arena_new();
    struct folder *folder = arena_alloc(arena, sizeof *folder);
    size_t length = strlen(target);
    while (length > 1 && target[length - 1] == '/')
        length--;
    folder->arena = arena;
    folder->lock = -1;
    folder->target = arena_copy(arena, target, length);
    folder->part = arena_printf(arena, "%s.part", folder->target);
    if (place_is_ours(folder, folder->target, err) && part_begin(folder, err))
        return folder;
    folder_free(folder);
    return NULL;
}

bool folder_write(struct folder *folder, const char *name, const void *bytes, size_t length, struct error *err)
{
    struct arena *arena = arena_new();
    const char *path = file_join(arena, folder->part, name);
    const char *parent = arena_copy(arena, path, (size_t)(strrchr(path, '/') - path));
    bool is_done = file_make_folder(parent, err) && file_write_new(path, bytes, length, err);
    arena_free(arena);
    return is_done;
}

/* All of the part to the disk with one call, rather than with one for each of some hundred files. */
static bool part_sync(struct folder *folder, struct error *err)
{
    return syncfs(folder->lock) == 0 || fail(err, folder->part);
}

/* The part takes the target's name; what had it has the part's then. */
static bool part_exchange(struct folder *folder, struct error *err)
{
    if (renameat2(AT_FDCWD, folder->part, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0)
        return true;
    if (errno == ENOENT)
        return rename(folder->part, folder->target) == 0 || fail(err, folder->target);
    if (errno != EINVAL && errno != ENOSYS)
        return fail(err, folder->target);
    /* A file system that cannot exchange: for a moment there is neither. */
    const char *old = arena_printf(folder->arena, "%s.old", folder->target);
    if (!place_is_ours(folder, old, err) || !tree_remove(old, err))
        return false;
    if (rename(folder->target, old) != 0)
        return fail(err, folder->target);
    if (rename(folder->part, folder->target) == 0)
        return tree_remove(old, err);
    fail(err, folder->target);
    if (rename(old, folder->target) != 0)
        error_set(err, ERROR_STORAGE, "%s: could not be put back; it is %s now", folder->target, old);
    return false;
}

bool folder_publish(struct folder *folder, struct error *err)
{
    if (!place_is_ours(folder, folder->target, err) || !part_sync(folder, err) || !part_exchange(folder, err)) {
        folder_abandon(folder);
        return false;
    }
    bool is_done = file_sync_folder_of(folder->target, err) && tree_remove(folder->part, err);
    folder_free(folder);
    return is_done;
}

void folder_abandon(struct folder *folder)
{
    if (folder == NULL)
        return;
    tree_remove(folder->part, NULL);
    folder_free(folder);
}
