/* Every tile of the territory, in every set, on two threads. */
#include "load/scaling.h"

#include "geo/clip.h"
#include "http/compress.h"
#include "tile/maker.h"
#include "tile/names.h"

#include <stdlib.h>
#include <string.h>

/* A collection is left out of a zoom where one tile would have more features than this: nobody could tell them apart, and
 * the tile would be megabytes. */
#define TILE_FEATURES_MAX 50000u

/* A feature that may have something in a tile. */
struct candidate {
    uint64_t number; /* of the tile, and above its bits the set's place */
    uint32_t collection, feature;
};

/* Tiles are made zoom by zoom, as many zooms at once as give this many candidates: 24 MB, and all of the basin's. */
#define BATCH_CANDIDATES ((size_t)1000000)

struct tiling {
    struct scales *scales;
    struct tile_names *names; /* one a collection */
    /* Of the zooms that are being made: */
    struct buffer candidates; /* struct candidate, sorted by tile, collection, feature */
    struct buffer begin;      /* size_t: of each tile's candidates; one more at the end */
    size_t first;             /* the first of their tiles */
};

/* ---- projecting ---- */

/* Rings and parts are those of the geometry itself. */
static bool geometry_project(const struct geometry *geometry, struct crs_transform *transform, struct arena *arena,
                             struct geometry *projected, struct error *err)
{
    struct point *points = arena_array(arena, geometry->point_count, sizeof *points);
    memcpy(points, geometry->points, geometry->point_count * sizeof *points);
    *projected = *geometry;
    projected->points = points;
    return crs_transform_geometry(transform, projected, err);
}

static bool feature_project(struct scaled_feature *feature, struct crs_transform *transform, struct arena *arena,
                            struct arena *scratch, struct error *err)
{
    struct box *boxes = arena_array(arena, (size_t)feature->outline_count * 2, sizeof *boxes);
    struct box *projected_boxes = boxes + feature->outline_count;
    for (unsigned i = 0; i < feature->outline_count; i++) {
        struct geometry projected;
        arena_reset(scratch);
        if (!geometry_project(&feature->outlines[i], transform, scratch, &projected, err))
            return false;
        boxes[i] = geometry_box(&feature->outlines[i]);
        projected_boxes[i] = geometry_box(&projected);
    }
    feature->boxes = boxes;
    feature->projected_boxes = projected_boxes;
    feature->label_projected = feature->label;
    return !feature->has_label || crs_transform_points(transform, &feature->label_projected, 1, err);
}

static bool features_project(struct scales *scales, struct error *err)
{
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, tile_matrix_sets[0].crs, err);
    struct arena *scratch = arena_new();
    bool done = transform != NULL;
    for (size_t i = 0; done && i < scales->collection_count; i++)
        for (size_t k = 0; done && k < scales->collections[i].count; k++)
            done = feature_project(&scales->collections[i].features[k], transform, scales->arena, scratch, err);
    arena_free(scratch);
    crs_transform_close(transform);
    return done;
}

/* ---- which features may be in which tile ---- */

static bool set_is_plane(const struct tile_matrix_set *set)
{
    return set->crs == CRS_LAMBERT93;
}

/* Which of the feature's outlines is that for a zoom. */
static unsigned outline_of(const struct scaled_feature *feature, const struct tile_matrix_set *set, unsigned zoom)
{
    unsigned top = snapshot_tile_zoom_max(set), level = zoom < top ? 1 + top - zoom : 1;
    return feature->outline_of[level < OUTLINE_LEVELS ? level : OUTLINE_LEVELS];
}

static struct box box_of(const struct scaled_feature *feature, const struct tile_matrix_set *set, unsigned outline)
{
    return set_is_plane(set) ? feature->boxes[outline] : feature->projected_boxes[outline];
}

