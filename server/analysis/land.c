#include "analysis/land.h"

#include "base/file.h"
#include "base/number.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "geo/geojson.h"
#include "geo/wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SQL_BYTES_MAX 100000
#define AREAS         "station-areas"
#define FIELDS_MAX    64

/* ---- options ---- */

static int distance_order(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

bool land_distances_read(const char *text, struct land_query *query, struct error *err)
{
    int distances[LAND_DISTANCES_MAX];
    size_t count = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        int64_t metres;
        if (count == LAND_DISTANCES_MAX ||
            !number_read_integer(at, length, LAND_DISTANCE_MIN, LAND_DISTANCE_MAX, &metres))
            return error_set(err, ERROR_INPUT,
                             "distance \"%s\": allowed are 1 to %d whole metres from %d to %d, separated by commas",
                             text, LAND_DISTANCES_MAX, LAND_DISTANCE_MIN, LAND_DISTANCE_MAX);
        distances[count++] = (int)metres;
        at += length;
        if (*at == '\0')
            break;
    }
    qsort(distances, count, sizeof *distances, distance_order);
    query->distance_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || distances[i] != distances[i - 1])
            query->distances[query->distance_count++] = distances[i];
    return true;
}

bool land_point_read(const char *text, struct land_query *query, struct error *err)
{
    size_t length = strcspn(text, ",");
    struct point at;
    if (text[length] != ',' || !number_read(text, length, &at.x) ||
        !number_read(text + length + 1, strlen(text + length + 1), &at.y) || fabs(at.x) > 180 || fabs(at.y) > 90)
        return error_set(err, ERROR_INPUT,
                         "point \"%s\": allowed is longitude,latitude in degrees, as in 2.8337,50.4279", text);
    query->uic = NULL;
    query->at = at;
    return true;
}

/* ---- rows ---- */

struct reading {
    struct store *store;
    struct arena *arena;
    struct crs_transform *to_crs84;
    struct land_row rows[LAND_DISTANCES_MAX];
    char *lists[LAND_DISTANCES_MAX]; /* identifiers of brownfields, as the SQL gives them */
    size_t count;
};

