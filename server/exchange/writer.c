#include "exchange/writer.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "exchange/driver.h"
#include "exchange/path.h"
#include "exchange/table.h"
#include "geo/geojson.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONNECT_SECONDS "15" /* libpq alone would wait for minutes */

/* What may be written, and by whom. */
static const struct form {
    const char *word, *driver;
    bool is_connection, has_many_layers;
    bool needs_geometry; /* GDAL 3.6 leaves out, without a word, what has none */
    bool is_sheet;       /* of a spreadsheet: points as two columns, no other geometry, a second sheet on the first */
} forms[] = {
    {"gpkg", "GPKG", false, true, false, false},
    {"fgb", "FlatGeobuf", false, false, true, false},
    {"postgresql", "PostgreSQL", true, true, false, false},
    {"ods", "ODS", false, false, false, true},
    {"xlsx", "XLSX", false, false, false, true},
};

struct writer {
    struct arena *arena;
    const struct form *form;
    const char *target, *schema, *name; /* `name` is for sentences */
    const char *layer_name;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature; /* one, filled again and again */
    enum value_type *types;
    size_t field_count;
    bool has_place; /* of a sheet: longitude and latitude behind the fields */
    uint64_t count;
    bool has_transaction;
};

/* GDAL's own sentence, as far as there is one; of "sqlite3_exec(CREATE TABLE .. ) failed: disk I/O error" the end counts. */
static bool writer_refuse(const struct writer *writer, const struct driver_complaint *complaint, struct error *err)
{
    static const char mark[] = ") failed: ";
    const char *reason = complaint->message;
    const char *found = text_starts_with(reason, "sqlite3") ? strstr(reason, mark) : NULL;
    if (found != NULL)
        reason = found + strlen(mark);
    return error_set(err, ERROR_STORAGE, "%s: could not be written: %s", writer->name,
                     reason[0] != '\0' ? reason : "no reason was given");
}

static bool writer_fail(const struct writer *writer, struct error *err)
{
    struct driver_complaint complaint = driver_complaint_take();
    return writer_refuse(writer, &complaint, err);
}

struct writer *writer_start(const char *word, const char *target, const char *schema, struct error *err)
{
    size_t i = 0;
    while (i < sizeof forms / sizeof forms[0] && strcmp(forms[i].word, word) != 0)
        i++;
    if (i == sizeof forms / sizeof forms[0]) {
        error_set(err, ERROR_INPUT, "no form \"%.40s\"; there are gpkg, fgb, postgresql, ods and xlsx", word);
        return NULL;
    }
    if (!forms[i].is_connection && !path_is_plain(target)) {
        error_set(err, ERROR_INPUT, "%s: not a plain file's path", target);
        return NULL;
    }
    struct arena *arena = arena_new();
    struct writer *writer = arena_alloc(arena, sizeof *writer);
    *writer = (struct writer){.arena = arena, .form = &forms[i]};
    writer->target = arena_string(arena, target);
    writer->schema = arena_string(arena, schema != NULL ? schema : "public");
    writer->name = forms[i].is_connection ? "the database" : path_name(writer->target);
    driver_start_writer(forms[i].driver);
    return writer;
}

bool writer_is_connection(const struct writer *writer)
{
    return writer->form->is_connection;
}

/* ---- opening ---- */

static bool writer_connect(struct writer *writer, struct error *err)
{
    const char *const allowed[] = {writer->form->driver, NULL};
    setenv("PGCONNECT_TIMEOUT", CONNECT_SECONDS, 0); /* unless its owner knows better */
    bool is_address = strstr(writer->target, "://") != NULL;
    const char *name = is_address ? writer->target : arena_printf(writer->arena, "PG:%s", writer->target);
    writer->dataset = GDALOpenEx(name, GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR, allowed, NULL, NULL);
    struct driver_complaint complaint = driver_complaint_take();
    if (writer->dataset == NULL)
        return error_set(err, ERROR_STORAGE, "%s: %s", writer->name,
                         complaint.message[0] != '\0' ? complaint.message : "no connection");
    return true;
}

