/* exchange/sniff.h: what a file is by its first bytes, before any parser sees it. */
#ifndef TERRIL_EXCHANGE_SNIFF_H
#define TERRIL_EXCHANGE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum sniff_format { SNIFF_GEOJSON, SNIFF_GPKG, SNIFF_SHAPEFILE, SNIFF_ZIP, SNIFF_CSV };

#define SNIFF_BYTES ((size_t)4096) /* of the head that are looked at */

/* `name` is what the file is called, its ending decides only between CSV and other text. The error says what
 * came instead of data: a web page, a service's exception, a VRT, an archive of another kind, nothing at all. */
bool sniff_bytes(const char *bytes, size_t length, const char *name, enum sniff_format *format, struct error *err);
bool sniff_file(const char *path, enum sniff_format *format, struct error *err);

#endif
