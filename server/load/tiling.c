/* Every tile of the territory, in every set, on two threads. */
#include "load/scaling.h"

#include "geo/clip.h"
#include "http/compress.h"
#include "tile/maker.h"
#include "tile/names.h"

#include <stdlib.h>

/* A collection is left out of a zoom where one tile would have more features than this: nobody could tell them apart, and
 * the tile would be megabytes. */
#define TILE_FEATURES_MAX 50000u

/* A feature that may have something in a tile. */
struct candidate {
    uint64_t number; /* of the tile, and above its bits the set's place */
    uint32_t collection, feature;
};

struct tiling {
    struct scales *scales;
    struct tile_names *names; /* one a collection */
    struct buffer candidates; /* struct candidate, sorted by tile, collection, feature */
    size_t *begin;            /* of each tile's candidates; one more at the end */
};

/* ---- projecting ---- */

static struct geometry geometry_projected(const struct geometry *geometry, struct crs_transform *transform,
                                          struct arena *arena, struct error *err)
{
    struct geometry projected = geometry_copy(geometry, arena);
    return crs_transform_geometry(transform, &projected, err) ? projected : GEOMETRY_EMPTY;
}

static bool feature_project(struct scaled_feature *feature, struct crs_transform *transform, struct arena *arena,
                            struct error *err)
{
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++) {
        bool is_same = level > 1 && feature->outlines[level].points == feature->outlines[level - 1].points;
        feature->projected[level] = is_same ? feature->projected[level - 1]
                                            : geometry_projected(&feature->outlines[level], transform, arena, err);
        if (feature->projected[level].point_count == 0)
            return false;
    }
    feature->box = geometry_box(&feature->outlines[1]);
    feature->projected_box = geometry_box(&feature->projected[1]);
    feature->label_projected = feature->label;
    return !feature->has_label || crs_transform_points(transform, &feature->label_projected, 1, err);
}

static bool features_project(struct scales *scales, enum crs crs, struct error *err)
{
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, crs, err);
    bool done = transform != NULL;
    for (size_t i = 0; done && i < scales->collection_count; i++)
        for (size_t k = 0; done && k < scales->collections[i].count; k++)
            done = feature_project(&scales->collections[i].features[k], transform, scales->arena, err);
    crs_transform_close(transform);
    return done;
}

/* ---- which features may be in which tile ---- */

static bool set_is_plane(const struct tile_matrix_set *set)
{
    return set->crs == CRS_LAMBERT93;
}

/* The outline for a zoom, in the set's system. */
static const struct geometry *outline_of(const struct scaled_feature *feature, const struct tile_matrix_set *set,
                                         unsigned zoom)
{
    unsigned top = snapshot_tile_zoom_max(set), level = zoom < top ? 1 + top - zoom : 1;
    level = level < OUTLINE_LEVELS ? level : OUTLINE_LEVELS;
    return set_is_plane(set) ? &feature->outlines[level] : &feature->projected[level];
}

static void candidates_add(struct tiling *tiling, const struct tile_matrix_set *set, unsigned zoom, uint32_t collection,
                           uint32_t feature)
{
    const struct geometry *geometry = outline_of(&tiling->scales->collections[collection].features[feature], set, zoom);
    uint64_t place = (uint64_t)(set - tile_matrix_sets) << TILE_NUMBER_BITS;
    double margin = TILE_BUFFER * tile_unit(set, zoom);
    struct tile_limits limits = tile_limits(set, zoom, box_grow(geometry_box(geometry), margin));
    for (uint32_t x = limits.xmin; x <= limits.xmax; x++)
        for (uint32_t y = limits.ymin; y <= limits.ymax; y++) {
            struct candidate candidate = {place | tile_number((struct tile){(uint8_t)zoom, x, y}), collection, feature};
            buffer_append(&tiling->candidates, &candidate, sizeof candidate);
        }
}

static void zoom_spread(struct tiling *tiling, const struct tile_matrix_set *set, unsigned zoom, uint32_t collection)
{
    for (size_t k = 0; k < tiling->scales->collections[collection].count; k++)
        candidates_add(tiling, set, zoom, collection, (uint32_t)k);
}