bool writer_open(struct writer *writer, struct error *err)
{
    struct stat status;
    driver_complaint_take();
    if (writer->form->is_connection)
        return writer_connect(writer, err);
    const char *const allowed[] = {writer->form->driver, NULL};
    bool is_there = stat(writer->target, &status) == 0;
    if (is_there && !writer->form->has_many_layers)
        return error_set(err, ERROR_INPUT, "%s: is there already", writer->name);
    if (is_there)
        writer->dataset =
            GDALOpenEx(writer->target, GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR, allowed, NULL, NULL);
    else
        writer->dataset =
            GDALCreate(GDALGetDriverByName(writer->form->driver), writer->target, 0, 0, 0, GDT_Unknown, NULL);
    return writer->dataset != NULL || writer_fail(writer, err);
}

/* ---- the layer ---- */

static OGRwkbGeometryType geometry_of(enum geometry_type type)
{
    return type == GEOMETRY_NONE ? wkbNone : (OGRwkbGeometryType)type; /* both count as WKB does */
}

static char **layer_options(const struct writer *writer, const struct writer_layer *layer)
{
    char **list = NULL;
    if (writer->form->is_sheet)
        return list;
    if (strcmp(writer->form->word, "fgb") == 0)
        return CSLSetNameValue(list, "SPATIAL_INDEX", layer->geometry == GEOMETRY_NONE ? "NO" : "YES");
    list = CSLSetNameValue(list, "FID", "fid");
    list = CSLSetNameValue(list, "GEOMETRY_NAME", "geometry");
    if (writer->form->is_connection) {
        list = CSLSetNameValue(list, "SCHEMA", writer->schema);
        list = CSLSetNameValue(list, "LAUNDER", "NO");
        list = CSLSetNameValue(list, "GEOM_TYPE", "geometry");
        return CSLSetNameValue(list, "DESCRIPTION", CPLSPrintf(TABLE_MARK "%s", layer->description));
    }
    list = CSLSetNameValue(list, "IDENTIFIER", layer->title);
    return CSLSetNameValue(list, "DESCRIPTION", layer->description);
}

static bool layer_add_field(struct writer *writer, const char *name, OGRFieldType type)
{
    OGRFieldDefnH field = OGR_Fld_Create(name, type);
    OGRErr failed = OGR_L_CreateField(writer->layer, field, FALSE);
    OGR_Fld_Destroy(field);
    return failed == OGRERR_NONE;
}

static bool layer_add_fields(struct writer *writer, const struct writer_layer *layer, struct error *err)
{
    static const OGRFieldType types[] = {
        [VALUE_INTEGER] = OFTInteger64, [VALUE_REAL] = OFTReal, [VALUE_TEXT] = OFTString};
    writer->types = arena_array(writer->arena, layer->field_count, sizeof *writer->types);
    for (size_t i = 0; i < layer->field_count; i++) {
        if (!layer_add_field(writer, layer->fields[i].name, types[layer->fields[i].type]))
            return writer_fail(writer, err);
        writer->types[i] = layer->fields[i].type;
    }
    writer->field_count = layer->field_count;
    writer->has_place = writer->form->is_sheet && layer->geometry == GEOMETRY_POINT;
    return !writer->has_place || (layer_add_field(writer, "lon", OFTReal) && layer_add_field(writer, "lat", OFTReal)) ||
           writer_fail(writer, err);
}

static bool layer_create(struct writer *writer, const struct writer_layer *layer, struct error *err)
{
    OGRSpatialReferenceH system = NULL;
    enum geometry_type geometry = writer->form->is_sheet ? GEOMETRY_NONE : layer->geometry;
    if (geometry != GEOMETRY_NONE) {
        system = OSRNewSpatialReference(NULL);
        OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER);
        if (OSRImportFromEPSG(system, layer->crs == CRS_CRS84 ? 4326 : (int)layer->crs) != OGRERR_NONE) {
            OSRRelease(system);
            return writer_fail(writer, err);
        }
    }
    char **list = layer_options(writer, layer);
    writer->layer = GDALDatasetCreateLayer(writer->dataset, layer->name, system, geometry_of(geometry), list);
    CSLDestroy(list);
    if (system != NULL)
        OSRRelease(system);
    return (writer->layer != NULL && layer_add_fields(writer, layer, err)) || writer_fail(writer, err);
}

