/* http/spool.h: a body too long for memory: a file on the disk that has no name, written piece by piece and sent from there. */
#ifndef TERRIL_HTTP_SPOOL_H
#define TERRIL_HTTP_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "http/response.h"

/* Up to here a body lies in memory, where it can be coded (gzip, br). */
#define SPOOL_MIN ((size_t)32 << 20)
/* A longer one is refused: some ten million outlines. */
#define SPOOL_MAX ((size_t)1 << 30)

/* To be called after each piece: what the body holds moves to the file (file_unnamed) once it is longer than SPOOL_MIN, and
 * from then on with each call. ERROR_STORAGE when it cannot be written (a full disk), ERROR_INTERNAL beyond SPOOL_MAX. */
bool spool_flush(struct response *response, struct error *err);
/* A file's bytes as the body: in memory when it is short, else the file itself, which may lose its name afterwards. */
bool spool_take(struct response *response, const char *path, struct error *err);
/* Everything back into memory, for who has no socket to send a file to. */
bool spool_recall(struct response *response, struct error *err);

#endif
