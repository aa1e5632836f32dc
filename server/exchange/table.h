/* exchange/table.h: a partner's database looked at before a table is written into it. */
#ifndef TERRIL_EXCHANGE_TABLE_H
#define TERRIL_EXCHANGE_TABLE_H

#include <gdal.h>

#include <stdbool.h>

#include "base/error.h"

/* How the comment of a table begins that was written here, and may be replaced. */
#define TABLE_MARK "terril: "

/* In the transaction that is open: checks that there is PostGIS and the schema, and drops the table `name` if it is there and
 * ours. Another one's is refused, and so is ours when views hang on it: nothing of theirs is dropped with it. */
bool table_clear(GDALDatasetH dataset, const char *schema, const char *name, struct error *err);

#endif
