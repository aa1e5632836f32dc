#include "exchange/row.h"

#include "exchange/driver.h"
#include "geo/wkb.h"

#include <stdlib.h>
#include <string.h>

/* ---- one geometry ---- */

/* The plain two-dimensional form of what GDAL read: arcs as their chords, rings closed. Owned by the caller. */
static OGRGeometryH row_flatten(OGRGeometryH geometry)
{
    OGRGeometryH flat = OGR_GT_IsNonLinear(OGR_G_GetGeometryType(geometry))
                            ? OGR_G_GetLinearGeometry(geometry, 0.0, NULL)
                            : OGR_G_Clone(geometry);
    if (flat == NULL)
        return NULL;
    OGR_G_FlattenTo2D(flat);
    OGR_G_CloseRings(flat);
    return flat;
}

/* Fills `geometry`, or gives the reason why not. */
static const char *row_geometry(OGRFeatureH feature, struct buffer *wkb, struct geometry *geometry, struct arena *arena)
{
    struct driver_complaint complaint = driver_complaint_take();
    OGRGeometryH given = OGR_F_GetGeometryRef(feature);
    struct error err = ERROR_INIT;
    if (given == NULL && complaint.is_failure)
        return arena_printf(arena, "its geometry does not read: %s", complaint.message);
    if (given == NULL)
        return "has no geometry";
    if (OGR_G_IsEmpty(given))
        return "its geometry is empty, or its coordinates are not finite numbers";
    OGRGeometryH flat = row_flatten(given);
    if (flat == NULL)
        return "a geometry of a kind that is not read";
    size_t size = OGR_G_WkbSizeEx(flat);
    buffer_clear(wkb);
    OGR_G_ExportToIsoWkb(flat, wkbNDR, (unsigned char *)buffer_reserve(wkb, size));
    wkb->length += size;
    OGR_G_DestroyGeometry(flat);
    struct geometry read = GEOMETRY_EMPTY;
    if (!wkb_read(wkb->bytes, wkb->length, arena, &read, &err))
        return arena_string(arena, err.message);
    if (!geometry_is_finite(&read))
        return "a coordinate is not a finite number";
    if (read.point_count == 0)
        return "its geometry is empty";
    *geometry = read;
    return NULL;
}

/* ---- the list ---- */

static struct row *row_list_add(struct row_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 1024 : list->capacity * 2;
        void *grown = realloc(list->rows, capacity * sizeof *list->rows);
        if (grown == NULL)
            return NULL;
        list->rows = grown;
        list->capacity = capacity;
    }
    struct row *row = &list->rows[list->count++];
    memset(row, 0, sizeof *row);
    return row;
}

void row_list_free(struct row_list *list)
{
    free(list->rows);
    memset(list, 0, sizeof *list);
}

/* Does one of the columns that the filter names hold one of our codes? */
static bool row_is_ours(const struct column_set *columns, const struct value *values, const struct codes *codes)
{
    for (size_t i = 0; i < columns->count; i++)
        if (values[i].type == VALUE_TEXT &&
            codes_filter_names(columns->source->filter_field, columns->fields[i].name) &&
            codes_have(codes, values[i].text))
            return true;
    return false;
}

struct row_reading {
    struct row_list *list;
    struct layer *layer;
    struct column_set *columns;
    const struct codes *codes;
    struct arena *arena;   /* what is kept */
    struct arena *passing; /* values of a feature that the filter has not judged yet */
    struct buffer wkb;
};

/* Under a filter values are read twice, first where they cost nothing when they are dropped. */
static bool row_filter(struct row_reading *reading, OGRFeatureH feature)
{
    struct column_set *columns = reading->columns;
    if (reading->codes == NULL)
        return true;
    struct column_set probe = *columns; /* counts of bad values are for what is kept */
    probe.columns = arena_array(reading->passing, columns->count, sizeof *probe.columns);
    if (columns->count > 0)
        memcpy(probe.columns, columns->columns, columns->count * sizeof *probe.columns);
    probe.room = (struct buffer)BUFFER_INIT;
    struct value *values = arena_array(reading->passing, columns->count, sizeof *values);
    column_set_read(&probe, feature, values, reading->passing);
    bool is_ours = row_is_ours(columns, values, reading->codes);
    buffer_free(&probe.room);
    arena_reset(reading->passing);
    return is_ours;
}

static bool row_take(struct row_reading *reading, OGRFeatureH feature, int64_t index, const char *file_name,
                     struct error *err)
{
    if (!row_filter(reading, feature)) {
        reading->list->passed_over++;
        driver_complaint_take();
        return true;
    }
    if (reading->list->count == ROWS_MAX)
        return error_set(err, ERROR_LIMIT, "%s: more than %zu features", file_name, ROWS_MAX);
    struct row *row = row_list_add(reading->list);
    if (row == NULL)
        return error_set(err, ERROR_INTERNAL, "%s: no memory for feature %lld", file_name, (long long)index);
    row->index = index;
    row->values = arena_array(reading->arena, reading->columns->count, sizeof *row->values);
    column_set_read(reading->columns, feature, row->values, reading->arena);
    if (reading->columns->source->has_geometry)
        row->refusal = row_geometry(feature, &reading->wkb, &row->geometry, reading->arena);
    driver_complaint_take();
    return true;
}

bool row_list_read(struct row_list *list, struct layer *layer, struct column_set *columns, const struct codes *codes,
                   const char *file_name, struct arena *arena, struct error *err)
{
    struct row_reading reading = {list, layer, columns, codes, arena, arena_new(), BUFFER_INIT};
    bool is_good = true;
    int64_t index = 0;
    memset(list, 0, sizeof *list);
    driver_complaint_take();
    OGR_L_ResetReading(layer->handle);
    for (OGRFeatureH feature; is_good && (feature = OGR_L_GetNextFeature(layer->handle)) != NULL;) {
        is_good = row_take(&reading, feature, ++index, file_name, err);
        OGR_F_Destroy(feature);
    }
    struct driver_complaint complaint = driver_complaint_take();
    if (is_good && complaint.is_failure)
        is_good = error_set(err, ERROR_INPUT, "%s: breaks off behind feature %lld: %s", file_name, (long long)index,
                            complaint.message);
    buffer_free(&reading.wkb);
    arena_free(reading.passing);
    return is_good;
}
