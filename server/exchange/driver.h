/* exchange/driver.h: GDAL, held to four readers of plain files or to one writer, and silent. */
#ifndef TERRIL_EXCHANGE_DRIVER_H
#define TERRIL_EXCHANGE_DRIVER_H

#include <stdbool.h>

#include "base/arena.h"

/* Registers GeoJSON, CSV, GPKG and ESRI Shapefile and nothing else, and sets the options that keep them off the network,
 * off plugins and off neighbouring files. Once, before any other call of GDAL. */
void driver_start(void);
/* Instead of driver_start, for a process that writes: GPKG, FlatGeobuf, PostgreSQL, ODS or XLSX, and nothing else. False for another name. */
bool driver_start_writer(const char *driver);
/* Where GDAL and PROJ read late: their data, and the folder `own` unless it is NULL. A NULL-ended list, borrowed from the
 * arena, for the sandbox. */
const char *const *driver_folders(const char *own, struct arena *arena);
/* Opens PROJ's database and reads what nearly every file asks of it, 6 ms, before forks that would each do so. The database is
 * opened immutable (PROJ, proj_context_set_database_path), so that a fork may go on reading it. */
void driver_warm(void);

/* GDAL's complaints since the last call, of which the first failure is kept (else the first warning). */
struct driver_complaint {
    bool is_failure;
    char message[1024]; /* "" when there was none */
};
/* Hands it over and forgets it. */
struct driver_complaint driver_complaint_take(void);

#endif
