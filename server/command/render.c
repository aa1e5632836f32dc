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
    const char *epci;
};

static bool render_write(const struct display *display, const struct sheet_request *request,
                         const struct render_options *options, struct buffer *out, struct error *err)
{
    double dpi = 0;
    return command_dpi(options->sheet.dpi, &dpi, err) &&
           sheet_file(display, &request->paper, strrchr(options->sheet.output, '.') + 1, dpi, out, err);
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
    if (options->sheet.output == NULL ||
        !(text_ends_with(options->sheet.output, ".svg") || text_ends_with(options->sheet.output, ".png") ||
          text_ends_with(options->sheet.output, ".pdf")))
        return error_set(err, ERROR_INPUT, "render: -o wants a file that ends with .svg, .png or .pdf");
    if (!sheet_options_read(&options->sheet, "render", &request, arena, err))
        return false;
    request.epci = options->epci;
    struct store *store = command_has_snapshot(options->sheet.snapshot, err)
                              ? store_open(options->sheet.snapshot, STORE_READ, err)
                              : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, err) : NULL;
    struct map_report report;
    bool is_fit = snapshot != NULL && theme_check(request.style, snapshot, arena, err) &&
                  sheet_options_figures(&options->sheet, options->sheet.output, &request, store, snapshot, arena, err);
    struct display *display = is_fit ? sheet_compose_reported(&request, store, snapshot, &report, err) : NULL;
    struct buffer out = BUFFER_INIT;
    bool is_done = display != NULL && render_write(display, &request, options, &out, err) &&
                   file_write_atomic(options->sheet.output, out.bytes, out.length, err);
    if (is_done)
        render_report(&report, options->sheet.output);
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
    struct render_options chosen = {.sheet = {.paper = "A3", .lang = "fr", .snapshot = SNAPSHOT_DEFAULT}};
    struct option options[SHEET_OPTIONS_MAX] = {{"--epci", &chosen.epci, NULL},
                                                {"--by", &chosen.sheet.figures.by, NULL}};
    sheet_options_add(&chosen.sheet, options, 2);
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
    return sheet_options_end(&chosen.sheet, is_done, &err);
}
