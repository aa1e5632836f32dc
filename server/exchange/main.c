/* terril-exchange: the program that reads strangers' files and writes ours (GDAL), and reads addresses (libcurl), apart from
 * terril. */
#include "base/error.h"
#include "base/log.h"
#include "base/number.h"
#include "exchange/export.h"
#include "exchange/fetch.h"
#include "exchange/import.h"
#include "exchange/nursery.h"
#include "exchange/sandbox.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

static const char help[] =
    "terril-exchange: read a source's file, download it, or write a collection; terril calls it\n"
    "\n"
    "  terril-exchange import --catalogue geodata/catalogue.json --source gares \\\n"
    "                         --file gares.geojson > frames\n"
    "\n"
    "import reads GeoJSON, GeoPackage, Shapefile (also zipped) or CSV as the catalogue\n"
    "says and writes frames (server/geo/frame.h), in Lambert-93. It gives up network,\n"
    "other programs and other files before it reads.\n"
    "\n"
    "  terril-exchange export --format gpkg --crs 2154 --to /new/estates.gpkg < frames\n"
    "\n"
    "export writes frames with one driver of GDAL, to a file in a folder of its own or\n"
    "to PostGIS; it can write nowhere else.\n"
    "\n"
    "  --catalogue FILE  the catalogue\n"
    "  --source ID       the source in it\n"
    "  --file PATH       import: a regular file\n"
    "  --folder DIR      fetch: where to put it\n"
    "  --mirror ORIGIN   fetch: another server for the same paths, http://host:port\n"
    "  --patience N      fetch: seconds of near silence before giving up (30)\n"
    "  --tries N         fetch: of each address (3)\n"
    "  --format FORM     export: gpkg, fgb, ods, xlsx or postgresql\n"
    "  --crs CODE        export: 2154, 4326, 3857 or 3950\n"
    "  --to PLACE        export: the new file; for postgresql words for libpq\n"
    "  --schema NAME     export: of the database (public)\n"
    "\n"
    "Exit status: 0 done, 1 failed (the last line on stderr says why), 2 misuse.\n";

struct options {
    const char *catalogue, *source, *file, *folder, *mirror, *patience, *tries;
    const char *format, *crs, *to, *schema;
};

static bool options_read(struct options *options, int count, char **words)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {{"--catalogue", &options->catalogue},
                 {"--source", &options->source},
                 {"--file", &options->file},
                 {"--folder", &options->folder},
                 {"--mirror", &options->mirror},
                 {"--patience", &options->patience},
                 {"--tries", &options->tries},
                 {"--format", &options->format},
                 {"--crs", &options->crs},
                 {"--to", &options->to},
                 {"--schema", &options->schema}};
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

static int main_run_import(const struct import_order *order)
{
    struct error err = ERROR_INIT;
    signal(SIGPIPE, SIG_DFL); /* nobody reads the frames: an end like any other */
    sandbox_limit();
    return main_end(import_run(order, &err), &err);
}

static int main_import(const struct options *options)
{
    if (options->catalogue == NULL || options->source == NULL || options->file == NULL) {
        fputs("import needs --catalogue, --source and --file\n", stderr);
        return EXIT_MISUSE;
    }
    const struct import_order order = {options->catalogue, options->source, options->file, STDOUT_FILENO,
                                       SANDBOX_IS_BUILT_IN};
    return main_run_import(&order);
}