static int candidate_compare(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->collection != b->collection)
        return a->collection < b->collection ? -1 : 1;
    return (a->feature > b->feature) - (a->feature < b->feature);
}

/* The most features of the collection that one tile of candidates[begin ..] would have. */
static size_t candidates_crowd(const struct tiling *tiling, size_t begin)
{
    struct candidate *candidates = (struct candidate *)(void *)tiling->candidates.bytes;
    size_t count = tiling->candidates.length / sizeof *candidates, most = 0, run = 0;
    qsort(candidates + begin, count - begin, sizeof *candidates, candidate_compare);
    for (size_t i = begin; i < count; i++) {
        run = i > begin && candidates[i].number == candidates[i - 1].number ? run + 1 : 1;
        most = run > most ? run : most;
    }
    return most;
}

/* From the largest zoom down, until one is too crowded; other sets as far as the first. */
static void collection_spread(struct tiling *tiling, uint32_t index)
{
    struct scaled_collection *collection = &tiling->scales->collections[index];
    collection->zoom_min = 0;
    for (int zoom = SNAPSHOT_TILE_ZOOM_MAX; zoom >= 0; zoom--) {
        size_t begin = tiling->candidates.length / sizeof(struct candidate);
        zoom_spread(tiling, &tile_matrix_sets[0], (unsigned)zoom, index);
        if (collection->count > TILE_FEATURES_MAX && candidates_crowd(tiling, begin) > TILE_FEATURES_MAX) {
            tiling->candidates.length = begin * sizeof(struct candidate);
            collection->zoom_min = (unsigned)zoom + 1;
            break;
        }
    }
    for (size_t i = 1; i < tile_matrix_set_count; i++) {
        const struct tile_matrix_set *set = &tile_matrix_sets[i];
        for (unsigned zoom = 0; zoom <= snapshot_tile_zoom_max(set); zoom++)
            if (zoom + set->ahead >= collection->zoom_min)
                zoom_spread(tiling, set, zoom, index);
    }
}

static void tiles_list(struct tiling *tiling)
{
    struct scales *scales = tiling->scales;
    struct candidate *candidates = (struct candidate *)(void *)tiling->candidates.bytes;
    size_t count = tiling->candidates.length / sizeof *candidates;
    if (count > 0)
        qsort(candidates, count, sizeof *candidates, candidate_compare);
    for (size_t i = 0; i < count; i++)
        scales->tile_count += i == 0 || candidates[i].number != candidates[i - 1].number;
    scales->tiles = arena_array(scales->arena, scales->tile_count, sizeof *scales->tiles);
    tiling->begin = arena_array(scales->arena, scales->tile_count + 1, sizeof *tiling->begin);
    size_t tile = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || candidates[i].number != candidates[i - 1].number) {
            scales->tiles[tile].set = &tile_matrix_sets[candidates[i].number >> TILE_NUMBER_BITS];
            scales->tiles[tile].tile = tile_of_number(candidates[i].number & ((UINT64_C(1) << TILE_NUMBER_BITS) - 1));
            tiling->begin[tile++] = i;
        }
    tiling->begin[tile] = count;
}

/* ---- the tiles of one block ---- */

/* Tiles are made by blocks of 64, those of one tile three zooms up: each feature is cut to the block once, and only that piece
 * 64 times. All that share borders are cut alike, so that neighbours are cut at the same points. */
#define BLOCK_ZOOMS 3u

/* A feature's outline cut to the block. */
struct piece {
    uint32_t collection, feature;
    bool is_cut;
    struct geometry geometry;
};

/* What a thread works with. */
struct block {
    const struct tiling *tiling;
    const struct tile_matrix_set *set;
    struct tile tile;     /* three zooms up */
    struct piece *pieces; /* a hash table */
    size_t room;          /* of it, a power of two */
    struct arena *arena;  /* the block's */
    struct arena *tile_arena;
};

static const struct candidate *candidates_of(const struct tiling *tiling)
{
    return (const struct candidate *)(const void *)tiling->candidates.bytes;
}

static struct tile block_of(struct tile tile)
{
    unsigned up = tile.zoom < BLOCK_ZOOMS ? 0 : BLOCK_ZOOMS;
    return (struct tile){(uint8_t)(tile.zoom - up), tile.x >> up, tile.y >> up};
}

