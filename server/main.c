/* terril: a geographic map server for the mining basin of Nord and Pas-de-Calais. */
#include "base/log.h"
#include "base/text.h"
#include "command/command.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"fetch", command_fetch},   {"load", command_load},         {"check", command_check},
    {"serve", command_serve},   {"coverage", command_coverage}, {"land", command_land},
    {"render", command_render}, {"atlas", command_atlas},       {"export", command_export},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static const char help[] = "terril: maps and figures of the mining basin of Nord and Pas-de-Calais\n"
                           "\n"
                           "  terril load -o var/terril.sqlite        sources to a snapshot\n"
                           "  terril serve var/terril.sqlite          serve it: page, layers, maps, API\n"
                           "  terril coverage --by epci --format csv  the coverage table\n"
                           "  terril land --station 87345009          the land around a station\n"
                           "  terril render --theme cites --paper A3 -o cites.pdf\n"
                           "  terril atlas --theme cites -o atlas.pdf a sheet for every EPCI, bound\n"
                           "  terril export --collection estates -o estates.gpkg\n"
                           "\n"
                           "Commands:\n"
                           "  fetch      download the official sources into a folder\n"
                           "  load       build a snapshot from sources and publish it\n"
                           "  check      say what is wrong with sources or a snapshot\n"
                           "  serve      serve a snapshot over HTTP\n"
                           "  coverage   figures per EPCI or commune\n"
                           "  land       the land around a station or a point\n"
                           "  render     a finished sheet as SVG, PNG or PDF\n"
                           "  atlas      one sheet for every EPCI or commune\n"
                           "  export     collections, tiles or the whole site as files, or in PostGIS\n"
                           "\n"
                           "terril COMMAND --help says more. Data go to stdout, talk to stderr.\n";

static int command_unknown(const char *word)
{
    const char *names[COMMAND_COUNT + 3] = {NULL};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i].name;
    }
    names[COMMAND_COUNT] = "--help";
    names[COMMAND_COUNT + 1] = "--version";
    const char *near = text_nearest(word, names);
    if (near != NULL) {
        log_line("unknown command \"%s\"; did you mean \"%s\"?", word, near);
    } else {
        log_line("unknown command \"%s\"; terril --help lists those there are", word);
    }
    return EXIT_MISUSE;
}

int main(int argc, char **argv)
{
    /* SpatiaLite's own functions are guarded by this variable's absence. */
    unsetenv("SPATIALITE_SECURITY");
    /* Only how characters are read; numbers keep the C locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        fputs(help, stderr);
        return EXIT_MISUSE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        fputs(help, stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("terril " TERRIL_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return command_unknown(argv[1]);
}
