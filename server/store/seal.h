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
/* Reading the whole file behind the descriptor begins, by threads of its own: a processor reads 10 MB in 1 to 3 ms, and where
 * many wait for one, several threads have more turns. `name`, which must live until the end, stands in the error line. NULL
 * for what is too short or cannot be read. */
struct seal_reading *seal_begin(int fd, const char *name, struct error *err);
/* Helps, waits for nobody, and frees. */
bool seal_end(struct seal_reading *reading, enum seal *seal, struct error *err);
void seal_leave(struct seal_reading *reading); /* frees without an answer; NULL is fine */

#endif