static void candidates_add(struct tiling *tiling, const struct tile_matrix_set *set, unsigned zoom, uint32_t collection,
                           uint32_t feature)
{
    const struct scaled_feature *about = &tiling->scales->collections[collection].features[feature];
    struct box box = box_of(about, set, outline_of(about, set, zoom));
    uint64_t place = (uint64_t)(set - tile_matrix_sets) << TILE_NUMBER_BITS;
    double margin = TILE_BUFFER * tile_unit(set, zoom);
    struct tile_limits limits = tile_limits(set, zoom, box_grow(box, margin));
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

static size_t candidates_count(const struct tiling *tiling)
{
    return tiling->candidates.length / sizeof(struct candidate);
}

static struct candidate *candidates_sort(struct tiling *tiling)
{
    struct candidate *candidates = (struct candidate *)(void *)tiling->candidates.bytes;
    if (candidates_count(tiling) > 0)
        qsort(candidates, candidates_count(tiling), sizeof *candidates, candidate_compare);
    return candidates;
}

/* The most features of the collection that one tile of the zoom would have. */
static size_t zoom_crowd(struct tiling *tiling, unsigned zoom, uint32_t collection)
{
    buffer_clear(&tiling->candidates);
    zoom_spread(tiling, &tile_matrix_sets[0], zoom, collection);
    const struct candidate *candidates = candidates_sort(tiling);
    size_t most = 0, run = 0;
    for (size_t i = 0; i < candidates_count(tiling); i++) {
        run = i > 0 && candidates[i].number == candidates[i - 1].number ? run + 1 : 1;
        most = run > most ? run : most;
    }
    return most;
}

/* From the largest zoom down, until one is too crowded. */
static void collection_limit(struct tiling *tiling, uint32_t index)
{
    struct scaled_collection *collection = &tiling->scales->collections[index];
    collection->zoom_min = 0;
    for (int zoom = SNAPSHOT_TILE_ZOOM_MAX; zoom >= 0 && collection->count > TILE_FEATURES_MAX; zoom--)
        if (zoom_crowd(tiling, (unsigned)zoom, index) > TILE_FEATURES_MAX) {
            collection->zoom_min = (unsigned)zoom + 1;
            return;
        }
}

/* Every collection that is in the set's tiles of the zoom: other sets as far as the first. */
static void zoom_add(struct tiling *tiling, const struct tile_matrix_set *set, unsigned zoom)
{
    for (uint32_t i = 0; i < tiling->scales->collection_count; i++)
        if (zoom + set->ahead >= tiling->scales->collections[i].zoom_min)
            zoom_spread(tiling, set, zoom, i);
}

static void tiles_list(struct tiling *tiling)
{
    struct buffer *tiles = &tiling->scales->tiles;
    const struct candidate *candidates = candidates_sort(tiling);
    size_t count = candidates_count(tiling);
    tiling->first = tiles->length / sizeof(struct scaled_tile);
    buffer_clear(&tiling->begin);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || candidates[i].number != candidates[i - 1].number) {
            const struct scaled_tile tile = {
                .set = &tile_matrix_sets[candidates[i].number >> TILE_NUMBER_BITS],
                .tile = tile_of_number(candidates[i].number & ((UINT64_C(1) << TILE_NUMBER_BITS) - 1))};
            buffer_append(tiles, &tile, sizeof tile);
            buffer_append(&tiling->begin, &i, sizeof i);
        }
    buffer_append(&tiling->begin, &count, sizeof count);
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
    struct arena *scratch;           /* a piece's, while it is made */
    struct crs_transform *transform; /* to WebMercatorQuad's system */
    struct compress_gzip *coder;
    struct buffer gzip; /* of the tile */
};

/* The candidates of tiles [from, to), which follow each other. */
static const struct candidate *candidates_of(const struct tiling *tiling, size_t from, size_t to, size_t *count)
{
    const size_t *begin = (const size_t *)(const void *)tiling->begin.bytes;
    *count = begin[to - tiling->first] - begin[from - tiling->first];
    return (const struct candidate *)(const void *)tiling->candidates.bytes + begin[from - tiling->first];
}

static struct scaled_tile *tiles_of(const struct scales *scales)
{
    return (struct scaled_tile *)(void *)scales->tiles.bytes;
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
    const struct scaled_tile *first = tiles_of(block->tiling->scales) + tile;
    size_t count;
    candidates_of(block->tiling, tile, end, &count);
    arena_reset(block->arena);
    block->set = first->set;
    block->tile = block_of(first->tile);
    for (block->room = 16; block->room < 2 * count; block->room *= 2)
        continue;
    block->pieces = arena_array(block->arena, block->room, sizeof *block->pieces);
}

/* The outline in the block's system, as it is or in memory that the next one takes. */
static bool block_outline(struct block *block, const struct scaled_feature *feature, unsigned zoom,
                          struct geometry *outline, struct error *err)
{
    *outline = feature->outlines[outline_of(feature, block->set, zoom)];
    if (set_is_plane(block->set))
        return true;
    arena_reset(block->scratch);
    return geometry_project(outline, block->transform, block->scratch, outline, err);
}

