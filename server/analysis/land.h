/* analysis/land.h: the land around stations and points. */
#ifndef TERRIL_ANALYSIS_LAND_H
#define TERRIL_ANALYSIS_LAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "store/snapshot.h"

#define LAND_DISTANCES_MAX 8
#define LAND_DISTANCE_MIN  50   /* metres; below, the position of a station is too rough */
#define LAND_DISTANCE_MAX  5000 /* metres */

struct land_query {
    const char *uic;                   /* a station, or NULL for a point */
    struct point at;                   /* CRS84; used when uic is NULL */
    int distances[LAND_DISTANCES_MAX]; /* metres as the crow flies, ascending */
    size_t distance_count;
};

struct land_site {
    const char *id, *name, *status;
    double surface_m2; /* NAN when unknown */
    bool is_verified;
};

/* One distance around one centre; hectares and kilometres on the ellipsoid; VALUE_NULL for unknown. */
struct land_row {
    const char *code_uic, *nom; /* NULL and "point" for a point */
    int distance_m;
    const struct field *fields; /* ids of indicators: surface_ha, cites, cites_ha, cites_unesco_inscrit, .. */
    const struct value *values;
    size_t field_count;
    const struct land_site *sites; /* brownfields within the distance */
    size_t site_count;
    const char *geojson; /* the ring's geometry, CRS84 */
};

struct land {
    const struct land_row *rows;
    size_t row_count;
    const struct snapshot_collection
        *areas;     /* titles and units of the fields; NULL when station-areas was not loaded */
    bool is_closed; /* a station without passengers, says the list of stations */
    bool has_sites; /* brownfields were asked for: friches_liste is written */
};

/* "500,800,1000": sorted, without doubles; false, naming what is allowed (1 to 8 whole metres, 50 to 5000). */
bool land_distances_read(const char *text, struct land_query *query, struct error *err);
/* "3.05,50.42": longitude, latitude. land_read refuses a point outside of the snapshot's communes' box. */
bool land_point_read(const char *text, struct land_query *query, struct error *err);

/* Stations at prepared distances are read from the snapshot; anything else is computed with SpatiaLite on `store`
 * (the same SQL, geodata/analyses/land.sql; a few milliseconds a distance). ERROR_NOT_FOUND for a code that no station has,
 * ERROR_INPUT for a point outside of the territory. Memory from the arena. */
bool land_read(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
               struct arena *arena, struct land *land, struct error *err);

/* Where the query's station or point is, EPSG:2154. Errors as land_read has them. */
bool land_centre(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
                 struct arena *arena, struct point *at, struct error *err);

/* One row a distance: code_uic, nom, distance_m, ids of indicators, friches_liste (identifiers, a space between). */
void land_write_csv(const struct land *land, struct buffer *out);
/* A list of {code_uic, nom, distance_m, ids.., "friches_liste":[{id, nom, statut, verifie, surface_m2}]}; unknown is null. */
void land_write_json(const struct land *land, struct buffer *out);
/* A FeatureCollection of the discs; friches_liste as in the CSV. */
void land_write_geojson(const struct land *land, struct buffer *out);
/* For people, in French: indicators by distance, then the list of brownfields. */
void land_write_text(const struct land *land, struct buffer *out);

#endif
