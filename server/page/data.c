#include "page/data.h"

#include "analysis/coverage.h"
#include "analysis/land.h"
#include "base/file.h"
#include "base/text.h"
#include "base/workshop.h"
#include "exchange/collection.h"
#include "page/site.h"
#include "store/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GEOJSON_MEDIA "application/geo+json"
#define CSV_MEDIA     "text/csv; charset=utf-8; header=present"
#define JSON_MEDIA    "application/json"

static bool form_unknown(const char *form, const char *allowed, struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "no form \".%.20s\" here; there are %s", form, allowed);
}

static const struct snapshot_collection *layer_find(const struct request *request, struct error *err)
{
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    const struct snapshot_collection *collection = snapshot_collection_of(snapshot, request->captures[0]);
    if (collection == NULL) {
        error_set(err, ERROR_NOT_FOUND, "no layer \"%.80s\"; /ogc/collections lists those there are",
                  request->captures[0]);
    }
    return collection;
}

#define FILE_SECONDS 20                          /* that a worker may spend on one file */
#define FILE_MAX     ((size_t)256 * 1024 * 1024) /* of one, in memory */

static const struct layer_form {
    const char *name, *media;
    bool is_text; /* written by ourselves; else a file, by terril-exchange */
} layer_forms[] = {{"geojson", GEOJSON_MEDIA, true},
                   {"csv", CSV_MEDIA, true},
                   {"gpkg", "application/geopackage+sqlite3", false},
                   {"fgb", "application/flatgeobuf", false},
                   {NULL, NULL, false}};

static bool layer_write_text(const struct request *request, const struct snapshot_collection *collection,
                             struct store *store, struct buffer *out, struct error *err)
{
    bool is_csv = strcmp(request->captures[1], "csv") == 0;
    struct layer_text text = {store, generation_snapshot(request->generation), collection, is_csv, 0};
    int step = 1;
    while (step == 1) {
        step = layer_text_next(&text, out, err);
    }
    return step == 0;
}

/* Made by a child process in a folder of its own, read, and swept away. */
static bool layer_write_file(const struct request *request, const struct snapshot_collection *collection,
                             struct store *store, struct buffer *out, struct error *err)
{
    const char *temporary = getenv("TMPDIR");
    const char *name = arena_printf(request->arena, "%s.%s", collection->id, request->captures[1]);
    struct workshop *workshop =
        workshop_open(file_join(request->arena, temporary != NULL && *temporary != '\0' ? temporary : "/tmp",
                                arena_printf(request->arena, "terril-%s", name)),
                      name, err);
    if (workshop == NULL) {
        return false;
    }
    const struct exchange_target target = {request->captures[1], workshop_file(workshop), NULL, "2154", FILE_SECONDS};
    bool is_done = exchange_collection(&target, store, generation_snapshot(request->generation), collection, NULL,
                                       request->arena, err) &&
                   file_read(workshop_file(workshop), FILE_MAX, out, err);
    workshop_close(workshop);
    return is_done;
}

/* Fills the response with one layer in the form that the path's ending names. */
static bool layer_write(const struct request *request, const struct snapshot_collection *collection,
                        struct response *response, struct error *err)
{
    const struct layer_form *form = layer_forms;
    while (form->name != NULL && strcmp(form->name, request->captures[1]) != 0) {
        form++;
    }
    if (form->name == NULL) {
        return form_unknown(request->captures[1], ".geojson, .csv, .gpkg and .fgb", err);
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct error cause = ERROR_INIT;
    bool is_done = form->is_text ? layer_write_text(request, collection, store, &response->body, err)
                                 : layer_write_file(request, collection, store, &response->body, &cause);
    generation_return(request->generation, store);
    response->media_type = form->media;
    if (!is_done && !form->is_text) {
        /* no fault of the reader's, whatever the child says */
        error_set(err, ERROR_INTERNAL, "%s", cause.message);
    }
    return is_done;
}

static void data_finish(const struct request *request, const char *name, const char *form, struct response *response)
{
    response->is_api = true;
    response->is_relative = true;
    response->filename = arena_printf(request->arena, "%s.%s", name, form);
}

bool data_layer_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = layer_find(request, err);
    if (collection == NULL || !layer_write(request, collection, response, err)) {
        return false;
    }
    data_finish(request, collection->id, request->captures[1], response);
    return true;
}

