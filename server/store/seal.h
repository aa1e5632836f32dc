/* store/seal.h: a checksum of a finished SQLite file, kept in the file itself.
 *
 * SQLite notices a damaged tree but not a changed bit in a value. The seal stands in the header's 4 bytes that are the
 * application's own (offset 60, PRAGMA user_version; https://www.sqlite.org/fileformat2.html 1.3), so a sealed file is still one
 * that every program opens. */
#ifndef TERRIL_STORE_SEAL_H
#define TERRIL_STORE_SEAL_H

#include <stdbool.h>

#include "base/error.h"

enum seal { SEAL_NONE, SEAL_WHOLE, SEAL_BROKEN };

/* Writes the seal of the file at `path`, which nobody has open. To be followed by fsync. */
bool seal_write(const char *path, struct error *err);
/* Reads the whole file behind the descriptor (1 to 2 ms each 10 MB). `name` stands in the error line. */
bool seal_read(int fd, const char *name, enum seal *seal, struct error *err);

#endif
