/* exchange/path.h: the questions asked before a path is handed to GDAL, which takes addresses, inline data and
 * virtual file systems for files. */
#ifndef TERRIL_EXCHANGE_PATH_H
#define TERRIL_EXCHANGE_PATH_H

#include <limits.h>
#include <stdbool.h>

#include "base/error.h"

/* `real` becomes the absolute path without symbolic links of a regular file. Refused: what GDAL would not read as
 * a plain file (/vsi.., an address, braces), a symbolic link, a folder, a FIFO, a device. */
bool path_check(const char *path, char real[PATH_MAX], struct error *err);

/* Would GDAL take it for a file, and not for an address or inline data? */
bool path_is_plain(const char *path);

/* What stands behind the last slash. */
const char *path_name(const char *path);

#endif
