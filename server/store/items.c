/* Features found and counted: by a range, by boxes, by values, in an order. */
#include "store/items_inside.h"
#include "store/resident.h"
#include "store/selection.h"
#include "store/window.h"

#include "geo/wkb.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOXES_MAX 2
#define FIDS_ROOM (100 * sizeof(int64_t)) /* of most pages */

/* What one question works with. */
struct items {
    struct store *store;
    const struct snapshot_collection *collection;
    const struct items_query *query;
    const struct resident_places *places; /* NULL: the file is asked, by what follows */
    struct window windows[BOXES_MAX];     /* of the boxes that may hold something */
    size_t window_count;
    struct crs_transform *from_plane, *to_plane; /* to the system of the boxes and back; NULL: it is the plane */
    struct statement *geometries;                /* kept by the store */
    struct buffer *fids;
    int64_t skipped;
    struct items_result result;
};

static bool has_box(const struct items_query *query)
{
    return query->has_beyond || !box_is_empty(query->box);
}

static void fid_add(struct items *items, int64_t fid)
{
    buffer_append(items->fids, &fid, sizeof fid);
    items->result.returned++;
    items->result.last = fid;
}

/* One more that matches; `is_behind`: behind the feature that the page begins after. */
static void match_add(struct items *items, int64_t fid, bool is_behind)
{
    items->result.matched++;
    if (!is_behind)
        return;
    if (items->skipped < items->query->skip) {
        items->skipped++;
        return;
    }
    if (items->result.returned == items->query->limit)
        items->result.has_more = true;
    else
        fid_add(items, fid);
}

static bool is_selected(const struct items *items, int64_t fid)
{
    return selection_has(items->query->selection, fid);
}

/* ---- all of them: fids are 1 to the number of features, without a gap ---- */

static void items_range(struct items *items)
{
    int64_t features = items->collection->features, after = items->query->after > 0 ? items->query->after : 0;
    int64_t rest = after < features ? features - after : 0, skip = items->query->skip;
    rest = rest > skip ? rest - skip : 0;
    int64_t count = rest < items->query->limit ? rest : items->query->limit;
    for (int64_t i = 1; i <= count; i++)
        fid_add(items, after + skip + i);
    items->result.matched = features;
    items->result.has_more = count > 0 && count < rest;
}

/* The page of a list of all that match, in the order of fid. */
static void list_page(struct items *items, const int64_t *fids, size_t count)
{
    const struct items_query *query = items->query;
    size_t first = 0, end = count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (fids[middle] <= query->after)
            first = middle + 1;
        else
            end = middle;
    }
    size_t rest = count - first, skip = (uint64_t)query->skip < rest ? (size_t)query->skip : rest;
    rest -= skip;
    size_t taken = (uint64_t)query->limit < rest ? (size_t)query->limit : rest;
    if (taken > 0) {
        buffer_append(items->fids, fids + first + skip, taken * sizeof *fids);
        items->result.last = fids[first + skip + taken - 1];
    }
    items->result.matched = (int64_t)count;
    items->result.returned = (int64_t)taken;
    items->result.has_more = taken < rest;
}

static void items_selected(struct items *items)
{
    const struct selection *selection = items->query->selection;
    list_page(items, selection_fids(selection), selection_count(selection));
}

/* ---- boxes: candidates, then each looked at ---- */

/* A candidate is fid << 1, plus 1 when it is sure to match; they stand in store->room. */
static int candidate_order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Less than `extent`'s own system tells of it, so that nothing is cut off: the image of a box is known by steps along its sides. */
static struct box box_loosened(struct box box)
{
    return box_grow(box, 100.0 + 0.01 * fmax(box_width(box), box_height(box)));
}

/* The extent in the system of the boxes: nothing lies outside, and within it every place has an image. */
static bool extent_in_system(struct items *items, struct box *extent, struct error *err)
{
    struct box plane;
    enum crs crs = items->query->box_crs;
    bool is_degrees = crs == 0 || crs == CRS_CRS84 || crs == CRS_EPSG4326;
    *extent = items->collection->extent;
    if (is_degrees || box_is_empty(*extent))
        return true;
    if (!crs_transform_box(items->store->to_plane, *extent, &plane, err))
        return false;
    *extent = box_loosened(plane);
    if (items->from_plane == NULL)
        return true;
    if (!crs_transform_box(items->from_plane, box_loosened(plane), extent, err))
        return false;
    *extent = box_loosened(*extent);
    return true;
}

