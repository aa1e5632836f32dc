#include "command/export_tiles.h"

#include "base/file.h"
#include "base/text.h"
#include "http/compress.h"
#include "print/sheet.h"
#include "store/tileset.h"
#include "tile/pmtiles.h"

#include <string.h>

static bool gzip_bytes(const void *bytes, size_t length, struct buffer *out)
{
    return compress_bytes(CODING_GZIP, COMPRESS_ONCE, bytes, length, out);
}

static bool tile_take(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    return pmtiles_add(payload, tile, gzip, length, err);
}

/* Everything that is in the tiles is credited. */
static const char *attribution_of(const struct snapshot *snapshot, struct arena *arena)
{
    const char **ids = arena_array(arena, snapshot->collection_count + 1, sizeof *ids);
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        ids[i] = snapshot->collections[i].id;
    }
    return sheet_credits(ids, "fr", snapshot, arena);
}

static bool pmtiles_make(struct store *store, const struct tileset *tileset, struct buffer *out, struct error *err)
{
    struct buffer metadata = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    tileset_write_metadata(tileset, &metadata);
    const struct pmtiles_about about = {metadata.bytes, tileset->bounds};
    bool is_done =
        snapshot_tiles(store, tile_take, pmtiles, err) && pmtiles_write(pmtiles, &about, gzip_bytes, out, err);
    pmtiles_free(pmtiles);
    buffer_free(&metadata);
    return is_done;
}

/* To `out` as PMTiles, else to the file `path` as MBTiles. */
static bool tiles_make(struct generation *generation, struct buffer *out, const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    const struct snapshot *snapshot = generation_snapshot(generation);
    struct store *store = generation_borrow(generation, err);
    struct tileset tileset;
    bool is_done =
        store != NULL && tileset_read(store, snapshot, attribution_of(snapshot, arena), arena, &tileset, err) &&
        (out != NULL ? pmtiles_make(store, &tileset, out, err) : tileset_write_mbtiles(store, &tileset, path, err));
    if (store != NULL) {
        generation_return(generation, store);
    }
    arena_free(arena);
    return is_done;
}

bool export_tiles_pmtiles(struct generation *generation, struct buffer *out, struct error *err)
{
    return tiles_make(generation, out, NULL, err);
}

bool export_tiles_check(const char *target, struct error *err)
{
    return text_ends_with(target, ".mbtiles") || text_ends_with(target, ".pmtiles") ||
           error_set(err, ERROR_INPUT, "%s: tiles go to a file that ends in .pmtiles or .mbtiles", target);
}

bool export_tiles(const char *snapshot, const char *target, struct error *err)
{
    bool is_mbtiles = text_ends_with(target, ".mbtiles");
    struct generation *generation = export_tiles_check(target, err) ? generation_open(snapshot, err) : NULL;
    if (generation == NULL) {
        return false;
    }
    struct buffer file = BUFFER_INIT;
    bool is_done = tiles_make(generation, is_mbtiles ? NULL : &file, target, err);
    if (is_done && !is_mbtiles) {
        is_done = file_write_atomic(target, file.bytes, file.length, err);
    }
    buffer_free(&file);
    generation_unref(generation);
    return is_done;
}