static const char *ring_geojson(struct reading *reading, const struct statement *statement, int column,
                                struct error *err)
{
    size_t length;
    const void *blob = statement_blob(statement, column, &length);
    struct geometry ring;
    if (!wkb_read_spatialite(blob, length, reading->arena, &ring, NULL, err) ||
        !crs_transform_geometry(reading->to_crs84, &ring, err))
        return NULL;
    struct buffer text = BUFFER_INIT;
    geojson_write(&ring, GEOJSON_DECIMALS, &text);
    const char *copy = arena_copy(reading->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* Columns are told by their names, so that an indicator added to the SQL is an indicator here: what is none of those below. */
static bool row_read(struct reading *reading, const struct statement *statement, struct error *err)
{
    struct land_row *row = &reading->rows[reading->count];
    struct field *fields = arena_array(reading->arena, FIELDS_MAX, sizeof *fields);
    struct value *values = arena_array(reading->arena, FIELDS_MAX, sizeof *values);
    *row = (struct land_row){.fields = fields, .values = values};
    reading->lists[reading->count] = NULL;
    for (int column = 0; column < statement_columns(statement); column++) {
        const char *name = statement_name(statement, column);
        if (strcmp(name, "fid") == 0 || strcmp(name, "id") == 0 || strcmp(name, "epci_siren") == 0)
            continue;
        if (strcmp(name, "code_uic") == 0)
            row->code_uic = arena_string(reading->arena, statement_text(statement, column));
        else if (strcmp(name, "nom") == 0)
            row->nom = arena_string(reading->arena, statement_text(statement, column));
        else if (strcmp(name, "distance_m") == 0)
            row->distance_m = (int)statement_integer(statement, column);
        else if (strcmp(name, "friches_liste") == 0)
            reading->lists[reading->count] = arena_string(reading->arena, statement_text(statement, column));
        else if (strcmp(name, "geometry") == 0)
            row->geojson = ring_geojson(reading, statement, column, err);
        else if (row->field_count < FIELDS_MAX) {
            fields[row->field_count] = (struct field){arena_string(reading->arena, name), VALUE_REAL};
            values[row->field_count++] =
                statement_is_null(statement, column) ? VALUE_UNKNOWN : value_real(statement_real(statement, column));
        }
    }
    if (row->geojson == NULL)
        return false;
    reading->count++;
    return true;
}

static bool site_read(struct reading *reading, const char *id, size_t length, struct land_site *site, struct error *err)
{
    struct statement *statement = store_statement(
        reading->store, "SELECT nom, statut, surface_m2, verifie FROM brownfields WHERE site_id = ?1", err);
    if (statement == NULL)
        return false;
    site->id = arena_copy(reading->arena, id, length);
    site->surface_m2 = NAN;
    statement_bind_text(statement, 1, site->id);
    int step = statement_step(statement, err);
    if (step == 1) {
        site->name = arena_string(reading->arena, statement_text(statement, 0));
        site->status = arena_string(reading->arena, statement_text(statement, 1));
        if (!statement_is_null(statement, 2))
            site->surface_m2 = statement_real(statement, 2);
        site->is_verified = statement_integer(statement, 3) != 0;
    }
    statement_reset(statement);
    return step >= 0;
}

static bool sites_read(struct reading *reading, size_t index, struct error *err)
{
    const char *list = reading->lists[index];
    struct land_row *row = &reading->rows[index];
    size_t most = 1;
    for (const char *at = list; at != NULL && *at != '\0'; at++)
        most += *at == ' ';
    struct land_site *sites = arena_array(reading->arena, most, sizeof *sites);
    row->sites = sites;
    for (const char *at = list; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length > 0 && !site_read(reading, at, length, &sites[row->site_count++], err))
            return false;
        at += length + (at[length] == ' ');
    }
    return true;
}

/* ---- prepared: the collection station-areas ---- */

/* 1 when every distance of the query stands ready, 0 when one does not, -1 with an error. */
static int prepared_read(struct reading *reading, const struct land_query *query, struct error *err)
{
    for (size_t i = 0; i < query->distance_count; i++) {
        struct statement *statement = store_statement(reading->store, "SELECT * FROM station_areas WHERE id = ?1", err);
        if (statement == NULL)
            return -1;
        statement_bind_text(statement, 1, arena_printf(reading->arena, "%s-%d", query->uic, query->distances[i]));
        int step = statement_step(statement, err);
        bool is_read = step == 1 && row_read(reading, statement, err);
        statement_reset(statement);
        if (step == 0) {
            reading->count = 0;
            return 0;
        }
        if (!is_read)
            return -1;
    }
    return 1;
}

/* ---- computed: geodata/analyses/land.sql ---- */

struct centre {
    const char *uic, *name;
    struct point at; /* EPSG:2154 */
};

/* Who does not know the code gives the name. */
static bool station_unknown(struct reading *reading, const char *uic, struct error *err)
{
    struct statement *statement = store_statement(
        reading->store, "SELECT code_uic, nom FROM stations WHERE nom = ?1 COLLATE NOCASE ORDER BY code_uic", err);
    if (statement == NULL)
        return false;
    statement_bind_text(statement, 1, uic);
    if (statement_step(statement, err) == 1)
        error_set(err, ERROR_NOT_FOUND, "station \"%s\": a UIC code is wanted; that of %s is %s", uic,
                  statement_text(statement, 1), statement_text(statement, 0));
    else
        error_set(err, ERROR_NOT_FOUND, "station \"%s\": no station of this snapshot has that UIC code", uic);
    statement_reset(statement);
    return false;
}

static bool station_find(struct reading *reading, const char *uic, struct centre *centre, struct error *err)
{
    struct statement *statement =
        store_statement(reading->store, "SELECT nom, geometry FROM stations WHERE code_uic = ?1", err);
    if (statement == NULL)
        return false;
    statement_bind_text(statement, 1, uic);
    struct geometry place = GEOMETRY_EMPTY;
    int step = statement_step(statement, err);
    bool found = step == 1;
    if (found) {
        size_t length;
        const void *blob = statement_blob(statement, 1, &length);
        centre->uic = uic;
        centre->name = arena_string(reading->arena, statement_text(statement, 0));
        found = wkb_read_spatialite(blob, length, reading->arena, &place, NULL, err);
        if (found)
            centre->at = place.points[0];
    }
    statement_reset(statement);
    return step == 0 ? station_unknown(reading, uic, err) : found;
}

static bool point_place(const struct snapshot *snapshot, struct point at, struct centre *centre, struct error *err)
{
    const struct snapshot_collection *communes = snapshot_collection_of(snapshot, "communes");
    if (communes != NULL) {
        struct box extent = communes->extent;
        bool is_turned = box_contains(extent, box_of_point(at.y, at.x));
        if (!box_contains(extent, box_of_point(at.x, at.y)))
            return error_set(err, ERROR_INPUT,
                             "the point lies outside of the territory: longitude %.2f to %.2f, latitude %.2f to %.2f%s",
                             extent.xmin, extent.xmax, extent.ymin, extent.ymax,
                             is_turned ? "; the longitude comes first" : "");
    }
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, err);
    if (transform == NULL)
        return false;
    *centre = (struct centre){NULL, "point", at};
    bool done = crs_transform_points(transform, &centre->at, 1, err);
    crs_transform_close(transform);
    return done;
}

