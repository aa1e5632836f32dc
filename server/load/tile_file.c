#include "load/tile_file.h"

#include "base/arena.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tile_file {
    int fd;
    _Atomic uint64_t length;
};

static bool file_fail(struct error *err)
{
    return error_set(err, ERROR_STORAGE, "tiles on their way into the snapshot: %s", strerror(errno));
}

/* O_TMPFILE is not known to every file system. */
static int unnamed_open(const char *target)
{
    struct arena *arena = arena_new();
    const char *slash = strrchr(target, '/');
    const char *folder = slash == NULL     ? "."
                         : slash == target ? "/"
                                           : arena_copy(arena, target, (size_t)(slash - target));
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        char *path = arena_printf(arena, "%s.tiles-XXXXXX", target);
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
            unlink(path);
    }
    arena_free(arena);
    return fd;
}

struct tile_file *tile_file_open(const char *target, struct error *err)
{
    int fd = unnamed_open(target);
    if (fd < 0) {
        file_fail(err);
        return NULL;
    }
    struct tile_file *file = memory_alloc(sizeof *file);
    file->fd = fd;
    atomic_init(&file->length, 0);
    return file;
}

void tile_file_close(struct tile_file *file)
{
    if (file == NULL)
        return;
    close(file->fd);
    free(file);
}

bool tile_file_add(struct tile_file *file, const void *bytes, size_t length, uint64_t *offset, struct error *err)
{
    uint64_t at = atomic_fetch_add(&file->length, length);
    for (size_t done = 0; done < length;) {
        ssize_t wrote = pwrite(file->fd, (const char *)bytes + done, length - done, (off_t)(at + done));
        if (wrote < 0 && errno != EINTR)
            return file_fail(err);
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    *offset = at;
    return true;
}

bool tile_file_read(const struct tile_file *file, uint64_t offset, size_t length, struct buffer *out, struct error *err)
{
    buffer_clear(out);
    char *bytes = buffer_reserve(out, length);
    for (size_t done = 0; done < length;) {
        ssize_t got = pread(file->fd, bytes + done, length - done, (off_t)(offset + done));
        if (got == 0)
            errno = EIO;
        if (got == 0 || (got < 0 && errno != EINTR))
            return file_fail(err);
        done += got > 0 ? (size_t)got : 0;
    }
    out->length = length;
    return true;
}
