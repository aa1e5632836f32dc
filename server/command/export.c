#include "command/export.h"
#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "command/export_site.h"
#include "command/export_tiles.h"
#include "store/selection.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "terril export: collections as files or in PostGIS, all tiles, or the whole site\n"
                           "\n"
                           "  terril export --collection estates -o estates.gpkg\n"
                           "  terril export --collection all -o bassin.gpkg           one layer each\n"
                           "  terril export --collection all --format fgb -o layers/  one file each\n"
                           "  terril export --collection stations --format csv -o - | head\n"
                           "  terril export --collection communes --crs 3950 -o communes.fgb\n"
                           "  terril export --collection estates --filter \"unesco = 'inscrit'\" -o a.gpkg\n"
                           "  terril export --collection all -o 'postgresql://me@db.sig/gis?schema=bassin'\n"
                           "  terril export --tiles bassin.pmtiles                    or bassin.mbtiles\n"
                           "  terril export --site public                             for any host of files\n"
                           "\n"
                           "  --collection ID  one of the snapshot's collections, or all\n"
                           "  --filter CQL2    of that collection the features it chooses\n"
                           "  --format FORM    when the ending of -o does not say it:\n"
                           "     gpkg          GeoPackage, for QGIS; credit and licence in each layer\n"
                           "     fgb           FlatGeobuf; GDAL 3.6 puts no credit into it\n"
                           "     geojson       longitude and latitude; credit and licence as members\n"
                           "     csv           fields, and lon and lat for points; no lines, areas or credit\n"
                           "     postgresql    a table of PostGIS each, credit and licence in its comment\n"
                           "  --crs CODE       2154 (Lambert-93), 4326, 3857 or 3950 (CC50); 2154 for gpkg, fgb\n"
                           "                   and postgresql; geojson and csv are 4326\n"
                           "  --snapshot FILE  what to export (" SNAPSHOT_DEFAULT ")\n"
                           "  -o PLACE         a file; a folder; - for stdout (geojson, csv);\n"
                           "                   postgresql://user@host/database?schema=NAME or\n"
                           "                   PG:dbname=gis host=db user=me schema=NAME (schema public)\n"
                           "  --tiles FILE     all vector tiles as PMTiles 3 or MBTiles 1.3\n"
                           "  --site FOLDER    page, sheets, layers and tiles as files; a folder made so\n"
                           "                   before is replaced, once it is whole; no other is touched\n"
                           "  --base URL       with --site: the address where it will stand; links in JSON\n"
                           "                   are whole then, as MapLibre GL, ogc-client and GDAL want;\n"
                           "                   without, they are relative, and it may stand anywhere\n"
                           "  --tile-files     with --site: tiles/{z}/{x}/{y}.pbf too, for styles as well\n"
                           "  --precompressed  with --site: .gz and .br beside each text\n"
                           "\n"
                           "A file is replaced whole or not at all, and so is a table, in one transaction. A\n"
                           "table that terril did not write is never replaced. The password of a database\n"
                           "comes from PGPASSWORD or ~/.pgpass, never from the command line.\n";

struct wishes {
    const char *collection, *filter, *format, *crs, *snapshot, *output;
    const char *tiles, *site;
    struct export_site_options site_options;
};

static bool is_stdout(const char *output)
{
    return strcmp(output, "-") == 0;
}

/* "did you mean gpkg? " or nothing. */
static const char *meant(const char *word, const char *const *names, struct arena *arena)
{
    const char *near = text_nearest(word, names);
    return near != NULL ? arena_printf(arena, ", did you mean %s?", near) : "";
}

/* ---- the form ---- */

