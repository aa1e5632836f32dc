#include "command/export_site.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/text.h"
#include "command/export_tiles.h"
#include "command/routes.h"
#include "command/site_styles.h"
#include "command/site_tiles.h"
#include "http/local.h"
#include "ogc/conformance.h"
#include "page/beside.h"
#include "page/site.h"
#include "page/walk.h"
#include "store/snapshot.h"

#include <string.h>

#define TILES_FILE       "tiles.pmtiles"
#define MODULE_FILE      "maplibre.js"
#define MODULE_BYTES_MAX (64u << 10)
#define BASE_BYTES_MAX   500u
/* Nobody's host (RFC 2606): what links begin with until they are rewritten. */
#define NO_HOST "http://site.invalid"

/* A layer's items are its whole layer, which stands there once. What describes a service, asks it or has no end as files is not
 * there. Tiles of one collection are not, either: each lies in the tiles of all. */
static const struct walk_rule rules[] = {
    {"/ogc/collections/{id}/items", "/data/%s.geojson"},
    {"/ogc/collections/{id}/items/{fid}", NULL},
    {"/ogc/collections/{id}/queryables", NULL},
    {"/ogc/collections/{id}/sortables", NULL},
    {"/ogc/collections/{id}/schema", NULL},
    {"/ogc/api", NULL},
    {"/ogc/collections/{id}/tiles", NULL},
    {"/ogc/collections/{id}/tiles/{tms}", NULL},
    {"/ogc/map", NULL},
    {"/ogc/collections/{id}/map", NULL},
    {"/ogc/styles/{id}/map", NULL},
    {"/healthz", NULL},
    {"/readyz", NULL},
};

/* The page leads to all the rest; the catalogue is a start of its own, as is what programs read. */
static const char *const starts[] = {"/",
                                     "/?lang=en",
                                     "/ogc",
                                     "/ogc/tiles/WebMercatorQuad?f=tilejson",
                                     "/data/indicators.json",
                                     "/data/indicators.json?lang=en"};

/* The first is where the template of TileJSON leads, the second that of OGC API - Tiles, which knows no archives. */
static const struct walk_given given_archive[] = {
    {"/ogc/tiles/WebMercatorQuad/{z}/{y}/{x}", TILES_FILE "/{z}/{x}/{y}", "pmtiles://"},
};
static const struct walk_given given_tiles[] = {
    {"/ogc/tiles/WebMercatorQuad/{z}/{y}/{x}", "tiles/{z}/{x}/{y}.pbf", NULL},
    {"/ogc/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}", "tiles/{tileMatrix}/{tileCol}/{tileRow}.pbf", NULL},
};
static const struct walk_given given[] = {
    {"/" TILES_FILE, TILES_FILE, NULL},
    {"/README.txt", "README.txt", NULL},
    {"/ogc/conformance", "ogc/conformance/index.json", NULL},
};

/* The module that makes a style's relative addresses whole, from the home folder. */
static bool module_write(const char *home, struct folder *folder, struct error *err)
{
    struct arena *arena = arena_new();
    struct buffer text = BUFFER_INIT;
    bool is_done = file_read(file_join(arena, home, "web/" MODULE_FILE), MODULE_BYTES_MAX, &text, err) &&
                   folder_write(folder, MODULE_FILE, text.bytes, text.length, err);
    buffer_free(&text);
    arena_free(arena);
    return is_done;
}

static bool beside_write(const struct site *site, struct generation *generation, bool has_tile_files,
                         struct folder *folder, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    const char *home = file_home(err);
    if (home == NULL || !module_write(home, folder, err))
        return false;
    beside_write_readme(generation_snapshot(generation), has_tile_files, &text);
    bool is_done = folder_write(folder, "README.txt", text.bytes, text.length, err);
    buffer_clear(&text);
    beside_write_not_found(site, &text);
    is_done = is_done && folder_write(folder, "404.html", text.bytes, text.length, err);
    buffer_clear(&text);
    conformance_write_filed(has_tile_files, &text);
    is_done = is_done && folder_write(folder, "ogc/conformance/index.json", text.bytes, text.length, err);
    buffer_clear(&text);
    is_done = is_done && export_tiles_pmtiles(generation, &text, err) &&
              folder_write(folder, TILES_FILE, text.bytes, text.length, err);
    buffer_free(&text);
    return is_done;
}

/* What links lead to beside answers: `read`'s and the archive or the files of the tiles, in the arena. */
static void givens_join(const struct site_styles *read, bool has_tile_files, struct arena *arena,
                        struct walk_options *walk)
{
    const struct walk_given *tiles = has_tile_files ? given_tiles : given_archive;
    size_t count = sizeof given / sizeof *given, tile_count = has_tile_files ? sizeof given_tiles / sizeof *tiles : 1;
    struct walk_given *all = arena_array(arena, count + tile_count + read->given_count, sizeof *all);
    memcpy(all, given, sizeof given);
    memcpy(all + count, tiles, tile_count * sizeof *all);
    memcpy(all + count + tile_count, read->given, read->given_count * sizeof *all);
    walk->given = all;
    walk->given_count = count + tile_count + read->given_count;
}

static const char *const *starts_join(const struct site_styles *read, struct arena *arena)
{
    size_t count = sizeof starts / sizeof *starts;
    const char **all = arena_array(arena, count + read->target_count + 1, sizeof *all);
    memcpy(all, starts, sizeof starts);
    if (read->target_count > 0) /* no theme: memcpy wants an address even for nothing */
        memcpy(all + count, read->targets, read->target_count * sizeof *all);
    return all;
}

static bool site_write(struct site *site, struct generation *generation, const struct export_site_options *options,
                       struct folder *folder, struct error *err)
{
    struct arena *arena = arena_new();
    struct local local = {.generation = generation, .base = NO_HOST};
    local.routes = routes_join(arena, site, &local.route_count);
    struct walk_options walk = {.local = &local,
                                .rules = rules,
                                .rule_count = sizeof rules / sizeof *rules,
                                .threads = options->threads,
                                .is_precompressed = options->is_precompressed,
                                .progress = options->progress};
    struct walk_report report;
    struct site_styles read;
    if (!site_styles_read(&local, site->styles, arena, &read, err)) {
        arena_free(arena);
        return false;
    }
    walk.starts = starts_join(&read, arena);
    givens_join(&read, options->has_tile_files, arena, &walk);
    if (options->base != NULL)
        walk.base = arena_printf(arena, "%s%s", options->base, text_ends_with(options->base, "/") ? "" : "/");
    bool is_done = beside_write(site, generation, options->has_tile_files, folder, err) &&
                   (!options->has_tile_files || site_tiles_write(generation, folder, err)) &&
                   walk_write(&walk, folder, &report, err);
    arena_free(arena);
    return is_done;
}

bool export_site_check(const char *base, struct error *err)
{
    size_t scheme = text_starts_with(base, "https://") ? 8 : text_starts_with(base, "http://") ? 7 : 0;
    bool is_plain = strlen(base) <= BASE_BYTES_MAX;
    for (const char *at = base; *at != '\0'; at++)
        is_plain = is_plain && *at > ' ' && *at < 127 && strchr("?#{}\"<>\\^`|", *at) == NULL;
    if (scheme > 0 && is_plain && base[scheme] != '\0' && base[scheme] != '/')
        return true;
    return error_set(err, ERROR_INPUT,
                     "--base=%.60s: the address of the site's folder is wanted, as in https://example.org/maps, of at "
                     "most %u bytes, without ? and #",
                     base, BASE_BYTES_MAX);
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
