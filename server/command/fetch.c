#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "catalogue/catalogue.h"
#include "exchange/child.h"

#include <string.h>

static const char help[] = "terril fetch: download the official sources\n"
                           "\n"
                           "  terril fetch                        all of them, into geodata/sources/\n"
                           "  terril fetch --source cites_erbm    one of them\n"
                           "  terril fetch --folder /srv/sources  into another folder\n"
                           "\n"
                           "  --folder DIR      where to put them (geodata/sources)\n"
                           "  --source ID       only this source of the catalogue\n"
                           "  --catalogue FILE  another catalogue than geodata/catalogue.json\n"
                           "\n"
                           "Downloads are resumed, checked, and moved into place only when whole; what was\n"
                           "there before stays when one fails. Exit status 1 when any failed.\n";

static bool fetch_one(const char *catalogue_path, const struct catalogue_source *source, const char *folder)
{
    struct error err = ERROR_INIT;
    if (!exchange_fetch(catalogue_path, source->id, folder, &err)) {
        log_line("%s: %s", source->id, err.message);
        return false;
    }
    log_line("%s: up to date in %s", source->id, folder);
    return true;
}

static int source_unknown(const struct catalogue *catalogue, const char *id, struct arena *arena)
{
    const char *near = catalogue_source_near(catalogue, id, arena);
    log_line("fetch: no source \"%s\" in the catalogue%s%s%s", id, near != NULL ? "; did you mean " : "",
             near != NULL ? near : "", near != NULL ? "?" : "");
    return EXIT_MISUSE;
}

static int fetch_all(const struct catalogue *catalogue, const char *catalogue_path, const char *folder,
                     const char *only)
{
    size_t failed = 0, wanted = 0;
    for (size_t i = 0; i < catalogue->source_count; i++) {
        const struct catalogue_source *source = &catalogue->sources[i];
        bool has_address = source->service != SERVICE_NONE && source->downloads != NULL && source->downloads[0] != NULL;
        if ((only == NULL && !has_address) || (only != NULL && strcmp(only, source->id) != 0)) {
            continue;
        }
        wanted++;
        if (!has_address) {
            log_line("%s: has no address to download from", source->id);
            failed++;
        } else if (!fetch_one(catalogue_path, source, folder)) {
            failed++;
        }
    }
    if (failed > 0 && only == NULL) {
        log_line("fetch: %zu of %zu sources failed; load takes the files that there are, else the fact tables", failed,
                 wanted);
    }
    return failed == 0 ? EXIT_DONE : EXIT_FAILED;
}

int command_fetch(int argc, char **argv)
{
    const char *folder = NULL, *only = NULL, *catalogue_path = NULL;
    const struct option options[] = {{"--folder", &folder, NULL},
                                     {"--source", &only, NULL},
                                     {"--catalogue", &catalogue_path, NULL},
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO) {
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    }
    struct error err = ERROR_INIT;
    const char *home = file_home(&err);
    if (home == NULL) {
        return command_failed(&err);
    }
    struct arena *arena = arena_new();
    folder = folder != NULL ? folder : file_join(arena, home, "geodata/sources");
    catalogue_path = catalogue_path != NULL ? catalogue_path : file_join(arena, home, "geodata/catalogue.json");
    struct catalogue *catalogue = catalogue_open(catalogue_path, &err);
    int status = EXIT_FAILED;
    if (catalogue == NULL) {
        status = command_failed(&err);
    } else if (only != NULL && catalogue_source_of(catalogue, only) == NULL) {
        status = source_unknown(catalogue, only, arena);
    } else if (!file_make_folder(folder, &err)) {
        status = command_failed(&err);
    } else {
        status = fetch_all(catalogue, catalogue_path, folder, only);
    }
    catalogue_close(catalogue);
    arena_free(arena);
    return status;
}