/* When a GeoPackage says it was changed: with the data, so that the same data give the same bytes. */
static void layer_set_date(const char *date)
{
    char now[21];
    clock_rfc3339(clock_date(), now);
    bool is_day = date != NULL && strlen(date) == strlen("2026-03-10");
    CPLSetConfigOption("OGR_CURRENT_DATE",
                       CPLSPrintf("%.10sT%.8s.000Z", is_day ? date : now, is_day ? "00:00:00" : now + 11));
}

/* Where the data are from and what the columns mean: a sheet behind the first, a line for each of the metadata. */
static bool sheet_explain(struct writer *writer, const struct writer_layer *layer, struct error *err)
{
    OGRLayerH data = writer->layer;
    writer->layer = GDALDatasetCreateLayer(writer->dataset, "À propos", NULL, wkbNone, NULL);
    bool is_done = writer->layer != NULL && layer_add_field(writer, "quoi", OFTString) &&
                   layer_add_field(writer, "valeur", OFTString);
    OGRFeatureH row = is_done ? OGR_F_Create(OGR_L_GetLayerDefn(writer->layer)) : NULL;
    for (size_t i = 0; is_done && layer->metadata != NULL && layer->metadata[i][0] != NULL; i++) {
        if (layer->metadata[i][1] == NULL)
            continue;
        OGR_F_SetFID(row, OGRNullFID);
        OGR_F_SetFieldString(row, 0, layer->metadata[i][0]);
        OGR_F_SetFieldString(row, 1, layer->metadata[i][1]);
        is_done = OGR_L_CreateFeature(writer->layer, row) == OGRERR_NONE;
    }
    if (row != NULL)
        OGR_F_Destroy(row);
    writer->layer = data;
    writer->feature = OGR_F_Create(OGR_L_GetLayerDefn(data));
    return is_done || writer_fail(writer, err);
}

bool writer_layer(struct writer *writer, const struct writer_layer *layer, struct error *err)
{
    if (writer->form->needs_geometry && layer->geometry == GEOMETRY_NONE)
        return error_set(err, ERROR_INPUT,
                         "%s: %s has no geometry, which FlatGeobuf cannot do without; gpkg and csv can", writer->name,
                         layer->name);
    driver_complaint_take();
    layer_set_date(layer->date);
    writer->layer_name = arena_string(writer->arena, layer->name);
    writer->has_transaction = GDALDatasetTestCapability(writer->dataset, ODsCTransactions) != 0;
    if (writer->has_transaction && GDALDatasetStartTransaction(writer->dataset, FALSE) != OGRERR_NONE)
        return writer_fail(writer, err);
    if (writer->form->is_connection && !table_clear(writer->dataset, writer->schema, layer->name, err))
        return false;
    if (!layer_create(writer, layer, err))
        return false;
    if (writer->form->is_sheet)
        return sheet_explain(writer, layer, err);
    for (size_t i = 0; layer->metadata != NULL && layer->metadata[i][0] != NULL; i++)
        if (!writer->form->is_connection && layer->metadata[i][1] != NULL)
            GDALSetMetadataItem(writer->layer, layer->metadata[i][0], layer->metadata[i][1], NULL);
    writer->feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    driver_complaint_take(); /* warnings: what the format does not carry */
    return true;
}

/* ---- features ---- */

/* GDAL's ODS driver takes a text that begins so for a formula; a spreadsheet would run it. */
static const char *sheet_text(const struct writer *writer, const char *text)
{
    return writer->form->is_sheet && text_starts_with(text, "of:=") ? CPLSPrintf("'%s", text) : text;
}

/* Degrees, as the CSV has them. */
static void place_fill(const struct writer *writer, const struct geometry *geometry)
{
    int lon = (int)writer->field_count, lat = lon + 1;
    double unit = pow(10, GEOJSON_DECIMALS);
    if (geometry->point_count == 0) {
        OGR_F_SetFieldNull(writer->feature, lon);
        OGR_F_SetFieldNull(writer->feature, lat);
        return;
    }
    OGR_F_SetFieldDouble(writer->feature, lon, round(geometry->points[0].x * unit) / unit);
    OGR_F_SetFieldDouble(writer->feature, lat, round(geometry->points[0].y * unit) / unit);
}