static bool form_read(const struct wishes *wishes, struct arena *arena, struct export_order *order, struct error *err)
{
    const char *names[16] = {NULL};
    bool is_database = connection_is(wishes->output);
    for (size_t i = 0; export_forms[i].name != NULL && i < 15; i++)
        names[i] = export_forms[i].name;
    if (wishes->format != NULL)
        order->form = export_form_of(wishes->format);
    else
        order->form = is_database ? export_form_of("postgresql") : export_form_by_ending(wishes->output);
    if (order->form == NULL && wishes->format != NULL)
        return error_set(err, ERROR_INPUT,
                         "export: no format \"%.40s\"%s; there are gpkg, fgb, geojson, csv and postgresql",
                         wishes->format, meant(wishes->format, names, arena));
    if (order->form == NULL)
        return error_set(err, ERROR_INPUT,
                         "export: %s: its ending names no format; --format wants gpkg, fgb, geojson, csv or postgresql",
                         wishes->output);
    if (is_database != (order->form->ending == NULL))
        return error_set(err, ERROR_INPUT, "export: --format %s wants -o %s", order->form->name,
                         is_database ? "FILE" : "postgresql://.. or PG:..");
    return true;
}

static bool crs_check(const struct wishes *wishes, struct export_order *order, struct error *err)
{
    static const char *const known[] = {"2154", "4326", "3857", "3950"};
    const char *code = wishes->crs != NULL ? wishes->crs : order->form->crs;
    if (text_starts_with(code, "EPSG:"))
        code += strlen("EPSG:");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i], code) == 0)
            order->crs = known[i];
    if (order->crs == NULL)
        return error_set(err, ERROR_INPUT, "export: --crs \"%.20s\": allowed are 2154, 4326, 3857 and 3950",
                         wishes->crs);
    if (order->form->is_text && strcmp(order->crs, order->form->crs) != 0)
        return error_set(err, ERROR_INPUT, "export: %s is longitude and latitude (4326); gpkg and fgb hold EPSG:%s",
                         order->form->name, order->crs);
    return true;
}

/* ---- the place ---- */

static bool place_read(const struct wishes *wishes, struct arena *arena, struct export_order *order, struct error *err)
{
    bool is_all = strcmp(wishes->collection, "all") == 0;
    order->output = wishes->output;
    if (order->form->ending == NULL)
        return connection_read(wishes->output, arena, &order->connection, err);
    if (is_stdout(wishes->output) && (!order->form->is_text || is_all))
        return error_set(err, ERROR_INPUT, "export: stdout takes one collection as geojson or csv");
    if (is_all && !order->form->has_many_layers && export_form_by_ending(wishes->output) != NULL &&
        !file_is_folder(wishes->output))
        return error_set(err, ERROR_INPUT, "export: one %s holds one collection; for all -o wants a folder",
                         order->form->name);
    return true;
}

static bool wishes_read(const struct wishes *wishes, struct arena *arena, struct export_order *order, struct error *err)
{
    if (wishes->collection == NULL)
        return error_set(err, ERROR_INPUT,
                         "export: --collection is missing, or --tiles or --site; terril export --help shows how");
    if (wishes->filter != NULL && strcmp(wishes->collection, "all") == 0)
        return error_set(err, ERROR_INPUT, "export: --filter chooses features of one collection, not of all");
    if (wishes->output == NULL || wishes->output[0] == '\0')
        return error_set(err, ERROR_INPUT, "export: -o is missing: a file, a folder, - or a database");
    return form_read(wishes, arena, order, err) && crs_check(wishes, order, err) &&
           place_read(wishes, arena, order, err);
}

/* ---- the collection ---- */

static bool collection_read(const struct wishes *wishes, const struct snapshot *snapshot, struct arena *arena,
                            struct export_order *order, struct error *err)
{
    if (strcmp(wishes->collection, "all") == 0)
        return true;
    order->only = snapshot_collection_of(snapshot, wishes->collection);
    if (order->only != NULL)
        return true;
    const char **names = arena_array(arena, snapshot->collection_count + 2, sizeof *names);
    struct buffer list = BUFFER_INIT;
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        names[i] = snapshot->collections[i].id;
        buffer_printf(&list, "%s, ", names[i]);
    }
    buffer_puts(&list, "all");
    names[snapshot->collection_count] = "all";
    error_set(err, ERROR_INPUT, "export: no collection \"%.40s\"%s; there are %s", wishes->collection,
              meant(wishes->collection, names, arena), list.bytes);
    buffer_free(&list);
    return false;
}

