/* exchange/meta.h: what is known of a downloaded file, in `<file>.meta.json` beside it. */
#ifndef TERRIL_EXCHANGE_META_H
#define TERRIL_EXCHANGE_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "exchange/download.h"

#define META_DOWNLOADS_MAX 128 /* addresses joined into one file */

struct meta_download {
    const char *address;
    struct validator validator;
};

struct meta {
    const char *address; /* the catalogue's, for people; the first download's when there is none */
    char date[11];       /* "2026-11-22": the newest Last-Modified, else the day of the download */
    int64_t bytes;       /* of the file */
    int64_t features;
    struct meta_download downloads[META_DOWNLOADS_MAX];
    size_t count;
};

/* The meta of `file`. False when there is none, when it does not read, or when the file is not the one that it describes (by
 * its size): then nothing is known. Text is borrowed from the arena. */
bool meta_read(const char *file, struct meta *meta, struct arena *arena);
bool meta_write(const char *file, const struct meta *meta, struct error *err);
/* Seconds since it was written; -1 when it is not there. */
int64_t meta_age(const char *file);

#endif
