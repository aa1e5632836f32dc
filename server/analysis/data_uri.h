/* analysis/data_uri.h: the data URI (RFC 2397), the one reference that can be followed without opening a connection. */
#ifndef TERRIL_ANALYSIS_DATA_URI_H
#define TERRIL_ANALYSIS_DATA_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

#define DATA_URI_MAX 32768 /* characters of an address; half of what a request body may have */

struct data_uri {
    const char
        *media_type;   /* in lower case, without parameters; text/plain where the address names none (RFC 2397, 2) */
    const char *bytes; /* UTF-8 without NUL, with a NUL behind */
    size_t length;
};

/* Reads `address`, whose data are percent-coded (RFC 3986, 2.1) or base64 (RFC 4648, 4, padded), perhaps percent-coded on
 * top. The only parameter of the media type may be charset, UTF-8 or US-ASCII. ERROR_INPUT, for another scheme too, and
 * ERROR_LIMIT with a sentence that says what is allowed. Memory from the arena. */
bool data_uri_read(const char *address, struct arena *arena, struct data_uri *uri, struct error *err);

#endif
