#include "exchange/import.h"

#include "base/json.h"
#include "catalogue/catalogue.h"
#include "exchange/codes.h"
#include "exchange/column.h"
#include "exchange/driver.h"
#include "exchange/layer.h"
#include "exchange/note.h"
#include "exchange/path.h"
#include "exchange/place.h"
#include "exchange/repair.h"
#include "exchange/row.h"
#include "exchange/sandbox.h"
#include "geo/frame.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_BYTES    ((size_t)256 * 1024)
#define FRAME_OVERHEAD 64u /* of a feature's frame, beside values and geometry */

struct import {
    const struct import_order *order;
    struct arena *arena;
    struct catalogue *catalogue;
    const struct catalogue_source *source;
    struct codes *codes;
    char path[PATH_MAX];
    const char *name; /* of the file, for sentences */
    struct note_list notes;
    struct layer layer;
    struct column_set columns;
    struct row_list rows;
    struct place place;
    struct buffer out, wkb;
    size_t kept, passed_over;
    const char *first_refusal;
};

/* ---- before the first foreign byte ---- */

static bool import_prepare(struct import *import, struct error *err)
{
    const struct import_order *order = import->order;
    import->catalogue = catalogue_open(order->catalogue_path, err);
    if (import->catalogue == NULL)
        return false;
    import->source = catalogue_source_of(import->catalogue, order->source_id);
    if (import->source == NULL)
        return error_set(err, ERROR_NOT_FOUND, "%s: no source \"%s\"", order->catalogue_path, order->source_id);
    if (!path_check(order->file, import->path, err))
        return false;
    import->name = path_name(import->path);
    if (import->source->filter_field != NULL) {
        import->codes = codes_open(order->catalogue_path, err);
        return import->codes != NULL;
    }
    return true;
}

/* The file's folder, PROJ's data, and what libraries open late (GDAL's tables, iconv's converters). */
static bool import_enter_sandbox(struct import *import, struct error *err)
{
    const char *own = arena_printf(import->arena, "%.*s", (int)(import->name - import->path), import->path);
    unsigned got = 0;
    bool is_good = sandbox_enter(driver_folders(own, import->arena), &got, err);
    if (is_good && (got & SANDBOX_SECCOMP) == 0)
        note_add(&import->notes, "the kernel has no seccomp: the file was read without that protection");
    return is_good;
}

/* ---- frames ---- */

static bool import_flush(struct import *import, size_t at_least, struct error *err)
{
    if (import->out.length < at_least || import->out.length == 0)
        return true;
    for (size_t sent = 0; sent < import->out.length;) {
        ssize_t count = write(import->order->output, import->out.bytes + sent, import->out.length - sent);
        if (count < 0 && errno != EINTR)
            return error_set(err, ERROR_STORAGE, "%s: the frames could not be written: %s", import->name,
                             strerror(errno));
        sent += count > 0 ? (size_t)count : 0;
    }
    buffer_clear(&import->out);
    return true;
}

static void import_write_json(struct import *import, enum frame_type type, struct buffer *json)
{
    frame_write_json(&import->out, type, json->bytes, json->length);
    buffer_free(json);
}

static void import_write_source(struct import *import)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    json_object_open(&json);
    frame_write_fields(&json, import->columns.fields, import->columns.count);
    json_key_string(&json, "crs", import->source->has_geometry ? import->place.crs : NULL);
    json_key_string(&json, "encoding", import->columns.recoded > 0 ? "Windows-1252" : "UTF-8");
    json_key_string(&json, "driver", import->layer.driver);
    json_key_string(&json, "layer", import->layer.name);
    json_key(&json, "notes");
    json_array_open(&json);
    for (size_t i = 0; i < import->notes.count; i++)
        json_string(&json, import->notes.sentences[i]);
    json_array_close(&json);
    json_object_close(&json);
    frame_write_start(&import->out);
    import_write_json(import, FRAME_SOURCE, &text);
}

static void import_write_verdict(struct import *import, enum frame_type type, const struct row *row, const char *reason)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    json_object_open(&json);
    json_key_integer(&json, "feature", row->index);
    json_key_string(&json, "key", column_set_key(&import->columns, row->values, import->arena));
    json_key_string(&json, "reason", reason);
    json_object_close(&json);
    import_write_json(import, type, &text);
}

static void import_write_end(struct import *import)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &text);
    json_object_open(&json);
    json_key_integer(&json, "read", (int64_t)(import->rows.count - import->passed_over));
    json_object_close(&json);
    import_write_json(import, FRAME_END, &text);
}

/* ---- rows ---- */

static size_t import_text_bytes(const struct import *import, const struct row *row)
{
    size_t size = 0;
    for (size_t i = 0; i < import->columns.count; i++)
        size += 16 + (row->values[i].type == VALUE_TEXT ? strlen(row->values[i].text) : 0);
    return size;
}

enum import_fate { FATE_KEPT, FATE_REPAIRED, FATE_REFUSED, FATE_PASSED_OVER };

/* Brings the row's geometry to where it is kept, as WKB. `reason` is filled for a repaired and a refused one. */
static enum import_fate import_settle_geometry(struct import *import, struct row *row, char reason[REPAIR_REASON_MAX])
{
    struct error err = ERROR_INIT;
    if (!place_geometry(&import->place, &row->geometry, &err)) {
        snprintf(reason, REPAIR_REASON_MAX, "%s", err.message);
        return FATE_REFUSED;
    }
    if (!place_is_inside(&import->place, &row->geometry)) {
        snprintf(reason, REPAIR_REASON_MAX, "lies outside the territory, at %.0f %.0f in Lambert-93",
                 row->geometry.points[0].x, row->geometry.points[0].y);
        return import->place.is_wide ? FATE_PASSED_OVER : FATE_REFUSED;
    }
    switch (repair_geometry(&row->geometry, &import->wkb, reason)) {
    case REPAIR_NONE:
        return FATE_KEPT;
    case REPAIR_DONE:
        return FATE_REPAIRED;
    case REPAIR_REFUSED:
        break;
    }
    return FATE_REFUSED;
}

