/* base/file.h: whole files, and the questions asked before a path is trusted. */
#ifndef TERRIL_BASE_FILE_H
#define TERRIL_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* Kinds of error: ERROR_NOT_FOUND, ERROR_INPUT for what is not a regular file, ERROR_LIMIT for what is too large, else
 * ERROR_STORAGE. */

/* Appends the file's bytes. Refuses what is not a regular file and what is larger than `most` bytes. */
bool file_read(const char *path, size_t most, struct buffer *out, struct error *err);
/* Writes beside the target, fsync, rename, fsync of the directory: `path` is wholly old or wholly new.
 * A symbolic link of that name is replaced, not followed. */
bool file_write_atomic(const char *path, const void *bytes, size_t length, struct error *err);
/* A file that is not there yet (ERROR_STORAGE when it is), not yet on the disk: for folders that are published whole
 * (base/folder.h). Nothing is left on failure. */
bool file_write_new(const char *path, const void *bytes, size_t length, struct error *err);
bool file_is_regular(const char *path); /* after following no symbolic link */
bool file_is_folder(const char *path);
/* Makes the folder and its parents. */
bool file_make_folder(const char *path, struct error *err);
/* A file that was finished under another name in the same folder takes its own: fsync, rename, fsync of the folder. */
bool file_publish(const char *finished, const char *path, struct error *err);
bool file_sync_folder_of(const char *path, struct error *err);
/* folder + "/" + name, without a second / and without any for the folder ""; borrowed from the arena. */
char *file_join(struct arena *arena, const char *folder, const char *name);
/* A new file that never has a name, or has none any more: for reading and writing, in the first of $TMPDIR, /var/tmp and /tmp that
 * takes one. Its descriptor, the caller's; -1 with errno when none does. */
int file_unnamed(void);
/* FNV-1a of 64 bits over the file's bytes, chained from `seed` (HASH_SEED to begin). For telling versions
 * apart, not for secrets. */
bool file_hash(const char *path, uint64_t seed, uint64_t *hash, struct error *err);

/* The folder that holds geodata/, styles/ and web/: $TERRIL_HOME (an error when it is no folder), else the first of
 * the program's own parents (of /proc/self/exe) that has geodata/catalogue.json, itself or in its share/terril/, else
 * the folder given at build time. Borrowed from the program; NULL and an error when there is none. */
const char *file_home(struct error *err);

#define HASH_SEED UINT64_C(0xcbf29ce484222325)
uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length); /* FNV-1a, 64 bits */

#endif
