#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "command/sheet_options.h"
#include "command/theme_check.h"
#include "print/sheet_file.h"
#include "store/snapshot.h"
#include "style/style.h"

#include <stdio.h>
#include <string.h>

static const char help_pattern[] = "terril render: a theme as svg, png or pdf\n"
                                   "\n"
                                   "  terril render --theme cites -o cites.pdf              A3, the whole basin\n"
                                   "  terril render --theme cites --paper A4-portrait -o cites.svg\n"
                                   "  terril render --theme velo --epci 246200364 -o lens.pdf\n"
                                   "  terril render --theme cites --paper 1200x630px -o share.png\n"
                                   "  terril render --theme territoire --indicator population_km2 --by epci -o t.pdf\n"
                                   "  terril render --theme territoire --indicator friches --by commune -o f.svg\n"
                                   "\n"
                                   "  --theme ID           one of %s\n"
                                   "  --epci SIREN         zoom to one EPCI, fade the rest, name its communes\n"
                                   "  --paper SIZE         A5 to A0 (landscape), A5-portrait to A0-portrait,\n"
                                   "                       210x297mm, 1200x630px (A3)\n" SHEET_OPTIONS_HELP
                                   "  --snapshot FILE      what to draw (" SNAPSHOT_DEFAULT ")\n"
                                   "  -o FILE              ends with .svg, .png or .pdf\n"
                                   "\n"
                                   "Of a theme that shows any indicator (territoire):\n"
                                   "  --indicator ID       terril coverage --format csv | head -1 lists them\n"
                                   "  --by LEVEL           commune or epci (commune)\n" SHEET_OPTIONS_FIGURES_HELP "\n"
                                   "The same request on the same snapshot gives the same bytes; the date on the\n"
                                   "sheet is SOURCE_DATE_EPOCH when that is set.\n";

struct render_options {
    struct sheet_options sheet;
    const char *epci, *dpi, *snapshot, *output;
};

static bool render_write(const struct display *display, const struct sheet_request *request,
                         const struct render_options *options, struct buffer *out, struct error *err)
{
    double dpi = 0;
    return command_dpi(options->dpi, &dpi, err) &&
           sheet_file(display, &request->paper, strrchr(options->output, '.') + 1, dpi, out, err);
}

/* The names that a reader may look for in vain. */
static void render_report(const struct map_report *report, const char *output)
{
    struct buffer names = BUFFER_INIT;
    size_t count = 0;
    for (; report->left_out[count] != NULL; count++)
        buffer_printf(&names, "%s%s", count > 0 ? ", " : "", report->left_out[count]);
    if (count > 0)
        log_line("%s: %zu names found no room: %s", output, count, names.bytes);
    buffer_free(&names);
}

static bool render_run(struct render_options *options, struct arena *arena, struct error *err)
{
    struct sheet_request request;
    if (options->output == NULL ||
        !(text_ends_with(options->output, ".svg") || text_ends_with(options->output, ".png") ||
          text_ends_with(options->output, ".pdf")))
        return error_set(err, ERROR_INPUT, "render: -o wants a file that ends with .svg, .png or .pdf");
    if (!sheet_options_read(&options->sheet, "render", &request, arena, err))
        return false;
    request.epci = options->epci;
    struct store *store =
        command_has_snapshot(options->snapshot, err) ? store_open(options->snapshot, STORE_READ, err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, err) : NULL;
    struct map_report report;
    bool is_fit = snapshot != NULL && theme_check(request.style, snapshot, arena, err) &&
                  sheet_options_figures(&options->sheet, options->output, &request, store, snapshot, arena, err);
    struct display *display = is_fit ? sheet_compose_reported(&request, store, snapshot, &report, err) : NULL;
    struct buffer out = BUFFER_INIT;
    bool is_done = display != NULL && render_write(display, &request, options, &out, err) &&
                   file_write_atomic(options->output, out.bytes, out.length, err);
    if (is_done)
        render_report(&report, options->output);
    buffer_free(&out);
    display_free(display);
    store_close(store);
    return is_done;
}

/* The themes in it are those of the folder: a new one is a new file. */
static const char *render_help(struct arena *arena)
{
    return arena_printf(arena, help_pattern, command_theme_names(arena));
}

int command_render(int argc, char **argv)
{
    struct render_options chosen = {.sheet = {.paper = "A3", .lang = "fr"}, .snapshot = SNAPSHOT_DEFAULT};
    const struct option options[] = {{"--theme", &chosen.sheet.theme, NULL},
                                     {"--epci", &chosen.epci, NULL},
                                     {"--paper", &chosen.sheet.paper, NULL},
                                     {"--lang", &chosen.sheet.lang, NULL},
                                     {"--title", &chosen.sheet.title, NULL},
                                     {"--author", &chosen.sheet.author, NULL},
                                     {"--north", NULL, &chosen.sheet.has_north},
                                     {"--logo", &chosen.sheet.logo, NULL},
                                     {"--bleed", &chosen.sheet.bleed, NULL},
                                     {"--dpi", &chosen.dpi, NULL},
                                     {"--snapshot", &chosen.snapshot, NULL},
                                     {"--indicator", &chosen.sheet.figures.indicator, NULL},
                                     {"--by", &chosen.sheet.figures.by, NULL},
                                     {"--perimeter", &chosen.sheet.figures.perimeter, NULL},
                                     {"--representation", &chosen.sheet.figures.representation, NULL},
                                     {"--method", &chosen.sheet.figures.method, NULL},
                                     {"--classes", &chosen.sheet.figures.classes, NULL},
                                     {"--breaks", &chosen.sheet.figures.breaks, NULL},
                                     {"--palette", &chosen.sheet.figures.palette, NULL},
                                     {"-o", &chosen.output, NULL},
                                     {"--output", &chosen.output, NULL},
                                     {NULL, NULL, NULL}};
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const struct command_line line = {render_help(arena), options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO) {
        arena_free(arena);
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    }
    bool is_done = render_run(&chosen, arena, &err);
    arena_free(arena);
    if (is_done)
        return EXIT_DONE;
    if (chosen.sheet.is_refused)
        return command_failed(&err);
    return err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT ? command_misuse(&err) : command_failed(&err);
}
