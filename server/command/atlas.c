#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "command/sheet_options.h"
#include "command/theme_check.h"
#include "print/atlas.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static const char help_pattern[] =
    "terril atlas: one sheet for every EPCI or commune\n"
    "\n"
    "  terril atlas --theme cites -o atlas.pdf             contents and 8 EPCI, bound\n"
    "  terril atlas --theme cites --formats pdf,svg,png -o atlas/\n"
    "  terril atlas --theme cites --by commune --territory 246200364 -o lens.pdf\n"
    "  terril atlas --theme velo --territory 246200364,245901160 --format png -o out\n"
    "  terril atlas --theme territoire --indicator population_km2 -o density.pdf\n"
    "\n"
    "  --theme ID           one of %s\n"
    "  --by epci|commune    the eight EPCI, or the 250 communes (epci)\n"
    "  --territory KEYS     only these, with commas: SIREN of an EPCI, INSEE code of\n"
    "                       a commune; with --by commune a SIREN is all its communes\n"
    "  --format NAMES       pdf, svg, png, or some of them with commas (pdf);\n"
    "                       also --formats\n"
    "  --paper SIZE         A5 to A0 (landscape), A5-portrait to A0-portrait,\n"
    "                       210x297mm, 1200x630px (A4)\n" SHEET_OPTIONS_HELP
    "  --snapshot FILE      what to draw (" SNAPSHOT_DEFAULT ")\n"
    "  -o FILE.pdf          one PDF with contents and bookmarks\n"
    "  -o FOLDER            a file for each territory and format; with pdf the bound\n"
    "                       PDF too, as atlas-THEME.pdf\n"
    "\n"
    "Of a theme that shows any indicator (territoire), classes alike on all sheets:\n"
    "  --indicator ID       terril coverage --format csv | head -1 lists them\n" SHEET_OPTIONS_FIGURES_HELP "\n"
    "The same request on the same snapshot gives the same bytes; the date on the\n"
    "sheets is SOURCE_DATE_EPOCH when that is set.\n";

struct atlas_options {
    struct sheet_options sheet;
    const char *by, *territory, *formats;
};

/* ---- Ctrl-C: what is begun is ended, nothing more is begun; a second one ends at once ---- */

static atomic_bool atlas_stop;

static void atlas_signal(int number)
{
    (void)number;
    atomic_store(&atlas_stop, true);
}

