#include "page/data.h"

#include "analysis/coverage.h"
#include "analysis/coverage_choice.h"
#include "analysis/land.h"
#include "analysis/tally.h"
#include "base/file.h"
#include "base/text.h"
#include "base/workshop.h"
#include "exchange/collection.h"
#include "http/spool.h"
#include "page/site.h"
#include "store/feature_text.h"
#include "store/selection.h"
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

static bool selection_asked(const struct request *request, const struct snapshot_collection *collection,
                            struct store *store, const struct selection **selection, struct error *err)
{
    const struct selection_wish wish = {request_parameter(request, "filter"), request_parameter(request, "filter-lang"),
                                        request_parameter(request, "filter-crs")};
    return selection_read(&wish, collection, store, request->arena, selection, err);
}

#define SHEET_ROWS_MAX 1048575 /* rows of a sheet, without the first: what spreadsheets open */
#define FILE_SECONDS   60      /* that a worker may spend on one file */

/* How a form is made. */
enum maker { MAKER_TEXT, MAKER_EXCHANGE };

static const struct layer_form {
    const char *ending, *media;
    enum maker maker;
    enum feature_form text; /* of MAKER_TEXT */
    const char *crs;        /* of MAKER_EXCHANGE, as EPSG counts */
    bool is_sheet;
    bool is_silent; /* has no room for credit and date: the file's name and the header say them */
} layer_forms[] = {
    {"geojson", GEOJSON_MEDIA, MAKER_TEXT, FEATURE_GEOJSON, NULL, false, false},
    {"jsonfg", "application/vnd.ogc.fg+json", MAKER_TEXT, FEATURE_JSONFG, NULL, false, false},
    {"geojsons", "application/geo+json-seq", MAKER_TEXT, FEATURE_SEQUENCE, NULL, false, true},
    {"csv", CSV_MEDIA, MAKER_TEXT, FEATURE_CSV, NULL, false, true},
    {"gpkg", "application/geopackage+sqlite3", MAKER_EXCHANGE, 0, "2154", false, false},
    {"fgb", "application/flatgeobuf", MAKER_EXCHANGE, 0, "2154", false, true},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet", MAKER_EXCHANGE, 0, "4326", true, false},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MAKER_EXCHANGE, 0, "4326", true,
     false},
};

static const struct layer_form *layer_form_of(const char *ending, struct error *err)
{
    for (size_t i = 0; i < sizeof layer_forms / sizeof layer_forms[0]; i++) {
        if (strcmp(layer_forms[i].ending, ending) == 0) {
            return &layer_forms[i];
        }
    }
    form_unknown(ending, ".geojson, .jsonfg, .geojsons, .csv, .gpkg, .fgb, .ods and .xlsx", err);
    return NULL;
}

/* `lang=fr` of a table of values: semicolons, decimal commas, a byte order mark, as a French spreadsheet reads it. */
static bool layer_text_form(const struct request *request, const struct layer_form *form, enum feature_form *text,
                            struct error *err)
{
    const char *lang = request_parameter(request, "lang");
    *text = form->text;
    if (lang == NULL) {
        return true;
    }
    if (strcmp(form->ending, "csv") != 0) {
        return error_set(err, ERROR_INPUT, "lang goes with .csv alone, which has two dialects");
    }
    if (strcmp(lang, "fr") != 0 && strcmp(lang, "en") != 0) {
        return error_set(err, ERROR_INPUT, "lang: \"%.64s\" is not known; allowed: fr (semicolons, decimal commas), en",
                         lang);
    }
    *text = strcmp(lang, "fr") == 0 ? FEATURE_CSV_FRENCH : FEATURE_CSV;
    return true;
}

/* Piece by piece: what is long lies on the disk, so that memory does not grow with the layer. */
static bool layer_write_text(const struct request *request, const struct choice *choice, enum feature_form form,
                             struct store *store, struct response *response, struct error *err)
{
    struct layer_text text = {
        store, generation_snapshot(request->generation), choice->collection, (int)form, 0, choice->selection};
    int step = 1;
    while (step == 1) {
        step = layer_text_next(&text, &response->body, err);
        if (step >= 0 && !spool_flush(response, err)) {
            return false;
        }
    }
    return step == 0;
}

/* Made by a child process in a folder of its own, taken, and swept away. */
static bool layer_write_file(const struct request *request, const struct choice *choice, const struct layer_form *form,
                             struct store *store, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = choice->collection;
    const char *temporary = getenv("TMPDIR");
    const char *name = arena_printf(request->arena, "%s.%s", collection->id, form->ending);
    struct workshop *workshop =
        workshop_open(file_join(request->arena, temporary != NULL && *temporary != '\0' ? temporary : "/tmp",
                                /* no ".xlsx" in it: GDAL would take the folder for the archive */
                                arena_printf(request->arena, "terril-%s-%s", collection->id, form->ending)),
                      name, err);
    if (workshop == NULL) {
        return false;
    }
    const struct exchange_target target = {form->ending, workshop_file(workshop), NULL, form->crs, FILE_SECONDS};
    bool is_done = exchange_collection(&target, store, generation_snapshot(request->generation), choice, NULL,
                                       request->arena, err) &&
                   spool_take(response, workshop_file(workshop), err);
    workshop_close(workshop);
    return is_done;
}

