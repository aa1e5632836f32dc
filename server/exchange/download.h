/* exchange/download.h: one address into one file, with libcurl; begun again where it broke off. */
#ifndef TERRIL_EXCHANGE_DOWNLOAD_H
#define TERRIL_EXCHANGE_DOWNLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define DOWNLOAD_MAX       (INT64_C(2) << 30) /* bytes of one answer */
#define DOWNLOAD_REDIRECTS 5
#define DOWNLOAD_SLOW      1000L /* bytes a second, below which patience runs */
#define DOWNLOAD_SECONDS   3600L /* for one answer */
#define VALIDATOR_MAX      256

/* What tells two versions of an answer apart (RFC 9110 8.8); "" when the server gave none. */
struct validator {
    char etag[VALIDATOR_MAX];
    char last_modified[VALIDATOR_MAX];
};

struct download_order {
    const char *address;
    const char *part;        /* the file; beside it `part`.json keeps the validator while the download is under way */
    const char *title;       /* for the progress bar */
    struct validator known;  /* of what is already there: a server that still has the same answers 304 */
    unsigned patience;       /* seconds of near silence */
    unsigned tries;          /* at least 1 */
    bool is_private_allowed; /* loopback and private hosts, for tests */
    /* Called as bytes come; `total` is 0 while unknown. */
    void (*progress)(const char *title, uint64_t done, uint64_t total);
};

struct download {
    bool is_unchanged; /* 304: no file was written */
    struct validator validator;
    uint64_t bytes;
};

/* The error names the address, and in words for people what came instead: a status, silence, an answer cut short, a circle of redirects.
 * A part that can be continued (it has a validator) stays for the next time. */
bool download_get(const struct download_order *order, struct download *download, struct error *err);

/* Seconds since 1970 of an HTTP date; -1 when it is none. */
int64_t download_date(const char *text);

#endif