static void atlas_catch_signals(void)
{
    struct sigaction action = {.sa_handler = atlas_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- options ---- */

static bool formats_read(const char *text, unsigned *forms, struct error *err)
{
    static const char *const names[] = {"pdf", "svg", "png"};
    static const enum atlas_form values[] = {ATLAS_PDF, ATLAS_SVG, ATLAS_PNG};
    *forms = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        unsigned form = 0;
        for (size_t i = 0; i < 3; i++) {
            if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
                form = values[i];
        }
        if (form == 0)
            return error_set(err, ERROR_INPUT, "--format \"%.*s\": wants pdf, svg, png, or some of them with commas",
                             (int)(length < 20 ? length : 20), text);
        *forms |= form;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

static bool output_read(const struct atlas_options *options, struct atlas_request *request, struct arena *arena,
                        struct error *err)
{
    const char *output = options->sheet.output;
    if (output == NULL || output[0] == '\0')
        return error_set(err, ERROR_INPUT, "atlas: -o is missing: a file that ends with .pdf, or a folder");
    if (text_ends_with(output, ".svg") || text_ends_with(output, ".png"))
        return error_set(err, ERROR_INPUT, "atlas: -o %.200s: svg and png want a folder, one file a territory", output);
    if (text_ends_with(output, ".pdf")) {
        request->book = output;
        return request->forms == ATLAS_PDF ||
               error_set(err, ERROR_INPUT, "atlas: -o %.200s takes pdf alone; svg and png want a folder", output);
    }
    request->folder = output;
    if ((request->forms & ATLAS_PDF) != 0)
        request->book = file_join(arena, output, arena_printf(arena, "atlas-%s.pdf", request->sheet.style->id));
    return true;
}

static unsigned processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 2;
    return count < 1 ? 1 : count > 8 ? 8 : (unsigned)count;
}

static bool atlas_request_read(const struct atlas_options *options, struct atlas_request *request, struct arena *arena,
                               struct error *err)
{
    *request = (struct atlas_request){.threads = processors(), .stop = &atlas_stop};
    if (!sheet_options_read(&options->sheet, "atlas", &request->sheet, arena, err))
        return false;
    if (strcmp(options->by, "epci") != 0 && strcmp(options->by, "commune") != 0)
        return error_set(err, ERROR_INPUT, "--by \"%.20s\": wants epci or commune", options->by);
    request->level = strcmp(options->by, "commune") == 0 ? ATLAS_COMMUNE : ATLAS_EPCI;
    return command_dpi(options->sheet.dpi, &request->dpi, err) &&
           formats_read(options->formats, &request->forms, err) && output_read(options, request, arena, err);
}

/* --territory may be given many times as well: all of its values with commas. */
static const char *territories_join(int argc, char **argv, struct arena *arena)
{
    static const char name[] = "--territory";
    struct buffer keys = BUFFER_INIT;
    for (int i = 1; i < argc; i++) {
        const char *value = NULL;
        if (strcmp(argv[i], name) == 0 && i + 1 < argc)
            value = argv[++i];
        else if (text_starts_with(argv[i], "--territory="))
            value = argv[i] + sizeof name;
        if (value != NULL)
            buffer_printf(&keys, "%s%s", keys.length > 0 ? "," : "", value);
    }
    const char *joined = arena_copy(arena, keys.bytes != NULL ? keys.bytes : "", keys.length);
    buffer_free(&keys);
    return joined;
}

/* ---- the run ---- */

static bool folder_ready(const char *folder, struct error *err)
{
    if (folder == NULL)
        return true;
    if (!file_make_folder(folder, err))
        return false;
    return access(folder, W_OK | X_OK) == 0 ||
           error_set(err, ERROR_STORAGE, "%s: cannot be written to: %s", folder, strerror(errno));
}

static void atlas_progress(size_t done, size_t total)
{
    log_progress("atlas", done, total);
}

/* What is asked of the snapshot before the threads begin: which territories, and, once for all sheets, the classes. */
static bool atlas_prepare(struct atlas_options *options, struct atlas_request *request, struct generation *generation,
                          struct arena *arena, struct error *err)
{
    const struct snapshot *snapshot = generation_snapshot(generation);
    struct store *store = generation_borrow(generation, err);
    if (store == NULL)
        return false;
    bool is_done =
        theme_check(request->sheet.style, snapshot, arena, err) &&
        atlas_list(request->level, options->territory, store, arena, &request->territories, err) &&
        sheet_options_figures(&options->sheet, options->sheet.output, &request->sheet, store, snapshot, arena, err);
    generation_return(generation, store);
    return is_done;
}

static bool atlas_run(struct atlas_options *options, struct arena *arena, struct error *err)
{
    struct atlas_request request;
    if (!atlas_request_read(options, &request, arena, err) || !command_has_snapshot(options->sheet.snapshot, err))
        return false;
    struct generation *generation = generation_open(options->sheet.snapshot, err);
    bool is_done = generation != NULL && atlas_prepare(options, &request, generation, arena, err);
    request.progress = atlas_progress;
    is_done = is_done && folder_ready(request.folder, err);
    atlas_catch_signals();
    is_done = is_done && atlas_make(&request, generation, err);
    log_progress_end();
    generation_unref(generation);
    return is_done;
}

int command_atlas(int argc, char **argv)
{
    struct atlas_options chosen = {
        .sheet = {.paper = "A4", .lang = "fr", .snapshot = SNAPSHOT_DEFAULT}, .by = "epci", .formats = "pdf"};
    struct option options[SHEET_OPTIONS_MAX] = {{"--by", &chosen.by, NULL},
                                                {"--territory", &chosen.territory, NULL},
                                                {"--format", &chosen.formats, NULL},
                                                {"--formats", &chosen.formats, NULL}};
    sheet_options_add(&chosen.sheet, options, 4);
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const struct command_line line = {arena_printf(arena, help_pattern, command_theme_names(arena)), options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO) {
        arena_free(arena);
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    }
    if (chosen.territory != NULL)
        chosen.territory = territories_join(argc, argv, arena);
    bool is_done = atlas_run(&chosen, arena, &err);
    arena_free(arena);
    return sheet_options_end(&chosen.sheet, is_done, &err);
}
