/* terril-exchange: the program that reads strangers' files (GDAL) and addresses (libcurl), apart from terril. */
#include "base/error.h"
#include "exchange/import.h"
#include "exchange/sandbox.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

static const char help[] = "terril-exchange: read a source's file, or download it; terril calls it\n"
                           "\n"
                           "  terril-exchange import --catalogue geodata/catalogue.json --source gares \\\n"
                           "                         --file gares.geojson > frames\n"
                           "\n"
                           "import reads GeoJSON, GeoPackage, Shapefile (also zipped) or CSV as the catalogue\n"
                           "says and writes frames (server/geo/frame.h), in Lambert-93. It gives up network,\n"
                           "other programs and other files before it reads.\n"
                           "\n"
                           "  --catalogue FILE  the catalogue\n"
                           "  --source ID       the source in it\n"
                           "  --file PATH       import: a regular file\n"
                           "\n"
                           "Exit status: 0 done, 1 failed (the last line on stderr says why), 2 misuse.\n";

struct options {
    const char *catalogue, *source, *file, *folder;
};

static bool options_read(struct options *options, int count, char **words)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {{"--catalogue", &options->catalogue},
                 {"--source", &options->source},
                 {"--file", &options->file},
                 {"--folder", &options->folder}};
    for (int i = 0; i < count; i += 2) {
        size_t k = 0;
        while (k < sizeof known / sizeof known[0] && strcmp(words[i], known[k].name) != 0)
            k++;
        if (k == sizeof known / sizeof known[0] || i + 1 == count) {
            fprintf(stderr, "%s \"%s\"\n", i + 1 == count ? "no value for" : "unknown option", words[i]);
            return false;
        }
        *known[k].value = words[i + 1];
    }
    return true;
}

static int main_end(bool is_done, const struct error *err)
{
    if (is_done)
        return EXIT_DONE;
    fprintf(stderr, "%s\n", err->message);
    return EXIT_FAILED;
}

static int main_import(const struct options *options)
{
    struct error err = ERROR_INIT;
    if (options->catalogue == NULL || options->source == NULL || options->file == NULL) {
        fputs("import needs --catalogue, --source and --file\n", stderr);
        return EXIT_MISUSE;
    }
    const struct import_order order = {options->catalogue, options->source, options->file, STDOUT_FILENO,
                                       SANDBOX_IS_BUILT_IN};
    sandbox_limit();
    return main_end(import_run(&order, &err), &err);
}

int main(int argc, char **argv)
{
    struct options options = {NULL, NULL, NULL, NULL};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_DONE;
    }
    if (argc < 2 || strcmp(argv[1], "import") != 0) {
        fputs("terril-exchange import|fetch: see terril-exchange --help\n", stderr);
        return EXIT_MISUSE;
    }
    if (!options_read(&options, argc - 2, argv + 2))
        return EXIT_MISUSE;
    return main_import(&options);
}