static bool tiles_share_block(const struct scaled_tile *left, const struct scaled_tile *right)
{
    struct tile one = block_of(left->tile), other = block_of(right->tile);
    return left->set == right->set && left->tile.zoom == right->tile.zoom && one.x == other.x && one.y == other.y;
}

static void block_begin(struct block *block, size_t tile, size_t end)
{
    size_t count = block->tiling->begin[end] - block->tiling->begin[tile];
    arena_reset(block->arena);
    block->set = block->tiling->scales->tiles[tile].set;
    block->tile = block_of(block->tiling->scales->tiles[tile].tile);
    for (block->room = 16; block->room < 2 * count; block->room *= 2)
        continue;
    block->pieces = arena_array(block->arena, block->room, sizeof *block->pieces);
}

/* `zoom`: of all tiles of the block. */
static const struct geometry *block_piece(struct block *block, const struct candidate *candidate, unsigned zoom)
{
    uint64_t hash = ((uint64_t)candidate->collection << 32 | candidate->feature) * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(hash >> 32) & (block->room - 1);
    while (block->pieces[at].is_cut &&
           (block->pieces[at].collection != candidate->collection || block->pieces[at].feature != candidate->feature))
        at = (at + 1) & (block->room - 1);
    struct piece *piece = &block->pieces[at];
    if (!piece->is_cut) {
        const struct scaled_feature *feature =
            &block->tiling->scales->collections[candidate->collection].features[candidate->feature];
        *piece = (struct piece){candidate->collection, candidate->feature, true,
                                clip_to_box(outline_of(feature, block->set, zoom),
                                            tile_extent(block->set, block->tile, TILE_BUFFER), block->arena)};
    }
    return &piece->geometry;
}

static bool layer_add(struct block *block, struct tile_maker *maker, const struct candidate *candidates, size_t count,
                      unsigned zoom, struct error *err)
{
    const struct scaled_collection *collection = &block->tiling->scales->collections[candidates[0].collection];
    enum tile_layer_kind kind = collection->about->shares_borders ? TILE_SHARED : TILE_FREE;
    tile_maker_layer(maker, collection->about->id, kind, collection->fields, collection->about->field_count);
    for (size_t i = 0; i < count; i++) {
        const struct scaled_feature *feature = &collection->features[candidates[i].feature];
        if (!tile_maker_add(maker, (uint64_t)feature->fid, feature->values, block_piece(block, &candidates[i], zoom),
                            err))
            return false;
    }
    return true;
}

/* `unit`: metres of a grid unit. */
static bool names_add(const struct block *block, struct tile_maker *maker, const struct candidate *candidates,
                      size_t count, double unit, struct error *err)
{
    const struct scaled_collection *collection = &block->tiling->scales->collections[candidates[0].collection];
    const struct tile_names *names = &block->tiling->names[candidates[0].collection];
    tile_maker_layer(maker, names->layer, TILE_FREE, names->fields, names->field_count);
    for (size_t i = 0; i < count; i++) {
        const struct scaled_feature *feature = &collection->features[candidates[i].feature];
        struct box box = set_is_plane(block->set) ? feature->box : feature->projected_box;
        struct point label = set_is_plane(block->set) ? feature->label : feature->label_projected;
        if (!feature->has_label || !tile_names_has_room(box, unit))
            continue;
        struct geometry at = geometry_point(label.x, label.y, block->tile_arena);
        const struct value *values = tile_names_values(names, feature->values, block->tile_arena);
        if (!tile_maker_add(maker, (uint64_t)feature->fid, values, &at, err))
            return false;
    }
    return true;
}

static bool tile_make(struct block *block, size_t index, struct buffer *out, struct error *err)
{
    const struct tiling *tiling = block->tiling;
    struct tile tile = tiling->scales->tiles[index].tile;
    struct tile_maker *maker = tile_maker_new(block->set, tile, block->tile_arena);
    const struct candidate *candidates = candidates_of(tiling);
    size_t end = tiling->begin[index + 1];
    for (size_t i = tiling->begin[index]; i < end;) {
        size_t count = 1;
        while (i + count < end && candidates[i + count].collection == candidates[i].collection)
            count++;
        const struct catalogue_collection *about = tiling->scales->collections[candidates[i].collection].about;
        if (!layer_add(block, maker, candidates + i, count, tile.zoom, err) ||
            (geometry_dimension(about->geometry) == 2 &&
             !names_add(block, maker, candidates + i, count, tile_unit(block->set, tile.zoom), err)))
            return false;
        i += count;
    }
    return tile_maker_write(maker, out, err);
}

