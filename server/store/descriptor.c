/* A file read by its descriptor. SQLite's own VFS follows the link /proc/self/fd/N to a name and opens that name, which
 * after a rename is another file (seen with 3.40.1). This one reads the very file that N has open, never writes, takes no
 * lock and says that the file does not change. */
#include "store/connection.h"

#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct descriptor {
    sqlite3_file base;
    int fd;
};

static int descriptor_close(sqlite3_file *file)
{
    struct descriptor *descriptor = (struct descriptor *)file;
    close(descriptor->fd);
    return SQLITE_OK;
}

static int descriptor_read(sqlite3_file *file, void *bytes, int wanted, sqlite3_int64 offset)
{
    const struct descriptor *descriptor = (const struct descriptor *)file;
    char *to = bytes;
    size_t left = (size_t)wanted;
    while (left > 0) {
        ssize_t got = pread(descriptor->fd, to, left, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return SQLITE_IOERR_READ;
        if (got == 0) {
            memset(to, 0, left); /* as xRead of SQLite asks */
            return SQLITE_IOERR_SHORT_READ;
        }
        to += got;
        offset += got;
        left -= (size_t)got;
    }
    return SQLITE_OK;
}

static int descriptor_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    (void)file, (void)bytes, (void)length, (void)offset;
    return SQLITE_READONLY;
}

static int descriptor_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    (void)file, (void)size;
    return SQLITE_READONLY;
}

static int descriptor_nothing(sqlite3_file *file, int flags)
{
    (void)file, (void)flags;
    return SQLITE_OK;
}

static int descriptor_size(sqlite3_file *file, sqlite3_int64 *size)
{
    const struct descriptor *descriptor = (const struct descriptor *)file;
    struct stat about;
    if (fstat(descriptor->fd, &about) != 0)
        return SQLITE_IOERR_FSTAT;
    *size = about.st_size;
    return SQLITE_OK;
}

static int descriptor_reserved(sqlite3_file *file, int *is_reserved)
{
    (void)file;
    *is_reserved = 0;
    return SQLITE_OK;
}

static int descriptor_control(sqlite3_file *file, int operation, void *argument)
{
    (void)file, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

static int descriptor_sector(sqlite3_file *file)
{
    (void)file;
    return 0; /* SQLite's default */
}

static int descriptor_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods descriptor_methods = {
    .iVersion = 1, /* no shared memory, no mapping: a mapped file that is cut short ends the program with SIGBUS */
    .xClose = descriptor_close,
    .xRead = descriptor_read,
    .xWrite = descriptor_write,
    .xTruncate = descriptor_truncate,
    .xSync = descriptor_nothing,
    .xFileSize = descriptor_size,
    .xLock = descriptor_nothing,
    .xUnlock = descriptor_nothing,
    .xCheckReservedLock = descriptor_reserved,
    .xFileControl = descriptor_control,
    .xSectorSize = descriptor_sector,
    .xDeviceCharacteristics = descriptor_characteristics,
};

/* A descriptor of our own: a copy of N, or the file of that name. Blocks on no FIFO. */
static int descriptor_of(const char *name)
{
    size_t folder = strlen(DESCRIPTOR_FOLDER);
    if (strncmp(name, DESCRIPTOR_FOLDER, folder) != 0)
        return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int64_t number;
    if (!number_read_integer(name + folder, strlen(name + folder), 0, INT32_MAX, &number))
        return -1;
    return fcntl((int)number, F_DUPFD_CLOEXEC, 3);
}

static int descriptor_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    file->pMethods = NULL;
    if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0)
        return SQLITE_CANTOPEN;
    int fd = descriptor_of(name);
    struct stat about;
    if (fd >= 0 && (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))) {
        close(fd);
        fd = -1;
    }
    if (fd < 0)
        return SQLITE_CANTOPEN;
    struct descriptor *descriptor = (struct descriptor *)file;
    descriptor->fd = fd;
    descriptor->base.pMethods = &descriptor_methods;
    if (out_flags != NULL)
        *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

static int descriptor_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs, (void)name, (void)sync;
    return SQLITE_IOERR_DELETE;
}

/* No journal stands beside an immutable file, whatever the folder says. */
static int descriptor_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
    (void)vfs, (void)name, (void)flags;
    *result = 0;
    return SQLITE_OK;
}

static int descriptor_full_name(sqlite3_vfs *vfs, const char *name, int size, char *full)
{
    (void)vfs;
    size_t length = strlen(name);
    if (length >= (size_t)size)
        return SQLITE_CANTOPEN;
    memcpy(full, name, length + 1);
    return SQLITE_OK;
}

int descriptor_register(void)
{
    static sqlite3_vfs vfs;
    const sqlite3_vfs *ordinary = sqlite3_vfs_find(NULL);
    if (ordinary == NULL)
        return SQLITE_ERROR;
    vfs = *ordinary; /* clock, randomness and extensions as usual */
    vfs.pNext = NULL;
    vfs.zName = DESCRIPTOR_VFS;
    vfs.szOsFile = (int)sizeof(struct descriptor);
    vfs.xOpen = descriptor_open;
    vfs.xDelete = descriptor_delete;
    vfs.xAccess = descriptor_access;
    vfs.xFullPathname = descriptor_full_name;
    return sqlite3_vfs_register(&vfs, 0);
}
