/* exchange/fetch.h: a source's official addresses downloaded into a folder. */
#ifndef TERRIL_EXCHANGE_FETCH_H
#define TERRIL_EXCHANGE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct fetch_order {
    const char *catalogue_path;
    const char *source_id;
    const char *folder;
    const char *mirror; /* another origin ("http://127.0.0.1:8080") for the catalogue's addresses; NULL: their own */
    unsigned patience;  /* seconds of near silence before an answer is given up */
    unsigned tries;     /* of each address */
    bool is_private_allowed; /* loopback and private hosts */
    void (*progress)(const char *title, uint64_t done, uint64_t total);
};

struct fetch_report {
    bool is_unchanged; /* what is there is still what the server has, or too young to ask again */
    int64_t features, bytes;
};

/* Puts the catalogue's downloads, joined and filtered as it says, at folder/<the source's first file name> with its
 * .meta.json, once they are whole and the importer reads them. Until then, and on any failure, what was there stays. Work in
 * progress lies in folder/<id>.part/ and is continued by the next call. */
bool fetch_run(const struct fetch_order *order, struct fetch_report *report, struct error *err);

#endif
