/* exchange/export.h: frames (geo/frame.h) of one collection written by one GDAL driver. */
#ifndef TERRIL_EXCHANGE_EXPORT_H
#define TERRIL_EXCHANGE_EXPORT_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/crs.h"

struct export_order {
    const char *form;   /* "gpkg", "fgb", "postgresql", "ods" or "xlsx" */
    const char *target; /* as writer_start takes it; a file stands in a folder in which nothing else matters */
    const char *schema; /* of the database; NULL for its "public" */
    enum crs crs;       /* that the features are brought to, from EPSG:2154; CRS_CRS84 for EPSG:4326 */
    int input;          /* descriptor that the frames come from */
    bool is_sandboxed;  /* writes to that folder, or on that connection, and nowhere else */
};

/* Of the 'S' frame's JSON these members are taken: "fields", "layer", "title", "description", "date", "geometry" (as GeoJSON names it, ""
 * for none) and "metadata", an object of texts. Memory does not grow with the number of features, but for the index of a
 * FlatGeobuf (some 100 bytes each). Once in a process. */
bool export_run(const struct export_order *order, struct error *err);

/* "2154", "4326", "3857" or "3950", as EPSG counts; false for any other word. */
bool export_crs_read(const char *word, enum crs *crs);

#endif