/* gzip 9 takes twice as long as gzip 6 and saves a part in two hundred: worth it for those few that show the territory as a whole
 * or in quarters. At smaller zooms nobody looks. */
static enum compress_effort effort_of(const struct scaled_tile *tile)
{
    unsigned zoom = tile->tile.zoom + tile->set->ahead;
    return zoom >= 7 && zoom <= 9 ? COMPRESS_ONCE : COMPRESS_NOW;
}

static bool block_make(struct block *block, size_t begin, size_t end, struct error *err)
{
    struct scales *scales = block->tiling->scales;
    struct buffer tile = BUFFER_INIT;
    bool done = true;
    block_begin(block, begin, end);
    for (size_t i = begin; done && i < end; i++) {
        struct scaled_tile *made = &scales->tiles[i];
        struct buffer gzip = BUFFER_INIT;
        buffer_clear(&tile);
        arena_reset(block->tile_arena);
        done = tile_make(block, i, &tile, err);
        if (done && tile.length > 0) {
            compress_bytes(CODING_GZIP, effort_of(made), tile.bytes, tile.length, &gzip);
            made->bytes = buffer_take(&gzip, &made->length);
        }
    }
    buffer_free(&tile);
    return done;
}

/* ---- all tiles ---- */

static void tiling_fail(struct scales *scales, const struct error *cause)
{
    pthread_mutex_lock(&scales->lock);
    if (scales->error.kind == ERROR_NONE)
        scales->error = *cause;
    pthread_mutex_unlock(&scales->lock);
    atomic_store(&scales->is_cancelled, true);
}

/* The next block that nobody makes yet: tiles of a block stand side by side on the curve. False when there is none. */
static bool block_take(struct scales *scales, size_t *begin, size_t *end)
{
    pthread_mutex_lock(&scales->lock);
    *begin = *end = scales->next;
    while (*end < scales->tile_count && tiles_share_block(&scales->tiles[*end], &scales->tiles[*begin]))
        ++*end;
    scales->next = *end;
    pthread_mutex_unlock(&scales->lock);
    return *end > *begin;
}

static void *tiles_make(void *argument)
{
    const struct tiling *tiling = argument;
    struct block block = {.tiling = tiling, .arena = arena_new(), .tile_arena = arena_new()};
    struct error err = ERROR_INIT;
    size_t begin, end;
    while (!atomic_load(&tiling->scales->is_cancelled) && block_take(tiling->scales, &begin, &end))
        if (!block_make(&block, begin, end, &err))
            tiling_fail(tiling->scales, &err);
    arena_free(block.arena);
    arena_free(block.tile_arena);
    return NULL;
}

static void tiling_run(struct tiling *tiling)
{
    pthread_t second;
    bool has_second = pthread_create(&second, NULL, tiles_make, tiling) == 0;
    tiles_make(tiling);
    if (has_second)
        pthread_join(second, NULL);
}

bool scales_tile(struct scales *scales, struct error *err)
{
    struct tiling tiling = {.scales = scales, .candidates = BUFFER_INIT};
    if (!features_project(scales, tile_matrix_sets[0].crs, err))
        return false;
    tiling.names = arena_array(scales->arena, scales->collection_count, sizeof *tiling.names);
    for (size_t i = 0; i < scales->collection_count; i++) {
        const struct catalogue_collection *about = scales->collections[i].about;
        tiling.names[i] = tile_names_of(about->id, about->key, about->label, scales->collections[i].fields,
                                        about->field_count, scales->arena);
        collection_spread(&tiling, (uint32_t)i);
    }
    tiles_list(&tiling);
    tiling_run(&tiling);
    buffer_free(&tiling.candidates);
    return scales->error.kind == ERROR_NONE;
}
