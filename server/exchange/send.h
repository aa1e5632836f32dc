/* exchange/send.h: a stream of features sent to terril-exchange, which writes it: a child process, one for each layer. */
#ifndef TERRIL_EXCHANGE_SEND_H
#define TERRIL_EXCHANGE_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/feature.h"

/* Texts are UTF-8. */
struct exchange_layer {
    const char *name; /* [a-z][a-z0-9_]* */
    const char *title, *description;
    const char *date; /* "2026-03-10", when the data were last changed, for formats that note a moment; NULL for now */
    const char *const (*metadata)[2]; /* names and values, ended by a NULL name; a NULL value is left out */
    enum geometry_type geometry;
};

struct exchange_target {
    const char *form; /* "gpkg", "fgb", "postgresql", "ods" or "xlsx" */
    /* A file that is not there, in a folder of its own (base/workshop.h), or a GeoPackage that gets one layer more; for postgresql
     * what GDAL takes behind "PG:", or an address. Other users of the machine see it in the list of processes: no password. */
    const char *place;
    const char *schema; /* of the database, NULL for its "public" */
    const char *crs;    /* "2154", "4326", "3857" or "3950" */
    unsigned seconds;   /* that all of it may take; 0: as long as it moves */
};

/* Features in EPSG:2154. `count` becomes how many there were. The child has limits on memory (2 GB), time, files, and writes
 * nowhere but to the target. Its last sentence is the error; it has then left half a file behind. */
bool exchange_send(const struct exchange_target *target, const struct exchange_layer *layer,
                   struct feature_stream *features, uint64_t *count, struct error *err);

#endif