/* The statement's text, borrowed from the arena. */
static const char *land_sql(struct arena *arena, struct error *err)
{
    const char *home = file_home(err);
    struct buffer text = BUFFER_INIT;
    const char *sql = NULL;
    if (home != NULL && file_read(file_join(arena, home, "geodata/analyses/land.sql"), SQL_BYTES_MAX, &text, err))
        sql = arena_copy(arena, text.bytes != NULL ? text.bytes : "", text.length);
    buffer_free(&text);
    return sql;
}

static bool centre_compute(struct reading *reading, const struct land_query *query, const struct centre *centre,
                           struct error *err)
{
    if (!store_spatialite(reading->store, err))
        return false;
    const char *sql = land_sql(reading->arena, err);
    if (sql == NULL)
        return false;
    for (size_t i = 0; i < query->distance_count; i++) {
        struct statement *statement = store_statement(reading->store, sql, err);
        if (statement == NULL)
            return false;
        statement_bind_text(statement, 1, centre->uic);
        statement_bind_text(statement, 2, centre->name);
        statement_bind_real(statement, 3, centre->at.x);
        statement_bind_real(statement, 4, centre->at.y);
        statement_bind_integer(statement, 5, query->distances[i]);
        bool is_read = statement_step(statement, err) == 1 && row_read(reading, statement, err);
        statement_reset(statement);
        if (!is_read)
            return false;
    }
    return true;
}

static bool rows_read(struct reading *reading, const struct snapshot *snapshot, const struct land_query *query,
                      struct error *err)
{
    struct centre centre;
    if (query->uic != NULL) {
        int prepared = snapshot_collection_of(snapshot, AREAS) != NULL ? prepared_read(reading, query, err) : 0;
        if (prepared != 0)
            return prepared == 1;
        return station_find(reading, query->uic, &centre, err) && centre_compute(reading, query, &centre, err);
    }
    return point_place(snapshot, query->at, &centre, err) && centre_compute(reading, query, &centre, err);
}

bool land_centre(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
                 struct arena *arena, struct point *at, struct error *err)
{
    struct reading reading = {.store = store, .arena = arena};
    struct centre centre;
    if (query->uic != NULL ? !station_find(&reading, query->uic, &centre, err)
                           : !point_place(snapshot, query->at, &centre, err))
        return false;
    *at = centre.at;
    return true;
}

static bool closed_read(struct reading *reading, const char *uic, bool *is_closed, struct error *err)
{
    struct statement *statement =
        store_statement(reading->store, "SELECT 1 FROM stations WHERE code_uic = ?1 AND voyageurs = 'N'", err);
    if (statement == NULL)
        return false;
    statement_bind_text(statement, 1, uic);
    int step = statement_step(statement, err);
    *is_closed = step == 1;
    statement_reset(statement);
    return step >= 0;
}

bool land_read(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
               struct arena *arena, struct land *land, struct error *err)
{
    struct reading reading = {.store = store, .arena = arena};
    reading.to_crs84 = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, err);
    bool done = reading.to_crs84 != NULL && rows_read(&reading, snapshot, query, err);
    crs_transform_close(reading.to_crs84);
    for (size_t i = 0; done && i < reading.count; i++)
        done = sites_read(&reading, i, err);
    bool is_closed = false;
    if (done && query->uic != NULL)
        done = closed_read(&reading, query->uic, &is_closed, err);
    if (!done)
        return false;
    struct land_row *rows = arena_array(arena, reading.count, sizeof *rows);
    memcpy(rows, reading.rows, reading.count * sizeof *rows);
    *land = (struct land){rows, reading.count, snapshot_collection_of(snapshot, AREAS), is_closed, true};
    return true;
}
