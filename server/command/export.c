#include "command/command.h"

#include "base/log.h"
#include "command/export_site.h"
#include "command/export_tiles.h"

static const char help[] = "terril export: take it elsewhere\n"
                           "\n"
                           "  terril export --tiles bassin.pmtiles   all tiles as PMTiles 3\n"
                           "  terril export --tiles bassin.mbtiles   all tiles as MBTiles 1.3\n"
                           "  terril export --site public            all of it as plain files for any host\n"
                           "\n"
                           "  --snapshot FILE   the snapshot (" SNAPSHOT_DEFAULT ")\n"
                           "  --tile-files      with --site: tiles/{z}/{x}/{y}.pbf too\n"
                           "  --precompressed   with --site: .gz and .br beside each text\n"
                           "\n"
                           "A folder that --site made before is replaced, at once and only when the new one\n"
                           "is whole; any other that is not empty is refused.\n";

static void progress(size_t done, size_t total)
{
    log_progress("export", done, total);
}

int command_export(int argc, char **argv)
{
    const char *snapshot = SNAPSHOT_DEFAULT, *tiles = NULL, *site = NULL;
    struct export_site_options site_options = {.progress = progress};
    const struct option options[] = {{"--snapshot", &snapshot, NULL},
                                     {"--tiles", &tiles, NULL},
                                     {"--site", &site, NULL},
                                     {"--tile-files", NULL, &site_options.has_tile_files},
                                     {"--precompressed", NULL, &site_options.is_precompressed},
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO) {
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    }
    struct error err = ERROR_INIT;
    if (tiles == NULL && site == NULL) {
        error_set(&err, ERROR_INPUT, "export: --tiles FILE or --site FOLDER is wanted");
        return command_misuse(&err);
    }
    bool is_done = command_has_snapshot(snapshot, &err) && (tiles == NULL || export_tiles(snapshot, tiles, &err)) &&
                   (site == NULL || export_site(snapshot, site, &site_options, &err));
    log_progress_end();
    return is_done ? EXIT_DONE : command_failed(&err);
}
