/* Features as they are served: found, counted and appended as load wrote them. */
#include "store/snapshot.h"
#include "store/connection.h"
#include "store/selection.h"
#include "store/window.h"

#include "geo/geojson.h"
#include "geo/wkb.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What one question works with. */
struct items {
    struct store *store;
    const struct snapshot_collection *collection;
    const struct items_query *query;
    struct window window; /* for a query with a box */
    struct buffer *out;
    struct items_result result;
};

/* schema.sql: id = position << 32 | fid. */
static int64_t rendition_id(const struct snapshot_collection *collection, int64_t fid)
{
    return collection->position << 32 | fid;
}

/* The rendition with an outline in place of its geometry: what stands before "geometry": and from "properties": on is ours, written
 * by rendering.c, and no text in between can hold an unescaped quotation mark. */
static bool outline_splice(struct items *items, const char *json, size_t length, const void *wkb, size_t wkb_length,
                           struct error *err)
{
    static const char before[] = "\"geometry\":", behind[] = ",\"properties\":";
    const char *geometry = memmem(json, length, before, sizeof before - 1);
    const char *rest =
        geometry == NULL ? NULL : memmem(geometry, length - (size_t)(geometry - json), behind, sizeof behind - 1);
    struct geometry outline;
    arena_reset(items->store->arena);
    if (rest == NULL)
        return error_set(err, ERROR_STORAGE, "%s: a rendition of %s is no feature", items->store->name,
                         items->collection->id);
    if (!wkb_read(wkb, wkb_length, items->store->arena, &outline, err) ||
        !crs_transform_geometry(items->store->to_degrees, &outline, err))
        return false;
    buffer_append(items->out, json, (size_t)(geometry - json) + sizeof before - 1);
    geojson_write(&outline, GEOJSON_DECIMALS, items->out);
    buffer_append(items->out, rest, length - (size_t)(rest - json));
    return true;
}

static bool feature_append(struct items *items, int64_t fid, const void *json, size_t length, struct error *err)
{
    int level = outline_level(items->collection, items->query->tolerance);
    struct statement *row = NULL;
    if (level > 0 && (row = store_statement(items->store,
                                            "SELECT geometry FROM outline WHERE id > ?1 AND id <= ?1 + ?2 "
                                            "ORDER BY id DESC LIMIT 1",
                                            err)) == NULL)
        return false;
    int step = 0;
    if (row != NULL) {
        statement_bind_integer(row, 1, outline_key(items->collection, fid));
        statement_bind_integer(row, 2, level);
        step = statement_step(row, err);
    }
    bool done = step >= 0;
    if (step == 1) {
        size_t wkb_length;
        const void *wkb = statement_blob(row, 0, &wkb_length);
        done = outline_splice(items, json, length, wkb, wkb_length, err);
    } else if (done) {
        buffer_append(items->out, json, length);
    }
    if (row != NULL)
        statement_reset(row);
    return done;
}

static bool rendition_append(struct items *items, int64_t fid, const void *json, size_t length, struct error *err)
{
    if (json == NULL || length == 0)
        return error_set(err, ERROR_STORAGE, "%s: feature %lld of %s has no rendition", items->store->name,
                         (long long)fid, items->collection->id);
    if (items->result.returned > 0)
        buffer_putc(items->out, ',');
    if (!feature_append(items, fid, json, length, err))
        return false;
    items->result.returned++;
    items->result.last = fid;
    return true;
}

/* ---- without a box: one range of the key ---- */

static bool items_range(struct items *items, struct error *err)
{
    const struct snapshot_collection *collection = items->collection;
    struct statement *rows = store_statement(
        items->store, "SELECT id, json FROM rendition WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3", err);
    if (rows == NULL)
        return false;
    int64_t end = (collection->position + 1) << 32;
    int64_t after = items->query->after < UINT32_MAX ? items->query->after : UINT32_MAX;
    statement_bind_integer(rows, 1, rendition_id(collection, after > 0 ? after : 0));
    statement_bind_integer(rows, 2, end);
    statement_bind_integer(rows, 3, items->query->limit);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        size_t length;
        const void *json = statement_blob(rows, 1, &length);
        if (!rendition_append(items, statement_integer(rows, 0) & UINT32_MAX, json, length, err))
            break;
    }
    statement_reset(rows);
    items->result.matched = collection->features;
    /* fids are 1 to the number of features, without a gap. */
    items->result.has_more = items->result.returned > 0 && items->result.last < collection->features;
    return step == 0;
}

/* ---- with a key or a box: candidates, then each looked at ---- */

/* A candidate is fid << 1, plus 1 when it is sure to match; they stand in store->room. */
static void candidate_add(struct items *items, int64_t fid, bool is_sure)
{
    int64_t candidate = fid << 1 | is_sure;
    buffer_append(&items->store->room, &candidate, sizeof candidate);
}

static int candidate_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The statement whose SQL stands in store->room. Names in it are the collection's own, which snapshot_read has checked. */
static struct statement *items_statement(struct items *items, struct error *err)
{
    struct statement *statement = store_statement(items->store, items->store->room.bytes, err);
    buffer_clear(&items->store->room);
    return statement;
}

/* The column's own type would take "01" for 1: the text must be the same too. */
static bool candidates_of_key(struct items *items, struct error *err)
{
    const char *key = items->collection->key;
    buffer_printf(&items->store->room, "SELECT fid FROM %s WHERE %s = ?1 AND CAST(%s AS TEXT) = ?1",
                  items->collection->table, key, key);
    struct statement *rows = items_statement(items, err);
    if (rows == NULL)
        return false;
    statement_bind_text(rows, 1, items->query->key);
    int step;
    while ((step = statement_step(rows, err)) == 1)
        candidate_add(items, statement_integer(rows, 0), box_is_empty(items->query->box));
    statement_reset(rows);
    return step == 0;
}

