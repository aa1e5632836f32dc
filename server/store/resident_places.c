/* Where a collection's features lie. */
#include "store/resident.h"
#include "store/resident_making.h"

#include "base/memory.h"
#include "geo/wkb.h"
#include "store/connection.h"

#include <stdlib.h>

/* The other coordinates of the points that touch a box: of most features that a border of a question's box cuts through, one of the
 * four lies within, which is then all that has to be looked at. */
struct touch {
    double left_y, right_y, lower_x, upper_x;
};

/* Features whose keys are near each other are, more often than not. */
#define GROUP 32u

struct resident_places {
    size_t count;
    struct box *boxes;  /* of fid i + 1; empty: it has no geometry */
    struct box *groups; /* of as many features that follow each other */
    struct touch *touches;
    struct geometry *geometries;
    struct arena *arena; /* owns them all */
};

void resident_places_free(struct resident_places *places)
{
    if (places == NULL)
        return;
    arena_free(places->arena);
    free(places);
}

size_t resident_places_bytes(const struct resident_places *places)
{
    return arena_used(places->arena);
}

static void place_set(struct resident_places *places, size_t at, const struct geometry *geometry)
{
    struct box box = geometry_box(geometry);
    struct touch touch = {0};
    for (uint32_t i = 0; i < geometry->point_count; i++) {
        struct point point = geometry->points[i];
        touch.left_y = point.x == box.xmin ? point.y : touch.left_y;
        touch.right_y = point.x == box.xmax ? point.y : touch.right_y;
        touch.lower_x = point.y == box.ymin ? point.x : touch.lower_x;
        touch.upper_x = point.y == box.ymax ? point.x : touch.upper_x;
    }
    struct box *group = &places->groups[at / GROUP];
    *group = at % GROUP == 0 ? box : box_join(*group, box);
    places->boxes[at] = box;
    places->touches[at] = touch;
    places->geometries[at] = *geometry;
}

static enum resident_outcome places_read(struct resident_places *places, struct statement *rows,
                                         struct crs_transform *from_plane, size_t most)
{
    size_t at = 0, points = 0;
    int step;
    for (; (step = statement_step(rows, NULL)) == 1; at++) {
        struct geometry geometry = GEOMETRY_EMPTY;
        size_t length;
        const void *blob = statement_blob(rows, 1, &length);
        if (at == places->count || statement_integer(rows, 0) != (int64_t)at + 1)
            return RESIDENT_UNFIT;
        if (blob != NULL && (!wkb_read_spatialite(blob, length, places->arena, &geometry, NULL, NULL) ||
                             (from_plane != NULL && !crs_transform_geometry(from_plane, &geometry, NULL))))
            return RESIDENT_UNFIT;
        points += geometry.point_count;
        if (points > most)
            return RESIDENT_UNFIT;
        place_set(places, at, &geometry);
    }
    if (step < 0)
        return RESIDENT_FAILED;
    return at == places->count ? RESIDENT_MADE : RESIDENT_UNFIT;
}

static struct statement *geometry_rows(struct store *store, const struct snapshot_collection *collection)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "SELECT fid, geometry FROM %s ORDER BY fid", collection->table);
    struct statement *rows = statement_open(store, sql.bytes, NULL);
    buffer_free(&sql);
    return rows;
}

enum resident_outcome resident_places_make(struct store *store, const struct snapshot_collection *collection,
                                           enum crs crs, struct resident_limits limits, struct resident_places **made)
{
    struct crs_transform *from_plane, *to_plane;
    size_t count = (size_t)collection->features;
    if (count > limits.features)
        return RESIDENT_UNFIT;
    struct statement *rows =
        store_system(store, crs, &from_plane, &to_plane, NULL) ? geometry_rows(store, collection) : NULL;
    if (rows == NULL)
        return RESIDENT_FAILED;
    struct arena *arena = arena_new();
    struct resident_places *places = memory_alloc(sizeof *places);
    *places = (struct resident_places){.count = count,
                                       .boxes = arena_array(arena, count, sizeof *places->boxes),
                                       .groups = arena_array(arena, count / GROUP + 1, sizeof *places->groups),
                                       .touches = arena_array(arena, count, sizeof *places->touches),
                                       .geometries = arena_array(arena, count, sizeof *places->geometries),
                                       .arena = arena};
    enum resident_outcome outcome = places_read(places, rows, from_plane, limits.points);
    statement_close(rows);
    if (outcome == RESIDENT_MADE)
        *made = places;
    else
        resident_places_free(places);
    return outcome;
}

static bool has_point(struct box box, double x, double y)
{
    return x >= box.xmin && x <= box.xmax && y >= box.ymin && y <= box.ymax;
}

static bool place_meets(const struct resident_places *places, size_t at, struct box box)
{
    struct box own = places->boxes[at];
    if (!box_meets(own, box))
        return false;
    if (box_contains(box, own))
        return true;
    struct touch touch = places->touches[at];
    return has_point(box, own.xmin, touch.left_y) || has_point(box, own.xmax, touch.right_y) ||
           has_point(box, touch.lower_x, own.ymin) || has_point(box, touch.upper_x, own.ymax) ||
           geometry_meets_box(&places->geometries[at], box);
}

bool resident_places_meet(const struct resident_places *places, int64_t fid, struct box box)
{
    return 1 <= fid && (size_t)fid <= places->count && place_meets(places, (size_t)fid - 1, box);
}

/* Those of one group. */
static void group_find(const struct resident_places *places, size_t group, const struct box *boxes, size_t box_count,
                       struct buffer *fids)
{
    size_t first = group * GROUP, end = first + GROUP < places->count ? first + GROUP : places->count;
    int64_t found[GROUP];
    size_t count = 0;
    bool is_within = box_contains(boxes[0], places->groups[group]);
    for (size_t at = first; at < end; at++) {
        bool meets = is_within && !box_is_empty(places->boxes[at]);
        for (size_t i = 0; i < box_count && !meets; i++)
            meets = place_meets(places, at, boxes[i]);
        found[count] = (int64_t)at + 1;
        count += meets;
    }
    buffer_append(fids, found, count * sizeof *found);
}

void resident_places_find(const struct resident_places *places, const struct box *boxes, size_t box_count,
                          struct buffer *fids)
{
    for (size_t group = 0; group * GROUP < places->count; group++)
        for (size_t i = 0; i < box_count; i++)
            if (box_meets(places->groups[group], boxes[i])) {
                group_find(places, group, boxes, box_count, fids);
                break;
            }
}
