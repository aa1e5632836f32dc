#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "load/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "terril load: sources to a snapshot\n"
                           "\n"
                           "  terril load                           into var/terril.sqlite\n"
                           "  terril load -o /srv/basin.sqlite --sources /srv/sources\n"
                           "  terril load --edition schematic       from the fact tables alone\n"
                           "\n"
                           "  -o FILE          the snapshot (var/terril.sqlite)\n"
                           "  --sources DIR    look here first (or TERRIL_SOURCES), then in geodata/sources,\n"
                           "                   ../shared/geodata, and the fact tables\n"
                           "  --edition NAME   official (where there are sources) or schematic\n"
                           "  --strict         a refused source or a failed check publishes nothing\n"
                           "  --force          publish though a collection lost more than half of its\n"
                           "                   features, or its true outlines\n"
                           "  --timings        say what each step took\n"
                           "\n"
                           "What was read, repaired and refused is said on stderr and kept in the\n"
                           "snapshot's table report. The snapshot in place stays until the new one is\n"
                           "whole; when load fails it is untouched.\n";

static bool edition_read(const char *edition, bool *is_schematic)
{
    *is_schematic = strcmp(edition, "schematic") == 0;
    return *is_schematic || strcmp(edition, "official") == 0;
}

int command_load(int argc, char **argv)
{
    const char *edition = "official";
    struct load_options load = {
        .target = SNAPSHOT_DEFAULT, .sources = getenv("TERRIL_SOURCES"), .progress = log_progress};
    const struct option options[] = {{"-o", &load.target, NULL},
                                     {"--output", &load.target, NULL},
                                     {"--sources", &load.sources, NULL},
                                     {"--edition", &edition, NULL},
                                     {"--strict", NULL, &load.is_strict},
                                     {"--force", NULL, &load.is_forced},
                                     {"--timings", NULL, &load.has_timings},
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    if (load.sources != NULL && load.sources[0] == '\0')
        load.sources = NULL;
    struct error err = ERROR_INIT;
    if (!edition_read(edition, &load.is_schematic)) {
        error_set(&err, ERROR_INPUT, "--edition is \"%s\"; it may be official or schematic", edition);
        return command_misuse(&err);
    }
    struct buffer report = BUFFER_INIT;
    load.home = file_home(&err);
    bool done = load.home != NULL && load_run(&load, &report, &err);
    log_progress_end();
    fwrite(report.bytes != NULL ? report.bytes : "", 1, report.length, stderr);
    buffer_free(&report);
    if (!done)
        return command_failed(&err);
    log_line("%s: published", load.target);
    return EXIT_DONE;
}
