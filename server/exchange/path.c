#include "exchange/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Measured with GDAL 3.6: with a list of allowed drivers too, GDALOpenEx fetches "http://..", opens "/vsicurl/.." and takes
 * "{..}" for inline GeoJSON. Prefixes such as "CSV:" mean nothing in front of an absolute path. */
bool path_is_plain(const char *path)
{
    return strstr(path, "/vsi") == NULL && strstr(path, "://") == NULL && strpbrk(path, "{}\n\r") == NULL;
}

static const char *path_kind(mode_t mode)
{
    if (S_ISLNK(mode))
        return "a symbolic link";
    if (S_ISDIR(mode))
        return "a folder";
    if (S_ISFIFO(mode))
        return "a FIFO";
    return "a device or a socket";
}

bool path_check(const char *path, char real[PATH_MAX], struct error *err)
{
    struct stat status;
    char resolved[PATH_MAX];
    if (!path_is_plain(path))
        return error_set(err, ERROR_INPUT, "%s: not a plain file's path", path);
    if (lstat(path, &status) != 0)
        return error_set(err, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_INPUT, "%s: %s, where a regular file is wanted", path, path_kind(status.st_mode));
    if (realpath(path, resolved) == NULL)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    if (!path_is_plain(resolved))
        return error_set(err, ERROR_INPUT, "%s: not a plain file's path", resolved);
    memcpy(real, resolved, strlen(resolved) + 1);
    return true;
}