static bool coverage_query_read(const struct request *request, struct coverage_query *query, struct error *err)
{
    const char *perimeter = request_parameter(request, "perimeter");
    const char *by = request_parameter(request, "by");
    *query = (struct coverage_query){PERIMETER_BASSIN, COVERAGE_BY_EPCI};
    return (perimeter == NULL || perimeter_read(perimeter, &query->perimeter, err)) &&
           (by == NULL || coverage_level_read(by, &query->level, err));
}

static bool coverage_write(const struct coverage *coverage, const struct request *request, struct store *store,
                           struct response *response, struct error *err)
{
    const char *form = request->captures[0];
    if (strcmp(form, "csv") == 0) {
        response->media_type = CSV_MEDIA;
        coverage_write_csv(coverage, &response->body);
        return true;
    }
    if (strcmp(form, "geojson") == 0) {
        response->media_type = GEOJSON_MEDIA;
        return coverage_write_geojson(coverage, store, &response->body, err);
    }
    response->media_type = JSON_MEDIA;
    coverage_write_json(coverage, &response->body);
    return true;
}

bool data_coverage_get(const struct request *request, struct response *response, struct error *err)
{
    static const char *const forms[] = {"json", "csv", "geojson", NULL};
    const char *form = request->captures[0];
    struct coverage_query query;
    if (strcmp(form, forms[0]) != 0 && strcmp(form, forms[1]) != 0 && strcmp(form, forms[2]) != 0) {
        return form_unknown(form, ".json, .csv and .geojson", err);
    }
    if (!coverage_query_read(request, &query, err)) {
        return false;
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct coverage coverage;
    bool is_done =
        coverage_read(store, generation_snapshot(request->generation), query, request->arena, &coverage, err) &&
        coverage_write(&coverage, request, store, response, err);
    generation_return(request->generation, store);
    data_finish(request, "coverage", form, response);
    return is_done;
}

bool data_indicators_get(const struct request *request, struct response *response, struct error *err)
{
    const char *lang = site_language(request, err);
    if (lang == NULL) {
        return false;
    }
    response->media_type = JSON_MEDIA;
    response->is_api = true;
    response->is_relative = true;
    coverage_write_indicators(generation_snapshot(request->generation), lang, &response->body);
    return true;
}

static bool land_query_read(const struct request *request, struct land_query *query, struct error *err)
{
    const char *station = request_parameter(request, "station");
    const char *at = request_parameter(request, "at");
    const char *distance = request_parameter(request, "distance");
    memset(query, 0, sizeof *query);
    if (station != NULL && at != NULL) {
        return error_set(err, ERROR_INPUT, "station and at exclude each other: give one");
    }
    if (at != NULL && !land_point_read(at, query, err)) {
        return false;
    }
    query->uic = station;
    return land_distances_read(distance != NULL ? distance : "500,800,1000", query, err);
}

/* One station or point: computed, or read where its distances are prepared. */
static bool land_answer(const struct request *request, struct response *response, struct error *err)
{
    struct land_query query;
    if (!land_query_read(request, &query, err)) {
        return false;
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct land land;
    bool is_done = land_read(store, generation_snapshot(request->generation), &query, request->arena, &land, err);
    generation_return(request->generation, store);
    if (!is_done) {
        return false;
    }
    const char *form = request->captures[0];
    if (strcmp(form, "csv") == 0) {
        response->media_type = CSV_MEDIA;
        land_write_csv(&land, &response->body);
    } else if (strcmp(form, "json") == 0) {
        response->media_type = JSON_MEDIA;
        land_write_json(&land, &response->body);
    } else {
        response->media_type = GEOJSON_MEDIA;
        land_write_geojson(&land, &response->body);
    }
    return true;
}

bool data_station_areas_get(const struct request *request, struct response *response, struct error *err)
{
    const char *form = request->captures[0];
    bool is_json = strcmp(form, "json") == 0;
    if (!is_json && strcmp(form, "csv") != 0 && strcmp(form, "geojson") != 0) {
        return form_unknown(form, ".geojson, .csv and, for one station or point, .json", err);
    }
    bool is_one = request_parameter(request, "station") != NULL || request_parameter(request, "at") != NULL;
    if (!is_one && (is_json || request_parameter(request, "distance") != NULL)) {
        return error_set(err, ERROR_INPUT, "a station (station=87345009) or a point (at=2.83,50.43) is wanted with it");
    }
    if (is_one) {
        data_finish(request, "station-areas", form, response);
        return land_answer(request, response, err);
    }
    struct request layer = *request;
    layer.captures[0] = "station-areas";
    layer.captures[1] = form;
    return data_layer_get(&layer, response, err);
}
