#include "command/site_tiles.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "http/compress.h"
#include "store/snapshot.h"
#include "tile/matrix.h"

/* A tile with more is none of ours: its points are bounded (tile/maker.h). */
#define TILE_BYTES_MAX (64u << 20)
#define ZOOMS          (SNAPSHOT_TILE_ZOOM_MAX + 1)

struct writing {
    struct folder *folder;
    struct tile_limits limits[ZOOMS];
    bool *is_written[ZOOMS]; /* of each tile within the limits, row by row */
};

static bool file_put(struct folder *folder, struct tile tile, const void *bytes, size_t length, struct error *err)
{
    struct buffer name = BUFFER_INIT;
    buffer_printf(&name, "tiles/%u/%u/%u.pbf", tile.zoom, tile.x, tile.y);
    bool is_done = folder_write(folder, name.bytes, bytes, length, err);
    buffer_free(&name);
    return is_done;
}

static bool *mark_of(const struct writing *writing, struct tile tile)
{
    struct tile_limits limits = writing->limits[tile.zoom];
    size_t columns = (size_t)limits.xmax - limits.xmin + 1;
    return &writing->is_written[tile.zoom][(tile.y - limits.ymin) * columns + (tile.x - limits.xmin)];
}

/* A host of files says of no file that it is gzip: tiles are written as what they are. */
static bool tile_write(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    struct writing *writing = payload;
    struct buffer plain = BUFFER_INIT;
    bool is_done =
        compress_undo_gzip(gzip, length, TILE_BYTES_MAX, &plain) ||
        error_set(err, ERROR_STORAGE, "tile %u/%u/%u: the snapshot's tile is not gzip", tile.zoom, tile.x, tile.y);
    is_done = is_done && file_put(writing->folder, tile, plain.bytes, plain.length, err);
    buffer_free(&plain);
    if (tile.zoom < ZOOMS && tile_is_within(writing->limits[tile.zoom], tile))
        *mark_of(writing, tile) = true;
    return is_done;
}

static bool empty_write(const struct writing *writing, uint8_t zoom, struct error *err)
{
    struct tile_limits limits = writing->limits[zoom];
    for (uint32_t y = limits.ymin; y <= limits.ymax; y++)
        for (uint32_t x = limits.xmin; x <= limits.xmax; x++) {
            struct tile tile = {zoom, x, y};
            if (!*mark_of(writing, tile) && !file_put(writing->folder, tile, "", 0, err))
                return false;
        }
    return true;
}

static bool tiles_write(struct store *store, struct writing *writing, struct arena *arena, struct error *err)
{
    const struct tile_matrix_set *set = &tile_matrix_sets[0];
    struct box ground;
    if (!snapshot_tile_extent(store, set, &ground, err))
        return false;
    if (box_is_empty(ground))
        return true;
    for (unsigned zoom = 0; zoom < ZOOMS; zoom++) {
        /* as ogc/tile_sets.c states them */
        struct tile_limits limits = tile_limits(set, zoom, box_grow(ground, TILE_BUFFER * tile_unit(set, zoom)));
        size_t columns = (size_t)limits.xmax - limits.xmin + 1, rows = (size_t)limits.ymax - limits.ymin + 1;
        writing->limits[zoom] = limits;
        writing->is_written[zoom] = arena_array(arena, columns * rows, sizeof(bool));
    }
    bool is_done = snapshot_tiles(store, tile_write, writing, err);
    for (unsigned zoom = 0; zoom < ZOOMS && is_done; zoom++)
        is_done = empty_write(writing, (uint8_t)zoom, err);
    return is_done;
}

bool site_tiles_write(struct generation *generation, struct folder *folder, struct error *err)
{
    struct store *store = generation_borrow(generation, err);
    if (store == NULL)
        return false;
    struct arena *arena = arena_new();
    struct writing writing = {.folder = folder};
    bool is_done = tiles_write(store, &writing, arena, err);
    arena_free(arena);
    generation_return(generation, store);
    return is_done;
}