static enum import_fate import_settle(struct import *import, struct row *row, char reason[REPAIR_REASON_MAX])
{
    enum import_fate fate = FATE_KEPT;
    buffer_clear(&import->wkb);
    if (row->refusal != NULL) {
        snprintf(reason, REPAIR_REASON_MAX, "%s", row->refusal);
        return FATE_REFUSED;
    }
    if (import->source->has_geometry)
        fate = import_settle_geometry(import, row, reason);
    if (import_text_bytes(import, row) + import->wkb.length + FRAME_OVERHEAD > FRAME_MAX) {
        snprintf(reason, REPAIR_REASON_MAX, "is larger than 64 MB");
        return FATE_REFUSED;
    }
    return fate;
}

static void import_write_row(struct import *import, struct row *row)
{
    char reason[REPAIR_REASON_MAX] = "";
    enum import_fate fate = import_settle(import, row, reason);
    if (fate == FATE_PASSED_OVER) {
        import->passed_over++;
        return;
    }
    if (fate == FATE_REFUSED || fate == FATE_REPAIRED)
        import_write_verdict(import, fate == FATE_REFUSED ? FRAME_REFUSED : FRAME_REPAIRED, row, reason);
    if (fate == FATE_REFUSED) {
        if (import->first_refusal == NULL)
            import->first_refusal = arena_string(import->arena, reason);
        return;
    }
    struct feature feature = {row->index, import->columns.fields, row->values, import->columns.count, GEOMETRY_EMPTY};
    frame_write_feature(&import->out, &feature, import->wkb.bytes, import->wkb.length);
    import->kept++;
}

static bool import_write_rows(struct import *import, struct error *err)
{
    import_write_source(import);
    for (size_t i = 0; i < import->rows.count; i++) {
        import_write_row(import, &import->rows.rows[i]);
        if (!import_flush(import, FLUSH_BYTES, err))
            return false;
    }
    if (import->kept == 0)
        return error_set(err, ERROR_INPUT, "%s: none of its %zu features can be used%s%s", import->name,
                         import->rows.count, import->first_refusal != NULL ? "; the first: " : "",
                         import->first_refusal != NULL ? import->first_refusal : "");
    import_write_end(import);
    return import_flush(import, 1, err);
}

/* ---- the whole ---- */

static bool import_read(struct import *import, struct error *err)
{
    struct row_list *rows = &import->rows;
    if (!layer_open(&import->layer, import->path, import->source->id, import->arena, err))
        return false;
    /* Before the columns, of which GeoJSON without a feature has none. */
    if (OGR_L_GetFeatureCount(import->layer.handle, 0) == 0)
        return error_set(err, ERROR_INPUT, "%s: the layer \"%s\" holds no feature", import->name, import->layer.name);
    if (!column_set_open(&import->columns, import->source, &import->layer, import->name, import->arena, err))
        return false;
    if (import->source->has_geometry && OGR_L_GetGeomType(import->layer.handle) == wkbNone)
        return error_set(err, ERROR_INPUT, "%s: has no geometry, which source \"%s\" needs", import->name,
                         import->source->id);
    if (!row_list_read(rows, &import->layer, &import->columns, import->codes, import->name, import->arena, err))
        return false;
    if (rows->count == 0 && rows->passed_over > 0)
        return error_set(err, ERROR_INPUT, "%s: none of its %zu features lies in our communes, by %s", import->name,
                         rows->passed_over, import->source->filter_field);
    if (rows->count == 0)
        return error_set(err, ERROR_INPUT, "%s: the layer \"%s\" holds no feature", import->name, import->layer.name);
    if (rows->passed_over > 0)
        note_add(&import->notes, "%zu of %zu features were kept: those in our communes", rows->count,
                 rows->count + rows->passed_over);
    column_set_note(&import->columns, &import->notes);
    return true;
}

static bool import_place(struct import *import, struct error *err)
{
    struct row_list *rows = &import->rows;
    if (!import->source->has_geometry)
        return true;
    if (!place_open(&import->place, OGR_L_GetSpatialRef(import->layer.handle), import->source->crs,
                    import->catalogue->extent, import->name, &import->notes, err))
        return false;
    struct box *boxes = arena_array(import->arena, rows->count, sizeof *boxes);
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->rows[i].refusal == NULL)
            boxes[count++] = geometry_box(&rows->rows[i].geometry);
    return place_orient(&import->place, boxes, count, import->name, &import->notes, err);
}

bool import_run(const struct import_order *order, struct error *err)
{
    struct import *import = calloc(1, sizeof *import);
    if (import == NULL)
        return error_set(err, ERROR_INTERNAL, "no memory");
    import->order = order;
    import->arena = arena_new();
    import->notes.arena = import->arena;
    bool is_good = import_prepare(import, err);
    if (is_good) {
        driver_start();
        is_good = !order->is_sandboxed || import_enter_sandbox(import, err);
    }
    is_good = is_good && import_read(import, err) && import_place(import, err) && import_write_rows(import, err);
    place_close(&import->place);
    row_list_free(&import->rows);
    column_set_close(&import->columns);
    layer_close(&import->layer);
    codes_close(import->codes);
    catalogue_close(import->catalogue);
    buffer_free(&import->out);
    buffer_free(&import->wkb);
    arena_free(import->arena);
    free(import);
    return is_good;
}
