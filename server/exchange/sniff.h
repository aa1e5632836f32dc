/* exchange/sniff.h: what a file is by its first bytes, before any parser sees it. */
#ifndef TERRIL_EXCHANGE_SNIFF_H
#define TERRIL_EXCHANGE_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum sniff_format { SNIFF_GEOJSON, SNIFF_GPKG, SNIFF_SHAPEFILE, SNIFF_ZIP, SNIFF_CSV };

#define SNIFF_BYTES ((size_t)4096) /* of the head that are looked at */

/* `name` stands in error lines. Text that is nothing else is CSV where `may_be_csv` says so. The error says what came instead
 * of data: a web page, a service's exception, a VRT, an archive of another kind, nothing at all. */
bool sniff_bytes(const char *bytes, size_t length, const char *name, bool may_be_csv, enum sniff_format *format,
                 struct error *err);
bool sniff_file(const char *path, const char *name, bool may_be_csv, enum sniff_format *format, struct error *err);
/* Does the name end as CSV files do? */
bool sniff_is_csv_name(const char *name);

#endif