static bool windows_open(struct items *items, struct error *err)
{
    struct box extent;
    const struct box boxes[BOXES_MAX] = {items->query->box, items->query->beyond};
    if (!store_transforms(items->store, err) ||
        !store_system(items->store, items->query->box_crs, &items->from_plane, &items->to_plane, err) ||
        !extent_in_system(items, &extent, err))
        return false;
    for (size_t i = 0; i < (items->query->has_beyond ? 2 : 1); i++) {
        struct box box = boxes[i];
        if (box_is_empty(box) || box_is_empty(extent) || !box_meets(box, extent))
            continue;
        box = (struct box){fmax(box.xmin, extent.xmin), fmax(box.ymin, extent.ymin), fmin(box.xmax, extent.xmax),
                           fmin(box.ymax, extent.ymax)};
        items->windows[items->window_count++] = window_of(box, items->to_plane);
    }
    return true;
}

static bool candidates_of_window(struct items *items, const struct window *window, struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql,
                  "SELECT pkid, xmin, ymin, xmax, ymax FROM idx_%s_geometry "
                  "WHERE xmin <= ?3 AND xmax >= ?1 AND ymin <= ?4 AND ymax >= ?2",
                  items->collection->table);
    struct statement *rows = store_statement(items->store, sql.bytes, err);
    buffer_free(&sql);
    if (rows == NULL)
        return false;
    struct box box = box_grow(window->outer, window_bend_within(items->collection->extent));
    statement_bind_real(rows, 1, box.xmin);
    statement_bind_real(rows, 2, box.ymin);
    statement_bind_real(rows, 3, box.xmax);
    statement_bind_real(rows, 4, box.ymax);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        struct box one = {statement_real(rows, 1), statement_real(rows, 2), statement_real(rows, 3),
                          statement_real(rows, 4)};
        enum window_answer answer = window_meets_box(window, one);
        int64_t candidate = statement_integer(rows, 0) << 1 | (answer == WINDOW_YES);
        if (answer != WINDOW_NO)
            buffer_append(&items->store->room, &candidate, sizeof candidate);
    }
    statement_reset(rows);
    return step == 0;
}

/* In the order of fid, each once, sure ones as such. */
static void candidates_settle(struct buffer *room)
{
    size_t count = room->length / sizeof(int64_t), kept = 0;
    int64_t *candidates = (int64_t *)(void *)room->bytes;
    if (count < 2)
        return;
    qsort(candidates, count, sizeof *candidates, candidate_order);
    for (size_t i = 0; i < count; i++) {
        bool is_again = kept > 0 && candidates[kept - 1] >> 1 == candidates[i] >> 1;
        kept -= is_again; /* the second one of a fid is not less sure */
        candidates[kept++] = candidates[i];
    }
    room->length = kept * sizeof *candidates;
}

static bool boxes_begin(struct items *items, struct error *err)
{
    items->places = residents_places(items->store->residents, items->store, items->collection, items->query->box_crs);
    if (items->places != NULL)
        return true;
    buffer_clear(&items->store->room);
    if (!windows_open(items, err))
        return false;
    for (size_t i = 0; i < items->window_count; i++)
        if (!candidates_of_window(items, &items->windows[i], err))
            return false;
    if (items->window_count > 1)
        candidates_settle(&items->store->room);
    else if (items->store->room.length > sizeof(int64_t))
        qsort(items->store->room.bytes, items->store->room.length / sizeof(int64_t), sizeof(int64_t), candidate_order);
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "SELECT geometry FROM %s WHERE fid = ?1", items->collection->table);
    items->geometries = store_statement(items->store, sql.bytes, err);
    buffer_free(&sql);
    return items->geometries != NULL;
}

/* The feature's own geometry asked. */
static bool candidate_look(struct items *items, int64_t fid, bool *matches, struct error *err)
{
    statement_reset(items->geometries);
    statement_bind_integer(items->geometries, 1, fid);
    int step = statement_step(items->geometries, err);
    *matches = false;
    if (step < 1 || statement_is_null(items->geometries, 0))
        return step >= 0;
    size_t length;
    const void *blob = statement_blob(items->geometries, 0, &length);
    for (size_t i = 0; i < items->window_count && !*matches; i++) {
        struct geometry geometry; /* read anew for the second: the first look may have transformed it */
        arena_reset(items->store->arena);
        if (!wkb_read_spatialite(blob, length, items->store->arena, &geometry, NULL, err) ||
            !window_meets(&items->windows[i], &geometry, items->from_plane, matches, err))
            return false;
    }
    return true;
}

