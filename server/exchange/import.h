/* exchange/import.h: a stranger's file read as the catalogue says, written as frames (geo/frame.h). */
#ifndef TERRIL_EXCHANGE_IMPORT_H
#define TERRIL_EXCHANGE_IMPORT_H

#include <stdbool.h>

#include "base/error.h"

struct import_order {
    const char *catalogue_path;
    const char *source_id;
    const char *file;
    int output;        /* descriptor that gets the frames */
    bool is_sandboxed; /* gives up the network, other programs and other files before the first foreign byte is read */
};

/* Once in a process: it starts GDAL, and a sandbox is for ever. The error is one sentence that names the file and,
 * where one is the cause, the column or the feature. */
bool import_run(const struct import_order *order, struct error *err);

#endif
