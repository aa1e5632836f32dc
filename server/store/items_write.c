/* Features as text: those that load has prepared, and others written now. */
#include "store/feature_text.h"
#include "store/items_inside.h"
#include "store/resident.h"

#include "geo/geojson.h"
#include "geo/wkb.h"

#include <assert.h>
#include <string.h>

/* What one answer works with. */
struct writing {
    struct store *store;
    const struct snapshot_collection *collection;
    const struct items_query *query;
    struct buffer *out;
    int level;            /* of outlines; 0 for the whole geometry */
    struct value *values; /* of one feature */
    struct field *fields;
    size_t written;
};

/* schema.sql: id = position << 32 | fid. */
static int64_t rendition_id(const struct snapshot_collection *collection, int64_t fid)
{
    return collection->position << 32 | fid;
}

static enum feature_form form_of(const struct writing *writing)
{
    return writing->query->text == NULL ? FEATURE_GEOJSON : writing->query->text->form;
}

/* ---- prepared ---- */

/* The rendition with an outline in place of its geometry: what stands before "geometry": and from "properties": on is ours, written
 * by rendering.c, and no text in between can hold an unescaped quotation mark. */
static bool outline_splice(struct writing *writing, const char *json, size_t length, const void *wkb, size_t wkb_length,
                           struct error *err)
{
    static const char before[] = "\"geometry\":", behind[] = ",\"properties\":";
    struct store *store = writing->store;
    const char *geometry = memmem(json, length, before, sizeof before - 1);
    const char *rest =
        geometry == NULL ? NULL : memmem(geometry, length - (size_t)(geometry - json), behind, sizeof behind - 1);
    struct geometry outline;
    arena_reset(store->arena);
    if (rest == NULL)
        return error_set(err, ERROR_STORAGE, "%s: a rendition of %s is no feature", store->name,
                         writing->collection->id);
    if (!wkb_read(wkb, wkb_length, store->arena, &outline, err) ||
        !crs_transform_geometry(store->to_degrees, &outline, err))
        return false;
    buffer_append(writing->out, json, (size_t)(geometry - json) + sizeof before - 1);
    geojson_write(&outline, GEOJSON_DECIMALS, writing->out);
    buffer_append(writing->out, rest, length - (size_t)(rest - json));
    return true;
}

static bool outlined_append(struct writing *writing, int64_t fid, const void *json, size_t length, struct error *err)
{
    struct statement *row = store_statement(writing->store,
                                            "SELECT geometry FROM outline WHERE id > ?1 AND id <= ?1 + ?2 "
                                            "ORDER BY id DESC LIMIT 1",
                                            err);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, outline_key(writing->collection, fid));
    statement_bind_integer(row, 2, writing->level);
    int step = statement_step(row, err);
    bool done = step >= 0;
    if (step == 1) {
        size_t wkb_length;
        const void *wkb = statement_blob(row, 0, &wkb_length);
        done = outline_splice(writing, json, length, wkb, wkb_length, err);
    } else if (done) {
        buffer_append(writing->out, json, length);
    }
    statement_reset(row);
    return done;
}

static bool prepared_append(struct writing *writing, int64_t fid, const struct statement *row, struct error *err)
{
    size_t length;
    const void *json = statement_blob(row, 1, &length);
    bool is_sequence = form_of(writing) == FEATURE_SEQUENCE;
    if (json == NULL || length == 0)
        return error_set(err, ERROR_STORAGE, "%s: feature %lld of %s has no rendition", writing->store->name,
                         (long long)fid, writing->collection->id);
    if (is_sequence)
        buffer_putc(writing->out, '\x1e'); /* RFC 8142, 2.1 */
    if (writing->level == 0)
        buffer_append(writing->out, json, length);
    else if (!outlined_append(writing, fid, json, length, err))
        return false;
    if (is_sequence)
        buffer_putc(writing->out, '\n');
    return true;
}

/* ---- written now ---- */

static bool made_append(struct writing *writing, int64_t fid, const struct statement *row, struct error *err)
{
    const struct snapshot_collection *collection = writing->collection;
    struct geometry geometry = GEOMETRY_EMPTY;
    arena_reset(writing->store->arena);
    if (!statement_is_null(row, 1)) {
        size_t length;
        const void *blob = statement_blob(row, 1, &length);
        /* an outline is plain WKB, which begins with its byte order, 1; SpatiaLite's blob with 0 */
        bool is_outline = length > 0 && *(const unsigned char *)blob == 1;
        if (is_outline ? !wkb_read(blob, length, writing->store->arena, &geometry, err)
                       : !wkb_read_spatialite(blob, length, writing->store->arena, &geometry, NULL, err))
            return false;
    }
    for (size_t i = 0; i < collection->field_count; i++)
        writing->values[i] = statement_value(row, (int)i + 2, collection->fields[i].type);
    struct feature feature = {.id = fid,
                              .fields = writing->fields,
                              .values = writing->values,
                              .field_count = collection->field_count,
                              .geometry = geometry};
    return feature_text_write(writing->query->text, writing->store, collection, &feature, writing->out, err);
}

static void made_begin(struct writing *writing, struct arena *arena)
{
    const struct snapshot_collection *collection = writing->collection;
    writing->values = arena_array(arena, collection->field_count, sizeof *writing->values);
    writing->fields = arena_array(arena, collection->field_count, sizeof *writing->fields);
    for (size_t i = 0; i < collection->field_count; i++)
        writing->fields[i] = (struct field){collection->fields[i].name, collection->fields[i].type};
}

