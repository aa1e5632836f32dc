/* exchange/writer.h: one layer written by one GDAL driver: GeoPackage, FlatGeobuf, a spreadsheet (ODS, XLSX), or a table of
 * PostGIS. */
#ifndef TERRIL_EXCHANGE_WRITER_H
#define TERRIL_EXCHANGE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/crs.h"
#include "geo/feature.h"

struct writer;

/* What is said of a layer: the format carries what it can. Borrowed during writer_layer. */
struct writer_layer {
    const char *name; /* [a-z][a-z0-9_]* */
    const char *title, *description;
    const char *date;                 /* "2026-03-10", what a GeoPackage says it was changed on; NULL for now */
    const char *const (*metadata)[2]; /* names and values, ended by a NULL name */
    enum geometry_type geometry;
    enum crs crs; /* of the geometry that is given; CRS_CRS84 for EPSG:4326, of which files keep longitude first */
    const struct field *fields;
    size_t field_count;
};

/* The form that `word` names ("gpkg", "fgb", "postgresql", "ods", "xlsx"), started: once in a process, before everything else. `target` is
 * the path of a file that is not there or, for a GeoPackage, gets one layer more; for PostgreSQL what GDAL takes behind "PG:", or
 * an address "postgresql://..". `schema` is PostgreSQL's own, else NULL. */
struct writer *writer_start(const char *word, const char *target, const char *schema, struct error *err);
bool writer_is_connection(const struct writer *writer);
/* Makes the file, or connects. */
bool writer_open(struct writer *writer, struct error *err);
/* A table of that name in the database is replaced, in the same transaction, if its comment says that it was written here;
 * another one's is refused. */
bool writer_layer(struct writer *writer, const struct writer_layer *layer, struct error *err);
/* Values and fields as the layer has them; `wkb`, which may be NULL, is the feature's geometry. A spreadsheet has columns lon and
 * lat instead for points, whose system must be CRS_CRS84, and nothing for lines and areas; its second sheet has the metadata. */
bool writer_add(struct writer *writer, const struct feature *feature, const void *wkb, size_t length,
                struct error *err);
/* Everything is on disk, or committed; a file has been read back and counted. */
bool writer_finish(struct writer *writer, struct error *err);
void writer_free(struct writer *writer); /* NULL is fine; what is not finished is undone, or half a file */

#endif
