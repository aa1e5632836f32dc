/* load/tile_file.h: tiles that are made before the snapshot can take them, in a file without a name: those of a country would
 * fill the memory. */
#ifndef TERRIL_LOAD_TILE_FILE_H
#define TERRIL_LOAD_TILE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct tile_file;

/* In the folder of `target`, where there must be room for as much anyhow. ERROR_STORAGE. */
struct tile_file *tile_file_open(const char *target, struct error *err);
void tile_file_close(struct tile_file *file); /* the bytes are gone; NULL is fine */

/* By any number of threads; `offset` becomes where the bytes stand. */
bool tile_file_add(struct tile_file *file, const void *bytes, size_t length, uint64_t *offset, struct error *err);
/* Into the buffer, which is emptied first. */
bool tile_file_read(const struct tile_file *file, uint64_t offset, size_t length, struct buffer *out,
                    struct error *err);

#endif
