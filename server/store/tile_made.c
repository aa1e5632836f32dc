/* A tile made when it is asked for: a zoom, a set or a choice of features that nobody prepared. */
#include "store/connection.h"
#include "store/selection.h"
#include "store/snapshot.h"

#include "tile/maker.h"
#include "tile/names.h"

#include <string.h>

/* Lengths in Mercator are 1 / cos(latitude) longer than on the ground; anywhere in France less than twice. */
#define MERCATOR_STRETCH_MAX 2.0

struct making {
    struct store *store;
    const struct tile_matrix_set *set;
    struct tile tile;
    struct tile_maker *maker;
    struct arena *arena; /* lives until the tile is written */
    struct box ground;   /* EPSG:2154, of the tile with its buffer */
};

static bool making_open(struct making *making, struct error *err)
{
    struct store *store = making->store;
    struct box extent = tile_extent(making->set, making->tile, TILE_BUFFER);
    making->ground = extent;
    if (making->set->crs == CRS_LAMBERT93)
        return true;
    if (store->to_mercator == NULL)
        store->to_mercator = crs_transform_open(CRS_LAMBERT93, CRS_WEBMERCATOR, err);
    if (store->to_mercator != NULL && store->from_mercator == NULL)
        store->from_mercator = crs_transform_open(CRS_WEBMERCATOR, CRS_LAMBERT93, err);
    if (store->from_mercator == NULL)
        return false;
    /* A whole hemisphere has no image in Lambert-93: such a tile holds all there is. */
    if (box_width(extent) > making->set->width / 64 ||
        !crs_transform_box(store->from_mercator, extent, &making->ground, NULL))
        making->ground = BOX_EMPTY;
    else
        making->ground = box_grow(making->ground, MERCATOR_STRETCH_MAX * tile_unit(making->set, making->tile.zoom));
    return true;
}

static const struct value *values_copy(const struct feature *feature, struct arena *arena)
{
    struct value *values = arena_array(arena, feature->field_count, sizeof *values);
    for (size_t i = 0; i < feature->field_count; i++) {
        values[i] = feature->values[i];
        if (values[i].type == VALUE_TEXT)
            values[i].text = arena_string(arena, values[i].text);
    }
    return values;
}

static bool making_project(const struct making *making, struct point *points, size_t count, struct error *err)
{
    return making->set->crs == CRS_LAMBERT93 || crs_transform_points(making->store->to_mercator, points, count, err);
}

/* A name that waits until its collection's areas are in: one layer at a time. */
struct name {
    uint64_t id;
    const struct value *values;
    struct point at;
};

/* `feature` has been projected. */
static bool name_find(const struct making *making, const struct snapshot_collection *collection,
                      const struct feature *feature, const struct value *values, struct buffer *names,
                      struct error *err)
{
    struct error none = ERROR_INIT;
    struct name name = {(uint64_t)feature->id, values, {0, 0}};
    if (geometry_dimension(collection->geometry) != 2 ||
        !tile_names_has_room(geometry_box(&feature->geometry), tile_unit(making->set, making->tile.zoom)))
        return true;
    if (!snapshot_label_point(making->store, collection, feature->id, &name.at, &none))
        return none.kind == ERROR_NOT_FOUND || error_set(err, none.kind, "%s", none.message);
    if (!making_project(making, &name.at, 1, err))
        return false;
    buffer_append(names, &name, sizeof name);
    return true;
}

static bool features_add(struct making *making, const struct snapshot_collection *collection,
                         struct feature_stream *stream, struct buffer *names, struct error *err)
{
    struct feature feature;
    int more;
    while ((more = stream->next(stream, &feature, err)) == 1) {
        const struct value *values = values_copy(&feature, making->arena);
        if (!making_project(making, feature.geometry.points, feature.geometry.point_count, err) ||
            !name_find(making, collection, &feature, values, names, err) ||
            !tile_maker_add(making->maker, (uint64_t)feature.id, values, &feature.geometry, err))
            return false;
    }
    return more == 0;
}

static bool names_add(struct making *making, const struct tile_names *about, const struct buffer *names,
                      struct error *err)
{
    const struct name *name = (const struct name *)(const void *)names->bytes;
    size_t count = names->length / sizeof *name;
    tile_maker_layer(making->maker, about->layer, TILE_FREE, about->fields, about->field_count);
    for (size_t i = 0; i < count; i++) {
        struct geometry at = geometry_point(name[i].at.x, name[i].at.y, making->arena);
        const struct value *values = tile_names_values(about, name[i].values, making->arena);
        if (!tile_maker_add(making->maker, name[i].id, values, &at, err))
            return false;
    }
    return true;
}

static bool choice_add(struct making *making, const struct choice *choice, struct error *err)
{
    const struct snapshot_collection *collection = choice->collection;
    struct feature_stream stream;
    struct buffer names = BUFFER_INIT;
    if (!snapshot_features(making->store, collection, making->ground, tile_tolerance(making->set, making->tile.zoom),
                           &stream, err))
        return false;
    selection_narrow(choice->selection, &stream, making->arena);
    struct field *fields = arena_array(making->arena, stream.field_count, sizeof *fields);
    for (size_t i = 0; i < stream.field_count; i++)
        fields[i] = (struct field){collection->fields[i].name, collection->fields[i].type};
    tile_maker_layer(making->maker, collection->id, collection->shares_borders ? TILE_SHARED : TILE_FREE, fields,
                     stream.field_count);
    bool done = features_add(making, collection, &stream, &names, err);
    if (done && names.length > 0) {
        struct tile_names about = tile_names_of(collection->id, collection->key, collection->label, fields,
                                                collection->field_count, making->arena);
        done = names_add(making, &about, &names, err);
    }
    buffer_free(&names);
    stream.close(&stream);
    return done;
}

bool snapshot_tile_make(struct store *store, const struct choice *choices, size_t count,
                        const struct tile_matrix_set *set, struct tile tile, struct buffer *out, struct error *err)
{
    struct making making = {.store = store, .set = set, .tile = tile, .arena = arena_new()};
    bool done = making_open(&making, err);
    if (done)
        making.maker = tile_maker_new(set, tile, making.arena);
    for (size_t i = 0; done && i < count; i++)
        if (tile.zoom + set->ahead >= choices[i].collection->tile_zoom_min)
            done = choice_add(&making, &choices[i], err);
    done = done && tile_maker_write(making.maker, out, err);
    arena_free(making.arena);
    return done;
}
