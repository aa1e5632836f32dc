#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "load/inspect.h"
#include "load/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] = "terril check: say what is wrong with sources or a snapshot; nothing is published\n"
                           "\n"
                           "  terril check                        the sources that load would take\n"
                           "  terril check /srv/sources           those of a folder first\n"
                           "  terril check cites_erbm.geojson     one file, as the source of that name\n"
                           "  terril check new.geojson --source cites_erbm\n"
                           "  terril check var/terril.sqlite      a snapshot\n"
                           "\n"
                           "  --source ID   the source of the catalogue that the file is\n"
                           "  --strict      a refused source or a failed check is a failure\n";

/* A GeoPackage is SQLite too, but a source; a broken snapshot may no longer be SQLite. */
static bool is_snapshot(const char *path)
{
    const char *end = strrchr(path, '.');
    if (end != NULL && strcmp(end, ".sqlite") == 0)
        return true;
    return command_is_database(path) && (end == NULL || strcmp(end, ".gpkg") != 0);
}

/* A load into a folder of its own that is thrown away. */
static bool sources_check(struct load_options *load, struct buffer *report, struct error *err)
{
    const char *temporary = getenv("TMPDIR");
    struct buffer folder = BUFFER_INIT, target = BUFFER_INIT;
    buffer_printf(&folder, "%s/terril-check-XXXXXX", temporary != NULL ? temporary : "/tmp");
    bool done = false;
    if (mkdtemp(folder.bytes) == NULL) {
        error_set(err, ERROR_STORAGE, "%s: no folder could be made there", temporary != NULL ? temporary : "/tmp");
    } else {
        buffer_printf(&target, "%s/snapshot.sqlite", folder.bytes);
        load->target = target.bytes;
        load->is_dry = true;
        done = load_run(load, report, err);
        rmdir(folder.bytes);
    }
    buffer_free(&folder);
    buffer_free(&target);
    return done;
}

int command_check(int argc, char **argv)
{
    const char *what = NULL, *source = NULL;
    struct load_options load = {.sources = getenv("TERRIL_SOURCES")};
    const struct option options[] = {
        {"--source", &source, NULL}, {"--strict", NULL, &load.is_strict}, {NULL, NULL, NULL}};
    const struct command_line line = {help, options, &what};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    if (load.sources != NULL && load.sources[0] == '\0')
        load.sources = NULL;
    struct error err = ERROR_INIT;
    struct buffer report = BUFFER_INIT;
    bool done = false;
    load.home = file_home(&err);
    if (load.home == NULL)
        return command_failed(&err);
    if (source != NULL && (what == NULL || file_is_folder(what))) {
        error_set(&err, ERROR_INPUT, "check: --source %s says what a file is; give the file too", source);
        return command_misuse(&err);
    }
    if (what != NULL && access(what, F_OK) != 0) {
        error_set(&err, ERROR_NOT_FOUND, "%s: there is no such file or folder", what);
        done = false;
    } else if (what == NULL || file_is_folder(what)) {
        load.sources = what != NULL ? what : load.sources;
        done = sources_check(&load, &report, &err);
    } else if (source == NULL && is_snapshot(what)) {
        done = inspect_snapshot(what, &report, &err);
    } else {
        done = inspect_file(load.home, source, what, &report, &err);
    }
    fwrite(report.bytes != NULL ? report.bytes : "", 1, report.length, stdout);
    buffer_free(&report);
    return done ? EXIT_DONE : command_failed(&err);
}