/* Descriptor 3 is the socket that terril speaks on. */
static int main_nursery(void)
{
    struct stat status;
    if (fstat(NURSERY_SOCKET, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        fputs("nursery is for terril, which gives it a socket\n", stderr);
        return EXIT_MISUSE;
    }
    return nursery_run(NURSERY_SOCKET, main_run_import);
}

/* On a terminal a bar; to a parent, which may have one, a line for each whole percent or megabyte. */
static void main_progress(const char *title, uint64_t done, uint64_t total)
{
    static uint64_t last = UINT64_MAX;
    uint64_t step = total > 0 ? done * 100 / total : done >> 20;
    if (step == last)
        return;
    last = step;
    if (isatty(STDERR_FILENO)) {
        log_progress(title, (size_t)done, (size_t)total);
    } else {
        printf("progress %llu %llu\n", (unsigned long long)done, (unsigned long long)total);
        fflush(stdout);
    }
}

static bool option_number(const char *text, int64_t otherwise, int64_t max, unsigned *number)
{
    int64_t read = otherwise;
    if (text != NULL && !number_read_integer(text, strlen(text), 1, max, &read)) {
        fprintf(stderr, "\"%s\" is not a number from 1 to %lld\n", text, (long long)max);
        return false;
    }
    *number = (unsigned)read;
    return true;
}

/* The address that is connected to is then the proxy's, which its owner chose and which has rules of its own. */
static bool main_has_proxy(void)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return true;
    }
    return false;
}

static int main_fetch(const struct options *options)
{
    struct error err = ERROR_INIT;
    struct fetch_report report;
    const char *allow = getenv("TERRIL_FETCH_ALLOW_PRIVATE");
    struct fetch_order order = {.catalogue_path = options->catalogue,
                                .source_id = options->source,
                                .folder = options->folder,
                                .mirror = options->mirror,
                                .is_private_allowed = main_has_proxy() || (allow != NULL && strcmp(allow, "1") == 0),
                                .progress = main_progress};
    if (options->catalogue == NULL || options->source == NULL || options->folder == NULL) {
        fputs("fetch needs --catalogue, --source and --folder\n", stderr);
        return EXIT_MISUSE;
    }
    if (!option_number(options->patience, 30, 3600, &order.patience) ||
        !option_number(options->tries, 3, 10, &order.tries))
        return EXIT_MISUSE;
    signal(SIGPIPE, SIG_IGN); /* a parent that no longer looks at the progress */
    bool is_done = fetch_run(&order, &report, &err);
    if (isatty(STDERR_FILENO))
        log_progress_end();
    if (is_done && report.is_unchanged)
        printf("%s: unchanged\n", options->source);
    else if (is_done)
        printf("%s: %lld features, %lld bytes\n", options->source, (long long)report.features, (long long)report.bytes);
    return main_end(is_done, &err);
}

static int main_export(const struct options *options)
{
    struct error err = ERROR_INIT;
    struct export_order order = {options->format, options->to,  options->schema,
                                 CRS_LAMBERT93,   STDIN_FILENO, SANDBOX_IS_BUILT_IN};
    if (options->format == NULL || options->crs == NULL || options->to == NULL) {
        fputs("export needs --format, --crs and --to\n", stderr);
        return EXIT_MISUSE;
    }
    if (!export_crs_read(options->crs, &order.crs)) {
        fprintf(stderr, "no system \"%s\"; there are 2154, 4326, 3857 and 3950\n", options->crs);
        return EXIT_MISUSE;
    }
    signal(SIGXFSZ, SIG_IGN); /* too large a file is a write that fails, like a full disk, and is said like one */
    return main_end(export_run(&order, &err), &err);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_DONE;
    }
    if (argc == 2 && strcmp(argv[1], "nursery") == 0)
        return main_nursery();
    static const struct {
        const char *name;
        int (*run)(const struct options *options);
    } commands[] = {{"import", main_import}, {"fetch", main_fetch}, {"export", main_export}};
    size_t k = 0;
    while (argc >= 2 && k < sizeof commands / sizeof commands[0] && strcmp(argv[1], commands[k].name) != 0)
        k++;
    if (argc < 2 || k == sizeof commands / sizeof commands[0]) {
        fputs("terril-exchange import|fetch|export: see terril-exchange --help\n", stderr);
        return EXIT_MISUSE;
    }
    return options_read(&options, argc - 2, argv + 2) ? commands[k].run(&options) : EXIT_MISUSE;
}
