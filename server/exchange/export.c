#include "exchange/export.h"

#include "base/arena.h"
#include "base/json.h"
#include "exchange/driver.h"
#include "exchange/path.h"
#include "exchange/sandbox.h"
#include "exchange/writer.h"
#include "geo/frame.h"
#include "geo/wkb.h"

#include <string.h>

#define METADATA_MAX 128 /* of a spreadsheet: a line a column too */

struct export
{
    const struct export_order *order;
    struct arena *arena;
    struct frame_reader *reader;
    struct crs_transform *transform;
    struct writer *writer;
    struct buffer wkb;
};

bool export_crs_read(const char *word, enum crs *crs)
{
    static const struct {
        const char *word;
        enum crs crs;
    } known[] = {{"2154", CRS_LAMBERT93}, {"4326", CRS_CRS84}, {"3857", CRS_WEBMERCATOR}, {"3950", CRS_CC50}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(word, known[i].word) == 0) {
            *crs = known[i].crs;
            return true;
        }
    }
    return false;
}

/* A file's writer is locked in before it makes anything, a connection's as soon as it stands. */
static bool export_open(struct export *export, struct error *err)
{
    const struct export_order *order = export->order;
    const char *const *folders = driver_folders(NULL, export->arena);
    bool is_connection = writer_is_connection(export->writer);
    unsigned got;
    if (!order->is_sandboxed)
        return writer_open(export->writer, err);
    if (is_connection)
        return writer_open(export->writer, err) && sandbox_enter_connected(folders, &got, err);
    const char *folder = arena_copy(export->arena, order->target, (size_t)(path_name(order->target) - order->target));
    return sandbox_enter_workshop(folders, folder[0] != '\0' ? folder : ".", &got, err) &&
           writer_open(export->writer, err);
}

/* ---- the layer ---- */

static enum geometry_type geometry_named(const char *name)
{
    for (int type = GEOMETRY_POINT; type <= GEOMETRY_MULTIPOLYGON; type++)
        if (strcmp(name, geometry_type_name((enum geometry_type)type)) == 0)
            return (enum geometry_type)type;
    return GEOMETRY_NONE;
}

static bool export_layer(struct export *export, const struct json_value *source, struct error *err)
{
    const char *metadata[METADATA_MAX + 1][2] = {{NULL, NULL}};
    struct json_iterator members = json_members(json_get(source, "metadata"));
    const struct json_value *value;
    for (size_t i = 0; i < METADATA_MAX && json_next(&members, &metadata[i][0], &value); i++) {
        metadata[i][1] = json_text(value, NULL);
        metadata[i + 1][0] = NULL;
    }
    struct writer_layer layer = {.name = json_text(json_get(source, "layer"), "layer"),
                                 .title = json_text(json_get(source, "title"), ""),
                                 .description = json_text(json_get(source, "description"), ""),
                                 .date = json_text(json_get(source, "date"), NULL),
                                 .metadata = metadata,
                                 .geometry = geometry_named(json_text(json_get(source, "geometry"), "")),
                                 .crs = export->order->crs};
    layer.fields = frame_reader_fields(export->reader, &layer.field_count);
    return writer_layer(export->writer, &layer, err);
}

static bool export_describe(struct export *export, struct error *err)
{
    const char *text = frame_reader_source(export->reader);
    struct json_document *document = json_read(text, strlen(text), "the collection", err);
    bool is_done = document != NULL && export_layer(export, json_root(document), err);
    json_free(document);
    return is_done;
}

/* ---- features ---- */

static bool export_feature(struct export *export, struct frame *frame, struct error *err)
{
    bool has_geometry = frame->feature.geometry.point_count > 0;
    buffer_clear(&export->wkb);
    if (has_geometry && !crs_transform_geometry(export->transform, &frame->feature.geometry, err))
        return false;
    if (has_geometry)
        wkb_write(&frame->feature.geometry, &export->wkb);
    return writer_add(export->writer, &frame->feature, has_geometry ? export->wkb.bytes : NULL, export->wkb.length,
                      err);
}

static bool export_features(struct export *export, struct error *err)
{
    struct frame frame;
    int step;
    while ((step = frame_read(export->reader, &frame, err)) == 1)
        if (frame.type == FRAME_FEATURE && !export_feature(export, &frame, err))
            return false;
    return step == 0;
}

bool export_run(const struct export_order *order, struct error *err)
{
    struct export export = {.order = order, .arena = arena_new()};
    export.writer = writer_start(order->form, order->target, order->schema, err);
    /* PROJ is loaded before the sandbox is closed. */
    if (export.writer != NULL)
        export.transform = crs_transform_open(CRS_LAMBERT93, order->crs, err);
    bool is_done = export.transform != NULL && export_open(&export, err);
    if (is_done)
        export.reader = frame_reader_open(order->input, "the collection", err);
    is_done = is_done && export.reader != NULL && export_describe(&export, err) && export_features(&export, err) &&
              writer_finish(export.writer, err);
    writer_free(export.writer);
    frame_reader_close(export.reader);
    crs_transform_close(export.transform);
    buffer_free(&export.wkb);
    arena_free(export.arena);
    return is_done;
}
