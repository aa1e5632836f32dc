#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As much as one read(2) asks for: larger pieces measured no faster. */
#define PIECE 65536

static bool fail(struct error *err, const char *path)
{
    int cause = errno;
    return error_set(err, cause == ENOENT || cause == ENOTDIR ? ERROR_NOT_FOUND : ERROR_STORAGE, "%s: %s", path,
                     strerror(cause));
}

/* ---- reading ---- */

/* A descriptor of a regular file, or -1 and an error. */
static int regular_open(const char *path, struct stat *status, struct error *err)
{
    /* not blocking, so that a FIFO that nobody writes does not hold us */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        fail(err, path);
        return -1;
    }
    if (fstat(fd, status) == 0 && S_ISREG(status->st_mode))
        return fd;
    close(fd);
    error_set(err, ERROR_INPUT, "%s: not a regular file", path);
    return -1;
}

static ssize_t piece_read(int fd, void *bytes, size_t size)
{
    ssize_t got;
    do
        got = read(fd, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Reads to the end, which may have moved since the file's size was asked for. */
static bool bytes_read(int fd, const char *path, size_t most, struct buffer *out, struct error *err)
{
    size_t start = out->length;
    for (;;) {
        size_t room = most - (out->length - start);
        size_t wanted = room < PIECE ? room + 1 : PIECE; /* one more than allowed tells that there is more */
        ssize_t got = piece_read(fd, buffer_reserve(out, wanted), wanted);
        if (got < 0)
            return fail(err, path);
        if ((size_t)got > room)
            return error_set(err, ERROR_LIMIT, "%s: larger than %zu bytes", path, most);
        if (got == 0)
            return true;
        out->length += (size_t)got;
    }
}

bool file_read(const char *path, size_t most, struct buffer *out, struct error *err)
{
    struct stat status;
    int fd = regular_open(path, &status, err);
    if (fd < 0)
        return false;
    if ((uintmax_t)status.st_size > most) {
        close(fd);
        return error_set(err, ERROR_LIMIT, "%s: larger than %zu bytes", path, most);
    }
    size_t start = out->length;
    buffer_reserve(out, (size_t)status.st_size + 1);
    bool done = bytes_read(fd, path, most, out, err);
    close(fd);
    if (!done)
        out->length = start;
    out->bytes[out->length] = '\0';
    return done;
}

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        seed = (seed ^ at[i]) * UINT64_C(0x100000001b3);
    return seed;
}

/* O_TMPFILE is not known to every file system. */
static int unnamed_open(const char *folder)
{
    char path[PATH_MAX];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    snprintf(path, sizeof path, "%.4000s/terril-XXXXXX", folder);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

int file_unnamed(void)
{
    const char *const folders[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
    int fd = -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && fd < 0; i++)
        if (folders[i] != NULL && *folders[i] != '\0')
            fd = unnamed_open(folders[i]);
    return fd;
}

bool file_hash(const char *path, uint64_t seed, uint64_t *hash, struct error *err)
{
    struct stat status;
    int fd = regular_open(path, &status, err);
    if (fd < 0)
        return false;
    char piece[PIECE];
    ssize_t got;
    while ((got = piece_read(fd, piece, sizeof piece)) > 0)
        seed = hash_bytes(seed, piece, (size_t)got);
    if (got < 0)
        fail(err, path);
    else
        *hash = seed;
    close(fd);
    return got == 0;
}

/* ---- writing ---- */

/* Length of the part of `path` that names its folder, 0 for the current one. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return 0;
    return slash == path ? 1 : (size_t)(slash - path);
}

bool file_sync_folder_of(const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    size_t length = folder_length(path);
    const char *folder = length > 0 ? arena_copy(arena, path, length) : ".";
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* EINVAL: a file system that knows no fsync of folders has nothing to lose */
    bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    if (!done)
        fail(err, folder);
    if (fd >= 0)
        close(fd);
    arena_free(arena);
    return done;
}

/* A new file beside `path`, with the mode that any new file gets; its name is appended to `name`. */
static int beside_open(const char *path, struct buffer *name)
{
    static atomic_uint counter;
    for (int attempt = 0; attempt < 100; attempt++) {
        buffer_clear(name);
        /* a number left behind by a process of the same id that crashed is passed over */
        buffer_printf(name, "%s.%ld-%u.part", path, (long)getpid(), atomic_fetch_add(&counter, 1u));
        int fd = open(name->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static bool bytes_write(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

bool file_write_atomic(const char *path, const void *bytes, size_t length, struct error *err)
{
    struct buffer beside = BUFFER_INIT;
    int fd = beside_open(path, &beside);
    bool done = fd >= 0 && bytes_write(fd, bytes, length) && fsync(fd) == 0;
    int cause = errno;
    if (fd >= 0 && close(fd) != 0 && done) {
        cause = errno;
        done = false;
    }
    if (done && rename(beside.bytes, path) != 0) {
        cause = errno;
        done = false;
    }
    if (!done) {
        if (fd >= 0)
            unlink(beside.bytes);
        errno = cause;
        fail(err, path);
    }
    buffer_free(&beside);
    return done && file_sync_folder_of(path, err);
}

bool file_write_new(const char *path, const void *bytes, size_t length, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail(err, path);
    bool done = bytes_write(fd, bytes, length);
    int cause = errno;
    if (close(fd) != 0 && done) {
        cause = errno;
        done = false;
    }
    if (done)
        return true;
    unlink(path);
    errno = cause;
    return fail(err, path);
}

bool file_publish(const char *finished, const char *path, struct error *err)
{
    int fd = open(finished, O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (!done)
        fail(err, finished);
    if (fd >= 0)
        close(fd);
    if (done && rename(finished, path) != 0)
        return fail(err, path);
    return done && file_sync_folder_of(path, err);
}

/* ---- folders ---- */

bool file_is_regular(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool file_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_make_folder(const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    char *part = arena_string(arena, path);
    for (char *at = part; *at != '\0'; at++) {
        if (*at != '/' || at == part)
            continue;
        *at = '\0';
        mkdir(part, 0777); /* what could not be made shows at the last folder */
        *at = '/';
    }
    arena_free(arena);
    if (mkdir(path, 0777) == 0 || file_is_folder(path))
        return true;
    return fail(err, path);
}

char *file_join(struct arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    const char *between = length > 0 && folder[length - 1] != '/' ? "/" : "";
    return arena_printf(arena, "%s%s%s", folder, between, name);
}

/* ---- our own folder ---- */

static char home[PATH_MAX]; /* "" when there is none */
static pthread_once_t home_once = PTHREAD_ONCE_INIT;

static bool home_try(const char *folder, size_t length, const char *below)
{
    char mark[PATH_MAX];
    int fits = snprintf(mark, sizeof mark, "%.*s%s/geodata/catalogue.json", (int)length, folder, below);
    if (fits < 0 || (size_t)fits >= sizeof mark || access(mark, R_OK) != 0)
        return false;
    snprintf(home, sizeof home, "%.*s%s", (int)length, folder, below);
    return true;
}

static void home_find(void)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    for (size_t end = folder_length(program); end > 0; end = folder_length(program)) {
        program[end] = '\0';
        if (home_try(program, end, "") || home_try(program, end, "/share/terril"))
            return;
        if (end == 1)
            break;
    }
    home_try(TERRIL_HOME_AT_BUILD, strlen(TERRIL_HOME_AT_BUILD), "");
}

const char *file_home(struct error *err)
{
    const char *named = getenv("TERRIL_HOME");
    if (named != NULL && *named != '\0') {
        if (file_is_folder(named))
            return named;
        error_set(err, ERROR_NOT_FOUND, "TERRIL_HOME: %s: no such folder", named);
        return NULL;
    }
    pthread_once(&home_once, home_find);
    if (home[0] != '\0')
        return home;
    error_set(err, ERROR_NOT_FOUND,
              "geodata/catalogue.json is in no folder above the program nor in %s; "
              "name its folder in TERRIL_HOME",
              TERRIL_HOME_AT_BUILD);
    return NULL;
}
