#include "page/data.h"

#include "analysis/coverage.h"
#include "analysis/land.h"
#include "base/json.h"
#include "base/text.h"
#include "page/site.h"
#include "store/snapshot.h"

#include <stdint.h>
#include <string.h>

#define GEOJSON_MEDIA "application/geo+json"
#define CSV_MEDIA     "text/csv; charset=utf-8; header=present"
#define JSON_MEDIA    "application/json"

static bool form_unknown(const char *form, const char *allowed, struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "no form \".%.20s\" here; there are %s", form, allowed);
}

static bool layer_geojson(const struct snapshot *snapshot, const struct snapshot_collection *collection,
                          struct store *store, struct buffer *out, struct error *err)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    json_key_string(&json, "name", collection->id);
    json_key_string(&json, "title", collection->title_fr);
    json_key_string(&json, "source", collection->source->credit);
    json_key_string(&json, "date", collection->source->date);
    json_key_string(&json, "licence", collection->source->licence);
    json_key_string(&json, "edition", collection->is_approximate ? "schematic" : "official");
    json_key(&json, "features");
    buffer_putc(out, '[');
    struct items_query query = {.box = BOX_EMPTY, .limit = INT64_MAX};
    struct items_result result;
    bool is_done = snapshot_items(store, snapshot, collection, &query, out, &result, err);
    buffer_puts(out, "]}");
    return is_done;
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

/* Fills the response with one layer in the form that the path's ending names. */
static bool layer_write(const struct request *request, const struct snapshot_collection *collection,
                        struct response *response, struct error *err)
{
    const char *form = request->captures[1];
    bool is_csv = strcmp(form, "csv") == 0;
    if (!is_csv && strcmp(form, "geojson") != 0) {
        return form_unknown(form, ".geojson and .csv", err);
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    bool is_done = is_csv ? snapshot_csv(store, collection, &response->body, err)
                          : layer_geojson(snapshot, collection, store, &response->body, err);
    generation_return(request->generation, store);
    response->media_type = is_csv ? CSV_MEDIA : GEOJSON_MEDIA;
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