static int export_run(const struct wishes *wishes, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct export_order order = {0};
    if (!wishes_read(wishes, arena, &order, &err))
        return command_misuse(&err);
    struct store *store =
        command_has_snapshot(wishes->snapshot, &err) ? store_open(wishes->snapshot, STORE_READ, &err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, &err) : NULL;
    int status = EXIT_DONE;
    if (snapshot == NULL)
        status = command_failed(&err);
    else if (!collection_read(wishes, snapshot, arena, &order, &err) ||
             (order.only != NULL && !selection_read(&(struct selection_wish){.filter = wishes->filter}, order.only,
                                                    store, arena, &order.selection, &err)))
        status = command_misuse(&err);
    else if (!export_collections(&order, store, snapshot, arena, &err))
        status = command_failed(&err);
    store_close(store);
    return status;
}

/* ---- tiles and site ---- */

static void progress(size_t done, size_t total)
{
    log_progress("export", done, total);
}

static bool has_site_option(const struct wishes *wishes)
{
    const struct export_site_options *options = &wishes->site_options;
    return options->base != NULL || options->has_tile_files || options->is_precompressed;
}

static bool whole_check(const struct wishes *wishes, struct error *err)
{
    if (wishes->collection != NULL || wishes->filter != NULL || wishes->format != NULL || wishes->crs != NULL ||
        wishes->output != NULL)
        return error_set(err, ERROR_INPUT,
                         "export: --tiles and --site take everything; --collection is another export");
    if (has_site_option(wishes) && wishes->site == NULL)
        return error_set(err, ERROR_INPUT, "export: --base, --tile-files and --precompressed go with --site");
    if (wishes->site_options.base != NULL && !export_site_check(wishes->site_options.base, err))
        return false;
    return wishes->tiles == NULL || export_tiles_check(wishes->tiles, err);
}

static int whole_run(struct wishes *wishes)
{
    struct error err = ERROR_INIT;
    if (!whole_check(wishes, &err))
        return command_misuse(&err);
    wishes->site_options.progress = progress;
    bool is_done = command_has_snapshot(wishes->snapshot, &err) &&
                   (wishes->tiles == NULL || export_tiles(wishes->snapshot, wishes->tiles, &err)) &&
                   (wishes->site == NULL || export_site(wishes->snapshot, wishes->site, &wishes->site_options, &err));
    log_progress_end();
    return is_done ? EXIT_DONE : command_failed(&err);
}

int command_export(int argc, char **argv)
{
    struct wishes wishes = {.snapshot = SNAPSHOT_DEFAULT};
    const struct option options[] = {{"--collection", &wishes.collection, NULL},
                                     {"--filter", &wishes.filter, NULL},
                                     {"--format", &wishes.format, NULL},
                                     {"--crs", &wishes.crs, NULL},
                                     {"--snapshot", &wishes.snapshot, NULL},
                                     {"-o", &wishes.output, NULL},
                                     {"--output", &wishes.output, NULL},
                                     {"--tiles", &wishes.tiles, NULL},
                                     {"--site", &wishes.site, NULL},
                                     {"--base", &wishes.site_options.base, NULL},
                                     {"--tile-files", NULL, &wishes.site_options.has_tile_files},
                                     {"--precompressed", NULL, &wishes.site_options.is_precompressed},
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    if (wishes.tiles != NULL || wishes.site != NULL || has_site_option(&wishes))
        return whole_run(&wishes);
    export_hear_signals();
    struct arena *arena = arena_new();
    int status = export_run(&wishes, arena);
    arena_free(arena);
    return status;
}