static void feature_fill(const struct writer *writer, const struct feature *feature)
{
    for (size_t i = 0; i < feature->field_count; i++) {
        const struct value *value = &feature->values[i];
        switch (value->type) {
        case VALUE_INTEGER:
            OGR_F_SetFieldInteger64(writer->feature, (int)i, value->integer);
            break;
        case VALUE_REAL:
            OGR_F_SetFieldDouble(writer->feature, (int)i, value->real);
            break;
        case VALUE_TEXT:
            OGR_F_SetFieldString(writer->feature, (int)i, sheet_text(writer, value->text));
            break;
        case VALUE_NULL:
            OGR_F_SetFieldNull(writer->feature, (int)i);
            break;
        }
    }
}

bool writer_add(struct writer *writer, const struct feature *feature, const void *wkb, size_t length, struct error *err)
{
    OGRGeometryH geometry = NULL;
    if (writer->form->needs_geometry && wkb == NULL)
        return error_set(err, ERROR_INPUT,
                         "%s: feature %lld has no geometry, which FlatGeobuf cannot do without; gpkg can", writer->name,
                         (long long)feature->id);
    if (wkb != NULL && !writer->form->is_sheet && OGR_G_CreateFromWkb(wkb, NULL, &geometry, (int)length) != OGRERR_NONE)
        return error_set(err, ERROR_INPUT, "%s: feature %lld has a geometry that does not read", writer->name,
                         (long long)feature->id);
    feature_fill(writer, feature);
    if (writer->has_place)
        place_fill(writer, &feature->geometry);
    OGR_F_SetFID(writer->feature, feature->id);
    OGR_F_SetGeometryDirectly(writer->feature, geometry);
    if (OGR_L_CreateFeature(writer->layer, writer->feature) != OGRERR_NONE)
        return writer_fail(writer, err);
    writer->count++;
    return true;
}

/* ---- the end ---- */

/* Closing says nothing of what went wrong (GDAL 3.6, GDALClose), but the error handler hears it. */
static bool writer_close(struct writer *writer, struct error *err)
{
    OGR_F_Destroy(writer->feature);
    writer->feature = NULL;
    GDALClose(writer->dataset);
    writer->dataset = NULL;
    struct driver_complaint complaint = driver_complaint_take();
    return !complaint.is_failure || writer_refuse(writer, &complaint, err);
}

/* A disk may have been full where no driver looked. */
static bool writer_read_back(const struct writer *writer, struct error *err)
{
    const char *const allowed[] = {writer->form->driver, NULL};
    GDALDatasetH dataset = GDALOpenEx(writer->target, GDAL_OF_VECTOR | GDAL_OF_READONLY, allowed, NULL, NULL);
    OGRLayerH layer = dataset != NULL ? GDALDatasetGetLayerByName(dataset, writer->layer_name) : NULL;
    uint64_t count = 0;
    for (OGRFeatureH feature; layer != NULL && (feature = OGR_L_GetNextFeature(layer)) != NULL; count++)
        OGR_F_Destroy(feature);
    if (dataset != NULL)
        GDALClose(dataset);
    struct driver_complaint complaint = driver_complaint_take();
    if (layer != NULL && count == writer->count && !complaint.is_failure)
        return true;
    return error_set(err, ERROR_STORAGE, "%s: could not be written: %llu of %llu features read back%s%s", writer->name,
                     (unsigned long long)count, (unsigned long long)writer->count,
                     complaint.message[0] != '\0' ? ": " : "", complaint.message);
}

bool writer_finish(struct writer *writer, struct error *err)
{
    driver_complaint_take();
    if (OGR_L_SyncToDisk(writer->layer) != OGRERR_NONE)
        return writer_fail(writer, err);
    if (writer->has_transaction && GDALDatasetCommitTransaction(writer->dataset) != OGRERR_NONE)
        return writer_fail(writer, err);
    writer->has_transaction = false;
    return writer_close(writer, err) && (writer->form->is_connection || writer_read_back(writer, err));
}

void writer_free(struct writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->feature != NULL)
        OGR_F_Destroy(writer->feature);
    if (writer->dataset != NULL && writer->has_transaction)
        GDALDatasetRollbackTransaction(writer->dataset);
    if (writer->dataset != NULL)
        GDALClose(writer->dataset);
    arena_free(writer->arena);
}
