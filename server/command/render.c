#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/number.h"
#include "base/text.h"
#include "print/sheet_file.h"
#include "store/snapshot.h"
#include "style/style.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "terril render: a theme as svg, png or pdf\n"
                           "\n"
                           "  terril render --theme cites -o cites.pdf              A3, the whole basin\n"
                           "  terril render --theme cites --paper A4-portrait -o cites.svg\n"
                           "  terril render --theme velo --epci 246200364 -o lens.pdf\n"
                           "  terril render --theme cites --paper 1200x630px -o share.png\n"
                           "\n"
                           "  --theme ID       cites or velo\n"
                           "  --epci SIREN     zoom to one EPCI, fade the rest, name its communes\n"
                           "  --paper SIZE     A5 to A0 (landscape), A5-portrait to A0-portrait, 210x297mm,\n"
                           "                   1200x630px (A3)\n"
                           "  --lang fr|en     language of the sheet (fr)\n"
                           "  --title TEXT     instead of the theme's title\n"
                           "  --author NAME    who made it, for the last line\n"
                           "  --north          with an arrow to the north\n"
                           "  --logo FILE.png  in a band at the foot; up to 8, separated by commas\n"
                           "  --bleed MM       ground beyond the trimmed edge, and crop marks (0; 3 is usual)\n"
                           "  --dpi N          pixels an inch of a png on paper (300)\n"
                           "  --snapshot FILE  what to draw (" SNAPSHOT_DEFAULT ")\n"
                           "  -o FILE          ends with .svg, .png or .pdf\n"
                           "\n"
                           "The same request on the same snapshot gives the same bytes; the date on the\n"
                           "sheet is SOURCE_DATE_EPOCH when that is set.\n";

struct render_options {
    const char *theme, *epci, *paper, *lang, *title, *author, *logo, *bleed, *dpi, *snapshot, *output;
    bool has_north;
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
    return request->style != NULL;
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

static bool render_run(const struct render_options *options, struct arena *arena, struct error *err)
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
    struct display *display = snapshot != NULL ? sheet_compose_reported(&request, store, snapshot, &report, err) : NULL;
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

int command_render(int argc, char **argv)
{
    struct render_options chosen = {.paper = "A3", .lang = "fr", .snapshot = SNAPSHOT_DEFAULT};
    const struct option options[] = {{"--theme", &chosen.theme, NULL},       {"--epci", &chosen.epci, NULL},
                                     {"--paper", &chosen.paper, NULL},       {"--lang", &chosen.lang, NULL},
                                     {"--title", &chosen.title, NULL},       {"--author", &chosen.author, NULL},
                                     {"--north", NULL, &chosen.has_north},   {"--logo", &chosen.logo, NULL},
                                     {"--bleed", &chosen.bleed, NULL},       {"--dpi", &chosen.dpi, NULL},
                                     {"--snapshot", &chosen.snapshot, NULL}, {"-o", &chosen.output, NULL},
                                     {"--output", &chosen.output, NULL},     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    bool is_done = render_run(&chosen, arena, &err);
    arena_free(arena);
    if (is_done)
        return EXIT_DONE;
    return err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT ? command_misuse(&err) : command_failed(&err);
}