static bool layer_write(const struct request *request, const struct snapshot_collection *collection,
                        const struct layer_form *form, struct response *response, struct error *err)
{
    enum feature_form text;
    if (!layer_text_form(request, form, &text, err)) {
        return false;
    }
    if (form->is_sheet && collection->features > SHEET_ROWS_MAX) {
        return error_set(err, ERROR_LIMIT, "%s has %lld features; a sheet holds %d: .csv and .gpkg hold them all",
                         collection->id, (long long)collection->features, SHEET_ROWS_MAX);
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct error cause = ERROR_INIT;
    struct choice choice = {collection, NULL};
    if (!selection_asked(request, collection, store, &choice.selection, err)) {
        generation_return(request->generation, store);
        return false;
    }
    bool is_done = form->maker == MAKER_TEXT ? layer_write_text(request, &choice, text, store, response, &cause)
                                             : layer_write_file(request, &choice, form, store, response, &cause);
    generation_return(request->generation, store);
    response->media_type = form->media;
    if (!is_done) { /* no fault of the reader's, whatever the child says */
        error_set(err, form->maker == MAKER_EXCHANGE ? ERROR_INTERNAL : cause.kind, "%s", cause.message);
    }
    return is_done;
}

static void data_finish(const struct request *request, const char *name, const char *form, struct response *response)
{
    response->is_api = true;
    response->is_relative = true;
    response->filename = arena_printf(request->arena, "%s.%s", name, form);
}

/* Whose the layer is, in the header: not every form has room for it. */
static void layer_credit(const struct request *request, const struct snapshot_collection *collection,
                         const struct layer_form *form, struct response *response)
{
    const struct snapshot_source *source = collection->source;
    const char *licence = snapshot_licence_address(source->licence);
    if (licence != NULL) {
        response_header(response, "Link", arena_printf(request->arena, "<%s>; rel=\"license\"", licence));
    }
    response_header(response, "Link",
                    arena_printf(request->arena, "</ogc/collections/%s>; rel=\"describedby\"", collection->id));
    if (form->is_silent && source->date != NULL) {
        response->filename = arena_printf(request->arena, "%s_%s.%s", collection->id, source->date, form->ending);
    }
}

bool data_layer_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = layer_find(request, err);
    const struct layer_form *form = collection != NULL ? layer_form_of(request->captures[1], err) : NULL;
    if (form == NULL || !layer_write(request, collection, form, response, err)) {
        return false;
    }
    data_finish(request, collection->id, form->ending, response);
    layer_credit(request, collection, form, response);
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

/* The collection of `of`; NULL, and true, without it. */
static bool features_asked(const struct request *request, struct store *store, struct tally_query *features,
                           struct error *err)
{
    const char *of = request_parameter(request, "of");
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    *features = (struct tally_query){NULL, NULL};
    if (of == NULL) {
        return true;
    }
    features->of = snapshot_collection_of(snapshot, of);
    if (features->of == NULL) {
        return error_set(err, ERROR_INPUT, "of=%.60s: the id of a collection is wanted; /ogc/collections lists them",
                         of);
    }
    return selection_asked(request, features->of, store, &features->selection, err);
}

/* Without `of` a filter chooses territories: the rows for communes or EPCI that it is true for, without hors and total. */
static bool coverage_make(const struct request *request, struct coverage_query query, struct store *store,
                          struct coverage *coverage, struct error *err)
{
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    struct tally_query features;
    const struct selection *territories = NULL;
    if (!features_asked(request, store, &features, err)) {
        return false;
    }
    if (features.of != NULL) {
        return tally_coverage(store, snapshot, query, features, request->arena, coverage, err);
    }
    const struct snapshot_collection *rows =
        snapshot_collection_of(snapshot, query.level == COVERAGE_BY_EPCI ? "epci" : "communes");
    struct coverage whole;
    if ((rows != NULL && !selection_asked(request, rows, store, &territories, err)) ||
        !coverage_read(store, snapshot, query, request->arena, &whole, err)) {
        return false;
    }
    const struct coverage_choice choice = {.fids = territories != NULL ? selection_fids(territories) : NULL,
                                           .fid_count = territories != NULL ? selection_count(territories) : 0};
    return coverage_choose(store, &whole, &choice, request->arena, coverage, err);
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
    bool is_done = coverage_make(request, query, store, &coverage, err) &&
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

bool data_coverage_is_slow(const struct request *request)
{
    return request_parameter(request, "of") != NULL || request_parameter(request, "filter") != NULL;
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
    struct tally_query features;
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    bool is_done = features_asked(request, store, &features, err) &&
                   (features.of != NULL ? tally_land(store, snapshot, &query, features, request->arena, &land, err)
                                        : land_read(store, snapshot, &query, request->arena, &land, err));
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
    bool is_one = request_parameter(request, "station") != NULL || request_parameter(request, "at") != NULL;
    if (is_one && !is_json && strcmp(form, "csv") != 0 && strcmp(form, "geojson") != 0) {
        return form_unknown(form, ".geojson, .csv and .json for one station or point", err);
    }
    if (!is_one && (is_json || request_parameter(request, "distance") != NULL)) {
        return error_set(err, ERROR_INPUT, "a station (station=87345009) or a point (at=2.83,50.43) is wanted with it");
    }
    if (is_one && request_parameter(request, "lang") != NULL) {
        return error_set(err, ERROR_INPUT, "lang goes with the whole layer, not with a station or a point");
    }
    bool has_filter = request_parameter(request, "filter") != NULL, has_of = request_parameter(request, "of") != NULL;
    if (is_one ? has_filter && !has_of : has_of) {
        return error_set(err, ERROR_INPUT,
                         is_one ? "filter chooses features of a collection: say which one with of=estates"
                                : "of goes with a station or a point");
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
