/* exchange/transfer.h: one request of libcurl's and what came of it; download.c decides what to do then. */
#ifndef TERRIL_EXCHANGE_TRANSFER_H
#define TERRIL_EXCHANGE_TRANSFER_H

#include <curl/curl.h>

#include <stdbool.h>
#include <stdint.h>

#include "exchange/download.h"

struct transfer {
    const struct download_order *order; /* borrowed */
    int file;                           /* descriptor of the part, at its end */
    uint64_t begin; /* bytes that the part holds already and that are asked to be continued; 0: from the start */
    struct validator if_range; /* of those bytes */

    /* ---- the answer ---- */
    CURLcode code;
    char words[CURL_ERROR_SIZE]; /* libcurl's own */
    long status;
    struct validator validator;
    uint64_t written;    /* bytes in the part now */
    int64_t range_begin; /* of a 206: where it says that it begins; -1 */
    int64_t range_total; /* of a 206 or 416: the whole's size; -1 */
    int write_errno;     /* not 0: the part could not be written */
    bool is_too_large;
    char refused_host[64]; /* the address that address.h refused, "" */
};

void transfer_run(struct transfer *transfer);

#endif