/* `zoom`: of all tiles of the block. */
static const struct geometry *block_piece(struct block *block, const struct candidate *candidate, unsigned zoom,
                                          struct error *err)
{
    uint64_t hash = ((uint64_t)candidate->collection << 32 | candidate->feature) * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(hash >> 32) & (block->room - 1);
    while (block->pieces[at].is_cut &&
           (block->pieces[at].collection != candidate->collection || block->pieces[at].feature != candidate->feature))
        at = (at + 1) & (block->room - 1);
    struct piece *piece = &block->pieces[at];
    if (!piece->is_cut) {
        struct geometry outline;
        if (!block_outline(block,
                           &block->tiling->scales->collections[candidate->collection].features[candidate->feature],
                           zoom, &outline, err))
            return NULL;
        *piece = (struct piece){candidate->collection, candidate->feature, true,
                                clip_to_box(&outline, tile_extent(block->set, block->tile, TILE_BUFFER), block->arena)};
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
        const struct geometry *piece = block_piece(block, &candidates[i], zoom, err);
        if (piece == NULL || !tile_maker_add(maker, (uint64_t)feature->fid, feature->values, piece, err))
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
        struct box box = box_of(feature, block->set, 0);
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
    struct tile tile = tiles_of(tiling->scales)[index].tile;
    struct tile_maker *maker = tile_maker_new(block->set, tile, block->tile_arena);
    size_t end;
    const struct candidate *candidates = candidates_of(tiling, index, index + 1, &end);
    for (size_t i = 0; i < end;) {
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

/* gzip of the tile into the file of tiles. */
static bool tile_keep(struct block *block, struct scaled_tile *tile, const struct buffer *bytes, struct error *err)
{
    buffer_clear(&block->gzip);
    if (!compress_gzip_bytes(block->coder, effort_of(tile), bytes->bytes, bytes->length, &block->gzip))
        return error_set(err, ERROR_INTERNAL, "a tile of %zu bytes cannot be coded", bytes->length);
    tile->length = (uint32_t)block->gzip.length;
    return tile_file_add(block->tiling->scales->file, block->gzip.bytes, block->gzip.length, &tile->offset, err);
}

static bool block_make(struct block *block, size_t begin, size_t end, struct error *err)
{
    struct scaled_tile *tiles = tiles_of(block->tiling->scales);
    struct buffer tile = BUFFER_INIT;
    bool done = true;
    block_begin(block, begin, end);
    for (size_t i = begin; done && i < end; i++) {
        buffer_clear(&tile);
        arena_reset(block->tile_arena);
        done = tile_make(block, i, &tile, err) && (tile.length == 0 || tile_keep(block, &tiles[i], &tile, err));
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
    const struct scaled_tile *tiles = tiles_of(scales);
    size_t count = scales->tiles.length / sizeof *tiles;
    pthread_mutex_lock(&scales->lock);
    *begin = *end = scales->next;
    while (*end < count && tiles_share_block(&tiles[*end], &tiles[*begin]))
        ++*end;
    scales->next = *end;
    pthread_mutex_unlock(&scales->lock);
    return *end > *begin;
}

static void *tiles_make(void *argument)
{
    const struct tiling *tiling = argument;
    struct error err = ERROR_INIT;
    struct block block = {.tiling = tiling,
                          .arena = arena_new(),
                          .tile_arena = arena_new(),
                          .scratch = arena_new(),
                          .transform = crs_transform_open(CRS_LAMBERT93, tile_matrix_sets[0].crs, &err)};
    size_t begin, end;
    block.coder = compress_gzip_new();
    if (block.coder == NULL)
        error_set(&err, ERROR_INTERNAL, "no memory to code tiles");
    if (block.transform == NULL || block.coder == NULL)
        tiling_fail(tiling->scales, &err);
    while (!atomic_load(&tiling->scales->is_cancelled) && block_take(tiling->scales, &begin, &end))
        if (!block_make(&block, begin, end, &err))
            tiling_fail(tiling->scales, &err);
    arena_free(block.arena);
    arena_free(block.tile_arena);
    arena_free(block.scratch);
    crs_transform_close(block.transform);
    compress_gzip_free(block.coder);
    buffer_free(&block.gzip);
    return NULL;
}

/* Makes the tiles whose candidates are there. */
static void tiling_run(struct tiling *tiling)
{
    pthread_t second;
    tiles_list(tiling);
    bool has_second = pthread_create(&second, NULL, tiles_make, tiling) == 0;
    tiles_make(tiling);
    if (has_second)
        pthread_join(second, NULL);
    buffer_clear(&tiling->candidates);
}

static void zooms_make(struct tiling *tiling)
{
    buffer_clear(&tiling->candidates);
    for (size_t i = 0; i < tile_matrix_set_count; i++)
        for (unsigned zoom = 0; zoom <= snapshot_tile_zoom_max(&tile_matrix_sets[i]); zoom++) {
            zoom_add(tiling, &tile_matrix_sets[i], zoom);
            if (candidates_count(tiling) >= BATCH_CANDIDATES)
                tiling_run(tiling);
        }
    tiling_run(tiling);
}

bool scales_tile(struct scales *scales, struct error *err)
{
    struct tiling tiling = {.scales = scales, .candidates = BUFFER_INIT, .begin = BUFFER_INIT};
    if (!features_project(scales, err))
        return false;
    tiling.names = arena_array(scales->arena, scales->collection_count, sizeof *tiling.names);
    for (size_t i = 0; i < scales->collection_count; i++) {
        const struct catalogue_collection *about = scales->collections[i].about;
        tiling.names[i] = tile_names_of(about->id, about->key, about->label, scales->collections[i].fields,
                                        about->field_count, scales->arena);
        collection_limit(&tiling, (uint32_t)i);
    }
    zooms_make(&tiling);
    buffer_free(&tiling.candidates);
    buffer_free(&tiling.begin);
    return scales->error.kind == ERROR_NONE;
}