static bool candidates_of_box(struct items *items, struct error *err)
{
    buffer_printf(&items->store->room,
                  "SELECT pkid, xmin, ymin, xmax, ymax FROM idx_%s_geometry "
                  "WHERE xmin <= ?3 AND xmax >= ?1 AND ymin <= ?4 AND ymax >= ?2",
                  items->collection->table);
    struct statement *rows = items_statement(items, err);
    if (rows == NULL)
        return false;
    struct box box = box_grow(items->window.outer, window_bend_within(items->collection->extent));
    statement_bind_real(rows, 1, box.xmin);
    statement_bind_real(rows, 2, box.ymin);
    statement_bind_real(rows, 3, box.xmax);
    statement_bind_real(rows, 4, box.ymax);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        struct box one = {statement_real(rows, 1), statement_real(rows, 2), statement_real(rows, 3),
                          statement_real(rows, 4)};
        enum window_answer answer = window_meets_box(&items->window, one);
        if (answer != WINDOW_NO && selection_has(items->query->selection, statement_integer(rows, 0)))
            candidate_add(items, statement_integer(rows, 0), answer == WINDOW_YES);
    }
    statement_reset(rows);
    return step == 0;
}

static bool candidates_of_selection(struct items *items)
{
    const struct selection *selection = items->query->selection;
    for (size_t i = 0; i < selection_count(selection); i++)
        candidate_add(items, selection_fids(selection)[i], true);
    return true;
}

/* The feature's own geometry asked. */
static bool candidate_look(struct items *items, struct statement *geometries, int64_t fid, bool *matches,
                           struct error *err)
{
    statement_reset(geometries);
    statement_bind_integer(geometries, 1, fid);
    int step = statement_step(geometries, err);
    if (step < 0)
        return false;
    *matches = false;
    if (step == 0 || statement_is_null(geometries, 0))
        return true;
    size_t length;
    const void *blob = statement_blob(geometries, 0, &length);
    struct geometry geometry;
    arena_reset(items->store->arena);
    return wkb_read_spatialite(blob, length, items->store->arena, &geometry, NULL, err) &&
           window_meets(&items->window, &geometry, items->store->to_degrees, matches, err);
}

static bool candidate_write(struct items *items, int64_t fid, struct error *err)
{
    struct statement *row = store_statement(items->store, "SELECT json FROM rendition WHERE id = ?", err);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, rendition_id(items->collection, fid));
    size_t length = 0;
    int step = statement_step(row, err);
    const void *json = step == 1 ? statement_blob(row, 0, &length) : NULL;
    bool done = step >= 0 && rendition_append(items, fid, json, length, err);
    statement_reset(row);
    return done;
}

static bool candidates_write(struct items *items, struct statement *geometries, struct error *err)
{
    struct buffer *room = &items->store->room;
    size_t count = room->length / sizeof(int64_t);
    if (count > 1)
        qsort(room->bytes, count, sizeof(int64_t), candidate_order);
    for (size_t i = 0; i < count; i++) {
        int64_t candidate;
        memcpy(&candidate, room->bytes + i * sizeof candidate, sizeof candidate);
        int64_t fid = candidate >> 1;
        bool matches = candidate & 1;
        if (!matches && !candidate_look(items, geometries, fid, &matches, err))
            return false;
        if (!matches)
            continue;
        items->result.matched++;
        if (fid <= items->query->after)
            continue;
        if (items->result.returned == items->query->limit)
            items->result.has_more = true;
        else if (!candidate_write(items, fid, err))
            return false;
    }
    return true;
}

static bool items_looked_up(struct items *items, struct error *err)
{
    struct box box = items->query->box, extent = items->collection->extent;
    if (!box_is_empty(box)) {
        /* Nothing lies outside the extent, and within it every place has an image. */
        if (!box_meets(box, extent))
            return true;
        box = (struct box){
            box.xmin > extent.xmin ? box.xmin : extent.xmin, box.ymin > extent.ymin ? box.ymin : extent.ymin,
            box.xmax < extent.xmax ? box.xmax : extent.xmax, box.ymax < extent.ymax ? box.ymax : extent.ymax};
        if (!store_transforms(items->store, err))
            return false;
        items->window = window_of(box, items->store->to_plane);
    }
    buffer_clear(&items->store->room);
    buffer_printf(&items->store->room, "SELECT geometry FROM %s WHERE fid = ?1", items->collection->table);
    struct statement *geometries = items_statement(items, err);
    if (geometries == NULL)
        return false;
    bool done = items->query->key != NULL         ? candidates_of_key(items, err)
                : box_is_empty(items->query->box) ? candidates_of_selection(items)
                                                  : candidates_of_box(items, err);
    done = done && candidates_write(items, geometries, err);
    statement_reset(geometries);
    arena_reset(items->store->arena);
    return done;
}

bool snapshot_items(struct store *store, const struct snapshot *snapshot, const struct snapshot_collection *collection,
                    const struct items_query *query, struct buffer *out, struct items_result *result, struct error *err)
{
    (void)snapshot;
    assert(query->limit >= 0);
    struct items items = {.store = store, .collection = collection, .query = query, .out = out};
    size_t before = out->length;
    if (outline_level(collection, query->tolerance) > 0 && !store_transforms(store, err))
        return false;
    bool is_range = query->key == NULL && box_is_empty(query->box) && query->selection == NULL;
    bool done = is_range ? items_range(&items, err) : items_looked_up(&items, err);
    if (done)
        *result = items.result;
    else
        store_undo(out, before);
    return done;
}
