#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/number.h"
#include "base/text.h"
#include "command/theme_check.h"
#include "print/figure_map.h"
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
                                   "  --theme ID       one of %s\n"
                                   "  --epci SIREN     zoom to one EPCI, fade the rest, name its communes\n"
                                   "  --paper SIZE     A5 to A0 (landscape), A5-portrait to A0-portrait, 210x297mm,\n"
                                   "                   1200x630px (A3)\n"
                                   "  --lang fr|en     language of the sheet (fr)\n"
                                   "  --title TEXT     instead of the theme's title\n"
                                   "  --author NAME    who made it, for the last line\n"
                                   "  --north          with an arrow to the north\n"
                                   "  --logo FILE.png  in a band at the foot; up to 8, separated by commas\n"
                                   "  --bleed MM       ground beyond the trim, with crop marks (0; 3 is usual)\n"
                                   "  --dpi N          pixels an inch of a png on paper (300)\n"
                                   "  --snapshot FILE  what to draw (" SNAPSHOT_DEFAULT ")\n"
                                   "  -o FILE          ends with .svg, .png or .pdf\n"
                                   "\n"
                                   "Of a theme that shows any indicator (territoire):\n"
                                   "  --indicator ID   terril coverage --format csv | head -1 lists them\n"
                                   "  --by LEVEL       commune or epci (commune)\n"
                                   "  --perimeter P    bassin: the 250 communes; epci: all communes of the 8 EPCI\n"
                                   "                   (bassin)\n"
                                   "  --representation choropleth or symbols (what suits the indicator)\n"
                                   "  --method M       equal, quantiles, q6, ckmeans, deviation, geometric,\n"
                                   "                   head-tail, nested-means or manual\n"
                                   "  --classes N      2 to 9\n"
                                   "  --breaks LIST    bounds of your own: \"0; 10; 20,5; 100\"\n"
                                   "  --palette NAME   brick, water, ochre, meadow, plum, slate\n"
                                   "\n"
                                   "The same request on the same snapshot gives the same bytes; the date on the\n"
                                   "sheet is SOURCE_DATE_EPOCH when that is set.\n";

struct render_options {
    const char *theme, *epci, *paper, *lang, *title, *author, *logo, *bleed, *dpi, *snapshot, *output;
    bool has_north;
    struct figure_map_choice figures;
    bool is_refused; /* the words were right; the map would mislead */
};

/* "a.png,b.png" */
static bool render_logos(const char *paths, struct sheet_request *request, struct arena *arena, struct error *err)
{
    struct sheet_logo *logos = arena_array(arena, SHEET_LOGOS_MAX, sizeof *logos);
    request->logos = logos;
    while (paths != NULL && *paths != '\0') {
        size_t length = strcspn(paths, ",");
        if (request->logo_count == SHEET_LOGOS_MAX)
            return error_set(err, ERROR_LIMIT, "--logo: a sheet has room for %d", SHEET_LOGOS_MAX);
        if (!sheet_logo_read(arena_copy(arena, paths, length), &logos[request->logo_count++], arena, err))
            return false;
        paths += length + (paths[length] == ',');
    }
    return true;
}

static bool render_request(const struct render_options *options, struct sheet_request *request, struct arena *arena,
                           struct error *err)
{
    *request = (struct sheet_request){
        .epci = options->epci, .lang = options->lang, .title = options->title, .author = options->author};
    if (options->theme == NULL)
        return error_set(err, ERROR_INPUT, "render: --theme is missing; terril render --help shows how");
    if (strcmp(options->lang, "fr") != 0 && strcmp(options->lang, "en") != 0)
        return error_set(err, ERROR_INPUT, "--lang \"%.20s\": wants fr or en", options->lang);
    request->has_north = options->has_north;
    if (options->bleed != NULL && !number_read(options->bleed, strlen(options->bleed), &request->bleed))
        return error_set(err, ERROR_INPUT, "--bleed \"%.20s\": wants millimetres, 0 to %.0f", options->bleed,
                         SHEET_BLEED_MAX);
    if (!paper_read(options->paper, &request->paper, err) || !render_logos(options->logo, request, arena, err))
        return false;
    request->style = command_theme(options->theme, arena, err);
    if (request->style != NULL && request->style->classes == NULL && figure_map_is_chosen(&options->figures))
        return error_set(err, ERROR_INPUT, "theme %s shows one subject: it takes no --indicator and no classes",
                         options->theme);
    return request->style != NULL;
}

/* The indicator's map, and what is to be said of it. */
static bool render_figures(struct render_options *options, struct sheet_request *request, struct store *store,
                           const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    if (request->style->classes == NULL)
        return true;
    struct figure_map *map = figure_map_make(request->style, &options->figures, options->lang, store, snapshot, arena,
                                             &options->is_refused, err);
    for (size_t i = 0; map != NULL && i < map->notices.count; i++)
        log_line("%s: %s", options->output, figure_map_notice(map, i));
    request->figures = map;
    return map != NULL;
}

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
    if (!render_request(options, &request, arena, err))
        return false;
    struct store *store =
        command_has_snapshot(options->snapshot, err) ? store_open(options->snapshot, STORE_READ, err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, err) : NULL;
    struct map_report report;
    bool is_fit = snapshot != NULL && theme_check(request.style, snapshot, arena, err) &&
                  render_figures(options, &request, store, snapshot, arena, err);
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
    struct render_options chosen = {.paper = "A3", .lang = "fr", .snapshot = SNAPSHOT_DEFAULT};
    const struct option options[] = {{"--theme", &chosen.theme, NULL},
                                     {"--epci", &chosen.epci, NULL},
                                     {"--paper", &chosen.paper, NULL},
                                     {"--lang", &chosen.lang, NULL},
                                     {"--title", &chosen.title, NULL},
                                     {"--author", &chosen.author, NULL},
                                     {"--north", NULL, &chosen.has_north},
                                     {"--logo", &chosen.logo, NULL},
                                     {"--bleed", &chosen.bleed, NULL},
                                     {"--dpi", &chosen.dpi, NULL},
                                     {"--snapshot", &chosen.snapshot, NULL},
                                     {"--indicator", &chosen.figures.indicator, NULL},
                                     {"--by", &chosen.figures.by, NULL},
                                     {"--perimeter", &chosen.figures.perimeter, NULL},
                                     {"--representation", &chosen.figures.representation, NULL},
                                     {"--method", &chosen.figures.method, NULL},
                                     {"--classes", &chosen.figures.classes, NULL},
                                     {"--breaks", &chosen.figures.breaks, NULL},
                                     {"--palette", &chosen.figures.palette, NULL},
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
    if (chosen.is_refused)
        return command_failed(&err);
    return err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT ? command_misuse(&err) : command_failed(&err);
}