static bool is_placed(const struct items *items, int64_t fid)
{
    const struct items_query *query = items->query;
    return resident_places_meet(items->places, fid, query->box) ||
           (query->has_beyond && resident_places_meet(items->places, fid, query->beyond));
}

static void items_placed(struct items *items)
{
    const struct items_query *query = items->query;
    const struct box boxes[BOXES_MAX] = {query->box, query->beyond};
    struct buffer *room = &items->store->room;
    buffer_clear(room);
    resident_places_find(items->places, boxes, query->has_beyond ? 2 : 1, room);
    int64_t *fids = (int64_t *)(void *)room->bytes;
    size_t count = room->length / sizeof *fids, kept = count;
    if (query->selection != NULL) {
        kept = 0;
        for (size_t i = 0; i < count; i++)
            if (is_selected(items, fids[i]))
                fids[kept++] = fids[i];
    }
    list_page(items, fids, kept);
}

static bool items_boxed(struct items *items, struct error *err)
{
    const struct buffer *room = &items->store->room;
    const int64_t *candidates = (const int64_t *)(const void *)room->bytes;
    size_t count = room->length / sizeof *candidates;
    for (size_t i = 0; i < count; i++) {
        int64_t fid = candidates[i] >> 1;
        bool matches = candidates[i] & 1;
        if (!is_selected(items, fid))
            continue;
        if (!matches && !candidate_look(items, fid, &matches, err))
            return false;
        if (matches)
            match_add(items, fid, fid > items->query->after);
    }
    return true;
}

/* ---- rows: values, days, an order, a key ---- */

static bool is_in_boxes(struct items *items, int64_t fid, bool *matches, struct error *err)
{
    if (items->places != NULL) {
        *matches = is_placed(items, fid);
        return true;
    }
    const struct buffer *room = &items->store->room;
    const int64_t *candidates = (const int64_t *)(const void *)room->bytes;
    size_t low = 0, high = room->length / sizeof *candidates;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (candidates[middle] >> 1 < fid)
            low = middle + 1;
        else
            high = middle;
    }
    *matches = false;
    if (low * sizeof *candidates >= room->length || candidates[low] >> 1 != fid)
        return true;
    *matches = candidates[low] & 1;
    return *matches || candidate_look(items, fid, matches, err);
}

static bool items_by_rows(struct items *items, struct error *err)
{
    struct statement *rows = items_rows(items->store, items->collection, items->query, err);
    if (rows == NULL)
        return false;
    bool done = true, is_boxed = has_box(items->query);
    int step = 0;
    while (done && (step = statement_step(rows, err)) == 1) {
        int64_t fid = statement_integer(rows, 0);
        bool matches = is_selected(items, fid);
        if (matches && is_boxed)
            done = is_in_boxes(items, fid, &matches, err);
        if (done && matches)
            match_add(items, fid, items->query->after == 0 || statement_integer(rows, 1) != 0);
    }
    statement_close(rows);
    return done && step == 0;
}

static bool items_find(struct items *items, struct error *err)
{
    const struct items_query *query = items->query;
    if (has_box(query) && !boxes_begin(items, err))
        return false;
    if (query->key != NULL || items_has_rows(query))
        return items_by_rows(items, err);
    if (has_box(query) && items->places == NULL)
        return items_boxed(items, err);
    if (has_box(query))
        items_placed(items);
    else if (query->selection != NULL)
        items_selected(items);
    else
        items_range(items);
    return true;
}

bool snapshot_items_find(struct store *store, const struct snapshot_collection *collection,
                         const struct items_query *query, struct buffer *fids, struct items_result *result,
                         struct error *err)
{
    assert(query->limit >= 0);
    size_t before = fids->length;
    buffer_reserve(fids, FIDS_ROOM);
    struct items items = {.store = store, .collection = collection, .query = query, .fids = fids};
    bool done = items_find(&items, err);
    if (items.geometries != NULL)
        statement_reset(items.geometries);
    arena_reset(store->arena);
    if (done)
        *result = items.result;
    else
        store_undo(fids, before);
    return done;
}

bool snapshot_items(struct store *store, const struct snapshot *snapshot, const struct snapshot_collection *collection,
                    const struct items_query *query, struct buffer *out, struct items_result *result, struct error *err)
{
    (void)snapshot;
    struct buffer fids = BUFFER_INIT;
    struct items_result found;
    bool done = snapshot_items_find(store, collection, query, &fids, &found, err) &&
                snapshot_items_write(store, collection, query, &fids, out, err);
    if (done)
        *result = found;
    buffer_free(&fids);
    return done;
}
