#include "command/export_site.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/folder.h"
#include "command/export_tiles.h"
#include "command/routes.h"
#include "http/compress.h"
#include "http/local.h"
#include "page/beside.h"
#include "page/site.h"
#include "page/walk.h"
#include "store/snapshot.h"

#include <string.h>

#define TILES_FILE "tiles.pmtiles"
/* A tile with more is none of ours: its points are bounded (tile/maker.h). */
#define TILE_BYTES_MAX (64u << 20)
/* Nobody's host (RFC 2606): what links begin with until they are rewritten. */
#define NO_HOST "http://site.invalid"

/* A layer's items are its whole layer, which stands there once. What describes a service, asks it or has no end as files is not
 * there. */
static const struct walk_rule rules[] = {
    {"/ogc/collections/{id}/items", "/data/%s.geojson"},
    {"/ogc/collections/{id}/items/{fid}", NULL},
    {"/ogc/collections/{id}/queryables", NULL},
    {"/ogc/collections/{id}/sortables", NULL},
    {"/ogc/collections/{id}/schema", NULL},
    {"/ogc/api", NULL},
    {"/ogc/conformance", NULL},
    {"/ogc/tiles", NULL},
    {"/ogc/tiles/{tms}", NULL},
    {"/ogc/collections/{id}/tiles", NULL},
    {"/ogc/collections/{id}/tiles/{tms}", NULL},
    {"/ogc/map", NULL},
    {"/ogc/collections/{id}/map", NULL},
    {"/ogc/styles", NULL},
    {"/ogc/styles/{id}", NULL},
    {"/ogc/styles/{id}/map", NULL},
    {"/ogc/tileMatrixSets", NULL},
    {"/ogc/tileMatrixSets/{tms}", NULL},
    {"/healthz", NULL},
    {"/readyz", NULL},
};

/* The page leads to all the rest; the catalogue is a start of its own, as is what programs read. */
static const char *const starts[] = {"/", "/?lang=en", "/ogc", "/data/indicators.json", "/data/indicators.json?lang=en",
                                     NULL};

static const char *const given[] = {"/" TILES_FILE, NULL};

static bool beside_write(const struct site *site, struct generation *generation, bool has_tile_files,
                         struct folder *folder, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    beside_write_readme(generation_snapshot(generation), has_tile_files, &text);
    bool is_done = folder_write(folder, "README.txt", text.bytes, text.length, err);
    buffer_clear(&text);
    beside_write_not_found(site, &text);
    is_done = is_done && folder_write(folder, "404.html", text.bytes, text.length, err);
    buffer_clear(&text);
    is_done = is_done && export_tiles_pmtiles(generation, &text, err) &&
              folder_write(folder, TILES_FILE, text.bytes, text.length, err);
    buffer_free(&text);
    return is_done;
}

/* A host of files says of no file that it is gzip: tiles are written as what they are. */
static bool tile_file_write(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    struct folder *folder = payload;
    struct buffer plain = BUFFER_INIT, name = BUFFER_INIT;
    buffer_printf(&name, "tiles/%u/%u/%u.pbf", tile.zoom, tile.x, tile.y);
    bool is_done = compress_undo_gzip(gzip, length, TILE_BYTES_MAX, &plain) ||
                   error_set(err, ERROR_STORAGE, "%s: the snapshot's tile is not gzip", name.bytes);
    is_done = is_done && folder_write(folder, name.bytes, plain.bytes, plain.length, err);
    buffer_free(&plain);
    buffer_free(&name);
    return is_done;
}

static bool tile_files_write(struct generation *generation, struct folder *folder, struct error *err)
{
    struct store *store = generation_borrow(generation, err);
    bool is_done = store != NULL && snapshot_tiles(store, tile_file_write, folder, err);
    if (store != NULL) {
        generation_return(generation, store);
    }
    return is_done;
}

static bool site_write(struct site *site, struct generation *generation, const struct export_site_options *options,
                       struct folder *folder, struct error *err)
{
    struct arena *arena = arena_new();
    struct local local = {.generation = generation, .base = NO_HOST};
    local.routes = routes_join(arena, site, &local.route_count);
    const struct walk_options walk = {.local = &local,
                                      .rules = rules,
                                      .rule_count = sizeof rules / sizeof *rules,
                                      .starts = starts,
                                      .given = given,
                                      .threads = options->threads,
                                      .is_precompressed = options->is_precompressed,
                                      .progress = options->progress};
    struct walk_report report;
    bool is_done = beside_write(site, generation, options->has_tile_files, folder, err) &&
                   (!options->has_tile_files || tile_files_write(generation, folder, err)) &&
                   walk_write(&walk, folder, &report, err);
    arena_free(arena);
    return is_done;
}

bool export_site(const char *snapshot, const char *folder, const struct export_site_options *options, struct error *err)
{
    const char *home = file_home(err);
    struct site *site = home != NULL ? site_open(home, err) : NULL;
    struct generation *generation = site != NULL ? generation_open(snapshot, err) : NULL;
    struct folder *target = generation != NULL ? folder_open(folder, err) : NULL;
    bool is_done = false;
    if (target != NULL && site_write(site, generation, options, target, err)) {
        is_done = folder_publish(target, err);
    } else {
        folder_abandon(target);
    }
    generation_unref(generation);
    site_close(site);
    return is_done;
}