/* fid, geometry and every field of the fids from ?1 to ?2. */
static struct statement *made_rows(struct writing *writing, struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "SELECT fid, %s",
                  writing->level > 0 ? "coalesce((SELECT geometry FROM outline WHERE id > (?3 | fid) << 4 AND id <= "
                                       "((?3 | fid) << 4) + ?4 ORDER BY id DESC LIMIT 1), geometry)"
                                     : "geometry");
    for (size_t i = 0; i < writing->collection->field_count; i++)
        buffer_printf(&sql, ", %s", writing->collection->fields[i].name);
    buffer_printf(&sql, " FROM %s WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", writing->collection->table);
    struct statement *rows = statement_open(writing->store, sql.bytes, err);
    buffer_free(&sql);
    return rows;
}

/* ---- runs of fids that follow each other ---- */

static bool run_write(struct writing *writing, struct statement *rows, int64_t first, int64_t last, struct error *err)
{
    bool is_prepared = feature_text_is_prepared(writing->query->text);
    int64_t base = is_prepared ? rendition_id(writing->collection, 0) : 0;
    const char *between = feature_text_between(form_of(writing));
    statement_reset(rows);
    statement_bind_integer(rows, 1, base | first);
    statement_bind_integer(rows, 2, base | last);
    if (!is_prepared && writing->level > 0) {
        statement_bind_integer(rows, 3, rendition_id(writing->collection, 0));
        statement_bind_integer(rows, 4, writing->level);
    }
    for (int64_t fid = first; fid <= last; fid++) {
        int step = statement_step(rows, err);
        if (step < 0)
            return false;
        if (step == 0 || statement_integer(rows, 0) != (base | fid))
            return error_set(err, ERROR_STORAGE, "%s: feature %lld of %s has no %s", writing->store->name,
                             (long long)fid, writing->collection->id, is_prepared ? "rendition" : "row");
        if (writing->written++ > 0)
            buffer_puts(writing->out, between);
        if (is_prepared ? !prepared_append(writing, fid, rows, err) : !made_append(writing, fid, rows, err))
            return false;
    }
    return true;
}

/* Behind the last of those that follow each other from `first` on. */
static size_t run_end(const int64_t *fids, size_t first, size_t count)
{
    size_t end = first + 1;
    while (end < count && fids[end] == fids[end - 1] + 1)
        end++;
    return end;
}

static bool runs_write(struct writing *writing, struct statement *rows, const int64_t *fids, size_t count,
                       struct error *err)
{
    for (size_t i = 0, next; i < count; i = next) {
        next = run_end(fids, i, count);
        if (!run_write(writing, rows, fids[i], fids[next - 1], err))
            return false;
    }
    return true;
}

bool snapshot_items_write(struct store *store, const struct snapshot_collection *collection,
                          const struct items_query *query, const struct buffer *fids, struct buffer *out,
                          struct error *err)
{
    struct writing writing = {.store = store,
                              .collection = collection,
                              .query = query,
                              .out = out,
                              .level = outline_level(collection, query->tolerance)};
    size_t count = fids->length / sizeof(int64_t), before = out->length;
    if (count == 0)
        return true;
    bool is_prepared = feature_text_is_prepared(query->text);
    if (is_prepared && writing.level > 0 && !store_transforms(store, err))
        return false;
    struct arena *arena = arena_new();
    if (!is_prepared)
        made_begin(&writing, arena);
    struct statement *rows =
        is_prepared
            ? store_statement(store, "SELECT id, json FROM rendition WHERE id BETWEEN ?1 AND ?2 ORDER BY id", err)
            : made_rows(&writing, err);
    bool done = rows != NULL && runs_write(&writing, rows, (const int64_t *)(const void *)fids->bytes, count, err);
    if (rows != NULL && is_prepared)
        statement_reset(rows);
    else
        statement_close(rows);
    arena_reset(store->arena);
    arena_free(arena);
    if (!done)
        store_undo(out, before);
    return done;
}

struct resident_text *snapshot_items_lend(struct store *store, const struct snapshot_collection *collection,
                                          const struct items_query *query, const struct buffer *fids,
                                          struct buffer *slices)
{
    bool is_prepared = feature_text_is_prepared(query->text);
    enum feature_form form = query->text == NULL ? FEATURE_GEOJSON : query->text->form;
    if (!is_prepared || form != FEATURE_GEOJSON || outline_level(collection, query->tolerance) > 0)
        return NULL;
    const struct resident_text *text = residents_text(store->residents, store, collection);
    if (text == NULL)
        return NULL;
    const int64_t *list = (const int64_t *)(const void *)fids->bytes;
    size_t count = fids->length / sizeof *list;
    size_t before = slices->length;
    for (size_t i = 0, next; i < count; i = next) {
        next = run_end(list, i, count);
        if (list[i] < 1 ||
            list[next - 1] > collection->features) { /* a row that nobody counted: its text is looked for in the file */
            slices->length = before;
            return NULL;
        }
        struct resident_slice slice = resident_text_slice(text, list[i], list[next - 1], i > 0);
        buffer_append(slices, &slice, sizeof slice);
    }
    return resident_text_hold(text);
}
